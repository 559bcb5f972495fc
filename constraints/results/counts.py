"""Counts of an election as minutes have them (Law 85/2015, Art. 77), checked."""

from collections.abc import Iterator, Mapping
from datetime import date
from enum import StrEnum

from pydantic import Field

from cocau.constraints.errors import Loc, Problem, list_nearest
from cocau.constraints.model.council import Council
from cocau.constraints.record import Record


class VoteRound(StrEnum):
    """The rounds of a vote: the first, a repeat (Art. 80, 81), an extra one (Art. 79)."""

    FIRST = "first"
    REPEAT = "repeat"
    EXTRA = "extra"


class CandidateVotes(Record):
    """The votes that one candidate was given."""

    person: str = Field(min_length=1)
    votes: int = Field(ge=0)


class ConstituencyCount(Record):
    """One count of one constituency. `held_on`: the day of a later round.

    `annulled_by`: the decision by which the National Election Council annulled the result (Art. 81).
    """

    constituency: str = Field(min_length=1)
    round: VoteRound = VoteRound.FIRST
    held_on: date | None = None
    listed_voters: int = Field(ge=1, description="voters on the lists")
    took_part: int = Field(ge=0, description="voters who took part")
    issued: int = Field(ge=0, description="ballots handed out")
    collected: int = Field(ge=0, description="ballots collected")
    valid: int = Field(ge=0)
    invalid: int = Field(ge=0)
    votes: tuple[CandidateVotes, ...] = ()
    annulled_by: str | None = Field(default=None, min_length=1)


COUNT_FIELDS = ("listed_voters", "took_part", "issued", "collected", "valid", "invalid")
"""The figures of a count, in the order of the minutes."""


class ElectionResults(Record):
    """The counted results of a council's election; constituencies may still lack.

    `proposal`: the id of the proposal on whose lists people stood.
    """

    council: str = Field(min_length=1)
    proposal: str = ""
    counts: tuple[ConstituencyCount, ...] = ()
    note: str = ""


Candidates = Mapping[str, tuple[str, ...]]
"""The lists on which people stood: constituency -> ids."""


def check_results(council: Council, candidates: Candidates, results: ElectionResults) -> list[Problem]:
    """Check counted results against the council, its lists and themselves."""
    found = list(_check_council(council, results))
    for at, count in enumerate(results.counts):
        found += _check_constituency(council, results, at)
        found += _check_figures(at, count)
        found += _check_people(candidates, at, count)
        found += _check_votes(council, at, count)
        found += _check_round(council, results, at)
    return found


def _check_council(council: Council, results: ElectionResults) -> Iterator[Problem]:
    if results.council != council.id:
        yield Problem(
            "other_council",
            ("results", "council"),
            f"Kết quả này của hội đồng '{results.council}', không phải '{council.id}'.",
            f"These results are of the council '{results.council}', not of '{council.id}'.",
        )


def _place(at: int, *steps: str | int) -> Loc:
    return ("results", "counts", at, *steps)


def _check_constituency(council: Council, results: ElectionResults, at: int) -> Iterator[Problem]:
    count = results.counts[at]
    known = [unit.id for unit in council.constituencies]
    if count.constituency not in known:
        near = list_nearest(count.constituency, known)
        yield Problem(
            "unknown_constituency",
            _place(at, "constituency"),
            f"Không có đơn vị bầu cử '{count.constituency}'; có: {near}.",
            f"There is no constituency '{count.constituency}'; there are: {near}.",
        )
    key = (count.constituency, count.round)
    if key in [(one.constituency, one.round) for one in results.counts[:at]]:
        yield Problem(
            "twice",
            _place(at, "constituency"),
            "Đơn vị bầu cử này đã có kết quả của lần bầu này; mỗi lần bầu chỉ nhập một lần.",
            "This constituency has a count of this round already; each round is entered once.",
        )


_ORDER = (
    (
        "took_part",
        "listed_voters",
        "Số cử tri đã bỏ phiếu",
        "tổng số cử tri",
        "voters who took part",
        "voters",
    ),
    (
        "collected",
        "issued",
        "Số phiếu thu vào",
        "số phiếu phát ra",
        "ballots collected",
        "ballots handed out",
    ),
)


def _check_figures(at: int, count: ConstituencyCount) -> Iterator[Problem]:
    for less, more, vi, vi_more, en, en_more in _ORDER:
        few, many = getattr(count, less), getattr(count, more)
        if few > many:
            yield Problem(
                "too_many_votes",
                _place(at, less),
                f"{vi} ({few}) nhiều hơn {vi_more} ({many}).",
                f"There are more {en} ({few}) than {en_more} ({many}).",
            )
    if count.valid + count.invalid != count.collected:
        yield Problem(
            "ballots_do_not_add_up",
            _place(at, "valid"),
            f"Phiếu hợp lệ ({count.valid}) và không hợp lệ ({count.invalid}) cộng lại là "
            f"{count.valid + count.invalid}; phải bằng số phiếu thu vào ({count.collected}).",
            f"Valid ({count.valid}) and invalid ballots ({count.invalid}) make "
            f"{count.valid + count.invalid}; they must equal the ballots collected ({count.collected}).",
        )


def _check_people(candidates: Candidates, at: int, count: ConstituencyCount) -> Iterator[Problem]:
    listed = candidates.get(count.constituency, ())
    seen: set[str] = set()
    for row, given in enumerate(count.votes):
        if given.person not in listed:
            near = list_nearest(given.person, listed)
            yield Problem(
                "not_a_candidate",
                _place(at, "votes", row, "person"),
                f"Không có trong danh sách ứng cử của đơn vị này; danh sách có: {near}.",
                f"Not on the list of this constituency; on it are: {near}.",
            )
        elif given.person in seen:
            yield Problem(
                "twice",
                _place(at, "votes", row, "person"),
                "Người này đã có số phiếu ở dòng trên; mỗi người ghi một lần.",
                "This candidate has votes in a row above; each is entered once.",
            )
        seen.add(given.person)
    if count.round is not VoteRound.EXTRA and listed and (lacking := [i for i in listed if i not in seen]):
        yield Problem(
            "votes_missing",
            _place(at, "votes"),
            f"Thiếu số phiếu của: {', '.join(lacking)}; không có phiếu nào thì ghi 0.",
            f"Votes are missing for: {', '.join(lacking)}; enter 0 for whoever has none.",
        )


def _check_votes(council: Council, at: int, count: ConstituencyCount) -> Iterator[Problem]:
    for row, given in enumerate(count.votes):
        if given.votes > count.valid:
            yield Problem(
                "too_many_votes",
                _place(at, "votes", row, "votes"),
                f"Số phiếu bầu ({given.votes}) nhiều hơn số phiếu hợp lệ ({count.valid}).",
                f"There are more votes ({given.votes}) than valid ballots ({count.valid}).",
            )
    seats = next((unit.seats for unit in council.constituencies if unit.id == count.constituency), None)
    if seats is None or not count.votes:
        return
    total, most = sum(given.votes for given in count.votes), count.valid * seats
    if total > most:
        yield Problem(
            "too_many_votes",
            _place(at, "votes"),
            f"Cộng số phiếu bầu được {total}, nhiều nhất là {most}: {count.valid} phiếu hợp lệ, mỗi phiếu "
            f"bầu nhiều nhất {seats} người (Điều 74 khoản 1 điểm c).",
            f"The votes sum to {total}; at most {most} are possible: {count.valid} valid ballots, each for "
            f"{seats} people at most (Art. 74(1)(c)).",
        )
    elif total < count.valid:
        yield Problem(
            "too_few_votes",
            _place(at, "votes"),
            f"Cộng số phiếu bầu được {total}, ít hơn {count.valid} phiếu hợp lệ: phiếu gạch hết mọi người là "
            "phiếu không hợp lệ (Điều 74 khoản 1 điểm d).",
            f"The votes sum to {total}, fewer than the {count.valid} valid ballots: a ballot for nobody is "
            "invalid (Art. 74(1)(d)).",
        )


def _check_round(council: Council, results: ElectionResults, at: int) -> Iterator[Problem]:
    count = results.counts[at]
    if count.round is VoteRound.FIRST:
        if count.held_on not in {None, council.election_day}:
            yield Problem(
                "other_day",
                _place(at, "held_on"),
                f"Cuộc bầu cử đầu tiên vào ngày bầu cử {council.election_day:%d/%m/%Y}.",
                f"The first vote is on election day, {council.election_day}.",
            )
        return
    if count.held_on is None or count.held_on <= council.election_day:
        yield Problem(
            "other_day",
            _place(at, "held_on"),
            f"Ghi ngày bầu lại hoặc bầu thêm, sau ngày bầu cử {council.election_day:%d/%m/%Y}.",
            f"Enter the day of the later vote, after election day, {council.election_day}.",
        )
    if not any(
        one.constituency == count.constituency and one.round is VoteRound.FIRST for one in results.counts
    ):
        yield Problem(
            "first_vote_missing",
            _place(at, "round"),
            "Chưa có kết quả của cuộc bầu cử đầu tiên ở đơn vị này.",
            "The first vote of this constituency is not entered.",
        )


def list_counts_of(results: ElectionResults, constituency: str) -> tuple[ConstituencyCount, ...]:
    """Return the counts of one constituency in the order of the rounds."""
    rounds = list(VoteRound)
    found = (one for one in results.counts if one.constituency == constituency)
    return tuple(sorted(found, key=lambda one: rounds.index(one.round)))
