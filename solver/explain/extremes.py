"""The least a quantity can be in a program: the bound of a relaxation, reached by whole numbers.

The warm relaxation gives a number that nothing can beat. It is the answer where an assignment reaches it: one
that is known already, the relaxation's own where it came out whole, or one from the integers close to it, in
which everybody whose part came out whole keeps it. Only where none does, all integers are searched.
"""

from collections.abc import Sequence

import highspy
import numpy as np
from numpy.typing import NDArray

from cocau.constraints.errors import AuditDisagreesError
from cocau.constraints.quantity import Quantity
from cocau.constraints.slate import Slate
from cocau.solver.effort import Effort, TimeOver
from cocau.solver.engine import Engine, Status
from cocau.solver.explain.spare import Spare
from cocau.solver.highs import Highs
from cocau.solver.highs_model import loaded, set_cost
from cocau.solver.model import SlateModel
from cocau.solver.outcome import Tier
from cocau.solver.program import Program, value_of
from cocau.solver.relaxation import NEAR, Relaxation

TIES = 12
"""Bits of a lot among assignments that are as good: with them an assignment comes out whole more often."""

SCALE = 1 << (TIES + 16)
"""What one of the quantity weighs against these lots; see `Extremes._bound`."""

NEARBY = 1.0
"""Seconds that the integers close to the relaxation may take at the longest: all others follow."""

FEASIBLE = highspy.SolutionStatus.kSolutionStatusFeasible

Known = list[list[int]]
"""Assignments that were met; each is checked before anything is computed."""


class Extremes:
    """Searches one program, in one thread. `known`: met before; the first list takes what is found."""

    def __init__(self, model: SlateModel, program: Program, effort: Effort, known: Sequence[Known]) -> None:
        self._program, self._effort, self._known = program, effort, known
        self._relaxation = Relaxation(program)
        people = model.people
        chosen = [people.introduced or {}, people.listed, people.deputy]
        self._close = _Close(program, [v for part in chosen for v in part.values()])
        lots = people.lots.terms.items()
        self._ties = Quantity({v: lot % (1 << TIES) for v, lot in lots})

    def least(self, quantity: Quantity) -> list[int] | None:
        """An assignment of which it is proven that none makes the quantity smaller; None if there is none.

        Raises:
            TimeOver: that was not answered in time.
        """
        self._effort.go_on()
        known = self._reaching(quantity, _floor(self._program, quantity))
        return self._searched(quantity) if known is None else known

    def _searched(self, quantity: Quantity) -> list[int] | None:
        found = self._bound(quantity)
        if found is not None:
            bound, whole = found
            self._learn(whole)
            if (known := self._reaching(quantity, bound)) is not None:
                return known
            self._learn(self._nearby(quantity))
            if (known := self._reaching(quantity, bound)) is not None:
                return known
        return self._integers(quantity)

    def _bound(self, quantity: Quantity) -> tuple[int, list[int] | None] | None:
        """What no assignment can beat, and the relaxation's own where it came out whole.

        It minimises ``SCALE * quantity + lots``; as lots are no more than their sum, the rest is a bound.
        """
        scaled = Quantity.total((SCALE * quantity, self._ties))
        found = self._relaxation.minimum(scaled, self._effort.left())
        self._effort.go_on()
        if found is None:
            return None
        most = sum(self._ties.terms.values())
        return -(-(found[0] - most) // SCALE), found[1]

    def _nearby(self, quantity: Quantity) -> list[int] | None:
        return self._close.least(quantity, self._relaxation.parts(), min(self._effort.left(), NEARBY))

    def _integers(self, quantity: Quantity) -> list[int] | None:
        """All integers; the second engine is asked where the first finds nothing or breaks the program."""
        program, effort = self._program, self._effort
        hint = min(self._met(), key=lambda values: value_of(quantity, values), default=None)
        denied = []
        for engine in (_first_engine, _second_engine):
            effort.go_on()
            answer = engine().minimise(program, quantity, effort.left(), hint, effort.watch)
            if answer.status is Status.STOPPED:
                raise TimeOver
            if answer.values is not None and program.allows(answer.values):
                self._learn(answer.values)
                return answer.values
            denied.append(answer.status is Status.INFEASIBLE)
        if hint is None and all(denied):
            return None
        raise AuditDisagreesError("both engines erred on what is possible")

    def _learn(self, values: list[int] | None) -> None:
        if values is not None and self._program.allows(values):
            self._known[0].append(values)

    def _met(self) -> Known:
        return [values for known in self._known for values in tuple(known)]

    def _reaching(self, quantity: Quantity, bound: int | None) -> list[int] | None:
        return next((values for values in self._met() if value_of(quantity, values) == bound), None)


class Region:
    """One program and all who search it side by side, each with a relaxation of its own, kept warm."""

    def __init__(
        self, model: SlateModel, program: Program, effort: Effort, others: Sequence[Known] = ()
    ) -> None:
        """`others`: assignments met elsewhere that this program allows too."""
        self.program = program
        self.known: Known = []
        self._searches = Spare(lambda: Extremes(model, program, effort, [self.known, *others]))

    def least(self, quantity: Quantity) -> int | None:
        """The least the quantity can be; None if nothing is possible.

        Raises:
            TimeOver: not answered in time.
        """
        with self._searches.borrowed() as search:
            values = search.least(quantity)
        return None if values is None else value_of(quantity, values)


class _Close:
    """The integers close to an assignment of the relaxation: parts of people that came out whole are kept."""

    def __init__(self, program: Program, chosen: Sequence[int]) -> None:
        self._highs = loaded(program, integral=True)
        self._highs.setOptionValue("mip_rel_gap", 0.0)
        self._highs.setOptionValue("mip_abs_gap", 0.999)
        self._chosen: NDArray[np.int32] = np.array(chosen, dtype=np.int32)
        self._lower = np.array(program.lower, dtype=np.double)[self._chosen]
        self._upper = np.array(program.upper, dtype=np.double)[self._chosen]

    def least(self, quantity: Quantity, parts: NDArray[np.double], seconds: float) -> list[int] | None:
        """The best assignment close by that was found; None if there is none, or none in time."""
        highs, chosen = self._highs, self._chosen
        here = parts[chosen]
        whole = np.rint(here)
        kept = np.abs(here - whole) < NEAR
        lower, upper = np.where(kept, whole, self._lower), np.where(kept, whole, self._upper)
        highs.clearSolver()
        highs.changeColsBounds(len(chosen), chosen, lower, upper)
        set_cost(highs, quantity)
        highs.setOptionValue("time_limit", highs.getRunTime() + max(seconds, 0.01))
        highs.run()
        if highs.getInfo().primal_solution_status != FEASIBLE:
            return None
        return [round(v) for v in highs.getSolution().col_value]


def held(model: SlateModel, program: Program, tiers: Sequence[Tier]) -> Program:
    """A program in which tiers of aims are at most what they are; what may not be short has no shortfall."""
    upper = list(program.upper)
    out = program.bounded(program.lower, upper)
    for tier in tiers:
        objective = model.objective(tier.rules)
        if tier.value == objective.constant and all(c > 0 for c in objective.terms.values()):
            for variable in objective.terms:
                upper[variable] = 0
        else:
            out = out.with_lock(objective, tier.value)
    return out


def seated(model: SlateModel, program: Program, slate: Slate, effort: Effort) -> list[int] | None:
    """The assignment in which everybody's part is that of a slate; None if the program allows none.

    Raises:
        TimeOver: that was not answered in time.
    """
    people = model.people
    wanted = {v for i, v in people.listed.items() if i in slate.listed}
    wanted |= {v for i, v in people.deputy.items() if i in slate.deputies}
    wanted |= {v for (i, post), v in people.holds.items() if i in slate.holders(post)}
    wanted |= {v for i, v in (people.introduced or {}).items() if i in (slate.introduced or ())}
    lower, upper = list(program.lower), list(program.upper)
    for v in {*people.everything()} - {*people.standing.values()}:
        lower[v] = upper[v] = int(v in wanted)
    fixed = program.bounded(lower, upper)
    answer = Highs().minimise(fixed, Quantity(), effort.left(), watch=effort.watch)
    if answer.status is Status.STOPPED:
        raise TimeOver
    return answer.values if answer.values is not None and fixed.allows(answer.values) else None


def _floor(program: Program, quantity: Quantity) -> int:
    """What a quantity cannot be less than by the bounds of its variables alone."""
    ends = ((c, program.lower[v], program.upper[v]) for v, c in quantity.terms.items())
    return quantity.constant + sum(c * (low if c > 0 else high) for c, low, high in ends)


def _first_engine() -> Engine:
    return Highs()


def _second_engine() -> Engine:
    from cocau.solver.cpsat import CpSat  # noqa: PLC0415  # half a second of imports, seldom needed

    return CpSat()
