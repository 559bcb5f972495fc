"""What needs a browser: a file that is dropped, a search as one types, two people at once."""

import base64

import pytest
from playwright.sync_api import Browser, Dialog, Page, expect

from tests.app.web.desk.conftest import Site
from tests.app.web.desk.support.browser import violations
from tests.app.web.desk.support.pools import HEADINGS
from tests.app.web.desk.support.sights import LONG

_DROP = """([selector, name, content]) => {
  const bytes = Uint8Array.from(atob(content), (c) => c.charCodeAt(0));
  const data = new DataTransfer();
  data.items.add(new File([bytes], name, { type: "text/csv" }));
  const place = document.querySelector(selector);
  place.dispatchEvent(new DragEvent("dragover", { dataTransfer: data, bubbles: true, cancelable: true }));
  place.dispatchEvent(new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true }));
}"""


def dropped(page: Page, *rows: str) -> None:
    content = base64.b64encode("\n".join([HEADINGS, *rows]).encode()).decode()
    page.evaluate(_DROP, [".drop", "danh-sach.csv", content])


@pytest.mark.long  # in a browser
def test_a_dropped_file_shows_its_faults_in_their_cells_to_be_mended_there(page: Page, site: Site) -> None:
    page.goto(f"/pools/{site.commune.pool}")
    dropped(page, "Nguyễn Thị Thử,31/12/1980,Nữ,Khối Đảng", "Trần Văn Sai,31/02/1980,Nam,Khối Đảng")
    cell = page.locator("td.wrong")
    expect(cell).to_have_count(1)
    expect(cell).to_contain_text("31/02/1980")
    expect(cell).to_contain_text("không phải là một ngày có thật")
    assert violations(page) == []
    page.get_by_label("Ô B3").fill("30.12.1980")
    page.get_by_role("button", name="Kiểm tra lại").last.click()
    expect(page.locator("#changes")).to_contain_text("so với bản 1")
    page.get_by_role("button", name="Lưu thành bản 2").click()
    expect(page.locator(".told-good")).to_contain_text("bản 2")
    expect(page.locator("#people")).to_contain_text("Nguyễn Thị Thử")


@pytest.mark.long  # in a browser
def test_people_are_found_and_sorted_as_one_types(page: Page, site: Site) -> None:
    page.goto(f"/pools/{site.province.pool}")
    page.get_by_label("Tìm", exact=True).press_sequentially("ta minh khoa")
    expect(page.locator("#people tbody tr")).to_have_count(1)
    expect(page.locator("#people tbody")).to_contain_text("Tạ Minh Khoa")
    page.get_by_label("Tìm", exact=True).fill("")
    expect(page.locator("#people tbody tr")).not_to_have_count(1)  # nothing is drawn anew when one presses
    page.get_by_label("Giới tính", exact=True).select_option("Nữ")
    expect(page.locator(".found")).to_contain_text("50 người")
    page.get_by_role("button", name="Tuổi").click()
    expect(page.locator("th[aria-sort=ascending]")).to_contain_text("Tuổi")
    expect(page.locator(".found")).to_contain_text("50 người")
    page.wait_for_url("**?sex=female&sort=age")


@pytest.mark.long
def test_the_second_of_two_sees_what_the_first_wrote_and_saves_on_top(
    page: Page, chromium: Browser, site: Site
) -> None:
    elsewhere = chromium.new_context(base_url=site.address)
    elsewhere.set_default_timeout(LONG)
    other = elsewhere.new_page()
    here = f"/pools/{site.province.pool}/1/5"
    for one in (page, other):
        one.goto(here)
    other.get_by_label("Nơi công tác").fill("Cơ quan của người kia")
    other.get_by_label("Lĩnh vực chuyên gia").fill("Y tế")
    other.get_by_role("button", name="Lưu", exact=True).click()
    other.wait_for_url("**?told=saved**")
    page.get_by_label("Nơi công tác").fill("Cơ quan của tôi")
    page.get_by_role("button", name="Lưu", exact=True).click()
    expect(page.locator(".clash")).to_have_count(1)
    expect(page.locator(".clash")).to_contain_text("Cơ quan của người kia")
    expect(page.get_by_label("Nơi công tác")).to_have_value("Cơ quan của tôi")
    assert violations(page) == []
    page.get_by_role("button", name="Lưu lên trên bản 2").click()
    row = page.locator("#row-5")
    expect(row).to_contain_text("Cơ quan của tôi")
    page.goto(f"/pools/{site.province.pool}/3/5")
    expect(page.get_by_label("Lĩnh vực chuyên gia")).to_have_value("Y tế")
    elsewhere.close()


@pytest.mark.long
def test_cells_are_edited_by_keyboard_undone_kept_through_filters_and_saved(page: Page, site: Site) -> None:
    page.goto(f"/pools/{site.province.pool}?columns=work_place&columns=sex&columns=re_standing")
    cell = page.locator("#row-2 td[data-cell='2-work_place']")
    other = page.locator("#row-3 td[data-cell='3-work_place']")
    was = other.inner_text()
    cell.click()
    page.keyboard.press("Enter")
    editor = cell.locator("input")
    editor.fill("Trường Tiểu học")
    editor.dispatch_event("keydown", {"key": "Enter", "keyCode": 229, "isComposing": True})
    expect(editor).to_be_focused()  # a typer's Enter ends a word, not the cell
    page.keyboard.press("Enter")
    expect(cell).to_have_text("Trường Tiểu học")
    expect(other.locator("input")).to_be_focused()
    page.keyboard.press("F2")
    other.locator("input").fill("Sai")
    page.keyboard.press("Enter")
    page.locator("#row-4 td[data-cell='4-work_place']").click()
    page.keyboard.press("Control+z")
    expect(other).to_have_text(was)
    expect(page.locator("[data-count]")).to_have_text("1")
    page.keyboard.press("Control+y")
    expect(other).to_have_text("Sai")
    page.keyboard.press("Control+z")
    expect(other).to_have_text(was)
    page.get_by_label("Giới tính", exact=True).select_option("Nam")
    expect(page.locator("#row-2")).to_have_count(0)
    page.get_by_label("Giới tính", exact=True).select_option("")
    expect(page.locator("#row-2 td.edited")).to_have_text("Trường Tiểu học")
    assert violations(page) == []
    page.get_by_role("button", name="Lưu các ô đã sửa").click()
    expect(page.locator(".told-good")).to_contain_text("Đã lưu")
    expect(page.locator("#row-2 td[data-cell='2-work_place']")).to_have_text("Trường Tiểu học")
    expect(page.locator("[data-edited]")).to_be_hidden()
    page.wait_for_url("**columns=work_place**")


@pytest.mark.long  # in a browser
def test_one_act_for_many_a_wrong_cell_in_its_place_and_a_warning_before_leaving(
    page: Page, site: Site
) -> None:
    page.goto(f"/pools/{site.province.pool}?columns=voter_confidence")
    for row in (5, 6):
        page.locator(f"#row-{row} .pick input").check()
    page.get_by_label("Cột", exact=True).select_option("Tín nhiệm của cử tri (%)")
    page.get_by_label("Nội dung", exact=True).fill("101")
    page.get_by_role("button", name="Ghi cho mọi người đã chọn").click()
    expect(page.locator("td.edited")).to_have_text(["101", "101"])
    page.get_by_role("button", name="Lưu các ô đã sửa").click()
    expect(page.locator("td[aria-invalid=true]")).to_have_count(2)
    expect(page.locator("#grid-told")).to_contain_text("không được quá 100")
    assert violations(page) == []
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.once("dialog", stay)
    page.get_by_role("link", name="Thêm người").click(no_wait_after=True)
    page.wait_for_function("document.querySelectorAll('td.edited').length === 2")
    assert asked == ["beforeunload"]
    page.get_by_role("button", name="Bỏ mọi ô đã sửa").click()
    expect(page.locator("td.edited")).to_have_count(0)
