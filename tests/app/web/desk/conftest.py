"""The desk before a browser: one service a module, with the demo in it, and one browser for all."""

from collections.abc import Generator, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from playwright.sync_api import Browser, BrowserContext, Error, Page, expect

from cocau.app.auth.caller import DEVELOPER
from cocau.app.db.engine import Store
from cocau.app.main import create_app
from cocau.app.services.computations import Services
from cocau.app.services.operations.demo import DemoCouncil, seed_demo
from cocau.app.settings import ProofRule, Settings
from tests.app.client import LocalClient
from tests.app.web.desk.support.server import served
from tests.app.web.desk.support.sights import LONG
from tests.databases import migrated

WIDE = {"width": 1440, "height": 900}

# What htmx says on the console when a newer request takes the place of one under way (hx-sync="this:replace").
REPLACED = ("htmx:afterRequest,", "htmx:sendAbort,")

expect.set_options(timeout=LONG)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Tell with a failure where its pages stood, and what was to be read there."""
    report = yield
    if report.when == "call" and report.failed:
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


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder: Path = tmp_path_factory.mktemp("desk")
    settings = Settings(state=folder / "state", rate="100000/minute", proofs=ProofRule.ASKED)
    with migrated(folder) as store:
        province, commune = seed_demo(store, DEVELOPER)
        app = create_app(settings, store)
        with served(app) as address:
            yield Site(address, Services(store, app.state.queue, settings), province, commune)


@pytest.fixture
def page(chromium: Browser, site: Site) -> Iterator[Page]:
    """A fresh tab on the site. What a page says on its console, or asks of another host, is an error."""
    context = chromium.new_context(base_url=site.address, viewport=WIDE, locale="vi-VN")  # type: ignore[arg-type]
    context.set_default_timeout(LONG)
    page = context.new_page()
    wrong: list[str] = []
    page.on("console", lambda message: wrong.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("request", lambda asked: None if asked.url.startswith(site.address) else wrong.append(asked.url))
    yield page
    context.close()
    assert [told for told in wrong if not told.startswith(REPLACED) and "status of 4" not in told] == []


@pytest.fixture
def visitor(settings: Settings, one_store: Store) -> Iterator[TestClient]:
    """Somebody whose browser runs no script, on a desk with the demo in it."""
    seed_demo(one_store, DEVELOPER)
    headers = {"Sec-Fetch-Site": "same-origin", "Accept": "text/html"}
    with LocalClient(create_app(settings, one_store), headers=headers) as client:
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
    with migrated(folder) as store:
        seed_demo(store, DEVELOPER)
        app = create_app(settings, store)
        with LocalClient(app, headers=headers) as client:
            yield Still(client, store)
