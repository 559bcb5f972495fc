"""`python -m tests.app.web.desk.support.move_times`: from a key or a drop to the painted verdict, in Chromium.

Prints medians and the slowest of the moves on a slate of 118 and of 500 people. Nothing is asserted.
"""

import statistics
import tempfile
from pathlib import Path

from playwright.sync_api import Page

from cocau.app.auth.caller import DEVELOPER
from cocau.app.main import create_app
from cocau.app.services.computations import Services
from cocau.app.services.documents import create_document
from cocau.app.services.operations.demo import seed_demo
from cocau.app.services.pools import POOLS, read_pool
from cocau.app.settings import ProofRule, Settings
from cocau.constraints.model.people import Pool
from tests.app.web.desk.support.browser import browsers
from tests.app.web.desk.support.server import served
from tests.app.web.desk.support.stage import planned
from tests.databases import migrated

KEYS, DROPS = 20, 10
MANY = 500

WATCH = """() => {
  window.times = [];
  let began = 0;
  const begin = () => { began = performance.now(); };
  document.addEventListener("keydown", (event) => { if (event.key === "ArrowRight") begin(); }, true);
  document.addEventListener("pointerup", begin, true);
  new MutationObserver(() => {
    if (!began) return;
    const from = began;
    began = 0;
    requestAnimationFrame(() => requestAnimationFrame(() => window.times.push(performance.now() - from)));
  }).observe(document.body, { subtree: true, childList: true, characterData: true });
}"""
"""The ghost of a drag is taken off in the pointerup itself: only what the service says counts as the end."""


def main() -> None:
    """Measure the moves and print them."""
    with tempfile.TemporaryDirectory() as made, migrated(Path(made)) as store:
        settings = Settings(state=Path(made) / "state", rate="100000/minute", proofs=ProofRule.ASKED)
        province, _ = seed_demo(store, DEVELOPER)
        people = read_pool(store, DEVELOPER, province.pool).body.people
        more = [
            person.replace_unvalidated(id=f"{person.id}-{n}", name=f"{person.name} {n}", party_rank=None)
            for n in range(1, MANY // len(people) + 1)
            for person in people
        ]
        many = Pool(people=(*people, *more)[:MANY])
        pool = create_document(store, DEVELOPER, POOLS, many, label="500", about=province.council).document.id
        app = create_app(settings, store)
        with served(app) as address:
            office = Services(store, app.state.queue, settings)
            for size, which in ((len(people), province.pool), (MANY, pool)):
                proposal = planned(office, province.council, which)
                for browser in browsers():
                    page = browser.new_page(base_url=address, viewport={"width": 1440, "height": 900})
                    _measure(page, proposal, size)


def _measure(page: Page, proposal: str, size: int) -> None:
    page.goto(f"/proposals/{proposal}/hands")
    page.evaluate(WATCH.replace("document.body", 'document.getElementById("say")'))
    page.locator("section[data-unit] a.name").first.focus()
    for n in range(1, KEYS + 1):
        page.keyboard.press("Control+Shift+ArrowRight")
        page.wait_for_function("n => window.times.length === n", arg=n)
    keys = page.evaluate("window.times.splice(0)")
    for n in range(1, DROPS + 1):
        units = page.locator("section[data-unit]")
        grip = units.nth(n % 2).locator(".piece:not(.locked) .grip").first
        grip.scroll_into_view_if_needed()
        start, end = grip.bounding_box(), units.nth(1 - n % 2).bounding_box()
        assert start is not None
        assert end is not None
        page.mouse.move(start["x"] + 8, start["y"] + 8)
        page.mouse.down()
        page.mouse.move(end["x"] + 60, start["y"] + 10, steps=4)
        page.mouse.up()
        page.wait_for_function("n => window.times.length === n", arg=n)
    drops = page.evaluate("window.times.splice(0)")
    for what, times in (("key", keys), ("drop", drops)):
        print(  # noqa: T201  # that is what it is for
            f"{size} people, {what}: median {statistics.median(times):.0f} ms, slowest {max(times):.0f} ms"
        )


if __name__ == "__main__":
    main()
