"""`cocau erase` on a database of its own."""

import threading
from datetime import date
from pathlib import Path

import pytest

from cocau.app.auth.caller import DEVELOPER
from cocau.app.cli.output import ExitCode
from cocau.app.db.clock import now
from cocau.app.db.engine import Store
from cocau.app.db.models import DocumentRow
from cocau.app.db.opening import open_store
from cocau.app.services.documents import create_document
from cocau.app.services.operations.retention import erase_due
from cocau.app.services.pools import POOLS
from cocau.app.settings import Settings
from cocau.solver.request import PlanRequest
from tests.app.conftest import Run
from tests.databases import create_state
from tests.patience import PATIENCE


@pytest.fixture
def past(tmp_path: Path, request_of_commune: PlanRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """A pool that should have been erased long ago, in the database of the environment."""
    state = create_state(tmp_path / "state")
    monkeypatch.setenv("COCAU_STATE", str(state))
    store = open_store(Settings(state=state))
    held = create_document(
        store,
        DEVELOPER,
        POOLS,
        request_of_commune.pool,
        label="x",
        locality="ha-tinh",
        kept_until=date(2021, 1, 1),
    )
    store.close()
    return held.document.id


def test_what_is_due_is_listed_then_erased_then_gone(run: Run, past: str) -> None:
    line = f"{past}\tpool\t2021-01-01\n"
    listed = run("erase", "--due", "--dry-run", "--lang", "en")
    assert (listed.code, listed.out, listed.err) == (ExitCode.DONE, line, "1 would be erased.\n")
    assert run("erase", "--due").out == line
    again = run("erase", "--due")
    assert (again.code, again.out, again.err) == (ExitCode.DONE, "", "Đã xóa 0 mục.\n")


@pytest.mark.parametrize(("lang", "says"), [("vi", "--due"), ("en", "Say what is to be erased")])
def test_nothing_is_erased_that_was_not_asked_for(run: Run, past: str, lang: str, says: str) -> None:
    said = run("erase", "--lang", lang)
    assert (said.code, said.out) == (ExitCode.BAD_INPUT, "")
    assert says in said.err
    assert past in run("erase", "--due", "--dry-run").out


def test_a_worker_erases_what_is_due(
    run: Run, past: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked = threading.Event()

    def erased(store: Store) -> None:
        erase_due(store, now())
        looked.set()

    monkeypatch.setattr("cocau.app.services.operations.retention.erase_and_log", erased)
    monkeypatch.setattr("cocau.app.telemetry.logging.configure_logging", lambda **_: None)
    monkeypatch.setattr(
        "cocau.app.cli.admin.service._work_until_stopped", lambda *_: looked.wait(PATIENCE)
    )  # no signal comes
    assert run("worker", "--solves", "1").code == ExitCode.DONE
    store = open_store(Settings(state=tmp_path / "state"))
    with store.reading() as session:
        assert session.get_one(DocumentRow, past).erased_at is not None
    store.close()
