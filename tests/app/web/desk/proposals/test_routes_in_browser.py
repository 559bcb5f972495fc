"""A proposal in a browser. Alone in its file: of two services in one process only one has a line of jobs."""

from playwright.sync_api import Page, expect

from tests.app.web.desk.conftest import Site
from tests.app.web.desk.support.browser import violations
from tests.app.web.desk.support.stage import planned


def test_why_and_colours_are_one_press_away(page: Page, site: Site) -> None:
    which = planned(site.office, site.commune.council, site.commune.pool)
    page.goto(f"/proposals/{which}")
    page.locator("#chamber .chips").get_by_text("Giới tính").click()
    expect(page.locator("#chamber h3")).to_have_text("Giới tính")
    page.locator("#lists ~ .units .people a").first.click()
    page.locator(".ask button").first.click()
    expect(page.locator(".slot .answer").first).to_contain_text("Vì sao")
    assert violations(page) == []
    page.get_by_role("link", name="Mở trang riêng").first.click()
    expect(page.locator("h1")).to_contain_text("Vì sao")
    assert violations(page) == []
    page.goto(f"/proposals/{which}")
    page.get_by_label("Tìm người theo tên").press_sequentially("nguyen")
    expect(page.locator("#found table")).to_be_visible()
    assert "nguyen" not in page.url


def test_on_paper_there_is_nothing_to_press_and_nothing_folded(page: Page, site: Site) -> None:
    which = planned(site.office, site.commune.council, site.commune.pool)
    page.goto(f"/proposals/{which}")
    page.emulate_media(media="print")
    for nothing in (".acts", ".chips", "form", "#open", "header.top"):
        assert not any(one.is_visible() for one in page.locator(nothing).all())
    expect(page.locator("#rules details p").first).to_be_visible()
    expect(page.locator("#chamber svg.chamber")).to_be_visible()
