"""`cocau user` and `cocau key`, on a database of their own."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cocau.app.auth.credentials import hash_token
from cocau.app.cli.main import cocau
from cocau.app.db.encryption import Keyring, SealPlace, generate_key
from cocau.app.db.engine import Store
from cocau.app.db.opening import open_store
from cocau.app.permissions import UserRole
from cocau.app.services.access.sign_in import sign_in
from cocau.app.settings import Settings
from tests.app.auth.callers import PASSWORD
from tests.app.conftest import Result, Run
from tests.databases import create_state


@pytest.fixture
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder for the database, as the environment names it."""
    for name in ("COCAU_ENV", "COCAU_DATABASE", "COCAU_KEYS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("COCAU_STATE", str(tmp_path / "state"))
    return create_state(tmp_path / "state")


@pytest.fixture
def store(state: Path) -> Store:
    return open_store(Settings(state=state))


def _said(text: str, *arguments: str) -> Result:
    result = CliRunner().invoke(cocau, list(arguments), input=text)
    return Result(result.exit_code, result.stdout, result.stderr)


def _add(name: str = "can-bo") -> Result:
    return _said(f"{PASSWORD}\n", "user", "add", name, "--role", "planner", "--scope", "ha-tinh")


def _listed(run: Run) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = json.loads(run("user", "list", "--format", "json").out)
    return rows


def test_a_user_who_is_added_can_sign_in(store: Store, run: Run) -> None:
    assert _add().code == 0
    caller = sign_in(store, "can-bo", PASSWORD).caller
    assert (caller.role, caller.scope) == (UserRole.PLANNER, "ha-tinh")
    assert [u["name"] for u in _listed(run)] == ["can-bo"]


def test_a_user_is_changed_and_closed_and_opened(state: Path, run: Run) -> None:
    _add()
    assert run("user", "role", "can-bo", "approver").code == 0
    assert run("user", "scope", "can-bo", "").code == 0
    assert run("user", "close", "can-bo").code == 0
    (found,) = _listed(run)
    assert (found["role"], found["scope"]) == ("approver", "*")
    assert found["closed_at"] is not None
    run("user", "close", "can-bo", "--reopen")
    assert _listed(run)[0]["closed_at"] is None


def test_another_password_ends_the_old_one(store: Store) -> None:
    _add()
    assert _said("hoa cúc vàng nở rộ\n", "user", "password", "can-bo").code == 0
    assert sign_in(store, "can-bo", "hoa cúc vàng nở rộ").caller.name == "can-bo"


@pytest.mark.parametrize(
    ("text", "arguments", "told"),
    [
        ("ngắn\n", ["user", "add", "can-bo", "--role", "viewer", "--scope", ""], "12 to 200 characters"),
        ("", ["user", "add", "Cán Bộ", "--role", "viewer", "--scope", "Hà Tĩnh"], "2 problem(s)"),
        ("", ["user", "add", "can-bo", "--role", "boss", "--scope", ""], "viewer, analyst"),
        ("", ["user", "role", "khong-co", "viewer"], "no such thing"),
        ("", ["key", "new", "khong-co"], "no such thing"),
        ("", ["key", "revoke", "key_0"], "no such thing"),
    ],
)
@pytest.mark.usefixtures("state")
def test_what_cannot_be_is_said(text: str, arguments: list[str], told: str) -> None:
    result = _said(text, *arguments, "--lang", "en")
    assert (result.code, told in result.err, "Traceback" in result.err) == (2, True, False), result.err


@pytest.mark.usefixtures("state")
def test_a_name_is_taken_once() -> None:
    _add()
    again = _add()
    assert (again.code, "đã có người dùng" in again.err) == (2, True)


def test_a_key_is_told_once_listed_and_revoked(store: Store, run: Run) -> None:
    _add()
    text = run("key", "new", "can-bo", "--label", "máy chủ").out.strip()
    (row,) = json.loads(run("key", "list", "can-bo", "--format", "json").out)
    assert text.startswith(f"cck_{row['prefix']}_")
    assert text not in run("key", "list", "can-bo").out
    assert hash_token(text) not in run("key", "list", "can-bo").out
    assert run("key", "revoke", row["id"]).code == 0
    assert json.loads(run("key", "list", "can-bo", "--format", "json").out)[0]["revoked_at"] is not None


@pytest.mark.usefixtures("state")
def test_a_sealing_key_is_printed_and_fits(run: Run) -> None:
    printed = run("key", "seal").out.strip()
    assert Keyring([printed]).newest_seals(Keyring([printed]).seal("x", SealPlace("x", b"x")))


def test_keys_are_rotated(store: Store, state: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    _add()
    old, new = (state / "keys").read_text(), generate_key()
    monkeypatch.setenv("COCAU_KEYS", f"{new},{old}")
    result = run("key", "rotate", "--lang", "en")
    assert (result.code, "the others may go" in result.out) == (0, True)
    monkeypatch.setenv("COCAU_KEYS", new)
    assert run("trail", "verify").code == 0
    monkeypatch.setenv("COCAU_KEYS", generate_key())
    lost = run("key", "rotate", "--lang", "en")
    assert (lost.code, "trail_head.seal 1" in lost.err) == (1, True)


@pytest.mark.parametrize(
    ("keys", "told"),
    [("", "Make one: cocau key seal"), ("abc", "key 1 is no key"), ("{0},{0}", "the same as key 1")],
)
def test_production_needs_keys_that_are_some(
    state: Path, run: Run, monkeypatch: pytest.MonkeyPatch, keys: str, told: str
) -> None:
    secret = generate_key()
    monkeypatch.setenv("COCAU_ENV", "production")
    monkeypatch.setenv("COCAU_KEYS", keys.format(secret))
    result = run("user", "list", "--lang", "en")
    assert (result.code, told in result.err, secret in result.err) == (2, True, False), result.err
