"""Steps of procedure: dated, cited, due by a day, and in an order that is checked."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date, timedelta
from difflib import get_close_matches
from enum import StrEnum
from graphlib import CycleError, TopologicalSorter
from typing import Self

from pydantic import Field, model_validator

from cocau.constraints.errors import GivenValue, Problem
from cocau.constraints.model.council import CouncilLevel
from cocau.constraints.record import Record, Text
from cocau.constraints.rules.rule import Citation, Dated, VerificationMark


class RecordKind(StrEnum):
    """The kinds of record that prove a step was taken."""

    OPINION = "opinion"
    MINUTES = "minutes"
    DECISION = "decision"
    PLAN = "plan"
    LIST = "list"
    REPORT = "report"


class CandidateGapTerms(Record):
    """The numbers of a guidance on candidates lost after the official list.

    Before the list is posted somebody may be added, with more than `above_percent` of the votes at the third
    consultation and at least `least_days` left. Later a list needs `extra_after_posting` more than the seats.
    """

    above_percent: int = Field(ge=0, le=100)
    least_days: int = Field(ge=0)
    extra_after_posting: int = Field(ge=0)


class ProcedureStep(Dated):
    """A step of procedure, as one text has it.

    `after` must have been done before it, `before` only after it.

    A text may put a step of its own before one of another document; that document cannot name it, so both
    directions exist. `mark` says how far the deadline itself was verified: with U it is no law, and is
    shown, but judges nothing.
    """

    id: str = Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")
    levels: tuple[CouncilLevel, ...] = tuple(CouncilLevel)
    cites: tuple[Citation, ...] = Field(min_length=1)
    says: Text
    actor: Text
    days_before: int | None = Field(default=None, ge=0, description="the last day, back from election day")
    days_after: int | None = Field(default=None, ge=1, description="the last day, on from election day")
    mark: VerificationMark | None = Field(default=None, description="how far the deadline was verified")
    time: str | None = Field(default=None, pattern=r"^([01]\d|2[0-3]):[0-5]\d$")
    sunday: bool = Field(default=False, description="the day must be a Sunday")
    after: tuple[str, ...] = ()
    before: tuple[str, ...] = ()
    record: RecordKind | None = Field(default=None, description="what proves it; none: only a date")
    content: Text | None = Field(default=None, description="what the record must contain")
    repeat: bool = Field(default=False, description="may have several records")
    contingent: bool = Field(default=False, description="only where something happens; then on record")
    gap: CandidateGapTerms | None = Field(default=None, description="what may be done where one is lost")
    appointment: bool = Field(default=False, description="one for each appointment, not one for the council")
    doubt: Text | None = None

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        if self.days_before is not None and self.days_after is not None:
            raise ValueError("a deadline is before election day or after it, not both")
        dated = self.days_before is not None or self.days_after is not None
        if dated is (self.mark is None):
            raise ValueError("a deadline has a mark, and only a deadline")
        if self.mark is None and (self.time is not None or self.sunday):
            raise ValueError("time and sunday belong to a deadline")
        if self.mark is VerificationMark.V1 and all(
            cite.mark is not VerificationMark.V1 for cite in self.cites
        ):
            raise ValueError("a deadline marked V1 rests on a citation marked V1")
        if (self.record is None) is not (self.content is None):
            raise ValueError("a record has a content, and only a record")
        if self.record is None and (self.after or self.before or self.repeat or self.appointment):
            raise ValueError("after, before, repeat and appointment belong to a step with a record")
        if self.contingent and (self.record is None or self.mark is not None or self.before):
            raise ValueError("a contingent step has a record, no deadline, and nothing waits for it")
        return self

    def due(self, election_day: date) -> date | None:
        """Return the last day for the step; None where no text gives one."""
        if self.days_before is not None:
            return election_day - timedelta(days=self.days_before)
        return None if self.days_after is None else election_day + timedelta(days=self.days_after)


def list_prerequisites(steps: Iterable[ProcedureStep]) -> dict[str, tuple[str, ...]]:
    """Map each of these steps to those of them that must have been done before it."""
    steps = tuple(steps)
    found = {step.id: list(step.after) for step in steps}
    for step in steps:
        for later in step.before:
            if later in found:
                found[later].append(step.id)
    return {i: tuple(dict.fromkeys(n for n in needed if n in found)) for i, needed in found.items()}


def check_steps(steps: Sequence[ProcedureStep], elsewhere: Collection[str] = ()) -> list[Problem]:
    """Find everything wrong with these steps together.

    `elsewhere` are ids of steps of documents that are not part of the book: naming them is no error.
    """
    by_id = {step.id: step for step in steps}
    return [
        *_check_overlaps(steps),
        *_check_references(steps, by_id, elsewhere),
        *_check_provable(steps, by_id),
        *_check_cycles(steps),
    ]


def has_outside_references(steps: Iterable[ProcedureStep]) -> bool:
    """Return whether one of these steps names a step that is not among them."""
    steps = tuple(steps)
    known = {step.id for step in steps}
    return any(i not in known for step in steps for i in (*step.after, *step.before))


def _check_overlaps(steps: Iterable[ProcedureStep]) -> Iterator[Problem]:
    last: dict[str, ProcedureStep] = {}
    for step in sorted(steps, key=lambda s: (s.id, s.in_force)):
        before = last.get(step.id)
        if before is not None and before.may_overlap(step):
            vi, en = "Hai phiên bản của một bước cùng hiệu lực vào", "Two versions of a step are in force on"
            yield Problem("overlap", (step.id,), f"{vi} {step.in_force}.", f"{en} {step.in_force}.")
        last[step.id] = step


def _check_references(
    steps: Iterable[ProcedureStep], by_id: dict[str, ProcedureStep], elsewhere: Collection[str]
) -> Iterator[Problem]:
    for step in steps:
        for field, names in (("after", step.after), ("before", step.before)):
            for name in names:
                if name not in by_id and name not in elsewhere:
                    near = ", ".join(get_close_matches(name, by_id)) or "—"
                    yield Problem(
                        "unknown_step",
                        (step.id, field, GivenValue(name)),
                        f"Không có bước này; gần nhất: {near}.",
                        f"There is no such step; the nearest: {near}.",
                    )


def _check_provable(steps: Iterable[ProcedureStep], by_id: dict[str, ProcedureStep]) -> Iterator[Problem]:
    """Find orders with a step that nothing proves: no such order could be seen to be kept."""
    for step in steps:
        for name in (*step.after, *step.before):
            other = by_id.get(name)
            if other is not None and (other.record is None or other.appointment or step.appointment):
                yield Problem(
                    "no_order",
                    (step.id, GivenValue(name)),
                    "Không xếp được thứ tự với bước không có văn bản, hoặc bước theo từng lần bổ nhiệm.",
                    "No order can be kept with a step that nothing proves, or that each appointment has.",
                )


def _check_cycles(steps: Iterable[ProcedureStep]) -> Iterator[Problem]:
    """Find steps that wait for one another, on each day on which some version begins.

    Only what is in force together can go round in a circle.
    """
    steps = tuple(steps)
    reported = set()
    for day in sorted({step.in_force for step in steps}):
        together = list_prerequisites(step for step in steps if step.in_force_on(day))
        try:
            TopologicalSorter(together).prepare()
        except CycleError as error:
            circle = " → ".join(reversed(error.args[1]))
            if circle not in reported:
                reported.add(circle)
                vi = "Các bước này chờ lẫn nhau, không bước nào làm trước được."
                yield Problem(
                    "cycle", (circle,), vi, "These steps wait for one another; none could come first."
                )
