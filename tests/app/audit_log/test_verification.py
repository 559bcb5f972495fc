import threading
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.exc import DBAPIError

from cocau.app.audit_log.breaks import TamperKind
from cocau.app.audit_log.entries import START, add_entry
from cocau.app.audit_log.verification import verify_store
from cocau.app.auth.caller import DEVELOPER
from cocau.app.db.encryption import Keyring, generate_key
from cocau.app.db.engine import Store
from cocau.app.db.models import AuditLogHead
from tests.app.audit_log.tampering import add, forge, run, unguarded
from tests.examples import examples

LENGTH = 5
CHANGES = {
    "at": "'2020-01-01 00:00:00.000001'",
    "actor": "'usr_x'",
    "action": "'erase'",
    "kind": "'pool'",
    "subject": "'cnc_x'",
    "version": "7",
    "digest": "NULL",
    "before": f"'{'e' * 64}'",
    "hash": f"'{'e' * 64}'",
}


def test_an_empty_trail_is_whole(store: Store) -> None:
    assert verify_store(store).model_dump() == {
        "entries": 0, "last": 0, "head": START, "whole": True, "count": 0, "breaks": [], "repairs": [],
        "covered": 0, "uncovered": 0,
    }  # fmt: skip


@pytest.mark.parametrize("batch", [1, 2, 4, 1000])
def test_an_untouched_trail_is_never_accused(store: Store, batch: int) -> None:
    add(store, 4)
    report = verify_store(store, batch=batch)
    assert (report.whole, report.entries, report.breaks) == (True, 4, [])
    assert verify_store(store, [report.head]).whole


def test_the_database_itself_refuses_changes(store: Store) -> None:
    add(store, 2)
    statements = ["UPDATE trail SET actor = 'x'", "DELETE FROM trail WHERE seq = 2"]
    columns = "seq, at, actor, action, kind, subject, before, hash"
    statements.append(
        f"INSERT OR REPLACE INTO trail ({columns}) SELECT {columns} FROM trail WHERE seq = 1"
        if store.on_sqlite
        else "TRUNCATE trail"
    )
    for statement in statements:
        with pytest.raises(DBAPIError, match="append-only"):
            run(store, statement)
    assert verify_store(store).whole


def test_an_altered_field_is_found_in_its_entry(store: Store) -> None:
    add(store, 3)
    unguarded(store)
    run(store, "CREATE TABLE trail_kept AS SELECT * FROM trail")
    for field, value in CHANGES.items():
        for seq in (1, 2, 3):
            run(store, f"UPDATE trail SET {field} = {value} WHERE seq = {seq}")
            found = verify_store(store).breaks[0]
            assert (found.kind, found.seq) == (TamperKind.ALTERED, seq)
            assert found.field == (field if field in {"before", "hash"} else "content")
            run(store, "DELETE FROM trail", "INSERT INTO trail SELECT * FROM trail_kept")
            assert verify_store(store).whole


def _delete(store: Store, seq: int) -> None:
    run(store, f"DELETE FROM trail WHERE seq = {seq}")


def _swap(store: Store, seq: int) -> None:
    other = seq + 1 if seq < LENGTH else 1
    for old, new in ((seq, -1), (other, seq), (-1, other)):
        run(store, f"UPDATE trail SET seq = {new} WHERE seq = {old}")


def _double(store: Store, seq: int) -> None:
    columns = "at, actor, action, kind, subject, version, digest, before, hash"
    run(
        store,
        f"INSERT INTO trail (seq, {columns}) SELECT {LENGTH + 1}, {columns} FROM trail WHERE seq = {seq}",
    )


def _cut(store: Store, seq: int) -> None:
    run(store, f"DELETE FROM trail WHERE seq >= {seq}")


def _cut_with_its_head(store: Store, seq: int) -> None:
    _cut(store, seq)
    if seq == 1:
        run(store, f"UPDATE trail_head SET seq = 0, hash = '{START}'")
    else:
        last = f"(SELECT hash FROM trail WHERE seq = {seq - 1})"
        run(store, f"UPDATE trail_head SET seq = {seq - 1}, hash = {last}")


def _close_the_gap(store: Store, seq: int) -> None:
    _delete(store, seq)
    for number in range(seq + 1, LENGTH + 1):
        run(store, f"UPDATE trail SET seq = {number - 1} WHERE seq = {number}")


def _rewrite(store: Store, seq: int) -> None:
    """Everything from an entry on made anew by somebody with the program, but without the keys."""
    _cut_with_its_head(store, seq)
    with store.reading() as session:
        head = session.get_one(AuditLogHead, 1)
    forge(store, Keyring([generate_key()]), (head.seq, head.hash), LENGTH - seq + 1)


def _before_the_first(store: Store, seq: int) -> None:
    columns = "at, actor, action, kind, subject, version, digest, before, hash"
    run(store, f"INSERT INTO trail (seq, {columns}) SELECT {-seq}, {columns} FROM trail WHERE seq = {seq}")


TAMPERING: dict[Callable[[Store, int], None], set[TamperKind]] = {
    _delete: {TamperKind.MISSING, TamperKind.CUT_OFF},
    _swap: {TamperKind.REORDERED},
    _double: {TamperKind.DOUBLED},
    _cut: {TamperKind.CUT_OFF},
    _cut_with_its_head: {TamperKind.FORGED_HEAD},
    _close_the_gap: {TamperKind.ALTERED, TamperKind.REORDERED, TamperKind.CUT_OFF},
    _rewrite: {TamperKind.FORGED_HEAD},
    _before_the_first: {TamperKind.REPLACED},
}


@pytest.mark.parametrize("how", TAMPERING, ids=lambda how: how.__name__.strip("_"))
def test_tampering_is_found(store: Store, how: Callable[[Store, int], None]) -> None:
    add(store, LENGTH)
    noted = verify_store(store).head
    unguarded(store)
    run(store, *(f"CREATE TABLE {table}_kept AS SELECT * FROM {table}" for table in ("trail", "trail_head")))
    for seq in (1, 3, LENGTH):
        how(store, seq)
        report = verify_store(store, batch=3)
        assert not report.whole
        assert report.breaks[0].kind in TAMPERING[how], report
        if how not in {_before_the_first, _double}:
            assert verify_store(store, [noted]).whole is False
        for table in ("trail", "trail_head"):
            run(store, f"DELETE FROM {table}", f"INSERT INTO {table} SELECT * FROM {table}_kept")


_any_value = st.one_of(st.none(), st.integers(-5, 5), st.text(max_size=4), st.binary(max_size=4))


@examples(40)
@given(seq=st.integers(1, 4), field=st.sampled_from([*CHANGES, "seq"]), value=_any_value)
def test_whatever_sqlite_lets_into_whichever_field_is_found(
    sqlite_store: Store, seq: int, field: str, value: object
) -> None:
    store, value = sqlite_store, value if field != "seq" or isinstance(value, int) else 7
    if not verify_store(store).entries:
        add(store, 4)
        unguarded(store)
        run(store, "CREATE TABLE trail_kept AS SELECT * FROM trail")
    as_bytes = f"CAST({field} AS BLOB)"
    with store.engine.begin() as connection:
        before = connection.exec_driver_sql(f"SELECT {as_bytes} FROM trail ORDER BY seq").all()
        connection.exec_driver_sql(f"UPDATE OR IGNORE trail SET {field} = ? WHERE seq = ?", (value, seq))
        after = connection.exec_driver_sql(f"SELECT {as_bytes} FROM trail ORDER BY seq").all()
    whole = verify_store(store).whole
    run(store, "DELETE FROM trail", "INSERT INTO trail SELECT * FROM trail_kept")
    assert verify_store(store).whole, "the original is whole again"
    assert whole is (before == after), (seq, field, value)


def test_an_older_trail_with_its_seal_is_found_by_a_noted_head(store: Store) -> None:
    add(store, 2)
    run(store, "CREATE TABLE older AS SELECT * FROM trail_head")
    add(store, 1)
    noted = verify_store(store).head
    unguarded(store)
    run(store, "DELETE FROM trail WHERE seq = 3", "DELETE FROM trail_head")
    run(store, "INSERT INTO trail_head SELECT * FROM older")
    assert verify_store(store).whole, "nothing inside of the database tells"
    assert [b.kind for b in verify_store(store, [noted]).breaks] == [TamperKind.UNKNOWN_HEAD]


def test_a_head_that_is_gone_is_found(store: Store) -> None:
    add(store, 2)
    run(store, "DELETE FROM trail_head")
    assert [b.kind for b in verify_store(store).breaks] == [TamperKind.FORGED_HEAD]


def test_many_writers_make_one_chain(store: Store) -> None:
    failed: list[DBAPIError] = []

    def write() -> None:
        try:
            add(store, 3)
        except DBAPIError as error:
            failed.append(error)

    threads = [threading.Thread(target=write) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    report = verify_store(store)
    assert failed == []
    assert (report.whole, report.entries, report.last) == (True, 60, 60)


def test_an_act_that_fails_leaves_no_entry(store: Store) -> None:
    def fail() -> None:
        with store.writing() as session:
            add_entry(session, store.ring, DEVELOPER, "make", "council", "cnc_x")
            raise RuntimeError

    add(store, 1)
    with pytest.raises(RuntimeError):
        fail()
    assert (verify_store(store).whole, verify_store(store).last) == (True, 1)
