"""The Pareto front of two aims: the pairs of shortfalls of which none grows less but at the other's cost.

Epsilon constraints: the first aim at its least, then the second; then the second is asked to be less, and the
first is minimised again; until the second is at its own least. Each point is two goals of one descent.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Literal

from cocau.constraints.errors import InputError, Problem
from cocau.constraints.quantity import Row
from cocau.constraints.record import Record
from cocau.constraints.rule import Finding
from cocau.solver.effort import Effort, TimeOver
from cocau.solver.explain.base import ALTERED, Base, base_of
from cocau.solver.explain.beside import Beside, audited, beside
from cocau.solver.explain.descent import Goal
from cocau.solver.explain.named import aims_named
from cocau.solver.explain.variant import Variant
from cocau.solver.model import SlateModel
from cocau.solver.outcome import Tier
from cocau.solver.proposal import Proposal, Provenance

Pair = tuple[int, int]

MOST = 1000
"""Points that may be asked for."""


class Point(Record):
    """A pair of shortfalls that nothing beats in both: `values` in the planner's units, `findings` in people.

    `beside`: of all slates there, the one that the order of aims prefers, close to the plan, then by lot.
    """

    values: Pair
    findings: tuple[Finding, Finding]
    beside: Beside

    @property
    def short(self) -> Pair:
        """By how many people (or units) each of the two is missed."""
        return self.findings[0].short, self.findings[1].short


class Front(Record):
    """The front, the first aim's best point first. `plan`: what the plan has of both.

    `kept`: the tiers of a higher priority than both that stay at the plan's values, the first rule of each.
    `complete`: there are no other points.
    """

    format: Literal["cocau/front/1"] = "cocau/front/1"
    of: Provenance
    aims: tuple[str, str]
    kept: tuple[tuple[str, ...], ...]
    plan: tuple[Finding, Finding]
    points: tuple[Point, ...]
    complete: bool

    @property
    def at_plan(self) -> int | None:
        """Which point the plan is at; None if other aims keep it off the front."""
        here = (self.plan[0].short, self.plan[1].short)
        return next((n for n, point in enumerate(self.points) if point.short == here), None)

    def to_json(self) -> str:
        """JSON, the same for the same answer."""
        return self.model_dump_json(indent=1) + "\n"


def front(
    proposal: Proposal, aims: Sequence[str], effort: Effort, *, keep_earlier: bool = False, limit: int = 100
) -> Front:
    """The front of two aims under the musts; `keep_earlier`: under the tiers before both of them too.

    Raises:
        InputError: see `base_of`; not two aims, or such as ask nothing here; a limit out of range.
        AuditDisagreesError: a defect of ours.
    """
    problems = [] if 1 <= limit <= MOST else [_limit(limit)]
    base = base_of(proposal, effort, problems)
    named = aims_named(base, "aims", aims, problems)
    if len(named) != 2:  # noqa: PLR2004  # a front of two
        problems.append(_NOT_TWO)
    if problems:
        raise InputError(problems)
    pair = (named[0], named[1])
    found = _Walk(base, pair, _earlier(base, pair) if keep_earlier else (), effort).all(limit)
    own = {finding.rule: finding for finding in base.findings}
    return Front(
        of=proposal.provenance,
        aims=pair,
        kept=tuple(tier.rules for tier in found.kept),
        plan=(own[pair[0]], own[pair[1]]),
        points=found.points,
        complete=found.complete,
    )


def _earlier(base: Base, pair: tuple[str, str]) -> tuple[Tier, ...]:
    """The tiers before the first that has one of the two."""
    first = next(n for n, tier in enumerate(base.tiers) if {*pair} & {*tier.rules})
    return base.tiers[:first]


@dataclass(frozen=True)
class _Found:
    kept: tuple[Tier, ...]
    points: tuple[Point, ...]
    complete: bool


@dataclass(frozen=True)
class _Walk:
    """One walk along the front."""

    base: Base
    pair: tuple[str, str]
    kept: tuple[Tier, ...]
    effort: Effort

    def all(self, limit: int) -> _Found:
        """The points, then a slate for each, side by side."""
        values: list[Pair] = []
        complete = False
        try:
            for pair in self._values():
                if len(values) == limit:
                    break
                values.append(pair)
            else:
                complete = True
        except TimeOver:
            pass
        points = self.effort.each([partial(self._point, pair) for pair in values])
        shown = [point for point in points if point is not None]
        return _Found(self.kept, _undominated(shown), complete and len(shown) == len(values))

    def _values(self) -> Iterator[Pair]:
        """The points in the planner's units, one after another.

        Raises:
            TimeOver: there was no time for the next one.
        """
        first, second = self.pair
        last = self._least((second, first), None)[0]
        at = self._least((first, second), None)
        yield at
        while at[1] > last:
            at = self._least((first, second), at[1] - 1, at[0] + 1)
            yield at

    def _least(self, order: tuple[str, str], most: int | None, known: int | None = None) -> Pair:
        """The least shortfall of one aim, then of the other; `most`: the other may not be missed by more."""
        variant = Variant(self.base, partial(self._demand, None if most is None else {order[1]: most}))
        goals = [Goal(variant.model.shortfall([order[0]]), known), Goal(variant.model.shortfall([order[1]]))]
        found = variant.lowest(variant.program, goals, self.effort)
        if found is None:
            raise InputError([ALTERED])  # the slate of the plan itself keeps all that is held
        return found.reached[0], found.reached[1]

    def _demand(self, most: dict[str, int] | None, model: SlateModel) -> Iterator[Row]:
        for tier in self.kept:
            yield model.objective(tier.rules) <= tier.value
        for aim, value in (most or {}).items():
            yield model.shortfall([aim]) <= value

    def _point(self, values: Pair) -> Point:
        variant = Variant(self.base, partial(self._demand, dict(zip(self.pair, values, strict=True))))
        best = variant.best(self.effort, close=True)
        if best is None:
            raise AssertionError("a point of the front was found with a slate")
        slate = variant.slate(best, self.effort)
        found = {finding.rule: finding for finding in audited(self.base, slate)}
        return Point(
            values=values,
            findings=(found[self.pair[0]], found[self.pair[1]]),
            beside=beside(self.base, slate, best.reached),
        )


def _undominated(points: Sequence[Point]) -> tuple[Point, ...]:
    """Those that nothing beats in people either: half a person less is none less."""
    kept: list[Point] = []
    for point in points:
        if not any(all(a <= b for a, b in zip(o.short, point.short, strict=True)) for o in kept):
            kept = [o for o in kept if not all(a <= b for a, b in zip(point.short, o.short, strict=True))]
            kept.append(point)
    return tuple(kept)


_NOT_TWO = Problem(
    "not_two",
    "aims",
    "Hãy nêu đúng hai mục tiêu khác nhau.",
    "Name exactly two aims, one not the other.",
)


def _limit(limit: int) -> Problem:
    return Problem(
        "out_of_range",
        f"limit: {limit}",
        f"Phải là số nguyên từ 1 đến {MOST}.",
        f"Must be a whole number from 1 to {MOST}.",
    )
