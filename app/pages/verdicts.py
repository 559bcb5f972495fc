"""Compliance for a page: each rule with its clause, what is required, what there is, who is concerned."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from app.render.annex.judged import actual, required
from app.render.compliance import verdict
from app.render.sheet import Sheet
from app.render.wording import doubts
from constraints.rule import Finding, Rule, Strength, Verdict
from solver.proposal import Proposal


class Came(StrEnum):
    """How a rule came out. An aim is missed, everything else is broken."""

    BROKEN = "broken"
    MISSED = "missed"
    UNDECIDED = "undecided"
    KEPT = "kept"


@dataclass(frozen=True)
class Witness:
    """Somebody, or something, that makes the verdict so; `person`: whether there is a page about it."""

    id: str
    name: str
    person: bool


@dataclass(frozen=True)
class RuleRow:
    """One rule as it is told; `departed`: its bounds are not the rulebook's."""

    id: str
    says: str
    strength: str
    clause: str
    doubts: tuple[str, ...]
    required: str
    actual: str
    came: Came
    verdict: str
    witnesses: tuple[Witness, ...]
    departed: bool
    ours: bool


def rule_rows(sheet: Sheet, proposal: Proposal) -> list[RuleRow]:
    """Every rule that was judged: departures first, then the broken, the missed, the undecided, the kept."""
    departed = {d.rule for d in proposal.departures}
    by_id = sheet.book.by_id
    rows = [_row(sheet, by_id[f.rule], f, departed=f.rule in departed) for f in proposal.findings]
    place = {rule.id: n for n, rule in enumerate(sheet.book.rules)}
    order = list(Came)
    return sorted(rows, key=lambda row: (not row.departed, order.index(row.came), place[row.id]))


def _row(sheet: Sheet, rule: Rule, finding: Finding, *, departed: bool) -> RuleRow:
    return RuleRow(
        id=rule.id,
        says=sheet.says(rule),
        strength=sheet.strength(rule),
        clause=sheet.clause(rule),
        doubts=tuple(dict.fromkeys(doubt.of(sheet.lang) for doubt in doubts(rule))),
        required=required(sheet, rule, finding),
        actual=actual(sheet, rule, finding),
        came=came_out(rule, finding),
        verdict=verdict(sheet, rule, finding).text,
        witnesses=tuple(_witnesses(sheet, finding)),
        departed=departed,
        ours=sheet.book.is_ours(rule),
    )


def came_out(rule: Rule, finding: Finding) -> Came:
    """How a rule came out, as people speak of it."""
    if finding.verdict is Verdict.BROKEN:
        return Came.MISSED if rule.strength is Strength.AIM else Came.BROKEN
    return Came.KEPT if finding.verdict is Verdict.KEPT else Came.UNDECIDED


def _witnesses(sheet: Sheet, finding: Finding) -> Iterator[Witness]:
    for i in finding.witnesses:
        yield Witness(i, sheet.named(i), i in sheet.pool.by_id)


def tally(rows: list[RuleRow], *, ours: bool) -> dict[Came, int]:
    """How many rules of documents, or wishes of the program, came out how."""
    return {came: sum(row.came is came for row in rows if row.ours is ours) for came in Came}
