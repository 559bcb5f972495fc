"""What-if scenarios over one base: each planned on its own, side by side, and set beside the base."""

from collections.abc import Sequence
from functools import partial
from typing import Literal

from pydantic import Field

from cocau.constraints.record import Record
from cocau.constraints.rule import Finding
from cocau.constraints.rulebook import Departure
from cocau.constraints.slate import Slate
from cocau.solver.differences import Move, differences
from cocau.solver.effort import Effort
from cocau.solver.explain.scenario import Scenario
from cocau.solver.explain.scenario_planning import checked, planned_under
from cocau.solver.proposal import Aim, Conflict, Outcome, Proposal, Provenance

BASE = "base"


class Column(Record):
    """One scenario beside the base. `moves`: person by person against the base, where both have a slate.

    `rulebook` and `election_day` name the rules that it was planned and audited under; `alone` are rules of
    these that do not bind the base, `without` rules that bind the base only.
    """

    name: str
    outcome: Outcome
    rulebook: str
    election_day: str
    departures: tuple[Departure, ...] = ()
    not_carried: tuple[str, ...] = Field(default=(), description="what-ifs of the base unknown here")
    released: tuple[str, ...] = Field(default=(), description="pinned people who may not stand any more")
    alone: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()
    aims: tuple[Aim, ...] = ()
    moves: tuple[Move, ...] = ()
    conflict: Conflict | None = None
    slate: Slate | None = None
    slate_digest: str | None = None
    open_tier: tuple[str, ...] = ()

    @property
    def proven(self) -> bool:
        """Whether time and leave sufficed."""
        return self.outcome is not Outcome.OUT_OF_TIME


class Comparison(Record):
    """Scenarios in one table, the base first. `unanswered`: those that were not begun in time."""

    format: Literal["cocau/scenarios/1"] = "cocau/scenarios/1"
    of: Provenance
    base: Column
    columns: tuple[Column, ...]
    unanswered: tuple[str, ...] = ()

    @property
    def complete(self) -> bool:
        """Whether every scenario was planned to its end."""
        return not self.unanswered and all(column.proven for column in self.columns)

    def to_json(self) -> str:
        """Canonical JSON."""
        return self.model_dump_json(indent=1) + "\n"


def scenarios(
    base: Proposal, asked: Sequence[Scenario], effort: Effort
) -> tuple[Comparison, dict[str, Proposal]]:
    """The comparison, and each scenario's own proposal by name; all faults of all scenarios are told at once.

    Raises:
        InputError: no scenario, two of one name, or one that cannot be planned; OverrideError among them.
    """
    plans = checked(base, asked)
    jobs = [partial(planned_under, each, effort) for each in plans]
    found = dict(zip((each.name for each in asked), effort.each(jobs), strict=True))
    made = {name: proposal for name, proposal in found.items() if proposal is not None}
    columns = tuple(
        _column(each.name, base, made[each.name]).but(not_carried=each.not_carried, released=each.released)
        for each in plans
        if each.name in made
    )
    return Comparison(
        of=base.provenance,
        base=_column(BASE, base, base),
        columns=columns,
        unanswered=tuple(name for name in found if name not in made),
    ), made


def _column(name: str, base: Proposal, own: Proposal) -> Column:
    theirs, here = base.rulebook.by_id, own.rulebook.by_id
    return Column(
        name=name,
        outcome=own.outcome,
        rulebook=own.rulebook.name,
        election_day=own.request.council.election_day.isoformat(),
        departures=own.departures,
        alone=tuple(i for i in here if i not in theirs),
        without=tuple(i for i in theirs if i not in here),
        findings=own.findings,
        aims=own.aims,
        moves=_moves(base, own),
        conflict=own.conflict,
        slate=own.slate,
        slate_digest=own.provenance.slate_digest,
        open_tier=own.open_tier,
    )


def _moves(base: Proposal, own: Proposal) -> tuple[Move, ...]:
    if base.slate is None or own.slate is None:
        return ()
    return differences(base.slate, own.slate, frozenset(own.request.pool.by_id), own.barred)
