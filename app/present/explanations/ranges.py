"""The ranges of counted groups, in numbers and drawn beside the bounds and the plan."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from cocau.app.present.blocks import (
    Block,
    BlockColumn,
    ChartBar,
    ChartBlock,
    ChartRow,
    ChartSign,
    Heading,
    LineBlock,
    TableBlock,
    Tone,
)
from cocau.app.present.explanations.proofs import render_engines_word
from cocau.app.present.names import Names
from cocau.app.present.wording import capitalise_first, count_noun, describe_selector
from cocau.constraints.model.selectors import Among
from cocau.constraints.rules.rule import Strength
from cocau.solver.explain.ranges import GroupBound, GroupRange, GroupRanges, RangeEnds
from cocau.solver.proposal import Proposal, ProposalOutcome

SCALE_WIDTH = 16
"""Characters of a scale."""

OUTSIDE, POSSIBLE, OPTIMUM, PLAN, MUST, AIM = "·", "─", "━", "●", "▼", "▽"

ScaleEnds = tuple[int | None, int | None]


def draw_scale(
    top: int, possible: ScaleEnds, optimum: ScaleEnds | None, marks: Iterable[tuple[int, str]]
) -> str:
    """Draw a range from 0 to `top` in one line; later marks cover earlier ones."""
    drawn = [OUTSIDE] * SCALE_WIDTH
    for ends, line in ((possible, POSSIBLE), (optimum, OPTIMUM)):
        if ends is not None and None not in ends:
            low, high = (_get_position(end or 0, top) for end in ends)
            drawn[low : high + 1] = line * (high + 1 - low)
    for number, mark in marks:
        drawn[_get_position(number, top)] = mark
    return "".join(drawn)


def _get_position(number: int, top: int) -> int:
    """Return the position of a number; beyond the right end, the last."""
    return min(max(number, 0) * (SCALE_WIDTH - 1) // max(top, 1), SCALE_WIDTH - 1)


def render_ranges(names: Names, proposal: Proposal, ranges: GroupRanges) -> Iterator[Block]:  # noqa: ARG001  # as every renderer
    """Render each group with its ranges, bounds and number in the plan."""
    yield Heading(names.council.name, level=1)
    if ranges.outcome is ProposalOutcome.CONFLICT:
        yield LineBlock(
            names.say(
                "Không có phương án nào: các quy định không thể đồng thời bảo đảm",
                "No plan is possible: the rules cannot all be met",
            )
            + (names.say("; xem `cocau conflicts`.", "; see `cocau conflicts`.") if names.codes else "."),
            Tone.BAD,
        )
        return
    yield from _render_summary(names, ranges)
    if names.codes:
        yield from _render_legend(names)
        yield from render_engines_word(names)
    for among, groups in groupby(ranges.groups, key=lambda one: one.among):
        yield from _render_set(names, among, tuple(groups))


def _render_summary(names: Names, ranges: GroupRanges) -> Iterator[Block]:
    say, groups = names.say, ranges.groups
    ruled = [one for one in groups if _is_single(one.possible)]
    aimed = [one for one in groups if one not in ruled and _is_single(one.at_optimum)]
    best = [one for one in groups if one.at_optimum is not None and one.at_optimum.known]
    loose = [one for one in best if not _is_single(one.at_optimum)]
    words = say(
        f"{len(groups)} nhóm: {len(ruled)} nhóm quy định đã cố định một số",
        f"Of {count_noun(len(groups), 'group', 'groups')}, the rules settle {len(ruled)} to one number",
    )
    if best:
        words += say(
            f", {len(aimed)} nhóm cố định khi các mục tiêu ở mức tốt nhất, {len(loose)} nhóm khi đó "
            "vẫn chọn được",
            f", the aims at their optimum {len(aimed)} more; {len(loose)} can still be chosen then",
        )
    yield LineBlock(f"{words}.", Tone.GOOD)
    if ranges.outcome is not ProposalOutcome.SOLVED:
        yield LineBlock(
            say(
                "Phương án chưa chứng minh được là tốt nhất (hết thời gian), nên không có cột 'Tối ưu'.",
                "The plan's optimum is not proven (time ran out), so there are no ranges at the optimum.",
            ),
            Tone.CARE,
        )
    missing = [ends for one in groups for ends in (one.possible, one.at_optimum) if ends and not ends.known]
    if missing:
        yield LineBlock(
            say(
                f"{len(missing)} khoảng chưa tìm xong (dấu ?): hết thời gian hoặc đã dừng; không có nghĩa là "
                "không thể.",
                f"{count_noun(len(missing), 'range was', 'ranges were')} not answered in time (?); that does "
                "not mean impossible.",
            ),
            Tone.CARE,
        )


def _render_legend(names: Names) -> Iterator[Block]:
    yield LineBlock(
        names.say(
            f"Có thể ({POSSIBLE}): theo tiêu chuẩn, quy định bắt buộc và yêu cầu. Tối ưu ({OPTIMUM}): khi "
            f"mọi mục tiêu ở mức tốt nhất. {PLAN} phương án, {MUST} giới hạn bắt buộc, {AIM} mức phấn đấu "
            "(trong ngoặc). Thước của mỗi dòng từ 0 đến số lớn nhất của dòng đó.",
            f"Possible ({POSSIBLE}): under standards, musts and pins. Optimum ({OPTIMUM}): with every aim as "
            f"near as it can be. {PLAN} the plan, {MUST} the bound of a must, {AIM} the goal of an aim (in "
            "brackets). Each scale runs from 0 to the largest number of its row.",
        ),
        Tone.QUIET,
    )


def _render_set(names: Names, among: Among, groups: Sequence[GroupRange]) -> Iterator[Block]:
    say = names.say
    yield Heading(names.label(among))
    fixed = [one for one in groups if _is_single(one.possible) and not one.bounds]
    shown = [one for one in groups if one not in fixed]
    if shown:
        past = any(one.before is not None for one in shown)
        columns = [
            BlockColumn(say("Nhóm", "Group"), share=1),
            BlockColumn(say("Có thể", "Possible"), narrow=True, right=True),
            BlockColumn(say("Tối ưu", "Optimum"), narrow=True, right=True),
            BlockColumn(say("Ph.án", "Plan"), narrow=True, right=True),
            *([BlockColumn(say("Trước", "Before"), narrow=True, right=True)] if past else []),
            BlockColumn(say("Giới hạn", "Bounds"), narrow=True),
            BlockColumn("", narrow=True, drawn=True),
        ]
        table = TableBlock(tuple(columns), tuple(_build_range_row(names, one, past=past) for one in shown))
        rows = tuple(_chart_row(names, one) for one in shown)
        title = say("Ít nhất và nhiều nhất bao nhiêu người", "How many people at least and at most")
        yield ChartBlock(title, rows, _list_chart_keys(names, rows), table)
    if fixed:
        said = ", ".join(f"{describe_selector(names, one.who)} ({one.possible.least})" for one in fixed)
        yield LineBlock(say("Phương án nào cũng vậy: ", "Whatever is planned: ") + said + ".", Tone.QUIET)
    yield from _render_rules(names, shown)


def _build_range_row(names: Names, group: GroupRange, *, past: bool) -> tuple[str, ...]:
    possible, optimum = group.possible, group.at_optimum
    marks = [
        (n, MUST if _is_binding(names, b) else AIM)
        for b in _sort_by_weight(names, group)
        for n in _list_ends(b)
    ]
    plan = [] if group.plan is None else [(group.plan, PLAN)]
    best = None if optimum is None else (optimum.least, optimum.most)
    return (
        _name_group(names, group),
        _describe_range(possible),
        "—" if optimum is None else _describe_range(optimum),
        "—" if group.plan is None else str(group.plan),
        *(["—" if group.before is None else str(group.before)] if past else []),
        _describe_bounds(names, group),
        draw_scale(
            max(_list_numbers(group), default=1), (possible.least, possible.most), best, [*marks, *plan]
        ),
    )


def _chart_row(names: Names, group: GroupRange) -> ChartRow:
    """Build the scale of a group: possible, at the optimum, bounds and the plan."""
    spans = ((ChartSign.POSSIBLE, group.possible), (ChartSign.BEST, group.at_optimum))
    bars = [
        ChartBar(sign, ends.least, ends.most)
        for sign, ends in spans
        if ends is not None and ends.least is not None and ends.most is not None
    ]
    marks: list[tuple[ChartSign, float]] = [
        (ChartSign.MUST if _is_binding(names, bound) else ChartSign.AIM, end)
        for bound in _sort_by_weight(names, group)
        for end in _list_ends(bound)
    ]
    if group.plan is not None:
        marks.append((ChartSign.PLAN, group.plan))
    top = max(_list_numbers(group), default=1)
    return ChartRow(_name_group(names, group), _describe_group(names, group), top, tuple(bars), tuple(marks))


def _describe_group(names: Names, group: GroupRange) -> str:
    """Describe the scale of a group in a sentence."""
    say, possible = names.say, group.possible
    if _is_single(possible):
        words = [say(f"phương án nào cũng có {possible.least} người", f"{possible.least} in every plan")]
    else:
        said = _describe_range(possible)
        words = [say(f"có thể có {said} người", f"{said} are possible")]
    if group.at_optimum is not None and group.at_optimum != possible:
        best = _describe_range(group.at_optimum)
        words.append(
            say(f"{best} khi các chỉ tiêu đạt tốt nhất có thể", f"{best} with every target at its best")
        )
    if group.plan is not None:
        words.append(say(f"phương án này {group.plan}", f"{group.plan} in this plan"))
    for strength, binding in ((say("bắt buộc", "mandatory"), True), (say("phấn đấu", "target"), False)):
        bounds = [_say_bound(names, b) for b in group.bounds if _is_binding(names, b) is binding]
        if bounds:
            words.append(f"{strength} {', '.join(dict.fromkeys(bounds))}")
    return capitalise_first("; ".join(words)) + "."


def _list_chart_keys(names: Names, rows: Iterable[ChartRow]) -> tuple[tuple[ChartSign, str], ...]:
    """List the signs that a chart uses, with their meanings."""
    say = names.say
    words = {
        ChartSign.POSSIBLE: say("khoảng có thể theo quy định bắt buộc", "possible under the mandatory rules"),
        ChartSign.BEST: say("khi các chỉ tiêu đạt tốt nhất có thể", "with every target at its best"),
        ChartSign.PLAN: say("phương án này", "this plan"),
        ChartSign.MUST: say("giới hạn bắt buộc", "bound of a mandatory rule"),
        ChartSign.AIM: say("mức phấn đấu", "target"),
    }
    seen = {sign for row in rows for sign in (*(bar.sign for bar in row.bars), *(s for s, _ in row.marks))}
    return tuple((sign, said) for sign, said in words.items() if sign in seen)


def _render_rules(names: Names, groups: Iterable[GroupRange]) -> Iterator[Block]:
    """Render every rule that bounds one of these groups, once, with its clause."""
    for rule_id in dict.fromkeys(bound.rule for one in groups for bound in one.bounds):
        rule = names.book.by_id[rule_id]
        mark = (AIM if rule.strength is Strength.AIM else MUST) if names.codes else "•"
        yield LineBlock(names.rule_line(rule), Tone.QUIET, mark=mark, indent=1)


def _describe_bounds(names: Names, group: GroupRange) -> str:
    """Return the bounds of a group, an aim's in brackets: ``≤8 (≥10)``."""
    musts = [_describe_bound(bound) for bound in group.bounds if _is_binding(names, bound)]
    aims = [_describe_bound(bound) for bound in group.bounds if not _is_binding(names, bound)]
    return " ".join([*dict.fromkeys(musts), *(f"({said})" for said in dict.fromkeys(aims))])


def _describe_bound(bound: GroupBound) -> str:
    if bound.at_least == bound.at_most:
        return f"={bound.at_least}"
    low = "" if bound.at_least is None else f"≥{bound.at_least}"
    return low + ("" if bound.at_most is None else f"≤{bound.at_most}")


def _say_bound(names: Names, bound: GroupBound) -> str:
    """Return a bound in words."""
    low, high = bound.at_least, bound.at_most
    if low == high:
        return names.say(f"đúng {low}", f"exactly {low}")
    words = []
    if low is not None:
        words.append(names.say(f"ít nhất {low}", f"at least {low}"))
    if high is not None:
        words.append(names.say(f"nhiều nhất {high}", f"at most {high}"))
    return ", ".join(words)


def _sort_by_weight(names: Names, group: GroupRange) -> list[GroupBound]:
    """Return the bounds with aims first, since what is drawn last is seen."""
    return sorted(group.bounds, key=lambda bound: _is_binding(names, bound))


def _is_binding(names: Names, bound: GroupBound) -> bool:
    return names.book.by_id[bound.rule].strength is not Strength.AIM


def _list_ends(bound: GroupBound) -> list[int]:
    return [end for end in (bound.at_least, bound.at_most) if end is not None]


def _list_numbers(group: GroupRange) -> Iterator[int]:
    """Yield every number that the scale of a group has to reach."""
    yield from (n for n in (group.possible.most, group.plan) if n is not None)
    yield from (end for bound in group.bounds for end in _list_ends(bound))


def _name_group(names: Names, group: GroupRange) -> str:
    """Return the name of a group for the head of a row."""
    if group.group is not None:
        return names.label(group.group)
    return capitalise_first(describe_selector(names, group.who))


def _describe_range(ends: RangeEnds) -> str:
    if _is_single(ends):
        return str(ends.least)
    low, high = ("?" if end is None else str(end) for end in (ends.least, ends.most))
    return f"{low}–{high}"


def _is_single(ends: RangeEnds | None) -> bool:
    return ends is not None and ends.least is not None and ends.least == ends.most
