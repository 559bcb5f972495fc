"""`cocau trail`: the head for paper, the witness, and the repair of an audit log that was tampered with."""

from pathlib import Path

import pytest

from cocau.app.db.engine import Store
from cocau.app.db.opening import open_store
from cocau.app.settings import Settings
from tests.app.audit_log.tampering import add
from tests.app.audit_log.tampering import run as run_sql
from tests.app.conftest import Run
from tests.databases import create_state


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    for name in ("COCAU_ENV", "COCAU_DATABASE", "COCAU_KEYS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("COCAU_STATE", str(tmp_path / "state"))
    return open_store(Settings(state=create_state(tmp_path / "state")))


def test_a_head_on_paper_is_found_again(store: Store, run: Run, tmp_path: Path) -> None:
    add(store, 2)
    head = run("trail", "head").out
    witness = tmp_path / "witness"
    witness.write_text(head)
    add(store, 1)
    assert run("trail", "verify", "--witness", str(witness)).code == 0
    witness.write_text(head.replace(head.split()[2], "e" * 64))
    lost = run("trail", "verify", "--witness", str(witness), "--lang", "en")
    assert (lost.code, "No entry has the hash eeee" in lost.out) == (5, True)
    witness.write_text("không phải\n")
    wrong = run("trail", "verify", "--witness", str(witness), "--lang", "en")
    assert (wrong.code, "witness:1" in wrong.err) == (2, True)
    assert run("trail", "verify", "--witness", str(tmp_path / "none")).code == 2


def test_a_repair_says_what_it_acknowledges(store: Store, run: Run) -> None:
    add(store, 2)
    assert "nguyên vẹn" in run("trail", "repair", "--reason", "thử").out
    run_sql(store, "UPDATE trail_head SET seq = 1")
    broken = run("trail", "head", "--lang", "en")
    assert (broken.code, "tampered" in broken.err) == (1, True)
    assert run("trail", "repair", "--reason", "x" * 61).code == 2
    told = run("trail", "repair", "--reason", "đã đối chiếu", "--lang", "en")
    assert (told.code, "THE TRAIL IS BROKEN" in told.out) == (0, True)
    whole = run("trail", "verify", "--lang", "en")
    assert (whole.code, "Repaired by entry 3" in whole.out, "đã đối chiếu" in whole.out) == (0, True, True)
