"""The made-up commune of fixtures/ as files, as a planned proposal, and behind a service."""

import logging
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from typer.testing import CliRunner

from cocau.app.cli.main import cocau
from cocau.app.files.readers import read_council, read_pool
from cocau.app.main import create_app
from cocau.app.settings import ProofRule, Settings
from cocau.fixtures.run import SHIPPED
from cocau.solver.plan import plan
from cocau.solver.proposal import Proposal
from cocau.solver.request import PlanRequest
from tests.app.client import LocalClient
from tests.databases import create_state

COUNCIL = SHIPPED / "councils" / "xa-mau.yaml"
POOL = SHIPPED / "pools" / "xa-mau.yaml"
TOO_FEW = SHIPPED / "pools" / "xa-mau-thieu-nguoi.yaml"

UNLIMITED = "100000/minute"
"""Requests of a test that looks until something has happened, on however slow a machine."""

Run = Callable[..., "Result"]


class Result:
    """What a command line came to."""

    def __init__(self, code: int, out: str, err: str) -> None:
        self.code, self.out, self.err = code, out, err


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs `cocau` with these arguments."""
    monkeypatch.delenv("COCAU_LANG", raising=False)
    monkeypatch.delenv("COCAU_DEBUG", raising=False)
    monkeypatch.delenv("COLUMNS", raising=False)

    def _run(*arguments: object) -> Result:
        root = logging.getLogger()
        before = (root.handlers[:], root.level)
        result = CliRunner().invoke(cocau, [str(a) for a in arguments])
        # A command that serves or works sends the log to its own stderr, which is closed when it has ended.
        root.handlers[:], root.level = before
        return Result(result.exit_code, result.stdout, result.stderr)

    return _run


@pytest.fixture(scope="session")
def request_of_commune() -> PlanRequest:
    return PlanRequest(council=read_council(COUNCIL), pool=read_pool(POOL))


@pytest.fixture(scope="session")
def proposal(request_of_commune: PlanRequest) -> Proposal:
    return plan(request_of_commune)


@pytest.fixture(scope="session")
def conflict(request_of_commune: PlanRequest) -> Proposal:
    return plan(request_of_commune.replace_unvalidated(pool=read_pool(TOO_FEW)))


@pytest.fixture
def stored(proposal: Proposal, tmp_path: Path) -> Path:
    """A proposal on disk."""
    path = tmp_path / "proposal.json"
    path.write_text(proposal.to_json(), encoding="utf-8")
    return path


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Development, in a folder of its own."""
    return Settings(state=create_state(tmp_path / "state"), rate=UNLIMITED, proofs=ProofRule.ASKED)


@pytest.fixture
def client(settings: Settings) -> Iterator[TestClient]:
    with LocalClient(create_app(settings), raise_server_exceptions=False) as client:
        yield client


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """A service on SQLite with its line of jobs, for a whole file of tests."""
    state = create_state(tmp_path_factory.mktemp("service") / "state")
    settings = Settings(state=state, rate=UNLIMITED, proofs=ProofRule.ASKED)
    with LocalClient(create_app(settings), raise_server_exceptions=False) as client:
        yield client
