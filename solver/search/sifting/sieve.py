"""A large pool planned over some of its people, and the proof that they suffice.

The relaxation over some of the people is kept warm; more are added by their prices (column generation).
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Protocol

import highspy
import numpy as np
from numpy.typing import NDArray

from cocau.constraints.rulebook import Rulebook
from cocau.constraints.rules.quantity import Quantity
from cocau.solver.engines.certificate import Certificate
from cocau.solver.engines.engine import Engine
from cocau.solver.engines.highs import INFINITY, QuietHighs, get_model_status
from cocau.solver.engines.relaxation import INTEGRALITY_TOLERANCE, LinearRelaxation
from cocau.solver.model.program import OPEN_SIDE, Program
from cocau.solver.model.slate_model import PoolFacts, SlateModel
from cocau.solver.outcome import Impossible, OutOfTime, Solved, Tier
from cocau.solver.request import PlanRequest
from cocau.solver.search.lexicographic import EngineError, get_tiers, solve
from cocau.solver.search.sifting.template import NotSiftable, PersonTemplate, build_classes
from cocau.solver.time_budget import TimeBudget

PRIMAL, DUAL = 4, 1


class MasterRelaxation:
    """The shared part of a template and the members added so far, as a relaxation kept warm."""

    def __init__(self, template: PersonTemplate) -> None:
        self._template = template
        self.members: list[int] = []
        self._place = 0
        self._highs = _load_shared(template)

    def add(self, members: Sequence[int]) -> None:
        """Add these people, by number, to the relaxation."""
        first = self._highs.getNumCol()
        self._add_columns(members)
        self._add_own_rows(members, first)
        self.members += [int(m) for m in members]

    def _add_columns(self, members: Sequence[int]) -> None:
        """Add the variables of these people, with their terms in the shared rows."""
        t = self._template
        classes = t.classes.of[np.array(members, np.int64)]
        spans = [(t.columns.start[c * t.parts], t.columns.start[(c + 1) * t.parts]) for c in classes]
        taken = np.concatenate([np.arange(a, b) for a, b in spans])
        sizes = np.concatenate(
            [np.diff(t.columns.start[c * t.parts : (c + 1) * t.parts + 1]) for c in classes]
        )
        start = np.concatenate(([0], np.cumsum(sizes)))[:-1].astype(np.int32)
        many = len(members) * t.parts
        self._highs.addCols(
            many,
            np.zeros(many),
            np.zeros(many),
            np.ones(many),
            len(taken),
            start,
            t.columns.row[taken],
            t.columns.coefficient[taken],
        )

    def _add_own_rows(self, members: Sequence[int], first: int) -> None:
        """Add the rows that each of these people has alone; `first`: the first of their variables."""
        t = self._template
        low: list[float] = []
        high: list[float] = []
        starts: list[int] = []
        index: list[int] = []
        value: list[float] = []
        for k in range(len(members)):
            for _, (terms, least, most) in t.own:
                starts.append(len(index))
                low.append(-INFINITY if least is None else float(least))
                high.append(INFINITY if most is None else float(most))
                index += [first + k * t.parts + part for part, _ in terms]
                value += [float(x) for _, x in terms]
        self._highs.addRows(
            len(low),
            np.array(low),
            np.array(high),
            len(index),
            np.array(starts, np.int32),
            np.array(index, np.int32),
            np.array(value),
        )

    def set_shortfall(self, shortfall: Quantity) -> None:
        """Minimise a shortfall from now on: a sum of shared variables."""
        cost = np.zeros(self._highs.getNumCol())
        cost[self._get_columns(shortfall)] = 1
        self._set_cost(cost)

    def set_lots(self) -> None:
        """Minimise the lots from now on."""
        shared = len(self._template.shared)
        cost = np.zeros(self._highs.getNumCol())
        cost[shared:] = self._template.lots[np.array(self.members, np.int64)].ravel()
        self._set_cost(cost)

    def run(self, seconds: float, *, anew: bool = False) -> float | None:
        """Minimise; return the least, or None if it was not found in time or at all.

        `anew`: the last optimum is no good start for what is minimised now.
        """
        self._highs.setOptionValue("presolve", "on" if anew else "off")
        self._highs.setOptionValue("simplex_strategy", DUAL if anew else PRIMAL)
        if anew:
            self._highs.clearSolver()
        self._highs.setOptionValue("time_limit", self._highs.getRunTime() + max(seconds, 0.01))
        self._highs.run()
        if get_model_status(self._highs) != highspy.HighsModelStatus.kOptimal:
            return None
        return float(self._highs.getInfo().objective_function_value)

    def get_duals(self) -> NDArray[np.double]:
        """Return the duals of the shared rows."""
        return np.asarray(self._highs.getSolution().row_dual)[: len(self._template.shared_rows)]

    def lock(self, shortfall: Quantity, most: int) -> None:
        """Hold a shortfall at `most` or less from now on."""
        index = self._get_columns(shortfall)
        if most:
            self._highs.addRow(-INFINITY, float(most), len(index), index, np.ones(len(index)))
        else:
            nothing = np.zeros(len(index))
            self._highs.changeColsBounds(len(index), index, nothing, nothing)

    def _get_columns(self, shortfall: Quantity) -> NDArray[np.int32]:
        return self._template.column_of[list(shortfall.terms)].astype(np.int32)

    def _set_cost(self, cost: NDArray[np.double]) -> None:
        self._highs.changeColsCost(len(cost), np.arange(len(cost), dtype=np.int32), cost)


def _load_shared(template: PersonTemplate) -> highspy.Highs:
    program, matrix = template.model.program, template.model.program.matrix
    highs = QuietHighs()
    for option, value in (
        ("threads", 1),
        ("presolve", "off"),
        ("simplex_scale_strategy", 0),
        ("simplex_strategy", PRIMAL),
    ):
        highs.setOptionValue(option, value)
    kept = np.zeros(len(matrix), np.bool_)
    kept[template.shared_rows] = True
    rows = matrix.select(kept)
    mine = template.column_of[rows.variable] >= 0
    counts = np.add.reduceat(mine.astype(np.int64), rows.start[:-1])
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = len(template.shared), len(rows)
    lp.col_cost_ = np.zeros(lp.num_col_)
    lp.col_lower_ = np.array(program.lower, np.double)[template.shared]
    lp.col_upper_ = np.array(program.upper, np.double)[template.shared]
    lp.row_lower_ = np.where(rows.low == -OPEN_SIDE, -INFINITY, rows.low.astype(np.double))
    lp.row_upper_ = np.where(rows.high == OPEN_SIDE, INFINITY, rows.high.astype(np.double))
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_ = np.concatenate(([0], np.cumsum(counts))).astype(np.int32)
    lp.a_matrix_.index_ = template.column_of[rows.variable[mine]].astype(np.int32)
    lp.a_matrix_.value_ = rows.coefficient[mine].astype(np.double)
    highs.passModel(lp)
    return highs


LARGE_POOL = 1500
"""Pools of fewer people are planned whole."""

EXACT_LIMIT = 2**40
"""Multipliers that sum to less are computed in 64 bits: no row has a million terms."""

BATCH_SIZE = 150
"""The most people added after one relaxation."""


class SiftingTask(Protocol):
    """What is sifted: a request in order, its rules, facts of its pool, and its time."""

    @property
    def request(self) -> PlanRequest: ...  # noqa: D102
    @property
    def book(self) -> Rulebook: ...  # noqa: D102
    @property
    def effort(self) -> TimeBudget: ...  # noqa: D102
    @property
    def known(self) -> PoolFacts: ...  # noqa: D102
    @property
    def signatures(self) -> Mapping[str, tuple[object, ...]]: ...  # noqa: D102


class Sieve:
    """The people taken so far, and the relaxation over them; see `sift_pool`."""

    def __init__(self, task: SiftingTask) -> None:
        self._task, request, book = task, task.request, task.book
        self.classes = build_classes(request, book, task.known.barred, task.signatures)
        first = self.classes.first
        only = {self.classes.people[q].id for q in first}
        self.template = PersonTemplate(SlateModel(request, book, only=only, known=task.known), self.classes)
        self.master = MasterRelaxation(self.template)
        self._shortfalls = [self.template.model.shortfall(tier) for tier in get_tiers(book.rules)]
        self._lots = self.template.lots @ self.template.patterns.T
        self.out = np.ones(len(self.classes.people), np.bool_)
        self.bounds: list[int] = []
        self.floor = 0.0
        self._begun = False

    def take(self, people: NDArray[np.intp]) -> None:
        """Add these people to those taken."""
        people = people[self.out[people]]
        if len(people):
            self.master.add(people.tolist())
            self.out[people] = False

    def begin(self) -> None:
        """Take of every description the best by lot for each part.

        Whoever is asked about by name is one alone.
        """
        doubtful = np.isin(self.classes.of, self.template.doubtful)
        best = [np.flatnonzero(doubtful)]
        order = np.argsort(self.classes.kind, kind="stable")
        groups = np.split(order, np.flatnonzero(np.diff(self.classes.kind[order])) + 1)
        simple = np.argsort(self.template.patterns.sum(axis=1), kind="stable")
        for members in groups:
            for place, way in enumerate(simple[1:]):
                first = members[np.argsort(self._lots[members, way], kind="stable")]
                best.append(first[: 2 if place <= 1 else 1])
        self.take(np.unique(np.concatenate(best)))

    def descend(self) -> bool:
        """Bound each tier for the whole pool; return whether every relaxation came to its end."""
        for shortfall in self._shortfalls:
            self.master.set_shortfall(shortfall)
            bound = self._find_bound()
            if bound is None:
                return False
            self.master.lock(shortfall, bound)
            self.bounds.append(bound)
        self.master.set_lots()
        return self._find_floor()

    def _find_bound(self) -> int | None:
        while (least := self.master.run(self._task.effort.left(), anew=not self._begun)) is not None:
            self._begun = True
            wanted = ceil(least - INTEGRALITY_TOLERANCE)
            if wanted <= 0:  # nobody can lower a shortfall of nothing
                return 0
            each = (self.template.compute_prices(self.master.get_duals()) @ self.template.patterns.T).min(
                axis=1
            )
            price = each[self.classes.of] * self.out
            if ceil(least + price.sum() - INTEGRALITY_TOLERANCE) >= wanted:
                return wanted
            self._add(price)
        return None

    def _find_floor(self) -> bool:
        anew = True
        while (least := self.master.run(self._task.effort.left(), anew=anew)) is not None:
            anew = False
            self.price = self.price_left_out()
            if not (self.price[self.out] < -INTEGRALITY_TOLERANCE).any():
                self.floor = least
                return True
            self._add(self.price)
            self.master.set_lots()
        return False

    def price_left_out(self) -> NDArray[np.double]:
        """Return by how much the lots rise, at least, for each person left out if taken."""
        base = self.template.compute_prices(self.master.get_duals()) @ self.template.patterns.T
        price: NDArray[np.double] = (self._lots + base[self.classes.of])[:, 1:].min(axis=1)
        return price

    def take_nearest(self) -> None:
        """Take those who cost least: mostly all that a slate dearer than the floor makes room for."""
        self._add(self.price, below=np.inf)

    def _add(self, price: NDArray[np.double], below: float = 0) -> None:
        """Take the people of the least prices, not too many at once."""
        wanted = np.flatnonzero(self.out & (price < below))
        self.take(wanted[np.argsort(price[wanted], kind="stable")[:BATCH_SIZE]])

    def find_within(self, reach: float) -> NDArray[np.intp]:
        """Return people left out who could be in a slate within `reach` of the floor's lots."""
        found: NDArray[np.intp] = np.flatnonzero(self.out & (self.price <= reach))
        return found

    def is_silent(self, model: SlateModel, multipliers: Mapping[int, int]) -> bool:
        """Return whether nobody left out adds anything to this sum of rows of a model.

        Reckoned in whole numbers.
        """
        rows = self.template.find_shared_rows(model, self.master.members)
        times = np.array([multipliers.get(int(i), 0) for i in rows], dtype=object)
        if sum(abs(each) for each in times) >= EXACT_LIMIT:
            return False
        most = (
            self.template.sum_rows(times.astype(np.int64)) @ self.template.patterns.T.astype(np.int64)
        ).max(axis=1)
        return not (most[self.classes.of[self.out]] > 0).any()

    def build_model(self) -> SlateModel:
        """Build the program over those taken.

        Raises:
            NotSiftable: it is not made of copies of the template's parts.
        """
        taken = {self.classes.people[q].id for q in np.flatnonzero(~self.out)}
        model = SlateModel(self._task.request, self._task.book, only=taken, known=self._task.known)
        self.template.find_shared_rows(model, self.master.members)
        return model


@dataclass(frozen=True)
class SiftedPool:
    """The best slate of a large pool, and the program over the people among whom it was found."""

    outcome: Solved | OutOfTime
    model: SlateModel
    sieve: Sieve

    def rules_out(self, program: Program, tags: Collection[str]) -> bool:
        """Return whether these tags cannot hold together with everybody either.

        `program` has the rows of the model, and behind them rows over variables of no single person.
        """
        proof = LinearRelaxation(program).probe(tags)
        return isinstance(proof, Certificate) and self.sieve.is_silent(self.model, proof.multipliers)


def sift_pool(task: SiftingTask, engine: Engine, large: int = LARGE_POOL) -> SiftedPool | None:
    """Plan a large pool over some people; None where everybody has to be looked at.

    A search that is stopped, or whose time is over, says what it found, with the bounds that hold for all.
    """
    request = task.request
    if len(request.pool.people) < large or request.near is not None or request.introducing is not None:
        return None
    try:
        sieve = Sieve(task)
        sieve.begin()
        return _prove(sieve, task, engine) if sieve.descend() else None
    except (NotSiftable, EngineError):
        return None


def _prove(sieve: Sieve, task: SiftingTask, engine: Engine) -> SiftedPool | None:
    sieve.take_nearest()
    so_far: SiftedPool | None = None
    while task.effort.left():
        model = sieve.build_model()
        found = solve(model, task.book.rules, engine, task.effort.left(), task.effort.on_progress)
        if isinstance(found, Impossible):
            return None
        if isinstance(found, OutOfTime):
            return so_far or SiftedPool(_open_tiers(found, sieve.bounds), model, sieve)
        so_far = SiftedPool(_open_tiers(OutOfTime(found.slate, found.tiers, ()), sieve.bounds), model, sieve)
        if [tier.value for tier in found.tiers] != sieve.bounds:
            return None if task.effort.left() else so_far
        # A better slate has a lot less, at least; the two between that and this are for rounding.
        others = sieve.find_within(sum_lots(model, found) - sieve.floor + 1)
        if not len(others):
            return SiftedPool(found, model, sieve)
        sieve.take(others)
    return so_far


def _open_tiers(found: OutOfTime, bounds: Sequence[int]) -> OutOfTime:
    """Return the outcome with bounds that hold for all; 0 behind the first tier not reached."""
    tiers: list[Tier] = []
    for tier, bound in zip(found.tiers, bounds, strict=False):
        tiers.append(Tier(tier.rules, tier.value, bound if all(t.proven for t in tiers) else 0))
    first = next((tier.rules for tier in tiers if not tier.proven), ())
    return OutOfTime(found.slate, tuple(tiers), first if tiers else found.open_tier)


def sum_lots(model: SlateModel, found: Solved) -> int:
    """Sum the lots of a slate."""
    slate, people = found.slate, model.people
    lots = people.lots.terms
    held = ((i, post) for post, ids in slate.posts.items() for i in ids)
    return sum(
        (
            *(lots[people.listed[i]] for i in slate.listed),
            *(lots[people.deputy[i]] for i in slate.deputies),
            *(lots[people.holds[key]] for key in held),
        )
    )
