"""Pages of each kind (all with `--all`) in the words of their readers, through axe, and as long as a phone bears."""

import re
from collections.abc import Callable
from functools import cache

import httpx2
import pytest
from playwright.sync_api import Page, ViewportSize

from cocau.constraints.library import load_rulebook
from tests.app.forbidden_words import find_forbidden, read_page
from tests.app.web.desk.conftest import Site
from tests.app.web.desk.support.browser import violations
from tests.app.web.desk.support.sights import LONG, SIGHTS, Sight
from tests.app.web.desk.support.stage import Stage, staged
from tests.app.web.desk.test_routers_roles import ROUTES

PHONE: ViewportSize = {"width": 390, "height": 844}
MOST_SCREENS = 9


@pytest.fixture(scope="module")
def stages(site: Site) -> Callable[[str], Stage]:
    """Build each stage once, in whichever order tests that are spread over processes come."""
    return cache(lambda shown: staged(site.office, site.province, site.commune, getattr(site, shown)))


@pytest.fixture(scope="module", params=["commune", pytest.param("province", marks=pytest.mark.long)])
def stage(stages: Callable[[str], Stage], request: pytest.FixtureRequest) -> Stage:
    """Most pages are looked at with few people; with `--all` with many too."""
    return stages(request.param)


ALWAYS = {
    "start",
    "council-edit",
    "pool",
    "rules",
    "scenario",
    "proposal",
    "hands",
    "answer",
    "conflict",
    "table",
}
"""A page of each kind; the others are looked at with `--all`."""


@pytest.mark.parametrize("lang", ["vi", pytest.param("en", marks=pytest.mark.long)])
@pytest.mark.parametrize(
    "sight",
    [
        pytest.param(sight, id=sight.name, marks=() if sight.name in ALWAYS else pytest.mark.long)
        for sight in SIGHTS
    ],
)
def test_everybody_can_use_it(page: Page, site: Site, stage: Stage, sight: Sight, lang: str) -> None:
    page.context.add_cookies([{"name": "lang", "value": lang, "url": site.address}])
    page.set_viewport_size(PHONE)
    sight.show(page, stage)
    assert page.locator("html").get_attribute("lang") == lang
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert page.evaluate("document.documentElement.scrollHeight") <= MOST_SCREENS * PHONE["height"]


PARTS = {
    "/councils/{council_id}/people",  # leads to a pool
    "/estimates/{estimate_id}/progress",
    "/programmes/{programme_id}/progress",
    "/proposals/{proposal_id}/answers/{explanation_id}/proof",
    "/proposals/{proposal_id}/chamber",
    "/proposals/{proposal_id}/conflict/others/{explanation_id}",
    "/proposals/{proposal_id}/conflict/shown/{explanation_id}",
    "/proposals/{proposal_id}/conflict/ways/{explanation_id}",
    "/proposals/{proposal_id}/hands/completion",
    "/proposals/{proposal_id}/hands/people/{number}",
    "/proposals/{proposal_id}/progress",
    "/proposals/{proposal_id}/rules",
    "/scenarios/{scenario_id}/ranges",
    "/studies/{study_id}/progress",
    "/tables/{table_id}/plans/{plan_id}",
    "/users/{user_id}",
}
"""Parts that their pages show, and what needs an account."""


def _is_file(path: str) -> bool:
    return (
        "{form}" in path
        or "_format}" in path
        or path.endswith(("/workbook", "/paper", "/templates/file", "/scans/{scan_id}"))
    )


def test_each_page_is_looked_at(stage: Stage) -> None:
    paths = [sight.path(stage).partition("?")[0] for sight in SIGHTS]
    pages = {path for method, path in ROUTES if method == "GET" and not _is_file(path)} - PARTS
    unseen = {p for p in pages if not any(re.fullmatch(re.sub(r"{\w+}", "[^/]+", p), q) for q in paths)}
    assert unseen == set()


@pytest.mark.parametrize("lang", ["vi", pytest.param("en", marks=pytest.mark.long)])
def test_nobody_meets_the_words_of_programs(site: Site, stage: Stage, lang: str) -> None:
    """See `tests.app.forbidden_words`; ids of rules and of steps are such words too."""
    book = load_rulebook("ha-tinh-2021")
    codes = [item.id for item in (*book.rules, *book.steps) if "-" in item.id]
    with httpx2.Client(
        base_url=site.address, cookies={"lang": lang}, headers={"Accept": "text/html"}, timeout=LONG
    ) as client:
        paths = [*(sight.path(stage) for sight in SIGHTS), *stage.answers]
        pages = {path: client.get(path) for path in paths}
    assert {path: page.status_code for path, page in pages.items() if page.status_code != 200} == {}
    found = {path: find_forbidden(read_page(page.text), *codes) for path, page in pages.items()}
    assert {path: words for path, words in found.items() if words} == {}
