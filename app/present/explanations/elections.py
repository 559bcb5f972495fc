"""What the voters may still decide: bounds for groups, rules and posts; never who wins."""

from collections.abc import Iterable, Iterator, Sequence

from cocau.app.present.blocks import (
    Block,
    BlockCell,
    BlockColumn,
    ChartBar,
    ChartBlock,
    ChartRow,
    ChartSign,
    Heading,
    LineBlock,
    StyledText,
    TableBlock,
    Tone,
)
from cocau.app.present.citations import abbreviate_mark, describe_citations
from cocau.app.present.names import Names
from cocau.app.present.proposal.rule_rows import FACT_WORDS
from cocau.app.present.wording import (
    Footnotes,
    capitalise_first,
    count_noun,
    describe_selector,
    format_tenths,
)
from cocau.constraints.kinds.post_precedence import PostPrecedence
from cocau.constraints.model.people import PartyRank
from cocau.constraints.rules.rule import VerificationMark
from cocau.solver.explain.elections.bounds import (
    CountInterval,
    KeptInOutcomes,
    OutcomeJudgement,
    UnjudgedReason,
)
from cocau.solver.explain.elections.outcomes import ElectionOutcomes, GroupElectionBounds
from cocau.solver.explain.elections.vacancies import HolderExposure
from cocau.solver.proposal import Proposal

_MAX_NAMES = 4
"""Names in a row before "and so many more"."""


def render_exposed_posts(sheet: Names, answer: ElectionOutcomes, notes: Footnotes) -> Iterator[Block]:
    """Render each post with its intended holder and who could take it over."""
    say = sheet.say
    if not answer.posts and not answer.open_posts:
        return
    yield Heading(say("Chức danh, nếu người dự kiến không trúng cử", "Posts, if the holder is not elected"))
    yield LineBlock(
        say(
            "Mỗi dòng: chỉ người này không trúng cử, người khác trong cùng danh sách được bầu thay. Ai thay "
            "được là xét mọi quy định bắt buộc về chức danh; thứ tự theo mã, không xếp hạng ai.",
            "Each row: only this person is not elected, somebody else of the same list is. Who could take "
            "over is judged by every must about posts; in the order of ids, nobody is ranked.",
        ),
        Tone.QUIET,
    )
    columns = (
        BlockColumn(say("Chức danh", "Post"), share=3),
        BlockColumn(say("Dự kiến", "Intended"), share=3),
        BlockColumn(say("Ai thay được", "Who could take over"), share=7),
    )
    yield TableBlock(columns, tuple(_build_post_row(sheet, each) for each in answer.posts), rules=True)
    for each in answer.posts:
        if not each.fillers:
            yield from _render_barriers(sheet, each, notes)
    if answer.open_posts:
        names = sheet.people(answer.open_posts)
        yield LineBlock(say(f"Chưa xét kịp: {names}.", f"Not looked at in time: {names}."), Tone.CARE)


def _build_post_row(names: Names, exposure: HolderExposure) -> tuple[BlockCell, ...]:
    held = ", ".join(names.post(post) for post in exposure.posts)
    safe = (
        "" if exposure.exposed else names.say("; danh sách không dư người", "; the list has nobody to spare")
    )
    unit = exposure.constituency if names.codes else names.unit(exposure.constituency)
    where = names.say(
        f"{unit}: {exposure.listed} người, {exposure.seats} ghế",
        f"{unit}: {exposure.listed} for {exposure.seats}",
    )
    return held, f"{names.person(exposure.holder)} ({where}{safe})", _build_fillers_cell(names, exposure)


def _build_fillers_cell(sheet: Names, exposure: HolderExposure) -> BlockCell:
    if not exposure.fillers:
        return StyledText(sheet.say("✗ không ai trong danh sách", "✗ nobody listed"), Tone.BAD)
    plain = [f for f in exposure.fillers if not f.leaves]
    parts = (
        (
            sheet.say("đại biểu dự kiến", "intended deputies"),
            [sheet.person(f.person) for f in plain if f.intended],
        ),
        (
            sheet.say("người ứng cử khác, nếu được bầu", "other candidates, if elected"),
            [sheet.person(f.person) for f in plain if not f.intended],
        ),
        (
            sheet.say("thôi chức danh khác, khi có người thay", "leaving another post, if somebody follows"),
            [sheet.person(f.person) for f in exposure.fillers if f.leaves],
        ),
    )
    said = [f"{head} ({len(names)}): {_shorten_names(sheet, names)}" for head, names in parts if names]
    text = "; ".join(said)
    return capitalise_first(text)


def _shorten_names(sheet: Names, names: list[str]) -> str:
    more = len(names) - _MAX_NAMES
    tail = sheet.say(f" và {more} người nữa", f" and {more} more") if more > 0 else ""
    return ", ".join(names[:_MAX_NAMES]) + tail


def _render_barriers(names: Names, exposure: HolderExposure, notes: Footnotes) -> Iterator[Block]:
    """Render what stands against everybody, rules against most people first."""
    held, who = ", ".join(names.post(post) for post in exposure.posts), names.person(exposure.holder)
    yield LineBlock(
        names.say(
            f"{held}: nếu {who} không trúng cử thì không ai trong danh sách thay được, vì:",
            f"{held}: if {who} is not elected, nobody listed could take over, because of:",
        ),
        Tone.BAD,
    )
    ordered = sorted(exposure.barriers.items(), key=lambda pair: (-pair[1], pair[0]))
    for rule_id, people in ordered:
        rule = names.book.by_id[rule_id]
        against = names.say(f"không cho phép {people} người", f"against {people} people")
        yield LineBlock(
            f"{names.rule_line(rule, notes, strength=False)}: {against}",
            mark="•",
            indent=2,
        )
        if isinstance(rule, PostPrecedence):
            yield from _render_next_in_rank(names, rule, exposure)
    if exposure.unseated:
        yield LineBlock(
            names.say(
                f"{exposure.unseated} người khác chỉ vào HĐND được "
                "nếu một người giữ chức danh khác cũng không "
                "trúng cử.",
                f"{exposure.unseated} others could be elected only instead of somebody with another post.",
            ),
            mark="•",
            indent=2,
        )


def _render_next_in_rank(names: Names, rule: PostPrecedence, exposure: HolderExposure) -> Iterator[Block]:
    """Render who is next in the order of ranks but on no list."""
    second = [p for p in names.pool.people if p.party_rank in rule.order and p.id != exposure.holder]
    for person in second:
        if person.party_rank is PartyRank.STANDING_DEPUTY_SECRETARY:
            name = f"{names.person(person.id)}, {names.label(person.party_rank)}"
            yield LineBlock(
                names.say(
                    f"Người kế tiếp theo thứ tự là {name}: nếu có trong danh sách ứng cử, không giữ chức "
                    "danh khác và trúng cử thì có thể thay.",
                    f"Next in that order is {name}: on a list, with no other post, and elected, this person "
                    "may take over.",
                ),
                Tone.CARE,
                indent=4,
            )


DRAWING_WIDTH = 14
"""Characters of the drawing of a range."""

_GROUPS_PER_TABLE = 4
"""Groups beside one another in a table by constituency."""


def render_outcomes(
    names: Names, proposal: Proposal, answer: ElectionOutcomes, *, by_constituency: bool = False
) -> Iterator[Block]:
    """Render the bounds over every outcome of an election, the gist first."""
    del proposal  # the answer holds everything
    notes = Footnotes(names)
    yield Heading(names.council.name, level=1)
    yield from _render_gist(names, answer)
    shown = [group for group in answer.groups if group.listed]
    yield from _render_groups(names, answer, shown)
    if by_constituency:
        yield from _render_by_constituency(names, shown)
    yield from _render_rules(names, answer, notes)
    yield from render_exposed_posts(names, answer, notes)
    yield from notes.blocks()


def _render_gist(names: Names, answer: ElectionOutcomes) -> Iterator[Block]:
    held = [each.held for group in answer.groups for each in group.rules]
    every, some, none = (
        held.count(kept) for kept in (KeptInOutcomes.EVERY, KeptInOutcomes.SOME, KeptInOutcomes.NONE)
    )
    yield LineBlock(
        names.say(
            f"{answer.listed} người ứng cử, {answer.seats} ghế. Khi bầu đủ: {every} quy định về đại biểu đạt "
            f"trong mọi kết quả, {some} tùy cử tri, {none} không đạt trong kết quả nào.",
            f"{count_noun(answer.listed, 'candidate', 'candidates')}, "
            f"{count_noun(answer.seats, 'seat', 'seats')}. "
            f"With all seats filled: {count_noun(every, 'rule', 'rules')} over the deputies kept in every "
            f"outcome, {some} up to the voters, {none} kept in none.",
        ),
        Tone.STRONG,
    )
    yield from _render_gist_of_posts(names, answer)
    yield LineBlock(
        names.say(
            "Giới hạn của mọi kết quả, không phải dự đoán: không nói ai trúng cử, cũng không nói khả năng "
            "của ai.",
            "Bounds over every outcome, no forecast: nothing is said of who wins, or how likely anybody is.",
        ),
        Tone.QUIET,
    )
    if not answer.complete:
        yield LineBlock(
            names.say(
                "Hết thời gian hoặc bị dừng: phần chưa xét được ghi rõ bên dưới; chưa xét không có nghĩa là "
                "không.",
                "Out of time or stopped: what was not looked at is named below; that does not mean no.",
            ),
            Tone.CARE,
        )


def _render_gist_of_posts(names: Names, answer: ElectionOutcomes) -> Iterator[Block]:
    exposed = sum(each.exposed for each in answer.posts)
    stuck = sum(not each.fillers for each in answer.posts)
    holders = count_noun(len(answer.posts), "holder", "holders")
    if answer.posts:
        yield LineBlock(
            names.say(
                f"{exposed}/{len(answer.posts)} người dự kiến giữ chức danh có thể không trúng cử; "
                f"có {stuck} người mà không ai trong danh sách thay được.",
                f"{exposed} of {holders} of posts may fail to be elected; "
                f"for {stuck} nobody listed could take over.",
            ),
            Tone.BAD if stuck else Tone.STRONG,
        )


# --- groups -------------------------------------------------------------------------------------------------


def _render_groups(
    names: Names, answer: ElectionOutcomes, groups: Sequence[GroupElectionBounds]
) -> Iterator[Block]:
    say = names.say
    yield Heading(say("Mỗi nhóm có thể được bầu bao nhiêu", "How many of each group may be elected"))
    columns = (
        BlockColumn(say("Nhóm", "Group")),
        BlockColumn(say("Ứng\ncử", "On\nlists"), narrow=True, right=True),
        BlockColumn(say("Dự\nkiến", "In\nplan"), narrow=True, right=True),
        BlockColumn(say("Bầu đủ\n(a)", "Filled\n(a)"), narrow=True, right=True),
        BlockColumn(
            f"0{'─' * (DRAWING_WIDTH - 1 - len(str(answer.seats)))}{answer.seats}\n", narrow=True, drawn=True
        ),
        BlockColumn(say("Đều\nnhau (b)", "Mean\n(b)"), narrow=True, right=True),
        BlockColumn(say("Không bầu\nthêm (c)", "No extra\nvote (c)"), narrow=True, right=True),
        BlockColumn(say("Khuyết\n(d)", "Empty\n(d)"), narrow=True, right=True),
    )
    table = TableBlock(columns, tuple(_group_row(names, answer.seats, group) for group in groups))
    keys = (
        (ChartSign.POSSIBLE, say("cử tri có thể bầu", "what voters may elect")),
        (ChartSign.PLAN, say("dự kiến", "the plan")),
    )
    rows = tuple(_chart_row(names, answer.seats, group) for group in groups)
    title = say(f"Trong {answer.seats} đại biểu", f"Of {answer.seats} deputies")
    yield ChartBlock(title, rows, keys, table, tuple(_list_notes(names, answer)))
    missing = [describe_selector(names, group.who) for group in answer.groups if not group.listed]
    if missing:
        yield LineBlock(say("Không có ai ứng cử: ", "Nobody listed: ") + ", ".join(missing) + ".", Tone.QUIET)


def _chart_row(names: Names, seats: int, group: GroupElectionBounds) -> ChartRow:
    """Build the scale of a group from nobody to all seats."""
    filled = group.filled
    elected = describe_interval(filled)
    says = names.say(
        f"Có thể bầu được {elected} người; dự kiến {group.intended} trong {group.listed} người ứng cử.",
        f"{elected} may be elected; {group.intended} of {group.listed} candidates are intended.",
    )
    bars = (ChartBar(ChartSign.POSSIBLE, filled.least, filled.most),)
    label = capitalise_first(describe_selector(names, group.who))
    return ChartRow(label, says, seats, bars, ((ChartSign.PLAN, group.intended),))


def _group_row(names: Names, seats: int, group: GroupElectionBounds) -> tuple[BlockCell, ...]:
    return (
        capitalise_first(describe_selector(names, group.who)),
        str(group.listed),
        str(group.intended),
        StyledText(describe_interval(group.filled), Tone.STRONG),
        draw_interval(group.filled, group.intended, seats),
        format_tenths(group.expected, names.lang),
        describe_interval(group.once),
        describe_interval(group.lawful),
    )


def _list_notes(names: Names, answer: ElectionOutcomes) -> Iterator[LineBlock]:
    """List what the columns mean, and the law they rest on."""
    say = names.say
    for mark, (vi, en) in _LEGEND.items():
        yield LineBlock(
            say(vi, en).format(
                derived=abbreviate_mark(VerificationMark.DERIVED, names.lang),
                drawn_vi=". Hình: ━ khoảng có thể, ● dự kiến" if names.codes else "",
                drawn_en=". Drawn: ━ what can be, ● the plan" if names.codes else "",
            ),
            Tone.QUIET,
            mark=mark,
        )
    law = describe_citations(answer.law, names.book.sources, names.lang)
    rests = law or say("bộ quy định này không trích Luật Bầu cử", "this rulebook cites no election law")
    yield LineBlock(say("Căn cứ: ", "Clauses: ") + rests + ".", Tone.QUIET)
    for cite in answer.law:
        if cite.doubt is not None:
            yield LineBlock(cite.doubt.of(names.lang), Tone.QUIET)


_LEGEND = {
    "(a)": (
        "Ít nhất – nhiều nhất khi mọi đơn vị bầu đủ số đại biểu{drawn_vi}.",
        "Least – most when every constituency fills its seats{drawn_en}.",
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


def describe_interval(between: CountInterval | None) -> str:
    """Format an interval: ``5–34``, a single number, or a dash where it is impossible."""
    if between is None:
        return "—"
    return str(between.least) if between.least == between.most else f"{between.least}–{between.most}"


def draw_interval(between: CountInterval, intended: int, seats: int) -> str:
    """Draw an interval on a line from 0 to all seats, with the plan's number on it."""

    def at(count: int) -> int:
        return (2 * count * (DRAWING_WIDTH - 1) + seats) // (2 * seats)

    inside = range(at(between.least), at(between.most) + 1)
    return "".join("●" if i == at(intended) else "━" if i in inside else "·" for i in range(DRAWING_WIDTH))


# --- constituencies -----------------------------------------------------------------------------------------


def _render_by_constituency(names: Names, groups: Sequence[GroupElectionBounds]) -> Iterator[Block]:
    say = names.say
    yield Heading(say("Từng đơn vị bầu cử, khi bầu đủ", "By constituency, all seats filled"))
    yield LineBlock(
        say(
            "Mỗi ô: ít nhất – nhiều nhất được bầu (trong số người ứng cử).",
            "Each cell: least – most elected (of so many listed).",
        ),
        Tone.QUIET,
    )
    for first in range(0, len(groups), _GROUPS_PER_TABLE):
        yield _build_unit_table(names, groups[first : first + _GROUPS_PER_TABLE])


def _build_unit_table(names: Names, groups: Sequence[GroupElectionBounds]) -> TableBlock:
    say = names.say
    columns = (
        BlockColumn(say("Đơn vị bầu cử", "Constituency"), share=3),
        BlockColumn(say("Ghế", "Seats"), narrow=True, right=True),
        BlockColumn(say("Ứng cử", "Listed"), narrow=True, right=True),
        *(BlockColumn(describe_selector(names, group.who), right=True, share=2) for group in groups),
    )
    rows = []
    for k, unit in enumerate(names.council.constituencies):
        cells = [group.by_constituency[k] for group in groups]
        name = names.unit(unit.id)
        label = name if name == unit.id or not names.codes else f"{unit.id} · {name}"
        row = [f"{describe_interval(cell.filled)} ({cell.described})" for cell in cells]
        rows.append((label, str(unit.seats), str(cells[0].listed), *row))
    return TableBlock(columns, tuple(rows))


# --- rules --------------------------------------------------------------------------------------------------

_HELD_TONES = {KeptInOutcomes.EVERY: Tone.GOOD, KeptInOutcomes.SOME: Tone.CARE, KeptInOutcomes.NONE: Tone.BAD}
_HELD_SIGNS = {KeptInOutcomes.EVERY: "✓", KeptInOutcomes.SOME: "△", KeptInOutcomes.NONE: "✗"}


def _render_rules(names: Names, answer: ElectionOutcomes, notes: Footnotes) -> Iterator[Block]:
    say = names.say
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
            BlockColumn(say("Đạt trong", "Kept in"), narrow=True),
            BlockColumn(say("Quy định", "Rule"), share=4),
            BlockColumn(say("Căn cứ", "Clause"), share=2),
            BlockColumn(say("Được bầu", "Elected"), share=2),
        )
        order = {rule.id: i for i, rule in enumerate(names.book.rules)}
        ordered = sorted(judged, key=lambda pair: order[pair[1].rule])
        yield TableBlock(
            columns, tuple(_build_rule_row(names, g, each, notes) for g, each in ordered), rules=True
        )
    for why in UnjudgedReason:
        ids = [rule for rule, reason in answer.open.items() if reason is why]
        if ids:
            yield LineBlock(f"{names.label(why)}: {', '.join(map(names.name_rule, ids))}.", Tone.QUIET)


def _build_rule_row(
    names: Names, group: GroupElectionBounds, ruled: OutcomeJudgement, notes: Footnotes
) -> tuple[BlockCell, ...]:
    rule = names.book.by_id[ruled.rule]
    return (
        StyledText(f"{_HELD_SIGNS[ruled.held]} {names.label(ruled.held)}", _HELD_TONES[ruled.held]),
        f"{names.says(rule)}{names.tag(rule)}",
        names.clause(rule) + notes.marks(rule),
        ", ".join(_describe_bounds(names, group, ruled)),
    )


def _describe_bounds(names: Names, group: GroupElectionBounds, ruled: OutcomeJudgement) -> Iterable[str]:
    facts = ruled.least.facts
    bounds = ("needed", "goal", "cap")
    facts_shown = [names.say(*FACT_WORDS[name]).format(facts[name]) for name in bounds if name in facts]
    return (
        names.say(f"{describe_interval(group.filled)} người", describe_interval(group.filled)),
        *facts_shown,
    )
