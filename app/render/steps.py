"""The steps of a rulebook as text: deadline, clause, order, what proves each, and what is doubtful."""

from collections.abc import Iterator

from cocau.app.render.blocks import Block, Heading, Line, Tone
from cocau.app.render.clauses import clauses, verified
from cocau.app.render.course import step_doubts
from cocau.app.render.validity import validity
from cocau.app.render.wording import Wording
from cocau.constraints.rule import Mark
from cocau.constraints.steps import Step


def steps(wording: Wording) -> Iterator[Block]:
    """Every step, in the order of the documents; nothing where the book has none."""
    if wording.book.steps:
        yield Heading(wording.say("Các bước của quy trình", "Steps of procedure"))
    for step in wording.book.steps:
        yield from _step(wording, step)


def _step(wording: Wording, step: Step) -> Iterator[Block]:
    say, lang = wording.say, wording.lang
    levels = ", ".join(wording.label(level) for level in step.levels)
    yield Line("")
    yield Line(f"{step.id} [{deadline(wording, step)}]", Tone.STRONG)
    yield Line(f"{step.says.of(lang)} — {step.actor.of(lang)}.", indent=2)
    if step.record is not None and step.content is not None:
        yield Line(f"{wording.label(step.record)}: {step.content.of(lang)}", indent=2)
    for label, ids in (
        (say("Sau", "After"), step.after),
        (say("Trước", "Before"), step.before),
    ):
        if ids:
            yield Line(f"{label}: {', '.join(ids)}", indent=2)
    clause = clauses(step.cites, wording.book.sources, lang)
    yield Line(f"{clause}; {validity(wording, step)}; {levels}", Tone.QUIET, indent=2)
    for doubt in step_doubts(step):
        yield Line(doubt.of(lang), Tone.QUIET, mark="?", indent=2)


def deadline(wording: Wording, step: Step) -> str:
    """The deadline in words, with how far it was verified where it was not compared with the text."""
    say = wording.say
    if step.mark is None:
        return say("không có thời hạn riêng", "no deadline of its own")
    if step.days_after is not None:
        words = say(
            f"chậm nhất {step.days_after} ngày sau ngày bầu cử",
            f"at the latest {step.days_after} days after election day",
        )
    elif step.days_before:
        words = _before(wording, step.days_before, step.time)
    else:
        words = say("ngày bầu cử", "election day")
    return words if step.mark is Mark.V1 else f"{words}; {verified(step.mark, wording.lang)}"


def _before(wording: Wording, days: int, time: str | None) -> str:
    """So many days before election day; an hour is told with the day it belongs to, not with election day."""
    say = wording.say
    if time is None:
        return say(
            f"chậm nhất {days} ngày trước ngày bầu cử", f"at the latest {days} days before election day"
        )
    if days == 1:
        return say(
            f"chậm nhất {time} của ngày trước ngày bầu cử",
            f"at the latest {time} on the day before election day",
        )
    return say(
        f"chậm nhất {time} của ngày thứ {days} trước ngày bầu cử",
        f"at the latest {time} on the day {days} days before election day",
    )
