"""A proposal that is signed, and what `cocau audit` says of it."""

import base64
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cocau.app.audits.signatures import format_public_key
from cocau.app.db.encryption import Keyring, generate_key

Run = Callable[..., Any]


@pytest.fixture
def signed(run: Run, stored: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("COCAU_KEYS", generate_key())
    before = stored.read_bytes()
    result = run("key", "sign", stored, "--name", "Sở Nội vụ Ví Dụ")
    assert result.code == 0, result.err
    assert stored.read_bytes() == before, "the bytes of the proposal stay those of its request"
    return stored


def test_the_audit_says_who_signed(run: Run, signed: Path) -> None:
    public = run("key", "public").out.strip()
    told = run("audit", signed)
    assert told.code == 0
    assert "Sở Nội vụ Ví Dụ" in told.out
    assert public in told.out
    assert json.loads(run("audit", signed, "--format", "json").out)["signature"]["public_key"] == public


def _other_key(found: dict[str, str]) -> None:
    found["public_key"] = format_public_key(Keyring([generate_key()]).derive_signing_key())


ALTERED: dict[str, Callable[[dict[str, str]], object]] = {
    "name": lambda s: s.update(signer="Nơi khác"),
    "key": _other_key,
    "signature": lambda s: s.update(signature=base64.b64encode(bytes(64)).decode()),
    "no base64": lambda s: s.update(signature="?"),
    "format": lambda s: s.update(format="cocau/signature/2"),
}


@pytest.mark.parametrize("altered", ALTERED)
def test_an_altered_signature_is_told_and_exits_5(run: Run, signed: Path, altered: str) -> None:
    beside = Path(f"{signed}.sig")
    tree = json.loads(beside.read_text(encoding="utf-8"))
    ALTERED[altered](tree)
    beside.write_text(json.dumps(tree, ensure_ascii=False), encoding="utf-8")
    told = run("audit", signed)
    assert told.code == 5
    assert "signature:" in told.out


def test_a_file_changed_after_signing_is_told_even_where_its_digest_was_made_anew(
    run: Run, signed: Path
) -> None:
    signed.write_text(signed.read_text(encoding="utf-8") + " ", encoding="utf-8")
    told = run("audit", signed)
    assert told.code == 5
    assert "signature:" in told.out


def test_a_key_of_its_own_for_each_ring() -> None:
    one, other = (Keyring([generate_key()]) for _ in range(2))
    assert format_public_key(one.derive_signing_key()) == format_public_key(one.derive_signing_key())
    assert format_public_key(one.derive_signing_key()) != format_public_key(other.derive_signing_key())


def test_a_signer_that_is_expected_must_have_signed(run: Run, signed: Path) -> None:
    public = json.loads(run("audit", signed, "--format", "json").out)["signature"]["public_key"]
    assert run("audit", signed, "--signer", public).code == run("audit", signed).code
    other = base64.b64encode(bytes(32)).decode()
    told = run("audit", signed, "--signer", other)
    assert (told.code, "signer:" in told.out) == (5, True)
    Path(f"{signed}.sig").unlink()
    assert run("audit", signed, "--signer", public).code == 5
    wrong = run("audit", signed, signed, signed, "--signer", public)
    assert (wrong.code, "--signer" in wrong.err) == (2, True)
