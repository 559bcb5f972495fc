"""The table of people in a browser: thousands of rows, typing word by word, cells of a spreadsheet, many who withdraw."""

import pytest
from playwright.sync_api import Page, expect

from cocau.app.auth.caller import DEVELOPER
from cocau.app.services.documents import create_document
from cocau.app.services.pools import POOLS, read_pool
from cocau.constraints.model.people import Pool
from tests.app.web.desk.conftest import Site
from tests.app.web.desk.support.browser import HeldRequests, violations

MANY = 1_250

_PASTE = """text => {
  const clipboardData = new DataTransfer();
  clipboardData.setData("text/plain", text);
  document.activeElement.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
}"""


def long_list(site: Site) -> str:
    """A pool of many people; the path of its page, with two columns."""
    people = read_pool(site.store, DEVELOPER, site.province.pool).body.people
    more = [
        person.replace_unvalidated(id=f"m{n}-{person.id}", name=f"{person.name} {n}", party_rank=None)
        for n in range(MANY // len(people) + 1)
        for person in people
    ]
    pool = create_document(
        site.store,
        DEVELOPER,
        POOLS,
        Pool(people=tuple(more[:MANY])),
        label="Dài",
        about=site.province.council,
    )
    return f"/pools/{pool.document.id}?columns=work_place&columns=sex"


def cell(row: int, field: str = "work_place") -> str:
    return f"td[data-cell='{row}-{field}']"


@pytest.mark.long
def test_thousands_of_rows_are_one_table_of_which_few_are_drawn(page: Page, site: Site) -> None:
    page.goto(long_list(site))
    expect(page.locator("nav.pages")).to_be_hidden()
    page.locator(cell(1)).click()
    page.keyboard.type("Trạm Y tế")
    page.keyboard.press("Enter")
    page.keyboard.press("Control+End")
    expect(page.locator(f"{cell(MANY)} input")).to_be_focused()
    expect(page.locator(f"#row-{MANY}")).to_have_attribute("aria-rowindex", str(MANY + 1))
    assert violations(page) == []
    for place in (1000, 800, 600, 400, 200):
        page.evaluate("place => window.peopleRows(place)", place)
    page.keyboard.press("PageUp")
    expect(page.locator(f"{cell(MANY - 20)} input")).to_be_focused()
    page.keyboard.press("Control+Home")
    expect(page.locator(f"{cell(1)} input")).to_be_focused()
    expect(page.locator(cell(1))).to_have_text("Trạm Y tế")  # drawn again, with what is not saved
    assert page.locator("tr[id^=row-]").count() <= 900
    page.locator("[data-all]").check()
    page.locator(".pick input[name=rows]").first.press("Enter")  # it would write an empty field for everybody
    expect(page.locator("[data-count]")).to_have_text("1")
    expect(page.locator("[data-picked]")).to_have_text(str(MANY))
    page.locator("[data-all]").uncheck()
    page.get_by_role("button", name="Bỏ mọi ô đã sửa").click()


def test_a_word_that_a_typer_composes_is_not_lost(page: Page, site: Site) -> None:
    page.goto(f"/pools/{site.province.pool}?columns=work_place")
    page.locator(cell(2)).click()
    expect(page.locator(f"{cell(2)} input")).to_be_focused()
    typer = page.context.new_cdp_session(page)
    for part in ("D", "Đ", "Đa", "Đạ", "Đại"):  # from the first letter in a cell that only has the focus
        typer.send(
            "Input.imeSetComposition", {"text": part, "selectionStart": len(part), "selectionEnd": len(part)}
        )
    typer.send("Input.insertText", {"text": "Đại"})
    page.keyboard.type(" học")
    page.keyboard.press("Enter")
    expect(page.locator(cell(2))).to_have_text("Đại học")
    for text in ("V", "Vi", "Việ"):  # left amid a word, by a click elsewhere
        typer.send(
            "Input.imeSetComposition", {"text": text, "selectionStart": len(text), "selectionEnd": len(text)}
        )
    page.locator(cell(5)).click()
    expect(page.locator(cell(3))).to_have_text("Việ")
    expect(page.locator("[data-count]")).to_have_text("2")
    page.get_by_role("button", name="Bỏ mọi ô đã sửa").click()


@pytest.mark.long  # in a browser
def test_a_range_of_a_spreadsheet_is_pasted_as_one_step_each_cell_judged(page: Page, site: Site) -> None:
    page.goto(f"/pools/{site.province.pool}?columns=work_place&columns=voter_confidence&columns=re_standing")
    page.locator(cell(1)).click()
    expect(page.locator(f"{cell(1)} input")).to_be_focused()
    was = page.locator(cell(2)).inner_text()
    page.evaluate(_PASTE, '"Sở Y tế,\ntỉnh"\tcó\t91\tthừa\r\n"Sở ""A"""\tkhông\t101\r\n')
    expect(page.locator("#grid-told")).to_contain_text("Đã dán 6 ô")
    expect(page.locator("#grid-told")).to_contain_text("không được quá 100")
    expect(page.locator("#grid-told")).to_contain_text("1 ô không dán")
    expect(page.locator(cell(1))).to_have_text("Sở Y tế, tỉnh")
    expect(page.locator(cell(1, "re_standing"))).to_contain_text("có")
    expect(page.locator(cell(2, "voter_confidence"))).to_have_attribute("aria-invalid", "true")
    expect(page.locator(cell(2, "voter_confidence"))).to_have_text("101")
    assert violations(page) == []
    page.get_by_role("button", name="Lưu các ô đã sửa").click()
    expect(page.locator("#grid-told")).to_contain_text("Chưa lưu được gì")
    expect(page.locator(cell(2))).to_have_text('Sở "A"')
    page.locator(cell(2, "voter_confidence")).click()
    page.keyboard.type("88")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Hoàn tác").click()
    page.get_by_role("button", name="Hoàn tác").click()
    expect(page.locator(cell(2))).to_have_text(was)
    page.get_by_role("button", name="Làm lại").click()
    page.get_by_role("button", name="Làm lại").click()
    page.get_by_role("button", name="Lưu các ô đã sửa").click()
    expect(page.locator(".told-good").first).to_contain_text("Đã lưu")
    expect(page.locator(cell(2, "voter_confidence"))).to_have_text("88")


@pytest.mark.long  # in a browser
def test_many_withdraw_by_one_act_for_one_reason(page: Page, site: Site) -> None:
    page.goto(f"{long_list(site)}&sex=female")
    before = page.locator(".found strong").inner_text()
    for row in page.locator("tr[id^=row-] .pick input").all()[:3]:
        row.check()
    page.locator("#bulk summary").click()
    page.get_by_label("Lý do").fill("Chuyển công tác")
    page.get_by_role("button", name="Ghi rút mọi người đã chọn").click()
    expect(page.locator(".told-good").first).to_contain_text("Đã ghi nhận rút")
    expect(page.locator(".headline")).to_contain_text("Bản 2")
    expect(page.locator(".headline")).to_contain_text("Chuyển công tác")
    expect(page.locator(".found")).to_contain_text(f"{int(before.split()[0]) - 3} người trong {MANY - 3}")


def test_what_is_typed_while_a_filter_is_answered_is_kept(page: Page, site: Site) -> None:
    page.goto(f"/pools/{site.province.pool}?columns=work_place")
    held = HeldRequests(page, "**/find")
    page.locator("#q").press_sequentially("a")
    answer = held.take()
    page.locator(cell(1)).click()
    page.keyboard.type("Trạm Y tế")
    answer.continue_()
    expect(page.locator("[data-count]")).to_have_text("1")
    page.locator("#q").fill("")
    expect(page.locator(cell(1))).to_have_text("Trạm Y tế")
    page.get_by_role("button", name="Bỏ mọi ô đã sửa").click()


def test_the_table_takes_nothing_while_it_is_saved(page: Page, site: Site) -> None:
    page.goto(f"/pools/{site.province.pool}?columns=work_place")
    held = HeldRequests(page, "**/cells")
    page.locator(cell(1)).click()
    page.keyboard.type("Trạm Y tế")
    page.keyboard.press("Control+s")
    saving = held.take()
    expect(page.locator(f"{cell(1)} input")).not_to_be_editable()
    page.keyboard.press("Control+z")
    page.get_by_role("button", name="Bỏ mọi ô đã sửa").click()
    expect(page.locator("[data-count]")).to_have_text("1")
    saving.fulfill(status=422, body="<p>sai</p>")
    expect(page.locator("#grid-told")).to_have_text("sai")
    page.locator(cell(1)).click()
    page.keyboard.type("Sở Y tế")
    page.keyboard.press("Enter")
    expect(page.locator(cell(1))).to_have_text("Sở Y tế")
    page.get_by_role("button", name="Bỏ mọi ô đã sửa").click()


def test_saving_waits_for_cells_that_are_pasted(page: Page, site: Site) -> None:
    page.goto(f"/pools/{site.province.pool}?columns=work_place")
    held = HeldRequests(page, "**/check")
    page.locator(cell(1)).click()
    expect(page.locator(f"{cell(1)} input")).to_be_focused()
    page.evaluate(_PASTE, "Sở Y tế\nSở Tư pháp\n")
    check = held.take()
    page.keyboard.press("Control+s")
    check.continue_()
    expect(page.locator("#grid-told, .told-good").first).to_contain_text("Đã lưu")
    expect(page.locator(cell(2))).to_have_text("Sở Tư pháp")
    expect(page.locator("[data-edited]")).to_be_hidden()
