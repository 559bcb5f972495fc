"""A calendar as text: each deadline with its day, clause and actor."""

from collections.abc import Iterator

from cocau.app.present.blocks import (
    Block,
    BlockCell,
    BlockColumn,
    Heading,
    LineBlock,
    StyledText,
    TableBlock,
    Tone,
)
from cocau.app.present.procedure.wording import ProcedureWording, list_step_doubts
from cocau.constraints.procedure.calendar import CalendarEntry, DerivedCalendarEntry
from cocau.constraints.procedure.reports import ElectionCalendar
from cocau.constraints.rules.rule import VerificationMark


def render_calendar(wording: ProcedureWording, answer: ElectionCalendar) -> Iterator[Block]:
    """Render a calendar: every deadline with its day, clause and actor."""
    say, council = wording.say, wording.council
    day = council.election_day
    yield Heading(council.name, level=1)
    yield LineBlock(
        say(
            f"Ngày bầu cử: {wording.weekday(day)} {wording.day(day)}. "
            "Thời hạn tính từ ngày đó, theo văn bản có"
            f" hiệu lực vào ngày bầu cử. Bộ quy định: {wording.book.title.vi}.",
            f"Election day: {wording.weekday(day)} {wording.day(day)}. "
            "Deadlines are counted from it under the"
            f" texts in force on it. Rulebook: {wording.book.title.en}.",
        )
    )
    yield LineBlock(wording.distances(), Tone.QUIET)
    for i in answer.not_sunday:
        yield LineBlock(wording.not_sunday(i), Tone.BAD, mark="≠")
    yield TableBlock(_columns(wording), tuple(_row(wording, entry) for entry in answer.entries), rules=True)
    yield from _render_undated_steps(wording, answer)
    yield from _render_doubts(wording, answer)


def _columns(wording: ProcedureWording) -> tuple[BlockColumn, ...]:
    say = wording.say
    return (
        BlockColumn(say("Chậm nhất", "At the latest"), narrow=True),
        BlockColumn("", narrow=True),
        BlockColumn("", narrow=True),
        BlockColumn(say("Việc, người làm", "Step, and who takes it"), share=3),
        BlockColumn(say("Căn cứ thời hạn", "Clause of the deadline"), share=2),
    )


def _row(wording: ProcedureWording, entry: CalendarEntry) -> tuple[BlockCell, ...]:
    step = wording.steps[entry.step]
    time = "" if entry.time is None else f" {entry.time}"
    unverified = entry.mark is VerificationMark.UNVERIFIED
    caution = wording.caution(entry.mark)
    deadline = wording.say("Thời hạn", "The deadline:")
    basis = wording.clause_of(step) + (f". {deadline} {caution}." if caution else "")
    return (
        StyledText(
            f"{wording.day(entry.day)}{time}{' ?' if unverified else ''}",
            Tone.CARE if unverified else Tone.STRONG,
        ),
        wording.short_weekday(entry.day),
        wording.distance(entry.day),
        f"{wording.title(entry.step)} — {step.actor.of(wording.lang)}",
        StyledText(basis, Tone.CARE if unverified else Tone.PLAIN),
    )


def _render_undated_steps(wording: ProcedureWording, answer: ElectionCalendar) -> Iterator[Block]:
    dated = {entry.step for entry in answer.entries}
    derived = {entry.step: entry for entry in answer.derived}
    left = [step for step in answer.steps if step.id not in dated]
    if left:
        yield Heading(
            wording.say("Các bước không có thời hạn riêng", "Steps without a deadline of their own")
        )
    for step in left:
        until = f". {_describe_derived_day(wording, derived[step.id])}" if step.id in derived else ""
        yield LineBlock(
            f"{wording.title(step.id)} — {step.actor.of(wording.lang)}{until}. {wording.clause_of(step)}.",
            mark="–",
        )


def _describe_derived_day(wording: ProcedureWording, entry: DerivedCalendarEntry) -> str:
    """Describe the derived day of a step, and how far it was verified."""
    say, caution = wording.say, wording.caution(entry.mark)
    hour = "" if entry.time is None else f" {entry.time}"
    day = f"{wording.short_weekday(entry.day)} {wording.day(entry.day)}{hour} ({wording.distance(entry.day)}"
    more = f"; {caution}" if caution else ""
    return say(
        f"Trước bước “{wording.title(entry.of)}”, chậm nhất {day}, suy ra{more})",
        f"Before “{wording.title(entry.of)}”, at the latest {day}, derived{more})",
    )


def _render_doubts(wording: ProcedureWording, answer: ElectionCalendar) -> Iterator[Block]:
    steps_by_doubt: dict[str, list[str]] = {}
    for step in answer.steps:
        for doubt in list_step_doubts(step):
            named = step.id if wording.codes else f"“{wording.title(step.id)}”"
            steps_by_doubt.setdefault(wording.plain(doubt), []).append(named)
    if steps_by_doubt:
        yield Heading(wording.say("Nội dung cần xác minh", "Doubts"))
    for text, ids in steps_by_doubt.items():
        yield LineBlock(f"{', '.join(ids)}: {text}", Tone.QUIET, mark="?")
