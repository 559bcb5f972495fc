"""The Pareto front of two aims, in words: what less of the one costs of the other."""

from collections.abc import Iterator

from cocau.app.render.beside import apart_from, cost_in_short, costs, movers
from cocau.app.render.blocks import Block, Cell, Column, Heading, Line, Table, Tone
from cocau.app.render.compliance import actual
from cocau.app.render.numbers import number
from cocau.app.render.sheet import Sheet
from cocau.solver.explain.front import Front, Point
from cocau.solver.proposal import Proposal


def fronts(sheet: Sheet, proposal: Proposal, found: Front) -> Iterator[Block]:
    """Whether the two fight, what is held, and a row for each point."""
    del proposal  # the sheet has all that is named
    say = sheet.say
    yield _headline(sheet, found)
    for name, aim in zip("AB", found.aims, strict=True):
        rule = sheet.book.by_id[aim]
        yield Line(f"{sheet.says(rule)} — {sheet.clause(rule)} [{aim}]", mark=f"{name} =", indent=2)
    yield Line(
        say("Giữ mọi điều bắt buộc", "Every must is held")
        + (
            say("; các mục tiêu khác để tự do.", "; all other aims are free.")
            if not found.kept
            else say(" và các bậc mục tiêu xếp trước: ", ", and the tiers of aims before both: ")
            + ", ".join(rule for tier in found.kept for rule in tier)
            + "."
        ),
        Tone.QUIET,
    )
    if found.points:
        yield _table(sheet, found)
    yield from _plan(sheet, found)
    for n, point in enumerate(found.points):
        if n != found.at_plan:
            yield from _point(sheet, found, n, point)


def _headline(sheet: Sheet, found: Front) -> Line:
    say, points = sheet.say, found.points
    if not found.complete:
        return Line(
            say(
                f"CHƯA ĐỦ: mới biết {len(points)} điểm; hết thời gian, đã dừng, hoặc tới giới hạn số điểm. "
                "Mỗi điểm dưới đây đã được chứng minh.",
                f"NOT ALL: {len(points)} points so far; out of time, stopped, or at the limit of points. "
                "Each of those below is proven.",
            ),
            Tone.CARE,
        )
    if len(points) == 1:
        return Line(
            say(
                "Hai mục tiêu không cản trở nhau: cùng lúc đạt được mức tốt nhất của từng mục tiêu.",
                "The two aims do not fight: both can be at their best at once.",
            ),
            Tone.GOOD,
        )
    return Line(
        say(
            f"Hai mục tiêu cản trở nhau: có đúng {len(points)} mức đánh đổi; "
            "đã chứng minh là không có mức nào khác.",
            f"The two aims fight: there are exactly {len(points)} trade-offs, proven that there is no other.",
        ),
        Tone.STRONG,
    )


def _table(sheet: Sheet, found: Front) -> Table:
    say = sheet.say
    columns = (
        Column(say("Điểm", "Point"), narrow=True),
        Column(say("A thiếu", "A short by"), right=True),
        Column(say("B thiếu", "B short by"), right=True),
        Column(say("Bậc mục tiêu khác", "Other tiers of aims"), share=2),
        Column(say("Người thay đổi", "People moved"), right=True),
    )
    return Table(columns, tuple(_row(sheet, found, n, point) for n, point in enumerate(found.points)))


def _row(sheet: Sheet, found: Front, n: int, point: Point) -> tuple[Cell, ...]:
    a, b = (number(short, sheet.lang) for short in point.short)
    others = cost_in_short(sheet, apart_from(point.beside, found.aims))
    return (f"{n + 1}{'●' if found.at_plan == n else ''}", a, b, others, str(len(point.beside.moves)))


def _point(sheet: Sheet, found: Front, n: int, point: Point) -> Iterator[Block]:
    """The figures of both, the other aims, and whose part is another one than in the plan."""
    say = sheet.say
    yield Heading(say(f"Điểm {n + 1}, so với phương án", f"Point {n + 1}, beside the plan"))
    for name, finding in zip("AB", point.findings, strict=True):
        rule = sheet.book.by_id[finding.rule]
        tone = Tone.CARE if finding.short else Tone.GOOD
        yield Line(f"{name}: {actual(sheet, rule, finding)}", tone)
    yield from costs(sheet, point.beside, but=found.aims)
    yield from movers(sheet, point.beside)


def _plan(sheet: Sheet, found: Front) -> Iterator[Block]:
    say = sheet.say
    a, b = (finding.short for finding in found.plan)
    if found.at_plan is not None:
        yield Line(say("● phương án đang ở điểm này.", "● the plan is at this point."), Tone.QUIET)
    elif found.complete:
        yield Line(
            say(
                f"Phương án có A thiếu {a}, B thiếu {b}, không ở điểm nào trên đây: do các mục tiêu khác.",
                f"The plan has A short by {a}, B short by {b}, at none of these points: so other aims "
                "have it.",
            ),
            Tone.QUIET,
        )
