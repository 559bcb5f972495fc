"""Why an aim is missed: the smallest set of musts, pins and earlier aims that keeps it from holding."""

from collections.abc import Sequence

from constraints.quantity import Quantity, Row
from solver.conflict import Core, smallest_core
from solver.engine import Engine
from solver.model import SlateModel
from solver.program import STRUCTURE, NamedRow, Program
from solver.solve import Tier

AIM = "aim:"


def blockers(
    model: SlateModel, tiers: Sequence[Tier], missed: str, engines: tuple[Engine, Engine], seconds: float
) -> Core | None:
    """What stands in the way of `missed`; tags are rule ids, pins, and ``aim:<id>`` for an earlier aim.

    No tags at all: nothing that a plan could change (the pool itself lacks the people).
    """
    return smallest_core(_hardened(model, tiers, missed), engines, seconds)


def _hardened(model: SlateModel, tiers: Sequence[Tier], missed: str) -> Program:
    """The program with the missed aim binding, and every earlier aim held at its best value."""
    aims = {rule for tier in tiers for rule in tier.rules} | {missed}
    rows = [
        NamedRow(STRUCTURE, row.terms, row.low, row.high) if row.tag in aims else row
        for row in model.program.rows
    ]
    program = Program(model.program.lower, model.program.upper, rows)
    program.add(STRUCTURE, Row(model.shortfall([missed]), high=0))
    for tier in tiers:
        if missed in tier.rules:
            break
        best = model.shortfall(tier.rules) - tier.value
        program.add(AIM + tier.rules[0], Row(best if best.terms else Quantity(), high=0))
    return program
