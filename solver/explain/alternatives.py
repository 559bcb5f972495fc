"""The next best slates, each at the least distance from the plan and those before it."""

from collections.abc import Sequence
from enum import StrEnum
from functools import partial
from typing import Literal

from pydantic import Field

from cocau.constraints.errors import InputError
from cocau.constraints.rules.quantity import Quantity
from cocau.solver.engines.engine import EngineStatus
from cocau.solver.explain.proven_plan import (
    AlternativeSlate,
    PlanVariant,
    ProvenPlan,
    build_proven_plan,
    compare_with_plan,
)
from cocau.solver.explain.questions import find_range_problems, parse_aims
from cocau.solver.model.restricted_programs import build_distance_rows
from cocau.solver.proposal import Proposal, Provenance
from cocau.solver.question import ProposalQuestion, QuestionAnswer
from cocau.solver.time_budget import TimeBudget, TimeOver

MOST_ALTERNATIVES = 100
"""Alternatives that may be asked for."""


class AlternativesEnd(StrEnum):
    """The reason why the list of alternatives ends.

    `number`: as many as were asked for; `no_other`: both engines say that no other exists; `time`: time ran
    out.
    """

    NUMBER = "number"
    NO_OTHER = "no_other"
    TIME = "time"


class Alternatives(QuestionAnswer):
    """Alternative slates in the order found: the best that is left comes next.

    `apart`: by how many people each differs from the plan and from all before it, at least: on a list or off,
    in the intended council or not. `within`: aims that no alternative misses by more than the plan does.
    """

    format: Literal["cocau/alternatives/1"] = "cocau/alternatives/1"
    of: Provenance
    apart: int
    within: tuple[str, ...]
    alternatives: tuple[AlternativeSlate, ...]
    ended: AlternativesEnd

    @property
    def complete(self) -> bool:
        """Return whether all that were asked for are here, or all that exist."""
        return self.ended is not AlternativesEnd.TIME


class AlternativesQuestion(ProposalQuestion):
    """The next best slates, `apart` people from each other, none worse at `within`."""

    question: Literal["alternatives"] = "alternatives"
    number: int = Field(default=5, ge=1, le=MOST_ALTERNATIVES)
    apart: int = Field(default=3, ge=1, description="people")
    within: tuple[str, ...] = Field(default=(), description="aims")

    def solve(self, proposal: Proposal, effort: TimeBudget) -> Alternatives:
        """Find the next best slates."""
        return find_alternatives(proposal, self.number, self.apart, self.within, effort)


def find_alternatives(
    proposal: Proposal, number: int, apart: int, within: Sequence[str], effort: TimeBudget
) -> Alternatives:
    """Find the next best slates of a plan, at most `number`.

    Raises:
        InputError: see `build_proven_plan`; numbers out of range; in `within` what is no aim, or asks
            nothing here.
        AuditDisagreesError: a defect of ours.
    """
    problems = [
        *find_range_problems("number", number, MOST_ALTERNATIVES),
        *find_range_problems("apart", apart, None),
    ]
    base = build_proven_plan(proposal, effort, problems)
    held = parse_aims(base, "within", within, problems)
    if problems:
        raise InputError(problems)
    found: list[AlternativeSlate] = []
    ended = AlternativesEnd.NUMBER
    try:
        while len(found) < number and ended is AlternativesEnd.NUMBER:
            another = _find_next(base, apart, held, found, effort)
            if another is None:
                ended = AlternativesEnd.NO_OTHER
            else:
                found.append(another)
    except TimeOver:
        ended = AlternativesEnd.TIME
    return Alternatives(
        of=proposal.provenance, apart=apart, within=held, alternatives=tuple(found), ended=ended
    )


def _find_next(
    base: ProvenPlan, apart: int, held: Sequence[str], before: Sequence[AlternativeSlate], effort: TimeBudget
) -> AlternativeSlate | None:
    """Find the best slate at a distance from all earlier ones; None if there is none.

    Each earlier slate leaves fewer, so the last value is a bound from the start.

    Raises:
        TimeOver: it was not found, or not proven, in time.
    """
    slates = (base.slate, *(each.slate for each in before))
    reached = [tier.now for tier in before[-1].tiers] if before else [tier.value for tier in base.tiers]
    kept = [tier for tier in base.tiers if {*tier.rules} & {*held}]
    variant = PlanVariant(base, partial(build_distance_rows, apart, kept, slates), known=tuple(reached))
    best = variant.best(effort, close=False)
    if best is None:
        if not _is_confirmed_infeasible(base, variant, effort):
            raise TimeOver
        return None
    return compare_with_plan(base, variant.find_slate(best, effort), best.reached)


def _is_confirmed_infeasible(base: ProvenPlan, variant: PlanVariant, effort: TimeBudget) -> bool:
    """Return whether the second engine finds the variant's program impossible too."""
    effort.raise_if_over()
    second = base.task.engines[1]
    answer = second.minimise(variant.program, Quantity(), effort.left(), watch=effort.watch)
    return answer.status is EngineStatus.INFEASIBLE
