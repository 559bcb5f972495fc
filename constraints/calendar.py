"""The calendar of an election: the deadlines of the law in force on its day, as days."""

from datetime import date

from cocau.constraints.council import Council
from cocau.constraints.deadlines import derived_deadline
from cocau.constraints.record import Record
from cocau.constraints.rule import Mark
from cocau.constraints.rulebook import Rulebook
from cocau.constraints.steps import Step

SUNDAY = 6


class Entry(Record):
    """The last day for one step. `mark` says how far the deadline was verified; U is no law."""

    step: str
    day: date
    mark: Mark
    time: str | None = None


class DerivedEntry(Entry):
    """The last day for a step that has none of its own: the day of a step (`of`) that may only follow it."""

    of: str


def entries(book: Rulebook, council: Council) -> tuple[Entry, ...]:
    """Every step with a deadline, by day; steps of one day in the order of the book."""
    found = [
        Entry(step=step.id, day=day, mark=step.mark, time=step.time)
        for step in book.steps_for(council)
        if (day := step.due(council.election_day)) is not None and step.mark is not None
    ]
    return tuple(sorted(found, key=lambda entry: entry.day))


def derived_entries(book: Rulebook, council: Council) -> tuple[DerivedEntry, ...]:
    """Every step that is due with one that may only come after it, by day."""
    steps = {step.id: step for step in book.steps_for(council)}
    found = []
    for step in steps.values():
        due = None if step.mark is not None else derived_deadline(step, steps, council.election_day)
        if due is not None:
            entry = DerivedEntry(step=step.id, day=due.day, mark=due.mark, time=steps[due.of].time, of=due.of)
            found.append(entry)
    return tuple(sorted(found, key=lambda entry: entry.day))


def not_sundays(book: Rulebook, council: Council) -> tuple[Step, ...]:
    """The steps whose day must be a Sunday and is none."""
    here = [(step, step.due(council.election_day)) for step in book.steps_for(council) if step.sunday]
    return tuple(step for step, day in here if day is not None and day.weekday() != SUNDAY)
