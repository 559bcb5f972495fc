"""Which day decides whether a rule or a step holds for a council: that of the election, or that of the plan."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from cocau.constraints.library import load_rulebook
from cocau.constraints.rules.rule import Dated, DatedBy
from tests.constraints.samples import council

DIRECTIVE = load_rulebook("chi-thi-ha-tinh-2018")
SITTING = ("no-vice-chairs-added", "vice-chair-heads-committee", "transfer-of-one-vice-chair")
"""S2.3 to S2.5 as they speak of the councils of 2016-2021."""

DAYS = st.dates(date(2015, 1, 1), date(2030, 1, 1))
FROM, UNTIL = date(2018, 7, 9), date(2021, 5, 23)


def dated(by: str, **fields: object) -> Dated:
    return Dated.model_validate({"in_force": FROM, "until": UNTIL, "dated_by": by} | fields)


@given(DAYS, DAYS)
def test_what_is_dated_by_the_election_does_not_look_at_the_plan(election: date, plan: date) -> None:
    one, of = dated("election"), council(election_day=election, planned_on=plan)
    assert one.holds_for(of) is one.in_force_on(election) is (FROM <= election < UNTIL)


@given(DAYS, DAYS)
def test_what_is_dated_by_the_plan_ends_with_either_day(election: date, plan: date) -> None:
    of = council(election_day=election, planned_on=plan)
    assert dated("plan").holds_for(of) is (plan >= FROM and max(plan, election) < UNTIL)
    assert dated("plan", until=None).holds_for(of) is (plan >= FROM)


@given(DAYS)
def test_without_a_day_of_the_plan_both_go_by_the_election(election: date) -> None:
    of = council(election_day=election)
    assert of.plan_day == election
    held = {dated(by).holds_for(of) for by in ("plan", "election")}
    assert held == {dated("plan").in_force_on(election)}


@given(st.sampled_from(DatedBy), st.sampled_from(DatedBy), st.dates(FROM, date(2023, 1, 1)), DAYS, DAYS)
def test_versions_that_no_council_can_have_together_do_not_overlap(
    first: DatedBy, second: DatedBy, begins: date, election: date, plan: date
) -> None:
    one, later = dated(first), dated(second, in_force=begins, until=None)
    of = council(election_day=election, planned_on=plan)
    assert one.may_overlap(later) or not (one.holds_for(of) and later.holds_for(of))


@pytest.mark.parametrize(
    ("first", "second", "begins", "overlap"),
    [
        ("election", "election", UNTIL, False),
        ("plan", "plan", UNTIL, False),
        ("plan", "election", UNTIL, False),
        ("election", "plan", UNTIL, True),  # elected before that day, planned after it: both
        ("plan", "plan", date(2021, 5, 22), True),
    ],
)
def test_versions_overlap_where_some_council_could_have_both(
    first: str, second: str, begins: date, *, overlap: bool
) -> None:
    assert dated(first).may_overlap(dated(second, in_force=begins, until=None)) is overlap
    assert dated(first, until=None).may_overlap(dated(second, in_force=begins, until=None))


def test_another_day_than_these_two_is_refused() -> None:
    with pytest.raises(ValidationError, match="'election' or 'plan'"):
        dated("signature")


@pytest.mark.parametrize("rule", SITTING)
@pytest.mark.parametrize(
    ("election", "plan", "holds"),
    [
        ("2016-05-22", None, False),
        ("2016-05-22", "2018-07-08", False),
        ("2016-05-22", "2018-07-09", True),
        ("2016-05-22", "2019-06-02", True),
        ("2016-05-22", "2021-05-22", True),
        ("2016-05-22", "2021-05-23", False),
        ("2021-05-23", "2020-12-01", False),
        ("2021-05-23", None, False),
    ],
)
def test_clauses_on_the_councils_of_2016_bind_plans_made_for_them_only(
    rule: str, election: str, plan: str | None, *, holds: bool
) -> None:
    of = council(kind="rural_district", election_day=election, planned_on=plan)
    here = {r.id for r in DIRECTIVE.for_council(of).rules if r.until is not None}
    assert (rule in here) is holds


@pytest.mark.parametrize(
    ("election", "plan", "full"),
    [
        ("2016-05-22", "2019-06-02", [2]),
        ("2016-05-22", "2021-06-01", []),
        ("2021-05-23", "2020-12-01", [1]),
        ("2021-05-23", "2023-01-01", [1]),
    ],
)
def test_the_pilot_rests_on_the_number_that_the_law_gives_the_council(
    election: str, plan: str, full: list[int]
) -> None:
    of = council(kind="rural_district", election_day=election, planned_on=plan)
    here = DIRECTIVE.for_council(of)
    rules = [r for r in here.rules if r.id == "transfer-of-one-vice-chair"]
    assert [r.model_dump()["full"] for r in rules] == full
    assert "transfer-needs-records" in here.by_id


@pytest.mark.parametrize(
    ("plan", "asked"), [(None, False), ("2018-07-08", False), ("2018-07-09", True), ("2024-01-01", True)]
)
def test_an_opinion_before_appointments_is_asked_in_the_term_that_had_begun(
    plan: str | None, *, asked: bool
) -> None:
    of = council(kind="province", election_day="2016-05-22", planned_on=plan)
    assert ("appointment-opinion" in {s.id for s in DIRECTIVE.steps_for(of)}) is asked
