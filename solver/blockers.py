"""What keeps an aim from holding: a program in which the aim binds and everything before it may give way."""

from collections.abc import Sequence

from cocau.constraints.quantity import Row
from cocau.solver.model import SlateModel
from cocau.solver.outcome import Tier
from cocau.solver.program import STRUCTURE, Program

AIM = "aim:"


def blockers(model: SlateModel, tiers: Sequence[Tier], missed: str) -> Program:
    """The program whose smallest core stands in the way of `missed`.

    Its tags are rule ids, pins, and ``aim:<id>`` for an earlier tier held at its value. A core without any
    tag: nothing that a plan could change, the pool itself lacks the people.
    """
    aims = {rule for tier in tiers for rule in tier.rules} | {missed}
    program = model.program.fixing(aims.__contains__)
    program.add(STRUCTURE, Row(model.shortfall([missed]), high=0))
    for tier in tiers:
        if missed in tier.rules:
            break
        program.add(AIM + tier.rules[0], Row(model.objective(tier.rules), high=tier.value))
    return program
