"""The focus stays where the user is while parts of pages are drawn anew, and nothing covers it."""

import pytest
from playwright.sync_api import Page, expect

from tests.app.web.desk.conftest import Site
from tests.app.web.desk.support.stage import planned

_COVERED = """async () => {
  for (const _ of [1, 2]) await new Promise(requestAnimationFrame);
  const seen = document.activeElement.getBoundingClientRect();
  const at = document.elementFromPoint(seen.left + seen.width / 2, seen.top + seen.height / 2);
  return !document.activeElement.contains(at) && !at.contains(document.activeElement);
}"""
"""Whether something stands before what has the focus, once it has been drawn: WCAG 2.4.11."""


@pytest.mark.long  # in a browser, as above
def test_the_focus_stays_in_the_table_of_people_and_a_key_saves(page: Page, site: Site) -> None:
    page.goto(f"/pools/{site.province.pool}?columns=work_place")
    page.locator("#sort-age").press("Enter")
    expect(page.locator("th[aria-sort=ascending] #sort-age")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("th[aria-sort=descending] #sort-age")).to_be_focused()
    cell = page.locator("tbody tr").nth(3).locator("td[data-cell]")
    cell.click()
    page.keyboard.type("Sở Y tế")
    page.keyboard.press("Control+s")
    expect(page.locator("#grid-told")).to_have_text("Đã lưu.")
    expect(cell.locator("input")).to_be_focused()
    expect(cell).to_have_text("Sở Y tế")
    page.keyboard.press("Control+s")
    expect(page.locator("#grid-told")).to_have_text("Chưa có ô nào sửa.")
    page.keyboard.type("Sở Tư pháp")
    page.keyboard.press("Enter")
    page.locator("[data-undo]").press("Enter")
    expect(page.locator("[data-redo]")).to_be_focused()  # there is nothing more to undo


def test_the_focus_stays_on_a_proposal_and_on_its_board(page: Page, site: Site) -> None:
    which = planned(site.office, site.commune.council, site.commune.pool)
    page.goto(f"/proposals/{which}")
    for name in ("lists", "rules", "overview"):
        tab = page.locator(f"[data-tabs] [data-for={name}]")
        tab.press("Enter")
        expect(tab).to_have_attribute("aria-current", "true")
        expect(tab).to_be_focused()
    colour = page.locator("#chamber a[href*='by=age']")
    colour.press("Enter")
    expect(colour).to_have_attribute("aria-current", "true")
    expect(colour).to_be_focused()

    page.goto(f"/proposals/{which}/hands")
    page.locator("section[data-unit] a.name").first.focus()
    page.keyboard.press("d")
    expect(page.locator("#say")).to_contain_text("hôi dự kiến")
    page.locator("#board-summary details").evaluate_all("all => { for (const one of all) one.open = true; }")
    names = page.locator("section[data-unit] a.name")
    names.last.focus()
    for _ in range(names.count() - 1):
        page.keyboard.press("Shift+Tab")
        assert not page.evaluate(_COVERED)
    page.locator("#complete").press("Enter")
    expect(page.locator("#say")).to_contain_text("Đã hoàn thành phần còn lại")
    expect(page.locator("#complete")).to_be_focused()

    page.goto(f"/councils/{site.commune.council}/proposals")
    star = page.locator("main button[name=starred]").first
    star.press("Enter")
    expect(star).to_have_attribute("value", "no")
    expect(star).to_be_focused()


def test_the_lists_of_a_board_are_folded_on_a_phone_and_open_where_the_focus_goes(
    page: Page, site: Site
) -> None:
    which = planned(site.office, site.commune.council, site.commune.pool)
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"/proposals/{which}/hands")
    expect(page.locator("#board details.fold[open]")).to_have_count(0)  # the headings are the menu
    assert page.evaluate("document.documentElement.scrollHeight / innerHeight") < 8
    page.locator("section[data-unit] summary").first.press("Enter")
    moved = page.locator("section[data-unit] a.name").first
    number = moved.get_attribute("data-person")
    moved.press("Enter")
    there = page.locator(".targets button[value^=move]").last
    unit = (there.get_attribute("value") or "").removeprefix("move ")
    there.press("Enter")
    expect(page.locator(f"[data-unit='{unit}'] #p-{number}")).to_be_focused()
    expect(page.locator("#board details.fold[open]")).to_have_count(2)


def test_the_focus_goes_to_the_next_row_when_a_row_is_dropped(page: Page) -> None:
    page.goto("/councils/new")
    drop = page.locator("button[value^='drop:unit']")
    third = drop.nth(2).get_attribute("value") or ""
    drop.nth(1).press("Enter")
    expect(drop).to_have_count(4)
    expect(page.locator(f"button[value='{third}']")).to_be_focused()
