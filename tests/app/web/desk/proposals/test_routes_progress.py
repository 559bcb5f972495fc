import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from playwright.sync_api import Browser, expect

from cocau.app.auth.caller import DEVELOPER
from cocau.app.db.engine import Store
from cocau.app.main import create_app
from cocau.app.permissions import UserRole
from cocau.app.settings import Settings
from cocau.solver.proposal import Proposal
from tests.app.client import LocalClient
from tests.app.web.desk.support.browser import violations
from tests.app.web.desk.support.searches import line_that_searches
from tests.app.web.desk.support.server import served
from tests.patience import wait_until

SAME = {"Sec-Fetch-Site": "same-origin", "Accept": "text/html"}


@pytest.fixture
def searching(monkeypatch: pytest.MonkeyPatch, proposal: Proposal) -> None:
    monkeypatch.setattr("cocau.app.main.JobQueue", line_that_searches(proposal))


@pytest.fixture
def client(searching: None, settings: Settings, filled: Store) -> Iterator[TestClient]:
    del searching
    with LocalClient(create_app(settings, filled), headers=SAME) as client:
        yield client


def _asked(client: TestClient) -> str:
    """The path of a proposal that is being made."""
    form = r'action="/councils/(\w+)/proposals">\s*<input type="hidden" name="pool" value="(\w+)"'
    council, pool = re.findall(form, client.get("/").text)[-1]
    made = client.post(f"/councils/{council}/proposals", data={"pool": pool}, follow_redirects=False)
    return str(made.headers["location"])


def _until(client: TestClient, path: str, words: str) -> str:
    return wait_until(lambda: client.get(path).text, lambda html: words in html)


def test_the_best_so_far_is_drawn_and_kept_when_the_search_is_stopped(
    client: TestClient, proposal: Proposal
) -> None:
    path = _asked(client)
    html = _until(client, path, "Không trái quy định bắt buộc nào")
    assert proposal.slate is not None
    assert html.count('<g class="seat">') == len(proposal.slate.deputies)
    assert '<meta http-equiv="refresh"' in html
    part = client.get(f"{path}/progress", headers={"HX-Request": "true"})
    assert "<html" not in part.text
    assert "2/9" in part.text
    client.post(f"{path}/stop")
    stopped = _until(client, path, 'id="hemicycle"')
    assert "chưa chứng minh" in stopped
    assert stopped.count('class="seat"') == len(proposal.slate.deputies)


def test_whoever_may_not_see_people_sees_how_far_it_is_and_no_slate(client: LocalClient) -> None:
    path = _asked(client)
    _until(client, path, "Không trái quy định bắt buộc nào")
    viewer = DEVELOPER.__class__("usr_viewer", "xem", UserRole.VIEWER, "")
    client.become(viewer)
    html = client.get(path).text
    assert "Đã có một phương án không trái quy định bắt buộc nào" in html
    assert "<svg" not in html
    assert "/stop" not in html
    client.become(None)
    client.post(f"{path}/stop")  # else the service would wait for the search when it ends


def test_what_waits_for_its_turn_can_be_stopped_and_asked_again(tmp_path: Path, filled: Store) -> None:
    settings = Settings(state=tmp_path / "state", solves=0)
    with LocalClient(create_app(settings, filled), headers=SAME) as client:
        path = _asked(client)
        assert "Chờ đến lượt" in client.get(path).text
        client.post(f"{path}/stop")
        html = client.get(path).text
        assert "Không có phương án" in html
        assert "Lập lại phương án" in html


@pytest.mark.long  # a search runs until it is stopped
def test_one_press_stops_a_search(searching: None, chromium: Browser, tmp_path: Path, filled: Store) -> None:
    del searching
    with served(create_app(Settings(state=tmp_path / "state"), filled)) as address:
        page = chromium.new_page(base_url=address)
        page.goto("/")
        page.get_by_role("button", name="Lập phương án").last.click()
        expect(page.get_by_role("heading", name="Phương án tốt nhất hiện có")).to_be_visible()
        assert violations(page) == []
        page.get_by_role("button", name="Dừng, giữ phương án").click()
        expect(page.locator("header .state-stopped")).to_be_visible()
        expect(page.locator("#chamber svg.chamber a").first).to_be_visible()
        page.close()
