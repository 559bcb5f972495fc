"""Scenarios beside their base: the answer of each, what differs, and who comes and goes."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from cocau.app.present.blocks import (
    Block,
    BlockCell,
    BlockColumn,
    Heading,
    LineBlock,
    StyledText,
    TableBlock,
    Tone,
)
from cocau.app.present.names import Names
from cocau.app.present.proposal.conflict import render_conflict
from cocau.app.present.proposal.outcome import render_departures
from cocau.app.present.proposal.rule_rows import get_rule_outcome
from cocau.constraints.model.people import Pool
from cocau.constraints.rulebook import Rulebook
from cocau.constraints.rules.rule import Finding
from cocau.solver.explain.scenario_comparison import ScenarioColumn as Scenario
from cocau.solver.explain.scenario_comparison import ScenarioComparison
from cocau.solver.proposal import Proposal, ProposalOutcome
from cocau.solver.slate_differences import MoveReason, PersonMove

MAX_SIDE_BY_SIDE = 9
"""Scenarios in one table beside the base; with more, 80 columns leave the rules no room."""


def render_comparison(
    names: Names,
    base: Proposal,
    comparison: ScenarioComparison,
    proposals: Mapping[str, Proposal] = MappingProxyType({}),
) -> Iterator[Block]:
    """Render a comparison of scenarios; each scenario in full where its proposal is at hand."""
    say = names.say
    yield Heading(names.council.name, level=1)
    yield LineBlock(_describe_summary(names, comparison), Tone.STRONG)
    for name in comparison.unanswered:
        yield LineBlock(say(f"Chưa kịp lập: {name}", f"Not planned in time: {name}"), Tone.CARE, mark="?")
    columns = (comparison.base, *comparison.columns)
    yield Heading(say("Từng kịch bản", "Each scenario"))
    yield TableBlock(
        (
            BlockColumn("", narrow=True),
            BlockColumn(say("Kịch bản", "Scenario"), share=4),
            BlockColumn(say("Kết quả", "Answer"), share=3),
            BlockColumn(say("Ra", "Out"), narrow=True, right=True),
            BlockColumn(say("Vào", "In"), narrow=True, right=True),
            BlockColumn(say("Đổi phần", "Moved"), narrow=True, right=True),
            BlockColumn(say("Mục tiêu chưa đạt", "Aims missed"), narrow=True, right=True),
        ),
        tuple(
            _build_scenario_row(names, letter, column)
            for letter, column in zip(_list_numerals(columns), columns, strict=True)
        ),
    )
    books = [base.rulebook, *(made.rulebook for made in proposals.values())]
    yield from _render_rules(_join_rulebooks(names, books), columns)
    for letter, column in zip(_list_numerals(columns)[1:], comparison.columns, strict=True):
        own = proposals.get(column.name)
        if own is None:
            continue
        theirs = Names(
            own.rulebook, names.lang, own.request.council, _join_pools(base, own), codes=names.codes
        )
        yield from _render_scenario(theirs, letter, (comparison.base, column), own)


def _join_pools(base: Proposal, own: Proposal) -> Pool:
    """Return the pool of a scenario with the people who are only in the base's."""
    now = own.request.pool
    return now.replace_unvalidated(
        people=(*now.people, *(p for p in base.request.pool.people if p.id not in now.by_id))
    )


def _join_rulebooks(names: Names, books: Sequence[Rulebook]) -> Names:
    """Return names with words for the rules of every scenario."""
    rules = {rule.id: rule for book in reversed(books) for rule in book.rules}
    sources = {key: source for book in books for key, source in book.sources.items()}
    return replace(names, book=names.book.replace_unvalidated(rules=tuple(rules.values()), sources=sources))


def _list_numerals(columns: Sequence[Scenario]) -> list[str]:
    return ["0", *(str(n) for n in range(1, len(columns)))]


def _describe_summary(names: Names, comparison: ScenarioComparison) -> str:
    solved = sum(c.outcome is ProposalOutcome.SOLVED for c in comparison.columns)
    failed = sum(c.outcome is ProposalOutcome.CONFLICT for c in comparison.columns)
    late = len(comparison.columns) + len(comparison.unanswered) - solved - failed
    words = names.say(
        f"{solved} kịch bản lập được, {failed} không thể",
        f"{solved} of {len(comparison.columns) + len(comparison.unanswered)} scenarios solved, "
        f"{failed} in conflict",
    )
    return words + (names.say(f", {late} hết thời gian.", f", {late} out of time.") if late else ".")


def _build_scenario_row(names: Names, letter: str, column: Scenario) -> tuple[BlockCell, ...]:
    say = names.say
    name = say("phương án gốc", "the base") if letter == "0" else column.name
    tone = {
        ProposalOutcome.SOLVED: Tone.GOOD,
        ProposalOutcome.CONFLICT: Tone.BAD,
        ProposalOutcome.OUT_OF_TIME: Tone.CARE,
    }
    moved = [_classify_move(move) for move in column.moves]
    missed = [names.book.by_id[aim.rule] for aim in column.aims if aim.missed]
    theirs = sum(not names.book.is_ours(rule) for rule in missed)
    if column.slate is None:
        return letter, name, StyledText(names.label(column.outcome), tone[column.outcome]), "—", "—", "—", "—"
    changed = (
        ("", "", "") if letter == "0" else tuple(str(moved.count(kind)) for kind in ("out", "in", "moved"))
    )
    return (
        letter,
        name,
        StyledText(names.label(column.outcome), tone[column.outcome]),
        *changed,
        f"{theirs} + {len(missed) - theirs}°",
    )


def _classify_move(move: PersonMove) -> str:
    if move.now is None:
        return "out"
    return "in" if move.why is MoveReason.CAME_IN else "moved"


def _render_rules(names: Names, columns: Sequence[Scenario]) -> Iterator[Block]:
    """Render the rules on which the scenarios differ, and count the others."""
    say = names.say
    by_rule = [{f.rule: f for f in column.findings} for column in columns]
    ids = list(dict.fromkeys(i for findings in by_rule for i in findings))
    planned = [n for n, column in enumerate(columns) if column.slate is not None]
    verdicts = {
        i: {(f.verdict, f.short) for n in planned if (f := by_rule[n].get(i)) is not None} for i in ids
    }
    apart = [i for i in ids if len(verdicts[i]) > 1]
    if len(planned) < 2:  # noqa: PLR2004  # nothing to compare
        return
    yield Heading(say("Quy định có kết quả khác nhau", "Rules on which they differ"))
    first, rest = planned[:1], planned[1:]
    for start in range(0, len(rest) if apart else 0, MAX_SIDE_BY_SIDE):
        shown = [*first, *rest[start : start + MAX_SIDE_BY_SIDE]]
        heads = (
            BlockColumn(say("Quy định", "Rule"), share=4),
            *(BlockColumn(_list_numerals(columns)[n], share=1) for n in shown),
        )
        rows = (
            (_name_rule(names, i), *(_build_finding_cell(names, by_rule[n].get(i)) for n in shown))
            for i in apart
        )
        yield TableBlock(heads, tuple(rows))
    alike = len(ids) - len(apart)
    yield LineBlock(
        say(
            f"{alike} quy định khác có cùng kết quả ở mọi kịch bản có quy định ấy. "
            "✓ đạt, ✗ vi phạm, △ mục tiêu chưa đạt (thiếu bao nhiêu), "
            "? chưa kết luận được, · không áp dụng; ° tiêu chí bổ sung.",
            f"{alike} other rules come out alike wherever they hold. "
            "✓ kept, ✗ broken, △ an aim missed (by how much), "
            "? undecided, · does not apply; ° an additional criterion.",
        ),
        Tone.QUIET,
    )


def _name_rule(names: Names, rule_id: str) -> str:
    rule = names.book.by_id[rule_id]
    ours = "°" if names.book.is_ours(rule) else ""
    return f"{ours}{names.says(rule)}{names.tag(rule, strength=False)}"


def _build_finding_cell(names: Names, finding: Finding | None) -> BlockCell:
    if finding is None:
        return "·"
    outcome = get_rule_outcome(names.book.by_id[finding.rule], finding)
    text = f"{outcome.mark} {finding.short}" if finding.short else outcome.mark
    return StyledText(text, outcome.tone)


def _render_scenario(
    names: Names, letter: str, pair: tuple[Scenario, Scenario], own: Proposal
) -> Iterator[Block]:
    """Render how one scenario, the second of the pair, differs from the base."""
    say, (base, column) = names.say, pair
    yield Heading(f"{letter} · {column.name}")
    if (column.rulebook, column.election_day) != (base.rulebook, base.election_day) or column.alone:
        yield LineBlock(
            say(
                f"Bộ quy định {column.rulebook}, ngày bầu cử {column.election_day}.",
                f"Rulebook {column.rulebook}, election day {column.election_day}.",
            ),
            Tone.CARE,
        )
        theirs = [f"{names.says(names.book.by_id[i])} [{i}]" for i in column.alone]
        if theirs:
            yield LineBlock(say("Chỉ có ở đây: ", "Only here: ") + "; ".join(theirs), indent=2)
    if column.without:
        yield LineBlock(
            say("Không có ở đây: ", "Not here: ") + ", ".join(column.without), Tone.QUIET, indent=2
        )
    if column.not_carried:
        yield LineBlock(
            say("Thay đổi của phương án gốc không có ở đây: ", "What-ifs of the base unknown here: ")
            + ", ".join(column.not_carried),
            Tone.CARE,
        )
    if column.released:
        yield LineBlock(
            say("Bỏ yêu cầu giữ người không còn ứng cử được: ", "Pins let go: ")
            + names.people(column.released)
        )
    yield from render_departures(names, column.departures)
    if column.conflict is not None:
        yield from render_conflict(names, column.conflict, own.request.pins)
    yield from _render_people(names, column.moves)


def _render_people(names: Names, moves: Iterable[PersonMove]) -> Iterator[Block]:
    words = {
        "out": names.say("Ra: ", "Out: "),
        "in": names.say("Vào: ", "In: "),
        "moved": names.say("Đổi phần: ", "Another part: "),
    }
    by_kind: dict[str, list[str]] = {kind: [] for kind in words}
    for move in moves:
        by_kind[_classify_move(move)].append(move.person)
    for kind, people in by_kind.items():
        if people:
            yield LineBlock(f"{words[kind]}{names.people(people, most=20)}.", indent=2)
