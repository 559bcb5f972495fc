"""Opinions and appointments as text: who said what on which day, and what an appointment was made without."""

import re
from collections.abc import Iterator

from cocau.app.render.blocks import Block, Line, Tone
from cocau.app.render.course import Course
from cocau.constraints.dossier import Appointment, Opinion, Position
from cocau.constraints.gates import AppointmentState, GateState, State

_TONES = {
    State.OUT_OF_ORDER: Tone.BAD,
    State.OPEN: Tone.STRONG,
    State.NOT_ARISEN: Tone.PLAIN,
    State.DONE: Tone.GOOD,
}
_MARKS = {State.OUT_OF_ORDER: "≠", State.OPEN: "→", State.NOT_ARISEN: "–", State.DONE: "✓"}


def appointments(course: Course, gate: GateState) -> Iterator[Block]:
    """Every appointment entered, or what each will need."""
    for appointment in gate.appointments:
        yield from _appointment(course, appointment)
    if not gate.appointments:
        yield _none_appointed(course, gate)


def opinion(course: Course, one: Opinion) -> Line:
    """One opinion or record; its position is not said twice where its words begin with it."""
    number = "" if one.document is None else f" ({one.document})"
    tone = Tone.CARE if one.position in {Position.AGAINST, Position.MIXED} else Tone.PLAIN
    label = course.label(one.position)
    silent = one.position is Position.NONE_STATED or _begins_with(one.content, label, course.lang)
    stated = "" if silent else f"{label}. "
    return Line(f"{course.day(one.on)}, {one.by}{number}: {stated}{one.content}", tone, indent=2)


def _begins_with(content: str, label: str, lang: str) -> bool:
    """Whether these are its first words; in English, where "For" may begin anything, its first sentence."""
    ends = r"\s*([.,;:]|$)" if lang == "en" else r"\b"
    return re.match(re.escape(label) + ends, content, re.IGNORECASE) is not None


def _appointment(course: Course, one: AppointmentState) -> Iterator[Block]:
    appointment, say = one.appointment, course.say
    yield Line(_appointed(course, appointment), _TONES[one.state], mark=_MARKS[one.state], indent=2)
    if appointment.opinion is not None:
        yield opinion(course, appointment.opinion)
    if one.state is State.OUT_OF_ORDER:
        yield Line(_too_soon(course, appointment), Tone.BAD, indent=2)
    elif one.state is State.NOT_ARISEN:
        freely = say(
            "Ngày đó quy định này chưa có hoặc không còn hiệu lực, nên không phải lấy ý kiến.",
            "The clause was not in force on that day, so no opinion had to be asked for.",
        )
        yield Line(freely, indent=2)
    elif appointment.opinion is None:
        missing = say(
            "Còn thiếu: ý kiến về lần bổ nhiệm này; chưa có thì chưa được bổ nhiệm.",
            "Missing: the opinion on this appointment, which may not come before it.",
        )
        yield Line(missing, indent=2)


def _too_soon(course: Course, appointment: Appointment) -> str:
    if appointment.opinion is not None:
        return course.say("Ý kiến có sau khi đã bổ nhiệm.", "The opinion came after the appointment.")
    return course.say("Đã bổ nhiệm khi chưa lấy ý kiến.", "Appointed before any opinion was asked for.")


def _appointed(course: Course, appointment: Appointment) -> str:
    on, say = appointment.on, course.say
    when = (
        say("chưa bổ nhiệm", "not appointed yet")
        if on is None
        else say(f"bổ nhiệm ngày {course.day(on)}", f"appointed on {course.day(on)}")
    )
    return f"{appointment.person}, {appointment.post} ({when})"


def _none_appointed(course: Course, gate: GateState) -> Line:
    actor = course.steps[gate.step].actor.of(course.lang)
    return Line(
        course.say(
            f"Chưa ghi lần bổ nhiệm nào. Mỗi lần cần ý kiến trước: {actor}.",
            f"No appointment is entered. Each needs an opinion first: {actor}.",
        ),
        indent=2,
    )
