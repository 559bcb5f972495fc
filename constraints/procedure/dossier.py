"""Dossiers: the records of a council's election and term so far, and checks of them."""

from collections.abc import Iterator
from datetime import date
from enum import StrEnum

from pydantic import Field

from cocau.constraints.errors import Loc, Problem, list_nearest
from cocau.constraints.model.council import Council
from cocau.constraints.record import Record
from cocau.constraints.rulebook import Rulebook
from cocau.constraints.rules.steps import ProcedureStep


class OpinionPosition(StrEnum):
    """The position of an opinion. It must have been asked for; agreement is nowhere required."""

    FOR = "for"
    AGAINST = "against"
    MIXED = "mixed"
    NONE_STATED = "none_stated"


class Opinion(Record):
    """An opinion: by whom, on which day, with what content."""

    by: str = Field(min_length=1)
    on: date
    content: str = Field(min_length=1)
    position: OpinionPosition = OpinionPosition.NONE_STATED
    document: str | None = Field(default=None, min_length=1, description="number of the paper")


class StepRecord(Opinion):
    """The record of one step."""

    step: str


class Appointment(Record):
    """A person appointed, or to be appointed (no `on`), and the opinion asked for first."""

    person: str = Field(min_length=1)
    post: str = Field(min_length=1)
    on: date | None = None
    opinion: Opinion | None = None


class Dossier(Record):
    """Everything on record for one council, in the order of days."""

    council: str
    records: tuple[StepRecord, ...] = ()
    appointments: tuple[Appointment, ...] = ()
    note: str = ""


def check_dossier(book: Rulebook, council: Council, dossier: Dossier, today: date) -> list[Problem]:
    """Check a dossier together with its council and the steps in force."""
    here = {step.id: step for step in book.steps_for(council)}
    return [
        *_check_council(council, dossier),
        *(p for i, r in enumerate(dossier.records) for p in _check_record(i, r, here, book)),
        *_check_repeats(dossier, here),
        *_check_order(dossier),
        *_check_future_days(dossier, today),
        *_check_appointments(dossier, here),
        *_check_appointment_days(council, dossier),
    ]


def _check_council(council: Council, dossier: Dossier) -> Iterator[Problem]:
    if dossier.council != council.id:
        yield Problem(
            "other_council",
            ("dossier", "council"),
            f"Hồ sơ này của hội đồng '{dossier.council}', không phải '{council.id}'.",
            f"This dossier is of the council '{dossier.council}', not of '{council.id}'.",
        )


def _check_record(
    at: int, record: StepRecord, here: dict[str, ProcedureStep], book: Rulebook
) -> Iterator[Problem]:
    loc: Loc = ("dossier", "records", at, "step")
    i = record.step
    step = here.get(i)
    if step is None and any(known.id == i for known in book.steps):
        vi = f"Bước '{i}' không áp dụng cho hội đồng cấp này, hoặc cho ngày bầu cử này."
        yield Problem("step_not_here", loc, vi, f"'{i}' is no step of this level, or for this election day.")
    elif step is None:
        known = list_nearest(i, here)
        vi = f"Không có bước '{i}'; các bước, gần nhất trước: {known}."
        yield Problem("unknown_step", loc, vi, f"There is no step '{i}'; steps, the nearest first: {known}.")
    elif step.record is None:
        vi = f"Bước '{i}' chỉ là một mốc ngày, không có văn bản."
        yield Problem("no_record", loc, vi, f"'{i}' is only a date; nothing is recorded for it.")
    elif step.appointment:
        vi = f"Ý kiến của bước '{i}' ghi ở từng mục trong appointments."
        yield Problem("by_appointment", loc, vi, f"Opinions of '{i}' are entered with each of appointments.")


def _check_repeats(dossier: Dossier, here: dict[str, ProcedureStep]) -> Iterator[Problem]:
    seen: dict[str, int] = {}
    for i, record in enumerate(dossier.records):
        step, first = here.get(record.step), seen.setdefault(record.step, i)
        if first != i and step is not None and not step.repeat:
            yield Problem(
                "twice",
                ("dossier", "records", i, "step"),
                f"Bước '{record.step}' chỉ có một văn bản, đã ghi ở mục {first + 1}.",
                f"'{record.step}' has one record, which is entry {first + 1} already.",
            )


def _check_order(dossier: Dossier) -> Iterator[Problem]:
    """Check that records are entered in the order of days.

    A record that is not has a mistyped day, or was entered in the wrong place.
    """
    pairs = zip(dossier.records, dossier.records[1:], strict=False)
    for i, (earlier, later) in enumerate(pairs, start=1):
        if later.on < earlier.on:
            yield Problem(
                "days_not_in_order",
                ("dossier", "records", i, "on"),
                f"Ngày {later.on:%d/%m/%Y} sớm hơn mục trên ({earlier.on:%d/%m/%Y}); ghi theo thứ tự ngày.",
                f"{later.on} is before the entry above ({earlier.on}); enter records in the order of days.",
            )


def _check_future_days(dossier: Dossier, today: date) -> Iterator[Problem]:
    days: list[tuple[Loc, date]] = [
        (("dossier", "records", i, "on"), record.on) for i, record in enumerate(dossier.records)
    ]
    for i, appointment in enumerate(dossier.appointments):
        opinion = appointment.opinion
        days += [(("dossier", "appointments", i, "on"), appointment.on)] if appointment.on is not None else []
        days += [(("dossier", "appointments", i, "opinion", "on"), opinion.on)] if opinion is not None else []
    for loc, day in days:
        if day > today:
            yield Problem(
                "in_the_future",
                loc,
                f"Ngày {day:%d/%m/%Y} sau ngày đang xét ({today:%d/%m/%Y}); chỉ ghi việc đã làm.",
                f"{day} is after the day looked at ({today}); only what was done is recorded.",
            )


def _check_appointments(dossier: Dossier, here: dict[str, ProcedureStep]) -> Iterator[Problem]:
    if dossier.appointments and not any(step.appointment for step in here.values()):
        yield Problem(
            "no_appointments_here",
            ("dossier", "appointments"),
            "Bộ quy định không có bước nào về bổ nhiệm cho hội đồng này (Chỉ thị: chỉ với HĐND tỉnh; HĐND "
            "bầu trước chỉ thị thì ghi ngày lập phương án vào planned_on của hội đồng).",
            "No step of the rulebook is about appointments here (in the directive: only at the province; for "
            "a council elected before the directive enter the day of the plan as its planned_on).",
        )
    seen: dict[tuple[str, str], int] = {}
    for i, appointment in enumerate(dossier.appointments):
        first = seen.setdefault((appointment.person, appointment.post), i)
        if first != i:
            yield Problem(
                "twice",
                ("dossier", "appointments", i),
                f"Lần bổ nhiệm này đã ghi ở mục {first + 1}.",
                f"This appointment is entry {first + 1} already.",
            )


def _check_appointment_days(council: Council, dossier: Dossier) -> Iterator[Problem]:
    """Check that no appointment comes before the council's election."""
    day = council.election_day
    for i, appointment in enumerate(dossier.appointments):
        if appointment.on is not None and appointment.on < day:
            yield Problem(
                "before_the_council",
                ("dossier", "appointments", i, "on"),
                f"Ngày bổ nhiệm {appointment.on:%d/%m/%Y} trước ngày bầu cử {day:%d/%m/%Y}:"
                " lúc đó chưa có đại biểu của HĐND này.",
                f"The day of the appointment, {appointment.on}, is before election day, {day}:"
                " there were no deputies of this council yet.",
            )
