"""What was answered under an Idempotency-Key, so that the same request sent twice is one request."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from cocau.app.store.tables.columns import moment


class Replay(SQLModel, table=True):
    """One key of one caller: the sha256 of the request under it, and what it made."""

    __tablename__ = "replays"

    caller: str = Field(primary_key=True, max_length=40)
    key: str = Field(primary_key=True, max_length=200)
    digest: str = Field(max_length=64)
    made: str = Field(max_length=40)
    at: datetime = moment(index=True)
