"""Compliance for a page: each rule with its clause, what is required, what there is, who is concerned."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from cocau.app.pages.people_of import numbers
from cocau.app.render.annex.judged import actual, required
from cocau.app.render.compliance import verdict
from cocau.app.render.sheet import Sheet
from cocau.app.render.wording import doubts
from cocau.constraints.rule import Finding, Rule, Strength, Verdict
from cocau.solver.proposal import Proposal


class Came(StrEnum):
    """How a rule came out. An aim is missed, everything else is broken."""

    BROKEN = "broken"
    MISSED = "missed"
    UNDECIDED = "undecided"
    KEPT = "kept"


@dataclass(frozen=True)
class Witness:
    """Somebody, or something, that makes the verdict so; `number`: of the page about somebody."""

    name: str
    number: int | None


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
    by_id, at = sheet.book.by_id, numbers(sheet.pool)
    rows = [_row(sheet, by_id[f.rule], f, at, departed=f.rule in departed) for f in proposal.findings]
    place = {rule.id: n for n, rule in enumerate(sheet.book.rules)}
    order = list(Came)
    return sorted(rows, key=lambda row: (not row.departed, order.index(row.came), place[row.id]))


def _row(sheet: Sheet, rule: Rule, finding: Finding, at: Mapping[str, int], *, departed: bool) -> RuleRow:
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
        witnesses=tuple(Witness(sheet.named(i), at.get(i)) for i in finding.witnesses),
        departed=departed,
        ours=sheet.book.is_ours(rule),
    )


def came_out(rule: Rule, finding: Finding) -> Came:
    """How a rule came out, as people speak of it."""
    if finding.verdict is Verdict.BROKEN:
        return Came.MISSED if rule.strength is Strength.AIM else Came.BROKEN
    return Came.KEPT if finding.verdict is Verdict.KEPT else Came.UNDECIDED


def tally(rows: list[RuleRow], *, ours: bool) -> dict[Came, int]:
    """How many rules of documents, or wishes of the program, came out how."""
    return {came: sum(row.came is came for row in rows if row.ours is ours) for came in Came}
