"""What the audit log says of rows is held against the rows, whoever altered them."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text

from cocau.app.audit_log.breaks import TamperKind
from cocau.app.audit_log.verification import verify_store
from cocau.app.auth.caller import DEVELOPER
from cocau.app.db.encryption import Unreadable
from cocau.app.db.engine import Store
from cocau.app.permissions import UserRole
from cocau.app.services import documents, users
from cocau.app.services.access.sign_in import sign_in
from cocau.app.services.pools import POOLS
from cocau.app.services.users import UserChange
from tests.app.audit_log.columns import PASSWORD, explain, list_alterations, open_filled, try_alteration
from tests.app.audit_log.tampering import run, unguarded
from tests.app.auth import resources


@pytest.fixture
def filled(tmp_path: Path) -> Iterator[Store]:
    with closing(open_filled(tmp_path)) as store:
        yield store


@pytest.mark.parametrize("every", [40, pytest.param(1, marks=pytest.mark.long)])
def test_no_column_that_matters_is_altered_unseen(filled: Store, every: int) -> None:
    """Every one is tried with --all, one of so many in a short run."""
    assert verify_store(filled).whole
    tried = list_alterations(filled, every)
    unseen = [one for one in tried if try_alteration(filled, one) == "unseen" and explain(one) is None]
    assert [(one.name, one.how) for one in unseen] == []
    assert verify_store(filled).whole


def _kinds(store: Store) -> list[TamperKind]:
    return [found.kind for found in verify_store(store).breaks]


def test_an_altered_user_neither_signs_in_nor_is_changed_over(store: Store) -> None:
    user = users.create_user(store, DEVELOPER, "an", UserRole.VIEWER, "ha-tinh", password=PASSWORD)
    run(store, "UPDATE users SET role = 'admin'")
    assert _kinds(store) == [TamperKind.ROWS_ALTERED]
    with pytest.raises(Unreadable):
        sign_in(store, "an", PASSWORD)
    with pytest.raises(Unreadable):  # the next entry would vouch for it
        users.update_user(store, DEVELOPER, user.id, UserChange(scope="ha-tinh/can-loc"), expected=1)
    assert _kinds(store) == [TamperKind.ROWS_ALTERED]
    assert store.ring.alarms == {f"user {user.id}"}


def test_rows_that_no_act_made_and_rows_that_are_gone_are_told(one_store: Store) -> None:
    kept = users.create_user(one_store, DEVELOPER, "an", UserRole.VIEWER, "ha-tinh")
    run(
        one_store,
        "INSERT INTO users (id, name, role, scope, version, made_at) "
        "VALUES ('usr_0', 'x', 'admin', '', 1, '2026-01-01 00:00:00')",
    )
    assert _kinds(one_store) == [TamperKind.UNRECORDED]
    run(one_store, "DELETE FROM users")
    assert _kinds(one_store) == [TamperKind.ROWS_MISSING]
    assert verify_store(one_store).breaks[0].field == f"user {kept.id}"


def test_a_session_that_nobody_signed_in_for_is_told(one_store: Store) -> None:
    users.create_user(one_store, DEVELOPER, "an", UserRole.VIEWER, "ha-tinh", password=PASSWORD)
    other = users.create_user(one_store, DEVELOPER, "binh", UserRole.ADMIN, "")
    sign_in(one_store, "an", PASSWORD)
    assert verify_store(one_store).whole
    run(one_store, f"UPDATE sessions SET user_id = '{other.id}'")
    assert _kinds(one_store) == [TamperKind.UNRECORDED]


def test_an_entry_of_an_older_version_covers_nothing(one_store: Store) -> None:
    users.create_user(one_store, DEVELOPER, "an", UserRole.VIEWER, "ha-tinh")
    covered = verify_store(one_store)
    assert (covered.covered, covered.uncovered, covered.whole) == (1, 0, True)
    unguarded(one_store)
    run(one_store, "UPDATE trail SET row_digest = NULL")
    assert TamperKind.ALTERED in _kinds(one_store)  # as nobody without the program can take a digest away


def test_a_version_put_in_another_ones_place_is_no_answer(store: Store) -> None:
    first, second = resources.pool(store, "ha-tinh"), resources.pool(store, "ha-tinh")
    with store.engine.begin() as connection:
        other = "(SELECT body FROM versions WHERE document_id = :one)"
        taken = text(f"UPDATE versions SET body = {other} WHERE document_id = :two")
        connection.execute(taken, {"one": first, "two": second})
    with pytest.raises(Unreadable):
        documents.read_document(store, DEVELOPER, POOLS, second)
    assert set(_kinds(store)) == {TamperKind.ROWS_ALTERED, TamperKind.UNSEALED}
