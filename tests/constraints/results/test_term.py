"""A term on record: its faults, and when a by-election may be held (Article 89)."""

from datetime import date
from typing import Any

import pytest

from cocau.constraints.model.council import Committee, Constituency, Council, CouncilKind
from cocau.constraints.results.term import (
    ByElectionNeed,
    CouncilTerm,
    DepartureReason,
    DeputyDeparture,
    add_months,
    check_term,
    count_months,
    judge_vacancies,
)

COUNCIL = Council(
    id="xa",
    name="HĐND xã",
    kind=CouncilKind.COMMUNE,
    election_day=date(2026, 3, 15),
    seats=6,
    constituencies=(Constituency(id="dv01", seats=6),),
    committees=(Committee(id="legal"),),
)
ELECTED = ("a", "b", "c", "d", "e", "f")
TODAY = date(2027, 6, 1)


def build_term(**fields: Any) -> CouncilTerm:
    """Build a term of six deputies that began in April 2026."""
    return CouncilTerm.model_validate({"council": "xa", "first_session": date(2026, 4, 1), **fields})


def leave(*people: str, on: date = date(2027, 1, 10)) -> tuple[DeputyDeparture, ...]:
    """Return departures on one day."""
    return tuple(DeputyDeparture(person=one, on=on, reason=DepartureReason.TRANSFERRED) for one in people)


def check(term: CouncilTerm) -> list[tuple[str, tuple[object, ...]]]:
    """Return code and place of each fault."""
    return [(one.code, one.loc[1:]) for one in check_term(COUNCIL, ELECTED, term, TODAY)]


@pytest.mark.parametrize(
    ("gone", "need"),
    [
        ("", ByElectionNeed.NO_VACANCY),
        ("ab", ByElectionNeed.TOO_FEW_VACANT),  # a third, not more than a third
        ("abc", ByElectionNeed.MAY_BE_HELD),
    ],
)
def test_more_than_a_third_must_lack(gone: str, need: ByElectionNeed) -> None:
    assert judge_vacancies(COUNCIL, 6, build_term(departures=leave(*gone)), TODAY).need is need


@pytest.mark.parametrize(
    ("on", "need"),
    [
        (date(2029, 9, 30), ByElectionNeed.MAY_BE_HELD),
        (date(2029, 10, 1), ByElectionNeed.TOO_LATE),  # 18 months to 01/04/2031, not more
    ],
)
def test_more_than_eighteen_months_must_be_left(on: date, need: ByElectionNeed) -> None:
    verdict = judge_vacancies(COUNCIL, 6, build_term(departures=leave(*"abc")), on)
    assert (verdict.need, verdict.ends_on) == (need, date(2031, 4, 1))


def test_the_end_of_an_older_term_is_not_guessed() -> None:
    council = COUNCIL.replace_unvalidated(election_day=date(2021, 5, 23))
    term = build_term(departures=leave(*"abc"))
    assert judge_vacancies(council, 6, term, TODAY).need is ByElectionNeed.TERM_UNKNOWN


def test_those_elected_between_fill_seats() -> None:
    held = {"on": date(2027, 5, 2), "constituency": "dv01", "elected": ("Người Mới",)}
    term = build_term(departures=leave(*"abc"), by_elections=(held,))
    assert judge_vacancies(COUNCIL, 6, term, TODAY).vacant == 2


def test_every_fault_is_told_in_its_place() -> None:
    term = build_term(
        posts=(
            {"person": "a", "post": "chair", "since": date(2026, 4, 1)},
            {"person": "b", "post": "chair", "since": date(2027, 1, 1)},
            {"person": "x", "post": "member/legal", "since": date(2026, 4, 1), "until": date(2026, 4, 1)},
            {"person": "c", "post": "head/none", "since": date(2028, 4, 1)},
        ),
        departures=leave("d", "d"),
        by_elections=({"on": date(2027, 5, 3), "constituency": "dv09"},),
    )
    assert set(check(term)) == {
        ("not_elected", ("posts", 2, "person")),
        ("unknown_post", ("posts", 3, "post")),
        ("unknown_constituency", ("by_elections", 0, "constituency")),
        ("days_not_in_order", ("posts", 2, "until")),
        ("in_the_future", ("posts", 3, "since")),
        ("twice", ("departures", 1, "person")),
        ("twice", ("posts", 1, "post")),
        ("not_a_sunday", ("by_elections", 0, "on")),
    }


def test_whoever_left_holds_no_post_any_more() -> None:
    post = {"person": "a", "post": "chair", "since": date(2026, 4, 1)}
    assert check(build_term(posts=(post,), departures=leave("a"))) == [
        ("post_after_departure", ("posts", 0, "until"))
    ]
    ended = {**post, "until": date(2027, 1, 10)}
    assert check(build_term(posts=(ended,), departures=leave("a"))) == []


def test_months_are_counted_to_the_day() -> None:
    assert add_months(date(2027, 8, 31), 18) == date(2029, 2, 28)
    assert count_months(date(2027, 1, 15), date(2027, 3, 14)) == 1
    assert count_months(date(2027, 3, 1), date(2027, 1, 1)) == 0
