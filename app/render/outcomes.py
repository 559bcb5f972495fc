"""What the voters may still decide, as text: groups, rules over the deputies, posts; never who wins."""

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction

from cocau.app.render.blocks import Block, Cell, Column, Heading, Line, Table, Tone, Words
from cocau.app.render.clauses import brief, clauses
from cocau.app.render.exposure import posts
from cocau.app.render.notes import Notes
from cocau.app.render.numbers import counted
from cocau.app.render.selectors import described
from cocau.app.render.sheet import Sheet
from cocau.constraints.rule import Mark
from cocau.solver.explain.outcomes import GroupReach, Outcomes
from cocau.solver.explain.over_outcomes import Held, Ruled, Why
from cocau.solver.explain.reach import Between

WIDE = 14
"""Characters of the drawing of a range."""

_TOGETHER = 4
"""Groups beside one another in a table by constituency."""


def outcomes(sheet: Sheet, answer: Outcomes, *, by_constituency: bool) -> Iterator[Block]:
    """The whole answer, the gist first."""
    notes = Notes(sheet)
    yield Heading(sheet.council.name, level=1)
    yield from _gist(sheet, answer)
    shown = [group for group in answer.groups if group.listed]
    yield from _groups(sheet, answer, shown)
    if by_constituency:
        yield from _by_constituency(sheet, shown)
    yield from _rules(sheet, answer, notes)
    yield from posts(sheet, answer, notes)
    yield from notes.blocks()


def _gist(sheet: Sheet, answer: Outcomes) -> Iterator[Block]:
    held = [each.held for group in answer.groups for each in group.rules]
    every, some, none = (held.count(which) for which in (Held.EVERY, Held.SOME, Held.NONE))
    yield Line(
        sheet.say(
            f"{answer.listed} người ứng cử, {answer.seats} ghế. Khi bầu đủ: {every} quy định về đại biểu đạt "
            f"trong mọi kết quả, {some} tùy cử tri, {none} không đạt trong kết quả nào.",
            f"{counted(answer.listed, 'candidate', 'candidates')}, {counted(answer.seats, 'seat', 'seats')}. "
            f"With all seats filled: {counted(every, 'rule', 'rules')} over the deputies kept in every "
            f"outcome, {some} up to the voters, {none} kept in none.",
        ),
        Tone.STRONG,
    )
    yield from _gist_of_posts(sheet, answer)
    yield Line(
        sheet.say(
            "Giới hạn của mọi kết quả, không phải dự đoán: không nói ai trúng cử, cũng không nói khả năng "
            "của ai.",
            "Bounds over every outcome, no forecast: nothing is said of who wins, or how likely anybody is.",
        ),
        Tone.QUIET,
    )
    if not answer.complete:
        yield Line(
            sheet.say(
                "Hết thời gian hoặc bị dừng: phần chưa xét được ghi rõ bên dưới; chưa xét không có nghĩa là "
                "không.",
                "Out of time or stopped: what was not looked at is named below; that does not mean no.",
            ),
            Tone.CARE,
        )


def _gist_of_posts(sheet: Sheet, answer: Outcomes) -> Iterator[Block]:
    exposed = sum(each.exposed for each in answer.posts)
    stuck = sum(not each.fillers for each in answer.posts)
    holders = counted(len(answer.posts), "holder", "holders")
    if answer.posts:
        yield Line(
            sheet.say(
                f"{exposed}/{len(answer.posts)} người dự kiến giữ chức danh có thể không trúng cử; "
                f"có {stuck} người mà không ai trong danh sách thay được.",
                f"{exposed} of {holders} of posts may fail to be elected; "
                f"for {stuck} nobody listed could take over.",
            ),
            Tone.BAD if stuck else Tone.STRONG,
        )


# --- groups -------------------------------------------------------------------------------------------------


def _groups(sheet: Sheet, answer: Outcomes, shown: Sequence[GroupReach]) -> Iterator[Block]:
    say = sheet.say
    yield Heading(say("Mỗi nhóm có thể được bầu bao nhiêu", "How many of each group may be elected"))
    columns = (
        Column(say("Nhóm", "Group")),
        Column(say("Ứng\ncử", "On\nlists"), narrow=True, right=True),
        Column(say("Dự\nkiến", "In\nplan"), narrow=True, right=True),
        Column(say("Bầu đủ\n(a)", "Filled\n(a)"), narrow=True, right=True),
        Column(f"0{'─' * (WIDE - 1 - len(str(answer.seats)))}{answer.seats}\n", narrow=True),
        Column(say("Đều\nnhau (b)", "Mean\n(b)"), narrow=True, right=True),
        Column(say("Không bầu\nthêm (c)", "No extra\nvote (c)"), narrow=True, right=True),
        Column(say("Khuyết\n(d)", "Empty\n(d)"), narrow=True, right=True),
    )
    yield Table(columns, tuple(_group(sheet, answer.seats, group) for group in shown))
    yield from _legend(sheet, answer)
    missing = [described(sheet, group.who) for group in answer.groups if not group.listed]
    if missing:
        yield Line(say("Không có ai ứng cử: ", "Nobody listed: ") + ", ".join(missing) + ".", Tone.QUIET)


def _group(sheet: Sheet, seats: int, group: GroupReach) -> tuple[Cell, ...]:
    words = described(sheet, group.who)
    return (
        f"{words[:1].upper()}{words[1:]}",
        str(group.listed),
        str(group.intended),
        Words(span(group.filled), Tone.STRONG),
        drawn(group.filled, group.intended, seats),
        tenths(group.expected, sheet.lang),
        span(group.once),
        span(group.lawful),
    )


def _legend(sheet: Sheet, answer: Outcomes) -> Iterator[Block]:
    say = sheet.say
    for mark, (vi, en) in _LEGEND.items():
        yield Line(say(vi, en).format(derived=brief(Mark.DERIVED, sheet.lang)), Tone.QUIET, mark=mark)
    law = clauses(answer.law, sheet.book.sources, sheet.lang)
    rests = law or say("bộ quy định này không trích Luật Bầu cử", "this rulebook cites no election law")
    yield Line(say("Căn cứ: ", "Clauses: ") + rests + ".", Tone.QUIET)
    for cite in answer.law:
        if cite.doubt is not None:
            yield Line(cite.doubt.of(sheet.lang), Tone.QUIET)


_LEGEND = {
    "(a)": (
        "Ít nhất – nhiều nhất khi mọi đơn vị bầu đủ số đại biểu. Hình: ━ khoảng có thể, ● dự kiến.",
        "Least – most when every constituency fills its seats. Drawn: ━ what can be, ● the plan.",
    ),
    "(b)": (
        "Bình quân nếu mọi người trong cùng danh sách có khả năng như nhau; không ai khẳng định là như vậy.",
        "The mean if everybody on a list were equally likely, which nobody claims.",
    ),
    "(c)": (
        "Bầu được ít nhất hai phần ba số ghế ở mỗi đơn vị thì không bầu cử thêm, ghế có thể khuyết{derived}.",
        "With two thirds of the seats filled in each there is no extra vote; seats may stay empty{derived}.",
    ),
    "(d)": (
        (
            "Sau bầu cử thêm không bầu thêm lần hai, nên khuyết bao nhiêu ghế cũng có thể hợp pháp{derived}; "
            "bầu cử bổ sung chỉ khi sau đó thiếu trên một phần ba số đại biểu đã bầu, hoặc đơn vị hành chính "
            "mới lập thiếu đại biểu."
        ),
        (
            "After the extra vote there is no second one, so any number of seats may lawfully stay "
            "empty{derived}; a by-election follows only if later more than a third of those elected are "
            "missing, or a unit newly made has too few deputies."
        ),
    ),
}


def span(between: Between | None) -> str:
    """``5–34``; one number where both are the same; a dash where it cannot be."""
    if between is None:
        return "—"
    return str(between.least) if between.least == between.most else f"{between.least}–{between.most}"


def drawn(between: Between, intended: int, seats: int) -> str:
    """A range on a line from nobody to all seats, the plan's number on it."""

    def at(count: int) -> int:
        return (2 * count * (WIDE - 1) + seats) // (2 * seats)

    inside = range(at(between.least), at(between.most) + 1)
    return "".join("●" if i == at(intended) else "━" if i in inside else "·" for i in range(WIDE))


def tenths(value: Fraction, lang: str) -> str:
    """One decimal, halves up: ``20,2``."""
    rounded = (20 * value.numerator + value.denominator) // (2 * value.denominator)
    return f"{rounded // 10}{'.' if lang == 'en' else ','}{rounded % 10}"


# --- constituencies -----------------------------------------------------------------------------------------


def _by_constituency(sheet: Sheet, shown: Sequence[GroupReach]) -> Iterator[Block]:
    say = sheet.say
    yield Heading(say("Từng đơn vị bầu cử, khi bầu đủ", "By constituency, all seats filled"))
    yield Line(
        say(
            "Mỗi ô: ít nhất – nhiều nhất được bầu (trong số người ứng cử).",
            "Each cell: least – most elected (of so many listed).",
        ),
        Tone.QUIET,
    )
    for first in range(0, len(shown), _TOGETHER):
        yield _units(sheet, shown[first : first + _TOGETHER])


def _units(sheet: Sheet, groups: Sequence[GroupReach]) -> Table:
    say = sheet.say
    columns = (
        Column(say("Đơn vị bầu cử", "Constituency"), share=3),
        Column(say("Ghế", "Seats"), narrow=True, right=True),
        Column(say("Ứng cử", "Listed"), narrow=True, right=True),
        *(Column(described(sheet, group.who), right=True, share=2) for group in groups),
    )
    rows = []
    for k, unit in enumerate(sheet.council.constituencies):
        cells = [group.by_constituency[k] for group in groups]
        name = sheet.unit(unit.id)
        label = unit.id if name == unit.id else f"{unit.id} · {name}"
        row = [f"{span(cell.filled)} ({cell.described})" for cell in cells]
        rows.append((label, str(unit.seats), str(cells[0].listed), *row))
    return Table(columns, tuple(rows))


# --- rules --------------------------------------------------------------------------------------------------

_TONES = {Held.EVERY: Tone.GOOD, Held.SOME: Tone.CARE, Held.NONE: Tone.BAD}
_SIGNS = {Held.EVERY: "✓", Held.SOME: "△", Held.NONE: "✗"}


def _rules(sheet: Sheet, answer: Outcomes, notes: Notes) -> Iterator[Block]:
    say = sheet.say
    judged = [(group, each) for group in answer.groups for each in group.rules]
    if judged or answer.open:
        yield Heading(
            say(
                "Quy định về đại biểu, xét trên người được bầu",
                "Rules over deputies, judged on who is elected",
            )
        )
    if judged:
        columns = (
            Column(say("Đạt trong", "Kept in"), narrow=True),
            Column(say("Quy định", "Rule"), share=4),
            Column(say("Căn cứ", "Clause"), share=2),
            Column(say("Được bầu", "Elected"), share=2),
        )
        order = {rule.id: i for i, rule in enumerate(sheet.book.rules)}
        ordered = sorted(judged, key=lambda pair: order[pair[1].rule])
        yield Table(columns, tuple(_rule(sheet, g, each, notes) for g, each in ordered), rules=True)
    for why in Why:
        ids = [rule for rule, reason in answer.open.items() if reason is why]
        if ids:
            yield Line(f"{sheet.label(why)}: {', '.join(ids)}.", Tone.QUIET)


def _rule(sheet: Sheet, group: GroupReach, each: Ruled, notes: Notes) -> tuple[Cell, ...]:
    rule = sheet.book.by_id[each.rule]
    return (
        Words(f"{_SIGNS[each.held]} {sheet.label(each.held)}", _TONES[each.held]),
        f"{sheet.says(rule)} [{sheet.strength(rule)} · {rule.id}]",
        sheet.clause(rule) + notes.marks(rule),
        ", ".join(_numbers(sheet, group, each)),
    )


def _numbers(sheet: Sheet, group: GroupReach, each: Ruled) -> Iterable[str]:
    facts = each.least.facts
    bounds = (
        ("needed", ("cần {}", "bound {}")),
        ("goal", ("mốc {}", "goal {}")),
        ("cap", ("tối đa {}", "at most {}")),
    )
    told = [sheet.say(*words).format(facts[name]) for name, words in bounds if name in facts]
    return (sheet.say(f"{span(group.filled)} người", span(group.filled)), *told)
