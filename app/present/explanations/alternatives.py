"""The next best slates beside a plan, in words."""

from collections.abc import Iterator

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
from cocau.app.present.explanations.other_slate import render_costs, render_movers, summarise_costs
from cocau.app.present.explanations.proofs import render_engines_word
from cocau.app.present.names import Names
from cocau.app.present.wording import count_noun
from cocau.solver.explain.alternatives import Alternatives, AlternativesEnd
from cocau.solver.explain.proven_plan import AlternativeSlate
from cocau.solver.proposal import Proposal
from cocau.solver.slate_differences import PersonMove


def render_alternatives(names: Names, proposal: Proposal, alternatives: Alternatives) -> Iterator[Block]:
    """Render how many other slates there are, an overview, and each person by person."""
    del proposal  # the names are all that is needed of it
    yield from _render_head(names, alternatives)
    yield from render_engines_word(names)
    if alternatives.alternatives:
        yield _chart_overview(names, alternatives)
    for n, other in enumerate(alternatives.alternatives, start=1):
        yield Heading(names.say(f"Phương án khác số {n}", f"Alternative {n}"))
        if other.costs:
            yield LineBlock(names.say("Mục tiêu khác với phương án:", "Aims that come out otherwise:"))
            yield from render_costs(names, other, indent=2)
        else:
            yield LineBlock(
                names.say(
                    "Mọi chỉ tiêu ngang với phương án.", "Every tier of aims is as good as in the plan."
                ),
                Tone.GOOD,
            )
        yield from render_movers(names, other)


def _render_head(names: Names, alternatives: Alternatives) -> Iterator[Block]:
    number, say = len(alternatives.alternatives), names.say
    yield LineBlock(
        say(
            f"{number} phương án khác, "
            f"mỗi phương án khác phương án này và khác nhau ít nhất {alternatives.apart} "
            "người (có hay không trong danh sách, là đại biểu dự kiến hay không); tốt nhất trước.",
            f"{count_noun(number, 'alternative', 'alternatives')}, each at least "
            f"{count_noun(alternatives.apart, 'person', 'people')} away from this plan and from each other "
            "(on a list or off, an intended deputy or not); the best first.",
        ),
        Tone.STRONG,
    )
    for rule_id in alternatives.within:
        rule = names.book.by_id[rule_id]
        yield LineBlock(
            say("Không kém hơn phương án ở: ", "No worse than the plan in: ")
            + f"{names.says(rule)}{names.tag(rule, strength=False)}",
            indent=2,
        )
    yield _describe_end(names, alternatives)


def _describe_end(names: Names, alternatives: Alternatives) -> LineBlock:
    say = names.say
    match alternatives.ended:
        case AlternativesEnd.NUMBER:
            return LineBlock(
                say(
                    "Trong số còn lại, không phương án nào tốt hơn các phương án dưới đây.",
                    "Of all that are left none is better than those below.",
                ),
                Tone.QUIET,
            )
        case AlternativesEnd.NO_OTHER:
            return LineBlock(
                say(
                    "Không còn phương án nào khác như vậy.",
                    "There is no other such slate.",
                ),
                Tone.CARE,
            )
    return LineBlock(
        say(
            "HẾT THỜI GIAN HOẶC ĐÃ DỪNG: có thể còn phương án khác; hãy cho thêm thời gian",
            "OUT OF TIME OR STOPPED: there may be others; give more time",
        )
        + (" (--seconds)." if names.codes else "."),
        Tone.CARE,
    )


def _build_overview(names: Names, alternatives: Alternatives) -> TableBlock:
    say = names.say
    columns = (
        BlockColumn(say("Số", "No."), narrow=True),
        BlockColumn(say("Chỉ tiêu", "Tiers of aims"), share=3),
        BlockColumn(say("Vào danh sách", "Come onto a list"), share=4),
        BlockColumn(say("Ra khỏi danh sách", "Leave the lists"), share=4),
        BlockColumn(say("Đổi vị trí", "Moved"), right=True, share=2),
    )
    rows = (_build_row(names, n, other) for n, other in enumerate(alternatives.alternatives, start=1))
    return TableBlock(columns, tuple(rows), rules=True)


def _chart_overview(names: Names, alternatives: Alternatives) -> ChartBlock:
    """Chart how many people come, leave and move in each alternative."""
    say, found = names.say, alternatives.alternatives
    top = max(len(other.moves) for other in found)
    keys = (
        (ChartSign.GAINED, say("vào danh sách", "come onto a list")),
        (ChartSign.LOST, say("ra khỏi danh sách", "leave the lists")),
        (ChartSign.LEFT, say("đổi vị trí", "move")),
    )
    rows = tuple(_chart_row(names, n, other, top) for n, other in enumerate(found, start=1))
    title = say("Khác phương án này bao nhiêu người", "By how many people each differs")
    return ChartBlock(title, rows, keys, _build_overview(names, alternatives))


def _chart_row(names: Names, n: int, other: AlternativeSlate, top: int) -> ChartRow:
    came, left = len(_list_came(other)), len(_list_left(other))
    moved = len(other.moves) - came - left
    targets = (
        names.say("mọi chỉ tiêu ngang với phương án", "every target as in the plan")
        if not other.costs
        else names.say("chỉ tiêu: ", "targets: ") + summarise_costs(names, other.costs)
    )
    says = names.say(
        f"{came} người vào, {left} người ra, {moved} người đổi vị trí; {targets}.",
        f"{came} come, {left} leave, {moved} move; {targets}.",
    )
    ends = (0, came, came + left, came + left + moved)
    signs = (ChartSign.GAINED, ChartSign.LOST, ChartSign.LEFT)
    bars = tuple(
        ChartBar(sign, low, high)
        for sign, low, high in zip(signs, ends, ends[1:], strict=False)
        if high > low
    )
    return ChartRow(names.say(f"Phương án khác số {n}", f"Alternative {n}"), says, top, bars)


def _list_came(other: AlternativeSlate) -> list[str]:
    return [m.person for m in other.moves if m.was is None or m.was.constituency is None]


def _list_left(other: AlternativeSlate) -> list[str]:
    return [m.person for m in other.moves if m.now is None or m.now.constituency is None]


def _build_row(names: Names, n: int, other: AlternativeSlate) -> tuple[str, ...]:
    came, left = _list_came(other), _list_left(other)
    stayed = sum(_is_on_both_lists(m) for m in other.moves)
    return (
        str(n),
        summarise_costs(names, other.costs),
        names.people(came, most=99) or "—",
        names.people(left, most=99) or "—",
        str(stayed),
    )


def _is_on_both_lists(move: PersonMove) -> bool:
    """Return whether a person is on a list both before and after a move."""
    parts = (move.was, move.now)
    return all(part is not None and part.constituency is not None for part in parts)
