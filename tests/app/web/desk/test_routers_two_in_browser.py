"""Two windows on the same thing: the second to save is told, and nothing of either is lost."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.app.web.desk.conftest import Site
from tests.app.web.desk.support.stage import planned
from tests.app.web.desk.support.tabs import open_tab


@pytest.fixture
def other(chromium: Browser, site: Site) -> Iterator[Page]:
    """A window of somebody else."""
    window = open_tab(chromium, site.address)
    yield window
    window.context.close()


def _type(window: Page, row: int, text: str) -> None:
    cell = window.locator(f"td[data-cell='{row}-work_place']")
    cell.click()
    window.keyboard.press("Enter")
    cell.locator("input").fill(text)
    window.keyboard.press("Enter")


def test_the_same_cell_of_a_pool(page: Page, other: Page, site: Site) -> None:
    mine, theirs = "Cơ quan của tôi", "Cơ quan của người kia"
    for window in (page, other):
        window.goto(f"/pools/{site.commune.pool}?columns=work_place")
    _type(other, 1, theirs)
    _type(page, 1, mine)
    _type(page, 2, "Nơi khác")
    other.get_by_role("button", name="Lưu các ô đã sửa").click()
    expect(other.locator(".told-good")).to_contain_text("Đã lưu")
    page.get_by_role("button", name="Lưu các ô đã sửa").click()
    expect(page.locator("main")).to_contain_text(theirs)
    expect(page.locator("td.edited").first).to_contain_text(mine)
    page.get_by_role("button", name="Lưu các ô đã sửa").click()
    expect(page.locator(".told-good")).to_contain_text("Đã lưu")
    expect(page.locator("td[data-cell='1-work_place']")).to_have_text(mine)
    expect(page.locator("td[data-cell='2-work_place']")).to_have_text("Nơi khác")


@pytest.mark.long  # as above
def test_the_same_form_of_a_council(page: Page, other: Page, site: Site) -> None:
    for window in (page, other):
        window.goto(f"/councils/{site.commune.council}/edit")
    other.locator("[id='officers.chair']").fill("Lê Văn Kia")
    other.locator("[id='prior.source']").fill("Báo cáo của người kia")
    other.locator("#save").click()
    other.wait_for_url("**/facts?told=saved")
    page.locator("[id='officers.chair']").fill("Trần Thị Mẫu")
    page.locator("#note").fill("ghi chú của tôi")
    page.locator("#save").click()
    expect(page.locator("[id='o-officers.chair']")).to_contain_text("Lê Văn Kia")
    expect(page.locator("[id='officers.chair']")).to_have_value("Trần Thị Mẫu")
    expect(page.locator("[id='prior.source']")).to_have_value("Báo cáo của người kia")
    page.locator("#save").click()
    page.wait_for_url("**/facts?told=saved")
    expect(page.locator("main")).to_contain_text("Chủ tịch HĐND: Trần Thị Mẫu")
    expect(page.locator("main")).to_contain_text("Báo cáo của người kia")
    expect(page.locator("main")).to_contain_text("ghi chú của tôi")


@pytest.mark.long  # as above
def test_the_same_proposal_by_hand(page: Page, other: Page, site: Site) -> None:
    which = planned(site.office, site.commune.council, site.commune.pool)
    for window in (page, other):
        window.goto(f"/proposals/{which}/hands")
    names = "section[data-unit] a.name"
    other.locator(names).nth(0).focus()
    other.keyboard.press("l")
    expect(other.locator("#say")).to_contain_text("Khóa")
    page.locator(names).nth(2).focus()
    page.keyboard.press("l")
    expect(page.locator("#told, #say").filter(has_text="nơi khác").first).to_be_visible()
    page.reload()
    expect(page.locator(".piece.locked")).to_have_count(1)  # the first window's step is kept
    page.locator(names).nth(2).focus()
    page.keyboard.press("l")
    expect(page.locator(".piece.locked")).to_have_count(2)
