import re
from dataclasses import replace
from datetime import date, timedelta

from fastapi.testclient import TestClient
from playwright.sync_api import Browser, Page, expect

from cocau.app.auth.caller import DEVELOPER
from cocau.app.db.clock import today
from cocau.app.db.engine import Store
from cocau.app.files.readers import read_council, read_pool
from cocau.app.main import create_app
from cocau.app.services.councils import COUNCILS
from cocau.app.services.documents import create_document
from cocau.app.services.pools import POOLS
from cocau.app.settings import Settings
from cocau.constraints.model.council import Constituency, CouncilKind
from cocau.fixtures.run import SHIPPED
from tests.app.client import LocalClient
from tests.app.web.desk.conftest import Site
from tests.app.web.desk.support.browser import violations
from tests.app.web.desk.support.tabs import open_tab, watched


def test_one_button_leads_to_a_proposal(page: Page, site: Site) -> None:
    page.goto("/")
    page.get_by_role("button", name="Lập phương án").first.click()
    page.wait_for_url("**/proposals/prp_*")
    expect(page.locator(".state-optimal")).to_be_visible()
    expect(page.locator("main")).to_contain_text("Hà Tĩnh")


def test_the_first_page_is_light_and_asks_nobody_else(chromium: Browser, site: Site) -> None:
    sizes: list[int] = []
    with watched(open_tab(chromium, site.address), site.address) as page:
        page.on("requestfinished", lambda asked: sizes.append(asked.sizes()["responseBodySize"]))
        page.goto("/", wait_until="networkidle")
        assert 0 < sum(sizes) < 600 * 1024
        paint = page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime")
        assert paint > 0
        page.context.close()


def test_axe_has_nothing_against_it(page: Page) -> None:
    page.goto("/")
    assert violations(page) == []


def test_english_is_one_press_away_and_stays(page: Page) -> None:
    page.goto("/")
    page.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.goto("/sign-in")
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()


def test_all_is_there_without_a_script(visitor: TestClient) -> None:
    html = visitor.get("/").text
    assert "HĐND tỉnh Hà Tĩnh" in html
    assert re.search(r'<form method="post" action="/councils/cnc_\w+/proposals">', html)


def test_what_is_not_there_is_told_as_a_page(visitor: TestClient) -> None:
    answer = visitor.get("/councils/cnc_01k0000000000000000000000a")
    assert answer.status_code == 404
    assert answer.headers["content-type"].startswith("text/html")
    assert "Không tìm thấy" in answer.text


def test_a_form_of_another_site_is_refused(visitor: TestClient) -> None:
    answer = visitor.post("/language", data={"to": "en"}, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403


def test_nobody_is_led_away(visitor: TestClient) -> None:
    for back in ("//elsewhere.example/", "https://elsewhere.example/", "/\\elsewhere.example"):
        answer = visitor.post("/language", data={"to": "en", "back": back}, follow_redirects=False)
        assert answer.headers["location"] == "/"


def test_a_council_is_planned_under_the_rules_of_its_election_day(visitor: TestClient, filled: Store) -> None:
    council = read_council(SHIPPED / "councils" / "xa-nho.yaml").replace_unvalidated(
        election_day=date(2026, 3, 15)
    )
    later = create_document(
        filled, DEVELOPER, COUNCILS, council, locality="ha-tinh/x", label="2026"
    ).document.id
    pool = read_pool(SHIPPED / "pools" / "xa-nho.yaml")
    people = create_document(filled, DEVELOPER, POOLS, pool, label="2026", about=later).document.id
    answer = visitor.post(f"/councils/{later}/proposals", data={"pool": people}, follow_redirects=False)
    assert answer.status_code == 303


def test_nothing_is_planned_on_the_desk_for_a_unit_without_a_council(
    visitor: TestClient, filled: Store
) -> None:
    council = read_council(SHIPPED / "councils" / "xa-nho.yaml").replace_unvalidated(
        election_day=date(2026, 3, 15), kind=CouncilKind.TOWNLET
    )
    unchecked = replace(COUNCILS, check=None)  # as kept before the law was read
    gone = create_document(
        filled, DEVELOPER, unchecked, council, locality="ha-tinh/x", label="2026"
    ).document.id
    pool = read_pool(SHIPPED / "pools" / "xa-nho.yaml")
    people = create_document(filled, DEVELOPER, POOLS, pool, label="2026", about=gone).document.id
    answer = visitor.post(f"/councils/{gone}/proposals", data={"pool": people}, follow_redirects=False)
    assert answer.status_code == 422
    assert "Từ ngày 01/7/2025 không còn HĐND của loại đơn vị này" in answer.text
    assert "luat-tccqdp-2025 Điều 1 khoản 1" in answer.text
    assert visitor.get(f"/councils/{gone}/calendar").status_code == 422


def test_what_no_form_of_ours_asks_for_is_refused_not_failed(visitor: TestClient) -> None:
    council = visitor.get("/v1/councils").json()["items"][0]["id"]
    sent = {"pool": "pol_01k0000000000000000000000a", "label": "một\x00"}
    for wrong, code in (({"pool": "x"}, 404), ({"scenario": "x"}, 404), ({}, 422)):
        assert visitor.post(f"/councils/{council}/proposals", data=sent | wrong).status_code == code


def test_an_empty_desk_says_what_to_do_first(settings: Settings, one_store: Store) -> None:
    with LocalClient(create_app(settings, one_store), headers={"Accept": "text/html"}) as client:
        html = client.get("/").text
    assert 'href="/councils/new"' in html
    assert "API" not in html


def test_the_overview_claims_nothing_before_there_is_a_proposal(visitor: TestClient) -> None:
    council = visitor.get("/v1/councils").json()["items"][0]["id"]
    html = visitor.get(f"/councils/{council}").text
    assert "hứng minh" not in html
    assert "Cuộc bầu cử đã diễn ra ngày 23/05/2021" in html
    tabs = re.findall(r'<a href="/councils/cnc_\w+(/\w+)?"(?: aria-current="\w+")?>', html)
    assert tabs[1:8] == ["", "/structure", "/people", "/proposals", "/gates", "/results", "/rules"]


def test_the_overview_of_an_election_to_come_says_what_is_next(visitor: TestClient, filled: Store) -> None:
    later = today() + timedelta(days=200)
    council = read_council(SHIPPED / "councils" / "xa-mau.yaml").replace_unvalidated(
        election_day=later, population=8_000, seats=15, constituencies=(), committees=(), prior_term=None
    )
    units = tuple(Constituency(id=f"dv{n}", name=f"Thôn {n}", seats=5) for n in range(3))
    made = create_document(
        filled,
        DEVELOPER,
        COUNCILS,
        council.replace_unvalidated(constituencies=units),
        locality="ha-tinh/xa",
        label="sau",
    )
    html = visitor.get(f"/councils/{made.document.id}").text
    assert "còn 200 ngày" in html
    assert "Chưa nhập các ban và số liệu nhiệm kỳ trước" in html
    assert len(re.findall(r'<p class="line"><strong>\d\d/\d\d/\d{4}</strong>', html)) == 3
    assert len(re.findall(r'class="btn btn-primary"', html)) == 1, "one next step"
