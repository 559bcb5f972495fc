"""Tabs of the browser: one that tests have one after another, and new ones."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Browser, Page, ViewportSize

from tests.app.web.desk.support.sights import LONG

WIDE: ViewportSize = {"width": 1440, "height": 900}

# What htmx says on the console when a newer request takes the place of one under way (hx-sync="this:replace").
REPLACED = ("htmx:afterRequest,", "htmx:sendAbort,")

_NOTHING = "/static/desk/mark.svg"
"""A page of the same address, on which nothing happens: for any other the browser would begin a new process."""


class SharedTab:
    """A tab at an address that tests have one after another: a new one takes a second of a processor."""

    def __init__(self, browser: Browser, address: str) -> None:
        self._browser, self._address = browser, address
        self._free: Page | None = None

    def take(self) -> Page:
        """The tab, or a new one where the last was not given back."""
        page, self._free = self._free, None
        return page or open_tab(self._browser, self._address)

    def give_back(self, page: Page) -> None:
        """Take everything out of it that a test left there, but files that a browser keeps for a year."""
        page.unroute_all(behavior="ignoreErrors")
        page.goto(_NOTHING)
        page.set_viewport_size(WIDE)
        page.emulate_media(media="null")
        tools = page.context.new_cdp_session(page)
        tools.send("Storage.clearDataForOrigin", {"origin": self._address, "storageTypes": "all"})
        tools.send("Page.resetNavigationHistory")
        tools.detach()
        self._free = page


def open_tab(browser: Browser, address: str) -> Page:
    """A new tab of somebody whose browser has seen nothing yet."""
    context = browser.new_context(base_url=address, viewport=WIDE, locale="vi-VN")
    context.set_default_timeout(LONG)
    return context.new_page()


@contextmanager
def watched(page: Page, address: str) -> Iterator[Page]:
    """A tab of which what a page says on its console, or asks of another host, is an error."""
    wrong: list[str] = []
    listeners: dict[str, Callable[[Any], object]] = {
        "console": lambda message: wrong.append(message.text) if message.type == "error" else None,
        "pageerror": lambda error: wrong.append(str(error)),
        "request": lambda asked: None if asked.url.startswith(address) else wrong.append(asked.url),
    }
    for event, listener in listeners.items():
        page.on(event, listener)  # type: ignore[call-overload]  # one for each name
    yield page
    for event, listener in listeners.items():
        page.remove_listener(event, listener)
    assert [told for told in wrong if not told.startswith(REPLACED) and "status of 4" not in told] == []
