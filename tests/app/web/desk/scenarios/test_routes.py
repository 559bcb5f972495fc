"""What-ifs on the desk, and the proposals that come of them side by side."""

import re
from collections.abc import Iterator

import httpx2
import pytest
from playwright.sync_api import Page, expect

from cocau.app.auth.caller import DEVELOPER
from cocau.app.services.councils import COUNCILS
from cocau.app.services.documents import create_document, list_versions, read_document, revise_document
from cocau.app.services.planning.explanations import get_ranges
from cocau.app.services.planning.explanations import request_ranges as ask_for_ranges
from cocau.app.services.planning.proposals import get_proposal_text
from cocau.app.services.pools import POOLS
from cocau.app.services.scenarios import SCENARIOS
from cocau.constraints.model.people import Person
from cocau.solver.explain.scenario import Scenario
from cocau.solver.proposal import Proposal
from cocau.solver.request import Pins
from tests.app.client import normalise_html
from tests.app.web.desk.conftest import Site
from tests.app.web.desk.support.browser import HeldRequests
from tests.app.web.desk.support.stage import planned
from tests.patience import PATIENCE

WOMEN = "women-35-percent"
BOUND = f"bound:{WOMEN}:at_least_percent"


@pytest.fixture(scope="module")
def first(site: Site) -> str:
    """The first plan of the commune."""
    return planned(site.office, site.commune.council, site.commune.pool)


@pytest.fixture(scope="module")
def browser(site: Site) -> Iterator[httpx2.Client]:
    """A browser that runs no script."""
    headers = {"Sec-Fetch-Site": "same-origin", "Accept": "text/html"}
    with httpx2.Client(base_url=site.address, headers=headers, timeout=PATIENCE) as client:
        yield client


def _new(site: Site, name: str = "Thử", **fields: object) -> str:
    made = Scenario.model_validate({"name": name, **fields})
    return create_document(site.store, DEVELOPER, SCENARIOS, made, about=site.commune.council).document.id


def _kept(site: Site, which: str) -> Scenario:
    return read_document(site.store, DEVELOPER, SCENARIOS, which).body


def test_a_scenario_is_made_moved_and_kept_without_a_script(site: Site, browser: httpx2.Client) -> None:
    made = browser.post(
        f"/councils/{site.commune.council}/scenarios", data={"name": "Phụ nữ 40%", "rule": WOMEN}
    )
    assert made.status_code == 303
    path, _, anchor = made.headers["location"].partition("#")
    assert anchor == f"r-{WOMEN}"
    assert f'id="{anchor}"' in browser.get(path).text
    sent = {"version": "1", "name": "Phụ nữ 40%", BOUND: "40", "raised": ["women-30-percent-deputies"]}
    assert browser.post(path, data=sent).status_code == 303
    kept = _kept(site, path.rpartition("/")[2])
    assert kept.overrides == {WOMEN: {"at_least_percent": 40}}
    assert kept.raised == ("women-30-percent-deputies",)
    html = browser.get(path).text
    assert html.index("35 → 40") < html.index('id="editor"')


def test_the_rulebooks_own_value_is_no_departure_and_what_is_not_shown_stays(
    site: Site, browser: httpx2.Client
) -> None:
    person = _pool(site)[0].id
    which = _new(site, overrides={WOMEN: {"at_least_percent": 40}}, withdrawn=(person,), stay_near=True)
    assert "Không còn ứng cử" in browser.get(f"/scenarios/{which}").text
    browser.post(f"/scenarios/{which}", data={"version": "1", "name": "Thử", BOUND: "35"})
    kept = _kept(site, which)
    assert kept.overrides == {}
    assert (kept.withdrawn, kept.stay_near) == ((person,), True)


def test_what_cannot_be_is_told_beside_its_bound_with_what_was_typed(
    site: Site, browser: httpx2.Client
) -> None:
    which = _new(site)
    for typed in ("nhiều", "140", "9" * 5000):
        answer = browser.post(f"/scenarios/{which}", data={"version": "1", "name": "Thử", BOUND: typed})
        assert answer.status_code == 422
        rule = answer.text.partition(f'id="r-{WOMEN}"')[2].partition("</article>")[0]
        assert f'value="{typed}"' in rule
        assert 'class="wrong"' in rule
        assert "Chưa lưu gì" in answer.text
    assert len(list_versions(site.store, DEVELOPER, SCENARIOS, which)) == 1


@pytest.mark.parametrize("name", ["x" * 61, "hai\ndòng"])
def test_a_name_that_could_not_be_read_again_is_not_kept(
    site: Site, browser: httpx2.Client, name: str
) -> None:
    which, councils = _new(site), f"/councils/{site.commune.council}/scenarios"
    answer = browser.post(f"/scenarios/{which}", data={"version": "1", "name": name})
    assert answer.status_code == 422
    assert _kept(site, which).name == "Thử"
    made = browser.post(councils, data={"name": name})
    assert made.status_code in {303, 422}  # words in two lines become one line
    assert browser.get(councils).status_code == 200


def test_what_was_typed_is_no_header(site: Site, browser: httpx2.Client) -> None:
    sent = {"version": "1", "name": "Thử", "pool": "x\r\nX-Mine: yes"}
    answer = browser.post(f"/scenarios/{_new(site)}", data=sent, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    assert "x-mine" not in answer.headers
    assert answer.headers["hx-redirect"].endswith("?pool=x%0D%0AX-Mine:%20yes")


def test_standards_are_not_offered_and_say_why(site: Site, browser: httpx2.Client) -> None:
    html = browser.get(f"/scenarios/{_new(site)}").text
    assert "bound:age-21" not in html
    assert "Không vì cơ cấu mà hạ thấp tiêu chuẩn" in html


def test_people_are_fixed_and_let_go_again(site: Site, browser: httpx2.Client) -> None:
    which, (person, other) = _new(site), [p.id for p in _pool(site)[:2]]
    unit = _unit(site)
    for pin, who in (("deputies", person), ("out", other), (f"constituencies {unit}", person)):
        version = str(len(list_versions(site.store, DEVELOPER, SCENARIOS, which)))
        sent = {"version": version, "name": "Thử", "pin": pin, "person": who}
        assert browser.post(f"/scenarios/{which}", data=sent).status_code == 303
    assert _kept(site, which).pins == Pins(deputies=(person,), out=(other,), constituencies={person: unit})
    browser.post(f"/scenarios/{which}", data={"version": "4", "name": "Thử", "drop": [f"out||{other}"]})
    assert _kept(site, which).pins == Pins(deputies=(person,), constituencies={person: unit})


def test_who_was_second_is_told_what_the_first_changed_and_loses_nothing(
    site: Site, browser: httpx2.Client
) -> None:
    which = _new(site)
    theirs = Scenario(name="Thử", overrides={"women-30-percent-deputies": {"at_least_percent": 33}})
    revise_document(site.store, DEVELOPER, SCENARIOS, which, theirs, expected=1)
    answer = browser.post(f"/scenarios/{which}", data={"version": "1", "name": "Của tôi", BOUND: "41"})
    assert answer.status_code == 412
    assert "30 → 33" in answer.text.partition("Họ đã đổi")[2].partition("</ul>")[0]
    assert 'value="Của tôi"' in answer.text
    assert f'name="{BOUND}" value="41"' in normalise_html(answer.text)
    assert _kept(site, which) == theirs
    again = browser.post(f"/scenarios/{which}", data={"version": "2", "name": "Của tôi", BOUND: "41"})
    assert again.status_code == 303


def test_people_are_searched_by_name_without_marks_and_none_is_chosen_by_that(
    site: Site, browser: httpx2.Client
) -> None:
    which, name = _new(site), _pool(site)[0].name
    found = browser.post(f"/scenarios/{which}/people", data={"look": name.upper()}).text
    assert re.findall(r'<option value="([^"]*)"', found)[0] == ""
    assert name in found
    assert browser.post(f"/scenarios/{which}/people", data={"look": "zzz"}).text.count("<option") == 1


def test_ranges_are_asked_for_once_of_the_plan_that_no_scenario_changed(site: Site, first: str) -> None:
    which = _new(site, overrides={WOMEN: {"at_least_percent": 36}})
    planned(site.office, site.commune.council, site.commune.pool, scenario={"ref": which})
    for _ in range(2):
        ask_for_ranges(site.office, DEVELOPER, site.commune.council)
    found = get_ranges(site.store, DEVELOPER, site.commune.council)
    assert found.of is not None
    assert found.of.id == first
    assert found.known or found.waited_for


@pytest.mark.long  # in a browser
def test_a_slider_shows_where_it_breaks_and_the_plan_is_set_beside_the_first(
    page: Page, site: Site, first: str
) -> None:
    page.goto(f"/councils/{site.commune.council}/scenarios")
    page.get_by_label("Tên phương án giả định mới").fill("Nhiều phụ nữ hơn")
    page.get_by_role("button", name="Tạo phương án giả định").click()
    row = page.locator(f"#r-{WOMEN}")
    expect(row.locator(".said")).to_contain_text("thì không còn phương án nào")
    above = int(row.locator(".scale").get_attribute("data-above") or "")
    slider = row.get_by_role("slider")
    slider.fill(str(above + 1))
    expect(row.locator(".breaks span")).to_be_visible()
    expect(page.locator("#departures")).to_contain_text(f"35 → {above + 1}")
    expect(page.locator("#departures")).to_contain_text("Chưa lưu")
    slider.fill(str(above))
    expect(row.locator(".breaks span")).to_be_hidden()
    expect(page.locator("#departures")).to_contain_text(f"35 → {above}")
    page.get_by_role("button", name="Lưu và lập phương án").click()
    page.wait_for_url("**/proposals/prp_*")
    expect(page.locator(".state-optimal")).to_be_visible()
    varied = page.url.rpartition("/")[2]
    page.goto(f"/councils/{site.commune.council}/compare")
    for box in page.get_by_role("checkbox").all():
        box.set_checked(box.get_attribute("value") in {first, varied})
    page.get_by_role("button", name="So sánh").click()
    expect(page.get_by_role("row").filter(has_text="Phụ nữ chiếm ít nhất 35%").first).to_contain_text(
        f"≠ {above}"
    )


def test_differences_come_first_and_what_is_the_same_is_folded(
    site: Site, first: str, browser: httpx2.Client
) -> None:
    before = Proposal.model_validate_json(get_proposal_text(site.store, DEVELOPER, first).text)
    assert before.slate is not None
    gone = before.request.pool.by_id[before.slate.deputies[0]]
    which = _new(site, overrides={WOMEN: {"at_least_percent": 40}}, pins=Pins(out=(gone.id,)).model_dump())
    council, pool = site.commune.council, site.commune.pool
    varied = planned(site.office, council, pool, scenario={"ref": which}, label="40%")
    html = browser.get(f"/councils/{council}/compare", params={"of": [varied, first]}).text
    assert html.index(f"/proposals/{first}") < html.index(f"/proposals/{varied}")
    heads = ["Điều chỉnh so với quy định", "Người có vị trí khác nhau", "Cơ cấu khác nhau", "Giống nhau"]
    places = [html.index(f"<h2>{head}") for head in heads]
    assert places == sorted(places)
    assert html.index("<details") > places[-1]
    assert "≠ 40" in html[places[0] : places[1]]
    people = html[places[1] : places[2]]
    row = re.search(rf"<th scope=.row.>{gone.name}<span.*?</th>(.*?)</tr>", people, re.DOTALL)
    assert row is not None
    cells = re.findall(r"<td>(.*?)</td>", row[1])
    assert cells[0].startswith("● đại biểu dự kiến")
    assert cells[1] == "—"
    assert gone.name not in html[places[-1] :]


def test_one_or_five_are_not_compared_and_that_is_told(
    site: Site, first: str, browser: httpx2.Client
) -> None:
    address = f"/councils/{site.commune.council}/compare"
    for chosen in ([first], [f"prp_{n:026d}" for n in range(5)]):
        answer = browser.get(address, params={"of": chosen})
        assert answer.status_code == 422
        assert f"Bạn đã chọn {len(chosen)}" in answer.text
    assert (
        browser.get(
            f"/councils/{site.province.council}/compare", params={"of": [first, "prp_" + "0" * 26]}
        ).status_code
        == 404
    )


def _pool(site: Site) -> tuple[Person, ...]:
    return read_document(site.store, DEVELOPER, POOLS, site.commune.pool).body.people


def _unit(site: Site) -> str:
    return read_document(site.store, DEVELOPER, COUNCILS, site.commune.council).body.constituencies[0].id


def test_whoever_is_chosen_stays_so_however_late_a_search_is_answered(page: Page, site: Site) -> None:
    page.goto(f"/scenarios/{_new(site)}")
    held = HeldRequests(page, "**/people")
    look, person = page.locator("#look"), page.locator("#person")
    look.press_sequentially("tran thi")
    late = held.take()
    person.select_option(index=1)
    chosen = person.input_value()
    late.continue_()
    look.press_sequentially(" tram")
    held.take().continue_()
    expect(person.locator("option", has_text="Trần Thị Trâm")).to_have_count(1)
    expect(person).to_have_value(chosen)
    look.fill("nobody of this name")
    held.take().continue_()
    expect(person.locator("option", has_text="Không thấy ai")).to_have_count(1)
    expect(person).to_have_value(chosen)
