"""One's own account, the users that an administrator keeps, and the trail in words."""

import re
from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from cocau.app.db.engine import Store
from cocau.app.files.text import slugify
from cocau.app.main import create_app
from cocau.app.permissions import UserRole
from cocau.app.settings import Settings
from tests.app.audit_log.tampering import run, unguarded
from tests.app.auth.callers import PASSWORD
from tests.app.web.desk.support.demo import demo_store
from tests.app.web.desk.support.users import known

NEW = "sen hồng ngoài đầm"
Office = tuple[Store, dict[str, TestClient]]


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    folder = tmp_path_factory.mktemp("accounts")
    settings = Settings(state=folder / "state", rate="10000/minute", sign_in_rate="1000/minute")
    roles = {"quan-tri": UserRole.ADMIN, "lan": UserRole.PLANNER, "minh": UserRole.VIEWER}
    with (
        demo_store(folder) as (store, _, _),
        known(store, create_app(settings, store), **roles) as browsers,
    ):
        yield store, browsers


def _plain(text: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", text.partition("<main")[2]).split())


def test_an_account_says_what_its_role_allows_and_leads_where_it_may(office: Office) -> None:
    _, browsers = office
    mine, theirs = browsers["minh"].get("/account").text, browsers["quan-tri"].get("/account").text
    assert "Người xem" in _plain(mine)
    assert "– không được: Xem danh sách nhân sự" in _plain(mine)
    assert "✓ Quản lý người dùng" in _plain(theirs)
    for path in ('href="/users"', 'href="/trail"'):
        assert path not in mine
        assert path in theirs


def test_a_password_is_changed_and_every_session_ends(office: Office) -> None:
    client = office[1]["minh"]
    wrong = {"old": PASSWORD, "new": NEW, "again": NEW + "!"}
    for form, field, code in (
        (wrong, "again", 422),
        (wrong | {"again": NEW, "old": "sai"}, "old", 409),
        ({"old": PASSWORD, "new": "ngắn", "again": "ngắn"}, "new", 422),
    ):
        answer = client.post("/account/password", data=form)
        assert answer.status_code == code
        assert re.search(rf'id="{field}" name="{field}"[^>]*aria-invalid="true"', answer.text)
        assert PASSWORD not in answer.text
    done = client.post("/account/password", data={"old": PASSWORD, "new": NEW, "again": NEW})
    assert "Đã đổi mật khẩu" in done.text
    assert client.get("/account").status_code == 401
    client.post("/sign-in", data={"name": "minh", "password": NEW})
    assert client.get("/account").status_code == 200


def test_a_key_is_shown_once_works_and_is_revoked(office: Office) -> None:
    client = office[1]["lan"]
    made = client.post("/account/keys", data={"label": "máy in", "days": "30"})
    key = re.search(r"cck_\w{12}_[\w-]{43}", made.text)
    assert key is not None
    assert key[0] not in client.get("/account").text
    bearer = {"Authorization": f"Bearer {key[0]}"}
    assert client.get("/v1/me", headers=bearer).json()["name"] == "lan"
    path = re.search(r"/account/keys/key_\w+/revoke", made.text)
    assert path is not None
    assert "đã thu hồi" in client.post(path[0]).text
    assert client.get("/v1/me", headers=bearer).status_code == 401


@pytest.mark.parametrize(
    ("typed", "path"),
    [("Hà Tĩnh", "ha-tinh"), ("Tỉnh Hà Tĩnh", "ha-tinh"), ("Tỉnh Lam Hà", "tinh-lam-ha")],
)
def test_a_locality_is_meant_as_people_write_it(office: Office, typed: str, path: str) -> None:
    admin = office[1]["quan-tri"]
    made = admin.post("/users", data={"name": slugify(f"o {typed}"), "role": "viewer", "scope": typed})
    assert f"Người xem · địa bàn: {path} ·" in _plain(made.text)


def test_an_administrator_makes_changes_and_closes_users(office: Office) -> None:
    admin = office[1]["quan-tri"]
    bad = admin.post("/users", data={"name": "Tên Sai", "role": "chief", "scope": "!/?"})
    assert bad.status_code == 422
    for field in ("name", "role", "scope"):
        assert f'id="{field}-wrong"' in bad.text
    assert 'value="Tên Sai"' in bad.text
    taken = admin.post("/users", data={"name": "lan", "role": "viewer"})
    assert (taken.status_code, "đã có người dùng" in taken.text) == (409, True)
    new = {"name": "cuc", "role": "analyst", "scope": "Hà Tĩnh", "password": PASSWORD}
    made = admin.post("/users", data=new)
    path = made.url.path
    assert "Chuyên viên phân tích" in _plain(made.text)
    changed = admin.post(path, data={"role": "planner", "scope": "ha-tinh/can-loc", "expected": "1"})
    assert "Người lập phương án · địa bàn: ha-tinh/can-loc" in _plain(changed.text)
    stale = admin.post(path, data={"role": "viewer", "scope": "ha-tinh", "expected": "1"})
    assert stale.status_code == 412
    assert "Người lập phương án · địa bàn: ha-tinh/can-loc" in _plain(stale.text)
    assert 'value="viewer" selected' in stale.text
    assert 'name="expected" value="2"' in stale.text
    assert "Đã đặt mật khẩu mới" in admin.post(f"{path}/password", data={"password": NEW}).text
    closed = admin.post(f"{path}/closed", data={"closed": "true", "expected": "3"})
    assert "Mở lại" in closed.text
    assert admin.post("/sign-in", data={"name": "cuc", "password": NEW}).status_code == 401


def test_nobody_changes_themselves(office: Office) -> None:
    admin = office[1]["quan-tri"]
    own = admin.get("/v1/me").json()["id"]
    assert "Đây là tài khoản của bạn" in admin.get(f"/users/{own}").text
    answer = admin.post(f"/users/{own}/closed", data={"closed": "true", "expected": "1"})
    assert answer.status_code == 409


def test_the_trail_is_told_in_words_and_verified(office: Office) -> None:
    store, browsers = office
    admin = browsers["quan-tri"]
    text = _plain(admin.get("/trail").text)
    assert "người ở máy chủ Tạo hội đồng HĐND tỉnh Hà Tĩnh" in text
    assert "lan Đăng nhập lan" in text
    assert "usr_" not in text
    assert "cnc_" not in text
    assert "NHẬT KÝ NGUYÊN VẸN" in admin.get("/trail?check=true").text
    unguarded(store)
    run(store, "UPDATE trail SET actor = 'usr_khac' WHERE seq = 2")
    broken = admin.get("/trail?check=true").text
    assert "told-bad" in broken
    assert "Bản ghi 2 đã bị sửa" in broken
