"""An audit log that was tampered with while the service runs: nothing is sealed over it until a repair."""

from collections.abc import Callable

import pytest
from sqlalchemy import text

from cocau.app.audit_log.breaks import TamperKind
from cocau.app.audit_log.entries import AuditLogBroken, check_head, compute_hash
from cocau.app.audit_log.repair import repair_audit_log
from cocau.app.audit_log.verification import verify_store
from cocau.app.auth.caller import DEVELOPER
from cocau.app.db.clock import now
from cocau.app.db.engine import Store
from cocau.app.db.models import AuditLogEntry, DocumentKind, DocumentRow
from cocau.constraints.errors import InputError
from tests.app.audit_log.tampering import add, run, unguarded

LENGTH = 6


def _cut_the_end(store: Store) -> None:
    """The last five entries cut, and the head's row set to the one that is left."""
    run(
        store,
        "DELETE FROM trail WHERE seq > 1",
        "UPDATE trail_head SET seq = 1, hash = (SELECT hash FROM trail WHERE seq = 1)",
    )


def _delete_after_the_head(store: Store) -> None:
    run(store, f"DELETE FROM trail WHERE seq = {LENGTH}")


def _destroy_the_seal(store: Store) -> None:
    with store.engine.begin() as connection:
        connection.execute(text("UPDATE trail_head SET seal = :seal"), {"seal": b"destroyed"})


def _give_to_another_actor(store: Store) -> None:
    """The last entry given to somebody else, its hash computed anew, and the head's row with it."""
    with store.reading() as session:
        last = session.get_one(AuditLogEntry, LENGTH)
    digest = compute_hash(last.model_dump() | {"actor": "usr_other"})
    run(
        store,
        f"UPDATE trail SET actor = 'usr_other', hash = '{digest}' WHERE seq = {LENGTH}",
        f"UPDATE trail_head SET hash = '{digest}'",
    )


def _delete_the_head(store: Store) -> None:
    run(store, "DELETE FROM trail_head")


def _delete_everything(store: Store) -> None:
    run(store, "DELETE FROM trail", "DELETE FROM trail_head")


ATTACKS = (
    _cut_the_end,
    _delete_after_the_head,
    _destroy_the_seal,
    _give_to_another_actor,
    _delete_the_head,
    _delete_everything,
)


@pytest.fixture
def old(store: Store, monkeypatch: pytest.MonkeyPatch) -> Store:
    """A store whose audit log was begun long ago, with a document of that time."""
    add(store, LENGTH)
    made = now().replace(year=2020)
    with store.writing() as session:
        session.add(
            DocumentRow(
                id="cnc_1", kind=DocumentKind.COUNCIL, locality="ha-tinh", label="", made_at=made,
                made_by="usr_1", changed_at=made,
            )
        )  # fmt: skip
    unguarded(store)
    return store


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.__name__.strip("_"))
def test_nothing_is_written_over_it(old: Store, attack: Callable[[Store], None]) -> None:
    attack(old)
    with pytest.raises(AuditLogBroken):
        check_head(old)
    with pytest.raises(AuditLogBroken, match="cocau trail verify"):
        add(old, 1)
    report = verify_store(old)
    assert not report.whole
    assert (report.breaks[0].kind is TamperKind.EMPTIED) is (attack is _delete_everything)


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.__name__.strip("_"))
def test_a_repair_lets_writing_go_on_and_stays_to_be_seen(
    old: Store, attack: Callable[[Store], None]
) -> None:
    attack(old)
    told = repair_audit_log(old, DEVELOPER, "đã đối chiếu với bản in")
    assert not told.whole
    add(old, 2)
    report = verify_store(old, batch=2)
    assert report.whole
    (repair,) = report.repairs
    assert (repair.reason, repair.actor) == ("đã đối chiếu với bản in", DEVELOPER.id)
    assert report.last == repair.seq + 2
    check_head(old)


def test_what_a_repair_acknowledged_cannot_be_altered_once_more(old: Store) -> None:
    run(old, "UPDATE trail SET actor = 'usr_x' WHERE seq = 2")
    repair_audit_log(old, DEVELOPER, "sai một bản ghi")
    assert verify_store(old).repairs[0].count == 1
    run(old, "UPDATE trail SET actor = 'usr_y' WHERE seq = 2")
    report = verify_store(old)
    assert (report.whole, report.repairs) == (False, [])


def test_a_whole_log_is_left_as_it_is(store: Store) -> None:
    add(store, 2)
    assert repair_audit_log(store, DEVELOPER, "không có gì").whole
    assert verify_store(store).last == 2


@pytest.mark.parametrize("reason", ["", "  ", "x" * 61])
def test_a_repair_has_a_reason(store: Store, reason: str) -> None:
    with pytest.raises(InputError, match="1 to 60"):
        repair_audit_log(store, DEVELOPER, reason)


def test_the_first_entry_needs_no_other(store: Store) -> None:
    check_head(store)
    add(store, 1)
    assert verify_store(store).whole
