"""Proposals and what was asked about them; each is a job with the same id."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON
from sqlmodel import Field, SQLModel

from cocau.app.store.tables.columns import moment


class ProposalRow(SQLModel, table=True):
    """A proposal asked for; its request is the job's input, the proposal itself the job's output.

    The council, the pool, the rulebook and the scenario are those of the references, if it was asked by
    reference. `derived_from` and `patch` (sealed): its lineage. `aggregate`: counts without people, which
    stay when the rest is erased.
    """

    __tablename__ = "proposals"

    id: str = Field(primary_key=True, foreign_key="jobs.id", max_length=40)
    label: str = Field(default="", max_length=300)
    locality: str = Field(index=True, max_length=200)
    council_id: str | None = Field(default=None, foreign_key="documents.id", index=True, max_length=40)
    council_version: int | None = None
    pool_id: str | None = Field(default=None, foreign_key="documents.id", index=True, max_length=40)
    pool_version: int | None = None
    rulebook_id: str | None = Field(default=None, foreign_key="documents.id", max_length=40)
    rulebook_version: int | None = None
    scenario_id: str | None = Field(default=None, foreign_key="documents.id", max_length=40)
    scenario_version: int | None = None
    derived_from: str | None = Field(default=None, foreign_key="proposals.id", index=True, max_length=40)
    patch: bytes | None = None
    asked_by: str = Field(max_length=40)
    asked_at: datetime = moment(index=True)
    request_digest: str = Field(max_length=64)
    proposal_digest: str | None = Field(default=None, max_length=64)
    aggregate: dict[str, Any] | None = Field(default=None, sa_type=JSON)
    kept_until: date | None = Field(default=None, index=True)
    erased_at: datetime | None = moment(empty=True)


class Explanation(SQLModel, table=True):
    """A question about a proposal; its answer is the job's output.

    `asked` (sealed): the question alone, to be listed without the proposal that the job's input holds; erased
    with it. `digest`: by it the same question is found again.
    """

    __tablename__ = "explanations"

    id: str = Field(primary_key=True, foreign_key="jobs.id", max_length=40)
    proposal_id: str = Field(foreign_key="proposals.id", index=True, max_length=40)
    question: str = Field(max_length=40)
    asked: bytes | None = None
    digest: str = Field(default="", max_length=64)
    asked_at: datetime = moment()
