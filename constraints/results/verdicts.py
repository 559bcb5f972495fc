"""Counted results judged by the law: who is elected, what must follow, until when.

Only what was counted is judged; nothing is forecast. Law 85/2015, Art. 78 to 81, as amended.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from enum import StrEnum

from cocau.constraints.errors import Problem
from cocau.constraints.model.council import Constituency, Council
from cocau.constraints.record import Record
from cocau.constraints.results.counts import (
    Candidates,
    ConstituencyCount,
    ElectionResults,
    VoteRound,
    check_results,
    list_counts_of,
)
from cocau.constraints.results.provisions import ResultProvision, get_provision

Births = Mapping[str, date]
"""The birth date of each candidate by id: of two with equal votes the older is elected."""


class CandidateOutcome(StrEnum):
    """What a count means for a candidate."""

    ELECTED = "elected"
    ELECTED_AS_OLDER = "elected_as_older"
    SEATS_TAKEN = "seats_taken"
    YOUNGER = "younger"
    EQUAL = "equal"
    NOT_HALF = "not_half"
    NOT_RECOGNISED = "not_recognised"

    @property
    def is_elected(self) -> bool:
        """Return whether it is a seat."""
        return self in {CandidateOutcome.ELECTED, CandidateOutcome.ELECTED_AS_OLDER}


class NextVote(StrEnum):
    """What must follow a constituency's count."""

    NOTHING = "nothing"
    COUNT = "count"
    REPEAT = "repeat"
    EXTRA = "extra"
    DECISION = "decision"


class CandidateResult(Record):
    """A candidate's votes and what they mean."""

    person: str
    votes: int
    outcome: CandidateOutcome


class CountVerdict(Record):
    """One count judged. `recognised`: the result counts; `late`: after the last day."""

    round: VoteRound
    recognised: bool
    candidates: tuple[CandidateResult, ...]
    late: bool = False
    more_ballots_than_voters: bool = False


class ConstituencyVerdict(Record):
    """A constituency judged: the elected, most votes first, and what must follow."""

    constituency: str
    seats: int
    elected: tuple[str, ...] = ()
    counts: tuple[CountVerdict, ...] = ()
    next: NextVote = NextVote.NOTHING
    last_day: date | None = None

    @property
    def vacant(self) -> int:
        """Return how many seats stayed empty."""
        return self.seats - len(self.elected)


class ElectionVerdict(Record):
    """A whole election judged, constituency by constituency."""

    constituencies: tuple[ConstituencyVerdict, ...]

    @property
    def elected(self) -> tuple[str, ...]:
        """Return everybody elected, constituency by constituency."""
        return tuple(i for one in self.constituencies for i in one.elected)

    @property
    def open(self) -> tuple[ConstituencyVerdict, ...]:
        """Return the constituencies that something must still follow in."""
        return tuple(one for one in self.constituencies if one.next is not NextVote.NOTHING)


def check_whole_results(
    council: Council, births: Births, candidates: Candidates, results: ElectionResults
) -> list[Problem]:
    """Check counted results, and extra votes against who was elected before them."""
    return check_results(council, candidates, results) or [
        problem
        for at, count in enumerate(results.counts)
        if count.round is VoteRound.EXTRA
        for problem in _check_extra(council, births, results, at)
    ]


def _check_extra(council: Council, births: Births, results: ElectionResults, at: int) -> Iterator[Problem]:
    """Check that an extra vote is among those not elected, for the seats that were left."""
    count = results.counts[at]
    unit = next(one for one in council.constituencies if one.id == count.constituency)
    earlier = [one for one in list_counts_of(results, unit.id) if one.round is not VoteRound.EXTRA]
    before = _judge_constituency(council, unit, births, earlier)
    given = {one.person for one in count.votes}
    for row, one in enumerate(count.votes):
        if one.person in before.elected:
            yield Problem(
                "already_elected",
                ("results", "counts", at, "votes", row, "person"),
                "Người này đã trúng cử; bầu thêm chỉ bầu trong những người chưa trúng cử (Điều 79 khoản 3).",
                "Already elected; an extra vote is only among those not elected (Art. 79(3)).",
            )
    stood = {one.person for one in earlier[0].votes} - set(before.elected)
    if lacking := sorted(stood - given):
        yield Problem(
            "votes_missing",
            ("results", "counts", at, "votes"),
            f"Thiếu số phiếu của: {', '.join(lacking)}; không có phiếu nào thì ghi 0.",
            f"Votes are missing for: {', '.join(lacking)}; enter 0 for whoever has none.",
        )
    total, most = sum(one.votes for one in count.votes), count.valid * before.vacant
    if total > most:
        yield Problem(
            "too_many_votes",
            ("results", "counts", at, "votes"),
            f"Cộng số phiếu bầu được {total}, nhiều nhất là {most}: còn bầu {before.vacant} đại biểu.",
            f"The votes sum to {total}; at most {most} are possible: {before.vacant} seats are left.",
        )


def judge_results(council: Council, births: Births, results: ElectionResults) -> ElectionVerdict:
    """Judge results that `check_whole_results` has no problem with."""
    return ElectionVerdict(
        constituencies=tuple(
            _judge_constituency(council, unit, births, list_counts_of(results, unit.id))
            for unit in council.constituencies
        )
    )


def _judge_constituency(
    council: Council, unit: Constituency, births: Births, counts: Sequence[ConstituencyCount]
) -> ConstituencyVerdict:
    elected: list[str] = []
    judged = []
    for count in counts:
        verdict = _judge_count(council, unit.seats - len(elected), births, count)
        won = [one for one in verdict.candidates if one.outcome.is_elected]
        elected += [one.person for one in won]
        judged.append(verdict)
    follows, last_day = _find_next(council, unit, counts, judged, len(elected))
    return ConstituencyVerdict(
        constituency=unit.id,
        seats=unit.seats,
        elected=tuple(elected),
        counts=tuple(judged),
        next=follows,
        last_day=last_day,
    )


def _judge_count(council: Council, seats: int, births: Births, count: ConstituencyCount) -> CountVerdict:
    recognised = _is_recognised(council, count)
    return CountVerdict(
        round=count.round,
        recognised=recognised,
        candidates=_judge_candidates(council, seats, births, count, recognised=recognised),
        late=count.held_on is not None
        and count.round is not VoteRound.FIRST
        and count.held_on > get_last_day(council, count.round),
        more_ballots_than_voters=count.collected > count.took_part,
    )


def _is_recognised(council: Council, count: ConstituencyCount) -> bool:
    """Return whether a result is recognised: over half took part (78(1), 80(4))."""
    if count.annulled_by is not None:
        return False
    turnout = get_provision(ResultProvision.TURNOUT, council.election_day)
    return count.round is VoteRound.REPEAT or turnout.is_over(count.took_part, count.listed_voters)


def _judge_candidates(
    council: Council, seats: int, births: Births, count: ConstituencyCount, *, recognised: bool
) -> tuple[CandidateResult, ...]:
    ranked = sorted(count.votes, key=lambda one: (-one.votes, births.get(one.person, date.max), one.person))
    majority = get_provision(ResultProvision.MAJORITY, council.election_day)
    over = [one for one in ranked if majority.is_over(one.votes, count.valid)]
    found = []
    for given in ranked:
        if not recognised:
            outcome = CandidateOutcome.NOT_RECOGNISED
        elif given not in over:
            outcome = CandidateOutcome.NOT_HALF
        else:
            before = sum(one.votes > given.votes for one in over)
            equal = [one.person for one in over if one.votes == given.votes]
            outcome = _judge_equal(given.person, equal, seats - before, births)
        found.append(CandidateResult(person=given.person, votes=given.votes, outcome=outcome))
    return tuple(found)


def _judge_equal(person: str, equal: Sequence[str], seats: int, births: Births) -> CandidateOutcome:
    """Judge one of several with equal votes for so many seats: the older first (78(4))."""
    if seats <= 0:
        return CandidateOutcome.SEATS_TAKEN
    if len(equal) <= seats:
        return CandidateOutcome.ELECTED
    born = births.get(person)
    if born is None or any(i not in births for i in equal):
        return CandidateOutcome.EQUAL
    older = sum(births[i] < born for i in equal)
    same = sum(births[i] == born for i in equal)
    if older >= seats:
        return CandidateOutcome.YOUNGER
    return CandidateOutcome.ELECTED_AS_OLDER if older + same <= seats else CandidateOutcome.EQUAL


def get_last_day(council: Council, vote: VoteRound) -> date:
    """Return the last day on which a later round may be held, by the law of the first vote."""
    provision = ResultProvision.EXTRA_DAY if vote is VoteRound.EXTRA else ResultProvision.REPEAT_DAY
    days = get_provision(provision, council.election_day).get_number("days")
    return council.election_day + timedelta(days=days)


def _find_next(
    council: Council,
    unit: Constituency,
    counts: Sequence[ConstituencyCount],
    judged: Sequence[CountVerdict],
    elected: int,
) -> tuple[NextVote, date | None]:
    """Find what must follow: a count, a repeat, or an extra vote below two thirds."""
    if not counts:
        return NextVote.COUNT, None
    if any(one.outcome is CandidateOutcome.EQUAL for verdict in judged for one in verdict.candidates):
        return NextVote.DECISION, None
    rounds = {count.round for count in counts}
    if not judged[0].recognised:
        repeated = VoteRound.REPEAT in rounds
        return (
            (NextVote.NOTHING, None)
            if repeated
            else (NextVote.REPEAT, get_last_day(council, VoteRound.REPEAT))
        )
    extra = get_provision(ResultProvision.EXTRA_VOTE, council.election_day)
    if rounds == {VoteRound.FIRST} and extra.is_below(elected, unit.seats):
        return NextVote.EXTRA, get_last_day(council, VoteRound.EXTRA)
    return NextVote.NOTHING, None
