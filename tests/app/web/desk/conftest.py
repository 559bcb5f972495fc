"""The desk before a browser: one service a module, with the demo in it, and one browser for all."""

import socket
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from playwright.sync_api import Browser, BrowserContext, Error, Page, expect

from cocau.app.db.engine import Store
from cocau.app.main import create_app
from cocau.app.services.computations import Services
from cocau.app.services.operations.demo import DemoCouncil
from cocau.app.settings import ProofRule, Settings
from tests.app.client import LocalClient
from tests.app.web.desk.support.demo import demo_store
from tests.app.web.desk.support.server import get_address, open_port, served
from tests.app.web.desk.support.sights import LONG
from tests.app.web.desk.support.tabs import SharedTab, watched

FAILED = pytest.StashKey[bool]()
"""Of a test: what it leaves behind is not used again."""

expect.set_options(timeout=LONG)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Tell with a failure where its pages stood, and what was to be read there."""
    report = yield
    if report.when == "call" and report.failed:
        item.stash[FAILED] = True
        held = getattr(item, "funcargs", {}).values()
        pages = [one for one in held if isinstance(one, Page)]
        pages += [page for one in held if isinstance(one, BrowserContext) for page in one.pages]
        report.sections += [(f"page {page.url}", _read(page)) for page in pages]
    return report


def _read(page: Page) -> str:
    try:
        return page.locator("main").inner_text(timeout=5_000)[:5_000]
    except Error as error:  # it is closed, or has crashed
        return str(error)


@dataclass(frozen=True)
class Site:
    """A running desk in development: nobody signs in. `province`, `commune`: the councils of the demo."""

    address: str
    office: Services
    province: DemoCouncil
    commune: DemoCouncil

    @property
    def store(self) -> Store:
        """Where everything is kept."""
        return self.office.store


@pytest.fixture(scope="session")
def port() -> Iterator[socket.socket]:
    """Where every site of this process is served, one after another: a tab stays at one address."""
    with open_port() as port:
        yield port


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, port: socket.socket) -> Iterator[Site]:
    folder: Path = tmp_path_factory.mktemp("desk")
    settings = Settings(state=folder / "state", rate="100000/minute", proofs=ProofRule.ASKED)
    with demo_store(folder) as (store, province, commune):
        app = create_app(settings, store)
        with served(app, port) as address:
            yield Site(address, Services(store, app.state.queue, settings), province, commune)


@pytest.fixture(scope="session")
def tab(chromium: Browser, port: socket.socket) -> SharedTab:
    return SharedTab(chromium, get_address(port))


@pytest.fixture
def page(tab: SharedTab, site: Site, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A tab on the site, as if fresh. What a page says on its console, or asks of another host, is an error."""
    with watched(tab.take(), site.address) as page:
        yield page
        if request.node.stash.get(FAILED, False):
            page.context.close()
        else:
            tab.give_back(page)


@pytest.fixture
def filled(tmp_path: Path) -> Iterator[Store]:
    """A store with the demo in it."""
    with demo_store(tmp_path) as (store, _, _):
        yield store


@pytest.fixture
def visitor(settings: Settings, filled: Store) -> Iterator[TestClient]:
    """Somebody whose browser runs no script, on a desk with the demo in it."""
    headers = {"Sec-Fetch-Site": "same-origin", "Accept": "text/html"}
    with LocalClient(create_app(settings, filled), headers=headers) as client:
        yield client


@dataclass(frozen=True)
class Still:
    """A desk without a script, with the demo in it, on which whatever is asked for stays asked for."""

    client: TestClient
    store: Store


@pytest.fixture(scope="module")
def still(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Still]:
    folder = tmp_path_factory.mktemp("still")
    headers = {"Sec-Fetch-Site": "same-origin", "Accept": "text/html"}
    settings = Settings(state=folder / "state", rate="100000/minute", queue=1000, solves=0)
    with demo_store(folder) as (store, _, _):
        app = create_app(settings, store)
        with LocalClient(app, headers=headers) as client:
            yield Still(client, store)
