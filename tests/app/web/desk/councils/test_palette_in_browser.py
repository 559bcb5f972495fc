"""The palette: "/" or Ctrl-K, a few letters, Enter."""

import re

from playwright.sync_api import Page, expect

from tests.app.web.desk.conftest import Site
from tests.app.web.desk.support.browser import HeldRequests, violations


def test_people_rules_and_pages_are_found_and_opened_by_keys(page: Page, site: Site) -> None:
    council = f"/councils/{site.commune.council}"
    page.goto(council)
    palette, field = page.locator("#palette"), page.locator("#palette-field")
    options, chosen = page.locator("#palette [role=option]"), page.locator("#palette [aria-selected=true]")

    page.locator("main").press("/")
    expect(field).to_be_focused()
    expect(field).to_have_value("")
    expect(options.first).to_be_visible()
    expect(chosen).to_have_count(1)
    expect(field).to_have_attribute("aria-activedescendant", options.first.get_attribute("id") or "")
    field.press("ArrowUp")
    expect(options.last).to_have_attribute("aria-selected", "true")
    field.press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")
    assert violations(page) == []

    field.press_sequentially("a/b")
    expect(field).to_have_value("a/b")
    field.press("Escape")
    expect(palette).to_be_hidden()

    page.locator("main").press("Control+k")
    expect(palette).to_be_visible()
    field.fill("phụ nữ")
    expect(page.locator("#palette .kind", has_text="Quy định")).to_be_visible()
    expect(page.locator("#palette-count")).to_contain_text(re.compile(r"Thấy \d+ mục"))

    name = "Trần Thị Trâm"
    field.fill("tran thi tram")
    row = page.locator("#palette [role=option]", has_text=name).first
    expect(row).to_have_attribute("aria-selected", "true")
    field.press("Enter")
    expect(page.get_by_role("heading", name=name)).to_be_visible()


def test_enter_opens_what_its_letters_find_however_late_that_comes(page: Page, site: Site) -> None:
    page.goto(f"/councils/{site.commune.council}")
    page.locator("main").press("/")
    expect(page.locator("#palette [aria-selected=true]")).to_have_count(1)  # of no letters yet
    held = HeldRequests(page, "**/palette")
    field = page.locator("#palette-field")
    field.fill("tran thi tram")
    field.press("Enter")
    held.take().continue_()
    expect(page.get_by_role("heading", name="Trần Thị Trâm")).to_be_visible()


def test_a_slash_in_a_field_is_a_slash(page: Page, site: Site) -> None:
    page.goto(f"/councils/{site.commune.council}/rules")
    page.locator("#q").press_sequentially("1/2")
    expect(page.locator("#q")).to_have_value("1/2")
    expect(page.locator("#palette")).to_be_hidden()
