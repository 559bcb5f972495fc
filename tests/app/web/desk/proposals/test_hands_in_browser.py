"""Hands on a slate in a browser: by menu, by keys, by dragging, and after the session has ended."""

import pytest
from playwright.sync_api import Browser, Page, expect

from cocau.app.web.desk.proposals import board
from tests.app.web.desk.conftest import Site
from tests.app.web.desk.support.browser import HeldRequests, violations
from tests.app.web.desk.support.sights import LONG
from tests.app.web.desk.support.stage import planned


def test_moves_by_menu_keys_and_dragging_are_judged_undone_completed_and_saved(
    page: Page, site: Site
) -> None:
    which = planned(site.office, site.commune.council, site.commune.pool)
    page.goto(f"/proposals/{which}/hands")
    say, units = page.locator("#say"), page.locator("section[data-unit]")
    first = units.nth(0).locator("a.name").first
    number = first.get_attribute("data-person")
    first.press("Enter")
    expect(page.locator("#menu")).to_be_visible()
    assert violations(page) == []
    there = page.locator(".targets button[value^=move]").first.get_attribute("value") or ""
    page.locator(".targets button[value^=move]").first.press("Enter")
    expect(say).to_contain_text("Chuyển")
    expect(page.locator(f"[data-unit='{there.removeprefix('move ')}'] #p-{number}")).to_be_focused()
    expect(page.locator(".fresh").first).to_be_visible()  # what it breaks is marked where it breaks
    assert violations(page) == []

    page.keyboard.press("l")
    expect(say).to_contain_text("Khóa")
    expect(page.locator(f"#p-{number}")).to_be_focused()
    page.keyboard.press("Delete")
    expect(say).to_contain_text("đang khóa")
    page.keyboard.press("Control+z")
    expect(say).to_contain_text("Đã hoàn tác: khóa")
    page.keyboard.press("Control+y")
    expect(say).to_contain_text("Đã làm lại: khóa")

    grip = units.nth(0).locator(".piece:not(.locked) .grip").first
    grip.scroll_into_view_if_needed()
    start, end = grip.bounding_box(), units.nth(1).bounding_box()
    assert start is not None
    assert end is not None
    page.mouse.move(start["x"] + 8, start["y"] + 8)
    page.mouse.down()
    page.mouse.move(end["x"] + 60, start["y"] + 10, steps=4)
    page.mouse.up()
    expect(say).to_contain_text("Chuyển")

    page.locator("button[value=locked]").click()
    expect(say).to_contain_text("Đã hoàn thành phần còn lại")
    page.locator("#save-label").fill("Sau khi sửa tay")
    page.locator("#board-summary button[form=save-form]").click()  # in the bar that stays in view
    page.wait_for_url("**/proposals/prp_*")
    expect(page.locator("main")).to_contain_text("Sau khi sửa tay")
    expect(page.locator("main")).to_contain_text("lập từ một phương án khác")


def test_a_session_that_ends_amid_a_move_loses_nothing(page: Page, site: Site) -> None:
    which = planned(site.office, site.commune.council, site.commune.pool)
    page.goto(f"/proposals/{which}/hands")
    page.locator("section[data-unit] a.name").first.focus()
    page.keyboard.press("d")
    expect(page.locator("#say")).to_contain_text("hôi dự kiến")
    expect(page.locator("section[data-unit] a.name:focus")).to_have_count(1)
    told = {"HX-Retarget": "#told", "HX-Reswap": "innerHTML", "Content-Type": "text/html"}

    def answer(path: str, code: int, body: str) -> None:
        page.route(path, lambda route: route.fulfill(status=code, body=body, headers=told), times=1)

    answer("**/hands/steps", 401, "<p id='ended'>hết phiên</p>")
    answer("**/sign-in", 200, "<p class='told-good'>vào</p>")
    units = page.locator("section[data-unit]")
    moved = units.nth(0).locator("a.name").nth(2).get_attribute("data-person")
    grip = units.nth(0).locator(".piece").nth(2).locator(".grip")
    grip.scroll_into_view_if_needed()
    start, end = grip.bounding_box(), units.nth(1).bounding_box()
    assert start is not None
    assert end is not None
    page.mouse.move(start["x"] + 8, start["y"] + 8)
    page.mouse.down()  # it ends amid a drag
    page.mouse.move(end["x"] + 60, start["y"] + 10, steps=4)
    page.mouse.up()
    units.nth(1).locator("a.name").first.focus()
    page.keyboard.press("l")  # and one more step is taken before anybody signs in
    expect(page.locator("#ended")).to_be_visible()
    page.evaluate("htmx.ajax('POST', '/sign-in', { target: '#told', values: {} })")
    expect(page.locator("#say")).to_contain_text(
        "Khóa"
    )  # the very steps that were refused, sent again in order
    page.reload()
    expect(page.locator("#undo")).to_contain_text("khóa")
    expect(page.locator(".piece.locked")).to_have_count(1)
    expect(units.nth(1).locator(f"#p-{moved}")).to_have_count(1)


@pytest.mark.long  # in a browser
def test_steps_taken_while_the_service_is_away_are_sent_when_it_is_back(
    chromium: Browser, site: Site
) -> None:
    which = planned(site.office, site.commune.council, site.commune.pool)
    context = chromium.new_context(base_url=site.address)
    context.set_default_timeout(LONG)
    page = context.new_page()
    page.goto(f"/proposals/{which}/hands")
    context.set_offline(True)
    name = page.locator("section[data-unit] a.name").first
    number = name.get_attribute("data-person")
    name.focus()
    page.keyboard.press("l")
    expect(page.locator("#say")).to_contain_text("sẽ gửi lại")
    expect(page.locator("[data-number][aria-busy]")).to_have_count(0)
    page.locator("section[data-unit] a.name").nth(1).focus()
    page.keyboard.press("l")
    context.set_offline(False)
    expect(page.locator(".piece.locked")).to_have_count(2)
    expect(page.locator(f".piece.locked #p-{number}")).to_have_count(1)
    context.close()


def test_steps_taken_while_a_menu_is_fetched_are_all_sent(page: Page, site: Site) -> None:
    proposal_id = planned(site.office, site.commune.council, site.commune.pool)
    page.goto(f"/proposals/{proposal_id}/hands")
    held = HeldRequests(page, "**/hands/people/*")
    names = page.locator("section[data-unit]").nth(0).locator("a.name")
    names.nth(0).press(" ")
    menu = held.take()
    last = names.nth(4).get_attribute("data-person")
    for place in (1, 2, 3, 3, 4):
        names.nth(place).press("l")  # the second time on one name, it is unlocked again
    menu.continue_()
    expect(page.locator(f".piece.locked #p-{last}")).to_have_count(1)
    expect(page.locator(".piece.locked")).to_have_count(3)


def test_a_search_goes_on_when_somebody_found_is_moved(
    page: Page, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(board, "MOST_TRAY_PEOPLE", 1)
    proposal_id = planned(site.office, site.commune.council, site.commune.pool)
    page.goto(f"/proposals/{proposal_id}/hands")
    field, found = page.locator("#tray-words"), page.locator("#tray-found a.name")
    name = (found.last.text_content() or "").strip()
    with page.expect_response("**/hands/tray"):
        field.press_sequentially(name)
    expect(found.first).to_contain_text(name)
    number = found.first.get_attribute("data-person")
    found.first.press("Control+Shift+ArrowRight")
    expect(page.locator(f"[data-unit] #p-{number}")).to_be_focused()
    expect(field).to_have_value(name)
    expect(page.locator("#tray-found")).to_contain_text("Không có ai như vậy")


def test_saving_waits_for_the_step_under_way(page: Page, site: Site) -> None:
    proposal_id = planned(site.office, site.commune.council, site.commune.pool)
    page.goto(f"/proposals/{proposal_id}/hands")
    held = HeldRequests(page, "**/hands/steps")
    first = page.locator("section[data-unit] a.name").first
    name = f"a.name[data-person='{first.get_attribute('data-person')}']"
    first.press("Delete")
    step = held.take()
    page.locator("#save-form button").click()
    step.continue_()
    page.wait_for_url("**/proposals/prp_*")
    page.goto(page.url + "/hands")
    expect(page.locator(f"[data-tray] {name}")).to_have_count(1)
