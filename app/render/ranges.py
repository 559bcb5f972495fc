"""The ranges of counted groups: in numbers, and drawn beside the bounds and the plan."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from cocau.app.render.blocks import Block, Column, Heading, Line, Table, Tone
from cocau.app.render.numbers import counted
from cocau.app.render.scale import AIM, MUST, OPTIMUM, PLAN, POSSIBLE, scale
from cocau.app.render.selectors import described
from cocau.app.render.sheet import Sheet
from cocau.constraints.rule import Strength
from cocau.constraints.select import Among
from cocau.solver.explain.counted import Bound
from cocau.solver.explain.ranges import Ends, Range, Ranges
from cocau.solver.proposal import Outcome, Proposal


def ranged(sheet: Sheet, proposal: Proposal, found: Ranges) -> Iterator[Block]:  # noqa: ARG001  # as `Inquiry` asks
    """What is still open, and then set by set each group with its ranges, bounds and number in the plan."""
    yield Heading(sheet.council.name, level=1)
    if found.outcome is Outcome.CONFLICT:
        yield Line(
            sheet.say(
                "Không phương án nào có thể có: các quy định xung đột; xem `cocau conflicts`.",
                "Nothing is possible: the rules are in conflict; see `cocau conflicts`.",
            ),
            Tone.BAD,
        )
        return
    yield from _summary(sheet, found)
    yield from _legend(sheet)
    for among, groups in groupby(found.groups, key=lambda one: one.among):
        yield from _set(sheet, among, tuple(groups))


def _summary(sheet: Sheet, found: Ranges) -> Iterator[Block]:
    say, groups = sheet.say, found.groups
    ruled = [one for one in groups if _single(one.possible)]
    aimed = [one for one in groups if one not in ruled and _single(one.at_optimum)]
    best = [one for one in groups if one.at_optimum is not None and one.at_optimum.known]
    loose = [one for one in best if not _single(one.at_optimum)]
    words = say(
        f"{len(groups)} nhóm: {len(ruled)} nhóm quy định đã cố định một số",
        f"Of {counted(len(groups), 'group', 'groups')}, the rules settle {len(ruled)} to one number",
    )
    if best:
        words += say(
            f", {len(aimed)} nhóm cố định khi các mục tiêu ở mức tốt nhất, {len(loose)} nhóm khi đó "
            "vẫn chọn được",
            f", the aims at their optimum {len(aimed)} more; {len(loose)} can still be chosen then",
        )
    yield Line(f"{words}.", Tone.GOOD)
    if found.outcome is not Outcome.SOLVED:
        yield Line(
            say(
                "Phương án chưa chứng minh được là tốt nhất (hết thời gian), nên không có cột 'Tối ưu'.",
                "The plan's optimum is not proven (time ran out), so there are no ranges at the optimum.",
            ),
            Tone.CARE,
        )
    missing = [ends for one in groups for ends in (one.possible, one.at_optimum) if ends and not ends.known]
    if missing:
        yield Line(
            say(
                f"{len(missing)} khoảng chưa tìm xong (dấu ?): hết thời gian hoặc đã dừng; không có nghĩa là "
                "không thể.",
                f"{counted(len(missing), 'range was', 'ranges were')} not answered in time (?); that does "
                "not mean impossible.",
            ),
            Tone.CARE,
        )


def _legend(sheet: Sheet) -> Iterator[Block]:
    yield Line(
        sheet.say(
            f"Có thể ({POSSIBLE}): theo tiêu chuẩn, quy định bắt buộc và yêu cầu. Tối ưu ({OPTIMUM}): khi "
            f"mọi mục tiêu ở mức tốt nhất. {PLAN} phương án, {MUST} giới hạn bắt buộc, {AIM} mức phấn đấu "
            "(trong ngoặc). Thước của mỗi dòng từ 0 đến số lớn nhất của dòng đó. Mọi số đã được chứng minh.",
            f"Possible ({POSSIBLE}): under standards, musts and pins. Optimum ({OPTIMUM}): with every aim as "
            f"near as it can be. {PLAN} the plan, {MUST} the bound of a must, {AIM} the goal of an aim (in "
            "brackets). Each scale runs from 0 to the largest number of its row. Every number is proven.",
        ),
        Tone.QUIET,
    )


def _set(sheet: Sheet, among: Among, groups: Sequence[Range]) -> Iterator[Block]:
    say = sheet.say
    yield Heading(sheet.label(among))
    fixed = [one for one in groups if _single(one.possible) and not one.bounds]
    shown = [one for one in groups if one not in fixed]
    if shown:
        past = any(one.before is not None for one in shown)
        columns = [
            Column(say("Nhóm", "Group"), share=1),
            Column(say("Có thể", "Possible"), narrow=True, right=True),
            Column(say("Tối ưu", "Optimum"), narrow=True, right=True),
            Column(say("Ph.án", "Plan"), narrow=True, right=True),
            *([Column(say("Trước", "Before"), narrow=True, right=True)] if past else []),
            Column(say("Giới hạn", "Bounds"), narrow=True),
            Column("", narrow=True),
        ]
        yield Table(tuple(columns), tuple(_row(sheet, one, past=past) for one in shown))
    if fixed:
        said = ", ".join(f"{described(sheet, one.who)} ({one.possible.least})" for one in fixed)
        yield Line(say("Phương án nào cũng vậy: ", "Whatever is planned: ") + said + ".", Tone.QUIET)
    yield from _rules(sheet, shown)


def _row(sheet: Sheet, one: Range, *, past: bool) -> tuple[str, ...]:
    possible, optimum = one.possible, one.at_optimum
    marks = [(n, MUST if _binds(sheet, b) else AIM) for b in _by_weight(sheet, one) for n in _ends(b)]
    plan = [] if one.plan is None else [(one.plan, PLAN)]
    best = None if optimum is None else (optimum.least, optimum.most)
    return (
        _name(sheet, one),
        _span(possible),
        "—" if optimum is None else _span(optimum),
        "—" if one.plan is None else str(one.plan),
        *(["—" if one.before is None else str(one.before)] if past else []),
        _bounds(sheet, one),
        scale(max(_numbers(one), default=1), (possible.least, possible.most), best, [*marks, *plan]),
    )


def _rules(sheet: Sheet, groups: Iterable[Range]) -> Iterator[Block]:
    """Every rule that bounds one of these groups, once, with its clause."""
    for rule_id in dict.fromkeys(bound.rule for one in groups for bound in one.bounds):
        rule = sheet.book.by_id[rule_id]
        mark = AIM if rule.strength is Strength.AIM else MUST
        said = f"{sheet.says(rule)} — {sheet.clause(rule)} [{sheet.strength(rule)}, {rule_id}]"
        yield Line(said, Tone.QUIET, mark=mark, indent=1)


def _bounds(sheet: Sheet, one: Range) -> str:
    """``≥33``, an aim's in brackets: ``≤8 (≥10)``."""
    musts = [_bound(bound) for bound in one.bounds if _binds(sheet, bound)]
    aims = [_bound(bound) for bound in one.bounds if not _binds(sheet, bound)]
    return " ".join([*dict.fromkeys(musts), *(f"({said})" for said in dict.fromkeys(aims))])


def _bound(bound: Bound) -> str:
    if bound.at_least == bound.at_most:
        return f"={bound.at_least}"
    low = "" if bound.at_least is None else f"≥{bound.at_least}"
    return low + ("" if bound.at_most is None else f"≤{bound.at_most}")


def _by_weight(sheet: Sheet, one: Range) -> list[Bound]:
    """Aims first: what is drawn last is seen."""
    return sorted(one.bounds, key=lambda bound: _binds(sheet, bound))


def _binds(sheet: Sheet, bound: Bound) -> bool:
    return sheet.book.by_id[bound.rule].strength is not Strength.AIM


def _ends(bound: Bound) -> list[int]:
    return [end for end in (bound.at_least, bound.at_most) if end is not None]


def _numbers(one: Range) -> Iterator[int]:
    """Every number that the scale of a group has to reach."""
    yield from (n for n in (one.possible.most, one.plan) if n is not None)
    yield from (end for bound in one.bounds for end in _ends(bound))


def _name(sheet: Sheet, one: Range) -> str:
    """The group at the head of a row."""
    if one.group is not None:
        return sheet.label(one.group)
    said = described(sheet, one.who)
    return said[:1].upper() + said[1:]


def _span(ends: Ends) -> str:
    if _single(ends):
        return str(ends.least)
    low, high = ("?" if end is None else str(end) for end in (ends.least, ends.most))
    return f"{low}–{high}"


def _single(ends: Ends | None) -> bool:
    return ends is not None and ends.least is not None and ends.least == ends.most
