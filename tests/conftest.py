"""What all tests may ask for, and what is made once for all of them: a run starts some hundred services."""

from functools import partialmethod
from typing import Any

import fastapi._compat.v2
import pytest
from fastapi.testclient import TestClient
from hypothesis import is_hypothesis_test, settings
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher
from pydantic import TypeAdapter

from app.access import passwords
from tests.app.pages.browser import BRING, NO_BROWSER

pytest_plugins = ["tests.databases"]


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
passwords._HASHES = PasswordHash((Argon2Hasher(time_cost=1, memory_cost=1024, parallelism=1),))

# Tracing more than doubles what a test costs, in other people's code too. So what tries many examples of code
# that single tests reach is run, and not traced: every property, and these files. Whole files only where there is a
# service: threads that were left untraced once stay so. (Or children compute: they are not traced anyway.)
UNTRACED = {
    "tests/app/access/test_roles_by_routes.py",
    "tests/app/api/test_schemathesis.py",
    "tests/app/catalogue/test_codes.py",
    "tests/app/jobs/test_deaths.py",
    "tests/app/pages/test_roles_by_pages.py",
    "tests/app/pages/test_sights.py",
    "tests/app/pages/test_whole_course.py",
    "tests/fixtures/test_cases.py",
    "tests/fixtures/test_coverage.py",
    "tests/fixtures/test_gate_cases.py",
    "tests/test_course.py",
    "tests/test_docs.py",
}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.location[0] in UNTRACED or is_hypothesis_test(getattr(item, "obj", None)):
            item.add_marker("no_cover")


# An example that takes long has waited for the processor: no reason to fail.
settings.register_profile("steady", deadline=None)
settings.load_profile("steady")

_ADAPTERS: dict[Any, TypeAdapter[Any]] = {}


def _adapter(annotated: Any, *, config: Any = None) -> TypeAdapter[Any]:
    """What reads or writes a parameter, a body or an answer: the same in every service, and dear to make."""
    key = annotated.__origin__, repr(annotated.__metadata__), repr(config)
    if key not in _ADAPTERS:
        _ADAPTERS[key] = TypeAdapter(annotated, config=config)
    return _ADAPTERS[key]


fastapi._compat.v2.TypeAdapter = _adapter  # type: ignore[assignment]
