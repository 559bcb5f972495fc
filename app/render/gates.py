"""Gates as text: what is late first, then what is out of order, open now, waiting, and done."""

from collections import Counter
from collections.abc import Iterator

from app.procedure import Gates
from app.render.blocks import Block, Heading, Line, Tone
from app.render.course import Course, step_doubts
from constraints.dossier import Appointment, Opinion, Position
from constraints.gates import AppointmentState, GateState, State
from constraints.rule import Mark

_TONES = {
    State.LATE: Tone.BAD,
    State.OUT_OF_ORDER: Tone.BAD,
    State.OPEN: Tone.STRONG,
    State.WAITING: Tone.PLAIN,
    State.DONE_LATE: Tone.CARE,
    State.DONE: Tone.GOOD,
}
_MARKS = {
    State.LATE: "!",
    State.OUT_OF_ORDER: "≠",
    State.OPEN: "→",
    State.WAITING: "…",
    State.DONE_LATE: "±",
    State.DONE: "✓",
}
_MISSING = frozenset({State.LATE, State.OPEN})


def gates(course: Course, answer: Gates) -> Iterator[Block]:
    """Every gate on one day."""
    yield Heading(course.council.name, level=1)
    yield _today(course, answer)
    yield _summary(course, answer)
    for i in answer.not_sunday:
        yield Line(course.not_sunday(i), Tone.BAD, mark="≠")
    for state in State:
        found = [gate for gate in answer.states if gate.state is state]
        if found:
            yield Heading(f"{course.label(state)} ({len(found)})")
        for gate in found:
            yield from _gate(course, gate)


def _today(course: Course, answer: Gates) -> Line:
    left = (course.council.election_day - answer.on).days
    day = course.day(course.council.election_day)
    return Line(
        course.say(
            f"Tính đến {course.day(answer.on)}; ngày bầu cử {day}"
            + (f", còn {left} ngày" if left > 0 else "")
            + f". Bộ quy định: {course.book.title.vi}.",
            f"As of {course.day(answer.on)}; election day {day}"
            + (f", in {_days(left)}" if left > 0 else "")
            + f". Rulebook: {course.book.title.en}.",
        )
    )


def _summary(course: Course, answer: Gates) -> Line:
    counts = Counter(gate.state for gate in answer.states)
    bad = counts[State.LATE] + counts[State.OUT_OF_ORDER]
    words = "; ".join(f"{course.label(state)}: {counts[state]}" for state in State)
    return Line(f"{words}.", Tone.BAD if bad else Tone.GOOD)


def _gate(course: Course, gate: GateState) -> Iterator[Block]:
    step = course.steps[gate.step]
    yield Line("")
    yield Line(course.title(gate.step), _TONES[gate.state], mark=_MARKS[gate.state])
    if gate.state is State.WAITING:
        yield from _deadline(course, gate)
    elif gate.state in _MISSING and not step.appointment:
        yield from _missing(course, gate)
    for record in gate.records:
        yield _opinion(course, record)
    for appointment in gate.appointments:
        yield from _appointment(course, appointment)
    if step.appointment and not gate.appointments:
        yield _none_appointed(course, gate)
    yield from _order(course, gate)
    if gate.state in {State.WAITING, State.DONE}:
        return
    yield _more(course.say("Căn cứ", "Clause"), course.clause_of(step), Tone.QUIET)
    for doubt in step_doubts(step):
        yield Line(doubt.of(course.lang), Tone.QUIET, mark="?", indent=2)


def _order(course: Course, gate: GateState) -> Iterator[Block]:
    """What it waits for, or was done without."""
    out = gate.state is State.OUT_OF_ORDER
    clauses = {i: f" — {course.clause_of(course.steps[i])}" if out else "" for i in gate.lacking}
    lacking = [course.title(i) + clause for i, clause in clauses.items()]
    if gate.too_early:
        lacking.append(course.say("ngày bầu cử", "election day"))
    if not lacking:
        return
    label = course.say("Đã làm khi chưa có", "Done without") if out else course.say("Chờ", "Waits for")
    yield _more(label, "; ".join(lacking))


def _missing(course: Course, gate: GateState) -> Iterator[Block]:
    """Which record is missing: who gives it, what it contains, by when, and what may not happen before it."""
    step, say = course.steps[gate.step], course.say
    if step.record is not None and step.content is not None:
        named = f"{course.label(step.record)}. {step.content.of(course.lang)}"
        yield _more(say("Còn thiếu", "Missing"), named)
    yield _more(say("Người làm", "Who"), step.actor.of(course.lang))
    yield from _deadline(course, gate)
    if gate.holds_up:
        named = "; ".join(course.title(i) for i in gate.holds_up)
        yield _more(say("Trước đó chưa được làm", "Not before it"), named)
    if gate.overtaken_by:
        named = "; ".join(course.title(i) for i in gate.overtaken_by)
        yield _more(say("Đã làm dù chưa có văn bản này", "Happened without it"), named, Tone.BAD)


def _deadline(course: Course, gate: GateState) -> Iterator[Block]:
    say, deadline, left = course.say, gate.deadline, gate.days_left
    if deadline is None or left is None:
        return
    away = (
        say(f"còn {left} ngày", f"{_days(left)} left")
        if left >= 0
        else say(f"đã qua {-left} ngày", f"{_days(-left)} ago")
    )
    of = (
        ""
        if deadline.of == gate.step
        else say(f", theo hạn của {deadline.of}", f", the deadline of {deadline.of}")
    )
    step = course.steps[deadline.of]
    hour = f" {step.time}" if step.time else ""
    caution = course.caution(deadline.mark)
    day = f"{course.short_weekday(deadline.day)} {course.day(deadline.day)}{hour}"
    yield _more(
        say("Chậm nhất", "At the latest"),
        f"{day} ({course.distance(deadline.day)}{of}), {away}" + (f"; {caution}" if caution else ""),
        Tone.CARE if deadline.mark is Mark.UNVERIFIED else Tone.PLAIN,
    )


def _opinion(course: Course, opinion: Opinion) -> Line:
    number = "" if opinion.document is None else f" ({opinion.document})"
    tone = Tone.CARE if opinion.position in {Position.AGAINST, Position.MIXED} else Tone.PLAIN
    stated = f"{course.label(opinion.position)}. " if opinion.position is not Position.NONE_STATED else ""
    return Line(f"{course.day(opinion.on)}, {opinion.by}{number}: {stated}{opinion.content}", tone, indent=2)


def _appointment(course: Course, one: AppointmentState) -> Iterator[Block]:
    appointment, say = one.appointment, course.say
    yield Line(_appointed(course, appointment), _TONES[one.state], mark=_MARKS[one.state], indent=2)
    if appointment.opinion is not None:
        yield _opinion(course, appointment.opinion)
        return
    yield _more(
        say("Còn thiếu", "Missing"),
        say(
            "ý kiến về lần bổ nhiệm này; chưa có thì chưa được bổ nhiệm.",
            "the opinion on this appointment, which may not come before it.",
        ),
    )


def _appointed(course: Course, appointment: Appointment) -> str:
    on = appointment.on
    when = course.say("chưa bổ nhiệm", "not appointed yet") if on is None else course.day(on)
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


def _more(label: str, text: str, tone: Tone = Tone.PLAIN) -> Line:
    return Line(f"{label}: {text}", tone, indent=2)


def _days(number: int) -> str:
    """In English."""
    return f"{number} day{'' if number == 1 else 's'}"
