"""`python -m tests.app.web.desk.support.office_walk FOLDER [keys]`: an office's whole way, in Chromium.

From an empty production installation and a messy list of 118 people to papers that are signed, by two users and
without a command line; with `keys` by the keyboard alone. Pictures and papers are kept in the folder, to be looked at.
"""

import re
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from playwright.sync_api import Browser, Locator, Page, expect
from pyotp.totp import TOTP

from cocau.app.db.engine import Store
from cocau.app.files.readers import read_council
from cocau.app.main import create_app
from cocau.app.services.operations.first_run import issue_code
from cocau.app.settings import SecondFactorRule
from cocau.fixtures.run import SHIPPED
from tests.app.auth.callers import PASSWORD, in_production
from tests.app.web.desk.support.browser import browsers
from tests.app.web.desk.support.office_list import build_office_list
from tests.app.web.desk.support.server import served
from tests.app.web.desk.support.sights import LONG
from tests.databases import migrated

PHONE = {"width": 390, "height": 844}
WIDE = {"width": 1440, "height": 900}
PLAN_LABEL = "Phương án trình Ban Thường vụ"
_MOST_STOPS = 700


class Hand(Protocol):
    """How somebody works a page."""

    def press(self, target: Locator) -> None:
        """Press a button or follow a link."""

    def fill(self, target: Locator, text: str) -> None:
        """Type into a field, over what stands there."""

    def choose(self, target: Locator, label: str) -> None:
        """Choose an option."""


class Mouse:
    """Somebody with a mouse."""

    def press(self, target: Locator) -> None:
        target.click()

    def fill(self, target: Locator, text: str) -> None:
        target.fill(text)

    def choose(self, target: Locator, label: str) -> None:
        target.select_option(label=label)


class Keys:
    """Somebody who has a keyboard only: everything is reached by Tab."""

    def press(self, target: Locator) -> None:
        self._reach(target).press("Enter")

    def fill(self, target: Locator, text: str) -> None:
        page = self._reach(target)
        page.press("Control+a")
        page.insert_text(text)

    def choose(self, target: Locator, label: str) -> None:
        keys = self._reach(target)
        chosen = "select => select.selectedOptions[0].label.trim()"
        count = target.locator("option").count()
        keys.press("Home")
        for _ in range(count):
            if target.evaluate(chosen) == label:
                return
            keys.press("ArrowDown")
        assert target.evaluate(chosen) == label, label

    def _reach(self, target: Locator):  # type: ignore[no-untyped-def]  # noqa: ANN202  # playwright's keyboard
        target.wait_for()
        keys = target.page.keyboard
        for _ in range(_MOST_STOPS):
            if target.evaluate("element => element === document.activeElement"):
                return keys
            keys.press("Tab")
        raise AssertionError(f"no Tab leads to {target}")


@dataclass
class Walk:
    """One way through the desk. `folder`: where pictures and papers go."""

    browser: Browser
    address: str
    folder: Path
    hand: Hand
    page: Page = field(init=False)
    council: str = ""
    plan: str = ""
    wrong: list[str] = field(default_factory=list)

    def open_page(self) -> Page:
        """Open a browser of its own, in which what a page says on its console is kept."""
        context = self.browser.new_context(base_url=self.address, viewport=WIDE, locale="vi-VN")  # type: ignore[arg-type]
        context.set_default_timeout(LONG)
        page = context.new_page()
        page.on("console", lambda said: self.wrong.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: self.wrong.append(str(error)))
        return page

    def show(self, name: str) -> None:
        """Keep a picture of the page."""
        self.page.screenshot(path=self.folder / f"{name}.png", full_page=True)

    def press(self, name: str, *, role: str = "button") -> None:
        """Press what has this name."""
        self.hand.press(self.page.get_by_role(role, name=name).first)  # type: ignore[arg-type]

    def fill(self, **texts: str) -> None:
        """Fill fields by their ids."""
        for name, text in texts.items():
            self.hand.fill(self.page.locator(f"[id='{name}']"), text)


def set_up(walk: Walk, code: str) -> None:
    """Make the first administrator, with a second factor, and the second user."""
    walk.page = page = walk.open_page()
    page.goto("/")
    walk.press("Thiết lập lần đầu", role="link")
    walk.fill(code=code, name="can-bo", password=PASSWORD, again=PASSWORD)
    walk.press("Tạo người quản trị")
    pass_second_factor(walk)
    walk.press("Người dùng", role="link")
    walk.fill(name="lanh-dao")
    walk.hand.choose(page.locator("[name=role]"), "Người phê duyệt")
    walk.fill(password=f"{PASSWORD} hai")
    walk.hand.press(page.get_by_role("button", name="Thêm", exact=True))
    expect(page.get_by_role("heading", name="lanh-dao")).to_be_visible()


def pass_second_factor(walk: Walk) -> None:
    """Set up the device that the role must have."""
    secret = walk.page.locator("code.secret").inner_text().replace(" ", "")
    walk.fill(code=TOTP(secret).now())
    walk.press("Xác nhận thiết bị")
    walk.press("Đã cất", role="link")


def make_council(walk: Walk) -> None:
    """Type a province of 2026: population, pasted constituencies, committees, the previous term."""
    told, page = read_council(SHIPPED / "councils" / "tinh-sap-xep.yaml"), walk.page
    page.goto("/")
    walk.press("Thêm hội đồng", role="link")
    walk.fill(name="HĐND tỉnh Đông Sơn")
    walk.hand.choose(page.locator("#kind"), "Tỉnh")
    walk.hand.choose(page.locator("#term"), "2026 - 2031 (bầu cử ngày 15/03/2026)")
    walk.fill(**{"place.province": "Tỉnh Đông Sơn", "population": "1.761.829", "merged_from": "2"})
    walk.hand.press(page.locator("summary", has_text="Dán từ bảng tính"))
    units = ((u.name, str(u.seats), str(u.population), ", ".join(u.localities)) for u in told.constituencies)
    walk.fill(pasted="\n".join("\t".join(unit) for unit in units))
    walk.hand.press(page.locator("#paste"))
    expect(page.locator(".told-good")).to_contain_text("15 đơn vị bầu cử")
    walk.hand.press(page.locator("#usual-committees"))
    committees = page.locator("input[id^='committee.'][id$='.name']")
    expect(committees).to_have_count(3)
    walk.hand.press(page.locator("#more-committees"))
    expect(committees).to_have_count(4)
    walk.hand.fill(committees.nth(3), "Ban Dân tộc")
    walk.hand.fill(page.locator("input[id^='committee.'][id$='.continues']").nth(3), "1")
    _type_previous_term(walk)
    walk.show("1-council")
    walk.hand.press(page.locator("#save"))
    page.wait_for_url("**/councils/cnc_*")
    expect(page.locator("main")).to_contain_text("Đã lưu hội đồng")
    walk.council = re.findall(r"cnc_\w+", page.url)[0]


def _type_previous_term(walk: Walk) -> None:
    prior = read_council(SHIPPED / "councils" / "tinh-sap-xep.yaml").prior_term
    assert prior is not None
    walk.fill(
        **{
            "sitting.chair": "1",
            "officers.chair": "Trần Quốc Mẫu",
            "sitting.vice_chair": "4",
            "officers.vice_chair": "Lê Thị Hư; Phan Văn Cấu; Bùi Đình Giả; Hồ Thị Định",
            "sitting.deputy_head": "9",
            "prior.deputies": str(prior.deputies),
            "prior.people": str(prior.introduced),
        }
    )
    for group, count in prior.counts.items():
        walk.hand.fill(walk.page.locator(f"[id='prior.count.{group}']"), str(count))
    for group, count in prior.introduced_counts.items():
        walk.hand.fill(walk.page.locator(f"[id='prior.introduced.{group}']"), str(count))
    walk.fill(ethnic_minority_candidates="8")


VALUES = {
    "TUV": "Ủy viên Ban Chấp hành (cấp ủy viên)",
    "BT Tỉnh ủy": "Bí thư",
    "Phó BT TT Tỉnh ủy": "Phó Bí thư Thường trực",
    "Phó BT Tỉnh ủy": "Phó Bí thư",
    "CT": "có",
}
COLUMNS = {17: "Tái cử", 18: "Quy hoạch chức danh", 20: "Tín nhiệm của cử tri (%)", 21: "Xếp loại hằng năm"}
LATER_VALUES = {
    "HTXSNV": "Hoàn thành xuất sắc nhiệm vụ",
    "HTTNV": "Hoàn thành tốt nhiệm vụ",
    "Tái cử": "có",
}


def bring_list(walk: Walk) -> None:
    """Upload the list, choose columns and values, mend two cells, keep it."""
    page = walk.page
    page.goto(f"/councils/{walk.council}/people")
    file = {"name": "ds-118.xlsx", "mimeType": "application/octet-stream", "buffer": build_office_list()}
    page.locator("#file").set_input_files(file)  # type: ignore[arg-type]  # a file of its own stubs
    walk.press("Tải danh sách lên")
    expect(page.locator(".told-bad")).to_contain_text("Nhận ra 118 người")
    for text, meant in VALUES.items():
        walk.hand.choose(page.get_by_label(text, exact=True), meant)
    _mend(walk, "30/02/1975", "28/02/1975")
    for column, name in COLUMNS.items():
        walk.hand.choose(page.locator(f"[name=column-{column}]"), name)
    walk.hand.press(page.get_by_role("button", name="Kiểm tra lại").last)
    for text, meant in LATER_VALUES.items():
        walk.hand.choose(page.get_by_label(text, exact=True), meant)
    _mend(walk, "chín mươi hai", "92")
    walk.hand.press(page.get_by_role("button", name="Kiểm tra lại").last)
    expect(page.locator(".told-good")).to_contain_text("Mọi ô đều đọc được")
    walk.show("2-list")
    walk.press("Lưu danh sách")
    expect(page.locator("main")).to_contain_text("118 người")


def _mend(walk: Walk, was: str, now: str) -> None:
    cell = walk.page.locator(f"input[aria-label^='Ô '][value='{was}']")
    walk.hand.fill(cell, now)


def plan(walk: Walk) -> None:
    """Plan, and wait for the proposal."""
    walk.page.goto(f"/councils/{walk.council}")
    walk.press("Lập phương án")
    walk.page.locator(".state-optimal").first.wait_for()
    walk.plan = walk.page.url.partition("?")[0]
    walk.show("3-proposal")


def withdraw_vice_chair(walk: Walk) -> None:
    """Record that the first intended vice-chair withdraws; adjust with the fewest moves and keep that."""
    page = walk.page
    walk.hand.press(page.locator("[data-for=posts]"))
    post = page.locator("ul.posts li", has_text="Phó Chủ tịch HĐND").first
    name = post.get_by_role("link").inner_text()
    page.goto(f"/councils/{walk.council}/people")
    page.goto(f"{page.url.partition('?')[0]}?q={name}")
    page.once("dialog", lambda asked: asked.accept())
    walk.hand.press(page.get_by_role("link", name=name).first)
    walk.hand.press(page.get_by_role("button", name=re.compile("rút")).last)
    expect(page.locator("main")).to_contain_text("117 người")
    page.goto(walk.plan)
    expect(page.locator("main")).to_contain_text(f"{name} (Phó Chủ tịch HĐND dự kiến) đã rút")
    walk.show("4-outdated")
    walk.press("Điều chỉnh với ít thay đổi nhất")
    page.get_by_role("button", name="Giữ phương án này").wait_for()
    walk.show("5-adjusted")
    walk.press("Giữ phương án này")
    expect(page.get_by_role("button", name="Giữ phương án này")).to_have_count(0)
    walk.plan = page.url.partition("?")[0]


def move_by_hand(walk: Walk) -> None:
    """Make three moves, complete the rest around them, and save."""
    page = walk.page
    page.goto(f"{walk.plan}/hands")
    say, units = page.locator("#say"), page.locator("section[data-unit]")
    walk.hand.press(units.nth(0).locator("a.name").first)
    walk.hand.press(page.locator(".targets button[value^=move]").first)
    expect(say).to_contain_text("Chuyển")
    page.keyboard.press("Control+z")
    expect(say).to_contain_text("Đã hoàn tác")
    units.nth(0).locator(".piece.deputy a.name, a.name").first.focus()
    page.keyboard.press("l")
    expect(say).to_contain_text("Khóa")
    units.nth(3).locator("a.name").nth(1).focus()
    page.keyboard.press("Control+Shift+ArrowRight")
    expect(say).to_contain_text("Chuyển")
    _move_across(walk)
    walk.hand.press(page.locator("button[value=touched]").first)
    expect(say).to_contain_text("Đã hoàn thành phần còn lại")
    walk.fill(**{"save-label": PLAN_LABEL})
    walk.hand.press(page.locator("button[form=save-form]").first)
    page.wait_for_url("**/proposals/prp_*")
    expect(page.locator("main")).to_contain_text(PLAN_LABEL)
    walk.plan = page.url.partition("?")[0]


def _move_across(walk: Walk) -> None:
    """Move somebody to another list: by dragging, or by keys."""
    page = walk.page
    units = page.locator("section[data-unit]")
    piece = units.nth(4).locator(".piece:not(.locked)").first
    moved = piece.locator("a.name").get_attribute("data-person")
    if isinstance(walk.hand, Keys):
        piece.locator("a.name").focus()
        page.keyboard.press("Control+Shift+ArrowRight")
    else:
        piece.locator(".grip").scroll_into_view_if_needed()
        start, end = piece.locator(".grip").bounding_box(), units.nth(5).bounding_box()
        assert start is not None
        assert end is not None
        page.mouse.move(start["x"] + 8, start["y"] + 8)
        page.mouse.down()
        page.mouse.move(end["x"] + 60, start["y"] + 10, steps=4)
        page.mouse.up()
    expect(units.nth(5).locator(f"#p-{moved}")).to_have_count(1)


def approve(walk: Walk) -> None:
    """Approve as the second user, in a browser of their own."""
    worker, walk.page = walk.page, walk.open_page()
    page = walk.page
    page.goto(walk.plan)
    walk.hand.fill(page.locator("[name=name]"), "lanh-dao")
    walk.hand.fill(page.locator("[name=password]"), f"{PASSWORD} hai")
    walk.hand.press(page.locator("main button").first)
    pass_second_factor(walk)
    expect(page.locator("main")).to_contain_text(PLAN_LABEL)
    walk.press("Phê duyệt", role="link")
    walk.fill(document="15-QĐ/TU", reason="Đồng ý phương án.")
    walk.press("Phê duyệt")
    expect(page.locator(".stand-for").first).to_contain_text("Phê duyệt")
    walk.show("7-approved")
    page.context.close()
    walk.page = worker


OFFICE = {
    "standing_committee.name": "THƯỜNG TRỰC HỘI ĐỒNG NHÂN DÂN TỈNH ĐÔNG SƠN",
    "standing_committee.number": "05",
    "standing_committee.symbol": "TTr-HĐND",
    "standing_committee.place": "Đông Sơn",
    "standing_committee.on": "2026-01-12",
    "standing_committee.signatory": "Trần Quốc Mẫu",
    "election_committee.name": "ỦY BAN BẦU CỬ TỈNH ĐÔNG SƠN",
    "election_committee.place": "Đông Sơn",
    "election_committee.on": "2026-02-25",
    "election_committee.signatory": "Phan Văn Cấu",
}


def take_papers(walk: Walk) -> dict[str, bytes]:
    """Enter who issues them, and download every paper in every format."""
    page = walk.page
    page.goto(f"{walk.plan}/papers")
    walk.press("Thông tin cơ quan ban hành", role="link")
    page.wait_for_url("**/office?*")
    page.locator("details").evaluate_all("all => all.forEach(one => { one.open = true; })")
    for name, text in OFFICE.items():
        page.locator(f"[name='{name}']").fill(text)
    walk.hand.press(page.get_by_role("button", name="Lưu").first)
    expect(page.locator(".told-good")).to_contain_text("Đã lưu")
    page.goto(f"{walk.plan}/papers")
    walk.show("8-papers")
    found = {}
    for link in page.locator("main a[download]").all():
        path = link.get_attribute("href") or ""
        name = path.rpartition("/")[2].partition("?")[0]
        found[name] = page.request.get(f"{walk.address}{path}").body()
        (walk.folder / name).write_bytes(found[name])
    return found


def measure_phone(walk: Walk) -> dict[str, float]:
    """Measure the pages at 390 px: page -> screens; raise if one is wider than the phone."""
    page = walk.page
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    screens = {}
    for name, path in {
        "overview": f"/councils/{walk.council}",
        "council": f"/councils/{walk.council}/facts",
        "people": f"/councils/{walk.council}/people",
        "proposals": f"/councils/{walk.council}/proposals",
        "proposal": walk.plan,
        "papers": f"{walk.plan}/papers",
        "approval": f"{walk.plan}/approval",
        "gates": f"/councils/{walk.council}/gates",
        "report": "/report",
    }.items():
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], name
        screens[name] = round(page.evaluate("document.documentElement.scrollHeight") / PHONE["height"], 1)
        walk.show(f"9-phone-{name}")
    return screens


@contextmanager
def start_office(folder: Path, browser: Browser, hand: Hand) -> Iterator[tuple[Walk, Store]]:
    """Start an empty production installation, and somebody in front of it."""
    settings = in_production(folder / "state", second_factor=SecondFactorRule.REQUIRED)
    with migrated(folder) as store, served(create_app(settings, store)) as address:
        yield Walk(browser, address, folder, hand), store


def walk_whole_way(walk: Walk, store: Store) -> dict[str, bytes]:
    """Walk from the empty installation to the papers; return them by name."""
    code = issue_code(store)
    assert code is not None
    set_up(walk, code)
    for step in (make_council, bring_list, plan, withdraw_vice_chair, move_by_hand, approve):
        step(walk)
    return take_papers(walk)


def main() -> None:
    """Walk, and keep what was seen."""
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    expect.set_options(timeout=LONG)
    hand = Keys() if "keys" in sys.argv else Mouse()
    for browser in browsers():
        with tempfile.TemporaryDirectory() as made, start_office(Path(made), browser, hand) as (walk, store):
            walk.folder = folder
            papers = walk_whole_way(walk, store)
            print(sorted(papers), measure_phone(walk), *walk.wrong, sep="\n")  # noqa: T201  # what it is for


if __name__ == "__main__":
    main()
