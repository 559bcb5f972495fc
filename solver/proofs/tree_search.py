"""Search for a tree of certificates: that a program has no assignment, shown leaf by leaf.

At each node the relaxation is asked; where it proves nothing in whole numbers, one variable
is split. Mostly the first node is the only leaf. Most rows say that one variable is at most
another, and few of them matter: they wait until an optimum breaks them.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from math import floor, inf

import highspy
import numpy as np
from numpy.typing import NDArray

from cocau.constraints.rules.quantity import Quantity
from cocau.solver.engines.certificate import build_certificate, is_contradiction
from cocau.solver.engines.highs import get_engine_sides, get_model_status, load_program, set_cost
from cocau.solver.engines.relaxation import DUAL, DUAL_TOLERANCE, INTEGRALITY_TOLERANCE
from cocau.solver.model.program import OPEN_SIDE, Matrix, Program
from cocau.solver.proofs.proof import MOST_LEAVES
from cocau.solver.time_budget import TimeBudget

TRIED = 8
"""Variables that are tried at a node before one of them is split."""

Multipliers = dict[int, int]


@dataclass(frozen=True)
class VariableSplit:
    """A node at which `variable` is at most `at`, or more."""

    variable: int
    at: int


TreeNode = VariableSplit | Multipliers
"""A split, or a leaf."""


@dataclass(frozen=True)
class CertificateTree:
    """A tree in preorder that shows that there is no assignment."""

    nodes: tuple[TreeNode, ...]


@dataclass(frozen=True)
class ProgramAssignment:
    """An assignment, where there should be none."""

    values: list[int]


OF_TWO = 2
"""Variables in a row that ties one to another."""

RowMask = NDArray[np.bool_]
"""True for some rows of a program."""


class RefutationSearch:
    """A search for the proof that `program` has no assignment.

    `objective`: what its last row asks to be low; that row is then taken as the objective. `held`: rows that
    hold sums of variables at their least; they become bounds for the engine, and get their multipliers
    afterwards. `waiting`: rows that the engine gets when they are broken. `split_first`: variables.
    """

    def __init__(
        self,
        program: Program,
        objective: Quantity | None,
        held: Sequence[int],
        effort: TimeBudget,
        waiting: RowMask | None = None,
        split_first: Collection[int] = (),
    ) -> None:
        self._split_first = np.array(sorted(split_first), dtype=np.int64)
        self._program, self._effort = program, effort
        self._held = [i for i in held if _is_at_least(program, i)]
        upper = list(program.upper)
        for i in self._held:
            for variable in program.rows[i].terms:
                upper[variable] = program.lower[variable]
        self._drawn = program.with_bounds(program.lower, upper)
        self._asked = objective is not None
        self._rows = _RowsInUse(self._drawn, _find_ties(program.matrix) if waiting is None else waiting)
        if self._asked:
            self._rows.leave_out(len(program.rows) - 1)
        self._highs = self._rows.load()
        self._highs.setOptionValue("simplex_scale_strategy", 0)
        self._highs.setOptionValue("simplex_strategy", DUAL)
        self._most = inf
        if objective is not None:
            self._most = float(program.rows[-1].high or 0)
            set_cost(self._highs, objective)
        else:
            self._highs.setOptionValue("presolve", "off")  # it is to end in a ray
        self._bounds = np.array([self._drawn.lower, self._drawn.upper], dtype=np.double)

    def run(self, most_leaves: int = MOST_LEAVES) -> CertificateTree | ProgramAssignment | None:
        """Search; None where the tree grows too large, or the time is over."""
        nodes: list[TreeNode] = []
        open_ones, leaves = [self._bounds.copy()], 0
        while open_ones:
            if self._effort.watch(None, None):
                return None
            bounds = open_ones.pop()
            parts = self._relax(bounds)
            found = self._refute(bounds, parts)
            if found is not None:
                nodes.append(found)
                leaves += 1
                continue
            if parts is None:
                return None
            whole = np.rint(parts).astype(np.int64).tolist()
            if self._program.allows(whole):
                return ProgramAssignment(whole)
            if leaves + len(open_ones) + 2 > most_leaves:
                return None
            split = self._choose_split(bounds, parts)
            if split is None:
                return None
            nodes.append(split)
            open_ones += [_branch(bounds, split, more=True), _branch(bounds, split, more=False)]
        return CertificateTree(tuple(nodes))

    def _relax(self, bounds: NDArray[np.double]) -> NDArray[np.double] | None:
        """Minimise under these bounds; return the optimum, None where there is none."""
        changed = np.flatnonzero((bounds != self._bounds).any(axis=0)).astype(np.int32)
        if len(changed):
            self._highs.setOptionValue("presolve", "off")  # from the last optimum it is a few steps
            self._highs.changeColsBounds(len(changed), changed, bounds[0, changed], bounds[1, changed])
            self._bounds = bounds.copy()
        while True:
            seconds = self._highs.getRunTime() + max(self._effort.left(), 0.01)
            self._highs.setOptionValue("time_limit", seconds)
            self._highs.run()
            if get_model_status(self._highs) != highspy.HighsModelStatus.kOptimal:
                return None
            parts = np.asarray(self._highs.getSolution().col_value)
            if self._is_beyond() or not self._rows.add_broken(self._highs, parts):
                return parts
            self._highs.setOptionValue("presolve", "off")

    def _is_beyond(self) -> bool:
        """Return whether the last optimum is more than is asked."""
        return float(self._highs.getInfo().objective_function_value) > self._most + INTEGRALITY_TOLERANCE

    def _refute(self, bounds: NDArray[np.double], parts: NDArray[np.double] | None) -> Multipliers | None:
        """Return the multipliers that show the last run's bounds impossible, if any."""
        if parts is not None and not self._is_beyond():
            return None
        duals = self._get_ray() if parts is None else np.asarray(self._highs.getSolution().row_dual)
        ray = self._rows.spread(duals)
        if parts is not None:
            ray[-1] = -1.0
        ray[np.abs(ray) <= DUAL_TOLERANCE] = 0.0
        lower, upper = bounds.astype(np.int64).tolist()
        found = build_certificate(self._program.with_bounds(lower, upper), ray.tolist())
        return None if found is None else self._complete(found.multipliers, lower, upper)

    def _get_ray(self) -> NDArray[np.double]:
        if get_model_status(self._highs) != highspy.HighsModelStatus.kInfeasible:
            return np.zeros(self._highs.getNumRow())
        _, has_ray, ray = self._highs.getDualRay()  # type: ignore[attr-defined]  # missing in its stub
        if not has_ray:  # presolve saw it: once more without
            self._highs.setOptionValue("presolve", "off")
            self._highs.clearSolver()
            self._highs.run()
            _, has_ray, ray = self._highs.getDualRay()  # type: ignore[attr-defined]
        return np.asarray(ray) if has_ray else np.zeros(self._highs.getNumRow())

    def _complete(
        self, multipliers: Mapping[int, int], lower: Sequence[int], upper: Sequence[int]
    ) -> Multipliers | None:
        """Give the held rows as much as keeps their variables from paying for anything."""
        total: dict[int, int] = {}
        for i, times in multipliers.items():
            for variable, coefficient in self._program.rows[i].terms.items():
                total[variable] = total.get(variable, 0) + times * coefficient
        found = dict(multipliers)
        for i in self._held:
            terms = self._program.rows[i].terms
            needed = max(-(-total.get(variable, 0) // c) for variable, c in terms.items())
            if needed > 0:
                found[i] = found.get(i, 0) - needed
                for variable, coefficient in terms.items():
                    total[variable] = total.get(variable, 0) - needed * coefficient
        found = {i: times for i, times in found.items() if times}
        opened = [
            high if high != drawn else whole
            for high, drawn, whole in zip(upper, self._drawn.upper, self._program.upper, strict=True)
        ]
        proven = is_contradiction(self._program.with_bounds(list(lower), opened), found)
        return found if proven else None

    def _choose_split(self, bounds: NDArray[np.double], parts: NDArray[np.double]) -> VariableSplit | None:
        """Choose the variable whose two branches are the furthest from possible."""
        distance = np.abs(parts - np.rint(parts))
        broken = np.flatnonzero(distance > INTEGRALITY_TOLERANCE)
        early = np.isin(broken, self._split_first)
        tried = broken[np.lexsort((-distance[broken], ~early))][:TRIED]
        best, score = None, (-inf, -inf)
        for variable in tried.tolist():
            split = VariableSplit(variable, floor(parts[variable]))
            ends = sorted(self._weigh(_branch(bounds, split, more=more)) for more in (False, True))
            if (ends[0], ends[1]) > score:
                best, score = split, (ends[0], ends[1])
        return best

    def _weigh(self, bounds: NDArray[np.double]) -> float:
        if self._relax(bounds) is None:
            return inf
        return float(self._highs.getInfo().objective_function_value)


class _RowsInUse:
    """Which rows of a program the engine has, and in which order."""

    def __init__(self, program: Program, waiting: RowMask) -> None:
        self._program, self._waiting = program, waiting.copy()
        self._numbers = np.flatnonzero(~waiting)

    def leave_out(self, row: int) -> None:
        """Keep a row from the engine whatever happens."""
        self._numbers = self._numbers[self._numbers != row]
        self._waiting[row] = False

    def load(self) -> highspy.Highs:
        """Load the program of the rows in use into an engine."""
        program, used = self._program, np.zeros(len(self._waiting), dtype=np.bool_)
        used[self._numbers] = True
        rows = [program.rows[i] for i in self._numbers.tolist()]
        some = Program(program.lower, program.upper, rows, program.matrix.select(used))
        return load_program(some, integral=False)

    def add_broken(self, highs: highspy.Highs, parts: NDArray[np.double]) -> bool:
        """Add the waiting rows that an assignment breaks; return whether there are any."""
        rows = self._program.matrix
        total = np.concatenate((np.zeros(1), np.cumsum(rows.coefficient * parts[rows.variable])))
        sums = total[rows.start[1:]] - total[rows.start[:-1]]
        over = (sums > rows.high + INTEGRALITY_TOLERANCE) | (sums < rows.low - INTEGRALITY_TOLERANCE)
        broken = over & self._waiting
        added = rows.select(broken)
        if not len(added):
            return False
        low, high = get_engine_sides(added)
        start, values = added.start[:-1].astype(np.int32), added.coefficient.astype(np.double)
        highs.addRows(len(added), low, high, len(values), start, added.variable, values)
        self._waiting &= ~broken
        self._numbers = np.concatenate((self._numbers, np.flatnonzero(broken)))
        return True

    def spread(self, duals: NDArray[np.double]) -> NDArray[np.double]:
        """Return the duals of the rows in use as those of all rows."""
        ray = np.zeros(len(self._waiting))
        ray[self._numbers] = duals
        return ray


def _find_ties(rows: Matrix) -> RowMask:
    """Find the rows that say of two variables how large one may be."""
    ties: RowMask = (np.diff(rows.start) == OF_TWO) & (rows.low == -OPEN_SIDE)
    return ties


def _branch(bounds: NDArray[np.double], split: VariableSplit, *, more: bool) -> NDArray[np.double]:
    narrowed = bounds.copy()
    narrowed[0 if more else 1, split.variable] = split.at + more
    return narrowed


def _is_at_least(program: Program, row: int) -> bool:
    """Return whether a row holds each of its variables at its least."""
    terms, high = program.rows[row].terms, program.rows[row].high
    least = sum(c * program.lower[v] for v, c in terms.items())
    return high == least and all(c > 0 for c in terms.values())
