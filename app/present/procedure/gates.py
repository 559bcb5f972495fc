"""Gates as text: what is late, out of order, open, waiting or done, and appointments."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date

from cocau.app.i18n.languages import say
from cocau.app.present.blocks import Block, Heading, LineBlock, Tone
from cocau.app.present.procedure.wording import ProcedureWording, list_step_doubts
from cocau.constraints.procedure.dossier import Appointment, Opinion, OpinionPosition
from cocau.constraints.procedure.gates import AppointmentState, GateState, StepState
from cocau.constraints.procedure.reports import ElectionGates
from cocau.constraints.rules.rule import VerificationMark
from cocau.constraints.rules.steps import RecordKind

_APPOINTMENT_TONES = {
    StepState.OUT_OF_ORDER: Tone.BAD,
    StepState.OPEN: Tone.STRONG,
    StepState.NOT_ARISEN: Tone.PLAIN,
    StepState.DONE: Tone.GOOD,
}
_APPOINTMENT_MARKS = {
    StepState.OUT_OF_ORDER: "≠",
    StepState.OPEN: "→",
    StepState.NOT_ARISEN: "–",
    StepState.DONE: "✓",
}


def render_appointments(wording: ProcedureWording, gate: GateState) -> Iterator[Block]:
    """Render every recorded appointment, or what each will need."""
    for appointment in gate.appointments:
        yield from _render_appointment(wording, appointment)
    if not gate.appointments:
        yield _render_no_appointment(wording, gate)


def render_opinion(wording: ProcedureWording, opinion: Opinion) -> LineBlock:
    """Render one opinion or record, without saying its position twice."""
    number = "" if opinion.document is None else f" ({opinion.document})"
    tone = Tone.CARE if opinion.position in {OpinionPosition.AGAINST, OpinionPosition.MIXED} else Tone.PLAIN
    label = wording.label(opinion.position)
    silent = opinion.position is OpinionPosition.NONE_STATED or _begins_with(
        opinion.content, label, wording.lang
    )
    stated = "" if silent else f"{label}. "
    return LineBlock(
        f"{wording.day(opinion.on)}, {opinion.by}{number}: {stated}{opinion.content}", tone, indent=2
    )


def _begins_with(content: str, label: str, lang: str) -> bool:
    """Return whether a text begins with a label; in English, with it as a sentence."""
    ends = say(lang, r"\b", r"\s*([.,;:]|$)")
    return re.match(re.escape(label) + ends, content, re.IGNORECASE) is not None


def _render_appointment(wording: ProcedureWording, state: AppointmentState) -> Iterator[Block]:
    appointment, say = state.appointment, wording.say
    yield LineBlock(
        _describe_appointment(wording, appointment),
        _APPOINTMENT_TONES[state.state],
        mark=_APPOINTMENT_MARKS[state.state],
        indent=2,
    )
    if appointment.opinion is not None:
        yield render_opinion(wording, appointment.opinion)
    if state.state is StepState.OUT_OF_ORDER:
        yield LineBlock(_describe_wrong_order(wording, appointment), Tone.BAD, indent=2)
    elif state.state is StepState.NOT_ARISEN:
        freely = say(
            "Ngày đó quy định này chưa có hoặc không còn hiệu lực, nên không phải lấy ý kiến.",
            "The clause was not in force on that day, so no opinion had to be asked for.",
        )
        yield LineBlock(freely, indent=2)
    elif appointment.opinion is None:
        missing = say(
            "Còn thiếu: ý kiến về lần bổ nhiệm này; chưa có thì chưa được bổ nhiệm.",
            "Missing: the opinion on this appointment, which may not come before it.",
        )
        yield LineBlock(missing, indent=2)


def _describe_wrong_order(wording: ProcedureWording, appointment: Appointment) -> str:
    if appointment.opinion is not None:
        return wording.say("Ý kiến có sau khi đã bổ nhiệm.", "The opinion came after the appointment.")
    return wording.say("Đã bổ nhiệm khi chưa lấy ý kiến.", "Appointed before any opinion was asked for.")


def _describe_appointment(wording: ProcedureWording, appointment: Appointment) -> str:
    on, say = appointment.on, wording.say
    when = (
        say("chưa bổ nhiệm", "not appointed yet")
        if on is None
        else say(f"bổ nhiệm ngày {wording.day(on)}", f"appointed on {wording.day(on)}")
    )
    return f"{appointment.person}, {appointment.post} ({when})"


def _render_no_appointment(wording: ProcedureWording, gate: GateState) -> LineBlock:
    actor = wording.steps[gate.step].actor.of(wording.lang)
    return LineBlock(
        wording.say(
            f"Chưa ghi lần bổ nhiệm nào. Mỗi lần cần ý kiến trước: {actor}.",
            f"No appointment is entered. Each needs an opinion first: {actor}.",
        ),
        indent=2,
    )


_TONES = {
    StepState.LATE: Tone.BAD,
    StepState.OUT_OF_ORDER: Tone.BAD,
    StepState.OPEN: Tone.STRONG,
    StepState.NOT_ARISEN: Tone.PLAIN,
    StepState.WAITING: Tone.PLAIN,
    StepState.DONE_LATE: Tone.CARE,
    StepState.DONE: Tone.GOOD,
}
_MARKS = {
    StepState.LATE: "!",
    StepState.OUT_OF_ORDER: "≠",
    StepState.OPEN: "→",
    StepState.NOT_ARISEN: "–",
    StepState.WAITING: "…",
    StepState.DONE_LATE: "±",
    StepState.DONE: "✓",
}
_MISSING_STATES = frozenset({StepState.LATE, StepState.OPEN})


def render_gates(wording: ProcedureWording, answer: ElectionGates) -> Iterator[Block]:
    """Render every gate as it stands on one day."""
    yield Heading(wording.council.name, level=1)
    yield _render_day(wording, answer)
    yield LineBlock(wording.distances(), Tone.QUIET)
    yield _render_summary(wording, answer)
    for i in answer.not_sunday:
        yield LineBlock(wording.not_sunday(i), Tone.BAD, mark="≠")
    held = {gate.step: gate.records[0].on for gate in answer.states if gate.records}
    for state in StepState:
        found = [gate for gate in answer.states if gate.state is state]
        if found:
            yield Heading(f"{wording.label(state)} ({len(found)})")
        for gate in found:
            yield from _render_gate(wording, gate, held)


def _render_day(wording: ProcedureWording, answer: ElectionGates) -> LineBlock:
    left = (wording.council.election_day - answer.on).days
    day = wording.day(wording.council.election_day)
    return LineBlock(
        wording.say(
            f"Tính đến {wording.day(answer.on)}; ngày bầu cử {day}"
            + (f", còn {left} ngày" if left > 0 else "")
            + f". Bộ quy định: {wording.book.title.vi}.",
            f"As of {wording.day(answer.on)}; election day {day}"
            + (f", in {_count_days(left)}" if left > 0 else "")
            + f". Rulebook: {wording.book.title.en}.",
        )
    )


def _render_summary(wording: ProcedureWording, answer: ElectionGates) -> LineBlock:
    counts = Counter(gate.state for gate in answer.states)
    bad = counts[StepState.LATE] + counts[StepState.OUT_OF_ORDER]
    words = "; ".join(f"{wording.label(state)}: {counts[state]}" for state in StepState)
    return LineBlock(f"{words}.", Tone.BAD if bad else Tone.GOOD)


def _render_gate(wording: ProcedureWording, gate: GateState, days: Mapping[str, date]) -> Iterator[Block]:
    step = wording.steps[gate.step]
    yield LineBlock("")
    yield LineBlock(wording.title(gate.step), _TONES[gate.state], mark=_MARKS[gate.state])
    if gate.state is StepState.WAITING:
        yield from _render_deadline(wording, gate)
    elif gate.state in _MISSING_STATES and not step.appointment:
        yield from _render_missing_record(wording, gate)
    for record in gate.records:
        yield render_opinion(wording, record)
    if step.appointment:
        yield from render_appointments(wording, gate)
    yield from _render_prerequisites(wording, gate)
    yield from _render_overtaken(wording, gate, days)
    yield from _render_lateness(wording, gate)
    if gate.state in {StepState.WAITING, StepState.DONE}:
        return
    yield _build_labelled_line(wording.say("Căn cứ", "Clause"), wording.clause_of(step), Tone.QUIET)
    for doubt in list_step_doubts(step):
        yield LineBlock(doubt.of(wording.lang), Tone.QUIET, mark="?", indent=2)


def _render_prerequisites(wording: ProcedureWording, gate: GateState) -> Iterator[Block]:
    """Render what a gate waits for, or was done without."""
    out = gate.state is StepState.OUT_OF_ORDER
    clauses = {i: f" — {wording.clause_of(wording.steps[i])}" if out else "" for i in gate.lacking}
    lacking = [wording.title(i) + clause for i, clause in clauses.items()]
    if gate.too_early:
        lacking.append(wording.say("ngày bầu cử", "election day"))
    if not lacking:
        return
    label = wording.say("Đã làm khi chưa có", "Done without") if out else wording.say("Chờ", "Waits for")
    yield _build_labelled_line(label, "; ".join(lacking))


def _render_overtaken(
    wording: ProcedureWording, gate: GateState, days: Mapping[str, date]
) -> Iterator[Block]:
    """Render what was done before the record that it had to wait for."""
    if not gate.records or not gate.overtaken_by:
        return
    named = "; ".join(f"{wording.title(i)} ({wording.day(days[i])})" for i in gate.overtaken_by)
    if wording.steps[gate.step].record is RecordKind.OPINION:
        label = wording.say("Cho ý kiến sau khi đã làm", "Given only after")
    else:
        label = wording.say("Làm sau bước phải chờ nó", "Done only after what had to wait for it")
    yield _build_labelled_line(label, named, Tone.CARE)


def _render_lateness(wording: ProcedureWording, gate: GateState) -> Iterator[Block]:
    """Render by how many days a record missed its deadline."""
    if gate.days_late is None or gate.deadline is None:
        return
    day, caution = wording.day(gate.deadline.day), wording.caution(gate.deadline.mark)
    until = f"{day}, {wording.distance(gate.deadline.day)}" + (f"; {caution}" if caution else "")
    more = gate.state is StepState.OUT_OF_ORDER
    late = wording.say("Và trễ hạn", "And late by") if more else wording.say("Trễ hạn", "Late by")
    words = wording.say(
        f"{late} {gate.days_late} ngày (chậm nhất {until}).",
        f"{late} {_count_days(gate.days_late)} (at the latest {until}).",
    )
    yield LineBlock(words, Tone.CARE, indent=2)


def _render_missing_record(wording: ProcedureWording, gate: GateState) -> Iterator[Block]:
    """Render a missing record: who gives it, its content, its day, and what it holds up."""
    step, say = wording.steps[gate.step], wording.say
    if step.content is not None:
        yield _build_labelled_line(say("Còn thiếu", "Missing"), step.content.of(wording.lang))
    yield _build_labelled_line(say("Người làm", "Who"), step.actor.of(wording.lang))
    yield from _render_deadline(wording, gate)
    if gate.holds_up:
        named = "; ".join(wording.title(i) for i in gate.holds_up)
        yield _build_labelled_line(say("Trước đó chưa được làm", "Not before it"), named)
    if gate.overtaken_by:
        named = "; ".join(wording.title(i) for i in gate.overtaken_by)
        yield _build_labelled_line(
            say("Đã làm dù chưa có văn bản này", "Happened without it"), named, Tone.BAD
        )


def _render_deadline(wording: ProcedureWording, gate: GateState) -> Iterator[Block]:
    say, deadline, left = wording.say, gate.deadline, gate.days_left
    if deadline is None or left is None:
        return
    away = (
        say(f"còn {left} ngày", f"{_count_days(left)} left")
        if left >= 0
        else say(f"đã qua {-left} ngày", f"{_count_days(-left)} ago")
    )
    derived = deadline.of != gate.step
    after = say(", suy ra", ", derived") if derived else ""
    step = wording.steps[deadline.of]
    hour = f" {step.time}" if step.time else ""
    caution = wording.caution(deadline.mark)
    day = f"{wording.short_weekday(deadline.day)} {wording.day(deadline.day)}{hour}"
    yield _build_labelled_line(
        say("Chậm nhất", "At the latest"),
        f"{day} ({wording.distance(deadline.day)}{after}), {away}" + (f"; {caution}" if caution else ""),
        Tone.CARE if deadline.mark is VerificationMark.UNVERIFIED else Tone.PLAIN,
    )
    if derived:
        yield _build_labelled_line(say("Hạn đó là của", "That day is of"), wording.title(deadline.of))


def _build_labelled_line(label: str, text: str, tone: Tone = Tone.PLAIN) -> LineBlock:
    return LineBlock(f"{label}: {text}", tone, indent=2)


def _count_days(number: int) -> str:
    """Return a number of days in English."""
    return f"{number} day{'' if number == 1 else 's'}"
