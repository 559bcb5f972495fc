"""All cheapest ways out of a conflict, priced by what they give up, each with a slate that it gives."""

import heapq
from collections.abc import Callable, Iterator
from functools import partial
from itertools import count
from typing import NamedTuple

from cocau.solver.asked import Asked, asked_of
from cocau.solver.effort import Effort, TimeOver
from cocau.solver.explain.givable import RULEBOOK, Givable, price_of
from cocau.solver.explain.moved_bounds import Mover
from cocau.solver.explain.patching import patch_of, patched, repaired_book
from cocau.solver.explain.recruit_model import MOST
from cocau.solver.explain.recruited import Found, Recruiting
from cocau.solver.explain.repair import Moved, Open, Price, Recruited, Repair, Repairs
from cocau.solver.explain.repair_steps import Stepping
from cocau.solver.explain.ways_out import Way, WaysOut
from cocau.solver.highs import Highs
from cocau.solver.oracle import Oracle
from cocau.solver.plan import planned
from cocau.solver.proposal import Outcome, Proposal
from cocau.solver.shown import fit_to_show

Key = tuple[tuple[int, ...], int]


def repairs(proposal: Proposal, effort: Effort, limit: int = 10, slates: int = 3) -> Repairs:
    """The cheapest ways out of the conflict of a stored proposal, at most `limit`, ranked.

    `slates`: of so many of the cheapest the slate is planned, of the others any slate is shown. A proposal
    with a slate has nothing to repair.

    Raises:
        InputError: see `asked_of`.
        AuditDisagreesError: a defect of ours; no such slate is ever returned.
    """
    if proposal.outcome is Outcome.SOLVED:
        return Repairs(of=proposal.provenance, needed=False, complete=True)
    search = _Search(asked_of(proposal, effort), limit)
    found = search.found()
    shown, unplanned = _with_plans(proposal, found, effort, slates)
    opened = {*search.open, *([Open.SLATES] if unplanned else [])}
    return Repairs(
        of=proposal.provenance,
        needed=search.needed,
        repairs=shown,
        complete=search.complete,
        open=tuple(one for one in Open if one in opened),
    )


def repaired(proposal: Proposal, repair: Repair, effort: Effort) -> Proposal:
    """The proposal that a repair leads to: its request planned, under its rules.

    Raises:
        InputError, AuditDisagreesError: see `solver.plan.planned`.
    """
    request = patched(proposal.request, repair.patch)
    book = repaired_book(proposal.rulebook, repair.steps)
    return planned(request, book, on_progress=lambda at: effort.watch(at.value, at.bound))


class _Gone(NamedTuple):
    """A way out: no repair that comes of it costs less than `floor`; `found` looks at it."""

    floor: tuple[int, ...]
    found: Callable[[], list[Found]]


class _Search:
    """The ways out with the pool as it is, and those with people beyond it, merged by price."""

    def __init__(self, asked: Asked, limit: int) -> None:
        self.givable = Givable(asked)
        self._asked, self._limit = asked, limit
        self._ways = WaysOut(
            Oracle(self.givable.program, Highs(), asked.effort, asked.model.people.lots),
            self.givable.program.tags(),
            self.givable.weights.__getitem__,
        )
        self._plain: list[frozenset[str]] = []
        self.open: set[Open] = set()
        self.needed = True
        self.complete = self._cut = False

    def found(self) -> list[Repair]:
        """At most `limit` repairs, the cheapest first."""
        ready: list[tuple[Key, int, Found]] = []
        out: list[Repair] = []
        number = count()
        try:
            for gone in heapq.merge(self._within(), self._beyond(), key=lambda g: g.floor):
                while ready and ready[0][0][0] < gone.floor:
                    out.append(self._repair(heapq.heappop(ready)[2]))
                if len(out) >= self._limit:
                    return out[: self._limit]
                for one in gone.found():
                    heapq.heappush(ready, (_key(one), next(number), one))
            self.complete = True
        except TimeOver:
            self.open.add(Open.WAYS)
        left = self._limit - len(out)
        self.complete = self.complete and len(ready) <= left and not self._cut
        return out + [self._repair(one) for _, _, one in sorted(ready)[:left]]

    def _within(self) -> Iterator[_Gone]:
        """Ways out with nobody beyond the pool."""
        mover = Mover(self._asked.model, Highs(), self._asked.effort)
        stepping = Stepping(self.givable, self.givable.program, mover, MOST)
        for way in self._ways:
            if not way.tags:
                self.needed = False
                return
            self._plain.append(way.tags)
            yield _Gone(self._floor(way, 0), partial(self._stepped, stepping, way))

    def _stepped(self, stepping: Stepping, way: Way) -> list[Found]:
        return [Found(taken, (), self.givable) for taken in stepping.of(way)]

    def _beyond(self) -> Iterator[_Gone]:
        """Ways out with people beyond the pool, but for those that do without."""
        rules = {tag.removeprefix(RULEBOOK) for conflict in self._ways.conflicts for tag in conflict}
        by_id = self._asked.book.by_id
        recruiting = Recruiting(self.givable, [by_id[i] for i in sorted(rules) if i in by_id])
        for way in recruiting.ways if self._ways.conflicts else ():
            yield _Gone(self._floor(way, 1), partial(self._recruited, recruiting, way))

    def _recruited(self, recruiting: Recruiting, way: Way) -> list[Found]:
        if any(plain <= way.tags for plain in self._plain):
            return []
        found = list(recruiting.of(way, self._limit))
        if recruiting.lost:
            self.open.add(Open.RECRUITS)
        if recruiting.cut:
            self._cut = True
            self.open.add(Open.ANSWERS)
        return found

    def _floor(self, way: Way, recruits: int) -> tuple[int, ...]:
        return price_of([self.givable.losses[tag] for tag in way.tags], recruits).order

    def _repair(self, found: Found) -> Repair:
        """A way out with the slate of its assignment, audited."""
        taken, asked = found.taken, found.givable.asked
        book = repaired_book(asked.book, taken.steps)
        slate = asked.model.slate(taken.values)
        findings = fit_to_show(asked.request, book, slate, "the slate of a repair")
        return Repair(
            steps=taken.steps,
            price=_price(found),
            proven=all(s.proven for s in taken.steps if isinstance(s, Moved | Recruited)),
            patch=patch_of(self._asked.request, book, taken.steps, found.recruits),
            departures=book.departures,
            slate=slate,
            findings=findings,
        )


def _price(found: Found) -> Price:
    return price_of(found.taken.losses, len(found.recruits))


def _key(found: Found) -> Key:
    return _price(found).order, found.taken.amount


def _with_plans(
    proposal: Proposal, found: list[Repair], effort: Effort, slates: int
) -> tuple[tuple[Repair, ...], bool]:
    """The repairs, those of the least price with the plan they lead to; whether one was not planned."""
    cheapest = [repair for repair in found if repair.price == found[0].price][:slates]
    plans = effort.each([partial(repaired, proposal, repair, effort) for repair in cheapest])
    known = [_planned(repair, plan) for repair, plan in zip(cheapest, plans, strict=True)]
    return (*known, *found[len(known) :]), not all(repair.planned for repair in known)


def _planned(repair: Repair, plan: Proposal | None) -> Repair:
    if plan is None or plan.outcome is not Outcome.SOLVED:
        return repair
    return repair.but(
        planned=True, outcome=plan.outcome, slate=plan.slate, findings=plan.findings, aims=plan.aims
    )
