"""Settings and templates of an office: one of each per locality, kept in versions."""

from collections.abc import Callable, Iterator
from typing import TypeVar

from pydantic import Base64Bytes
from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select

from cocau.app.auth.caller import Caller
from cocau.app.db.engine import Store
from cocau.app.db.models import DocumentKind, DocumentRow
from cocau.app.permissions import Permission
from cocau.app.present.papers.layouts import LAYOUTS
from cocau.app.present.papers.office import COMPOSITION_COLUMNS, OfficeSettings
from cocau.app.present.papers.templates import TemplateCheck
from cocau.app.services.acts import begin_read, requires
from cocau.app.services.documents import (
    DocumentChange,
    DocumentType,
    StoredVersion,
    create_document,
    erase_document,
    read_document,
    revise_document,
)
from cocau.app.services.errors import Missing, Stale
from cocau.constraints.errors import InputError, Problem
from cocau.constraints.record import Record

R = TypeVar("R", bound=Record)


class PaperTemplate(Record):
    """A Word document that an office uses in place of the shipped template of a layout."""

    layout: str
    content: Base64Bytes


def _check_settings(change: DocumentChange[OfficeSettings]) -> Iterator[Problem]:
    known = ", ".join(COMPOSITION_COLUMNS)
    for group in change.body.list_unknown_groups():
        yield Problem(
            "unknown_group",
            ("settings", "groups", group),
            f"Không có nhóm này, hoặc ghi hai lần; các nhóm: {known}.",
            f"There is no such group, or it is named twice; there are: {known}.",
        )


OFFICE_SETTINGS = DocumentType(
    DocumentKind.OFFICE, OfficeSettings, check=_check_settings, size=lambda one: len(one.issuers)
)
PAPER_TEMPLATES = DocumentType(
    DocumentKind.TEMPLATE,
    PaperTemplate,
    size=lambda one: len(one.content),
    label=lambda one: one.layout,
)


def find_office_document(
    store: Store, caller: Caller, document_type: DocumentType[R], locality: str, label: str = ""
) -> StoredVersion[R] | None:
    """Find the newest settings of a locality, or its template of a layout; None if none.

    Raises:
        Forbidden: the role does not allow it.
        Missing: the locality is not the caller's.
    """
    if not caller.can_see(locality):
        raise Missing(locality)
    chosen = select(DocumentRow).where(
        DocumentRow.kind == document_type.kind,
        DocumentRow.locality == locality,
        DocumentRow.label == label,
        col(DocumentRow.erased_at).is_(None),
    )
    with begin_read(store, caller, document_type.read_permission) as session:
        found = session.exec(chosen).first()
    return None if found is None else read_document(store, caller, document_type, found.id)


def save_office_document(  # noqa: PLR0913  # what a document is made of
    store: Store,
    caller: Caller,
    document_type: DocumentType[R],
    locality: str,
    body: R,
    *,
    expected: int,
    label: str = "",
    note: str = "",
) -> StoredVersion[R]:
    """Save a version of a locality's settings or template; `expected`: 0 for the first.

    Raises:
        Forbidden: the role does not allow it.
        Missing: the locality is not the caller's.
        InputError: everything wrong with it.
        Stale: somebody was faster.
    """
    caller.require(document_type.edit_permission)
    held = find_office_document(store, caller, document_type, locality, label)
    version = 0 if held is None else held.version.number
    if version != expected:
        raise Stale(f"{document_type.kind} of {locality}", version)
    if held is not None:
        return revise_document(
            store, caller, document_type, held.document.id, body, expected=expected, note=note
        )
    try:
        return create_document(store, caller, document_type, body, label=label, locality=locality, note=note)
    except IntegrityError:  # somebody else made the first one just now
        raise Stale(f"{document_type.kind} of {locality}", 1) from None


@requires(Permission.EDIT)
def save_template(  # noqa: PLR0913  # what a template is made of
    store: Store,
    caller: Caller,
    locality: str,
    layout: str,
    content: bytes,
    *,
    expected: int,
    check: Callable[[bytes, str], TemplateCheck],
) -> TemplateCheck:
    """Put a template in place of the shipped one of a layout; tell what its check found.

    `check`: `check_template`, called where a hostile file does no harm.

    Raises:
        Forbidden, Missing, Stale: as `save_office_document`.
        InputError: there is no such layout, or everything wrong with the template.
    """
    if layout not in LAYOUTS:
        known = ", ".join(LAYOUTS)
        vi, en = f"Không có bố cục này; có: {known}.", f"There is no such layout; there are: {known}."
        raise InputError([Problem("unknown_layout", ("layout",), vi, en)])
    found = check(content, layout)
    if problems := list(found.list_problems()):
        raise InputError(problems)
    body = PaperTemplate.model_construct(layout=layout, content=content)
    save_office_document(store, caller, PAPER_TEMPLATES, locality, body, expected=expected, label=layout)
    return found


def get_settings(store: Store, caller: Caller, locality: str) -> OfficeSettings:
    """Return the settings of a locality; empty ones if there are none.

    Raises:
        Forbidden, Missing: as `find_office_document`.
    """
    held = find_office_document(store, caller, OFFICE_SETTINGS, locality)
    return OfficeSettings() if held is None else held.body


def get_template(store: Store, caller: Caller, locality: str, layout: str) -> bytes | None:
    """Return a locality's own template of a layout; None where the shipped one is used.

    Raises:
        Forbidden, Missing: as `find_office_document`.
    """
    held = find_office_document(store, caller, PAPER_TEMPLATES, locality, layout)
    return None if held is None else held.body.content


@requires(Permission.ERASE)
def drop_template(store: Store, caller: Caller, locality: str, layout: str, *, expected: int) -> None:
    """Erase a locality's own template: the shipped one is used again.

    Raises:
        Forbidden, Missing, Stale: as `save_office_document`.
    """
    held = find_office_document(store, caller, PAPER_TEMPLATES, locality, layout)
    if held is None:
        raise Missing(layout)
    erase_document(store, caller, PAPER_TEMPLATES, held.document.id, expected=expected)
