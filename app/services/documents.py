"""Documents in versions, whatever they hold: created, revised, read, listed and erased."""

import hashlib
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Generic, TypeVar

from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from cocau.app.audit_log.records import check_record
from cocau.app.auth.caller import Caller, build_scope_condition
from cocau.app.db.clock import new_id, now, today
from cocau.app.db.engine import Store, limit_newest
from cocau.app.db.models import DocumentKind, DocumentRow, VersionRow
from cocau.app.db.seals import check_digest, open_column, seal_column
from cocau.app.permissions import Permission
from cocau.app.services.acts import Act, begin_act, begin_erasure, begin_read
from cocau.app.services.errors import Erased, Missing, Stale
from cocau.app.settings import Settings
from cocau.constraints.errors import InputError, Problem
from cocau.constraints.record import Record

R = TypeVar("R", bound=Record)
ClearDocument = Callable[[Act, DocumentRow], None]
_ID = re.compile("[a-z]{3}_[0-9a-z]{26}")


def get_default_expiry(settings: Settings) -> date | None:
    """Return the day from which what is made today about people is erased; None: it is kept."""
    return today() + timedelta(days=settings.keep_days) if settings.keep_days else None


@dataclass(frozen=True)
class DocumentType(Generic[R]):
    """A kind of document: the type of its body, permissions to read, create and edit one.

    Whoever may make one may edit, and erase, those of their own.

    `check`: everything wrong with a version before it is stored; `size`: the number noted beside a version;
    `label`: where the body names itself, that name.
    """

    kind: DocumentKind
    body: type[R]
    read_permission: Permission = Permission.READ
    create_permission: Permission = Permission.EDIT
    edit_permission: Permission = Permission.EDIT
    check: Callable[["DocumentChange[R]"], Iterable[Problem]] | None = None
    size: Callable[[R], int] | None = None
    label: Callable[[R], str] | None = None


@dataclass(frozen=True)
class StoredVersion(Generic[R]):
    """One version of a document, decrypted."""

    document: DocumentRow
    version: VersionRow
    body: R


@dataclass(frozen=True)
class DocumentChange(Generic[R]):
    """A version to be stored, as its check sees it; `document_id`: None for a new document."""

    store: Store
    caller: Caller
    document_type: DocumentType[R]
    body: R
    document_id: str | None = None
    label: str | None = None
    note: str = ""
    locality: str | None = None
    about: str | None = None
    rulebook: str | None = None

    @property
    def new_label(self) -> str | None:
        """Return the name in the body where it has one, else the label given."""
        name = self.document_type.label
        return self.label if name is None else name(self.body)

    def read_stored(self) -> StoredVersion[R] | None:
        """Read the newest version of the document; None of a new one.

        Raises:
            Forbidden, Missing, Erased: as `read_document`.
        """
        if self.document_id is None:
            return None
        return read_document(self.store, self.caller, self.document_type, self.document_id)

    def get_subject(self) -> str:
        """Return the id of what the document is about.

        Raises:
            Forbidden, Missing, Erased: as `read_document`.
        """
        stored = self.read_stored()
        return f"{self.about if stored is None else stored.document.about}"

    def check(self) -> None:
        """Check that the caller may make such documents, and the body.

        Raises:
            Forbidden: the role does not allow it.
            InputError: everything wrong with it.
        """
        self.caller.require(self.document_type.create_permission)
        list_problems = self.document_type.check
        if list_problems is not None and (problems := list(list_problems(self))):
            raise InputError(problems)

    def add_version(self, act: Act, document: DocumentRow, action: str) -> StoredVersion[R]:
        """Add the version to its document and to the audit log."""
        measure = self.document_type.size
        version = VersionRow(
            document_id=document.id,
            number=document.version,
            digest=compute_body_digest(self.body),
            size=0 if measure is None else measure(self.body),
            note=self.note,
            made_at=document.changed_at,
            made_by=self.caller.id,
        )
        seal_column(act.ring, version, "body", self.body.model_dump_json())
        act.session.add(version)
        kind = document.kind.name.lower()
        act.log(action, kind, document.id, version=version.number, digest=version.digest)
        return StoredVersion(document, version, self.body)


def get_document_row(
    session: Session, caller: Caller, document_id: str, kind: DocumentKind | None, *, lock: bool = False
) -> DocumentRow:
    """Return a document by its id, and by its kind if one is named.

    Raises:
        Missing: there is none, or it is not the caller's.
    """
    if not _ID.fullmatch(document_id):  # PostgreSQL refuses some characters
        raise Missing(document_id)
    document = session.get(DocumentRow, document_id, with_for_update=lock or None)
    wrong = document is None or (kind is not None and document.kind is not kind)
    if document is None or wrong or not caller.can_see(document.locality):
        raise Missing(document_id)
    if lock:
        check_record(session, document.kind.name.lower(), document_id)
    return document


def choose_locality(
    session: Session, caller: Caller, locality: str | None, about: str | None, *, lock: bool = False
) -> str:
    """Return the locality of a new document: the one given, or that of what it is about.

    Raises:
        Missing: the locality, or what it is about, is not the caller's.
        Erased: what it is about was.
    """
    home = locality
    if about is not None:
        other = get_document_row(session, caller, about, None, lock=lock)
        if other.erased_at is not None:
            raise Erased(about)
        home = locality or other.locality
    if home is None or not caller.can_see(home):
        raise Missing(f"{home}")
    return home


def is_own_document(caller: Caller, document_type: DocumentType[R], document: DocumentRow) -> bool:
    """Return whether a document is the caller's own to edit and erase.

    Where creating one takes the permission to edit, none is.
    """
    return (
        document_type.create_permission is not document_type.edit_permission and document.made_by == caller.id
    )


def select_documents_about(kind: DocumentKind, about: str | None) -> SelectOfScalar[DocumentRow]:
    """Select the documents of a kind about another one that were not erased."""
    return select(DocumentRow).where(
        DocumentRow.kind == kind, DocumentRow.about == about, col(DocumentRow.erased_at).is_(None)
    )


def raise_if_stale(document: DocumentRow, expected: int) -> None:
    """Raise unless a version is still the newest of its document.

    Raises:
        Erased, Stale: it is not.
    """
    if document.erased_at is not None:
        raise Erased(document.id)
    if document.version != expected:
        raise Stale(document.id, document.version)


def create_document(  # noqa: PLR0913  # what a document is made of
    store: Store,
    caller: Caller,
    document_type: DocumentType[R],
    body: R,
    *,
    label: str = "",
    locality: str | None = None,
    about: str | None = None,
    kept_until: date | None = None,
    alone: bool = False,
    note: str = "",
    rulebook: str | None = None,
    action: str = "make",
) -> StoredVersion[R]:
    """Create a document in its first version.

    It is in the locality of what it is `about`, unless one is given. `alone`: the only one of its kind about
    that; `kept_until`: the day from which it is erased; `rulebook`: the one it is checked under, by default
    that of its day; `action`: what the audit log calls it.

    Raises:
        Forbidden: the role does not allow it.
        InputError: everything wrong with it.
        Missing: the locality, or what it is about, is not the caller's.
        Erased: what it is about was.
        Stale: there is one already (`alone`).
    """
    change = DocumentChange(
        store,
        caller,
        document_type,
        body,
        label=label,
        note=note,
        locality=locality,
        about=about,
        rulebook=rulebook,
    )
    change.check()
    moment = now()
    with begin_act(store, caller) as act:
        document = DocumentRow(
            id=new_id(document_type.kind),
            kind=document_type.kind,
            locality=choose_locality(act.session, caller, locality, about, lock=alone),
            label=change.new_label or "",
            about=about,
            made_at=moment,
            made_by=caller.id,
            changed_at=moment,
            kept_until=kept_until,
        )
        if alone:
            _raise_if_exists(act.session, document_type.kind, about)
        act.session.add(document)
        act.session.flush()
        return change.add_version(act, document, action)


def revise_document(  # noqa: PLR0913  # as `create_document`
    store: Store,
    caller: Caller,
    document_type: DocumentType[R],
    document_id: str,
    body: R,
    *,
    expected: int,
    label: str | None = None,
    note: str = "",
    rulebook: str | None = None,
    action: str = "edit",
) -> StoredVersion[R]:
    """Add a version to a document, if `expected` is still its newest.

    Raises:
        Forbidden, InputError, Missing: as `create_document`.
        Erased: nothing can be added to it.
        Stale: somebody was faster; nothing is lost, and nothing was changed.
    """
    change = DocumentChange(
        store, caller, document_type, body, document_id, label=label, note=note, rulebook=rulebook
    )
    change.check()
    with begin_act(store, caller) as act:
        document = get_document_row(act.session, caller, document_id, document_type.kind, lock=True)
        if not is_own_document(caller, document_type, document):
            caller.require(document_type.edit_permission)
        raise_if_stale(document, expected)
        document.version += 1
        document.changed_at = now()
        document.label = document.label if change.new_label is None else change.new_label
        return change.add_version(act, document, action)


def compute_body_digest(body: Record) -> str:
    """Compute the sha256 of the canonical JSON of a body."""
    return hashlib.sha256(body.model_dump_json().encode()).hexdigest()


def _raise_if_exists(session: Session, kind: DocumentKind, about: str | None) -> None:
    there = session.exec(select_documents_about(kind, about)).first()
    if there is not None:
        raise Stale(there.id, there.version)


def clear_document(act: Act, document: DocumentRow) -> None:
    """Erase a locked document with its label and the notes on its versions.

    With a council goes what nobody can come to without it: `WITH_COUNCIL`.
    """
    document.erased_at = now()
    document.label = ""
    for version in act.session.exec(select(VersionRow).where(VersionRow.document_id == document.id)):
        version.body, version.note = None, ""
    act.log("erase", document.kind.name.lower(), document.id)
    if document.kind is DocumentKind.COUNCIL:
        for kind in WITH_COUNCIL:
            for one in act.session.exec(select_documents_about(kind, document.id)):
                clear_document(act, one)


WITH_COUNCIL = (DocumentKind.DOSSIER, DocumentKind.RESULTS, DocumentKind.TERM, DocumentKind.SCAN)
"""Documents that are erased with the council they are about."""


def erase_document(
    store: Store,
    caller: Caller,
    document_type: DocumentType[R],
    document_id: str,
    *,
    expected: int,
    clear: ClearDocument = clear_document,
) -> DocumentRow:
    """Erase the bodies of all versions of a document; its record stays.

    `clear`: erases it with what was made of it.

    Raises:
        Forbidden, Missing, Erased, Stale: as `revise_document`.
    """
    own = document_type.create_permission is not document_type.edit_permission
    permission = document_type.create_permission if own else Permission.ERASE
    with begin_erasure(store, caller, permission) as act:
        document = get_document_row(act.session, caller, document_id, document_type.kind, lock=True)
        if not is_own_document(caller, document_type, document):
            caller.require(Permission.ERASE)
        raise_if_stale(document, expected)
        clear(act, document)
    return document


def set_archived(
    store: Store, caller: Caller, document_type: DocumentType[R], document_id: str, *, archived: bool
) -> DocumentRow:
    """Archive a document, or take it back; nothing in it changes.

    Raises:
        Forbidden, Missing, Erased: as `revise_document`.
    """
    with begin_act(store, caller, document_type.edit_permission) as act:
        document = get_document_row(act.session, caller, document_id, document_type.kind, lock=True)
        raise_if_stale(document, document.version)
        if archived is not (document.archived_at is not None):
            document.archived_at = now() if archived else None
            act.log("archive" if archived else "restore", document.kind.name.lower(), document.id)
    return document


def lock_unless_erased(session: Session, document_id: str) -> None:
    """Lock a document until the transaction ends, and raise if it was erased.

    What is made of it now is erased with it later.

    Raises:
        Erased: it was, in the meantime.
    """
    document = session.get(DocumentRow, document_id, with_for_update={"read": True}, populate_existing=True)
    if document is None or document.erased_at is not None:
        raise Erased(document_id)


def read_document(
    store: Store, caller: Caller, document_type: DocumentType[R], document_id: str, number: int | None = None
) -> StoredVersion[R]:
    """Read a document in one version; the newest, if none is named.

    Raises:
        Forbidden, Missing: as `create_document`.
        Erased: nothing is left to read.
    """
    with begin_read(store, caller, document_type.read_permission) as session:
        document = get_document_row(session, caller, document_id, document_type.kind)
        version = session.get(VersionRow, (document_id, document.version if number is None else number))
    if version is None:
        raise Missing(f"{document_id} version {number}")
    if version.body is None:
        raise Erased(document_id)
    text = open_column(store.ring, version, "body")
    check_digest(store.ring, version, "body", text, version.digest)
    return StoredVersion(document, version, _parse_body(document_type.body, text))


@lru_cache(maxsize=8)
def _parse_body(body: type[R], text: str) -> R:
    """Parse a body; the last ones are remembered, for windows of a long list."""
    return body.model_validate_json(text)


def find_sole_document(
    store: Store, caller: Caller, document_type: DocumentType[R], about: str, number: int | None = None
) -> StoredVersion[R] | None:
    """Return the sole document of a kind about another, newest or in a version; or None.

    Raises:
        Forbidden, Missing: as `create_document`; there is no such version.
        Erased: what it is about was.
    """
    with store.reading() as session:
        choose_locality(session, caller, None, about)
        found = session.exec(select_documents_about(document_type.kind, about)).first()
    if found is not None:
        return read_document(store, caller, document_type, found.id, number)
    if number:
        raise Missing(f"{document_type.kind.name.lower()} version {number}")
    return None


def list_sole_versions(
    store: Store, caller: Caller, document_type: DocumentType[R], about: str
) -> list[VersionRow]:
    """List every version of the sole document of a kind about another one, newest first.

    Raises:
        Forbidden, Missing, Erased: as `find_sole_document`.
    """
    held = find_sole_document(store, caller, document_type, about)
    return [] if held is None else list_versions(store, caller, document_type, held.document.id)


def save_sole_document(  # noqa: PLR0913  # as `create_document`
    store: Store,
    caller: Caller,
    document_type: DocumentType[R],
    about: str,
    body: R,
    *,
    expected: int,
    label: str,
    note: str = "",
    action: str | None = None,
) -> StoredVersion[R]:
    """Save a version of the sole document of a kind about another one.

    `expected`: the newest version now, 0 where there is none.

    Raises:
        Forbidden, InputError, Missing, Erased: as `create_document`.
        Stale: another version is the newest.
    """
    held = find_sole_document(store, caller, document_type, about)
    if (newest := 0 if held is None else held.version.number) != expected:
        raise Stale(f"the {document_type.kind.name.lower()} of {about}", newest)
    if held is None:
        return create_document(
            store,
            caller,
            document_type,
            body,
            label=label,
            about=about,
            alone=True,
            note=note,
            action=action or "make",
        )
    return revise_document(
        store,
        caller,
        document_type,
        held.document.id,
        body,
        expected=expected,
        note=note,
        action=action or "edit",
    )


def list_versions(
    store: Store, caller: Caller, document_type: DocumentType[R], document_id: str
) -> list[VersionRow]:
    """List every version of a document, newest first, without decrypting them.

    Raises:
        Forbidden, Missing: as `create_document`.
    """
    with begin_read(store, caller, Permission.READ) as session:
        get_document_row(session, caller, document_id, document_type.kind)
        of_it = select(VersionRow).where(VersionRow.document_id == document_id)
        return list(session.exec(of_it.order_by(col(VersionRow.number).desc())))


def list_documents(  # noqa: PLR0913  # what a list may be narrowed by
    store: Store,
    caller: Caller,
    document_type: DocumentType[R],
    *,
    about: str | None = None,
    locality: str = "",
    archived: bool | None = None,
    after: str | None = None,
    limit: int = 50,
) -> list[DocumentRow]:
    """List up to `limit` documents of a kind in the caller's scope, newest first.

    Only those after the one named `after`. `about`: only those about this one; `locality`: only those in it;
    `archived`: only those, or only the others.

    Raises:
        Forbidden: the role does not allow it.
    """
    chosen = select(DocumentRow).where(
        DocumentRow.kind == document_type.kind,
        build_scope_condition(DocumentRow.locality, caller.scope),
        build_scope_condition(DocumentRow.locality, locality),
        col(DocumentRow.erased_at).is_(None),
    )
    if about is not None:
        chosen = chosen.where(DocumentRow.about == about)
    if archived is not None:
        stored = col(DocumentRow.archived_at)
        chosen = chosen.where(stored.is_not(None) if archived else stored.is_(None))
    with begin_read(store, caller, Permission.READ) as session:
        return list(session.exec(limit_newest(chosen, DocumentRow.id, after, limit)))
