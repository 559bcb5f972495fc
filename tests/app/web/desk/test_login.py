"""A session that ends in the middle of the work: nothing that was typed is lost, and nobody sends for another."""

import html
import re
from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient
from playwright.sync_api import Dialog, Page, Route, expect
from sqlmodel import delete

from cocau.app.auth.caller import get_caller_cache
from cocau.app.db.clock import new_id, now
from cocau.app.db.engine import Store
from cocau.app.db.models import JobRow, JobState, ProposalRow, SessionRow
from cocau.app.jobs.liveness import JobRecovery
from cocau.app.main import create_app
from cocau.app.permissions import UserRole
from cocau.app.settings import Settings
from tests.app.auth.callers import PASSWORD, made
from tests.app.web.desk.conftest import Site
from tests.app.web.desk.support.browser import violations
from tests.app.web.desk.support.demo import demo_store
from tests.app.web.desk.support.users import known, sign_in

Office = tuple[Store, dict[str, TestClient]]


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """A store, and the browsers of two users."""
    folder = tmp_path_factory.mktemp("signing")
    settings = Settings(state=folder / "state", rate="10000/minute", sign_in_rate="1000/minute")
    with (
        demo_store(folder) as (store, _, _),
        known(store, create_app(settings, store), lan=UserRole.PLANNER, minh=UserRole.PLANNER) as browsers,
    ):
        yield store, browsers


def _end_sessions(store: Store) -> None:
    with store.writing() as session:
        session.exec(delete(SessionRow))
    get_caller_cache(store)._known.clear()


def _hidden(text: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', text)
    assert found is not None, name
    return html.unescape(found[1])


def _waits(office: Office, path: str, **sent: object) -> dict[str, str]:
    """What lan sends without a session, and the form that asks to sign in."""
    store, browsers = office
    sign_in(browsers["lan"], "lan")
    _end_sessions(store)
    answer = browsers["lan"].post(path, **sent)  # type: ignore[arg-type]  # as the caller says
    assert answer.status_code == 401
    return {name: _hidden(answer.text, name) for name in ("back", "sent")}


def _signed(office: Office, waiting: dict[str, str], name: str = "lan") -> str:
    client = office[1]["lan"]
    answer = client.post("/sign-in", data=waiting | {"name": name, "password": PASSWORD})
    assert answer.status_code == 200
    return answer.text


TYPED = 'Hai dòng\n"trích" <b> & đủ dấu'


def test_a_form_waits_through_signing_in_and_a_wrong_password(office: Office) -> None:
    waiting = _waits(office, "/account/keys", data={"label": TYPED, "days": "30"})
    assert waiting["back"] == "/account/keys"
    wrong = office[1]["lan"].post("/sign-in", data=waiting | {"name": "lan", "password": "sai"})
    assert wrong.status_code == 401
    assert {name: _hidden(wrong.text, name) for name in waiting} == waiting
    shown = _signed(office, waiting)
    assert '<form method="post" action="/account/keys"' in shown
    label = re.search(r'name="label" aria-hidden="true">\n(.*?)</textarea>', shown, re.DOTALL)
    assert label is not None
    assert html.unescape(label[1]) == TYPED
    assert "biểu mẫu của người khác" not in shown


def test_a_form_without_fields_waits_too(office: Office) -> None:
    shown = _signed(office, _waits(office, "/proposals/prp_01k0000000000000000000000a/stop"))
    assert '<form method="post" action="/proposals/prp_01k0000000000000000000000a/stop"' in shown


def test_a_form_as_large_as_any_waits_whole(office: Office) -> None:
    typed = {f"n.{n}": f"{n}" for n in range(3000)}
    waiting = _waits(office, "/tables/tbl_01k0000000000000000000000a", data=typed)
    assert _signed(office, waiting).count("<textarea") == len(typed)


def test_files_are_named_to_be_chosen_again(office: Office) -> None:
    files = {"file": ("nguồn nhân sự.xlsx", b"x")}
    waiting = _waits(office, "/account/keys", data={"label": "x"}, files=files)
    shown = _signed(office, waiting)
    assert 'enctype="multipart/form-data"' in shown
    assert "“nguồn nhân sự.xlsx”" in shown
    assert re.search(r'type="file" id="file-1" name="file" required', shown)


@pytest.mark.parametrize(
    ("path", "back"),
    [("/account/password", "/account"), ("/users", "/users"), ("/users/x/password", "/users/x")],
)
def test_passwords_wait_in_no_page(office: Office, path: str, back: str) -> None:
    store, browsers = office
    _end_sessions(store)
    typed = {"old": "mật-khẩu-cũ", "password": "mật-khẩu-mới"}
    asked = browsers["lan"].post(path, data=typed)
    assert asked.status_code == 401
    assert _hidden(asked.text.partition("<main")[2], "back") == back
    assert not [value for value in typed.values() if value in asked.text]


def test_a_form_of_somebody_else_is_noticed(office: Office) -> None:
    waiting = _waits(office, "/account/keys", data={"label": "của lan"})
    shown = _signed(office, waiting, "minh")
    assert "Đây là biểu mẫu của người khác" in shown
    assert "bây giờ bạn là minh" in shown


def test_a_part_of_a_page_asks_beside_it(office: Office) -> None:
    store, browsers = office
    lan, part = browsers["lan"], {"HX-Request": "true"}
    sign_in(lan, "lan")
    _end_sessions(store)
    asked = lan.post("/account/keys", data={"label": "x"}, headers=part)
    assert (asked.status_code, asked.headers["hx-retarget"]) == (401, "#told")
    assert "<html" not in asked.text
    wrong = lan.post("/sign-in", data={"name": "lan", "password": "sai"}, headers=part)
    assert wrong.status_code == 401
    assert "không đúng" in wrong.text
    right = lan.post("/sign-in", data={"name": "lan", "password": PASSWORD}, headers=part)
    assert right.status_code == 200
    assert "Đã đăng nhập: lan" in right.text
    assert lan.get("/account").status_code == 200


def test_nonsense_that_waits_is_no_form(office: Office) -> None:
    client = office[1]["lan"]
    for sent in ("{", "[]", "7", "", "[" * 50_000, '{"fields": [["\\ud800", ""]]}'):
        answer = client.post(
            "/sign-in", data={"name": "lan", "password": PASSWORD, "sent": sent}, follow_redirects=False
        )
        assert answer.status_code == 303


@pytest.mark.parametrize("back", ["//[", "//x.example/", "/\\x.example", "https://x.example/", "/\r\nx: y"])
def test_one_comes_back_to_a_page_of_this_host_only(office: Office, back: str) -> None:
    client = office[1]["lan"]
    asked = client.get("/sign-in", params={"back": back})
    assert (asked.status_code, _hidden(asked.text.partition("<main")[2], "back")) == (200, "/")
    sent = {"name": "lan", "password": PASSWORD, "back": back}
    assert client.post("/sign-in", data=sent, follow_redirects=False).headers["location"] == "/"


def test_a_path_that_no_page_has_is_a_page_for_browsers_only(office: Office) -> None:
    client = office[1]["lan"]
    found = client.get("/khong-co")
    assert (found.status_code, found.headers["content-type"]) == (404, "text/html; charset=utf-8")
    assert "Không tìm thấy" in found.text
    wrong = client.delete("/account")
    assert (wrong.status_code, wrong.headers["allow"]) == (405, "GET")
    assert wrong.headers["content-type"].startswith("text/html")
    for path, accept in (("/v1/khong-co", "text/html"), ("/khong-co", "*/*")):
        answer = client.get(path, headers={"Accept": accept})
        assert (answer.status_code, answer.headers["content-type"]) == (404, "application/problem+json")


def test_a_record_survives_the_end_of_a_session(page: Page, site: Site) -> None:
    """In a browser: typed, expired, signed in, sent again with one click."""
    made(site.store, UserRole.PLANNER, name="can-bo", password=PASSWORD)

    def sign_in_here() -> None:
        page.get_by_label("Tên đăng nhập").fill("can-bo")
        page.get_by_label("Mật khẩu").fill(PASSWORD)
        page.get_by_role("main").get_by_role("button", name="Đăng nhập").click()

    page.goto("/sign-in")
    sign_in_here()
    page.wait_for_url(lambda url: "/sign-in" not in url)
    page.goto(f"/councils/{site.province.council}/gates/record?step=structure-plan")
    page.get_by_label("Ngày của văn bản").fill("2021-01-25")
    page.get_by_label("Ai ra văn bản").fill("Thường trực HĐND tỉnh")
    page.get_by_label("Nội dung chính").fill(TYPED)
    _end_sessions(site.store)
    page.get_by_role("button", name="Ghi vào hồ sơ").click()
    expect(page.locator("main")).to_contain_text("Những gì bạn vừa nhập được giữ lại")
    assert violations(page) == []
    sign_in_here()
    expect(page.get_by_role("button", name="Gửi lại")).to_be_visible()
    assert violations(page) == []
    page.get_by_role("button", name="Gửi lại").click()
    page.wait_for_url("**/gates#step-structure-plan")
    expect(page.locator("#step-structure-plan .record")).to_contain_text(TYPED)


@pytest.mark.long  # in a browser
def test_one_signs_in_beside_a_page_that_asks_for_news(
    page: Page, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The session ends while progress is polled: one form to sign in, typed in peace; then the news go on."""
    monkeypatch.setattr(JobRecovery, "_enqueue_missing", lambda _: None)  # the job below is in no queue
    made(site.store, UserRole.PLANNER, name="chuyen-vien", password=PASSWORD)
    which = new_id("prp")
    with site.store.writing() as session:
        # At work somewhere, for as long as the test takes: one that waits would be taken up here, and fail.
        facts = {"kind": "plan", "locality": "ha-tinh", "caller": "x", "input": b"", "asked_at": now()}
        session.add(JobRow(id=which, state=JobState.RUNNING, **facts))
        facts = {"asked_by": "x", "asked_at": now(), "request_digest": "0" * 64}
        session.add(ProposalRow(id=which, locality="ha-tinh", **facts))
    page.goto(f"/sign-in?back=/proposals/{which}")
    page.get_by_label("Tên đăng nhập").fill("chuyen-vien")
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Đăng nhập").click()
    expect(page.locator("#progress")).to_be_visible()
    _end_sessions(site.store)
    page.get_by_label("Tên đăng nhập").fill("chuyen-vien")
    with page.expect_response(lambda answer: answer.url.endswith("/progress") and answer.status == 401):
        pass
    expect(page.get_by_label("Tên đăng nhập")).to_have_value("chuyen-vien")
    held: list[Route] = []  # news that are asked for before one signs in, and refused after

    def hold_first(route: Route) -> None:
        route.continue_() if held else held.append(route)

    page.route("**/progress", hold_first)
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    while not held:
        page.wait_for_timeout(20)
    page.locator("#told").get_by_role("button", name="Đăng nhập").click()
    expect(page.locator("#told")).to_contain_text("Đã đăng nhập: chuyen-vien")
    there = {"HX-Retarget": "#told", "HX-Reswap": "innerHTML", "Content-Type": "text/html"}
    held[0].fulfill(status=401, body="<p>hết phiên</p>", headers=there)
    with page.expect_response(lambda answer: answer.url.endswith("/progress") and answer.status == 200):
        pass
    expect(page.locator("#told")).to_contain_text("Đã đăng nhập: chuyen-vien")


@pytest.mark.long  # in a browser
def test_a_page_of_somebody_else_asks_before_it_is_sent(page: Page, site: Site) -> None:
    """One tab is open as one user; in another tab another one signs in."""
    for name in ("mot", "hai"):
        made(site.store, UserRole.PLANNER, name=name, password=PASSWORD)
    asked: list[str] = []

    def refuse(dialog: Dialog) -> None:
        asked.append(dialog.message)
        dialog.dismiss()

    page.once("dialog", refuse)
    page.goto("/sign-in?back=/account")
    page.get_by_label("Tên đăng nhập").fill("mot")
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("/account")
    other = page.context.new_page()
    other.goto("/sign-in?back=/account")
    other.get_by_label("Tên đăng nhập").fill("hai")
    other.get_by_label("Mật khẩu").fill(PASSWORD)
    other.keyboard.press("Enter")
    other.wait_for_url("/account")
    page.get_by_label("Dùng cho").fill("máy in")
    with page.expect_event("dialog"):  # whether it is still the same person is asked first
        page.get_by_role("button", name="Tạo khóa").click()
    assert ["một người khác đã đăng nhập" in message for message in asked] == [True]
    expect(page.get_by_label("Dùng cho")).to_have_value("máy in")
    other.reload()
    expect(other.locator("main")).not_to_contain_text("máy in")
