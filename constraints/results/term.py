"""A council's term: posts, departures, by-elections, confidence votes, yearly grades."""

from calendar import SUNDAY, monthrange
from collections.abc import Collection, Iterator
from datetime import date
from enum import StrEnum

from pydantic import Field

from cocau.constraints.errors import Loc, Problem, list_nearest
from cocau.constraints.model.council import Council, CouncilOffice
from cocau.constraints.model.traits import YearlyGrade
from cocau.constraints.record import Record
from cocau.constraints.results.provisions import ResultProvision, find_provision, get_provision

_MONTHS = 12


MEMBER = "member"
"""Membership of a committee beside its leaders, as a post: ``member/<committee>``."""


class PostTenure(Record):
    """Somebody's time in a post of the council, until a day or still."""

    person: str = Field(min_length=1)
    post: str = Field(min_length=1)
    since: date
    until: date | None = None
    document: str = ""


class DepartureReason(StrEnum):
    """The reasons for which a deputy leaves before the end of the term."""

    RESIGNED = "resigned"
    TRANSFERRED = "transferred"
    DISMISSED = "dismissed"
    LOST_MANDATE = "lost_mandate"
    DIED = "died"
    OTHER = "other"


class DeputyDeparture(Record):
    """A deputy who left the council: on which day, why, by which decision."""

    person: str = Field(min_length=1)
    on: date
    reason: DepartureReason
    document: str = ""


class ByElection(Record):
    """A by-election that was held: its day, its constituency, and the names of those elected."""

    on: date
    constituency: str = Field(min_length=1)
    elected: tuple[str, ...] = ()


class TermConfidenceVote(Record):
    """A vote of confidence during the term: ballots of high, medium and low confidence."""

    person: str = Field(min_length=1)
    on: date
    high: int = Field(ge=0)
    medium: int = Field(ge=0)
    low: int = Field(ge=0)

    @property
    def ballots(self) -> int:
        """Return how many ballots were counted."""
        return self.high + self.medium + self.low


class TermGrade(Record):
    """A yearly grade of a deputy, as the record has it."""

    person: str = Field(min_length=1)
    year: int = Field(ge=1900, le=2200)
    grade: YearlyGrade


class CouncilTerm(Record):
    """What is on record of a council's term. `ends_on`: when the next council sits."""

    council: str = Field(min_length=1)
    first_session: date | None = None
    ends_on: date | None = None
    posts: tuple[PostTenure, ...] = ()
    departures: tuple[DeputyDeparture, ...] = ()
    by_elections: tuple[ByElection, ...] = ()
    confidence_votes: tuple[TermConfidenceVote, ...] = ()
    grades: tuple[TermGrade, ...] = ()
    note: str = ""

    def list_holders(self, on: date) -> tuple[PostTenure, ...]:
        """Return who holds which post on a day."""
        return tuple(one for one in self.posts if one.since <= on and (one.until is None or on < one.until))


def list_term_posts(council: Council) -> tuple[str, ...]:
    """Return every post of a term: those of the council, and membership of its committees."""
    return (*council.posts, *(f"{MEMBER}/{one.id}" for one in council.committees))


def check_term(council: Council, elected: Collection[str], term: CouncilTerm, today: date) -> list[Problem]:
    """Check a term against its council and those elected; all faults, each in its place."""
    return [
        *_check_ids(council, elected, term),
        *_check_days(council, term, today),
        *_check_departures(term),
        *_check_posts(term),
        *_check_sundays(term),
    ]


def _list_people(term: CouncilTerm) -> Iterator[tuple[Loc, str]]:
    for field in ("posts", "departures", "confidence_votes", "grades"):
        for at, one in enumerate(getattr(term, field)):
            yield ("term", field, at, "person"), one.person


def _check_ids(council: Council, elected: Collection[str], term: CouncilTerm) -> Iterator[Problem]:
    if term.council != council.id:
        yield Problem(
            "other_council",
            ("term", "council"),
            f"Hồ sơ này của hội đồng '{term.council}', không phải '{council.id}'.",
            f"This record is of the council '{term.council}', not of '{council.id}'.",
        )
    for loc, person in _list_people(term):
        if person not in elected:
            yield Problem(
                "not_elected",
                loc,
                "Không phải người trúng cử theo kết quả đã nhập; chức vụ và nhận xét chỉ ghi cho đại biểu.",
                "Not elected by the results entered; posts and remarks are only of deputies.",
            )
    posts = list_term_posts(council)
    for at, tenure in enumerate(term.posts):
        if tenure.post not in posts:
            near = list_nearest(tenure.post, posts)
            yield Problem(
                "unknown_post",
                ("term", "posts", at, "post"),
                f"Không có chức danh '{tenure.post}'; có: {near}.",
                f"There is no post '{tenure.post}'; there are: {near}.",
            )
    units = [unit.id for unit in council.constituencies]
    for at, held in enumerate(term.by_elections):
        if held.constituency not in units:
            near = list_nearest(held.constituency, units)
            yield Problem(
                "unknown_constituency",
                ("term", "by_elections", at, "constituency"),
                f"Không có đơn vị bầu cử '{held.constituency}'; có: {near}.",
                f"There is no constituency '{held.constituency}'; there are: {near}.",
            )


def _list_days(term: CouncilTerm) -> Iterator[tuple[Loc, date]]:
    if term.first_session is not None:
        yield ("term", "first_session"), term.first_session
    for at, tenure in enumerate(term.posts):
        yield ("term", "posts", at, "since"), tenure.since
        if tenure.until is not None:
            yield ("term", "posts", at, "until"), tenure.until
    for field in ("departures", "by_elections", "confidence_votes"):
        for at, one in enumerate(getattr(term, field)):
            yield ("term", field, at, "on"), one.on


def _check_days(council: Council, term: CouncilTerm, today: date) -> Iterator[Problem]:
    for loc, day in _list_days(term):
        if day > today:
            yield Problem(
                "in_the_future",
                loc,
                f"Ngày {day:%d/%m/%Y} sau hôm nay ({today:%d/%m/%Y}); chỉ ghi việc đã làm.",
                f"{day} is after today ({today}); only what was done is recorded.",
            )
        elif day < council.election_day:
            yield Problem(
                "before_the_council",
                loc,
                f"Ngày {day:%d/%m/%Y} trước ngày bầu cử {council.election_day:%d/%m/%Y}.",
                f"{day} is before election day, {council.election_day}.",
            )
    if term.ends_on is not None and term.ends_on <= (term.first_session or council.election_day):
        yield Problem(
            "days_not_in_order",
            ("term", "ends_on"),
            "Ngày kết thúc nhiệm kỳ phải sau kỳ họp thứ nhất.",
            "The term must end after the first session.",
        )
    for at, tenure in enumerate(term.posts):
        if tenure.until is not None and tenure.until <= tenure.since:
            yield Problem(
                "days_not_in_order",
                ("term", "posts", at, "until"),
                f"Ngày thôi giữ chức phải sau ngày được bầu ({tenure.since:%d/%m/%Y}).",
                f"The last day must be after the first ({tenure.since}).",
            )


def _check_departures(term: CouncilTerm) -> Iterator[Problem]:
    people = [one.person for one in term.departures]
    for at, person in enumerate(people):
        if person in people[:at]:
            yield Problem(
                "twice",
                ("term", "departures", at, "person"),
                "Đại biểu này đã được ghi thôi làm nhiệm vụ ở dòng trên.",
                "This deputy's departure is entered in a row above already.",
            )
    gone = {one.person: one.on for one in term.departures}
    for at, tenure in enumerate(term.posts):
        left = gone.get(tenure.person)
        if left is not None and (tenure.until is None or tenure.until > left):
            yield Problem(
                "post_after_departure",
                ("term", "posts", at, "until"),
                f"Người này thôi làm đại biểu ngày {left:%d/%m/%Y}: ghi ngày thôi giữ chức, không muộn hơn.",
                f"This deputy left on {left}: enter the last day in the post, no later than that.",
            )


def _check_posts(term: CouncilTerm) -> Iterator[Problem]:
    """Check that nobody is in a post twice at once, and a post of one has one holder."""
    for at, tenure in enumerate(term.posts):
        office = tenure.post.partition("/")[0]
        alone = office in {CouncilOffice.CHAIR, CouncilOffice.HEAD}
        for other in term.posts[:at]:
            same = other.post == tenure.post and (alone or other.person == tenure.person)
            if same and _overlaps(other, tenure):
                yield Problem(
                    "twice",
                    ("term", "posts", at, "post"),
                    "Chức danh này đã có người giữ lúc đó; ghi ngày thôi giữ chức của người trước.",
                    "This post is held at that time already; enter the last day of the one before.",
                )
                break


def _overlaps(one: PostTenure, other: PostTenure) -> bool:
    return one.since < (other.until or date.max) and other.since < (one.until or date.max)


def _check_sundays(term: CouncilTerm) -> Iterator[Problem]:
    for at, held in enumerate(term.by_elections):
        if held.on.weekday() != SUNDAY:
            yield Problem(
                "not_a_sunday",
                ("term", "by_elections", at, "on"),
                f"Ngày {held.on:%d/%m/%Y} không phải chủ nhật (Điều 89 khoản 4).",
                f"{held.on} is not a Sunday (Art. 89(4)).",
            )


class ByElectionNeed(StrEnum):
    """Whether a by-election may be held (Law 85/2015, Art. 89(2)): never otherwise."""

    NO_VACANCY = "no_vacancy"
    TOO_FEW_VACANT = "too_few_vacant"
    TOO_LATE = "too_late"
    MAY_BE_HELD = "may_be_held"
    TERM_UNKNOWN = "term_unknown"


class VacancyVerdict(Record):
    """Seats vacant on a day, and whether a by-election may be held."""

    on: date
    elected: int
    vacant: int
    need: ByElectionNeed
    ends_on: date | None = None
    months_left: int | None = None


def judge_vacancies(council: Council, elected: int, term: CouncilTerm, on: date) -> VacancyVerdict:
    """Judge vacancies on a day: over a third must lack, over 18 months be left (89(2))."""
    left = sum(one.on <= on for one in term.departures)
    filled = sum(len(one.elected) for one in term.by_elections if one.on <= on)
    vacant = max(0, left - filled)
    ends_on = get_term_end(council, term)
    months = None if ends_on is None else count_months(on, ends_on)
    return VacancyVerdict(
        on=on,
        elected=elected,
        vacant=vacant,
        need=_judge_need(council, elected, vacant, ends_on, on),
        ends_on=ends_on,
        months_left=months,
    )


def _judge_need(
    council: Council, elected: int, vacant: int, ends_on: date | None, on: date
) -> ByElectionNeed:
    third = get_provision(ResultProvision.BY_ELECTION_THIRD, council.election_day)
    if not vacant:
        return ByElectionNeed.NO_VACANCY
    if not third.is_over(vacant, elected):
        return ByElectionNeed.TOO_FEW_VACANT
    if ends_on is None:
        return ByElectionNeed.TERM_UNKNOWN
    months = get_provision(ResultProvision.BY_ELECTION, council.election_day).get_number("months")
    enough = add_months(on, months) < ends_on
    return ByElectionNeed.MAY_BE_HELD if enough else ByElectionNeed.TOO_LATE


def get_term_end(council: Council, term: CouncilTerm) -> date | None:
    """Return the day on which the term ends: as entered, or five years after it began.

    The five years are those of Law 72/2025, Art. 5(4); for councils elected before it the day is entered.
    """
    known = find_provision(ResultProvision.TERM, council.election_day)
    if term.ends_on is not None or term.first_session is None or known is None:
        return term.ends_on
    return add_months(term.first_session, known.get_number("years") * _MONTHS)


def add_months(day: date, months: int) -> date:
    """Return the same day of a later month, or that month's last."""
    year, month = divmod(day.year * _MONTHS + day.month - 1 + months, _MONTHS)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def count_months(first: date, last: date) -> int:
    """Count the whole months between two days; 0 if the second is no later."""
    months = (last.year - first.year) * _MONTHS + last.month - first.month
    return max(0, months if add_months(first, months) <= last else months - 1)
