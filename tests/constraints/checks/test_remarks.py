"""Remarks: investigation, discipline, confidence and full-time work without a post, whatever the rulebook."""

from datetime import date

import pytest

from cocau.constraints.checks.remarks import (
    PERIOD_MONTHS,
    PersonRemark,
    RemarkKind,
    find_counting_day,
    find_remarks,
    remark_on_person,
)
from cocau.constraints.kinds.discipline_free import DisciplineFree
from cocau.constraints.kinds.voter_confidence import VoterConfidence
from cocau.constraints.library import load_combinations, load_rulebook
from cocau.constraints.model.people import Person
from tests.constraints.samples import council, people, person, pool, slate

DAY = date(2021, 3, 19)  # 65 days before 23/05/2021
BOOKS = sorted(load_combinations())


def _on(**fields: object) -> list[PersonRemark]:
    return list(remark_on_person(person(**fields), DAY))


def _disciplined(sanction: str, decided: str) -> Person:
    return person(discipline=[{"sanction": sanction, "decided": decided}])


def test_whoever_is_under_investigation_is_remarked_on() -> None:
    assert _on() == []
    assert _on(under_investigation=True) == [PersonRemark(person="an", kind=RemarkKind.UNDER_INVESTIGATION)]


@pytest.mark.parametrize(
    ("sanction", "decided", "until"),
    [
        ("reprimand", "2020-03-20", date(2021, 3, 20)),
        ("warning", "2021-03-19", date(2022, 3, 19)),
        ("pay_cut", "2020-03-19", None),
        ("demotion", "2019-03-20", date(2021, 3, 20)),
        ("dismissal", "2019-03-19", None),
        ("dismissal", "2021-04-01", date(2023, 4, 1)),
        ("reprimand", "2020-02-29", None),
    ],
)
def test_a_sanction_is_remarked_on_within_the_period(sanction: str, decided: str, until: date | None) -> None:
    found = list(remark_on_person(_disciplined(sanction, decided), DAY))
    assert [one.until for one in found] == ([] if until is None else [until])
    assert all((one.sanction, str(one.decided)) == (sanction, decided) for one in found)


def test_a_day_that_the_month_lacks_is_the_first_of_the_next() -> None:
    (one,) = remark_on_person(_disciplined("reprimand", "2020-02-29"), date(2021, 2, 28))
    assert one.until == date(2021, 3, 1)


@pytest.mark.parametrize(("percent", "low"), [(None, False), (0, True), (50, True), (51, False)])
def test_half_of_the_voters_is_not_enough(percent: int | None, low: bool) -> None:
    found = [one.percent for one in _on(voter_confidence=percent)]
    assert found == ([percent] if low else [])


@pytest.mark.parametrize("name", BOOKS)
def test_nobody_on_a_slate_is_passed_over_in_any_rulebook(name: str) -> None:
    term = load_combinations()[name].term
    assert term is not None
    here = council(election_day=str(term.first), kind="commune")
    book = load_rulebook(name).for_council(here)
    someone = person(
        under_investigation=True,
        discipline=[{"sanction": "warning", "decided": str(term.first)}],
        voter_confidence=40,
        meant_full_time=True,
    )
    listed = slate({"a": "an binh"}, "an")
    found = find_remarks(book, here, pool(someone, person("binh")), listed)
    assert [(one.person, one.kind) for one in found] == [("an", kind) for kind in RemarkKind]


def test_only_deputies_without_any_post_are_full_time_by_the_departments_word() -> None:
    everybody = pool(*people("an binh chi", meant_full_time=True), person("dung"))
    listed = slate({"a": "an binh chi dung"}, "an binh dung", {"chair": "dung", "head/legal": "binh"})
    found = find_remarks(load_rulebook(), council(), everybody, listed)
    assert [(one.person, one.kind) for one in found] == [("an", RemarkKind.FULL_TIME_WITHOUT_POST)]


def test_periods_are_counted_on_the_day_of_the_second_consultation() -> None:
    assert find_counting_day(load_rulebook().for_council(council()), council()) == DAY
    mid_term = council(planned_on="2023-06-01")
    assert find_counting_day(load_rulebook().for_council(mid_term), mid_term) == date(2023, 6, 1)


def test_the_numbers_are_those_of_the_shipped_standards() -> None:
    book = load_rulebook("dong-thap-2021")
    (discipline,) = (rule for rule in book.rules if isinstance(rule, DisciplineFree))
    assert discipline.months == PERIOD_MONTHS
    assert discipline.counted_on == DAY
    assert {rule.above_percent for rule in book.rules if isinstance(rule, VoterConfidence)} == {50}
