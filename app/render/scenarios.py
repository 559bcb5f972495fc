"""Scenarios beside their base: the answer of each in a row, what differs first, then who comes and goes."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from cocau.app.render.blocks import Block, Cell, Column, Heading, Line, Table, Tone, Words
from cocau.app.render.compliance import verdict
from cocau.app.render.outcome import departures
from cocau.app.render.reasons import conflict
from cocau.app.render.sheet import Sheet
from cocau.constraints.people import Pool
from cocau.constraints.rule import Finding
from cocau.constraints.rulebook import Rulebook
from cocau.solver.differences import Move, Why
from cocau.solver.explain.scenarios import Column as Scenario
from cocau.solver.explain.scenarios import Comparison
from cocau.solver.proposal import Outcome, Proposal

SIDE_BY_SIDE = 9
"""Scenarios in one table beside the base; with more, 80 columns leave the rules no room."""


def compared(
    sheet: Sheet, base: Proposal, found: Comparison, made: Mapping[str, Proposal]
) -> Iterator[Block]:
    """The whole comparison; `made`: each scenario's own proposal, whose rules its answer speaks of."""
    say = sheet.say
    yield Heading(sheet.council.name, level=1)
    yield Line(_summary(sheet, found), Tone.STRONG)
    for name in found.unanswered:
        yield Line(say(f"Chưa kịp lập: {name}", f"Not planned in time: {name}"), Tone.CARE, mark="?")
    columns = (found.base, *found.columns)
    yield Heading(say("Từng kịch bản", "Each scenario"))
    yield Table(
        (
            Column("", narrow=True),
            Column(say("Kịch bản", "Scenario"), share=4),
            Column(say("Kết quả", "Answer"), share=3),
            Column(say("Ra", "Out"), narrow=True, right=True),
            Column(say("Vào", "In"), narrow=True, right=True),
            Column(say("Đổi phần", "Moved"), narrow=True, right=True),
            Column(say("Mục tiêu chưa đạt", "Aims missed"), narrow=True, right=True),
        ),
        tuple(_row(sheet, letter, column) for letter, column in zip(_letters(columns), columns, strict=True)),
    )
    books = [base.rulebook, *(made[column.name].rulebook for column in found.columns)]
    yield from _rules(_of_all(sheet, books), columns)
    for letter, column in zip(_letters(columns)[1:], found.columns, strict=True):
        own = made[column.name]
        theirs = Sheet(own.rulebook, sheet.lang, own.request.council, _everybody(base, own))
        yield from _one(theirs, letter, (found.base, column), own)


def _everybody(base: Proposal, own: Proposal) -> Pool:
    """Who is named in a scenario: its own pool, and who is only in that of the base."""
    now = own.request.pool
    return now.but(people=(*now.people, *(p for p in base.request.pool.people if p.id not in now.by_id)))


def _of_all(sheet: Sheet, books: Sequence[Rulebook]) -> Sheet:
    """A sheet that has words for the rules of every scenario, as the first of them words each."""
    rules = {rule.id: rule for book in reversed(books) for rule in book.rules}
    sources = {key: source for book in books for key, source in book.sources.items()}
    return replace(sheet, book=sheet.book.but(rules=tuple(rules.values()), sources=sources))


def _letters(columns: Sequence[Scenario]) -> list[str]:
    return ["0", *(str(n) for n in range(1, len(columns)))]


def _summary(sheet: Sheet, found: Comparison) -> str:
    solved = sum(c.outcome is Outcome.SOLVED for c in found.columns)
    failed = sum(c.outcome is Outcome.CONFLICT for c in found.columns)
    late = len(found.columns) + len(found.unanswered) - solved - failed
    words = sheet.say(
        f"{solved} kịch bản lập được, {failed} không thể",
        f"{solved} of {len(found.columns) + len(found.unanswered)} scenarios solved, {failed} in conflict",
    )
    return words + (sheet.say(f", {late} hết thời gian.", f", {late} out of time.") if late else ".")


def _row(sheet: Sheet, letter: str, column: Scenario) -> tuple[Cell, ...]:
    say = sheet.say
    name = say("phương án gốc", "the base") if letter == "0" else column.name
    tone = {Outcome.SOLVED: Tone.GOOD, Outcome.CONFLICT: Tone.BAD, Outcome.OUT_OF_TIME: Tone.CARE}
    moved = [_kind(move) for move in column.moves]
    missed = [sheet.book.by_id[aim.rule] for aim in column.aims if aim.missed]
    theirs = sum(not sheet.book.is_ours(rule) for rule in missed)
    if column.slate is None:
        return letter, name, Words(sheet.label(column.outcome), tone[column.outcome]), "—", "—", "—", "—"
    changed = (
        ("", "", "") if letter == "0" else tuple(str(moved.count(kind)) for kind in ("out", "in", "moved"))
    )
    return (
        letter,
        name,
        Words(sheet.label(column.outcome), tone[column.outcome]),
        *changed,
        f"{theirs} + {len(missed) - theirs}°",
    )


def _kind(move: Move) -> str:
    if move.now is None:
        return "out"
    return "in" if move.why is Why.CAME_IN else "moved"


def _rules(sheet: Sheet, columns: Sequence[Scenario]) -> Iterator[Block]:
    """Rules on which the scenarios differ; those on which all agree are counted."""
    say = sheet.say
    by_rule = [{f.rule: f for f in column.findings} for column in columns]
    ids = list(dict.fromkeys(i for findings in by_rule for i in findings))
    planned = [n for n, column in enumerate(columns) if column.slate is not None]
    told = {i: {(f.verdict, f.short) for n in planned if (f := by_rule[n].get(i)) is not None} for i in ids}
    apart = [i for i in ids if len(told[i]) > 1]
    if len(planned) < 2:  # noqa: PLR2004  # nothing to compare
        return
    yield Heading(say("Quy định có kết quả khác nhau", "Rules on which they differ"))
    first, rest = planned[:1], planned[1:]
    for start in range(0, len(rest) if apart else 0, SIDE_BY_SIDE):
        shown = [*first, *rest[start : start + SIDE_BY_SIDE]]
        heads = (
            Column(say("Quy định", "Rule"), share=4),
            *(Column(_letters(columns)[n], share=1) for n in shown),
        )
        rows = ((_named(sheet, i), *(_cell(sheet, by_rule[n].get(i)) for n in shown)) for i in apart)
        yield Table(heads, tuple(rows))
    alike = len(ids) - len(apart)
    yield Line(
        say(
            f"{alike} quy định khác có cùng kết quả ở mọi kịch bản có quy định ấy. "
            "✓ đạt, ✗ vi phạm, △ mục tiêu chưa đạt (thiếu bao nhiêu), "
            "? chưa kết luận được, · không áp dụng; ° mong muốn của chương trình.",
            f"{alike} other rules come out alike wherever they hold. "
            "✓ kept, ✗ broken, △ an aim missed (by how much), "
            "? undecided, · does not apply; ° a wish of the program.",
        ),
        Tone.QUIET,
    )


def _named(sheet: Sheet, rule_id: str) -> str:
    rule = sheet.book.by_id[rule_id]
    ours = "°" if sheet.book.is_ours(rule) else ""
    return f"{ours}{sheet.says(rule)} [{rule_id}]"


def _cell(sheet: Sheet, finding: Finding | None) -> Cell:
    if finding is None:
        return "·"
    rule = sheet.book.by_id[finding.rule]
    shown = verdict(sheet, rule, finding)
    return Words(f"{shown.text[0]} {finding.short}" if finding.short else shown.text[0], shown.tone)


def _one(sheet: Sheet, letter: str, pair: tuple[Scenario, Scenario], own: Proposal) -> Iterator[Block]:
    """What is different in one scenario, the second of the pair, from the base; who comes and goes."""
    say, (base, column) = sheet.say, pair
    yield Heading(f"{letter} · {column.name}")
    if (column.rulebook, column.election_day) != (base.rulebook, base.election_day) or column.alone:
        yield Line(
            say(
                f"Bộ quy định {column.rulebook}, ngày bầu cử {column.election_day}.",
                f"Rulebook {column.rulebook}, election day {column.election_day}.",
            ),
            Tone.CARE,
        )
        theirs = [f"{sheet.says(sheet.book.by_id[i])} [{i}]" for i in column.alone]
        if theirs:
            yield Line(say("Chỉ có ở đây: ", "Only here: ") + "; ".join(theirs), indent=2)
    if column.without:
        yield Line(say("Không có ở đây: ", "Not here: ") + ", ".join(column.without), Tone.QUIET, indent=2)
    if column.not_carried:
        yield Line(
            say("Thay đổi của phương án gốc không có ở đây: ", "What-ifs of the base unknown here: ")
            + ", ".join(column.not_carried),
            Tone.CARE,
        )
    if column.released:
        yield Line(
            say("Bỏ yêu cầu giữ người không còn ứng cử được: ", "Pins let go: ")
            + sheet.people(column.released)
        )
    yield from departures(sheet, column.departures)
    if column.conflict is not None:
        yield from conflict(sheet, column.conflict, own.request.pins)
    yield from _people(sheet, column.moves)


def _people(sheet: Sheet, moves: Iterable[Move]) -> Iterator[Block]:
    words = {
        "out": sheet.say("Ra: ", "Out: "),
        "in": sheet.say("Vào: ", "In: "),
        "moved": sheet.say("Đổi phần: ", "Another part: "),
    }
    by_kind: dict[str, list[str]] = {kind: [] for kind in words}
    for move in moves:
        by_kind[_kind(move)].append(move.person)
    for kind, people in by_kind.items():
        if people:
            yield Line(f"{words[kind]}{sheet.people(people, most=20)}.", indent=2)
