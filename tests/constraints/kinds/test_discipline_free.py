"""discipline_free: not under investigation, and the term of every sanction over."""

import pytest

from tests.constraints.samples import person, rule, unfit

TERMS = {"months": {"reprimand": 12, "demotion": 24}, "counted_on": "2021-03-19"}


@pytest.mark.parametrize(
    ("sanction", "decided", "within"),
    [
        ("reprimand", "2020-03-18", False),
        ("reprimand", "2020-03-19", False),
        ("reprimand", "2020-03-20", True),
        ("reprimand", "2021-05-01", True),
        ("demotion", "2019-03-19", False),
        ("demotion", "2019-03-20", True),
        ("dismissal", "2021-03-18", False),
    ],
)
def test_a_sanction_counts_until_its_months_are_over(sanction: str, decided: str, within: bool) -> None:
    someone = person(discipline=[{"sanction": sanction, "decided": decided}])
    assert unfit(rule("discipline_free", **TERMS), someone) is within


@pytest.mark.parametrize(
    ("months", "decided", "counted_on", "within"),
    [
        (12, "2020-02-29", "2021-02-28", True),
        (12, "2020-02-29", "2021-03-01", False),
        (1, "2021-01-31", "2021-02-28", True),
        (1, "2021-01-31", "2021-03-01", False),
        (6, "2020-08-31", "2021-02-28", True),
        (6, "2020-08-31", "2021-03-01", False),
        (1, "2020-12-31", "2021-01-30", True),
        (1, "2020-12-31", "2021-01-31", False),
        (1, "2020-11-30", "2020-12-30", False),
        (24, "2018-12-05", "2020-12-04", True),
    ],
)
def test_a_day_the_month_lacks_is_the_first_of_the_next(
    months: int, decided: str, counted_on: str, within: bool
) -> None:
    free = rule("discipline_free", months={"warning": months}, counted_on=counted_on)
    assert unfit(free, person(discipline=[{"sanction": "warning", "decided": decided}])) is within


def test_whoever_is_under_investigation_is_not_free_of_discipline() -> None:
    assert unfit(rule("discipline_free", **TERMS), person(under_investigation=True))
    assert not unfit(rule("discipline_free", **TERMS), person())
