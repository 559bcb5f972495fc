"""The desk as a newcomer meets it, and with large pools: a real server, and Debian's Chromium."""

import json
import os
import shutil
import statistics
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass

from playwright.sync_api import Browser, Page, sync_playwright
from served import ROOT, ask, request_of, serve

_ARGUMENTS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync")
_PAINTED = "performance.getEntriesByName('first-contentful-paint')[0].startTime / 1000"
_SIZES = (500, 10_000)
_MOVES = 10
_SETTINGS = {"COCAU_MAX_BODY": "50000000", "COCAU_MAX_SECONDS": "600", "COCAU_PROOFS": "asked"}
_ORDINARY = {"party_rank": None, "peoples_committee": None}
"""What a copy of somebody is not: more chairs than one must all be elected."""
_WATCH = """() => {
  window.times = [];
  let began = 0;
  const begin = (event) => { if (event.key === "ArrowRight") began = performance.now(); };
  document.addEventListener("keydown", begin, true);
  new MutationObserver(() => {
    if (!began) return;
    const from = began;
    began = 0;
    requestAnimationFrame(() => requestAnimationFrame(() => window.times.push(performance.now() - from)));
  }).observe(document.getElementById("say"), { subtree: true, childList: true, characterData: true });
}"""
"""From the key to the painted verdict."""


@dataclass(frozen=True)
class Paint:
    """Seconds from asking for a page to its first paint and answer; CPU of the page; KiB."""

    painted: float
    answered: float
    busy: float
    kib: float


def paint(browser: Browser, address: str, path: str) -> Paint:
    """Measure a page in a browser with an empty cache."""
    page = browser.new_page(base_url=address)
    sizes: list[int] = []
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable", {"timeDomain": "threadTicks"})
    page.on("requestfinished", lambda asked: sizes.append(asked.sizes()["responseBodySize"]))
    page.goto(path, wait_until="networkidle")
    answered = "performance.getEntriesByType('navigation')[0].responseStart / 1000"
    told = {one["name"]: one["value"] for one in session.send("Performance.getMetrics")["metrics"]}
    painted = float(page.evaluate(_PAINTED))
    found = Paint(painted, float(page.evaluate(answered)), told["TaskDuration"], sum(sizes) / 1024)
    page.close()
    return found


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


def moves(browser: Browser, address: str, proposal: str) -> list[float]:
    """Seconds from a key that moves somebody to the painted verdict."""
    page = browser.new_page(base_url=address)
    page.goto(f"{proposal}/hands")
    page.locator("#say").wait_for(state="attached")
    page.evaluate(_WATCH)
    page.locator("section[data-unit] a.name").first.focus()
    taken: list[float] = []
    while len(taken) < _MOVES:
        page.keyboard.press("Control+Shift+ArrowRight")
        while not (found := page.evaluate("window.times.splice(0)")):
            page.wait_for_timeout(5)
        taken += [milliseconds / 1000 for milliseconds in found]
    page.close()
    return taken


def plan_many(port: int, size: int) -> tuple[str, str]:
    """Store a pool of many people beside the demo's province, and plan it; return both addresses."""
    shipped = request_of("ha-tinh")
    councils = json.loads(ask(port, "GET", "/v1/councils")[2])["items"]
    council = next(row["id"] for row in councils if row["label"] == shipped.council.name)
    people = shipped.pool.people
    more = (
        person.replace_unvalidated(id=f"{person.id}-{n}", name=f"{person.name} {n}", **_ORDINARY)
        for n in range(1, size // len(people) + 1)
        for person in people
    )
    pool = shipped.pool.replace_unvalidated(people=(*people, *more)[:size])
    sent = {"about": council, "label": f"{size}", "pool": pool.model_dump(mode="json", exclude_defaults=True)}
    _, made, content = ask(port, "POST", "/v1/pools", json.dumps(sent).encode())
    if "location" not in made:
        raise RuntimeError(content[:500].decode())
    asked = {
        "council": {"ref": council},
        "pool": {"ref": made["location"].rpartition("/")[2]},
        "seconds": 600,
    }
    _, found, _ = ask(port, "POST", "/v1/proposals", json.dumps(asked).encode())
    while (state := json.loads(ask(port, "GET", found["location"])[2])["state"]) in {"queued", "running"}:
        time.sleep(0.5)
    if state not in {"optimal", "feasible"}:
        raise RuntimeError(f"no slate of {size:,} people: {state}")
    return made["location"].removeprefix("/v1"), found["location"].removeprefix("/v1")


def _tell_paint(what: str, seen: list[Paint]) -> str:
    painted, answered, busy = (
        statistics.median(values)
        for values in zip(*((one.painted, one.answered, one.busy) for one in seen), strict=True)
    )
    parts = f"answered in {answered:.2f} s; the page took {busy:.2f} s of CPU"
    return f"| {what}, first paint | < 1 s | {painted:.2f} s ({parts}) |"


def desk(repeat: int) -> Iterator[str]:
    """The figures of the desk as a Markdown table."""
    yield "| the desk in Chromium, on SQLite | bar | figure |"
    yield "|---|--:|--:|"
    if (chromium := shutil.which("chromium")) is None:
        yield "| no Chromium here: apt-get install chromium | | |"
        return
    again = range(max(repeat, 5))
    command, environment = [sys.executable, "-m", "cocau"], dict(os.environ) | _SETTINGS
    with serve(command, environment, ROOT) as port, sync_playwright() as playwright:
        address = f"http://127.0.0.1:{port}"
        browser = playwright.chromium.launch(executable_path=chromium, args=list(_ARGUMENTS))
        seen = [paint(browser, address, "/") for _ in again]
        kib = statistics.median(one.kib for one in seen)
        yield f"| the first page, over the wire | < 600 KiB | {kib:.0f} KiB |"
        yield _tell_paint("the first page", seen)
        pressed = statistics.median(one_button(browser, address) for _ in again)
        yield f"| from the one button to the proposal, 118 people | < 10 s | {pressed:.1f} s |"
        for size in _SIZES:
            pool, proposal = plan_many(port, size)
            for what, path in (("proposal", proposal), ("table of people", pool)):
                yield _tell_paint(f"{what}, {size:,} people", [paint(browser, address, path) for _ in again])
            taken = statistics.median(moves(browser, address, proposal))
            yield f"| a move judged, {size:,} people | < 100 ms | {taken * 1000:.0f} ms |"
        browser.close()
    yield f"| load of the machine meanwhile, {os.cpu_count()} cores | | {os.getloadavg()[1]:.1f} |"
