"""From a scenario to the request and the rules that come of it, and to its proposal."""

from collections.abc import Sequence
from dataclasses import dataclass

from cocau.constraints.errors import InputError, Problem
from cocau.constraints.library import load
from cocau.constraints.rulebook import Rulebook
from cocau.solver.asked import problems_of
from cocau.solver.changes import change_problems, changed
from cocau.solver.effort import Effort
from cocau.solver.explain.scenario import Scenario
from cocau.solver.plan import planned
from cocau.solver.proposal import Proposal
from cocau.solver.replan import gone
from cocau.solver.request import Pins, PlanRequest


@dataclass(frozen=True)
class Planning:
    """A scenario ready to be planned; the last two as in `Column`."""

    name: str
    request: PlanRequest
    book: Rulebook
    not_carried: tuple[str, ...]
    released: tuple[str, ...]


def checked(base: Proposal, asked: Sequence[Scenario]) -> tuple[Planning, ...]:
    """Every scenario as a request under its rules.

    Raises:
        InputError: everything wrong with any of them, each problem at ``scenario: place``.
    """
    plans, problems = [], []
    for scenario in asked:
        try:
            plans.append(_planning(base, scenario))
        except InputError as error:
            problems += [problem.at(scenario.name) for problem in error.problems]
    if problems:
        raise InputError(problems)
    return tuple(plans)


def planned_under(plan: Planning, effort: Effort) -> Proposal:
    """The proposal of a scenario, in the time there is for all of them."""
    effort.go_on()
    seconds = min(plan.request.seconds, max(effort.left(), 0.01))
    watch = effort.watch
    proposal = planned(plan.request.but(seconds=seconds), plan.book, lambda _: watch(None, None))
    return proposal.but(request=proposal.request.but(seconds=plan.request.seconds))


def _planning(base: Proposal, scenario: Scenario) -> Planning:
    """See `checked`; a what-if of the base that the scenario's own rules do not know is left, and named.

    So is a pin of the base on somebody who may not stand any more. Pins of the scenario itself are held to
    what `plan` holds its own to.
    """
    problems = list(change_problems(base.request.pool if scenario.pool is None else scenario.pool, scenario))
    if scenario.stay_near and base.slate is None:
        problems.append(_NO_SLATE)
    before = Pins() if scenario.without_pins else base.request.pins
    try:
        request, book, left = _rules(
            base.request.but(pins=before, near=None, gone={}), base.rulebook, scenario
        )
    except InputError as error:
        raise InputError([*problems, *error.problems]) from None
    now = changed(request, scenario, book)
    released = sorted(before.everybody - now.pins.everybody)
    now = now.but(pins=now.pins.joined(scenario.pins))
    if scenario.stay_near and base.slate is not None:
        now = now.but(near=base.slate, gone=gone(base.request, now.pool, base.slate))
    if problems := [*problems, *problems_of(now.in_order(), book)]:
        raise InputError(problems)
    return Planning(scenario.name, now, book, left, tuple(released))


def _rules(
    request: PlanRequest, book: Rulebook, scenario: Scenario
) -> tuple[PlanRequest, Rulebook, tuple[str, ...]]:
    """The request on its own day, its rules with all what-ifs, and rules of the base unknown there."""
    left: tuple[str, ...] = ()
    if scenario.rulebook is not None or scenario.election_day is not None:
        day = scenario.election_day or request.council.election_day
        name = scenario.rulebook or request.rulebook
        request = request.but(rulebook=name, council=request.council.but(election_day=day))
        book = load(name).for_council(request.council)
        left = tuple(sorted({*request.overrides, *request.raised} - book.by_id.keys()))
        request = _without(request, left)
        book = book.changed(request.overrides).raised(request.raised)
    return request, _what_if(book, scenario), left


def _what_if(book: Rulebook, scenario: Scenario) -> Rulebook:
    """The bounds set and the aims raised; what is wrong with either is told together."""
    problems: list[Problem] = []
    try:
        book = book.changed(scenario.overrides)
    except InputError as error:
        problems += error.problems
    try:
        book = book.raised(scenario.raised)
    except InputError as error:
        problems += error.problems
    if problems:
        raise InputError(problems)
    return book


def _without(request: PlanRequest, rules: Sequence[str]) -> PlanRequest:
    overrides = {rule: fields for rule, fields in request.overrides.items() if rule not in rules}
    return request.but(overrides=overrides, raised=tuple(i for i in request.raised if i not in rules))


_NO_SLATE = Problem(
    "no_slate",
    "stay_near",
    "Phương án gốc không có danh sách để giữ gần.",
    "The base holds no slate to stay near.",
)
