"""`python -m tests.app.web.desk.support.pictures FOLDER`: the pictures of the user guide, taken of the running desk."""

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Page

from cocau.app.auth.caller import DEVELOPER
from cocau.app.main import create_app
from cocau.app.services.computations import Services
from cocau.app.services.operations.demo import seed_demo
from cocau.app.settings import ProofRule, Settings
from cocau.app.web.help_stages import HELP_STAGES
from tests.app.web.desk.support.browser import browsers
from tests.app.web.desk.support.server import served
from tests.app.web.desk.support.sights import SIGHTS
from tests.app.web.desk.support.stage import Stage, staged
from tests.databases import migrated

WIDTH = 1024
TALL = 1600
"""Of a longer page only so much is shown."""
QUALITY = 60
HELP_QUALITY = 40
HELP = Path("app/web/desk/static/help")
DOCUMENTS = "".join(
    path.read_text(encoding="utf-8") for path in (Path("README.md"), *Path("docs").glob("*.md"))
)
"""A page that no document shows needs no picture."""


def main(folder: Path) -> None:
    """Take a picture of every page that a document shows."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as made, migrated(Path(made)) as store:
        settings = Settings(state=Path(made) / "state", rate="100000/minute", proofs=ProofRule.ASKED)
        province, commune = seed_demo(store, DEVELOPER)
        app = create_app(settings, store)
        with served(app) as address:
            stage = staged(Services(store, app.state.queue, settings), province, commune, province)
            for browser in browsers():
                taken(
                    browser.new_page(base_url=address, viewport={"width": WIDTH, "height": 900}),
                    stage,
                    folder,
                )
                take_help(
                    browser.new_page(base_url=address, viewport={"width": WIDTH, "height": 900}), stage, HELP
                )


def taken(page: Page, stage: Stage, folder: Path) -> None:
    """Pictures in the width that a page has."""
    width = page.evaluate("window.innerWidth")
    for sight in (sight for sight in SIGHTS if f"{sight.name}-{width}.jpg" in DOCUMENTS):
        sight.show(page, stage)
        height = min(TALL, page.evaluate("document.documentElement.scrollHeight"))
        page.screenshot(
            path=folder / f"{sight.name}-{width}.jpg",
            type="jpeg",
            quality=QUALITY,
            full_page=True,
            clip={"x": 0, "y": 0, "width": width, "height": height},
        )
    page.close()


def take_help(page: Page, stage: Stage, folder: Path) -> None:
    """Take the pictures of the guide on the desk: the top of one page for each stage."""
    sights = {sight.name: sight for sight in SIGHTS}
    for one in HELP_STAGES:
        sights[one.sight].show(page, stage)
        top = {"x": 0, "y": 0, "width": WIDTH, "height": 700}
        page.screenshot(path=folder / f"{one.key}.jpg", type="jpeg", quality=HELP_QUALITY, clip=top)
    page.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
