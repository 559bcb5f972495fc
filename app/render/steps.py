"""The steps of a rulebook as text: deadline, clause, order, what proves each, and what is doubtful."""

from collections.abc import Iterator

from app.render.blocks import Block, Heading, Line, Tone
from app.render.clauses import clauses, verified
from app.render.course import step_doubts
from app.render.wording import Wording
from constraints.rule import Mark
from constraints.steps import Step


def steps(wording: Wording) -> Iterator[Block]:
    """Every step, in the order of the documents; nothing where the book has none."""
    if wording.book.steps:
        yield Heading(wording.say("Các bước của quy trình", "Steps of procedure"))
    for step in wording.book.steps:
        yield from _step(wording, step)


def _step(wording: Wording, step: Step) -> Iterator[Block]:
    say, lang = wording.say, wording.lang
    until = "" if step.until is None else f" – {step.until}"
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
    since = say("hiệu lực từ", "in force from")
    yield Line(f"{clause}; {since} {step.in_force}{until}; {levels}", Tone.QUIET, indent=2)
    for doubt in step_doubts(step):
        yield Line(doubt.of(lang), Tone.QUIET, mark="?", indent=2)


def deadline(wording: Wording, step: Step) -> str:
    """The deadline in words, with how far it was verified where it was not compared with the text."""
    say, hour = wording.say, f" {step.time}" if step.time else ""
    if step.mark is None:
        return say("không có thời hạn riêng", "no deadline of its own")
    if step.days_after is not None:
        words = say(
            f"chậm nhất {step.days_after} ngày sau ngày bầu cử",
            f"at the latest {step.days_after} days after election day",
        )
    elif step.days_before:
        words = say(
            f"chậm nhất {step.days_before} ngày trước ngày bầu cử{hour}",
            f"at the latest {step.days_before} days before election day{hour}",
        )
    else:
        words = say("ngày bầu cử", "election day")
    return words if step.mark is Mark.V1 else f"{words}; {verified(step.mark, wording.lang)}"
