"""Scans of documents, attached to the steps of a council's election and erased with it."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from pydantic import Base64Bytes
from sqlmodel import col, select

from cocau.app.audit_log.entries import ReadAccess, log_read
from cocau.app.auth.caller import Caller
from cocau.app.db.engine import Store
from cocau.app.db.models import DocumentKind, DocumentRow, VersionRow
from cocau.app.files.scans import Scan
from cocau.app.permissions import Permission
from cocau.app.services.acts import begin_read, requires
from cocau.app.services.documents import (
    DocumentType,
    choose_locality,
    create_document,
    erase_document,
    is_own_document,
    read_document,
)
from cocau.app.services.gates import get_calendar
from cocau.constraints.errors import InputError, Problem
from cocau.constraints.record import Record

MOST_SCANS = 20
"""Scans attached to one step."""


class StoredScan(Record):
    """A scan as it is kept: of which step, and the file."""

    step: str
    name: str
    content: Base64Bytes


SCANS = DocumentType(
    DocumentKind.SCAN,
    StoredScan,
    read_permission=Permission.SEE_PEOPLE,
    edit_permission=Permission.ERASE,  # those of others; their own may whoever attached them
    size=lambda scan: len(scan.content),
    label=lambda scan: scan.step,
)


@dataclass(frozen=True)
class AttachedScan:
    """What a list tells of a scan without opening it; `size` in bytes."""

    id: str
    step: str
    name: str
    size: int
    made_by: str
    made_at: datetime
    is_removable: bool


def list_scans(store: Store, caller: Caller, council_id: str) -> Mapping[str, list[AttachedScan]]:
    """List the scans of a council by step, the oldest first; none for who may not see people.

    Raises:
        Forbidden, Missing, Erased: as `read_document`, of the council.
    """
    found: dict[str, list[AttachedScan]] = defaultdict(list)
    with begin_read(store, caller, Permission.READ) as session:
        choose_locality(session, caller, None, council_id)
        if not caller.may(Permission.SEE_PEOPLE):
            return found
        chosen = (
            select(DocumentRow, VersionRow.note, VersionRow.size)  # not the files themselves
            .join(VersionRow, col(VersionRow.document_id) == DocumentRow.id)
            .where(
                DocumentRow.kind == DocumentKind.SCAN,
                DocumentRow.about == council_id,
                col(DocumentRow.erased_at).is_(None),
            )
            .order_by(col(DocumentRow.id))
        )
        for row, name, size in session.exec(chosen):
            removable = _may_remove(caller, row)
            found[row.label].append(
                AttachedScan(row.id, row.label, name, size, row.made_by, row.made_at, removable)
            )
    return found


@requires(Permission.EDIT)
def attach_scan(
    store: Store, caller: Caller, council_id: str, step: str, scan: Scan, kept_until: date | None
) -> str:
    """Attach a scan to a step, whole or not at all, and return its id.

    Raises:
        Forbidden, Missing, Erased: as `create_document`.
        InputError: no such step here, nothing is recorded for it, or it has too many.
    """
    if problems := list(_check_step(store, caller, council_id, step)):
        raise InputError(problems)
    body = StoredScan.model_construct(step=step, name=scan.name, content=scan.content)
    held = create_document(
        store, caller, SCANS, body, about=council_id, kept_until=kept_until, note=scan.name, action="attach"
    )
    return held.document.id


def _check_step(store: Store, caller: Caller, council_id: str, step_id: str) -> Iterator[Problem]:
    _, council, book = get_calendar(store, caller, council_id)
    step = next((step for step in book.steps_for(council) if step.id == step_id), None)
    if step is None or step.record is None:  # a page shows no form there
        vi = "Bước này không có trong quy trình của hội đồng, hoặc không có văn bản."
        yield Problem("unknown_step", ("step",), vi, "This council has no such step, or it has no record.")
    elif len(list_scans(store, caller, council_id)[step_id]) >= MOST_SCANS:
        vi = f"Mỗi bước đính kèm nhiều nhất {MOST_SCANS} tệp; gộp các trang vào một tệp PDF."
        en = f"A step has {MOST_SCANS} files at most; put the pages into one PDF."
        yield Problem("too_many_scans", ("file",), vi, en)


def open_scan(store: Store, caller: Caller, scan_id: str) -> Scan:
    """Open a scan to be downloaded; the audit log says who did.

    Raises:
        Forbidden, Missing, Erased: as `read_document`.
    """
    held = read_document(store, caller, SCANS, scan_id)
    log_read(store, caller, ReadAccess("scan", scan_id, action="export"))
    return Scan(held.body.name, held.body.content)


def remove_scan(store: Store, caller: Caller, scan_id: str) -> str:
    """Erase a scan and return the council's id: one's own, or with the right to erase.

    Raises:
        Forbidden, Missing, Erased: as `erase_document`.
    """
    return f"{erase_document(store, caller, SCANS, scan_id, expected=1).about}"


def _may_remove(caller: Caller, document: DocumentRow) -> bool:
    own = caller.may(Permission.EDIT) and is_own_document(caller, SCANS, document)
    return own or caller.may(Permission.ERASE)
