"""A large pool, planned over some of its people, and the proof that nobody else would change the plan."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from cocau.constraints.rulebook import Rulebook
from cocau.solver.certificate import Certificate
from cocau.solver.effort import Effort
from cocau.solver.engine import Engine
from cocau.solver.model import Known, SlateModel
from cocau.solver.outcome import Impossible, OutOfTime, Solved, Tier
from cocau.solver.program import Program
from cocau.solver.relaxation import NEAR, Relaxation
from cocau.solver.request import PlanRequest
from cocau.solver.sifting.classes import classes_of
from cocau.solver.sifting.master import Master
from cocau.solver.sifting.template import NotSifted, Template
from cocau.solver.solve import EngineErred, solve, tiers_of

LARGE = 1500
"""Pools of fewer people are planned whole."""

EXACT = 2**40
"""Multipliers that sum to less are reckoned with in 64 bits: no row has terms of a million."""

AT_ONCE = 150
"""The most people added after one relaxation."""


class Sifting(Protocol):
    """What is sifted: a request in order, its rules, what is known of its pool, and the time there is."""

    @property
    def request(self) -> PlanRequest: ...  # noqa: D102
    @property
    def book(self) -> Rulebook: ...  # noqa: D102
    @property
    def effort(self) -> Effort: ...  # noqa: D102
    @property
    def known(self) -> Known: ...  # noqa: D102
    @property
    def signatures(self) -> Mapping[str, tuple[object, ...]]: ...  # noqa: D102


class Sieve:
    """The people taken so far, and the relaxation over them; see `sifted`."""

    def __init__(self, of: Sifting) -> None:
        self._of, request, book = of, of.request, of.book
        self.classes = classes_of(request, book, of.known.barred, of.signatures)
        first = self.classes.first
        only = {self.classes.people[q].id for q in first}
        self.template = Template(SlateModel(request, book, only=only, known=of.known), self.classes)
        self.master = Master(self.template)
        self._shortfalls = [self.template.model.shortfall(tier) for tier in tiers_of(book.rules)]
        self._lots = self.template.lots @ self.template.patterns.T
        self.out = np.ones(len(self.classes.people), np.bool_)
        self.bounds: list[int] = []
        self.floor = 0.0
        self._begun = False

    def take(self, people: NDArray[np.intp]) -> None:
        """Let these people stand too."""
        people = people[self.out[people]]
        if len(people):
            self.master.add(people.tolist())
            self.out[people] = False

    def begin(self) -> None:
        """Of every description the best by lot for each part; whoever is asked about by name is one alone."""
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
        """A bound for each tier that holds for the whole pool; whether every relaxation came to its end."""
        for shortfall in self._shortfalls:
            self.master.aim(shortfall)
            bound = self._bound()
            if bound is None:
                return False
            self.master.lock(shortfall, bound)
            self.bounds.append(bound)
        self.master.draw()
        return self._floor()

    def _bound(self) -> int | None:
        while (least := self.master.run(self._of.effort.left(), anew=not self._begun)) is not None:
            self._begun = True
            wanted = ceil(least - NEAR)
            if wanted <= 0:  # nobody can lower a shortfall of nothing
                return 0
            each = (self.template.prices(self.master.duals()) @ self.template.patterns.T).min(axis=1)
            price = each[self.classes.of] * self.out
            if ceil(least + price.sum() - NEAR) >= wanted:
                return wanted
            self._add(price)
        return None

    def _floor(self) -> bool:
        anew = True
        while (least := self.master.run(self._of.effort.left(), anew=anew)) is not None:
            anew = False
            self.price = self.priced()
            if not (self.price[self.out] < -NEAR).any():
                self.floor = least
                return True
            self._add(self.price)
            self.master.draw()
        return False

    def priced(self) -> NDArray[np.double]:
        """By how much the lots rise, at least, for each person of those left out who is taken."""
        base = self.template.prices(self.master.duals()) @ self.template.patterns.T
        price: NDArray[np.double] = (self._lots + base[self.classes.of])[:, 1:].min(axis=1)
        return price

    def take_nearest(self) -> None:
        """Take those who cost least: mostly all that a slate dearer than the floor makes room for."""
        self._add(self.price, below=np.inf)

    def _add(self, price: NDArray[np.double], below: float = 0) -> None:
        """Take the people of the least prices, not too many at once."""
        wanted = np.flatnonzero(self.out & (price < below))
        self.take(wanted[np.argsort(price[wanted], kind="stable")[:AT_ONCE]])

    def within(self, reach: float) -> NDArray[np.intp]:
        """People left out who could be in a slate whose lots exceed the floor by no more."""
        found: NDArray[np.intp] = np.flatnonzero(self.out & (self.price <= reach))
        return found

    def silent(self, model: SlateModel, multipliers: Mapping[int, int]) -> bool:
        """Whether nobody left out adds anything to this sum of rows of a model, reckoned in whole numbers."""
        rows = self.template.shared_rows_of(model, self.master.members)
        times = np.array([multipliers.get(int(i), 0) for i in rows], dtype=object)
        if sum(abs(each) for each in times) >= EXACT:
            return False
        most = (self.template.added(times.astype(np.int64)) @ self.template.patterns.T.astype(np.int64)).max(
            axis=1
        )
        return not (most[self.classes.of[self.out]] > 0).any()

    def model(self) -> SlateModel:
        """The program over those taken.

        Raises:
            NotSifted: it is not made of copies of the template's parts.
        """
        taken = {self.classes.people[q].id for q in np.flatnonzero(~self.out)}
        model = SlateModel(self._of.request, self._of.book, only=taken, known=self._of.known)
        self.template.shared_rows_of(model, self.master.members)
        return model


@dataclass(frozen=True)
class Sifted:
    """The best slate of a large pool, and the program over those people among whom it was found."""

    outcome: Solved | OutOfTime
    model: SlateModel
    sieve: Sieve

    def rules_out(self, program: Program, tags: Collection[str]) -> bool:
        """Whether these tags of a program over the same people cannot hold together with everybody either.

        `program` has the rows of the model, and behind them rows over variables of no single person.
        """
        proof = Relaxation(program).tried(tags)
        return isinstance(proof, Certificate) and self.sieve.silent(self.model, proof.multipliers)


def sifted(of: Sifting, engine: Engine, large: int = LARGE) -> Sifted | None:
    """The best slate of a large pool; None where it has to be looked for among everybody.

    A search that is stopped, or whose time is over, says what it found, with the bounds that hold for all.
    """
    request = of.request
    if len(request.pool.people) < large or request.near is not None or request.introducing is not None:
        return None
    try:
        sieve = Sieve(of)
        sieve.begin()
        return _proven(sieve, of, engine) if sieve.descend() else None
    except (NotSifted, EngineErred):
        return None


def _proven(sieve: Sieve, of: Sifting, engine: Engine) -> Sifted | None:
    sieve.take_nearest()
    so_far: Sifted | None = None
    while of.effort.left():
        model = sieve.model()
        found = solve(model, of.book.rules, engine, of.effort.left(), of.effort.on_progress)
        if isinstance(found, Impossible):
            return None
        if isinstance(found, OutOfTime):
            return so_far or Sifted(_open(found, sieve.bounds), model, sieve)
        so_far = Sifted(_open(OutOfTime(found.slate, found.tiers, ()), sieve.bounds), model, sieve)
        if [tier.value for tier in found.tiers] != sieve.bounds:
            return None if of.effort.left() else so_far
        # A better slate has a lot less, at least; the two between that and this are for rounding.
        others = sieve.within(drawn(model, found) - sieve.floor + 1)
        if not len(others):
            return Sifted(found, model, sieve)
        sieve.take(others)
    return so_far


def _open(found: OutOfTime, bounds: Sequence[int]) -> OutOfTime:
    """The same with the bounds that hold for all; behind the first tier not reached none is known."""
    tiers: list[Tier] = []
    for tier, bound in zip(found.tiers, bounds, strict=False):
        tiers.append(Tier(tier.rules, tier.value, bound if all(t.proven for t in tiers) else 0))
    first = next((tier.rules for tier in tiers if not tier.proven), ())
    return OutOfTime(found.slate, tuple(tiers), first if tiers else found.open_tier)


def drawn(model: SlateModel, found: Solved) -> int:
    """The lots of a slate."""
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
