import threading

import pytest
from sqlmodel import select

from cocau.app.audit_log.entries import START
from cocau.app.auth.caller import Caller
from cocau.app.db.engine import Store
from cocau.app.db.models import AuditLogEntry, DocumentKind, DocumentRow, VersionRow
from cocau.app.permissions import Forbidden, UserRole
from cocau.app.services.documents import (
    DocumentType,
    create_document,
    erase_document,
    list_documents,
    list_versions,
    read_document,
    revise_document,
)
from cocau.app.services.errors import Erased, Missing, Stale
from cocau.constraints.record import Record


class Note(Record):
    """A body for tests."""

    text: str


NOTES = DocumentType(DocumentKind.COUNCIL, Note)
PROVINCE = Caller("usr_1", "tỉnh", UserRole.ADMIN)
DISTRICT = Caller("usr_2", "huyện", UserRole.PLANNER, "ha-tinh/can-loc")


def _made(store: Store, locality: str = "ha-tinh/can-loc") -> str:
    return create_document(
        store, PROVINCE, NOTES, Note(text="một"), locality=locality, label="một"
    ).document.id


def test_versions_are_kept(store: Store) -> None:
    which = _made(store)
    revise_document(store, DISTRICT, NOTES, which, Note(text="hai"), expected=1)
    assert read_document(store, DISTRICT, NOTES, which).body.text == "hai"
    assert read_document(store, DISTRICT, NOTES, which, 1).body.text == "một"
    assert [v.number for v in list_versions(store, DISTRICT, NOTES, which)] == [2, 1]


def test_the_second_of_two_edits_is_refused(store: Store) -> None:
    which = _made(store)
    met: list[str] = []

    def one(text: str) -> None:
        try:
            revise_document(store, PROVINCE, NOTES, which, Note(text=text), expected=1)
            met.append("kept")
        except Stale as stale:
            met.append(f"stale {stale.now}")

    threads = [threading.Thread(target=one, args=(str(n),)) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(met) == ["kept", *["stale 2"] * 5]


def test_another_locality_is_as_if_not_there(store: Store) -> None:
    elsewhere = _made(store, "ha-tinh/can-loc-moi")
    mine = _made(store)
    for act in (
        lambda: read_document(store, DISTRICT, NOTES, elsewhere),
        lambda: revise_document(store, DISTRICT, NOTES, elsewhere, Note(text="x"), expected=1),
        lambda: list_versions(store, DISTRICT, NOTES, elsewhere),
        lambda: create_document(store, DISTRICT, NOTES, Note(text="x"), locality="ha-tinh", label="x"),
        lambda: create_document(
            store, DISTRICT, NOTES, Note(text="x"), locality="ha-tinh/can-loc", label="x", about=elsewhere
        ),
    ):
        with pytest.raises(Missing):
            act()
    assert [d.id for d in list_documents(store, DISTRICT, NOTES)] == [mine]


def test_lists_are_paged_newest_first(store: Store) -> None:
    made = [_made(store) for _ in range(5)][::-1]
    first = [d.id for d in list_documents(store, PROVINCE, NOTES, limit=2)]
    rest = [d.id for d in list_documents(store, PROVINCE, NOTES, after=first[-1])]
    assert sorted(first + rest) == sorted(made)
    assert first + rest == sorted(made, reverse=True)


def test_roles_bind(store: Store) -> None:
    which = _made(store)
    viewer = Caller("usr_3", "x", UserRole.VIEWER)
    with pytest.raises(Forbidden):
        revise_document(store, viewer, NOTES, which, Note(text="x"), expected=1)
    with pytest.raises(Forbidden):
        erase_document(store, DISTRICT, NOTES, which, expected=1)


def test_erased_is_gone_but_recorded(store: Store) -> None:
    which = _made(store)
    erase_document(store, PROVINCE, NOTES, which, expected=1)
    with pytest.raises(Erased):
        read_document(store, PROVINCE, NOTES, which)
    with store.reading() as session:
        assert [v.body for v in session.exec(select(VersionRow))] == [None]
        trail = list(session.exec(select(AuditLogEntry).order_by(AuditLogEntry.seq)))  # type: ignore[arg-type]
    assert [t.action for t in trail] == ["make", "erase"]
    assert [t.before for t in trail] == [START, trail[0].hash]


def test_nothing_is_kept_of_an_act_that_fails(store: Store) -> None:
    which = _made(store)

    def act() -> None:
        with store.writing() as session:
            document = session.get(DocumentRow, which)
            assert document is not None
            document.label = "khác"
            session.flush()
            raise RuntimeError

    with pytest.raises(RuntimeError):
        act()
    assert read_document(store, PROVINCE, NOTES, which).document.label == "một"
