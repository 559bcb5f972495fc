"""The minimum of a quantity in a program: a relaxation's bound, reached in integers.

The warm relaxation gives a number that nothing can beat. It is the minimum where an assignment reaches
it: one that is known already, the relaxation's own where it came out whole, or one from the integers
close to it, in which everybody whose part came out whole keeps it. Only where none does, all integers are
searched.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from typing import Generic, TypeVar

import highspy
import numpy as np
from numpy.typing import NDArray

from cocau.constraints.errors import AuditDisagreesError
from cocau.constraints.model.slate import Slate
from cocau.constraints.rules.quantity import Quantity
from cocau.solver.engines.engine import Engine, EngineAnswer, EngineStatus
from cocau.solver.engines.highs import Highs, load_program, set_cost
from cocau.solver.engines.relaxation import INTEGRALITY_TOLERANCE, LinearRelaxation
from cocau.solver.model.program import Program, evaluate
from cocau.solver.model.slate_model import SlateModel
from cocau.solver.outcome import Tier
from cocau.solver.search.kernel_search import LpOptimum, find_near
from cocau.solver.time_budget import TimeBudget, TimeOver

T = TypeVar("T")


class ResourcePool(Generic[T]):
    """A pool of tools that one thread uses at a time, made when needed, kept for reuse.

    A warm relaxation is dear to make and cheap to use again.
    """

    def __init__(self, make: Callable[[], T]) -> None:
        self._make = make
        self._idle: SimpleQueue[T] = SimpleQueue()

    @contextmanager
    def borrow(self) -> Iterator[T]:
        """Lend a tool to the calling thread until it is done."""
        try:
            tool = self._idle.get_nowait()
        except Empty:
            tool = self._make()
        try:
            yield tool
        finally:
            self._idle.put(tool)


TIE_BITS = 12
"""Bits of a lot among equal assignments: with them, one is whole more often."""

SCALE = 1 << (TIE_BITS + 16)
"""What one of the quantity weighs against these lots; see `Minimiser._find_bound`."""

NEARBY_SECONDS = 1.0
"""The most seconds for the integers close to the relaxation; all others follow."""

FEASIBLE = highspy.SolutionStatus.kSolutionStatusFeasible

KnownAssignments = list[list[int]]
"""Assignments that were met; each is checked before anything is computed."""


class Minimiser:
    """Minimises quantities over one program, in one thread.

    `known`: assignments met before; the first list takes those that are found.
    """

    def __init__(
        self, model: SlateModel, program: Program, effort: TimeBudget, known: Sequence[KnownAssignments]
    ) -> None:
        self._program, self._effort, self._known = program, effort, known
        self._relaxation = LinearRelaxation(program)
        people = model.people
        chosen = [people.introduced or {}, people.listed, people.deputy]
        self._close = _NearbySearch(program, [v for part in chosen for v in part.values()])
        lots = people.lots.terms.items()
        self._ties = Quantity({v: lot % (1 << TIE_BITS) for v, lot in lots})

    def least(self, quantity: Quantity) -> list[int] | None:
        """Find an assignment that is proven to minimise the quantity; None if none exists.

        Raises:
            TimeOver: that was not answered in time.
        """
        self._effort.raise_if_over()
        known = self._find_reaching(quantity, _compute_floor(self._program, quantity))
        return self._search(quantity) if known is None else known

    def _search(self, quantity: Quantity) -> list[int] | None:
        """Find a minimum by the relaxation, then nearby integers, then all integers."""
        found = self._find_bound(quantity)
        if found is not None:
            bound, whole = found
            self._learn(whole)
            if (known := self._find_reaching(quantity, bound)) is not None:
                return known
            self._learn(self._search_nearby(quantity))
            if (known := self._find_reaching(quantity, bound)) is not None:
                return known
        return self._search_integers(quantity)

    def _find_bound(self, quantity: Quantity) -> tuple[int, list[int] | None] | None:
        """Compute a bound that nothing beats, and the relaxation's assignment if it is whole.

        It minimises ``SCALE * quantity + lots``; as lots are no more than their sum, the rest is a bound.
        """
        scaled = Quantity.total((SCALE * quantity, self._ties))
        found = self._relaxation.minimum(scaled, self._effort.left())
        self._effort.raise_if_over()
        if found is None:
            return None
        most = sum(self._ties.terms.values())
        return -(-(found[0] - most) // SCALE), found[1]

    def _search_nearby(self, quantity: Quantity) -> list[int] | None:
        """Search the integers close to the relaxation's optimum."""
        return self._close.minimise(
            quantity, self._relaxation.parts(), min(self._effort.left(), NEARBY_SECONDS)
        )

    def _search_integers(self, quantity: Quantity) -> list[int] | None:
        """Search all integers, with the second engine where the first fails."""
        program, effort = self._program, self._effort
        hint = min(self._list_known(), key=lambda values: evaluate(quantity, values), default=None)
        denied = []
        for engine in (_make_first_engine, _make_second_engine):
            effort.raise_if_over()
            answer = engine().minimise(program, quantity, effort.left(), hint, effort.watch)
            if answer.status is EngineStatus.STOPPED:
                raise TimeOver
            if answer.values is not None and program.allows(answer.values):
                self._learn(answer.values)
                return answer.values
            denied.append(answer.status is EngineStatus.INFEASIBLE)
        if hint is None and all(denied):
            return None
        raise AuditDisagreesError("both engines erred on what is possible")

    def _learn(self, values: list[int] | None) -> None:
        """Keep an assignment that the program allows."""
        if values is not None and self._program.allows(values):
            self._known[0].append(values)

    def _list_known(self) -> KnownAssignments:
        """List the assignments that are known."""
        return [values for known in self._known for values in tuple(known)]

    def _find_reaching(self, quantity: Quantity, bound: int | None) -> list[int] | None:
        """Return a known assignment that reaches the bound, if there is one."""
        return next((values for values in self._list_known() if evaluate(quantity, values) == bound), None)


class SharedMinimiser:
    """One program that several threads minimise over, each with a warm relaxation of its own."""

    def __init__(
        self, model: SlateModel, program: Program, effort: TimeBudget, others: Sequence[KnownAssignments] = ()
    ) -> None:
        """Share a program between threads.

        `others`: assignments met elsewhere that this program allows too.
        """
        self.program = program
        self.known: KnownAssignments = []
        self._searches = ResourcePool(lambda: Minimiser(model, program, effort, [self.known, *others]))

    def compute_minimum(self, quantity: Quantity) -> int | None:
        """Return the minimum of the quantity; None if the program is impossible.

        Raises:
            TimeOver: not answered in time.
        """
        with self._searches.borrow() as search:
            values = search.least(quantity)
        return None if values is None else evaluate(quantity, values)


class _NearbySearch:
    """The integers close to a relaxation's optimum: people whose part came out whole keep it."""

    def __init__(self, program: Program, chosen: Sequence[int]) -> None:
        self._highs = load_program(program, integral=True)
        self._highs.setOptionValue("mip_rel_gap", 0.0)
        self._highs.setOptionValue("mip_abs_gap", 0.999)
        self._chosen: NDArray[np.int32] = np.array(chosen, dtype=np.int32)
        self._lower = np.array(program.lower, dtype=np.double)[self._chosen]
        self._upper = np.array(program.upper, dtype=np.double)[self._chosen]

    def minimise(self, quantity: Quantity, parts: NDArray[np.double], seconds: float) -> list[int] | None:
        """Return the best assignment close by; None if there is none, or none in time."""
        highs, chosen = self._highs, self._chosen
        here = parts[chosen]
        whole = np.rint(here)
        kept = np.abs(here - whole) < INTEGRALITY_TOLERANCE
        lower, upper = np.where(kept, whole, self._lower), np.where(kept, whole, self._upper)
        highs.clearSolver()
        highs.changeColsBounds(len(chosen), chosen, lower, upper)
        set_cost(highs, quantity)
        highs.setOptionValue("time_limit", highs.getRunTime() + max(seconds, 0.01))
        highs.run()
        if highs.getInfo().primal_solution_status != FEASIBLE:
            return None
        return [round(v) for v in highs.getSolution().col_value]


def hold_tiers(model: SlateModel, program: Program, tiers: Sequence[Tier]) -> Program:
    """Return the program with tiers of aims held at their values.

    What may not be short has no shortfall.
    """
    upper = list(program.upper)
    out = program.with_bounds(program.lower, upper)
    for tier in tiers:
        objective = model.objective(tier.rules)
        if tier.value == objective.constant and all(c > 0 for c in objective.terms.values()):
            for variable in objective.terms:
                upper[variable] = 0
        else:
            out = out.with_lock(objective, tier.value)
    return out


def find_slate_assignment(
    model: SlateModel, program: Program, slate: Slate, effort: TimeBudget
) -> list[int] | None:
    """Find the assignment in which everybody has the part of a slate; None if there is none.

    Raises:
        TimeOver: that was not answered in time.
    """
    people = model.people
    wanted = {v for i, v in people.listed.items() if i in slate.listed}
    wanted |= {v for i, v in people.deputy.items() if i in slate.deputies}
    wanted |= {v for (i, post), v in people.holds.items() if i in slate.get_holders(post)}
    wanted |= {v for i, v in (people.introduced or {}).items() if i in (slate.introduced or ())}
    lower, upper = list(program.lower), list(program.upper)
    for v in {*people.list_variables()} - people.derived:
        lower[v] = upper[v] = int(v in wanted)
    fixed = program.with_bounds(lower, upper)
    answer = Highs().minimise(fixed, Quantity(), effort.left(), watch=effort.watch)
    if answer.status is EngineStatus.STOPPED:
        raise TimeOver
    return answer.values if answer.values is not None and fixed.allows(answer.values) else None


def _compute_floor(program: Program, quantity: Quantity) -> int:
    """Compute the least value of a quantity by the bounds of its variables alone."""
    ends = ((c, program.lower[v], program.upper[v]) for v, c in quantity.terms.items())
    return quantity.constant + sum(c * (low if c > 0 else high) for c, low, high in ends)


def _make_first_engine() -> Engine:
    """Return the engine that is asked first."""
    return Highs()


def _make_second_engine() -> Engine:
    """Return the engine that is asked where the first fails."""
    from cocau.solver.engines.cpsat import CpSat  # noqa: PLC0415  # half a second of imports, seldom needed

    return CpSat()


@dataclass(frozen=True)
class Minimum:
    """The minimum of a quantity in a program: a relaxation's bound, reached in integers.

    Nothing can beat the warm relaxation's number. It is the minimum if an assignment
    reaches it: a known one, the relaxation's own if it is integral, or one close to it in
    which everybody with an integral part keeps that part. Only if none does are all
    integers searched.
    """

    value: int
    values: list[int] | None


def find_minimum(
    program: Program,
    objective: Quantity,
    lots: Quantity,
    engine: Engine,
    effort: TimeBudget,
    *,
    enough: int | None = None,
) -> Minimum:
    """Minimise an objective, by the relaxation and whole numbers close to it if they prove it.

    `enough`: once the minimum is known to be at least this, no assignment is looked for.

    Raises:
        TimeOver: no engine answered in time.
    """
    relaxation = LinearRelaxation(program)
    relaxation.prepare(lots, effort.left(), effort.watch)
    found = relaxation.minimum(objective, effort.left(), effort.watch)
    if found is not None and enough is not None and found[0] >= enough:
        return Minimum(found[0], None)
    if found is not None:
        bound, values = found
        if values is None or not program.allows(values):
            relaxation.lock(objective, bound)
            values = _find_assignment(relaxation, program.with_lock(objective, bound), lots, engine, effort)
        if values is not None:
            return Minimum(bound, values)
    answer = engine.minimise(program, objective, effort.left(), watch=effort.watch)
    if (
        answer.status is not EngineStatus.OPTIMAL
        or answer.values is None
        or not program.allows(answer.values)
    ):
        raise TimeOver
    return Minimum(evaluate(objective, answer.values), answer.values)


def _find_assignment(
    relaxation: LinearRelaxation, program: Program, lots: Quantity, engine: Engine, effort: TimeBudget
) -> list[int] | None:
    """Find an assignment of a program that the relaxation is held to; None says nothing."""
    corner = relaxation.minimum(lots, effort.left(), effort.watch)
    if corner is None:
        return None
    if corner[1] is not None and program.allows(corner[1]):
        return corner[1]

    def any_of(rest: Program) -> EngineAnswer:
        return engine.minimise(rest, Quantity(), effort.left(), watch=effort.watch)

    return find_near(program, LpOptimum.of(relaxation, corner[0]), any_of)
