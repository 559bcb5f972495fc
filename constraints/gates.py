"""Gates: which step is done, which may be done now, what it waits for, and what happened out of order."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property

from cocau.constraints.council import Council
from cocau.constraints.deadlines import Deadline, derived_deadline, followers, own_deadline
from cocau.constraints.dossier import Appointment, Dossier, StepRecord
from cocau.constraints.dossier_checks import dossier_problems
from cocau.constraints.errors import InputError
from cocau.constraints.record import Record
from cocau.constraints.rulebook import Rulebook
from cocau.constraints.steps import Step, needed_before


class State(StrEnum):
    """Where a step stands. Only a verified deadline makes it late; a deadline marked U judges nothing.

    A step that each appointment has is `not_arisen` while nobody is appointed, or to be appointed, under it.
    """

    LATE = "late"
    OUT_OF_ORDER = "out_of_order"
    OPEN = "open"
    NOT_ARISEN = "not_arisen"
    WAITING = "waiting"
    DONE_LATE = "done_late"
    DONE = "done"


class AppointmentState(Record):
    """One appointment: `out_of_order` if it was made before an opinion was given.

    `not_arisen` if it was made on a day on which the step did not bind: nobody had to be asked.
    """

    appointment: Appointment
    state: State


class GateState(Record):
    """One step of a council on a day.

    `lacking` are steps that it must follow and that are not on record, or only on a later day (`too_early`:
    election day is one of them); `holds_up` those that may not happen before it; `overtaken_by` those of them
    that have happened all the same, before it was on record. `days_late` counts how long after its verified
    deadline it was recorded, in order or not.
    """

    step: str
    state: State
    deadline: Deadline | None = None
    days_left: int | None = None
    days_late: int | None = None
    records: tuple[StepRecord, ...] = ()
    lacking: tuple[str, ...] = ()
    too_early: bool = False
    holds_up: tuple[str, ...] = ()
    overtaken_by: tuple[str, ...] = ()
    appointments: tuple[AppointmentState, ...] = ()


def gate_states(book: Rulebook, council: Council, dossier: Dossier, today: date) -> tuple[GateState, ...]:
    """The state of every step that a record can prove, in the order of the book.

    Raises:
        InputError: everything wrong with the dossier, at once.
    """
    if problems := dossier_problems(book, council, dossier, today):
        raise InputError(problems)
    steps = tuple(step for step in book.steps_for(council) if step.record is not None)
    course = _Course(steps, council.election_day, dossier, today)
    return tuple(course.appointments(s) if s.appointment else course.state(s) for s in steps)


def out_of_order(states: Sequence[GateState]) -> tuple[GateState, ...]:
    """The steps and appointments that happened before something they needed."""
    return tuple(state for state in states if state.state is State.OUT_OF_ORDER)


@dataclass(frozen=True)
class _Course:
    steps: tuple[Step, ...]
    election_day: date
    dossier: Dossier
    today: date

    @cached_property
    def _by_id(self) -> dict[str, Step]:
        return {step.id: step for step in self.steps}

    @cached_property
    def _needed(self) -> dict[str, tuple[str, ...]]:
        return needed_before(self.steps)

    @cached_property
    def _held(self) -> dict[str, list[StepRecord]]:
        held: dict[str, list[StepRecord]] = {}
        for record in self.dossier.records:
            held.setdefault(record.step, []).append(record)
        return held

    def state(self, step: Step) -> GateState:
        records = tuple(self._held.get(step.id, ()))
        follow = followers(step.id, self._needed)
        deadline = own_deadline(step, self.election_day)
        if not records and deadline is None:
            deadline = derived_deadline(step, self._by_id, self.election_day)
        lacking, early = self._lacking(step, records), self._too_early(step, records)
        waits = early or bool(lacking)
        overtaken, late = self._overtaken(follow, records), _days_late(deadline, records)
        return GateState(
            step=step.id,
            state=_done(early=waits, late=late is not None or bool(overtaken))
            if records
            else self._due(deadline, overtaken, waits=waits),
            deadline=deadline,
            days_late=late,
            days_left=None if records or deadline is None else (deadline.day - self.today).days,
            records=records,
            lacking=lacking,
            too_early=early,
            holds_up=follow,
            overtaken_by=overtaken,
        )

    def _lacking(self, step: Step, records: Sequence[StepRecord]) -> tuple[str, ...]:
        """What it must follow and is not on record; or, once it is on record itself, not by its first day."""
        by = records[0].on if records else self.today
        return tuple(i for i in self._needed[step.id] if i not in self._held or self._held[i][0].on > by)

    def _too_early(self, step: Step, records: Sequence[StepRecord]) -> bool:
        """What follows election day cannot be done before it."""
        return step.days_after is not None and (records[0].on if records else self.today) < self.election_day

    def _overtaken(self, follow: Sequence[str], records: Sequence[StepRecord]) -> tuple[str, ...]:
        """What may only come after it, and was on record before it was."""
        held = (i for i in follow if i in self._held)
        return tuple(i for i in held if not records or self._held[i][0].on < records[0].on)

    def _due(self, deadline: Deadline | None, overtaken: Sequence[str], *, waits: bool) -> State:
        passed = deadline is not None and deadline.binding and self.today > deadline.day
        return State.LATE if passed or overtaken else State.WAITING if waits else State.OPEN

    def appointments(self, step: Step) -> GateState:
        each = tuple(
            AppointmentState(appointment=a, state=_appointed(step, a)) for a in self.dossier.appointments
        )
        states = {one.state for one in each}
        worst = next((s for s in (State.OUT_OF_ORDER, State.OPEN, State.DONE) if s in states), None)
        return GateState(step=step.id, state=worst or State.NOT_ARISEN, appointments=each)


def _done(*, early: bool, late: bool) -> State:
    return State.OUT_OF_ORDER if early else State.DONE_LATE if late else State.DONE


def _days_late(deadline: Deadline | None, records: Sequence[StepRecord]) -> int | None:
    """By how many days the last record missed a verified deadline."""
    if not records or deadline is None or not deadline.binding or records[-1].on <= deadline.day:
        return None
    return (records[-1].on - deadline.day).days


def _appointed(step: Step, appointment: Appointment) -> State:
    opinion, on = appointment.opinion, appointment.on
    if on is not None and not step.in_force_on(on):
        return State.NOT_ARISEN
    if on is not None and (opinion is None or opinion.on > on):
        return State.OUT_OF_ORDER
    return State.OPEN if opinion is None else State.DONE
