"""The guided first plan: who follows its mark comes from the first page to the documents."""

import pytest
from playwright.sync_api import Page, expect

from tests.app.web.desk.conftest import Site
from tests.app.web.desk.support.browser import violations


@pytest.mark.long  # a whole way in a browser
def test_the_marks_lead_from_the_first_page_to_the_documents(page: Page, site: Site) -> None:
    page.goto("/")
    page.get_by_role("button", name="Bắt đầu").click()
    step, mark = page.locator("#guide-step"), page.locator(".guide-here")
    for number in range(1, 5):
        expect(step).to_have_text(f"Hướng dẫn, bước {number}/8")
        expect(mark).to_have_attribute("aria-describedby", "guide-words")
        mark.click()
    expect(step).to_have_text("Hướng dẫn, bước 5/8")
    page.locator(".guide-here[data-for=lists]").click()
    page.locator(".people .guide-here").click()
    expect(step).to_have_text("Hướng dẫn, bước 6/8")
    assert violations(page) == []
    mark.click()
    expect(page.locator(".slot").first).not_to_be_empty()
    page.locator(".guide").get_by_role("button", name="Tiếp").click()
    expect(step).to_have_text("Hướng dẫn, bước 7/8")
    while not page.url.endswith("/papers"):
        before = page.url
        mark.click()
        page.wait_for_url(lambda now, before=before: now != before)  # type: ignore[misc]  # bound in this turn
    expect(step).to_have_text("Hướng dẫn, bước 8/8")
    page.get_by_role("button", name="Kết thúc").click()
    expect(step).to_have_count(0)
    page.goto("/")
    expect(page.locator(".guide-offer")).to_have_count(0)
