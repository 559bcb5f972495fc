"""What all tests may ask for, and what is made once for all of them: a run starts some hundred services."""

from functools import partialmethod
from typing import Any

import fastapi._compat.v2
import pytest
from fastapi.testclient import TestClient
from hypothesis import settings
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher
from pydantic import TypeAdapter

from cocau.app.auth import credentials
from tests.app.web.desk.support.browser import BRING, NO_BROWSER
from tests.examples import LONG, SHORT
from tests.selection import deselect

pytest_plugins = ["tests.databases"]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--all", action="store_true", help="run what is marked long too, with all examples")


def pytest_configure(config: pytest.Config) -> None:
    settings.load_profile(LONG if config.getoption("--all") else SHORT)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if not config.getoption("--all"):
        deselect(config, items, lambda item: item.get_closest_marker("long") is not None)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say how many tests were left out for want of a browser, and what brings one."""
    skipped = terminalreporter.stats.get("skipped", [])
    left_out = sum(isinstance(r.longrepr, tuple) and NO_BROWSER in r.longrepr[2] for r in skipped)
    if left_out:
        terminalreporter.write_line(f"{left_out} tests in a browser were left out. To have them: {BRING}")


# A development service answers this machine only, under its own names: so tests ask from here.
TestClient.__init__ = partialmethod(  # type: ignore[method-assign, assignment]
    TestClient.__init__, base_url="http://localhost", client=("127.0.0.1", 50_000)
)

# A real hash takes a tenth of a second and 64 MB, which is what it is for; tests sign in a hundred times.
credentials._HASHES = PasswordHash((Argon2Hasher(time_cost=1, memory_cost=1024, parallelism=1),))

_ADAPTERS: dict[Any, TypeAdapter[Any]] = {}


def _adapter(annotated: Any, *, config: Any = None) -> TypeAdapter[Any]:
    """What reads or writes a parameter, a body or an answer: the same in every service, and dear to make."""
    key = annotated.__origin__, repr(annotated.__metadata__), repr(config)
    if key not in _ADAPTERS:
        _ADAPTERS[key] = TypeAdapter(annotated, config=config)
    return _ADAPTERS[key]


fastapi._compat.v2.TypeAdapter = _adapter  # type: ignore[assignment]
