"""Where documents of one kind stand, and how one of them is found by whoever may know of it."""

import re
from dataclasses import dataclass
from typing import Generic, TypeVar

from sqlmodel import Session, select
from sqlmodel.sql.expression import SelectOfScalar

from cocau.app.access.caller import Caller
from cocau.app.access.roles import May
from cocau.app.office.errors import Erased, Missing, Stale
from cocau.app.store.tables.documents import Document, Kind, Version
from cocau.constraints.record import Record

R = TypeVar("R", bound=Record)
_ID = re.compile("[a-z]{3}_[0-9a-z]{26}")


@dataclass(frozen=True)
class Shelf(Generic[R]):
    """Where documents of one kind stand: what a body is, who may read it, make one, and edit any of them.

    Whoever may make one may edit, and erase, those of their own.
    """

    kind: Kind
    body: type[R]
    read: May = May.READ
    make: May = May.EDIT
    edit: May = May.EDIT


@dataclass(frozen=True)
class Held(Generic[R]):
    """One version of a document, opened."""

    document: Document
    version: Version
    body: R


def found_document(
    session: Session, caller: Caller, which: str, kind: Kind | None, *, lock: bool = False
) -> Document:
    """A document by its id; of a kind, if one is named.

    Raises:
        Missing: there is none, or it is not the caller's.
    """
    if not _ID.fullmatch(which):  # whatever it is; PostgreSQL would refuse some of it
        raise Missing(which)
    document = session.get(Document, which, with_for_update=lock or None)
    wrong = document is None or (kind is not None and document.kind is not kind)
    if document is None or wrong or not caller.sees(document.locality):
        raise Missing(which)
    return document


def home_of(
    session: Session, caller: Caller, locality: str | None, about: str | None, *, lock: bool = False
) -> str:
    """Where a new document is: there, if it is the caller's, or where what it is about is.

    Raises:
        Missing: the locality, or what it is about, is not the caller's.
        Erased: what it is about was.
    """
    home = locality
    if about is not None:
        other = found_document(session, caller, about, None, lock=lock)
        if other.erased_at is not None:
            raise Erased(about)
        home = locality or other.locality
    if home is None or not caller.sees(home):
        raise Missing(f"{home}")
    return home


def is_own(caller: Caller, shelf: Shelf[R], document: Document) -> bool:
    """Whether it is theirs to do with as they like; where making takes the right to edit, nothing is."""
    return shelf.make is not shelf.edit and document.made_by == caller.id


def about_it(kind: Kind, about: str | None) -> SelectOfScalar[Document]:
    """The documents of a kind about another one."""
    return select(Document).where(Document.kind == kind, Document.about == about)


def unless_stale(document: Document, expected: int) -> None:
    """Go on only if that is its newest version.

    Raises:
        Erased, Stale: it is not.
    """
    if document.erased_at is not None:
        raise Erased(document.id)
    if document.version != expected:
        raise Stale(document.id, document.version)
