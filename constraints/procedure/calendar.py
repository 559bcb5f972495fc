"""The calendar of an election: each deadline as a day, a step's own or a later step's."""

from collections.abc import Mapping, Sequence
from datetime import date

from cocau.constraints.model.council import Council
from cocau.constraints.record import Record
from cocau.constraints.rulebook import Rulebook
from cocau.constraints.rules.rule import VerificationMark
from cocau.constraints.rules.steps import ProcedureStep, list_prerequisites


class Deadline(Record):
    """The last day for a step, its own or of a step (`of`) that may only come after it."""

    day: date
    mark: VerificationMark
    of: str

    @property
    def binding(self) -> bool:
        """Return whether the deadline was verified at all."""
        return self.mark is not VerificationMark.UNVERIFIED


def get_own_deadline(step: ProcedureStep, election_day: date) -> Deadline | None:
    """Return the deadline that a text gives the step itself."""
    day = step.due(election_day)
    return None if day is None or step.mark is None else Deadline(day=day, mark=step.mark, of=step.id)


def derive_deadline(
    step: ProcedureStep, steps: Mapping[str, ProcedureStep], election_day: date
) -> Deadline | None:
    """Derive a step's deadline from the first due step that may only come after it."""
    follow = list_followers(step.id, list_prerequisites(steps.values()))
    own = [deadline for i in follow if (deadline := get_own_deadline(steps[i], election_day)) is not None]
    return min(own, key=lambda deadline: (not deadline.binding, deadline.day), default=None)


def list_followers(step_id: str, needed: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """List the steps that may only come after this one."""
    return tuple(later for later, before in needed.items() if step_id in before)


SUNDAY = 6


class CalendarEntry(Record):
    """The last day for one step. `mark` says how far the deadline was verified; U is no law."""

    step: str
    day: date
    mark: VerificationMark
    time: str | None = None


class DerivedCalendarEntry(CalendarEntry):
    """The last day for a step without its own: that of a step (`of`) that may only follow."""

    of: str


def list_entries(book: Rulebook, council: Council) -> tuple[CalendarEntry, ...]:
    """List every step with a deadline, by day; steps of one day in the order of the book."""
    found = [
        CalendarEntry(step=step.id, day=day, mark=step.mark, time=step.time)
        for step in book.steps_for(council)
        if (day := step.due(council.election_day)) is not None and step.mark is not None
    ]
    return tuple(sorted(found, key=lambda entry: entry.day))


def list_derived_entries(book: Rulebook, council: Council) -> tuple[DerivedCalendarEntry, ...]:
    """List every step that is due with one that may only come after it, by day."""
    steps = {step.id: step for step in book.steps_for(council)}
    found = []
    for step in steps.values():
        due = None if step.mark is not None else derive_deadline(step, steps, council.election_day)
        if due is not None:
            entry = DerivedCalendarEntry(
                step=step.id, day=due.day, mark=due.mark, time=steps[due.of].time, of=due.of
            )
            found.append(entry)
    return tuple(sorted(found, key=lambda entry: entry.day))


def find_non_sundays(book: Rulebook, council: Council) -> tuple[ProcedureStep, ...]:
    """Find the steps whose day must be a Sunday and is none."""
    here = [(step, step.due(council.election_day)) for step in book.steps_for(council) if step.sunday]
    return tuple(step for step, day in here if day is not None and day.weekday() != SUNDAY)
