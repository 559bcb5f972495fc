"""No solution: the conflict in words, the ways out as buttons, each with the slate that it leads to."""

import re

import pytest
from playwright.sync_api import Page, expect

from cocau.app.auth.caller import DEVELOPER
from cocau.app.db.models import JobRow
from cocau.app.db.seals import open_column
from cocau.app.files.readers import read_pool
from cocau.app.jobs.tasks.plans import PLAN
from cocau.app.services.planning.lineage import build_merge_patch
from cocau.app.services.planning.proposals import get_completed_proposal
from cocau.solver.proposal import Proposal
from tests.app.auth.resources import TOO_FEW, in_conflict, way_found, ways_out
from tests.app.web.desk.conftest import Site, Still
from tests.app.web.desk.support.browser import violations

HERE = "ha-tinh"


def test_the_conflict_is_told_with_its_clause_its_figures_and_its_people(still: Still) -> None:
    html = still.client.get(f"/proposals/{in_conflict(still.store, HERE)}/conflict").text
    assert "Danh sách ứng cử ở mỗi đơn vị bầu cử phải có số dư" in html
    assert "Luật 85/2015/QH13 Điều 58 khoản 3" in html
    assert [int(n) for n in re.findall(r"<dd>(\d+)</dd>", html)[:3]] == [43, 40, 3]
    assert "Ninh Ngọc Hoàn" in html
    assert "Đã chứng minh" in html


def test_the_ways_out_are_looked_for_once_and_the_page_waits_without_a_script(still: Still) -> None:
    own = f"/proposals/{in_conflict(still.store, HERE)}"
    for _ in range(2):
        waits = still.client.post(f"{own}/conflict/ways").text
        assert '<noscript><meta http-equiv="refresh"' in waits
        assert "Đang tìm…" in waits
    asked = still.client.get(f"/v1{own}/explanations").json()["items"]
    assert [one["question"] for one in asked] == ["repairs"]


def test_each_way_out_says_what_it_changes_and_shows_its_slate(still: Still) -> None:
    which, _ = ways_out(still.store, HERE).split()
    html = still.client.get(f"/proposals/{which}/conflict").text
    first, second = html.split('<li class="card way')[1:3]
    assert "Giới thiệu thêm 3 người" in first
    assert "giữ đúng luật" in first
    assert first.count('class="sought"') == 3
    assert "Đổi số người được thiếu so với số dư từ 0 thành 3" in second
    assert "không đúng pháp luật" in second


def test_a_way_out_is_taken_by_a_button(still: Still) -> None:
    which, one = ways_out(still.store, HERE).split()
    take = f"/proposals/{which}/conflict/ways/{one}/take"
    answer = still.client.post(take, data={"number": 2}, follow_redirects=False)
    made = answer.headers["location"].rpartition("/")[2]
    with still.store.reading() as session:
        job = session.get(JobRow, made)
    assert job is not None
    assert job.input is not None
    asked = PLAN.read(open_column(still.store.ring, job, "input")).request
    assert asked.overrides == {"surplus-per-constituency": {"missing": 3}}
    assert still.client.get(f"/v1/proposals/{made}").json()["derived_from"] == which


@pytest.mark.parametrize(("number", "says"), [(1, "chưa có trong danh sách"), (3, "Chỉ có 2 cách tháo gỡ")])
def test_no_request_can_ask_for_people_who_are_not_there(still: Still, number: int, says: str) -> None:
    which, one = ways_out(still.store, HERE).split()
    refused = still.client.post(f"/proposals/{which}/conflict/ways/{one}/take", data={"number": number})
    assert refused.status_code == 422
    assert says in refused.text


def test_the_slate_of_a_way_out_has_places_for_the_people_to_be_found(still: Still) -> None:
    which, one = way_found(still.store, HERE).split()
    html = still.client.get(f"/proposals/{which}/conflict/shown/{one}").text
    assert "Còn 3 chỗ chưa có người." in html
    assert "Người cần tìm 3" in html
    assert "Person to be found" not in html


def test_the_reason_that_the_directive_allows_goes_into_the_council(still: Still) -> None:
    which = in_conflict(still.store, HERE)
    answer = still.client.post(
        f"/proposals/{which}/conflict/reason", data={"reason": " sắp nghỉ\r\n hưu\u200b "}
    )
    assert answer.status_code == 200
    council = still.client.get(f"/v1/proposals/{which}").json()["references"]["council"]["ref"]
    assert (
        still.client.get(f"/v1/councils/{council}").json()["council"]["secretary_not_chairing"]
        == "sắp nghỉ hưu"
    )
    for nothing in (" ", "\u200b", "sắp nghỉ\x07hưu", "\u202eưuh"):
        refused = still.client.post(f"/proposals/{which}/conflict/reason", data={"reason": nothing})
        assert refused.status_code == 422


@pytest.mark.long
def test_a_conflict_is_resolved_by_a_button(page: Page, site: Site) -> None:
    pool = read_pool(TOO_FEW).model_dump(mode="json")
    asked = {"council": {"ref": site.commune.council}, "pool": pool}
    answer = page.context.request.post(
        "/v1/proposals", data=asked, headers={"Prefer": "wait=60"}, timeout=600_000
    )
    which = answer.headers["location"].rpartition("/")[2]
    page.goto(f"/proposals/{which}/conflict")
    button = page.get_by_role("button", name="Lập phương án theo cách này")
    expect(button).to_be_visible()
    assert violations(page) == []
    button.click()
    page.wait_for_url(lambda url: url.rpartition("/")[2] not in {"conflict", which})
    expect(page.locator(".state-optimal").first).to_be_visible()
    made = page.url.rpartition("/")[2]
    planned = Proposal.model_validate_json(get_completed_proposal(site.store, DEVELOPER, made).text)
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
    assert build_merge_patch(before, after) == {"overrides": {"b": None, "a": {"least": 0}}, "raised": []}
