"""A calendar as text: each deadline with its day, clause and actor; what is unverified is called so."""

from collections.abc import Iterator

from cocau.app.procedure import Calendar
from cocau.app.render.blocks import Block, Cell, Column, Heading, Line, Table, Tone, Words
from cocau.app.render.course import Course, step_doubts
from cocau.constraints.calendar import DerivedEntry, Entry
from cocau.constraints.rule import Mark


def calendar(course: Course, answer: Calendar) -> Iterator[Block]:
    """The whole calendar."""
    say, council = course.say, course.council
    day = council.election_day
    yield Heading(council.name, level=1)
    yield Line(
        say(
            f"Ngày bầu cử: {course.weekday(day)} {course.day(day)}. Thời hạn tính từ ngày đó, theo văn bản có"
            f" hiệu lực vào ngày bầu cử. Bộ quy định: {course.book.title.vi}.",
            f"Election day: {course.weekday(day)} {course.day(day)}. Deadlines are counted from it under the"
            f" texts in force on it. Rulebook: {course.book.title.en}.",
        )
    )
    yield Line(course.distances(), Tone.QUIET)
    for i in answer.not_sunday:
        yield Line(course.not_sunday(i), Tone.BAD, mark="≠")
    yield Table(_columns(course), tuple(_row(course, entry) for entry in answer.entries), rules=True)
    yield from _without_days(course, answer)
    yield from _doubts(course, answer)


def _columns(course: Course) -> tuple[Column, ...]:
    say = course.say
    return (
        Column(say("Chậm nhất", "At the latest"), narrow=True),
        Column("", narrow=True),
        Column("", narrow=True),
        Column(say("Việc, người làm", "Step, and who takes it"), share=3),
        Column(say("Căn cứ thời hạn", "Clause of the deadline"), share=2),
    )


def _row(course: Course, entry: Entry) -> tuple[Cell, ...]:
    step = course.steps[entry.step]
    time = "" if entry.time is None else f" {entry.time}"
    unverified = entry.mark is Mark.UNVERIFIED
    caution = course.caution(entry.mark)
    deadline = course.say("Thời hạn", "The deadline:")
    basis = course.clause_of(step) + (f". {deadline} {caution}." if caution else "")
    return (
        Words(
            f"{course.day(entry.day)}{time}{' ?' if unverified else ''}",
            Tone.CARE if unverified else Tone.STRONG,
        ),
        course.short_weekday(entry.day),
        course.distance(entry.day),
        f"{course.title(entry.step)} — {step.actor.of(course.lang)}",
        Words(basis, Tone.CARE if unverified else Tone.PLAIN),
    )


def _without_days(course: Course, answer: Calendar) -> Iterator[Block]:
    dated = {entry.step for entry in answer.entries}
    derived = {entry.step: entry for entry in answer.derived}
    left = [step for step in answer.steps if step.id not in dated]
    if left:
        yield Heading(course.say("Các bước không có thời hạn riêng", "Steps without a deadline of their own"))
    for step in left:
        until = f". {_until(course, derived[step.id])}" if step.id in derived else ""
        yield Line(
            f"{course.title(step.id)} — {step.actor.of(course.lang)}{until}. {course.clause_of(step)}.",
            mark="–",
        )


def _until(course: Course, entry: DerivedEntry) -> str:
    """The day that a step has from another one, and how far that one was verified."""
    say, caution = course.say, course.caution(entry.mark)
    hour = "" if entry.time is None else f" {entry.time}"
    day = f"{course.short_weekday(entry.day)} {course.day(entry.day)}{hour} ({course.distance(entry.day)}"
    more = f"; {caution}" if caution else ""
    return say(
        f"Trước bước “{course.title(entry.of)}”, chậm nhất {day}, suy ra{more})",
        f"Before “{course.title(entry.of)}”, at the latest {day}, derived{more})",
    )


def _doubts(course: Course, answer: Calendar) -> Iterator[Block]:
    told: dict[str, list[str]] = {}
    for step in answer.steps:
        for doubt in step_doubts(step):
            told.setdefault(doubt.of(course.lang), []).append(step.id)
    if told:
        yield Heading(course.say("Điểm còn nghi vấn", "Doubts"))
    for text, ids in told.items():
        yield Line(f"{', '.join(ids)}: {text}", Tone.QUIET, mark="?")
