"""No solution: the conflict in words, the ways out as buttons, each with the slate that it leads to."""

import re
import time

from fastapi.testclient import TestClient
from playwright.sync_api import Page, expect

from app.access.caller import DEVELOPER
from app.imports import read_pool
from app.office.proposals import ended
from app.office.ways_out import difference
from solver.proposal import Proposal
from tests.app.conftest import TOO_FEW
from tests.app.pages.browser import violations
from tests.app.pages.conftest import Site


def _conflict(client: TestClient, council: str) -> str:
    """The id of a proposal that cannot be: the commune with too few who may stand."""
    pool = read_pool(TOO_FEW).model_dump(mode="json")
    body = {"council": {"ref": council}, "pool": pool}
    answer = client.post("/v1/proposals", json=body, headers={"Prefer": "wait=60"})
    where: str = answer.headers["location"]
    return where.rpartition("/")[2]


def _commune(client: TestClient) -> str:
    councils = client.get("/v1/councils").json()["items"]
    return next(one["id"] for one in councils if "xã Mẫu" in one["label"])


def _found(client: TestClient, path: str, waiting: str) -> str:
    """The page once it no longer says that it waits: as a browser without a script would load it again."""
    for _ in range(300):
        if waiting not in (html := client.get(path).text):
            return html
        time.sleep(0.1)
    raise AssertionError(waiting)


def test_without_a_script_it_is_told_and_a_way_out_is_taken_and_another_shows_whom_to_find(
    visitor: TestClient,
) -> None:
    which = _conflict(visitor, _commune(visitor))
    own = f"/proposals/{which}/conflict"
    _tells_the_conflict(visitor, own)
    assert '<meta http-equiv="refresh"' in visitor.post(f"{own}/ways").text
    html = _found(visitor, own, "Đang tìm…")
    assert visitor.post(f"{own}/ways", follow_redirects=False).status_code == 303
    assert len(visitor.get(f"/v1/proposals/{which}/explanations").json()["items"]) == 1  # asked once
    assert "Giới thiệu thêm 3 người" in html
    assert "không đúng pháp luật" in html

    shown, taken = re.findall(r'action="([^"]*/ways/exp_\w+/(?:show|take))"', html)
    slate = visitor.post(shown, data={"number": 1})
    told = _found(visitor, slate.url.path, "Đang tìm…")
    assert "Còn 3 chỗ chưa có người." in told
    assert "Người cần tìm 3" in told
    assert "Person to be found" not in told

    refused = visitor.post(taken, data={"number": 1})  # it needs people: no request can ask for that
    assert refused.status_code == 422
    assert "chưa có trong danh sách" in refused.text


def _tells_the_conflict(client: TestClient, own: str) -> None:
    html = _found(client, own, "Đang lập phương án")
    assert "Danh sách ứng cử ở mỗi đơn vị bầu cử phải có số dư" in html
    assert "Luật 85/2015/QH13 Điều 58 khoản 3" in html
    assert [int(n) for n in re.findall(r"<dd>(\d+)</dd>", html)[:3]] == [43, 40, 3]
    assert "Ninh Ngọc Hoàn" in html
    assert "Đã chứng minh" in html


def test_a_conflict_is_resolved_by_a_button(page: Page, site: Site) -> None:
    pool = read_pool(TOO_FEW).model_dump(mode="json")
    asked = {"council": {"ref": site.commune.council}, "pool": pool}
    answer = page.context.request.post(
        "/v1/proposals", data=asked, headers={"Prefer": "wait=60"}, timeout=90_000
    )
    which = answer.headers["location"].rpartition("/")[2]
    page.goto(f"/proposals/{which}/conflict")
    button = page.get_by_role("button", name="Lập phương án theo cách này")
    expect(button).to_be_visible(timeout=60_000)
    assert violations(page) == []
    button.click()
    page.wait_for_url(lambda url: url.rpartition("/")[2] not in {"conflict", which})
    expect(page.locator(".state-optimal").first).to_be_visible(timeout=60_000)
    made = page.url.rpartition("/")[2]
    planned = Proposal.model_validate_json(ended(site.store, DEVELOPER, made).text)
    assert [(d.rule, d.field, d.now) for d in planned.departures] == [
        ("surplus-per-constituency", "missing", 3)
    ]


def test_a_merge_patch_takes_away_changes_and_adds() -> None:
    before = {
        "overrides": {"a": {"least": 1, "most": 2}, "b": {"least": 3}},
        "raised": ["x"],
        "same": {"k": 1},
    }
    after = {"overrides": {"a": {"least": 0, "most": 2}}, "raised": [], "same": {"k": 1}}
    assert difference(before, after) == {"overrides": {"b": None, "a": {"least": 0}}, "raised": []}
