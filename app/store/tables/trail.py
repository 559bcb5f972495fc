"""The trail: who did what to which version, each entry bound to the one before it by its hash."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from cocau.app.store.tables.columns import moment


class TrailEntry(SQLModel, table=True):
    """One act, never changed. `hash` is over everything else here and the hash of the entry before."""

    __tablename__ = "trail"

    seq: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    at: datetime = moment()
    actor: str = Field(max_length=40, index=True)
    action: str = Field(max_length=60)
    kind: str = Field(max_length=40)
    subject: str = Field(max_length=60, index=True)
    version: int | None = None
    digest: str | None = Field(default=None, max_length=64)
    before: str = Field(max_length=64)
    hash: str = Field(max_length=64, index=True)


class TrailHead(SQLModel, table=True):
    """The last entry, with a seal by the key ring: cutting entries off at the end is noticed too."""

    __tablename__ = "trail_head"

    id: int = Field(default=1, primary_key=True)
    seq: int
    hash: str = Field(max_length=64)
    seal: bytes
