"""What is asked of a plan in a warm process, with the seconds that the project aims at."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from app.imports import read_council, read_offers, read_pool, read_scenarios
from constraints.council import CouncilKind
from constraints.select import GROUPS
from fixtures.made_up import even_council, make
from fixtures.made_up_faults import PLANTED
from solver.changes import Changes
from solver.effort import Effort
from solver.explain.alternatives import alternatives
from solver.explain.conflicts import conflicts
from solver.explain.front import front
from solver.explain.named import questions as named
from solver.explain.outcomes import outcomes
from solver.explain.prices import prices
from solver.explain.ranges import ranges
from solver.explain.repairs import repairs
from solver.explain.scenarios import scenarios
from solver.explain.why import Reasons, why
from solver.plan import plan, planned
from solver.proposal import Proposal
from solver.replacements import replacements
from solver.replan import replanning
from solver.request import PlanRequest
from solver.structure import introducing

CASES = Path(__file__).parents[1] / "fixtures"
ENOUGH = 600.0
"""Seconds that none of these needs."""


@dataclass(frozen=True)
class Asked:
    """A question; `beside`: a request to be planned in the same runs, to compare with."""

    name: str
    bar: float | None
    ask: Callable[[], object]
    beside: PlanRequest


def questions() -> Iterator[Asked]:
    """Every question, with two councils."""
    for size, name in ((118, "ha-tinh"), (300, "nghe-an")):
        request = _shipped(name)
        yield from _of_a_plan(size, request, plan(request))
    yield from _of_conflicts()
    council, offers = _shipped("ha-tinh").council, read_offers(CASES / "offers" / "ha-tinh.yaml")
    wanted = PlanRequest(council=council, pool=offers.pool(council), introducing=introducing(offers))
    yield Asked(
        f"structure of {council.seats} seats, no names", None, partial(plan, wanted), _shipped("ha-tinh")
    )


def _of_a_plan(size: int, request: PlanRequest, before: Proposal) -> Iterator[Asked]:
    """`size`: people in the pool; bars are set for 118."""
    if before.slate is None:
        raise AssertionError("the shipped councils can be planned")
    gone = Changes(withdrawn=before.slate.listed[:2])
    groups = list(GROUPS.values())[:10]
    aims = ["more-front-deputies", "stay-near-reference"]
    asked: list[tuple[str, float | None, Callable[[], object]]] = [
        ("two withdraw: re-planned", None, lambda: planned(*replanning(before, gone))),
        ("replacements of everybody listed", None, partial(replacements, before)),
        ("why one is on no list", 0.5, partial(_why, before, "in")),
        ("why one is not chair", 0.5, partial(_why, before, "chair")),
        ("five alternatives 3 people apart", None, lambda: alternatives(before, 5, 3, [], Effort(ENOUGH))),
        ("five alternatives 10 people apart", None, lambda: alternatives(before, 5, 10, [], Effort(ENOUGH))),
        ("the front of two aims", None, lambda: front(before, aims, Effort(ENOUGH))),
        ("ranges of 20 groups", 2, lambda: ranges(before, Effort(ENOUGH), groups)),
        ("prices of all musts, and one step of each", 5, lambda: prices(before, Effort(ENOUGH))),
        ("what the voters may still decide", None, lambda: outcomes(before, effort=Effort(ENOUGH))),
    ]
    if size == 118:  # noqa: PLR2004  # the scenarios are made for these people
        ten = read_scenarios(CASES / "scenarios" / "ha-tinh.yaml").scenarios
        asked.append(("ten scenarios", 5, lambda: scenarios(before, ten, Effort(ENOUGH))))
    for name, bar, ask in asked:
        yield Asked(f"{size} people, {name}", bar if size == 118 else None, ask, request)  # noqa: PLR2004


def _of_conflicts() -> Iterator[Asked]:
    """One conflict, and two: too few women, and nobody fit to be a vice-chair."""
    one = _shipped("ha-tinh").but(pool=read_pool(CASES / "pools" / "ha-tinh-thieu-nu.yaml"))
    yield Asked("118 people, a smallest conflict", 0.3, partial(plan, one), _shipped("ha-tinh"))
    council = even_council(CouncilKind.PROVINCE, 85, 18, 1)
    large = PlanRequest(council=council, pool=make(council, 500, 1)).in_order()
    for size, bar, whole in ((118, 1.5, _shipped("ha-tinh")), (500, 3.0, large)):
        pool = whole.pool
        for planted in ("ha-tinh-thieu-nu", "nghe-an-thieu-uy-vien"):
            pool = PLANTED[planted].change(pool)
        before = plan(whole.but(pool=pool))
        name = f"{size} people, two planted:"
        yield Asked(f"{name} all conflicts", bar, partial(_conflicts, before), whole)
        yield Asked(f"{name} the cheapest repairs", bar, partial(_repairs, before, 3), whole)
        yield Asked(f"{name} all repairs", None, partial(_repairs, before, 100), whole)


def _conflicts(before: Proposal) -> object:
    return conflicts(before, Effort(ENOUGH))


def _repairs(before: Proposal, limit: int) -> object:
    return repairs(before, Effort(ENOUGH), limit, 0)


def _why(before: Proposal, part: str) -> Reasons:
    """Asked of the first person of the pool who is off the lists and may stand."""
    listed = () if before.slate is None else before.slate.listed
    out = {*listed, *(i for ids in before.barred.values() for i in ids)}
    person = next(p.id for p in before.request.pool.people if p.id not in out)
    return why(before, named(before, [person], part), Effort(ENOUGH))


def _shipped(name: str) -> PlanRequest:
    council = read_council(CASES / "councils" / f"{name}.yaml")
    return PlanRequest(council=council, pool=read_pool(CASES / "pools" / f"{name}.yaml"))
