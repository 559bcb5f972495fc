"""What is asked of a plan in a warm process, with the seconds that are aimed at."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from table import head, judged, line, medians
from works import CASES, made_up

from cocau.app.files.readers import read_council, read_offers, read_pool, read_scenarios
from cocau.constraints.model.selectors import GROUPS
from cocau.fixtures.generators.examples import PLANTED_FAULTS
from cocau.solver.conflicts.enumerate import enumerate_conflicts, find_conflicts
from cocau.solver.conflicts.mus import FeasibilityOracle, find_smallest_core
from cocau.solver.explain.alternatives import find_alternatives
from cocau.solver.explain.elections.outcomes import compute_outcomes
from cocau.solver.explain.pareto import trace_pareto_front
from cocau.solver.explain.prices import compute_prices
from cocau.solver.explain.questions import parse_questions as named
from cocau.solver.explain.ranges import compute_ranges
from cocau.solver.explain.repairs.relaxables import Relaxables
from cocau.solver.explain.repairs.search import find_repairs
from cocau.solver.explain.replacements import find_replacements
from cocau.solver.explain.scenario_comparison import compare_scenarios
from cocau.solver.explain.why import WhyAnswers, answer_questions
from cocau.solver.plan import plan, plan_with_rulebook, resolve_rulebook
from cocau.solver.proposal import Proposal
from cocau.solver.replanning import PlanChanges, build_replan_request
from cocau.solver.request import PlanRequest
from cocau.solver.search.planning_task import PlanningTask as Planned
from cocau.solver.structure_plan import build_introductions
from cocau.solver.time_budget import TimeBudget

ENOUGH = 600.0
"""Seconds that none of these needs."""


@dataclass(frozen=True)
class Asked:
    """A question; `beside`: a request to be planned in the same runs, to compare with."""

    name: str
    bar: float | None
    ask: Callable[[], object]
    beside: PlanRequest


def asked(repeat: int) -> Iterator[str]:
    """Every question beside a plan of the same council, in turns."""
    names = ("asked in a warm process", "bar", "", "seconds", "a plan of the same council", "ratio")
    yield from head(*names, numbers=3)
    for each in questions():
        each.ask()
        own, whole = medians([each.ask, partial(plan, each.beside)], repeat)
        cells = [f"{own:.2f} s", f"{whole:.2f} s", f"{own / whole:.1f}"]
        yield line(each.name, *judged(own, each.bar), *cells)


def questions() -> Iterator[Asked]:
    """Every question, with two councils; what is aimed at for a medium one, with a third."""
    for size, name in ((118, "ha-tinh"), (300, "nghe-an")):
        request = shipped(name)
        yield from _of_a_plan(size, request, plan(request))
    yield from _of_a_medium_one()
    yield from _of_conflicts()
    council, offers = shipped("ha-tinh").council, read_offers(CASES / "offers" / "ha-tinh.yaml")
    wanted = PlanRequest(
        council=council, pool=offers.build_pool(council), introducing=build_introductions(offers)
    )
    yield Asked(
        f"structure of {council.seats} seats, no names", None, partial(plan, wanted), shipped("ha-tinh")
    )


def _of_a_plan(size: int, request: PlanRequest, before: Proposal) -> Iterator[Asked]:
    """`size`: people in the pool; bars are set for 118."""
    if before.slate is None:
        raise AssertionError("the shipped councils can be planned")
    gone = PlanChanges(withdrawn=before.slate.listed[:2])
    groups = list(GROUPS.values())[:10]
    aims = ["more-front-deputies", "stay-near-reference"]
    asked: list[tuple[str, float | None, Callable[[], object]]] = [
        ("two withdraw: re-planned", None, lambda: plan_with_rulebook(*build_replan_request(before, gone))),
        ("replacements of everybody listed", None, partial(find_replacements, before)),
        ("why one is on no list", 0.5, partial(_why, before, "in")),
        ("why one is not chair", 0.5, partial(_why, before, "chair")),
        (
            "five alternatives 3 people apart",
            None,
            lambda: find_alternatives(before, 5, 3, [], TimeBudget(ENOUGH)),
        ),
        (
            "five alternatives 10 people apart",
            None,
            lambda: find_alternatives(before, 5, 10, [], TimeBudget(ENOUGH)),
        ),
        ("the front of two aims", None, lambda: trace_pareto_front(before, aims, TimeBudget(ENOUGH))),
        ("ranges of 20 groups", 2, lambda: compute_ranges(before, TimeBudget(ENOUGH), groups)),
        ("prices of all musts, and one step of each", 5, lambda: compute_prices(before, TimeBudget(ENOUGH))),
        (
            "what the voters may still decide",
            None,
            lambda: compute_outcomes(before, effort=TimeBudget(ENOUGH)),
        ),
    ]
    if size == 118:  # noqa: PLR2004  # the scenarios are made for these people
        ten = read_scenarios(CASES / "scenarios" / "ha-tinh.yaml").scenarios
        asked.append(("ten scenarios", 5, lambda: compare_scenarios(before, ten, TimeBudget(ENOUGH))))
    for name, bar, ask in asked:
        yield Asked(f"{size} people, {name}", bar if size == 118 else None, ask, request)  # noqa: PLR2004


def _of_a_medium_one() -> Iterator[Asked]:
    """500 people, 18 constituencies."""
    request = made_up(500, 18)
    before = plan(request)
    for name, bar, ask in (
        (
            "prices of all musts, and one step of each",
            5.0,
            lambda: compute_prices(before, TimeBudget(ENOUGH)),
        ),
        (
            "five alternatives 10 people apart",
            4.0,
            lambda: find_alternatives(before, 5, 10, [], TimeBudget(ENOUGH)),
        ),
    ):
        yield Asked(f"500 people, {name}", bar, ask, request)


def _of_conflicts() -> Iterator[Asked]:
    """One conflict, and two: too few women, and nobody fit to be a vice-chair."""
    one = shipped("ha-tinh").replace_unvalidated(pool=read_pool(CASES / "pools" / "ha-tinh-thieu-nu.yaml"))
    yield Asked("118 people, planned: a smallest conflict, told", 0.3, partial(plan, one), shipped("ha-tinh"))
    yield Asked("118 people, a smallest conflict of a model", 0.05, _conflict_of(one), shipped("ha-tinh"))
    for size, bar, whole in ((118, None, shipped("ha-tinh")), (500, 1.0, made_up(500, 18))):
        pool = whole.pool
        for planted in ("ha-tinh-thieu-nu", "nghe-an-thieu-uy-vien"):
            pool = PLANTED_FAULTS[planted].change(pool)
        changed = whole.replace_unvalidated(pool=pool)
        before, name = plan(changed), f"{size} people, two planted:"
        yield Asked(f"{name} a smallest conflict of a model", 0.05, _conflict_of(changed), whole)
        yield Asked(f"{name} all conflicts and corrections of a model", bar, _all_of(changed), whole)
        yield Asked(f"{name} all conflicts", None, partial(_conflicts, before), whole)
        yield Asked(f"{name} the cheapest repairs", None, partial(_repairs, before, 3), whole)
        yield Asked(f"{name} all conflicts and all repairs", bar, partial(_everything, before), whole)


def _conflict_of(request: PlanRequest) -> Callable[[], object]:
    """The search for one, on a program that is there."""
    asked = Planned(request, resolve_rulebook(request), TimeBudget(ENOUGH))
    return partial(find_smallest_core, asked.musts, asked.engines, asked.effort, lots=asked.model.people.lots)


def _all_of(request: PlanRequest) -> Callable[[], object]:
    """Enumerate the sets of rules and pins alone: no bound is moved, nobody is recruited."""
    asked = Planned(request, resolve_rulebook(request), TimeBudget(ENOUGH))
    givable = Relaxables(asked)
    program, prices_of = givable.program, givable.weights.__getitem__

    def ask() -> object:
        oracle = FeasibilityOracle(program, asked.engines[0], asked.effort, asked.model.people.lots)
        return enumerate_conflicts(oracle, prices_of, asked.effort, 10_000)

    return ask


def _everything(before: Proposal) -> object:
    return find_conflicts(before, TimeBudget(ENOUGH)), _repairs(before, 100)


def _conflicts(before: Proposal) -> object:
    return find_conflicts(before, TimeBudget(ENOUGH))


def _repairs(before: Proposal, limit: int) -> object:
    return find_repairs(before, TimeBudget(ENOUGH), limit, 0)


def _why(before: Proposal, part: str) -> WhyAnswers:
    """Asked of the first person of the pool who is off the lists and may stand."""
    listed = () if before.slate is None else before.slate.listed
    out = {*listed, *(i for ids in before.barred.values() for i in ids)}
    person = next(p.id for p in before.request.pool.people if p.id not in out)
    return answer_questions(before, named(before, [person], part), TimeBudget(ENOUGH))


def shipped(name: str) -> PlanRequest:
    council = read_council(CASES / "councils" / f"{name}.yaml")
    return PlanRequest(council=council, pool=read_pool(CASES / "pools" / f"{name}.yaml"))
