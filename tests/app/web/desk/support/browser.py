"""A browser for the tests: Debian's Chromium, without its windows where that is there.

Where there is none, the tests that need it are left out, and counted.
"""

import shutil
from collections.abc import Iterator

from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Browser, Page, Route, sync_playwright

_NAMES = ("chromium-headless-shell", "chromium", "chromium-browser")
"""The same engine: for each tab the first takes half as long of a processor, as it draws no window around it."""

CHROMIUM = next(filter(None, map(shutil.which, _NAMES)), None)
NO_BROWSER = "no Chromium here"
BRING = "apt-get install chromium-headless-shell"
"""What brings one, on Debian."""
_QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def browsers() -> Iterator[Browser]:
    """One browser, as long as it is needed."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(_QUIET))
        yield browser
        browser.close()


class HeldRequests:
    """What a page asks for at a path, each waiting until a test lets it go on."""

    def __init__(self, page: Page, path: str) -> None:
        self.page = page
        self.waiting: list[Route] = []
        page.route(path, self._hold)

    def _hold(self, route: Route) -> None:
        self.waiting.append(route)

    def take(self) -> Route:
        """Wait for the next request; the test lets it go on."""
        while not self.waiting:
            self.page.wait_for_timeout(20)
        return self.waiting.pop(0)


def violations(page: Page) -> list[str]:
    """What axe has against a page (WCAG 2.2 AA and its good practice), each with where it is."""
    found = Axe().run(page).response["violations"]
    return [f"{v['id']}: {v['help']}: {[n['html'][:200] for n in v['nodes'][:3]]}" for v in found]
