"""The site of ./run docs: strict, whole, nothing from elsewhere, readable on a phone and by a screen reader."""

import os
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from cocau.app.web.help_stages import HELP_STAGES
from tests.app.web.desk.support.browser import violations

ROOT = Path(__file__).parents[1]
PAGES = (
    "index",
    "guide/start",
    "desk",
    "course",
    "cli",
    "files",
    "endpoints",
    "law/index",
    "benchmarks",
    "never.vi",
)
_LOADED = re.compile(
    r"<(?:script|img|iframe|source)\b[^>]*?\bsrc=\"?([^\" >]+)|<link\b[^>]*?\bhref=\"?([^\" >]+)"
)

pytestmark = pytest.mark.long  # building takes half a minute on a slow machine


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What mkdocs builds where a warning is an error, such as a link that leads nowhere."""
    folder = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(folder)]
    done = subprocess.run(
        command,
        cwd=ROOT,
        env=os.environ | {"NO_MKDOCS_2_WARNING": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture(scope="module")
def address(site: Path) -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(site))) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def test_every_page_of_the_documents_and_of_the_guide_is_there(site: Path) -> None:
    documents = [page.stem for page in (ROOT / "docs").glob("*.md")]
    stages = [f"guide/{stage.key}" for stage in HELP_STAGES]
    made = [*documents, *stages, "changelog", "contributing", "schemas", "schemas/council.json"]
    paths = [site / (name if name.endswith(".json") else f"{name}.html") for name in made]
    assert [path.name for path in paths if not path.is_file()] == []


def test_no_page_loads_anything_from_elsewhere(site: Path) -> None:
    pages = [*site.rglob("*.html")]
    assert len(pages) > 50
    loaded = {
        found
        for page in pages
        for pair in _LOADED.findall(page.read_text(encoding="utf-8"))
        for found in pair
    }
    assert [link for link in sorted(loaded) if "//" in link] == []
    sheets = "".join(sheet.read_text(encoding="utf-8") for sheet in site.rglob("*.css"))
    assert re.findall(r"(?:url\(|@import)\s*[\"']?(?:https?:)?//[^)]*", sheets) == []


def test_bars_in_code_of_tables_are_shown_without_backslash(site: Path) -> None:
    page = (site / "cli.html").read_text(encoding="utf-8")
    assert "<code>--lang vi|en</code>" in page
    assert "\\|" not in page


def test_a_page_is_in_the_language_of_its_readers(site: Path) -> None:
    heads = {
        name: (site / f"{name}.html").read_text(encoding="utf-8")[:200] for name in ("guide/start", "cli")
    }
    assert ['lang="vi"' in heads["guide/start"], 'lang="en"' in heads["cli"]] == [True, True]


def test_pages_are_read_by_anybody_and_searched_without_a_network(chromium: Browser, address: str) -> None:
    asked: list[str] = []
    with chromium.new_page(viewport={"width": 390, "height": 844}) as page:
        page.on("request", lambda request: asked.append(request.url))
        for name in PAGES:
            page.goto(f"{address}/{name}.html")
            assert violations(page) == [], name
            assert page.evaluate("document.documentElement.scrollWidth") <= 390, name
        _search(page, address)
    assert [url for url in asked if not url.startswith((address, "data:", "blob:"))] == []


def _search(page: Page, address: str) -> None:
    """Look for a word of the law and for one of a programmer."""
    page.set_viewport_size({"width": 1280, "height": 900})
    for word, found in (("hiệp thương", "law/"), ("Idempotency-Key", "http.html")):
        page.goto(f"{address}/index.html")
        field = page.get_by_role("textbox", name="Search")
        field.fill(word)
        field.press("End")  # the page looks at the field when a key is released
        page.locator(f".md-search-result__link[href*='{found}']").first.wait_for()
