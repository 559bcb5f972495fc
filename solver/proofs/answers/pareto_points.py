"""Trade-offs: nothing beats a point of the front in both aims, and none lies between two."""

from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING

from cocau.constraints.rules.quantity import Quantity
from cocau.solver.proofs.answers.answer_proof import AnswerPlace
from cocau.solver.proofs.answers.impossibility import AskedPlan, Impossibility

if TYPE_CHECKING:
    from cocau.solver.explain.pareto import ParetoFront


def list_front_bounds(asked: AskedPlan, answer: "ParetoFront") -> Iterator[Impossibility]:
    """List that no point is beaten; of a complete front, that there are no others.

    Points less than a person apart are left out of an answer: there the latter rests on engines.
    """
    first, second = (asked.model.shortfall([aim]) for aim in answer.aims)
    kept = asked.named.hold([tier for tier in asked.tiers if tier.rules in answer.kept])
    for i, point in enumerate(answer.points):
        a, b = point.values
        yield _build(asked, ("points", i, "values", 0), (*kept, (second, b)), first, a)
        yield _build(asked, ("points", i, "values", 1), (*kept, (first, a)), second, b)
    in_people = all(asked.model.is_in_people(aim) for aim in answer.aims)
    if not answer.complete or not in_people or any(point.values != point.short for point in answer.points):
        return
    ends = [None, *(point.values for point in answer.points), None]
    for i, (before, after) in enumerate(pairwise(ends)):
        held = kept if before is None else (*kept, (second, before[1] - 1))
        if after is None:
            yield _build(asked, ("complete", i), kept, second, answer.points[-1].values[1])
        else:
            yield _build(asked, ("complete", i), held, first, after[0])


def _build(
    asked: AskedPlan,
    place: AnswerPlace,
    held: tuple[tuple[Quantity, int], ...],
    objective: Quantity,
    bound: int,
) -> Impossibility:
    """Build that an aim is missed by no less than `bound` while these are held."""
    program, variables = asked.model.program, asked.named.variables
    return Impossibility(place, f"{place}", variables, program, held, objective, bound)
