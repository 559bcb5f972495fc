"""Gates: which step is done, which is open, what it waits for, and what came out of order."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property

from cocau.constraints.checks.council import check_term, check_unit
from cocau.constraints.errors import InputError, Problem
from cocau.constraints.model.council import Council, CouncilLevel
from cocau.constraints.procedure.calendar import Deadline, derive_deadline, get_own_deadline, list_followers
from cocau.constraints.procedure.dossier import Appointment, Dossier, StepRecord, check_dossier
from cocau.constraints.record import Record, Text
from cocau.constraints.rulebook import Rulebook
from cocau.constraints.rules.steps import ProcedureStep, list_prerequisites

OVER_AFTER = 60
"""Days after election day until its steps are history: the first session is over."""

_LEVEL_WORDS = {
    CouncilLevel.PROVINCE: Text(vi="cấp tỉnh", en="province"),
    CouncilLevel.DISTRICT: Text(vi="cấp huyện", en="district"),
    CouncilLevel.COMMUNE: Text(vi="cấp xã", en="commune"),
}


def check_procedure(book: Rulebook, council: Council) -> list[Problem]:
    """Check that the unit has a procedure, and the book steps for its level, term and day."""
    day = council.election_day
    problems = [
        *check_term(book, day, ("council", "election_day")),
        *check_unit(book, day, council.kind, council.population, "council"),
    ]
    if not problems and not book.steps_for(council):
        problems.append(_build_no_steps_problem(book, council))
    return problems


def _build_no_steps_problem(book: Rulebook, council: Council) -> Problem:
    """Build the problem that the book has no steps for this level, naming those it has."""
    day, level = council.election_day, _LEVEL_WORDS[council.level]
    others = [
        _LEVEL_WORDS[one]
        for one in CouncilLevel
        if any(one in step.levels for step in book.for_day(day).steps)
    ]
    vi = ", ".join(text.vi for text in others) or "không cấp nào"
    en = ", ".join(text.en for text in others) or "no level"
    return Problem(
        "no_steps",
        ("council", "election_day"),
        f"'{book.name}' không có bước quy trình nào cho HĐND {level.vi} bầu ngày {day:%d/%m/%Y}"
        f" (vào ngày đó có cho: {vi}).",
        f"'{book.name}' has no step of procedure for a {level.en} council elected on {day}"
        f" (on that day it has steps for: {en}).",
    )


class StepState(StrEnum):
    """The state of a step. Only a verified deadline makes it late; one marked U does not.

    A step that each appointment has is `not_arisen` while nobody is appointed, or to be appointed, under it;
    a contingent one while nothing of it is on record.
    """

    LATE = "late"
    OUT_OF_ORDER = "out_of_order"
    OPEN = "open"
    NOT_ARISEN = "not_arisen"
    WAITING = "waiting"
    DONE_LATE = "done_late"
    DONE = "done"


class AppointmentState(Record):
    """The state of one appointment; `list_out_of_order`: made before an opinion was given.

    `not_arisen` if it was made on a day on which the step did not bind: nobody had to be asked.
    """

    appointment: Appointment
    state: StepState


class GateState(Record):
    """The state of one step of a council on a day.

    `lacking` are steps that it must follow and that are not on record, or only on a later day (`too_early`:
    election day is one of them); `holds_up` those that may not happen before it; `overtaken_by` those of them
    that have happened all the same, before it was on record. `days_late` counts how long after its verified
    deadline it was recorded, in order or not.
    """

    step: str
    state: StepState
    deadline: Deadline | None = None
    days_left: int | None = None
    days_late: int | None = None
    records: tuple[StepRecord, ...] = ()
    lacking: tuple[str, ...] = ()
    too_early: bool = False
    holds_up: tuple[str, ...] = ()
    overtaken_by: tuple[str, ...] = ()
    appointments: tuple[AppointmentState, ...] = ()


def get_gate_states(book: Rulebook, council: Council, dossier: Dossier, today: date) -> tuple[GateState, ...]:
    """Return the state of every step that a record can prove, in the order of the book.

    Raises:
        InputError: everything wrong with the dossier, at once.
    """
    if problems := check_dossier(book, council, dossier, today):
        raise InputError(problems)
    steps = tuple(step for step in book.steps_for(council) if step.record is not None)
    course = _Course(steps, council.election_day, dossier, today)
    return tuple(course.get_appointments_state(s) if s.appointment else course.get_state(s) for s in steps)


def list_out_of_order(states: Sequence[GateState]) -> tuple[GateState, ...]:
    """List the steps and appointments that happened before something they needed."""
    return tuple(state for state in states if state.state is StepState.OUT_OF_ORDER)


@dataclass(frozen=True)
class _Course:
    steps: tuple[ProcedureStep, ...]
    election_day: date
    dossier: Dossier
    today: date

    @cached_property
    def _by_id(self) -> dict[str, ProcedureStep]:
        return {step.id: step for step in self.steps}

    @cached_property
    def _needed(self) -> dict[str, tuple[str, ...]]:
        return list_prerequisites(self.steps)

    @cached_property
    def _held(self) -> dict[str, list[StepRecord]]:
        held: dict[str, list[StepRecord]] = {}
        for record in self.dossier.records:
            held.setdefault(record.step, []).append(record)
        return held

    def get_state(self, step: ProcedureStep) -> GateState:
        records = tuple(self._held.get(step.id, ()))
        if step.contingent and not records:
            return GateState(step=step.id, state=StepState.NOT_ARISEN)
        follow = list_followers(step.id, self._needed)
        deadline = get_own_deadline(step, self.election_day)
        if not records and deadline is None:
            deadline = derive_deadline(step, self._by_id, self.election_day)
        lacking, early = self._lacking(step, records), self._too_early(step, records)
        waits = early or bool(lacking)
        overtaken, late = self._overtaken(follow, records), _count_days_late(deadline, records)
        return GateState(
            step=step.id,
            state=_get_done_state(early=waits, late=late is not None or bool(overtaken))
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

    def _lacking(self, step: ProcedureStep, records: Sequence[StepRecord]) -> tuple[str, ...]:
        """List the steps that it must follow and that are not on record in time.

        That is today; or its own first day, once it is on record itself.
        """
        by = records[0].on if records else self.today
        return tuple(i for i in self._needed[step.id] if i not in self._held or self._held[i][0].on > by)

    def _too_early(self, step: ProcedureStep, records: Sequence[StepRecord]) -> bool:
        """Return whether a step that follows election day is looked at before it."""
        return step.days_after is not None and (records[0].on if records else self.today) < self.election_day

    def _overtaken(self, follow: Sequence[str], records: Sequence[StepRecord]) -> tuple[str, ...]:
        """List the steps that may only come after it, but were on record before it was."""
        held = (i for i in follow if i in self._held)
        return tuple(i for i in held if not records or self._held[i][0].on < records[0].on)

    def _due(self, deadline: Deadline | None, overtaken: Sequence[str], *, waits: bool) -> StepState:
        passed = deadline is not None and deadline.binding and self.today > deadline.day
        return StepState.LATE if passed or overtaken else StepState.WAITING if waits else StepState.OPEN

    def get_appointments_state(self, step: ProcedureStep) -> GateState:
        each = tuple(
            AppointmentState(appointment=a, state=_get_appointment_state(step, a))
            for a in self.dossier.appointments
        )
        states = {one.state for one in each}
        worst = next(
            (s for s in (StepState.OUT_OF_ORDER, StepState.OPEN, StepState.DONE) if s in states), None
        )
        return GateState(step=step.id, state=worst or StepState.NOT_ARISEN, appointments=each)


def _get_done_state(*, early: bool, late: bool) -> StepState:
    return StepState.OUT_OF_ORDER if early else StepState.DONE_LATE if late else StepState.DONE


def _count_days_late(deadline: Deadline | None, records: Sequence[StepRecord]) -> int | None:
    """Count the days by which the last record missed a verified deadline."""
    if not records or deadline is None or not deadline.binding or records[-1].on <= deadline.day:
        return None
    return (records[-1].on - deadline.day).days


def _get_appointment_state(step: ProcedureStep, appointment: Appointment) -> StepState:
    opinion, on = appointment.opinion, appointment.on
    if on is not None and not step.in_force_on(on):
        return StepState.NOT_ARISEN
    if on is not None and (opinion is None or opinion.on > on):
        return StepState.OUT_OF_ORDER
    return StepState.OPEN if opinion is None else StepState.DONE
