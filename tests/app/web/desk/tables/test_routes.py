"""The structure stage: an allocation table as a grid, edited by several, planned anew with every change."""

import re
import time

import pytest
from fastapi.testclient import TestClient
from playwright.sync_api import Page, expect

from cocau.app.auth.caller import DEVELOPER
from cocau.app.files.readers import read_offers
from cocau.app.services.allocation_tables import ALLOCATION_TABLES
from cocau.app.services.documents import create_document, revise_document
from cocau.app.web.desk.tables.edits import (
    add_organisation,
    add_profile,
    apply_edits,
    get_cell_values,
    get_changed_cells,
)
from cocau.constraints.errors import InputError
from cocau.constraints.model.offers import Offers
from cocau.fixtures.run import SHIPPED
from tests.app.web.desk.conftest import Site, Still
from tests.app.web.desk.support.browser import HeldRequests, violations

OFFERS = SHIPPED / "offers" / "xa-mau.yaml"


@pytest.fixture(scope="module")
def offers() -> Offers:
    return read_offers(OFFERS)


def _table(client: TestClient) -> str:
    """The path of the commune's example table."""
    councils = client.get("/v1/councils").json()["items"]
    commune = next(one["id"] for one in councils if "xã Mẫu" in one["label"])
    page = client.post(f"/councils/{commune}/structure", data={"start": "example"})
    return page.url.path


def _fields(html: str) -> dict[str, str]:
    """What the form of the grid holds."""
    form = html[html.index('<form id="grid"') :]
    inputs = re.findall(r'<input[^>]* name="([^"]+)" value="([^"]*)"', form[: form.index("</form>")])
    return dict(inputs)


def test_the_grid_has_every_number_once_and_nothing_typed_changes_nothing(offers: Offers) -> None:
    values = get_cell_values(offers)
    numbers = [int(v) for field, v in values.items() if field.startswith("n.") and v]
    assert sum(numbers) == sum(org.capacity for org in offers.organisations) == 64
    assert values["total"] == "50"
    assert values["most.ubnd"] == "8"
    assert get_changed_cells(offers, values) == {}
    assert apply_edits(offers, values) == offers


def test_a_cell_changes_makes_and_takes_away_people_and_brings_them_back(offers: Offers) -> None:
    typed = {"n.ubnd.cong-chuc": "6", "n.cong-an.nu-dang-vien": "2", "n.dang-uy.bi-thu": "0", "total": " 51 "}
    after = apply_edits(offers, typed)
    by_id = {org.id: {p.id: p for p in org.profiles} for org in after.organisations}
    assert after.total == 51
    assert by_id["ubnd"]["cong-chuc"].at_most == 6
    made = by_id["cong-an"]["nu-dang-vien"]
    assert (made.at_most, made.sex.value, made.party_member, made.under_40) == (2, "female", True, False)
    assert "bi-thu" not in by_id["dang-uy"]
    back = apply_edits(after, {"n.dang-uy.bi-thu": "1"}, offers)
    returned = {p.id: p for p in back.organisations[0].profiles}["bi-thu"]
    assert returned == offers.organisations[0].profiles[0]


def test_all_that_is_wrong_is_told_at_once(offers: Offers) -> None:
    typed = {"n.ubnd.cong-chuc": "-1", "least.ubnd": "x", "n.cong-an.nam": "0"}
    with pytest.raises(InputError) as caught:
        apply_edits(offers, typed)
    assert sorted(problem.code for problem in caught.value.problems) == [
        "no_number",
        "no_number",
        "nobody_left",
    ]


def test_without_a_script_a_table_is_saved_and_its_plan_shown(visitor: TestClient) -> None:
    own = _table(visitor)
    html = visitor.get(own).text
    assert "cần ít nhất 16" in html  # 35% of 43
    saved = visitor.post(own, data=_fields(html) | {"n.thon-dong.nu": "2"})
    assert "plan=stp_" in str(saved.url)
    for _ in range(200):
        html = visitor.get(str(saved.url)).text
        if "Đang phân bổ…" not in html:
            break
        time.sleep(0.1)
    assert 'data-state="optimal"' in html
    assert _fields(html)["version"] == "2"
    assert re.search(r'id="take-all">50<', html)
    plan = str(saved.url).rpartition("=")[2]
    book = visitor.get(f"{own}/plans/{plan}/workbook")
    assert book.content[:2] == b"PK"


def test_two_people_edit_it_and_the_second_is_told_and_loses_nothing(still: Still) -> None:
    own = _table(still.client)
    fields = _fields(still.client.get(own).text)
    still.client.post(own, data=fields | {"n.ubnd.cong-chuc": "5", "n.doan.nam": "3"}, follow_redirects=False)
    second = still.client.post(own, data=fields | {"n.ubnd.cong-chuc": "9", "n.doan.nu": "1"})
    assert second.status_code == 412
    assert "người khác đổi 4 thành 5; bạn gõ 9" in second.text
    assert "người khác đổi 2 thành 3" in second.text
    kept = _fields(second.text)
    assert (kept["n.ubnd.cong-chuc"], kept["n.doan.nam"], kept["n.doan.nu"]) == ("9", "3", "1")
    shown = sum(int(kept[field] or 0) for field in kept if field.startswith("n."))
    assert re.findall(r"data-total>(\d+)<", second.text) == [str(shown)]  # of what is typed, as the cells
    again = still.client.post(own, data=kept, follow_redirects=False)
    assert again.status_code == 303
    now = _fields(still.client.get(own).text)
    assert (now["n.ubnd.cong-chuc"], now["n.doan.nam"], now["n.doan.nu"]) == ("9", "3", "1")


def test_a_row_is_added_to_and_removed_from_what_somebody_saved_meanwhile(still: Still) -> None:
    own = _table(still.client)
    fields = _fields(still.client.get(own).text)
    typed = fields | {"n.ubnd.cong-chuc": "5"}
    still.client.post(own, data=typed, follow_redirects=False)
    for path, more in (("organisations", ORGANISATION), ("remove", {"gone": "doan"})):
        answer = still.client.post(f"{own}/{path}", data=typed | more, follow_redirects=False)
        assert answer.status_code == 303
    html = still.client.get(own).text
    now = _fields(html)
    assert ("Chi cục" in html, "n.doan.nam" in now, now["n.ubnd.cong-chuc"]) == (True, False, "5")
    twice = still.client.post(f"{own}/organisations", data=typed | ORGANISATION)
    assert (twice.status_code, "Chi cục" in twice.text) == (422, True)


def test_what_cannot_be_is_told_in_words_and_stays_typed(still: Still) -> None:
    own = _table(still.client)
    fields = _fields(still.client.get(own).text)
    answer = still.client.post(own, data=fields | {"least.cong-an": "3", "total": "20"})
    assert answer.status_code == 422
    assert "Công an xã · ít nhất" in answer.text
    assert "offers.organisations" not in answer.text
    kept = _fields(answer.text)
    assert (kept["least.cong-an"], kept["total"], kept["version"]) == ("3", "20", "1")


def test_thousands_of_wrong_cells_are_told_of_at_once(still: Still) -> None:
    own = _table(still.client)
    fields = _fields(still.client.get(own).text)
    wrong = {f"n.ubnd.{n}": "x" for n in range(4000)}
    begun = time.process_time()
    answer = still.client.post(own, data=fields | wrong)
    assert answer.status_code == 422
    assert time.process_time() - begun < 5  # each cell by itself would go through the table 4000 times


def test_a_form_brings_no_files(still: Still) -> None:
    """They would be written to a disk as they are."""
    own = _table(still.client)
    answer = still.client.post(own, files={"total": ("nguồn.csv", b"x")})
    assert answer.status_code == 400
    assert "không nhận tệp" in answer.text


def test_organisations_and_people_are_added_and_removed(still: Still) -> None:
    own = _table(still.client)
    fields = _fields(still.client.get(own).text)
    more = {"o-name": "Chi cục Thuế", "o-bloc": "administration", "o-column": "nu-dang-vien", "o-number": "2"}
    still.client.post(f"{own}/organisations", data=fields | more, follow_redirects=False)
    html = still.client.get(own).text
    assert "Chi cục Thuế" in html
    people = {
        "p-org": "noi-1",
        "p-column": "nam-dang-vien",
        "p-number": "1",
        "p-ethnicity": "Chứt",
        "p-again": "on",
        "p-agency": "on",
        "p-committee": "member",
    }
    still.client.post(f"{own}/profiles", data=_fields(html) | people, follow_redirects=False)
    html = still.client.get(own).text
    profiles = still.client.get(f"/v1{own}").text
    assert '"heads_agency":true' in profiles.replace(" ", "")
    assert '"peoples_committee":"member"' in profiles.replace(" ", "")
    assert "dân tộc Chứt" in html
    still.client.post(f"{own}/remove", data=_fields(html) | {"gone": "noi-1"}, follow_redirects=False)
    assert "Chi cục Thuế" not in still.client.get(own).text
    assert still.client.post(f"{own}/organisations", data=fields | {"o-name": " "}).status_code == 422


ORGANISATION = {"o-name": "Chi cục", "o-bloc": "administration", "o-column": "nu-dang-vien", "o-number": "2"}
PEOPLE = {"p-org": "ubnd", "p-column": "nam-dang-vien", "p-number": "1"}


@pytest.mark.parametrize("field", ["o-name", "o-locality"])
def test_an_organisation_with_letters_that_cannot_be_is_refused(offers: Offers, field: str) -> None:
    with pytest.raises(InputError) as refused:
        add_organisation(offers, ORGANISATION | {field: "Thuế\x07", "o-number": "no"})
    assert [(p.code, p.where) for p in refused.value.problems] == [
        ("bad_character", field),
        ("no_number", "o-number"),
    ]


def test_texts_of_organisations_are_kept_as_clean_as_in_files(offers: Offers) -> None:
    typed = ORGANISATION | {"o-name": " Chi  cục\u200b Thuê\u0301", "o-locality": "Xã\u00a0Mẫu "}
    made = add_organisation(offers, typed).organisations[-1]
    assert (made.name, made.locality) == ("Chi cục Thuế", "Xã Mẫu")
    with pytest.raises(InputError) as refused:
        add_organisation(offers, ORGANISATION | {"o-name": "\u200b"})
    assert [p.code for p in refused.value.problems] == ["missing"]


@pytest.mark.parametrize(
    ("field", "kept"),
    [("p-name", "name"), ("p-ethnicity", "ethnicity"), ("p-religion", "religion"), ("p-expert", "expert_in")],
)
def test_so_are_those_of_people_alike(offers: Offers, field: str, kept: str) -> None:
    after = add_profile(offers, PEOPLE | {field: " Thuê\u0301\u200b  vụ "})
    org = next(o for o in after.organisations if o.id == "ubnd")
    assert getattr(org.profiles[-1], kept) == "Thuế vụ"
    with pytest.raises(InputError) as refused:
        add_profile(offers, PEOPLE | {field: "Thuế\u202e"})
    assert [(p.code, p.where) for p in refused.value.problems] == [("bad_character", field)]


def test_a_published_table_is_audited(still: Still) -> None:
    councils = still.client.get("/v1/councils").json()["items"]
    path = f"/councils/{councils[0]['id']}/structure/audit"
    file = next(iter(sorted((SHIPPED / "tables").glob("*.yaml"))))
    answer = still.client.post(path, files={"file": (file.name, file.read_bytes(), "application/yaml")})
    assert answer.status_code == 200
    assert "<table" in answer.text
    wrong = still.client.post(path, files={"file": ("x.yaml", b"notices: [{}]", "application/yaml")})
    assert wrong.status_code == 422
    assert "chỗ cần sửa" in wrong.text


def test_a_first_table_is_wide_enough_for_the_lists(still: Still) -> None:
    for one in still.client.get("/v1/councils").json()["items"]:
        page = still.client.post(f"/councils/{one['id']}/structure", data={"start": "first"})
        assert page.status_code == 200
        assert 'class="lacking"' not in page.text


@pytest.mark.long
def test_a_cell_is_edited_and_the_plan_follows(page: Page, site: Site, offers: Offers) -> None:
    council = site.commune.council
    table = create_document(
        site.store, DEVELOPER, ALLOCATION_TABLES, offers, label="Phân bổ số lượng giới thiệu", about=council
    ).document.id
    page.goto(f"/tables/{table}")
    expect(page.locator("#verdict .state-optimal")).to_be_visible()
    expect(page.locator("#take-all")).to_have_text("50")
    assert violations(page) == []
    cell = page.get_by_label("Thôn Đông: Ngoài Đảng, Nữ", exact=True)
    cell.fill("2")
    cell.blur()
    expect(page.locator("[data-total]")).to_have_text("65")
    expect(page.locator("#marks")).to_contain_text("Bản 2")
    expect(page.locator("#verdict .state-optimal")).to_be_visible()
    page.get_by_label("Tổng số người được giới thiệu").fill("30")
    page.get_by_label("Tổng số người được giới thiệu").blur()
    expect(page.locator("#wrong")).to_contain_text("danh sách ứng cử cần ít nhất 43")
    expect(cell).to_have_value("2")

    held = HeldRequests(page, "**/spot")  # its answer comes when news have drawn its place anew
    page.evaluate("document.querySelector('main').insertAdjacentHTML('beforeend', '<p id=spot>cũ</p>')")
    page.evaluate("void htmx.ajax('GET', '/spot', { target: '#spot', swap: 'outerHTML' })")
    answer = held.take()
    page.evaluate("document.getElementById('spot').outerHTML = '<p id=spot>tin mới</p>'")
    answer.fulfill(content_type="text/html", body="<p id=spot>trả lời</p>")
    expect(page.locator("#spot")).to_have_text("trả lời")


@pytest.mark.long
def test_what_is_typed_while_a_change_of_others_comes_stays_typed(
    page: Page, site: Site, offers: Offers
) -> None:
    table = create_document(
        site.store, DEVELOPER, ALLOCATION_TABLES, offers, label="Phân bổ", about=site.commune.council
    ).document.id
    page.goto(f"/tables/{table}")
    others = apply_edits(offers, {"n.doan.nam": "3"})
    revise_document(site.store, DEVELOPER, ALLOCATION_TABLES, table, others, expected=1)
    held = HeldRequests(page, f"**/tables/{table}")
    first, later = page.locator("[name='n.ubnd.cong-chuc']"), page.locator("[name='n.doan.nu']")
    first.fill("6")
    first.blur()
    answer = held.take()
    later.fill("1")
    page.get_by_text("Thêm người có đặc điểm riêng").click()
    page.get_by_label("tái cử", exact=True).check()
    answer.continue_()
    expect(page.locator("#table [role=alert]")).to_contain_text("người khác đổi 2 thành 3")
    expect(first).to_have_value("6")
    expect(later).to_have_value("1")
    expect(page.locator("[name='n.doan.nam']")).to_have_value("3")
    assert page.locator("[name='p-again']").is_checked()
