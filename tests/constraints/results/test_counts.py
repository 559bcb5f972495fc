"""Faults of counted results: every one, each in its place."""

from datetime import date

from cocau.constraints.model.council import Constituency, Council, CouncilKind
from cocau.constraints.results.counts import (
    CandidateVotes,
    ConstituencyCount,
    ElectionResults,
    VoteRound,
    check_results,
)

COUNCIL = Council(
    id="xa",
    name="HĐND xã",
    kind=CouncilKind.COMMUNE,
    election_day=date(2026, 3, 15),
    seats=2,
    constituencies=(Constituency(id="dv01", seats=2),),
)
LISTS = {"dv01": ("a", "b", "c")}


def build_count(votes: list[tuple[str, int]], **figures: object) -> ConstituencyCount:
    """Build a count of 100 voters who all took part, 90 ballots of them valid."""
    numbers = {
        "listed_voters": 100,
        "took_part": 100,
        "issued": 100,
        "collected": 100,
        "valid": 90,
        "invalid": 10,
    }
    given = tuple(CandidateVotes(person=person, votes=number) for person, number in votes)
    return ConstituencyCount.model_validate({"constituency": "dv01", "votes": given, **numbers, **figures})


def check(*counts: ConstituencyCount, council: str = "xa") -> list[tuple[str, tuple[object, ...]]]:
    """Return code and place of each fault."""
    found = check_results(COUNCIL, LISTS, ElectionResults(council=council, counts=counts))
    return [(problem.code, problem.loc[2:] or problem.loc[1:]) for problem in found]


GOOD = [("a", 80), ("b", 60), ("c", 20)]


def test_sound_counts_have_no_faults() -> None:
    assert check(build_count(GOOD)) == []
    assert check() == []


def test_more_of_a_part_than_of_the_whole_is_told_at_the_part() -> None:
    assert check(build_count(GOOD, took_part=101, collected=101, valid=91)) == [
        ("too_many_votes", (0, "took_part")),
        ("too_many_votes", (0, "collected")),
    ]


def test_ballots_must_add_up() -> None:
    assert check(build_count(GOOD, invalid=11)) == [("ballots_do_not_add_up", (0, "valid"))]


def test_votes_beyond_the_ballots_are_told() -> None:
    assert check(build_count([("a", 91), ("b", 60), ("c", 20)])) == [
        ("too_many_votes", (0, "votes", 0, "votes"))
    ]
    assert check(build_count([("a", 90), ("b", 90), ("c", 1)])) == [("too_many_votes", (0, "votes"))]
    assert check(build_count([("a", 89), ("b", 0), ("c", 0)])) == [("too_few_votes", (0, "votes"))]


def test_strangers_doubles_and_the_forgotten_are_all_told_at_once() -> None:
    assert check(build_count([("a", 80), ("a", 10), ("x", 5)])) == [
        ("twice", (0, "votes", 1, "person")),
        ("not_a_candidate", (0, "votes", 2, "person")),
        ("votes_missing", (0, "votes")),
    ]


def test_a_constituency_is_known_and_counted_once_a_round() -> None:
    assert check(build_count(GOOD), build_count(GOOD)) == [("twice", (1, "constituency"))]
    assert ("unknown_constituency", (0, "constituency")) in check(build_count([], constituency="dv09"))


def test_a_later_round_has_its_day_and_comes_after_the_first() -> None:
    repeat = build_count(GOOD, round=VoteRound.REPEAT)
    assert check(repeat) == [("other_day", (0, "held_on")), ("first_vote_missing", (0, "round"))]
    assert check(build_count(GOOD, held_on=date(2026, 3, 16))) == [("other_day", (0, "held_on"))]


def test_results_are_of_their_own_council() -> None:
    assert check(council="khac") == [("other_council", ("council",))]
