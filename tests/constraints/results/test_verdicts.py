"""Who is elected and what must follow, by the numbers of Articles 78 to 81: hand-made counts of one constituency."""

from datetime import date

import pytest

from cocau.constraints.model.council import Constituency, Council, CouncilKind
from cocau.constraints.results.counts import (
    CandidateVotes,
    ConstituencyCount,
    ElectionResults,
    VoteRound,
)
from cocau.constraints.results.verdicts import (
    CandidateOutcome,
    ConstituencyVerdict,
    NextVote,
    check_whole_results,
    judge_results,
)

DAY_2021, DAY_2026 = date(2021, 5, 23), date(2026, 3, 15)
BORN = {"a": date(1970, 1, 1), "b": date(1980, 1, 1), "c": date(1990, 1, 1), "d": date(1990, 1, 1)}
LISTS = {"dv01": ("a", "b", "c", "d")}


def build_council(seats: int = 2, day: date = DAY_2026) -> Council:
    """Build a council of one constituency."""
    units = (Constituency(id="dv01", seats=seats),)
    kind = CouncilKind.COMMUNE
    return Council(id="xa", name="HĐND xã", kind=kind, election_day=day, seats=seats, constituencies=units)


def build_count(
    votes: dict[str, int],
    valid: int = 100,
    voters: int = 150,
    took_part: int = 100,
    vote_round: VoteRound = VoteRound.FIRST,
    held_on: date | None = None,
) -> ConstituencyCount:
    """Build a count without invalid ballots."""
    return ConstituencyCount(
        constituency="dv01",
        round=vote_round,
        held_on=held_on,
        listed_voters=voters,
        took_part=took_part,
        issued=took_part,
        collected=took_part,
        valid=valid,
        invalid=took_part - valid,
        votes=tuple(CandidateVotes(person=person, votes=number) for person, number in votes.items()),
    )


def judge(council: Council, *counts: ConstituencyCount) -> ConstituencyVerdict:
    """Judge counts that have no fault."""
    results = ElectionResults(council="xa", counts=counts)
    assert check_whole_results(council, BORN, LISTS, results) == []
    (verdict,) = judge_results(council, BORN, results).constituencies
    return verdict


def test_the_most_votes_over_half_of_the_valid_ballots_are_elected() -> None:
    verdict = judge(build_council(), build_count({"a": 51, "b": 70, "c": 60, "d": 10}))
    assert verdict.elected == ("b", "c")
    assert verdict.next is NextVote.NOTHING
    outcomes = {one.person: one.outcome for one in verdict.counts[0].candidates}
    assert outcomes["a"] is CandidateOutcome.SEATS_TAKEN
    assert outcomes["d"] is CandidateOutcome.NOT_HALF


def test_half_of_the_valid_ballots_is_not_enough() -> None:
    verdict = judge(build_council(), build_count({"a": 50, "b": 51, "c": 0, "d": 0}))
    assert verdict.elected == ("b",)
    assert verdict.vacant == 1


@pytest.mark.parametrize(("took_part", "recognised"), [(75, False), (76, True)])
def test_more_than_half_of_the_listed_voters_must_take_part(took_part: int, recognised: bool) -> None:
    count = build_count({"a": 70, "b": 60, "c": 0, "d": 0}, valid=took_part, took_part=took_part)
    verdict = judge(build_council(), count)
    assert verdict.counts[0].recognised is recognised
    assert verdict.elected == (("a", "b") if recognised else ())
    assert verdict.next is (NextVote.NOTHING if recognised else NextVote.REPEAT)


@pytest.mark.parametrize(
    ("day", "last"), [(DAY_2021, date(2021, 6, 7)), (DAY_2026, date(2026, 3, 22))], ids=["15 days", "7 days"]
)
def test_a_later_vote_has_the_days_of_its_law(day: date, last: date) -> None:
    verdict = judge(build_council(3, day), build_count({"a": 70, "b": 40, "c": 20, "d": 10}))
    assert (verdict.next, verdict.last_day) == (NextVote.EXTRA, last)


@pytest.mark.parametrize(("votes", "follows"), [(60, NextVote.NOTHING), (40, NextVote.EXTRA)])
def test_an_extra_vote_follows_only_below_two_thirds(votes: int, follows: NextVote) -> None:
    verdict = judge(build_council(3), build_count({"a": 70, "b": votes, "c": 20, "d": 10}))
    assert verdict.next is follows


def test_of_two_with_equal_votes_for_the_last_seat_the_older_is_elected() -> None:
    verdict = judge(
        build_council(1), build_count({"a": 51, "b": 51, "c": 0, "d": 0}, valid=102, took_part=102)
    )
    assert verdict.elected == ()  # 51 of 102 is half
    verdict = judge(build_council(2), build_count({"a": 60, "b": 55, "c": 55, "d": 10}))
    assert verdict.elected == ("a", "b")
    outcomes = {one.person: one.outcome for one in verdict.counts[0].candidates}
    assert outcomes["b"] is CandidateOutcome.ELECTED_AS_OLDER
    assert outcomes["c"] is CandidateOutcome.YOUNGER


def test_equal_votes_and_equal_age_are_left_to_whom_the_law_leaves_them() -> None:
    verdict = judge(build_council(2), build_count({"a": 60, "b": 10, "c": 55, "d": 55}))
    assert verdict.elected == ("a",)
    assert verdict.next is NextVote.DECISION


def test_equal_votes_are_no_matter_where_there_are_seats_for_all() -> None:
    verdict = judge(build_council(2), build_count({"a": 10, "b": 10, "c": 55, "d": 55}))
    assert set(verdict.elected) == {"c", "d"}


def test_a_repeat_is_recognised_whatever_the_turnout_and_is_the_last() -> None:
    first = build_count({"a": 40, "b": 40, "c": 0, "d": 0}, valid=50, took_part=50)
    again = build_count(
        {"a": 30, "b": 10, "c": 0, "d": 0},
        40,
        took_part=40,
        vote_round=VoteRound.REPEAT,
        held_on=date(2026, 3, 22),
    )
    verdict = judge(build_council(), first, again)
    assert verdict.elected == ("a",)
    assert verdict.next is NextVote.NOTHING
    assert not verdict.counts[1].late


def test_an_annulled_result_is_repeated() -> None:
    annulled = build_count({"a": 70, "b": 60, "c": 0, "d": 0}).replace_unvalidated(annulled_by="12/NQ-HĐBCQG")
    verdict = judge(build_council(), annulled)
    assert verdict.elected == ()
    assert verdict.next is NextVote.REPEAT


def test_an_extra_vote_fills_what_is_left_and_is_held_once() -> None:
    first = build_count({"a": 70, "b": 40, "c": 20, "d": 10})
    extra = build_count({"b": 60, "c": 40, "d": 0}, vote_round=VoteRound.EXTRA, held_on=date(2026, 3, 29))
    verdict = judge(build_council(3), first, extra)
    assert verdict.elected == ("a", "b")
    assert verdict.next is NextVote.NOTHING
    assert verdict.counts[1].late  # 14 days after, of 7


def test_an_extra_vote_is_not_about_the_elected() -> None:
    first = build_count({"a": 70, "b": 40, "c": 20, "d": 10})
    extra = build_count({"a": 60, "b": 60}, vote_round=VoteRound.EXTRA, held_on=date(2026, 3, 22))
    found = check_whole_results(
        build_council(3), BORN, LISTS, ElectionResults(council="xa", counts=(first, extra))
    )
    assert [(problem.code, problem.loc[2:]) for problem in found] == [
        ("already_elected", (1, "votes", 0, "person")),
        ("votes_missing", (1, "votes")),
    ]


def test_a_constituency_without_a_count_waits_for_it() -> None:
    assert judge(build_council()).next is NextVote.COUNT
