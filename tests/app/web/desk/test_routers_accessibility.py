"""Every page through axe, in English with `--all` only; none scrolls sideways on a phone."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext

from tests.app.web.desk.conftest import Site
from tests.app.web.desk.support.browser import violations
from tests.app.web.desk.support.sights import SIGHTS, Sight
from tests.app.web.desk.support.stage import Stage, staged

PHONE = {"width": 390, "height": 844}


@pytest.fixture(scope="module")
def stage(site: Site) -> Stage:
    return staged(site.office, site.province, site.commune)


@pytest.fixture(scope="module")
def tabs(chromium: Browser, site: Site) -> Iterator[BrowserContext]:
    context = chromium.new_context(base_url=site.address, viewport=PHONE)  # type: ignore[arg-type]
    yield context
    context.close()


@pytest.mark.parametrize("lang", ["vi", pytest.param("en", marks=pytest.mark.long)])
@pytest.mark.parametrize("sight", SIGHTS, ids=lambda sight: sight.name)
def test_everybody_can_use_it(
    tabs: BrowserContext, site: Site, stage: Stage, sight: Sight, lang: str
) -> None:
    tabs.add_cookies([{"name": "lang", "value": lang, "url": site.address}])
    page = tabs.new_page()
    sight.show(page, stage)
    assert page.locator("html").get_attribute("lang") == lang
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    page.close()
