"""Documents in versions, whatever they hold: making and editing them."""

import hashlib
from datetime import date

from sqlmodel import Session

from cocau.app.access.caller import Caller
from cocau.app.office.errors import Stale
from cocau.app.office.shelf import Held, R, Shelf, about_it, found_document, home_of, is_own, unless_stale
from cocau.app.store.engine import Store
from cocau.app.store.ids import new_id
from cocau.app.store.moment import now
from cocau.app.store.tables.documents import Document, Kind, Version
from cocau.app.trail.entry import entry
from cocau.constraints.record import Record


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
            locality=home_of(session, caller, locality, about, lock=alone),
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
        document = found_document(session, caller, which, shelf.kind, lock=True)
        if not is_own(caller, shelf, document):
            caller.must(shelf.edit)
        unless_stale(document, expected)
        document.version += 1
        document.changed_at = now()
        document.label = document.label if label is None else label
        version = _added(store, session, caller, document, body, size=size, note=note)
        _record(store, session, caller, act, document, version)
    return Held(document, version, body)


def digest_of(body: Record) -> str:
    """sha256 of the canonical JSON of a body."""
    return hashlib.sha256(body.model_dump_json().encode()).hexdigest()


def _unless_there(session: Session, kind: Kind, about: str | None) -> None:
    there = session.exec(about_it(kind, about)).first()
    if there is not None:
        raise Stale(there.id, there.version)


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
