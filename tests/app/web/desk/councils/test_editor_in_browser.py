"""What needs a browser: pasting cells, counting while one types, keys alone, a phone."""

import pytest
from playwright.sync_api import Dialog, Page, Route, expect

from tests.app.web.desk.support.browser import HeldRequests, violations

CELLS = "TT\tĐơn vị bầu cử\tDân số\tĐịa bàn\n1\tSố 1\t4.100\tThôn Đông\n2\tSố 2\t3.900\tThôn Hạ\n3\tSố 3\t3.500\tThôn Bắc"
_PASTE = """([selector, text]) => {
  const data = new DataTransfer();
  data.setData("text/plain", text);
  const paste = new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true });
  document.getElementById(selector).dispatchEvent(paste);
}"""


def test_from_an_empty_form_to_a_council_by_keys_and_one_paste(page: Page) -> None:
    page.goto("/")
    page.get_by_role("link", name="Thêm hội đồng").focus()
    page.keyboard.press("Enter")
    page.get_by_label("Tên Hội đồng nhân dân").focus()
    keys = ("HĐND xã Thạch Lạc", "Tab", "X", "Tab", "2026", "Tab", "Tab", "Tab", "Tab", "Tab", "Hà Tĩnh")
    for key in (*keys, "Tab", "Tab", "Xã Thạch Lạc", "Tab", "11.500", "Tab"):
        page.keyboard.press("Tab") if key == "Tab" else page.keyboard.type(key)
    expect(page.locator("#seats-told")).to_contain_text("15 đại biểu")
    page.evaluate(_PASTE, ["unit.dv01.name", CELLS])
    expect(page.get_by_label("Tên đơn vị bầu cử, dòng 3")).to_have_value("Số 3")
    page.get_by_role("button", name="Phân bổ theo dân số").press("Enter")
    expect(page.locator("#seats-sum")).to_have_text("15")
    page.get_by_role("button", name="Các ban theo luật").press("Enter")
    expect(page.get_by_label("Tên ban, dòng 2")).to_have_value("Ban Văn hóa - Xã hội")
    page.get_by_role("button", name="Lưu hội đồng").press("Enter")
    page.wait_for_url("**/councils/cnc_*?told=made")
    expect(page.locator("main")).to_contain_text("HĐND xã Thạch Lạc")


def test_saving_is_near_and_enter_goes_down_a_grid_but_saves_elsewhere(page: Page) -> None:
    page.goto("/councils/new")
    page.locator("main").evaluate("main => { main.tabIndex = -1; main.focus(); }")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Lưu hội đồng")).to_be_focused()
    page.get_by_role("link", name="Các ban", exact=True).press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_label("Tên ban, dòng 1")).to_be_focused()
    page.get_by_label("Số đại biểu, dòng 1").fill("5")
    page.get_by_label("Số đại biểu, dòng 1").press("Enter")
    expect(page.get_by_label("Số đại biểu, dòng 2")).to_be_focused()
    page.get_by_label("Tên Hội đồng nhân dân").fill("HĐND xã")
    page.get_by_label("Tên Hội đồng nhân dân").press("Enter")
    expect(page.locator(".told-bad")).to_contain_text("chưa lưu gì")
    expect(page.get_by_label("Số đại biểu, dòng 1")).to_have_value("5")


def test_the_seats_are_those_of_the_last_change_while_an_earlier_count_is_under_way(page: Page) -> None:
    page.goto("/councils/new")
    held: list[Route] = []

    def hold_first(route: Route) -> None:
        if route.request.method == "POST" and not held:
            held.append(route)
        else:
            route.continue_()

    page.route("**/councils/new", hold_first)
    page.locator("#term").select_option("2026-03-15")
    with page.expect_request("**/councils/new"):
        page.locator("#kind").select_option("commune")
    page.locator("#population").fill("11.500")
    page.locator("#population").blur()
    held[0].continue_()
    expect(page.locator("#seats-told")).to_contain_text("15 đại biểu")


def test_nothing_is_pressed_or_typed_in_a_form_that_is_being_drawn_anew(page: Page) -> None:
    page.goto("/councils/new")
    held = HeldRequests(page, "**/councils/new")
    form, more, name = (page.locator(f"#{one}") for one in ("council-form", "more-committees", "name"))
    committees = page.locator("input[id^='committee.'][id$='.name']")
    before = committees.count()
    name.fill("HĐND xã")
    more.press("Enter")
    drawn = held.take()
    expect(form).to_have_attribute("inert", "")
    page.keyboard.type("x")
    page.keyboard.press("Enter")
    drawn.fulfill(status=204)  # nothing is drawn: all is as it was
    expect(form).not_to_have_attribute("inert", "")
    expect(more).to_be_focused()
    expect(committees).to_have_count(before)
    more.click()
    drawn = held.take()
    more.click(force=True)
    drawn.continue_()
    expect(committees).to_have_count(before + 1)
    expect(form).not_to_have_attribute("inert", "")
    expect(name).to_have_value("HĐND xã")
    assert held.waiting == []


def test_leaving_with_something_typed_is_asked_about(page: Page) -> None:
    page.goto("/councils/new")
    page.get_by_label("Tên Hội đồng nhân dân").fill("HĐND")
    committees = page.locator("input[id^='committee.'][id$='.name']")
    before = committees.count()
    page.locator("#more-committees").click()
    expect(committees).to_have_count(before + 1)  # the form is drawn anew
    asked: list[str] = []

    def leave(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    page.once("dialog", leave)
    page.get_by_role("link", name="Hủy").click()
    page.wait_for_url("**/")
    assert asked == ["beforeunload"]


@pytest.mark.long  # in a browser
def test_a_refused_form_is_usable_by_everybody_on_a_phone(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto("/councils/new")
    page.get_by_role("button", name="Lưu hội đồng").click()
    expect(page.locator(".told-bad")).to_contain_text("chỗ cần sửa")
    page.get_by_role("link", name="Loại đơn vị").click()
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
