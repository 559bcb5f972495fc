"""Documents in versions: councils, pools, own rulebooks, scenarios, dossiers of gates, allocation tables."""

from datetime import date, datetime
from enum import StrEnum

from sqlmodel import Field, SQLModel

from cocau.app.store.tables.columns import moment, one_of


class Kind(StrEnum):
    """What a document is; the value is the prefix of its id."""

    COUNCIL = "cnc"
    POOL = "pol"
    RULEBOOK = "rbk"
    SCENARIO = "scn"
    DOSSIER = "dos"
    TABLE = "tbl"


class Document(SQLModel, table=True):
    """One document. `locality` is a path such as ``ha-tinh/can-loc``; `about`: the council it belongs to.

    `version` is its newest version, from 1. `kept_until`: the day from which it is erased. An erased document
    keeps this row and its versions' digests, not their bodies.
    """

    __tablename__ = "documents"

    id: str = Field(primary_key=True, max_length=40)
    kind: Kind = Field(sa_type=one_of(Kind), index=True)
    locality: str = Field(index=True, max_length=200)
    label: str = Field(max_length=300)
    about: str | None = Field(default=None, foreign_key="documents.id", index=True, max_length=40)
    version: int = 1
    made_at: datetime = moment()
    made_by: str = Field(max_length=40)
    changed_at: datetime = moment()
    kept_until: date | None = Field(default=None, index=True)
    erased_at: datetime | None = moment(empty=True)


class Version(SQLModel, table=True):
    """One version of a document, never changed; `body` is sealed JSON, empty once erased.

    `digest`: sha256 of the body's canonical JSON; `size`: how many people, rules or organisations are in it.
    """

    __tablename__ = "versions"

    document_id: str = Field(primary_key=True, foreign_key="documents.id", max_length=40)
    number: int = Field(primary_key=True)
    body: bytes | None
    digest: str = Field(index=True, max_length=64)
    size: int = 0
    note: str = Field(default="", max_length=500)
    made_at: datetime = moment()
    made_by: str = Field(max_length=40)
