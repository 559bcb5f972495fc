"""Gates as text: what is late first, then what is out of order, open now, waiting, and done."""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date

from cocau.app.procedure import Gates
from cocau.app.render.appointments import appointments, opinion
from cocau.app.render.blocks import Block, Heading, Line, Tone
from cocau.app.render.course import Course, step_doubts
from cocau.constraints.gates import GateState, State
from cocau.constraints.rule import Mark
from cocau.constraints.steps import RecordKind

_TONES = {
    State.LATE: Tone.BAD,
    State.OUT_OF_ORDER: Tone.BAD,
    State.OPEN: Tone.STRONG,
    State.NOT_ARISEN: Tone.PLAIN,
    State.WAITING: Tone.PLAIN,
    State.DONE_LATE: Tone.CARE,
    State.DONE: Tone.GOOD,
}
_MARKS = {
    State.LATE: "!",
    State.OUT_OF_ORDER: "≠",
    State.OPEN: "→",
    State.NOT_ARISEN: "–",
    State.WAITING: "…",
    State.DONE_LATE: "±",
    State.DONE: "✓",
}
_MISSING = frozenset({State.LATE, State.OPEN})


def gates(course: Course, answer: Gates) -> Iterator[Block]:
    """Every gate on one day."""
    yield Heading(course.council.name, level=1)
    yield _today(course, answer)
    yield Line(course.distances(), Tone.QUIET)
    yield _summary(course, answer)
    for i in answer.not_sunday:
        yield Line(course.not_sunday(i), Tone.BAD, mark="≠")
    held = {gate.step: gate.records[0].on for gate in answer.states if gate.records}
    for state in State:
        found = [gate for gate in answer.states if gate.state is state]
        if found:
            yield Heading(f"{course.label(state)} ({len(found)})")
        for gate in found:
            yield from _gate(course, gate, held)


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


def _gate(course: Course, gate: GateState, held: Mapping[str, date]) -> Iterator[Block]:
    step = course.steps[gate.step]
    yield Line("")
    yield Line(course.title(gate.step), _TONES[gate.state], mark=_MARKS[gate.state])
    if gate.state is State.WAITING:
        yield from _deadline(course, gate)
    elif gate.state in _MISSING and not step.appointment:
        yield from _missing(course, gate)
    for record in gate.records:
        yield opinion(course, record)
    if step.appointment:
        yield from appointments(course, gate)
    yield from _order(course, gate)
    yield from _overtaken(course, gate, held)
    yield from _late(course, gate)
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


def _overtaken(course: Course, gate: GateState, held: Mapping[str, date]) -> Iterator[Block]:
    """What was done before this was on record, although it had to wait for it."""
    if not gate.records or not gate.overtaken_by:
        return
    named = "; ".join(f"{course.title(i)} ({course.day(held[i])})" for i in gate.overtaken_by)
    if course.steps[gate.step].record is RecordKind.OPINION:
        label = course.say("Cho ý kiến sau khi đã làm", "Given only after")
    else:
        label = course.say("Làm sau bước phải chờ nó", "Done only after what had to wait for it")
    yield _more(label, named, Tone.CARE)


def _late(course: Course, gate: GateState) -> Iterator[Block]:
    """By how much a record missed its deadline, whether it was in order or not."""
    if gate.days_late is None or gate.deadline is None:
        return
    day, caution = course.day(gate.deadline.day), course.caution(gate.deadline.mark)
    until = f"{day}, {course.distance(gate.deadline.day)}" + (f"; {caution}" if caution else "")
    more = gate.state is State.OUT_OF_ORDER
    late = course.say("Và trễ hạn", "And late by") if more else course.say("Trễ hạn", "Late by")
    words = course.say(
        f"{late} {gate.days_late} ngày (chậm nhất {until}).",
        f"{late} {_days(gate.days_late)} (at the latest {until}).",
    )
    yield Line(words, Tone.CARE, indent=2)


def _missing(course: Course, gate: GateState) -> Iterator[Block]:
    """Which record is missing: who gives it, what it contains, by when, and what may not happen before it."""
    step, say = course.steps[gate.step], course.say
    if step.content is not None:
        yield _more(say("Còn thiếu", "Missing"), step.content.of(course.lang))
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
    derived = deadline.of != gate.step
    after = say(", suy ra", ", derived") if derived else ""
    step = course.steps[deadline.of]
    hour = f" {step.time}" if step.time else ""
    caution = course.caution(deadline.mark)
    day = f"{course.short_weekday(deadline.day)} {course.day(deadline.day)}{hour}"
    yield _more(
        say("Chậm nhất", "At the latest"),
        f"{day} ({course.distance(deadline.day)}{after}), {away}" + (f"; {caution}" if caution else ""),
        Tone.CARE if deadline.mark is Mark.UNVERIFIED else Tone.PLAIN,
    )
    if derived:
        yield _more(say("Hạn đó là của", "That day is of"), course.title(deadline.of))


def _more(label: str, text: str, tone: Tone = Tone.PLAIN) -> Line:
    return Line(f"{label}: {text}", tone, indent=2)


def _days(number: int) -> str:
    """In English."""
    return f"{number} day{'' if number == 1 else 's'}"
