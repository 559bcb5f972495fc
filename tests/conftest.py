"""What holds for all tests, and what a run says at its end."""

import gc
from collections.abc import Generator, Iterator

import pytest
from hypothesis import settings
from playwright.sync_api import Browser
from pwdlib.hashers.argon2 import Argon2Hasher

from cocau.app.auth.credentials import PASSWORD_HASH
from tests.app.web.desk.support.browser import BRING, CHROMIUM, NO_BROWSER, browsers
from tests.examples import LONG, SHORT
from tests.selection import deselect

pytest_plugins = ["tests.databases"]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--all", action="store_true", help="run what is marked long too, with all examples")


def pytest_configure(config: pytest.Config) -> None:
    settings.load_profile(LONG if config.getoption("--all") else SHORT)


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Keep what is collected out of the garbage collector's way: looking through it took a third of collection."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if not config.getoption("--all"):
        deselect(config, items, lambda item: item.get_closest_marker("long") is not None)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say how many tests were left out for want of a browser, and what brings one."""
    skipped = terminalreporter.stats.get("skipped", [])
    left_out = sum(isinstance(r.longrepr, tuple) and NO_BROWSER in r.longrepr[2] for r in skipped)
    if left_out:
        terminalreporter.write_line(f"{left_out} tests in a browser were left out. To have them: {BRING}")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The one browser of this process: playwright begins no second one beside it."""
    if CHROMIUM is None:
        pytest.skip(NO_BROWSER)
    yield from browsers()


# A real hash takes a tenth of a second and 64 MB, which is what it is for; tests sign in a hundred times.
PASSWORD_HASH.current_hasher = Argon2Hasher(time_cost=1, memory_cost=1024, parallelism=1)
