"""A messy list in Chromium: mended and saved on the page, also on a phone, clean to axe."""

from playwright.sync_api import Page, expect

from tests.app.files.support.messy_lists import FIRST_PERSON, PEOPLE, build_messy_list
from tests.app.web.desk.conftest import Site
from tests.app.web.desk.support.browser import violations


def test_a_messy_list_is_settled_and_saved_on_a_phone(page: Page, site: Site) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"/pools/{site.commune.pool}")
    file = {"name": "trich-ngang.xlsx", "mimeType": "application/octet-stream", "buffer": build_messy_list()}
    page.locator("#file").set_input_files(file)  # type: ignore[arg-type]  # a file of its own stubs
    page.get_by_role("button", name="Cập nhật danh sách (bản 2").click()
    expect(page.locator(".told-bad")).to_contain_text(f"Nhận ra {PEOPLE} người")
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    first = FIRST_PERSON
    leave_out = page.locator(f"[name=skip-{first}]")
    leave_out.check()  # somebody sees it and reaches it
    leave_out.uncheck()
    for cell, text in {
        f"C{first}": "28/02/1980",
        f"M{first + 3}": "90",
        f"D{first + 5}": "Nữ",
        f"B{first + 8}": "Người Bị Thiếu Tên",
        f"C{first + 10}": "1.2.1970",
    }.items():
        page.get_by_label(f"Ô {cell}", exact=True).fill(text)
    page.get_by_label("Chấp hành viên", exact=True).select_option("(bỏ trống)")
    page.get_by_label("có thể", exact=True).select_option("có")
    page.get_by_label(f"bỏ dòng {first + 72}").check()
    page.get_by_role("button", name="Kiểm tra lại").last.click()
    expect(page.locator(".told-good")).to_contain_text("Mọi ô đều đọc được")
    expect(page.locator("#changes")).to_contain_text("so với bản 1")
    assert violations(page) == []
    page.get_by_role("button", name="Lưu thành bản 2").click()
    expect(page.locator(".told-good")).to_contain_text("bản 2")
    expect(page.locator("main")).to_contain_text(f"{PEOPLE - 1} người")


WORD_TABLE = """<table><tr><td rowspan=2>TT</td><td rowspan=2>Họ và tên<br>khai sinh</td><td colspan=2>Ngày sinh</td>
<td rowspan=2>Khối</td></tr><tr><td>Nam</td><td>Nữ</td></tr>
<tr><td>1</td><td><p>Lê Văn</p><p>Một</p></td><td>1/2/1980</td><td></td><td rowspan=2>Khối Đảng</td></tr>
<tr><td>2</td><td>Bùi Thị Hai</td><td></td><td>3/4/1990</td></tr></table>"""
PASTE = """(area, html) => {
  const data = new DataTransfer();
  data.setData("text/html", html);
  area.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
}"""


def test_a_table_pasted_from_word_keeps_its_rows_and_merged_cells(page: Page, site: Site) -> None:
    page.goto(f"/pools/{site.commune.pool}")
    area = page.locator("#pasted")
    area.evaluate(PASTE, WORD_TABLE)
    expect(area).to_have_value(
        "TT\tHọ và tên khai sinh\tNgày sinh\t\tKhối\n\t\tNam\tNữ\t\n"
        "1\tLê Văn Một\t1/2/1980\t\tKhối Đảng\n2\tBùi Thị Hai\t\t3/4/1990\tKhối Đảng\n"
    )
