"""Documents in versions, whatever they hold: making, reading, editing, listing and erasing them."""

import hashlib
import re
from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar

from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from app.access.caller import Caller
from app.access.roles import May
from app.access.scope import within
from app.office.errors import Erased, Missing, Stale
from app.store.engine import Store
from app.store.ids import new_id
from app.store.moment import now
from app.store.tables.documents import Document, Kind, Version
from app.trail.entry import entry
from constraints.record import Record

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


def make(  # noqa: PLR0913  # what a document is made of
    store: Store,
    caller: Caller,
    shelf: Shelf[R],
    body: R,
    *,
    label: str,
    locality: str | None = None,
    about: str | None = None,
    kept_until: date | None = None,
    alone: bool = False,
    size: int = 0,
    note: str = "",
    act: str = "make",
) -> Held[R]:
    """A new document in its first version. It is in the locality of what it is `about`, unless one is given.

    `alone`: the only one of its kind about that; `kept_until`: the day from which it is erased; `act`: what
    the trail calls it.

    Raises:
        Forbidden: the role does not allow it.
        Missing: the locality, or what it is about, is not the caller's.
        Erased: what it is about was.
        Stale: there is one already (`alone`).
    """
    caller.must(shelf.make)
    moment = now()
    with store.writing() as session:
        document = Document(
            id=new_id(shelf.kind),
            kind=shelf.kind,
            locality=_home(session, caller, locality, about, lock=alone),
            label=label,
            about=about,
            made_at=moment,
            made_by=caller.id,
            changed_at=moment,
            kept_until=kept_until,
        )
        if alone:
            _unless_there(session, shelf.kind, about)
        session.add(document)
        session.flush()
        version = _added(store, session, caller, document, body, size=size, note=note)
        _record(store, session, caller, act, document, version)
    return Held(document, version, body)


def edit(  # noqa: PLR0913  # as `make`
    store: Store,
    caller: Caller,
    shelf: Shelf[R],
    which: str,
    body: R,
    *,
    expected: int,
    label: str | None = None,
    size: int = 0,
    note: str = "",
    act: str = "edit",
) -> Held[R]:
    """A new version of a document, if `expected` is still its newest.

    Raises:
        Forbidden, Missing: as `make`.
        Erased: nothing can be added to it.
        Stale: somebody was faster; nothing is lost, and nothing was changed.
    """
    caller.must(shelf.make)
    with store.writing() as session:
        document = _found(session, caller, which, shelf.kind, lock=True)
        if not _own(caller, shelf, document):
            caller.must(shelf.edit)
        _unless_stale(document, expected)
        document.version += 1
        document.changed_at = now()
        document.label = document.label if label is None else label
        version = _added(store, session, caller, document, body, size=size, note=note)
        _record(store, session, caller, act, document, version)
    return Held(document, version, body)


def read(store: Store, caller: Caller, shelf: Shelf[R], which: str, number: int | None = None) -> Held[R]:
    """A document in one version; the newest, if none is named.

    Raises:
        Forbidden, Missing, Erased: see above.
    """
    caller.must(shelf.read)
    with store.reading() as session:
        document = _found(session, caller, which, shelf.kind)
        version = session.get(Version, (which, document.version if number is None else number))
    if version is None:
        raise Missing(f"{which} version {number}")
    if version.body is None:
        raise Erased(which)
    return Held(document, version, shelf.body.model_validate_json(store.ring.open(version.body)))


def only(store: Store, caller: Caller, shelf: Shelf[R], about: str) -> Held[R] | None:
    """The document of a kind that was made `alone` about another one, in its newest version; None: none yet.

    Raises:
        Forbidden, Missing, Erased: see above.
    """
    with store.reading() as session:
        _home(session, caller, None, about)
        found = session.exec(_about(shelf.kind, about)).first()
    return None if found is None else read(store, caller, shelf, found.id)


def history(store: Store, caller: Caller, shelf: Shelf[R], which: str) -> list[Version]:
    """Every version of a document, newest first, without opening them.

    Raises:
        Forbidden, Missing: see above.
    """
    caller.must(May.READ)
    with store.reading() as session:
        _found(session, caller, which, shelf.kind)
        of_it = select(Version).where(Version.document_id == which)
        return list(session.exec(of_it.order_by(col(Version.number).desc())))


def listed(  # noqa: PLR0913  # what a list may be narrowed by
    store: Store,
    caller: Caller,
    kind: Kind,
    *,
    about: str | None = None,
    locality: str = "",
    after: str | None = None,
    limit: int = 50,
) -> list[Document]:
    """Up to `limit` documents of a kind that the caller may know of, newest first, after the one named.

    `about`: only those about this one; `locality`: only those in it.

    Raises:
        Forbidden: the role does not allow it.
    """
    caller.must(May.READ)
    chosen = select(Document).where(
        Document.kind == kind,
        within(Document.locality, caller.scope),
        within(Document.locality, locality),
        col(Document.erased_at).is_(None),
    )
    if about is not None:
        chosen = chosen.where(Document.about == about)
    if after is not None:
        chosen = chosen.where(Document.id < after)
    with store.reading() as session:
        return list(session.exec(chosen.order_by(col(Document.id).desc()).limit(limit)))


def erase(store: Store, caller: Caller, shelf: Shelf[R], which: str, *, expected: int) -> Document:
    """Take the bodies of all versions away for good; what stays says that there was something, and when.

    Raises:
        Forbidden, Missing, Erased, Stale: see above.
    """
    with store.writing() as session:
        document = erasable(session, caller, shelf, which, expected)
        empty(store, session, caller, document)
    store.overwrite()
    return document


def erasable(session: Session, caller: Caller, shelf: Shelf[R], which: str, expected: int) -> Document:
    """A document that the caller may erase, locked. `session` writes.

    Raises:
        Forbidden, Missing, Erased, Stale: see above.
    """
    caller.must(May.ERASE if shelf.make is shelf.edit else shelf.make)
    document = _found(session, caller, which, shelf.kind, lock=True)
    if not _own(caller, shelf, document):
        caller.must(May.ERASE)
    _unless_stale(document, expected)
    return document


def unless_erased(session: Session, which: str) -> None:
    """Hold a document as it is until the transaction ends: what is made of it now is erased with it later.

    Raises:
        Erased: it was, in the meantime.
    """
    document = session.get(Document, which, with_for_update={"read": True}, populate_existing=True)
    if document is None or document.erased_at is not None:
        raise Erased(which)


def empty(store: Store, session: Session, caller: Caller, document: Document) -> None:
    """Erase a locked document, with what was said of it in words: its label, the notes on its versions.

    With a council goes its dossier, which nobody can come to without it.
    """
    document.erased_at = now()
    document.label = ""
    for version in session.exec(select(Version).where(Version.document_id == document.id)):
        version.body, version.note = None, ""
    entry(session, store.ring, caller, "erase", document.kind.name.lower(), document.id)
    if document.kind is Kind.COUNCIL:
        for dossier in session.exec(
            _about(Kind.DOSSIER, document.id).where(col(Document.erased_at).is_(None))
        ):
            empty(store, session, caller, dossier)


def digest_of(body: Record) -> str:
    """sha256 of the canonical JSON of a body."""
    return hashlib.sha256(body.model_dump_json().encode()).hexdigest()


def _found(
    session: Session, caller: Caller, which: str, kind: Kind | None, *, lock: bool = False
) -> Document:
    if not _ID.fullmatch(which):  # whatever it is; PostgreSQL would refuse some of it
        raise Missing(which)
    document = session.get(Document, which, with_for_update=lock or None)
    wrong = document is None or (kind is not None and document.kind is not kind)
    if document is None or wrong or not caller.sees(document.locality):
        raise Missing(which)
    return document


def _home(
    session: Session, caller: Caller, locality: str | None, about: str | None, *, lock: bool = False
) -> str:
    """Where a new document is: there, if it is the caller's, or where what it is about is."""
    home = locality
    if about is not None:
        other = _found(session, caller, about, None, lock=lock)
        if other.erased_at is not None:
            raise Erased(about)
        home = locality or other.locality
    if home is None or not caller.sees(home):
        raise Missing(f"{home}")
    return home


def _own(caller: Caller, shelf: Shelf[R], document: Document) -> bool:
    """Whether it is theirs to do with as they like; where making takes the right to edit, nothing is."""
    return shelf.make is not shelf.edit and document.made_by == caller.id


def _about(kind: Kind, about: str | None) -> SelectOfScalar[Document]:
    return select(Document).where(Document.kind == kind, Document.about == about)


def _unless_there(session: Session, kind: Kind, about: str | None) -> None:
    there = session.exec(_about(kind, about)).first()
    if there is not None:
        raise Stale(there.id, there.version)


def _unless_stale(document: Document, expected: int) -> None:
    if document.erased_at is not None:
        raise Erased(document.id)
    if document.version != expected:
        raise Stale(document.id, document.version)


def _added(  # noqa: PLR0913  # as `make`
    store: Store, session: Session, caller: Caller, document: Document, body: R, *, size: int, note: str
) -> Version:
    version = Version(
        document_id=document.id,
        number=document.version,
        body=store.ring.seal(body.model_dump_json()),
        digest=digest_of(body),
        size=size,
        note=note,
        made_at=document.changed_at,
        made_by=caller.id,
    )
    session.add(version)
    return version


def _record(
    store: Store, session: Session, caller: Caller, action: str, document: Document, version: Version
) -> None:
    kind = document.kind.name.lower()
    entry(
        session,
        store.ring,
        caller,
        action,
        kind,
        document.id,
        version=version.number,
        digest=version.digest,
    )
