"""The code of the first administrator: good once, for a day, and never stored as it is."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlmodel import select

from cocau.app.audit_log.verification import verify_store
from cocau.app.auth.caller import DEVELOPER
from cocau.app.db.clock import now
from cocau.app.db.engine import Store
from cocau.app.db.models import AuditLogEntry, FirstRunCodeRow, User
from cocau.app.permissions import UserRole
from cocau.app.services.access.sign_in import sign_in
from cocau.app.services.errors import Missing
from cocau.app.services.operations.first_run import (
    CODE_LIFETIME,
    create_first_administrator,
    is_first_run,
    issue_code,
)
from cocau.app.services.users import create_user
from cocau.constraints.errors import InputError

PASSWORD = "hoa mai trắng nở sớm"


def issued(store: Store) -> str:
    code = issue_code(store)
    assert code is not None
    return code


def test_the_code_makes_one_administrator_who_can_sign_in(store: Store) -> None:
    code = issued(store)
    create_first_administrator(store, f" {code.upper().replace('-', ' ')}", "quan-tri", PASSWORD)
    assert sign_in(store, "quan-tri", PASSWORD).caller.role is UserRole.ADMIN
    assert (is_first_run(store), issue_code(store)) == (False, None)
    with pytest.raises(Missing):
        create_first_administrator(store, code, "nguoi-khac", PASSWORD)
    with store.reading() as session:
        assert session.exec(select(FirstRunCodeRow)).all() == []
        acts = [(entry.action, entry.kind) for entry in session.exec(select(AuditLogEntry))]
    assert acts[0] == ("first-run", "user")
    assert verify_store(store).whole


def test_of_two_at_once_one_wins(store: Store) -> None:
    codes = [issued(store), issued(store)]  # as two servers print them that start at once

    def tried(n: int) -> bool:
        try:
            create_first_administrator(store, codes[n], f"nguoi-{n}", PASSWORD)
        except Missing:
            return False
        return True

    with ThreadPoolExecutor(2) as threads:
        won = list(threads.map(tried, range(2)))
    assert sorted(won) == [False, True]
    with store.reading() as session:
        assert [user.name for user in session.exec(select(User))] == [f"nguoi-{won.index(True)}"]


def test_a_wrong_code_is_refused_and_noted_without_it(one_store: Store) -> None:
    issued(one_store)
    for wrong in ("", "aaaa-aaaa-aaaa-aaaa"):
        with pytest.raises(InputError) as refused:
            create_first_administrator(one_store, wrong, "quan-tri", PASSWORD)
        assert [problem.field for problem in refused.value.problems] == ["code"]
    with one_store.reading() as session:
        assert [e.action for e in session.exec(select(AuditLogEntry))] == ["first-run-failed"] * 2
    assert is_first_run(one_store)


def test_a_code_ends_after_a_day_and_is_not_stored_as_it_is(
    one_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = issued(one_store)
    with one_store.reading() as session:
        (row,) = session.exec(select(FirstRunCodeRow)).all()
    assert code not in row.digest
    assert code.replace("-", "") not in row.digest
    later = now() + CODE_LIFETIME + timedelta(seconds=1)
    monkeypatch.setattr("cocau.app.services.operations.first_run.now", lambda: later)
    with pytest.raises(InputError):
        create_first_administrator(one_store, code, "quan-tri", PASSWORD)


def test_a_weak_password_does_not_use_the_code_up(one_store: Store) -> None:
    code = issued(one_store)
    with pytest.raises(InputError) as refused:
        create_first_administrator(one_store, code, "quan-tri", "ngắn")
    assert {problem.field for problem in refused.value.problems} == {"password"}
    create_first_administrator(one_store, code, "quan-tri", PASSWORD)


def test_a_user_made_at_the_machine_voids_the_code(one_store: Store) -> None:
    code = issued(one_store)
    create_user(one_store, DEVELOPER, "an", UserRole.VIEWER, "")
    with pytest.raises(Missing):
        create_first_administrator(one_store, code, "quan-tri", PASSWORD)
