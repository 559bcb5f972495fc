"""The next best slates beside a plan, in words."""

from collections.abc import Iterator

from cocau.app.render.beside import cost_in_short, costs, movers
from cocau.app.render.blocks import Block, Column, Heading, Line, Table, Tone
from cocau.app.render.numbers import counted
from cocau.app.render.sheet import Sheet
from cocau.solver.differences import Move
from cocau.solver.explain.alternatives import Alternatives, Ended
from cocau.solver.explain.beside import Beside
from cocau.solver.proposal import Proposal


def others(sheet: Sheet, proposal: Proposal, found: Alternatives) -> Iterator[Block]:
    """How many there are and whether these are all; a row for each; then each person by person."""
    del proposal  # the sheet has all that is named
    yield from _head(sheet, found)
    if found.alternatives:
        yield _overview(sheet, found)
    for n, other in enumerate(found.alternatives, start=1):
        yield Heading(sheet.say(f"Phương án khác số {n}", f"Alternative {n}"))
        if other.costs:
            yield Line(sheet.say("Mục tiêu khác với phương án:", "Aims that come out otherwise:"))
            yield from costs(sheet, other, indent=2)
        else:
            yield Line(
                sheet.say(
                    "Mọi bậc mục tiêu ngang với phương án.", "Every tier of aims is as good as in the plan."
                ),
                Tone.GOOD,
            )
        yield from movers(sheet, other)


def _head(sheet: Sheet, found: Alternatives) -> Iterator[Block]:
    number, say = len(found.alternatives), sheet.say
    yield Line(
        say(
            f"{number} phương án khác, mỗi phương án khác phương án này và khác nhau ít nhất {found.apart} "
            "người (có hay không trong danh sách, là đại biểu dự kiến hay không); tốt nhất trước.",
            f"{counted(number, 'alternative', 'alternatives')}, each at least "
            f"{counted(found.apart, 'person', 'people')} away from this plan and from each other "
            "(on a list or off, an intended deputy or not); the best first.",
        ),
        Tone.STRONG,
    )
    for rule_id in found.within:
        rule = sheet.book.by_id[rule_id]
        yield Line(
            say("Không kém hơn phương án ở: ", "No worse than the plan in: ")
            + f"{sheet.says(rule)} [{rule_id}]",
            indent=2,
        )
    yield _ended(sheet, found)


def _ended(sheet: Sheet, found: Alternatives) -> Line:
    say = sheet.say
    match found.ended:
        case Ended.NUMBER:
            return Line(
                say(
                    "Đã chứng minh: trong số còn lại, không phương án nào tốt hơn các phương án dưới đây.",
                    "Proven: of all that are left none is better than those below.",
                ),
                Tone.QUIET,
            )
        case Ended.NO_OTHER:
            return Line(
                say(
                    "Đã chứng minh: không còn phương án nào khác như vậy (cả hai bộ giải đều xác nhận).",
                    "Proven: there is no other such slate (both engines say so).",
                ),
                Tone.CARE,
            )
    return Line(
        say(
            "HẾT THỜI GIAN HOẶC ĐÃ DỪNG: có thể còn phương án khác; hãy cho thêm thời gian (--seconds).",
            "OUT OF TIME OR STOPPED: there may be others; give more time (--seconds).",
        ),
        Tone.CARE,
    )


def _overview(sheet: Sheet, found: Alternatives) -> Table:
    say = sheet.say
    columns = (
        Column(say("Số", "No."), narrow=True),
        Column(say("Bậc mục tiêu", "Tiers of aims"), share=3),
        Column(say("Vào danh sách", "Come onto a list"), share=4),
        Column(say("Ra khỏi danh sách", "Leave the lists"), share=4),
        Column(say("Đổi vị trí", "Moved"), right=True, share=2),
    )
    rows = (_row(sheet, n, other) for n, other in enumerate(found.alternatives, start=1))
    return Table(columns, tuple(rows), rules=True)


def _row(sheet: Sheet, n: int, other: Beside) -> tuple[str, ...]:
    came = [m.person for m in other.moves if m.was is None or m.was.constituency is None]
    left = [m.person for m in other.moves if m.now is None or m.now.constituency is None]
    stayed = sum(_stayed(m) for m in other.moves)
    return (
        str(n),
        cost_in_short(sheet, other.costs),
        sheet.people(came, most=99) or "—",
        sheet.people(left, most=99) or "—",
        str(stayed),
    )


def _stayed(move: Move) -> bool:
    """Whether somebody is on a list before and after."""
    parts = (move.was, move.now)
    return all(part is not None and part.constituency is not None for part in parts)
