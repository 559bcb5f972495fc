"""Erasing documents: what was in their versions goes for good; that there was something stays."""

from sqlmodel import Session, col, select

from cocau.app.access.caller import Caller
from cocau.app.access.roles import May
from cocau.app.office.errors import Erased
from cocau.app.office.shelf import R, Shelf, about_it, found_document, is_own, unless_stale
from cocau.app.store.engine import Store
from cocau.app.store.moment import now
from cocau.app.store.tables.documents import Document, Kind, Version
from cocau.app.trail.entry import entry


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
    document = found_document(session, caller, which, shelf.kind, lock=True)
    if not is_own(caller, shelf, document):
        caller.must(May.ERASE)
    unless_stale(document, expected)
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
            about_it(Kind.DOSSIER, document.id).where(col(Document.erased_at).is_(None))
        ):
            empty(store, session, caller, dossier)
