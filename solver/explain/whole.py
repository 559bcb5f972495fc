"""The least of something, from the relaxation where it came out whole.

These programs are nearly integral: with an objective that tells all assignments apart, the relaxation mostly
ends in whole numbers, and no integer solve is needed.
"""

from dataclasses import dataclass

from cocau.constraints.quantity import Quantity
from cocau.solver.effort import Effort, TimeOver
from cocau.solver.engine import Answer, Engine, Status
from cocau.solver.kernel import Corner, found_near
from cocau.solver.program import Program, value_of
from cocau.solver.relaxation import Relaxation


@dataclass(frozen=True)
class Least:
    """The least value of something: `values` reach it, where they were asked for."""

    value: int
    values: list[int] | None


def least(
    program: Program,
    what: Quantity,
    lots: Quantity,
    engine: Engine,
    effort: Effort,
    *,
    enough: int | None = None,
) -> Least:
    """The least value of `what`; from the relaxation where its bound is reached, in whole numbers close by.

    `enough`: a bound from which on no assignment is needed.

    Raises:
        TimeOver: no engine answered in time.
    """
    relaxation = Relaxation(program)
    relaxation.prepare(lots, effort.left(), effort.watch)
    found = relaxation.minimum(what, effort.left(), effort.watch)
    if found is not None and enough is not None and found[0] >= enough:
        return Least(found[0], None)
    if found is not None:
        bound, values = found
        if values is None or not program.allows(values):
            relaxation.lock(what, bound)
            values = _reached(relaxation, program.with_lock(what, bound), lots, engine, effort)
        if values is not None:
            return Least(bound, values)
    answer = engine.minimise(program, what, effort.left(), watch=effort.watch)
    if answer.status is not Status.OPTIMAL or answer.values is None or not program.allows(answer.values):
        raise TimeOver
    return Least(value_of(what, answer.values), answer.values)


def _reached(
    relaxation: Relaxation, held: Program, lots: Quantity, engine: Engine, effort: Effort
) -> list[int] | None:
    """An assignment of a program that the relaxation is held to as well; None says nothing."""
    corner = relaxation.minimum(lots, effort.left(), effort.watch)
    if corner is None:
        return None
    if corner[1] is not None and held.allows(corner[1]):
        return corner[1]

    def any_of(rest: Program) -> Answer:
        return engine.minimise(rest, Quantity(), effort.left(), watch=effort.watch)

    return found_near(held, Corner.of(relaxation, corner[0]), any_of)
