"""Scans in the store: sealed, told in the audit log, erased with their council and after their day."""

import base64
from datetime import UTC, date, datetime

import pytest
from sqlmodel import select

from cocau.app.auth.caller import Caller
from cocau.app.db.engine import Store
from cocau.app.db.models import AuditLogEntry, VersionRow
from cocau.app.files.scans import Scan
from cocau.app.permissions import Forbidden, UserRole
from cocau.app.services.councils import COUNCILS
from cocau.app.services.documents import create_document, erase_document
from cocau.app.services.errors import Erased, Missing
from cocau.app.services.office.scans import attach_scan, list_scans, open_scan, remove_scan
from cocau.app.services.operations.retention import erase_due
from cocau.app.web.api.examples import build_commune
from cocau.constraints.errors import InputError
from cocau.constraints.model.council import Council

ADMIN = Caller("usr_1", "tỉnh", UserRole.ADMIN)
PLANNER = Caller("usr_2", "lập", UserRole.PLANNER, "ha-tinh")
COLLEAGUE = Caller("usr_3", "bạn", UserRole.PLANNER, "ha-tinh")
VIEWER = Caller("usr_4", "xem", UserRole.VIEWER, "ha-tinh")
ELSEWHERE = Caller("usr_5", "nơi khác", UserRole.ADMIN, "nghe-an")
STEP = "structure-plan"
SCAN = Scan("biên bản.pdf", b"%PDF-1.7 Nguyen Van Bi Mat %%EOF")


def _make_council(store: Store) -> str:
    council = Council.model_validate(build_commune()["council"])
    return create_document(store, ADMIN, COUNCILS, council, locality="ha-tinh/x", label="x").document.id


def _list_actions(store: Store, scan_id: str) -> list[str]:
    with store.reading() as session:
        found = session.exec(select(AuditLogEntry).where(AuditLogEntry.subject == scan_id))
        return [entry.action for entry in found]


def test_a_scan_is_kept_sealed_and_given_back_as_it_was(store: Store) -> None:
    council = _make_council(store)
    scan_id = attach_scan(store, PLANNER, council, STEP, SCAN, None)
    with store.reading() as session:
        body = session.exec(select(VersionRow.body).where(VersionRow.document_id == scan_id)).one()
    assert body is not None
    for plain in (b"Bi Mat", base64.b64encode(SCAN.content)[:20]):
        assert plain not in body
    (listed,) = list_scans(store, PLANNER, council)[STEP]
    assert (listed.id, listed.name, listed.size) == (scan_id, SCAN.name, len(SCAN.content))
    assert open_scan(store, COLLEAGUE, scan_id) == SCAN
    assert _list_actions(store, scan_id) == ["attach", "export"]


def test_who_may_not_see_people_sees_no_scan(store: Store) -> None:
    council = _make_council(store)
    scan_id = attach_scan(store, PLANNER, council, STEP, SCAN, None)
    assert not list_scans(store, VIEWER, council)
    with pytest.raises(Forbidden):
        open_scan(store, VIEWER, scan_id)
    with pytest.raises(Forbidden):
        attach_scan(store, VIEWER, council, STEP, SCAN, None)
    with pytest.raises(Missing):
        open_scan(store, ELSEWHERE, scan_id)


def test_a_scan_is_removed_by_whoever_attached_it_or_may_erase(store: Store) -> None:
    council = _make_council(store)
    first, second = (attach_scan(store, PLANNER, council, STEP, SCAN, None) for _ in range(2))
    removable = [
        [one.is_removable for one in list_scans(store, who, council)[STEP]] for who in (PLANNER, COLLEAGUE)
    ]
    assert removable == [[True, True], [False, False]]
    with pytest.raises(Forbidden):
        remove_scan(store, COLLEAGUE, first)
    assert remove_scan(store, PLANNER, first) == council
    assert remove_scan(store, ADMIN, second) == council
    assert not list_scans(store, PLANNER, council)
    with pytest.raises(Erased):
        open_scan(store, PLANNER, first)


def test_a_scan_of_no_step_here_is_refused_and_nothing_is_kept(store: Store) -> None:
    council = _make_council(store)
    for step in ("election-day", "no-such-step"):
        with pytest.raises(InputError):
            attach_scan(store, PLANNER, council, step, SCAN, None)
    assert not list_scans(store, PLANNER, council)


def test_a_scan_goes_with_its_council_and_after_its_day(store: Store) -> None:
    council = _make_council(store)
    due = attach_scan(store, PLANNER, council, STEP, SCAN, date(2021, 1, 1))
    kept = attach_scan(store, PLANNER, council, STEP, SCAN, None)
    assert [one.id for one in erase_due(store, datetime(2021, 1, 2, tzinfo=UTC))] == [due]
    assert [one.id for one in list_scans(store, PLANNER, council)[STEP]] == [kept]
    erase_document(store, ADMIN, COUNCILS, council, expected=1)
    with pytest.raises(Erased):
        open_scan(store, PLANNER, kept)
    with store.reading() as session:
        rows = session.exec(select(VersionRow).where(VersionRow.document_id == kept)).all()
    assert [(row.body, row.note) for row in rows] == [(None, "")]
