"""A proposal in a browser. Alone in its file: of two services in one process only one has a line of jobs."""

from contextlib import suppress

import pytest
from playwright.sync_api import Error, Page, expect

from tests.app.web.desk.conftest import Site
from tests.app.web.desk.support.browser import HeldRequests, violations
from tests.app.web.desk.support.stage import planned


@pytest.mark.long  # in a browser
def test_why_and_colours_are_one_press_away(page: Page, site: Site) -> None:
    which = planned(site.office, site.commune.council, site.commune.pool)
    page.goto(f"/proposals/{which}")
    page.locator("#chamber .chips").get_by_text("Giới tính").click()
    expect(page.locator("#chamber h3")).to_have_text("Giới tính")
    page.locator("[data-for=lists]").click()
    page.locator("#lists ~ .units .people a").first.click()
    page.locator(".ask button").first.click()
    expect(page.locator(".slot .answer").first).to_contain_text("Vì sao")
    assert violations(page) == []
    page.get_by_role("link", name="Mở trang riêng").first.click()
    expect(page.locator("h1")).to_contain_text("Vì sao")
    assert violations(page) == []
    page.goto(f"/proposals/{which}#lists")
    page.get_by_label("Tìm người theo tên").press_sequentially("nguyen")
    expect(page.locator("#found table")).to_be_visible()
    assert "nguyen" not in page.url


@pytest.mark.long  # in a browser
def test_of_two_questions_about_a_person_the_later_is_answered(page: Page, site: Site) -> None:
    proposal_id = planned(site.office, site.commune.council, site.commune.pool)
    page.goto(f"/proposals/{proposal_id}")
    page.goto(page.locator("#lists ~ .units .people a").first.get_attribute("href") or "")
    held = HeldRequests(page, f"**/proposals/{proposal_id}/answers")
    post, unit = page.locator(".others form").all()
    post.locator("button").click()
    first = held.take()
    unit.locator("button").click()
    second = held.take()
    answer = {"status": 200, "content_type": "text/html"}
    second.fulfill(**answer, body="<p>câu sau</p>")
    expect(page.locator("#slot-other")).to_have_text("câu sau")
    with suppress(Error):  # the page has let go of it
        first.fulfill(**answer, body="<p>câu trước</p>")
    settled = page.evaluate(
        "new Promise((done) => htmx.ajax('GET', '/help', { swap: 'none' }).then(() => done(true)))"
    )
    assert settled  # whatever had come by then has been shown
    expect(page.locator("#slot-other")).to_have_text("câu sau")


@pytest.mark.long  # in a browser
def test_on_paper_there_is_nothing_to_press_and_nothing_folded(page: Page, site: Site) -> None:
    which = planned(site.office, site.commune.council, site.commune.pool)
    page.goto(f"/proposals/{which}")
    page.emulate_media(media="print")
    for nothing in (".acts", ".chips", "form", "#open", "header.top"):
        assert not any(one.is_visible() for one in page.locator(nothing).all())
    expect(page.locator("#rules details p").first).to_be_visible()
    expect(page.locator("#chamber svg.chamber")).to_be_visible()


def test_a_proposal_is_read_part_by_part_and_links_open_the_part_they_lead_to(page: Page, site: Site) -> None:
    which = planned(site.office, site.commune.council, site.commune.pool)
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"/proposals/{which}")
    expect(page.locator("#hemicycle")).to_be_visible()
    expect(page.locator("#compliance")).to_be_hidden()
    for part, head in (
        ("lists", "#lists"),
        ("posts", "#leadership"),
        ("rules", "#compliance"),
        ("ask", "#open"),
    ):
        page.locator(f"[data-for={part}]").press("Enter")
        expect(page.locator(head)).to_be_visible()
        expect(page.locator("#hemicycle")).to_be_hidden()
        assert page.evaluate("document.documentElement.scrollHeight") < 8 * 844
    kept = page.locator("details.folded tr").nth(1).get_attribute("id")
    page.goto(f"/proposals/{which}?x=1#{kept}")
    expect(page.locator(f"#{kept}")).to_be_visible()
