"""Approvals: what somebody decided about a proposal. The proposal itself never changes."""

from datetime import datetime
from enum import StrEnum

from sqlmodel import Field, SQLModel

from cocau.app.store.tables.columns import moment, one_of


class Decision(StrEnum):
    """What an approver may say."""

    APPROVED = "approved"
    RETURNED = "returned"


class Approval(SQLModel, table=True):
    """One decision; `proposal_digest` is that of the very bytes that were decided on. `content` is sealed."""

    __tablename__ = "approvals"

    id: str = Field(primary_key=True, max_length=40)
    proposal_id: str = Field(foreign_key="proposals.id", index=True, max_length=40)
    proposal_digest: str = Field(max_length=64)
    decision: Decision = Field(sa_type=one_of(Decision))
    content: bytes
    made_by: str = Field(max_length=40)
    made_at: datetime = moment()
