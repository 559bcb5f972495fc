"""Where bounds break: one further, and there is no slate; up to there, there is one."""

import pytest

from cocau.app.files.readers import read_council, read_pool
from cocau.constraints.library import load_rulebook
from cocau.constraints.model.council import Council
from cocau.constraints.model.selectors import EVERYONE, GROUPS, Among
from cocau.constraints.rulebook import Rulebook
from cocau.constraints.rules.rule import Rule
from cocau.fixtures.run import SHIPPED
from cocau.solver.explain.bound_limits import BoundLimits, find_bound_limits, get_bound_group
from cocau.solver.explain.ranges import GroupRange, RangeEnds, compute_ranges
from cocau.solver.plan import plan
from cocau.solver.proposal import ProposalOutcome
from cocau.solver.request import PlanRequest
from cocau.solver.time_budget import TimeBudget

WOMEN = "women-35-percent"


@pytest.fixture(scope="module")
def commune() -> PlanRequest:
    council, pool = SHIPPED / "councils" / "xa-mau.yaml", SHIPPED / "pools" / "xa-mau.yaml"
    return PlanRequest(council=read_council(council), pool=read_pool(pool))


@pytest.fixture(scope="module")
def book(commune: PlanRequest) -> Rulebook:
    return load_rulebook().for_council(commune.council)


def _counted(least: int | None, most: int | None, who: str, among: Among, plan: int = 4) -> GroupRange:
    of = EVERYONE if who == "everybody" else GROUPS[who]
    return GroupRange(
        who=of,
        among=among,
        plan=plan,
        possible=RangeEnds(least=least, most=most),
        at_optimum=None,
        group=None,
    )


def _rule(book: Rulebook, name: str) -> Rule:
    return book.by_id[name]


def test_a_lower_bound_holds_up_to_the_break_and_not_one_further(
    commune: PlanRequest, book: Rulebook
) -> None:
    found = compute_ranges(plan(commune), TimeBudget(60), (EVERYONE, GROUPS["women"]), (Among.CANDIDATES,))
    limit = find_bound_limits(_rule(book, WOMEN), "at_least_percent", found.groups, commune.council)
    assert limit is not None
    assert limit.above is not None
    assert limit.sure
    for value, outcome in (
        (limit.above, ProposalOutcome.SOLVED),
        (limit.above + 1, ProposalOutcome.CONFLICT),
    ):
        moved = commune.replace_unvalidated(overrides={WOMEN: {"at_least_percent": value}})
        assert plan(moved).outcome is outcome
        assert limit.is_broken_by(value) == (outcome is ProposalOutcome.CONFLICT)


def test_a_percentage_of_a_set_that_is_planned_too_is_not_sure(book: Rulebook, commune: PlanRequest) -> None:
    women = _counted(2, 9, "women", Among.CANDIDATES)
    fixed, planned = (_counted(20, most, "everybody", Among.CANDIDATES) for most in (20, 24))
    rule = _rule(book, WOMEN)
    sure = find_bound_limits(rule, "at_least_percent", [women, fixed], commune.council)
    assert sure == BoundLimits(above=45, plan=20, sure=True)
    open_ = find_bound_limits(rule, "at_least_percent", [women, planned], commune.council)
    assert open_ == BoundLimits(above=45, plan=None, sure=False)


def test_an_upper_bound_breaks_below_the_least_possible(book: Rulebook, commune: PlanRequest) -> None:
    rule = _rule(book, "full-time-cap-commune")
    who, among = get_bound_group(rule, "at_most").who, get_bound_group(rule, "at_most").among  # type: ignore[union-attr]
    ends = RangeEnds(least=1, most=3)
    counted = GroupRange(who=who, among=among, plan=1, possible=ends, at_optimum=None, group=None)
    found = find_bound_limits(rule, "at_most", [counted], commune.council)
    assert found == BoundLimits(below=1, plan=1)
    assert [found.is_broken_by(value) for value in (0, 1, 9)] == [True, False, False]


def test_nothing_is_said_of_what_is_not_counted_over_the_council_or_not_known(
    book: Rulebook, commune: PlanRequest
) -> None:
    council: Council = commune.council
    women, everybody = (
        _counted(2, None, "women", Among.CANDIDATES),
        _counted(20, 20, "everybody", Among.CANDIDATES),
    )
    assert (
        find_bound_limits(_rule(book, "women-in-every-constituency"), "at_least", [women, everybody], council)
        is None
    )
    assert find_bound_limits(_rule(book, WOMEN), "at_least_percent", [women, everybody], council) is None
    assert (
        find_bound_limits(
            _rule(book, WOMEN), "at_least_percent", [_counted(2, 9, "women", Among.CANDIDATES)], council
        )
        is None
    )
