"""Where bounds break: one further, and there is no slate; up to there, there is one."""

import pytest

from cocau.app.imports import read_council, read_pool
from cocau.constraints.council import Council
from cocau.constraints.library import load
from cocau.constraints.rule import Rule
from cocau.constraints.rulebook import Rulebook
from cocau.constraints.select import EVERYONE, GROUPS, Among
from cocau.fixtures.run import SHIPPED
from cocau.solver.effort import Effort
from cocau.solver.explain.breaking import Break, break_of, group_of
from cocau.solver.explain.ranges import Ends, Range, ranges
from cocau.solver.plan import plan
from cocau.solver.proposal import Outcome
from cocau.solver.request import PlanRequest

WOMEN = "women-35-percent"


@pytest.fixture(scope="module")
def commune() -> PlanRequest:
    council, pool = SHIPPED / "councils" / "xa-mau.yaml", SHIPPED / "pools" / "xa-mau.yaml"
    return PlanRequest(council=read_council(council), pool=read_pool(pool))


@pytest.fixture(scope="module")
def book(commune: PlanRequest) -> Rulebook:
    return load().for_council(commune.council)


def _counted(least: int | None, most: int | None, who: str, among: Among, plan: int = 4) -> Range:
    of = EVERYONE if who == "everybody" else GROUPS[who]
    return Range(
        who=of, among=among, plan=plan, possible=Ends(least=least, most=most), at_optimum=None, group=None
    )


def _rule(book: Rulebook, name: str) -> Rule:
    return book.by_id[name]


def test_a_lower_bound_holds_up_to_the_break_and_not_one_further(
    commune: PlanRequest, book: Rulebook
) -> None:
    found = ranges(plan(commune), Effort(60), (EVERYONE, GROUPS["women"]), (Among.CANDIDATES,))
    limit = break_of(_rule(book, WOMEN), "at_least_percent", found.groups, commune.council)
    assert limit is not None
    assert limit.above is not None
    assert limit.sure
    for value, outcome in ((limit.above, Outcome.SOLVED), (limit.above + 1, Outcome.CONFLICT)):
        moved = commune.but(overrides={WOMEN: {"at_least_percent": value}})
        assert plan(moved).outcome is outcome
        assert limit.broken_by(value) == (outcome is Outcome.CONFLICT)


def test_a_percentage_of_a_set_that_is_planned_too_is_not_sure(book: Rulebook, commune: PlanRequest) -> None:
    women = _counted(2, 9, "women", Among.CANDIDATES)
    fixed, planned = (_counted(20, most, "everybody", Among.CANDIDATES) for most in (20, 24))
    rule = _rule(book, WOMEN)
    sure = break_of(rule, "at_least_percent", [women, fixed], commune.council)
    assert sure == Break(above=45, plan=20, sure=True)
    open_ = break_of(rule, "at_least_percent", [women, planned], commune.council)
    assert open_ == Break(above=45, plan=None, sure=False)


def test_an_upper_bound_breaks_below_the_least_possible(book: Rulebook, commune: PlanRequest) -> None:
    rule = _rule(book, "full-time-cap-commune")
    who, among = group_of(rule, "at_most").who, group_of(rule, "at_most").among  # type: ignore[union-attr]
    ends = Ends(least=1, most=3)
    counted = Range(who=who, among=among, plan=1, possible=ends, at_optimum=None, group=None)
    found = break_of(rule, "at_most", [counted], commune.council)
    assert found == Break(below=1, plan=1)
    assert [found.broken_by(value) for value in (0, 1, 9)] == [True, False, False]


def test_nothing_is_said_of_what_is_not_counted_over_the_council_or_not_known(
    book: Rulebook, commune: PlanRequest
) -> None:
    council: Council = commune.council
    women, everybody = (
        _counted(2, None, "women", Among.CANDIDATES),
        _counted(20, 20, "everybody", Among.CANDIDATES),
    )
    assert (
        break_of(_rule(book, "women-in-every-constituency"), "at_least", [women, everybody], council) is None
    )
    assert break_of(_rule(book, WOMEN), "at_least_percent", [women, everybody], council) is None
    assert (
        break_of(_rule(book, WOMEN), "at_least_percent", [_counted(2, 9, "women", Among.CANDIDATES)], council)
        is None
    )
