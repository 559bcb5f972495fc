"""Outcomes of the vote: no fewer and no more of a group can lawfully be elected."""

from collections.abc import Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING

from cocau.constraints.rules.quantity import Quantity
from cocau.solver.explain.elections.bounds import ElectionBounds, ListSplit, split_lists
from cocau.solver.model.program import Program
from cocau.solver.proofs.answers.answer_proof import AnswerPlace
from cocau.solver.proofs.answers.impossibility import AskedPlan, Impossibility, ProgramVariables

if TYPE_CHECKING:
    from cocau.solver.explain.elections.outcomes import ElectionOutcomes


def list_outcome_bounds(asked: AskedPlan, answer: "ElectionOutcomes") -> Iterator[Impossibility]:
    """List the least and the most of each group, in all and in each constituency."""
    request, slate = asked.proposal.request, asked.proposal.slate
    if slate is None:
        return
    for i, group in enumerate(answer.groups):
        lists = split_lists(request.council, request.pool, slate, group.who)
        yield from _list_bounds(("groups", i), lists, group)
        for n, (split, part) in enumerate(zip(lists, group.by_constituency, strict=True)):
            yield from _list_bounds(("groups", i, "by_constituency", n), [split], part)


def _list_bounds(
    place: AnswerPlace, lists: Sequence[ListSplit], told: ElectionBounds
) -> Iterator[Impossibility]:
    """List both ends of each interval over some constituencies."""
    enough = [-(-2 * split.seats // 3) for split in lists]
    for name, between, least in (
        ("filled", told.filled, [split.places for split in lists]),
        ("once", told.once, enough),
        ("lawful", told.lawful, [0] * len(lists)),
    ):
        if between is None:
            continue
        program, number = _build_vote(lists, least)
        variables = ProgramVariables(partial(_name_variables, lists))
        for end, sign, value in (("least", 1, between.least), ("most", -1, between.most)):
            yield Impossibility(
                (*place, name, end), f"{place} {end}", variables, program, (), sign * number, sign * value
            )


def _name_variables(lists: Sequence[ListSplit]) -> list[str]:
    return ["zero", *(f"{part}[{split.unit}]" for split in lists for part in ("elected", "others"))]


def _build_vote(lists: Sequence[ListSplit], least: Sequence[int]) -> tuple[Program, Quantity]:
    """Build the program of all outcomes with so many elected at least, and the group's number."""
    program, number = Program(), Quantity()
    for split, filled in zip(lists, least, strict=True):
        elected = Quantity({program.variable(len(split.described)): 1})
        others = Quantity({program.variable(len(split.others)): 1})
        tag = f"elected:{split.unit}"
        program.add(tag, elected + others >= filled)
        program.add(tag, elected + others <= split.seats)
        number += elected
    return program, number
