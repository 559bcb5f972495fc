"""The desk as a newcomer meets it: a real server, and Debian's Chromium."""

import shutil
import statistics
import time
from collections.abc import Iterator

from playwright.sync_api import Browser, Page, sync_playwright
from served import server

_ARGUMENTS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync")
_PAINTED = "performance.getEntriesByName('first-contentful-paint')[0].startTime / 1000"


def first_page(browser: Browser, address: str) -> tuple[float, float]:
    """Measure KiB and seconds until something is painted, in a browser with an empty cache."""
    page = browser.new_page(base_url=address)
    sizes: list[int] = []
    page.on("requestfinished", lambda asked: sizes.append(asked.sizes()["responseBodySize"]))
    page.goto("/", wait_until="networkidle")
    painted = float(page.evaluate(_PAINTED))
    page.close()
    return sum(sizes) / 1024, painted


def one_button(browser: Browser, address: str) -> float:
    """Seconds from the button on the first page to the proposal in view."""
    page: Page = browser.new_page(base_url=address)
    page.goto("/")
    begun = time.perf_counter()
    page.locator("form[action$=proposals] button").first.click()
    page.locator(".state-optimal").first.wait_for()
    taken = time.perf_counter() - begun
    page.close()
    return taken


def desk(repeat: int) -> Iterator[str]:
    """The figures of the desk as a Markdown table."""
    yield "| the desk in Chromium, on SQLite | bar | figure |"
    yield "|---|--:|--:|"
    if (chromium := shutil.which("chromium")) is None:
        yield "| no Chromium here: apt-get install chromium | | |"
        return
    with server() as port, sync_playwright() as playwright:
        address = f"http://127.0.0.1:{port}"
        browser = playwright.chromium.launch(executable_path=chromium, args=list(_ARGUMENTS))
        seen = [first_page(browser, address) for _ in range(max(repeat, 5))]
        pressed = statistics.median(one_button(browser, address) for _ in range(max(repeat, 5)))
        browser.close()
    kib, painted = (statistics.median(column) for column in zip(*seen, strict=True))
    yield f"| the first page, over the wire | < 600 KiB | {kib:.0f} KiB |"
    yield f"| the first page, first paint | < 1 s | {painted:.2f} s |"
    yield f"| from the one button to the proposal, 118 people | < 10 s | {pressed:.1f} s |"
