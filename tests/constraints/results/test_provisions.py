"""Provisions about results are data: each wording on its days, each number from there."""

from datetime import date

import pytest
from pydantic import ValidationError

from cocau.constraints.results import provisions
from cocau.constraints.results.provisions import (
    ResultProvision,
    find_provision,
    get_provision,
    load_provisions,
)

BEFORE, SINCE = date(2025, 6, 30), date(2025, 7, 1)


@pytest.mark.parametrize(("day", "days"), [(BEFORE, 15), (SINCE, 7)])
@pytest.mark.parametrize(
    "provision", [ResultProvision.EXTRA_DAY, ResultProvision.REPEAT_DAY, ResultProvision.ANNULLED_DAY]
)
def test_law_83_shortens_the_days_to_a_later_vote(provision: ResultProvision, day: date, days: int) -> None:
    assert get_provision(provision, day).get_number("days") == days


def test_the_term_is_five_years_since_the_law_says_so() -> None:
    assert find_provision(ResultProvision.TERM, BEFORE) is None
    assert get_provision(ResultProvision.TERM, SINCE).get_number("years") == 5
    with pytest.raises(LookupError):
        get_provision(ResultProvision.TERM, BEFORE)


@pytest.mark.parametrize(
    ("provision", "part", "whole", "is_over"),
    [
        (ResultProvision.MAJORITY, 50, 100, False),
        (ResultProvision.MAJORITY, 51, 100, True),
        (ResultProvision.TURNOUT, 3, 5, True),
        (ResultProvision.BY_ELECTION_THIRD, 10, 30, False),
        (ResultProvision.BY_ELECTION_THIRD, 11, 30, True),
    ],
)
def test_a_share_itself_is_not_over_it(
    provision: ResultProvision, part: int, whole: int, is_over: bool
) -> None:
    assert get_provision(provision, SINCE).is_over(part, whole) is is_over


def test_two_thirds_are_not_below_two_thirds() -> None:
    extra = get_provision(ResultProvision.EXTRA_VOTE, SINCE)
    assert [extra.is_below(elected, 3) for elected in (1, 2, 3)] == [True, False, False]


def test_a_number_that_a_provision_does_not_give_is_no_zero() -> None:
    with pytest.raises(ValueError, match="gives no days"):
        get_provision(ResultProvision.MAJORITY, SINCE).get_number("days")


def test_two_wordings_of_a_day_and_none_at_all_are_refused() -> None:
    known = [one.model_dump(mode="json") for one in load_provisions()]
    with pytest.raises(ValidationError, match="two wordings"):
        provisions.ProvisionFile.model_validate({"provisions": [*known, known[0]]})
    with pytest.raises(ValidationError, match="no wording"):
        provisions.ProvisionFile.model_validate({"provisions": known[1:]})
