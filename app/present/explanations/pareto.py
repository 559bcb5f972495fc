"""The Pareto front of two aims in words: what less of the one costs of the other."""

from collections.abc import Iterator

from cocau.app.present.blocks import Block, BlockCell, BlockColumn, Heading, LineBlock, TableBlock, Tone
from cocau.app.present.explanations.other_slate import (
    exclude_aims,
    render_costs,
    render_movers,
    summarise_costs,
)
from cocau.app.present.names import Names
from cocau.app.present.proposal.rule_rows import RuleRow
from cocau.app.present.wording import format_number
from cocau.solver.explain.pareto import ParetoFront, ParetoPoint
from cocau.solver.proposal import Proposal


def render_front(names: Names, proposal: Proposal, front: ParetoFront) -> Iterator[Block]:
    """Render whether two aims fight, what is held, and a row for each point."""
    del proposal  # the names are all that is needed of it
    say = names.say
    yield _render_headline(names, front)
    for name, aim in zip("AB", front.aims, strict=True):
        rule = names.book.by_id[aim]
        yield LineBlock(names.rule_line(rule, strength=False), mark=f"{name} =", indent=2)
    yield LineBlock(
        say("Giữ mọi điều bắt buộc", "Every must is held")
        + (
            say("; các mục tiêu khác để tự do.", "; all other aims are free.")
            if not front.kept
            else say(" và các chỉ tiêu xếp trước: ", ", and the tiers of aims before both: ")
            + ", ".join(rule for tier in front.kept for rule in tier)
            + "."
        ),
        Tone.QUIET,
    )
    if front.points:
        yield _build_table(names, front)
    yield from _render_plan_position(names, front)
    for n, point in enumerate(front.points):
        if n != front.at_plan:
            yield from _render_point(names, front, n, point)


def _render_headline(names: Names, front: ParetoFront) -> LineBlock:
    say, points = names.say, front.points
    if not front.complete:
        return LineBlock(
            say(
                f"CHƯA ĐỦ: mới biết {len(points)} điểm; hết thời gian, đã dừng, hoặc tới giới hạn số điểm. "
                "Mỗi điểm dưới đây đã được chứng minh.",
                f"NOT ALL: {len(points)} points so far; out of time, stopped, or at the limit of points. "
                "Each of those below is proven.",
            ),
            Tone.CARE,
        )
    if len(points) == 1:
        return LineBlock(
            say(
                "Hai mục tiêu không cản trở nhau: cùng lúc đạt được mức tốt nhất của từng mục tiêu.",
                "The two aims do not fight: both can be at their best at once.",
            ),
            Tone.GOOD,
        )
    return LineBlock(
        say(
            f"Hai mục tiêu cản trở nhau: có đúng {len(points)} mức đánh đổi; "
            "theo bộ giải, không có mức nào khác.",
            f"The two aims fight: there are {len(points)} trade-offs; by the engines no other.",
        ),
        Tone.STRONG,
    )


def _build_table(names: Names, front: ParetoFront) -> TableBlock:
    say = names.say
    columns = (
        BlockColumn(say("Điểm", "Point"), narrow=True),
        BlockColumn(say("A thiếu", "A short by"), right=True),
        BlockColumn(say("B thiếu", "B short by"), right=True),
        BlockColumn(say("Bậc mục tiêu khác", "Other tiers of aims"), share=2),
        BlockColumn(say("Người thay đổi", "People moved"), right=True),
    )
    return TableBlock(
        columns, tuple(_build_point_row(names, front, n, point) for n, point in enumerate(front.points))
    )


def _build_point_row(names: Names, front: ParetoFront, n: int, point: ParetoPoint) -> tuple[BlockCell, ...]:
    a, b = (format_number(short, names.lang) for short in point.short)
    others = summarise_costs(names, exclude_aims(point.beside, front.aims))
    return (f"{n + 1}{'●' if front.at_plan == n else ''}", a, b, others, str(len(point.beside.moves)))


def _render_point(names: Names, front: ParetoFront, n: int, point: ParetoPoint) -> Iterator[Block]:
    """Render a point: both aims, the other aims, and who changes against the plan."""
    say = names.say
    yield Heading(say(f"Điểm {n + 1}, so với phương án", f"Point {n + 1}, beside the plan"))
    for name, finding in zip("AB", point.findings, strict=True):
        row = RuleRow(names, names.book.by_id[finding.rule], finding)
        yield LineBlock(f"{name}: {row.actual}", Tone.CARE if finding.short else Tone.GOOD)
    yield from render_costs(names, point.beside, excluded=front.aims)
    yield from render_movers(names, point.beside)


def _render_plan_position(names: Names, front: ParetoFront) -> Iterator[Block]:
    say = names.say
    a, b = (finding.short for finding in front.plan)
    if front.at_plan is not None:
        yield LineBlock(say("● phương án đang ở điểm này.", "● the plan is at this point."), Tone.QUIET)
    elif front.complete:
        yield LineBlock(
            say(
                f"Phương án có A thiếu {a}, B thiếu {b}, không ở điểm nào trên đây: do các mục tiêu khác.",
                f"The plan has A short by {a}, B short by {b}, at none of these points: so other aims "
                "have it.",
            ),
            Tone.QUIET,
        )
