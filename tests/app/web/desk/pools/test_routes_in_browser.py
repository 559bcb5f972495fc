"""What needs a browser: a file that is dropped, a search as one types, two people at once."""

import base64

from playwright.sync_api import Browser, Page, expect

from tests.app.web.desk.conftest import Site
from tests.app.web.desk.support.browser import violations
from tests.app.web.desk.support.pools import HEADINGS

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


def test_a_dropped_file_shows_its_faults_in_their_cells_and_then_is_taken(page: Page, site: Site) -> None:
    page.goto(f"/pools/{site.commune.pool}")
    dropped(page, "Nguyễn Thị Thử,31/12/1980,Nữ,Khối Đảng", "Trần Văn Sai,31/02/1980,Nam,Khối Đảng")
    cell = page.locator("td.wrong")
    expect(cell).to_have_count(1)
    expect(cell).to_contain_text("31/02/1980")
    expect(cell).to_contain_text("không phải là một ngày có thật")
    page.get_by_role("link", name="danh-sach.csv:3: Ngày sinh").click()
    expect(page.locator("td.wrong:target")).to_be_visible()
    assert violations(page) == []
    dropped(page, "Nguyễn Thị Thử,31/12/1980,Nữ,Khối Đảng")
    expect(page.locator(".told-good")).to_contain_text("bản 2")
    expect(page.locator("#people")).to_contain_text("Nguyễn Thị Thử")


def test_people_are_found_and_sorted_as_one_types(page: Page, site: Site) -> None:
    page.goto(f"/pools/{site.province.pool}")
    page.get_by_label("Tìm", exact=True).press_sequentially("ta minh khoa")
    expect(page.locator("#people tbody tr")).to_have_count(1)
    expect(page.locator("#people tbody")).to_contain_text("Tạ Minh Khoa")
    page.get_by_label("Tìm", exact=True).fill("")
    page.get_by_label("Giới tính", exact=True).select_option("Nữ")
    expect(page.locator(".found")).to_contain_text("50 người")
    page.get_by_role("button", name="Tuổi").click()
    expect(page.locator("th[aria-sort=ascending]")).to_contain_text("Tuổi")
    expect(page.locator(".found")).to_contain_text("50 người")
    page.wait_for_url("**?sex=female&sort=age")


def test_the_second_of_two_sees_what_the_first_wrote_and_saves_on_top(
    page: Page, chromium: Browser, site: Site
) -> None:
    elsewhere = chromium.new_context(base_url=site.address)
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
