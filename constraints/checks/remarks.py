"""Remarks on people of a slate that a planner should know, whether or not a rule asks.

Investigation, discipline and votes of confidence are standards in some places or terms
only; elsewhere they are still remarked on. Remarks give dates and flags that rules
read, never the text of a dossier.
"""

from collections.abc import Iterator
from datetime import date
from enum import StrEnum

from cocau.constraints.model.council import Council
from cocau.constraints.model.people import Person, Pool
from cocau.constraints.model.slate import Slate
from cocau.constraints.model.traits import Sanction
from cocau.constraints.record import Record
from cocau.constraints.rulebook import Rulebook

PERIOD_MONTHS = {
    Sanction.REPRIMAND: 12,
    Sanction.WARNING: 12,
    Sanction.PAY_CUT: 12,
    Sanction.DEMOTION: 24,
    Sanction.DISMISSAL: 24,
}
"""Periods after a sanction: guidance 36-HD as Đồng Tháp applies it (V2); a test compares."""

LOW_CONFIDENCE = 50
"""Joint resolutions 09/2021 and 102/2025: more than half of the voters' meeting is needed."""

SECOND_CONSULTATION = "consultation-2"


class RemarkKind(StrEnum):
    """What a remark is about."""

    UNDER_INVESTIGATION = "under_investigation"
    DISCIPLINED = "disciplined"
    LOW_CONFIDENCE = "low_confidence"
    FULL_TIME_WITHOUT_POST = "full_time_without_post"


class PersonRemark(Record):
    """A remark on one person. Only what its kind is about is given.

    `until`: the first day on which the guidance's period after a sanction is over; `percent`: of the voters'
    meeting with least confidence.
    """

    person: str
    kind: RemarkKind
    sanction: Sanction | None = None
    decided: date | None = None
    until: date | None = None
    percent: int | None = None


def find_remarks(book: Rulebook, council: Council, pool: Pool, slate: Slate) -> tuple[PersonRemark, ...]:
    """Find the remarks on everybody on a slate, person by person."""
    counted_on = find_counting_day(book, council)
    unposted = set(list_full_time_without_post(pool, slate))
    return tuple(
        remark
        for i in slate.everybody
        for remark in (
            *remark_on_person(pool.by_id[i], counted_on),
            *([PersonRemark(person=i, kind=RemarkKind.FULL_TIME_WITHOUT_POST)] if i in unposted else []),
        )
    )


def remark_on_person(person: Person, counted_on: date) -> Iterator[PersonRemark]:
    """Yield the remarks on one person, whatever the slate; periods are counted on this day."""
    if person.under_investigation:
        yield PersonRemark(person=person.id, kind=RemarkKind.UNDER_INVESTIGATION)
    for one in person.discipline:
        until = _add_months(one.decided, PERIOD_MONTHS[one.sanction])
        if until > counted_on:
            yield PersonRemark(
                person=person.id,
                kind=RemarkKind.DISCIPLINED,
                sanction=one.sanction,
                decided=one.decided,
                until=until,
            )
    if person.voter_confidence is not None and person.voter_confidence <= LOW_CONFIDENCE:
        yield PersonRemark(person=person.id, kind=RemarkKind.LOW_CONFIDENCE, percent=person.voter_confidence)


def find_counting_day(book: Rulebook, council: Council) -> date:
    """Return the day on which periods are counted: of the second consultation, if any.

    A plan in mid-term has none to come: its own day.
    """
    if council.plan_day > council.election_day:
        return council.plan_day
    days = (
        step.due(council.election_day) for step in book.steps_for(council) if step.id == SECOND_CONSULTATION
    )
    return next((day for day in days if day is not None), council.plan_day)


def list_full_time_without_post(pool: Pool, slate: Slate) -> tuple[str, ...]:
    """List the deputies whom only the planning body calls full-time: no post makes them so."""
    held = {*slate.get_holders(*slate.posts)}
    return tuple(i for i in slate.deputies if i not in held and pool.by_id[i].meant_full_time)


def _add_months(day: date, months: int) -> date:
    """Add months to a day; a day that the month lacks becomes the next month's first."""
    years, month = divmod(day.month - 1 + months, 12)
    try:
        return day.replace(year=day.year + years, month=month + 1)
    except ValueError:
        return date(day.year + years, month + 2, 1)
