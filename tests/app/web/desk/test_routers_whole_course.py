"""The whole course in a browser, as somebody does it who has never seen the program: from a file to a PDF."""

from pathlib import Path

from playwright.sync_api import Page, expect

from cocau.app.files.readers import read_pool
from cocau.app.files.writers import write_pool
from cocau.fixtures.run import SHIPPED
from tests.app.web.desk.conftest import Site


def test_from_a_file_to_the_annex(page: Page, site: Site, tmp_path: Path) -> None:
    people = tmp_path / "danh-sach.csv"
    write_pool(read_pool(SHIPPED / "pools" / "xa-mau.yaml"), people)

    page.goto("/")
    page.get_by_role("link", name="HĐND xã Mẫu").click()
    page.get_by_role("link", name="Nhân sự", exact=True).click()
    page.locator("#file").set_input_files(people)
    page.locator("#file").locator("xpath=ancestor::form").get_by_role("button").first.click()
    expect(page.locator("main")).to_contain_text("50 người")

    page.get_by_role("link", name="Hội đồng", exact=True).click()
    page.get_by_role("button", name="Lập phương án").click()
    page.locator(".state-optimal").first.wait_for()
    first = page.url

    page.locator("#lists ~ * a[href*='/people/'], a[href*='/people/']").first.click()
    page.get_by_role("button", name="Hỏi").first.click()
    expect(page.locator(".slot").first).not_to_be_empty()

    page.goto(first)
    page.get_by_role("button", name="Lập phương án giả định").click()
    page.locator("[name='bound:women-35-percent:at_least_percent']").fill("40")
    page.get_by_role("button", name="Lưu và lập phương án").click()
    page.locator(".state-optimal").first.wait_for()
    expect(page.locator(".told-care").first).to_contain_text("35 → 40")

    page.get_by_role("link", name="So sánh", exact=True).last.click()
    page.get_by_role("checkbox").last.check()
    page.get_by_role("button", name="So sánh").click()
    expect(page.locator("main")).to_contain_text("40")

    page.get_by_role("link", name="Văn bản và quy trình").click()
    step = page.locator("details.what", has=page.locator("a", has_text="Nhập văn bản")).first
    step.locator("summary").first.click()
    page.get_by_role("link", name="Nhập văn bản").first.click()
    page.get_by_label("Ngày của văn bản").fill("2021-01-15")
    page.get_by_label("Ai ra văn bản").fill("Quốc hội")
    page.get_by_label("Nội dung chính").fill("Nghị quyết về ngày bầu cử")
    page.get_by_role("button", name="Ghi vào hồ sơ").click()
    expect(page.locator("main")).to_contain_text("Nghị quyết về ngày bầu cử")

    page.goto(first)
    page.get_by_role("link", name="Văn bản", exact=True).click()
    with page.expect_download() as got:
        page.get_by_role("link", name="PDF").first.click()
    assert Path(got.value.path()).read_bytes().startswith(b"%PDF")
