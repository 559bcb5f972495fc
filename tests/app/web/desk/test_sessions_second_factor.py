"""The second factor on the desk: set up, asked for, required, taken away."""

import html
import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from playwright.sync_api import Page, expect
from pyotp.totp import TOTP

from cocau.app.db.engine import Store
from cocau.app.permissions import UserRole
from cocau.app.settings import SecondFactorRule
from tests.app.auth.callers import PASSWORD, in_production, key_of, made, served
from tests.app.web.desk.conftest import Site
from tests.app.web.desk.support.browser import violations
from tests.app.web.desk.support.users import BROWSER


@pytest.fixture
def desk(store: Store, tmp_path: Path) -> Iterator[TestClient]:
    made(store, UserRole.ADMIN, name="quan-tri", password=PASSWORD)
    made(store, UserRole.PLANNER, name="lan", password=PASSWORD)
    with served(store, in_production(tmp_path, second_factor=SecondFactorRule.REQUIRED)) as client:
        client.headers.update(BROWSER)
        yield client


def _read_ticket(page: str) -> str:
    found = re.search(r'name="ticket" value="([^"]+)"', page)
    assert found is not None, page
    return html.unescape(found[1])


def _read_secret(page: str) -> TOTP:
    found = re.search(r'<code class="secret">([A-Z2-7 ]+)</code>', page)
    assert found is not None
    return TOTP(found[1].replace(" ", ""))


def _enter(client: TestClient, name: str, **more: str) -> str:
    return client.post("/sign-in", data={"name": name, "password": PASSWORD} | more).text


def test_whoever_must_have_it_sets_it_up_when_signing_in(desk: TestClient, store: Store) -> None:
    page = _enter(desk, "quan-tri", back="/users")
    assert desk.get("/users").status_code == 401
    device, ticket = _read_secret(page), _read_ticket(page)
    assert "<svg" in page
    wrong = desk.post("/sign-in/second-factor", data={"ticket": ticket, "code": "x", "back": "/users"})
    assert wrong.status_code == 401
    assert _read_secret(wrong.text).secret == device.secret
    form = {"ticket": ticket, "code": device.now(), "back": "/users"}
    done = desk.post("/sign-in/second-factor", data=form)
    codes = re.findall(r"<li><code>([a-z0-9-]+)</code>", done.text)
    assert len(codes) == 10
    assert 'href="/users"' in done.text
    assert desk.get("/users").status_code == 200
    late = desk.post("/sign-in/second-factor", data=form)
    assert "Đã quá thời hạn" in late.text

    desk.post("/sign-out")
    page = _enter(desk, "quan-tri", back="/users")
    assert desk.get("/users").status_code == 401
    form = {"ticket": _read_ticket(page), "code": "000 000 00", "back": "/users"}
    assert desk.post("/sign-in/code", data=form).status_code == 401
    answer = desk.post("/sign-in/code", data=form | {"code": codes[0]}, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/users")
    assert "còn 9 mã dự phòng" in desk.get("/account").text
    trail = desk.get("/trail").text
    assert "Đăng nhập bằng mật khẩu và mã dự phòng" in trail


def test_a_form_that_waits_is_sent_after_the_code(desk: TestClient, store: Store) -> None:
    page = _enter(desk, "lan")
    shown = desk.post("/account/second-factor", data={"old": PASSWORD}).text
    device = _read_secret(shown)
    assert desk.post("/account/second-factor", data={"old": "x"}).status_code == 409
    form = {"ticket": _read_ticket(shown), "code": device.now()}
    assert "Mã dự phòng" in desk.post("/account/second-factor/code", data=form).text
    assert desk.get("/account").status_code == 200
    desk.post("/sign-out")
    waiting = '{"fields": [["label", "máy in"]], "files": [], "whose": ""}'
    page = _enter(desk, "lan", sent=waiting, back="/account/keys")
    form = {"ticket": _read_ticket(page), "sent": waiting, "back": "/account/keys"}
    answer = desk.post("/sign-in/code", data=form | {"code": device.at(int(time.time()) + 30)})
    assert "máy in" in answer.text


def test_a_password_alone_opens_nothing_to_who_rises_to_such_a_role(desk: TestClient, store: Store) -> None:
    user = made(store, UserRole.VIEWER, name="minh", password=PASSWORD)
    admin = {"Authorization": f"Bearer {key_of(store, made(store, UserRole.ADMIN))}"}
    body = {"name": "minh", "password": PASSWORD}
    assert desk.post("/v1/session", json=body).status_code == 200
    assert desk.get("/v1/me").status_code == 200
    rise = desk.patch(f"/v1/users/{user}", json={"role": "approver"}, headers=admin | {"If-Match": '"1"'})
    assert rise.status_code == 200, rise.text
    assert desk.get("/v1/me").status_code == 401
    assert desk.post("/v1/session", json=body).status_code == 401
    own = {"Authorization": f"Bearer {key_of(store, user)}"}
    assert desk.get("/v1/me", headers=own).status_code == 200  # a key needs no code

    assert desk.get(f"/v1/users/{user}", headers=admin).json()["has_second_factor"] is False
    assert desk.delete(f"/v1/users/{user}/second-factor", headers=own).status_code == 403
    assert desk.delete(f"/v1/users/{user}/second-factor", headers=admin).status_code == 204


@pytest.mark.long  # in a browser
def test_the_pages_are_for_everybody_and_for_a_phone(page: Page, site: Site) -> None:
    """In a browser 390 pixels wide: set up, copied, signed out, signed in with the code."""
    made(site.store, UserRole.APPROVER, name="phe-duyet", password=PASSWORD)
    page.set_viewport_size({"width": 390, "height": 844})

    def look() -> None:
        assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= 390

    page.goto("/sign-in?back=/account")
    page.get_by_label("Tên đăng nhập").fill("phe-duyet")
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Đăng nhập").click()
    page.locator("#device").fill(PASSWORD)
    page.get_by_role("button", name="Cài đặt").click()
    expect(page.get_by_role("img", name="Mã QR của khóa bên dưới")).to_be_visible()
    look()
    device = _read_secret(page.content())
    page.get_by_label("Mã đang hiện trên thiết bị").fill(device.now())
    page.get_by_role("button", name="Xác nhận thiết bị").click()
    expect(page.get_by_role("heading", name="Mã dự phòng")).to_be_visible()
    look()
    page.get_by_role("link", name="Đã cất, tiếp tục").click()
    expect(page.locator("main")).to_contain_text("còn 10 mã dự phòng")
    look()
    page.context.clear_cookies()
    page.goto("/sign-in?back=/account")
    page.get_by_label("Tên đăng nhập").fill("phe-duyet")
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Đăng nhập").click()
    code = page.get_by_label("Mã xác thực")
    expect(code).to_be_visible()
    look()
    code.fill(device.at(int(time.time()) + 30))
    code.press("Enter")
    expect(page.get_by_role("heading", name="phe-duyet")).to_be_visible()
