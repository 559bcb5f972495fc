"""The Pareto front of two aims: pairs of shortfalls where each falls only if one rises.

Epsilon constraints: the first aim is minimised, then the second; then the second is bounded one lower and
the first is minimised again, until the second is at its own minimum. Each point is two goals of one
descent.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Literal

from pydantic import Field

from cocau.constraints.errors import InputError, Problem
from cocau.constraints.record import Record
from cocau.constraints.rules.quantity import LinearConstraint
from cocau.constraints.rules.rule import Finding
from cocau.solver.explain.descent import Goal
from cocau.solver.explain.proven_plan import (
    ALTERED,
    AlternativeSlate,
    PlanVariant,
    ProvenPlan,
    audit_shown_slate,
    build_proven_plan,
    compare_with_plan,
)
from cocau.solver.explain.questions import find_range_problems, parse_aims
from cocau.solver.model.slate_model import SlateModel
from cocau.solver.outcome import Tier
from cocau.solver.proposal import Proposal, Provenance
from cocau.solver.question import ProposalQuestion, QuestionAnswer
from cocau.solver.time_budget import TimeBudget, TimeOver

ShortfallPair = tuple[int, int]

MOST_POINTS = 1000
"""Points that may be asked for."""


class ParetoPoint(Record):
    """A pair of shortfalls that no slate beats in both.

    `values` in the planner's units, `findings` in people. `beside`: of all slates there, the one that the
    order of aims prefers, close to the plan, then by lot.
    """

    values: ShortfallPair
    findings: tuple[Finding, Finding]
    beside: AlternativeSlate

    @property
    def short(self) -> ShortfallPair:
        """Return by how many people (or units) each of the two aims is missed."""
        return self.findings[0].short, self.findings[1].short


class ParetoFront(QuestionAnswer):
    """The Pareto front of two aims, the first aim's best point first.

    `plan`: what the plan has of both. `kept`: the tiers of a higher priority than both that stay at the
    plan's values, the first rule of each. `complete`: there are no other points.
    """

    format: Literal["cocau/front/1"] = "cocau/front/1"
    of: Provenance
    aims: tuple[str, str]
    kept: tuple[tuple[str, ...], ...]
    plan: tuple[Finding, Finding]
    points: tuple[ParetoPoint, ...]
    complete: bool

    @property
    def at_plan(self) -> int | None:
        """Return the index of the plan's point; None if other aims keep it off the front."""
        here = (self.plan[0].short, self.plan[1].short)
        return next((n for n, point in enumerate(self.points) if point.short == here), None)


class FrontQuestion(ProposalQuestion):
    """The Pareto front of two aims; `keep_earlier`: earlier tiers stay as in the plan."""

    question: Literal["front"] = "front"
    aims: tuple[str, str]
    keep_earlier: bool = False
    limit: int = Field(default=100, ge=1, description="points")

    def solve(self, proposal: Proposal, effort: TimeBudget) -> ParetoFront:
        """Trace the Pareto front of the two aims."""
        return trace_pareto_front(
            proposal, self.aims, effort, keep_earlier=self.keep_earlier, limit=self.limit
        )


def trace_pareto_front(
    proposal: Proposal,
    aims: Sequence[str],
    effort: TimeBudget,
    *,
    keep_earlier: bool = False,
    limit: int = 100,
) -> ParetoFront:
    """Trace the Pareto front of two aims under the musts.

    `keep_earlier`: under the tiers before both of them too.

    Raises:
        InputError: see `build_proven_plan`; not two aims, or such as ask nothing here; a limit out of range.
        AuditDisagreesError: a defect of ours.
    """
    problems = [*find_range_problems("limit", limit, MOST_POINTS)]
    base = build_proven_plan(proposal, effort, problems)
    named = parse_aims(base, "aims", aims, problems)
    if len(named) != 2:  # noqa: PLR2004  # a front of two
        problems.append(_NOT_TWO)
    if problems:
        raise InputError(problems)
    pair = (named[0], named[1])
    found = _FrontWalk(base, pair, _list_earlier_tiers(base, pair) if keep_earlier else (), effort).trace(
        limit
    )
    own = {finding.rule: finding for finding in base.findings}
    return ParetoFront(
        of=proposal.provenance,
        aims=pair,
        kept=tuple(tier.rules for tier in found.kept),
        plan=(own[pair[0]], own[pair[1]]),
        points=found.points,
        complete=found.complete,
    )


def _list_earlier_tiers(base: ProvenPlan, pair: tuple[str, str]) -> tuple[Tier, ...]:
    """List the tiers before the first that has one of the two aims."""
    first = next(n for n, tier in enumerate(base.tiers) if {*pair} & {*tier.rules})
    return base.tiers[:first]


@dataclass(frozen=True)
class _WalkResult:
    """The points that a walk has found, under the tiers it kept."""

    kept: tuple[Tier, ...]
    points: tuple[ParetoPoint, ...]
    complete: bool


@dataclass(frozen=True)
class _FrontWalk:
    """One walk along the front."""

    base: ProvenPlan
    pair: tuple[str, str]
    kept: tuple[Tier, ...]
    effort: TimeBudget

    def trace(self, limit: int) -> _WalkResult:
        """Trace the points, then find a slate for each, side by side."""
        values: list[ShortfallPair] = []
        complete = False
        try:
            for pair in self._trace_values():
                if len(values) == limit:
                    break
                values.append(pair)
            else:
                complete = True
        except TimeOver:
            pass
        points = self.effort.run_all([partial(self._build_point, pair) for pair in values])
        shown = [point for point in points if point is not None]
        return _WalkResult(self.kept, _drop_dominated(shown), complete and len(shown) == len(values))

    def _trace_values(self) -> Iterator[ShortfallPair]:
        """Yield the points in the planner's units, one after another.

        Raises:
            TimeOver: there was no time for the next one.
        """
        first, second = self.pair
        last = self._minimise_pair((second, first), None)[0]
        at = self._minimise_pair((first, second), None)
        yield at
        while at[1] > last:
            at = self._minimise_pair((first, second), at[1] - 1, at[0] + 1)
            yield at

    def _minimise_pair(
        self, order: tuple[str, str], most: int | None, known: int | None = None
    ) -> ShortfallPair:
        """Minimise one aim's shortfall, then the other's.

        `most`: the other may not be missed by more.
        """
        variant = PlanVariant(
            self.base, partial(self._build_demand, None if most is None else {order[1]: most})
        )
        goals = [Goal(variant.model.shortfall([order[0]]), known), Goal(variant.model.shortfall([order[1]]))]
        found = variant.minimise(variant.program, goals, self.effort)
        if found is None:
            raise InputError([ALTERED])  # the slate of the plan itself keeps all that is held
        return found.reached[0], found.reached[1]

    def _build_demand(self, most: dict[str, int] | None, model: SlateModel) -> Iterator[LinearConstraint]:
        """Yield the rows that hold the kept tiers, and these aims at their values."""
        for tier in self.kept:
            yield model.objective(tier.rules) <= tier.value
        for aim, value in (most or {}).items():
            yield model.shortfall([aim]) <= value

    def _build_point(self, values: ShortfallPair) -> ParetoPoint:
        """Find the slate of a point, and audit it."""
        variant = PlanVariant(
            self.base, partial(self._build_demand, dict(zip(self.pair, values, strict=True)))
        )
        best = variant.best(self.effort, close=True)
        if best is None:
            raise AssertionError("a point of the front was found with a slate")
        slate = variant.find_slate(best, self.effort)
        found = {finding.rule: finding for finding in audit_shown_slate(self.base, slate)}
        return ParetoPoint(
            values=values,
            findings=(found[self.pair[0]], found[self.pair[1]]),
            beside=compare_with_plan(self.base, slate, best.reached),
        )


def _drop_dominated(points: Sequence[ParetoPoint]) -> tuple[ParetoPoint, ...]:
    """Drop the points that another one beats in people: half a person less is none less."""
    kept: list[ParetoPoint] = []
    for point in points:
        if not any(all(a <= b for a, b in zip(o.short, point.short, strict=True)) for o in kept):
            kept = [o for o in kept if not all(a <= b for a, b in zip(point.short, o.short, strict=True))]
            kept.append(point)
    return tuple(kept)


_NOT_TWO = Problem(
    "not_two",
    ("aims",),
    "Hãy nêu đúng hai mục tiêu khác nhau.",
    "Name exactly two aims, one not the other.",
)
