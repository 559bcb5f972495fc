"""The course of an election on the desk: the time line, a record added, two people at one dossier, approval."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import pytest
from fastapi.testclient import TestClient
from playwright.sync_api import Page

from cocau.app.auth.caller import DEVELOPER
from cocau.app.db.engine import Store
from cocau.app.files.readers import read_dossier
from cocau.app.main import create_app
from cocau.app.permissions import UserRole
from cocau.app.services.gates import DossierEdit, save_dossier
from cocau.app.settings import ProofRule, Settings
from cocau.constraints.procedure.dossier import Appointment, Dossier
from cocau.fixtures.run import SHIPPED
from tests.app.auth import resources
from tests.app.auth.callers import PASSWORD, key_of, made
from tests.app.web.desk.conftest import Site
from tests.app.web.desk.support.browser import violations
from tests.app.web.desk.support.demo import demo_store
from tests.app.web.desk.support.tabs import WIDE
from tests.app.web.desk.support.users import known

TYPED = {"step": "structure-plan", "on": "2021-01-25", "by": "Thường trực", "content": "Dự kiến <93> người"}


@dataclass(frozen=True)
class Course:
    """The demo, the province's council, and the browsers of a planner, an approver and a viewer."""

    store: Store
    council: str
    lan: TestClient
    duyet: TestClient
    xem: TestClient

    @property
    def path(self) -> str:
        return f"/councils/{self.council}/gates"


@pytest.fixture
def course(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Course]:
    folder = tmp_path_factory.mktemp("gates")
    settings = Settings(
        state=folder / "state", rate="10000/minute", sign_in_rate="1000/minute", proofs=ProofRule.ASKED
    )
    with demo_store(folder) as (store, province, _):
        app = create_app(settings, store)
        with known(
            store, app, lan=UserRole.PLANNER, duyet=UserRole.APPROVER, xem=UserRole.VIEWER
        ) as browsers:
            yield Course(store, province.council, **browsers)


def _stop(text: str, step: str) -> str:
    """The part of the time line about a step, as a reader reads it."""
    found = re.search(
        rf'<div class="when">(?:(?!<div class="when">).)*? id="step-{step}".*?(?=<li\s+class="stop|</ol>\s*</div>\s*<aside)',
        text,
        re.DOTALL,
    )
    assert found is not None
    return " ".join(re.sub(r"<[^>]+>", " ", found[0]).split())


def _dossier() -> Dossier:
    """What was on record on 4 February 2021: a conference held without the opinion it needed."""
    whole = read_dossier(SHIPPED / "dossiers" / "ha-tinh.yaml")
    known = [r for r in whole.records if r.on <= date(2021, 2, 4) and r.step != "party-group-opinion"]
    return whole.replace_unvalidated(
        records=tuple(known), appointments=(Appointment(person="Trần Văn Ví Dụ", post="Giám đốc"),)
    )


def test_each_step_says_where_it_stands_and_what_is_missing(course: Course) -> None:
    save_dossier(course.store, DEVELOPER, course.council, _dossier(), DossierEdit(0))
    text = course.lan.get(f"{course.path}?on=2021-03-20").text
    done = _stop(text, "structure-plan")
    assert "07/02/2021" in done
    assert "Đã làm" in done
    assert "25/01/2021 · Thường trực HĐND tỉnh (ví dụ)" in done
    missing = _stop(text, "party-group-opinion")
    assert "Quá hạn, chưa có văn bản" in missing
    assert "Đảng đoàn HĐND tỉnh" in missing
    assert "Còn thiếu: Văn bản ý kiến" in missing
    assert "Đã làm trước nó, dù phải chờ nó: Hội nghị hiệp thương lần thứ nhất" in missing
    assert "Trái trình tự" in _stop(text, "consultation-1")
    assert "Trần Văn Ví Dụ, Giám đốc (chưa bổ nhiệm)" in _stop(text, "appointment-opinion")
    late = course.lan.get(f"{course.path}?on=2021-05-20").text
    overdue = _stop(late, "list-sent")
    assert "chưa kiểm chứng" not in overdue
    assert "Quá hạn, chưa có văn bản" in overdue
    hidden = course.xem.get(f"{course.path}?on=2021-03-20").text
    assert "Đã làm" in _stop(hidden, "structure-plan")
    for secret in ("ví dụ): Dự kiến", "Trần Văn Ví Dụ", "Thường trực HĐND tỉnh (ví dụ)", "Nhập văn bản"):
        assert secret not in hidden


def test_a_day_that_is_none_or_before_the_records_is_told(course: Course) -> None:
    save_dossier(course.store, DEVELOPER, course.council, _dossier(), DossierEdit(0))
    for on, told in (("2021-02-30", "phải là ngày có thật"), ("2021-01-01", "sau ngày đang xét")):
        answer = course.lan.get(course.path, params={"on": on})
        assert answer.status_code == 422
        assert told in answer.text
        assert f'value="{on}"' in answer.text
    assert course.lan.get(course.path, params={"on": ""}).status_code == 200


def test_a_record_is_added_by_a_form_and_errors_stand_beside_their_fields(course: Course) -> None:
    form = course.lan.get(f"{course.path}/record?step=structure-plan")
    assert 'name="expected" value="0"' in form.text
    wrong = course.lan.post(f"{course.path}/record", data=TYPED | {"on": "2999-01-01", "by": " "})
    assert wrong.status_code == 422
    assert re.search(r'id="by-wrong".*?không được để trống', wrong.text)
    dirty = course.lan.post(f"{course.path}/record", data=TYPED | {"by": "Ban\x07", "document": "\u202e5"})
    assert dirty.status_code == 422
    for field in ("by", "document"):
        assert re.search(rf'id="{field}-wrong".*?không dùng được', dirty.text)
    future = course.lan.post(f"{course.path}/record", data=TYPED | {"on": "2999-01-01"})
    assert re.search(r'id="on-wrong".*?sau ngày đang xét', future.text)
    assert "Dự kiến &lt;93&gt; người" in future.text
    added = course.lan.post(
        f"{course.path}/record", data=TYPED | {"by": "Thươ\u0300ng  trực\u200b", "note": "bản quét ở tủ 3"}
    )
    assert added.status_code == 200
    shown = _stop(added.text, "structure-plan")
    assert "25/01/2021 · Thường trực" in shown
    assert "Dự kiến &lt;93&gt; người" in shown
    assert re.search(r"bản 1</strong> · [\d/]+, [\d:]+ · lan", added.text)
    assert "bản quét ở tủ 3" in added.text
    nowhere = course.lan.get(f"{course.path}/record?step=election-day")
    assert nowhere.status_code == 404


def test_whoever_comes_second_is_told_and_loses_nothing(course: Course) -> None:
    first = TYPED | {"step": "election-committee", "by": "UBND tỉnh", "content": "Thành lập", "expected": "0"}
    assert course.lan.post(f"{course.path}/record", data=first).status_code == 200
    second = course.lan.post(f"{course.path}/record", data=TYPED | {"expected": "0"})
    assert second.status_code == 412
    assert "UBND tỉnh" in second.text
    assert "Thành lập" in second.text
    assert "Dự kiến &lt;93&gt; người" in second.text
    assert 'name="expected" value="1"' in second.text
    again = course.lan.post(f"{course.path}/record", data=TYPED | {"expected": "1"})
    assert "Đã làm" in _stop(again.text, "structure-plan")


def test_four_eyes_decide_about_the_very_proposal(course: Course) -> None:
    which = resources.planned(course.store, "ha-tinh")
    path = f"/proposals/{which}/approval"
    asked = course.duyet.get(path)
    digest = re.search(r'name="digest" value="(\w{64})"', asked.text)
    assert digest is not None
    assert "Hồ sơ chưa có văn bản của" in asked.text
    other = course.duyet.post(path, data={"decision": "approved", "digest": "0" * 64, "reason": "Đồng ý"})
    assert other.status_code == 409
    assert "Mã băm không phải của đề xuất này" in other.text
    assert "Đồng ý" in other.text
    sent = {"digest": digest[1], "reason": "Thiếu <ý kiến>", "document": "12-QĐ/TU"}
    course.duyet.post(path, data=sent | {"decision": "returned"})
    decided = course.duyet.post(path, data=sent | {"decision": "approved", "reason": "Đồng ý"}).text
    assert decided.index("Đồng ý") < decided.index("Thiếu &lt;ý kiến&gt;")
    assert "12-QĐ/TU" in decided
    assert "duyet ·" in decided
    seen = course.xem.get(path).text
    assert "Đồng ý" not in seen
    assert "Trả lại" in seen
    planner = course.lan.get(path).text
    assert "Đồng ý" in planner
    assert "<textarea" not in planner


def test_nobody_approves_what_they_asked_for(course: Course) -> None:
    which = resources.planned(course.store, "ha-tinh", asked_by=_id_of(course.duyet))
    path = f"/proposals/{which}/approval"
    shown = course.duyet.get(path).text
    assert "người khác phải quyết định" in shown
    assert 'name="digest"' not in shown
    digest = course.duyet.get(f"/v1/proposals/{which}").json()["digest"]
    answer = course.duyet.post(path, data={"decision": "approved", "digest": digest})
    assert answer.status_code == 409
    assert "Không ai tự phê duyệt" in answer.text


def _id_of(client: TestClient) -> str:
    which: str = client.get("/v1/me").json()["id"]
    return which


@pytest.mark.long  # pages of other stages
def test_axe_has_nothing_against_the_course_and_the_accounts(page: Page, site: Site) -> None:
    save_dossier(site.store, DEVELOPER, site.province.council, _dossier(), DossierEdit(0))
    approval = f"/proposals/{resources.planned(site.store, 'ha-tinh')}/approval"
    council = f"/councils/{site.province.council}"
    user = made(site.store, UserRole.ADMIN, name="quan-tri", password=PASSWORD)
    key_of(site.store, user)
    for path in ("/gates?on=2021-03-20", "/gates/record?step=nominations", "/calendar", "/gates?on=x"):
        _look(page, council + path)
    page.goto("/sign-in")
    page.get_by_role("button", name="English").click()
    page.locator("#name").fill("quan-tri")
    page.locator("#password").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{site.address}/")
    own = ("/account", "/users", f"/users/{user}", "/trail?check=true")
    for path in (*own, approval, f"{council}/gates?on=2021-03-20"):
        _look(page, path)


def _look(page: Page, path: str) -> None:
    page.goto(path)
    assert violations(page) == [], path
    page.set_viewport_size({"width": 390, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
    page.set_viewport_size(WIDE)


def test_an_election_that_is_long_over_is_history_and_warns_of_nothing(visitor: TestClient) -> None:
    council = visitor.get("/v1/councils").json()["items"][0]["id"]
    html = visitor.get(f"/councils/{council}/gates").text
    assert "Cuộc bầu cử đã diễn ra ngày 23/05/2021" in html
    assert "Chưa nhập văn bản" in html
    for red in ("gate-late", "stop-late", "đã qua"):
        assert red not in html
    assert "[election-day" not in visitor.get(f"/councils/{council}/calendar").text
    before = visitor.get(f"/councils/{council}/gates?on=2021-04-01").text
    assert "gate-late" in before
