"""The search for repairs: all cheapest ways out of a conflict, each with a slate."""

import heapq
from collections.abc import Callable, Iterator
from functools import partial
from itertools import count
from typing import Literal, NamedTuple

from pydantic import Field

from cocau.constraints.errors import GivenValue, InputError, Problem
from cocau.solver.conflicts.mus import FeasibilityOracle
from cocau.solver.engines.highs import Highs
from cocau.solver.explain.repairs.bounds import BoundMover
from cocau.solver.explain.repairs.corrections import CheapestCorrections, MinimalCorrection
from cocau.solver.explain.repairs.recruiting import FollowedWayOut, RecruitSearch
from cocau.solver.explain.repairs.relaxables import (
    RULEBOOK_PREFIX,
    Relaxables,
    build_price,
)
from cocau.solver.explain.repairs.repair import (
    REASON_TO_RECORD,
    RecruitedPeople,
    RelaxedBound,
    Repair,
    RepairPrice,
    Repairs,
    RepairsPart,
    apply_patch,
    apply_reason,
    apply_steps,
    build_patch,
    has_reason,
)
from cocau.solver.explain.repairs.steps import RepairStepper
from cocau.solver.plan import plan_with_rulebook
from cocau.solver.proposal import Proposal, ProposalOutcome, audit_lawful_slate
from cocau.solver.question import ProposalQuestion
from cocau.solver.search.planning_task import PlanningTask, restore_task
from cocau.solver.time_budget import TimeBudget, TimeOver

RankKey = tuple[tuple[int, ...], int]


class RepairsQuestion(ProposalQuestion):
    """At most `limit` repairs; the cheapest `slates` of them are planned."""

    question: Literal["repairs"] = "repairs"
    limit: int = Field(default=10, ge=1, le=1000)
    slates: int = Field(default=3, ge=0, le=100)

    def solve(self, proposal: Proposal, effort: TimeBudget) -> Repairs:
        """Find the repairs."""
        return find_repairs(proposal, effort, self.limit, self.slates)


class RepairedQuestion(ProposalQuestion):
    """The repair of this number, as `repairs` with this limit lists them, from 1."""

    question: Literal["repaired"] = "repaired"
    number: int = Field(ge=1)
    limit: int = Field(default=10, ge=1, le=1000)

    def solve(self, proposal: Proposal, effort: TimeBudget) -> Proposal:
        """Plan the repair in full."""
        found = find_repairs(proposal, effort, max(self.limit, self.number), 0)
        return plan_repair(proposal, self._choose(found), effort)

    def _choose(self, repairs: Repairs) -> Repair:
        known = len(repairs.repairs)
        if self.number > known:
            vi = f"Chỉ có {known} cách tháo gỡ." if known else "Không có cách tháo gỡ nào để áp dụng."
            en = f"There are {known} repairs." if known else "There is no repair to apply."
            raise InputError([Problem("unknown_repair", ("number", GivenValue(self.number)), vi, en)])
        repair = repairs.repairs[self.number - 1]
        if repair.patch.dropped:
            rules = ", ".join(repair.patch.dropped)
            vi = f"Cách này bỏ hẳn quy định bắt buộc ({rules}) nên không lập thành phương án; "
            vi += "hãy chọn cách khác."
            en = f"This one leaves out a must altogether ({rules}) and is not made into a proposal; "
            en += "take another."
            raise InputError([Problem("must_dropped", ("number", GivenValue(self.number)), vi, en)])
        return repair


def find_repairs(proposal: Proposal, effort: TimeBudget, limit: int = 10, slates: int = 3) -> Repairs:
    """Find the cheapest repairs of a stored proposal's conflict, at most `limit`, ranked.

    `slates`: of so many of the cheapest the slate is planned, of the others any slate is shown. A proposal
    with a slate has nothing to repair.

    Raises:
        InputError: see `restore_task`.
        AuditDisagreesError: a defect of ours; no such slate is ever returned.
    """
    if proposal.outcome is ProposalOutcome.SOLVED:
        return Repairs(of=proposal.provenance, needed=False, complete=True)
    search = _RepairSearch(restore_task(proposal, effort), limit)
    found = search.rank_repairs()
    shown, unplanned = _plan_cheapest(proposal, found, effort, slates)
    opened = {*search.open, *([RepairsPart.SLATES] if unplanned else [])}
    return Repairs(
        of=proposal.provenance,
        needed=search.needed,
        repairs=shown,
        complete=search.complete,
        open=tuple(one for one in RepairsPart if one in opened),
    )


def plan_repair(proposal: Proposal, repair: Repair, effort: TimeBudget) -> Proposal:
    """Plan the proposal that a repair leads to: its request under its rules.

    Raises:
        InputError, AuditDisagreesError: see `solver.plan.plan_with_rulebook`.
    """
    request = apply_patch(proposal.request, repair.patch)
    book = apply_steps(proposal.rulebook, repair.steps)
    return plan_with_rulebook(request, book, on_progress=lambda at: effort.watch(at.value, at.bound))


class _WayOutCandidate(NamedTuple):
    """A way out that may become repairs, none cheaper than `floor`; `follow` follows it."""

    floor: tuple[int, ...]
    follow: Callable[[], list[FollowedWayOut]]


class _RepairSearch:
    """The search over ways out with the pool as it is and with recruits, merged by price."""

    def __init__(self, task: PlanningTask, limit: int) -> None:
        self.givable = Relaxables(task)
        self._task, self._limit = task, limit
        self._oracle = FeasibilityOracle(self.givable.program, Highs(), task.effort, task.model.people.lots)
        self._ways = CheapestCorrections(
            self._oracle,
            self.givable.program.tags(),
            self.givable.weights.__getitem__,
        )
        self._plain: list[frozenset[str]] = []
        self.open: set[RepairsPart] = set()
        self.needed = True
        self.complete = False

    def rank_repairs(self) -> list[Repair]:
        """Return at most `limit` repairs, the cheapest first."""
        ready: list[tuple[RankKey, int, FollowedWayOut]] = []
        out: list[Repair] = []
        number = count()
        try:
            for gone in heapq.merge(
                self._list_within_pool(), self._list_beyond_pool(), key=lambda g: g.floor
            ):
                while ready and ready[0][0][0] < gone.floor:
                    out.append(self._build_repair(heapq.heappop(ready)[2]))
                if len(out) >= self._limit:
                    return out[: self._limit]
                for one in gone.follow():
                    heapq.heappush(ready, (_get_rank_key(one), next(number), one))
            self.complete = True
        except TimeOver:
            self.open.add(RepairsPart.WAYS)
        left = self._limit - len(out)
        self.complete = self.complete and len(ready) <= left and not self.open
        return out + [self._build_repair(one) for _, _, one in sorted(ready)[:left]]

    def _list_within_pool(self) -> Iterator[_WayOutCandidate]:
        """Yield the repairs without recruits."""
        mover = BoundMover(self._task.model, self._oracle)
        stepping = RepairStepper(self.givable, self.givable.program.tags(), mover)
        for way in self._ways:
            if not way.tags:
                self.needed = False
                return
            self._plain.append(way.tags)
            yield _WayOutCandidate(self._get_price_floor(way, 0), partial(self._take_steps, stepping, way))

    def _take_steps(self, stepping: RepairStepper, way: MinimalCorrection) -> list[FollowedWayOut]:
        """List the ways to follow a repair without recruits."""
        return [FollowedWayOut(taken, (), self.givable) for taken in stepping.take_steps(way)]

    def _list_beyond_pool(self) -> Iterator[_WayOutCandidate]:
        """Yield the repairs that need recruits."""
        rules = {tag.removeprefix(RULEBOOK_PREFIX) for conflict in self._ways.conflicts for tag in conflict}
        by_id = self._task.book.by_id
        recruiting = RecruitSearch(self._task, self.givable, [by_id[i] for i in sorted(rules) if i in by_id])
        if self._ways.conflicts and not recruiting.is_exhaustive:
            self.open.add(RepairsPart.RECRUITS)
        for way in recruiting.ways if self._ways.conflicts else ():
            floor = self._get_price_floor(way, way.recruits)
            yield _WayOutCandidate(floor, partial(self._recruit, recruiting, way))

    def _recruit(self, recruiting: RecruitSearch, way: MinimalCorrection) -> list[FollowedWayOut]:
        """List the ways to follow a repair with recruits."""
        if any(plain <= way.tags for plain in self._plain):
            return []
        found = list(recruiting.follow(way, self._limit))
        if recruiting.lost:
            self.open.add(RepairsPart.RECRUITS)
        if recruiting.cut:
            self.open.add(RepairsPart.ANSWERS)
        return found

    def _get_price_floor(self, way: MinimalCorrection, recruits: int) -> tuple[int, ...]:
        """Return the least price of a way out with so many recruits."""
        return build_price(self.givable.list_losses(way.tags), recruits).order

    def _build_repair(self, way: FollowedWayOut) -> Repair:
        """Build the repair of a way out with the slate of its assignment, audited."""
        taken, task = way.taken, way.givable.task
        book = apply_steps(task.book, taken.steps)
        slate = way.slate or task.model.build_slate(taken.values)
        request = apply_reason(task.request, REASON_TO_RECORD if has_reason(taken.steps) else None)
        findings = audit_lawful_slate(request, book, slate, "the slate of a repair")
        return Repair(
            steps=taken.steps,
            price=_get_price(way),
            proven=all(s.proven for s in taken.steps if isinstance(s, RelaxedBound | RecruitedPeople)),
            patch=build_patch(self._task.request, book, taken.steps, way.recruits),
            departures=book.departures,
            slate=slate,
            findings=findings,
        )


def _get_price(way: FollowedWayOut) -> RepairPrice:
    """Return the price of a way out that was followed."""
    return build_price(way.taken.losses, len(way.recruits))


def _get_rank_key(way: FollowedWayOut) -> RankKey:
    """Return the key by which ways out are ranked."""
    return _get_price(way).order, way.taken.amount


def _plan_cheapest(
    proposal: Proposal, repairs: list[Repair], effort: TimeBudget, slates: int
) -> tuple[tuple[Repair, ...], bool]:
    """Plan the cheapest repairs; return all, and whether one was not planned."""
    cheapest = [repair for repair in repairs if repair.price == repairs[0].price][:slates]
    plans = effort.run_all([partial(plan_repair, proposal, repair, effort) for repair in cheapest])
    known = [_add_plan(repair, plan) for repair, plan in zip(cheapest, plans, strict=True)]
    return (*known, *repairs[len(known) :]), not all(repair.planned for repair in known)


def _add_plan(repair: Repair, plan: Proposal | None) -> Repair:
    """Add the plan to a repair, if there is one."""
    if plan is None or plan.outcome is not ProposalOutcome.SOLVED:
        return repair
    return repair.replace_unvalidated(
        planned=True, outcome=plan.outcome, slate=plan.slate, findings=plan.findings, aims=plan.aims
    )
