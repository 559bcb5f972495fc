"""Reading documents in versions: one of them, its history, a list of them."""

from sqlmodel import col, select

from cocau.app.access.caller import Caller
from cocau.app.access.roles import May
from cocau.app.access.scope import within
from cocau.app.office.errors import Erased, Missing
from cocau.app.office.shelf import Held, R, Shelf, about_it, found_document, home_of
from cocau.app.store.engine import Store
from cocau.app.store.tables.documents import Document, Kind, Version


def read(store: Store, caller: Caller, shelf: Shelf[R], which: str, number: int | None = None) -> Held[R]:
    """A document in one version; the newest, if none is named.

    Raises:
        Forbidden, Missing, Erased: see above.
    """
    caller.must(shelf.read)
    with store.reading() as session:
        document = found_document(session, caller, which, shelf.kind)
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
        home_of(session, caller, None, about)
        found = session.exec(about_it(shelf.kind, about)).first()
    return None if found is None else read(store, caller, shelf, found.id)


def history(store: Store, caller: Caller, shelf: Shelf[R], which: str) -> list[Version]:
    """Every version of a document, newest first, without opening them.

    Raises:
        Forbidden, Missing: see above.
    """
    caller.must(May.READ)
    with store.reading() as session:
        found_document(session, caller, which, shelf.kind)
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
