"""A rulebook as text: its rules, the steps of procedure, and what is left to people."""

from collections.abc import Iterator

from cocau.app.present.blocks import Block, Heading, LineBlock, Tone
from cocau.app.present.citations import (
    describe_citations,
    describe_marks,
    describe_verification,
    name_document,
)
from cocau.app.present.law.seat_formulas import describe_formula
from cocau.app.present.procedure.wording import list_step_doubts
from cocau.app.present.wording import Wording, list_doubts
from cocau.constraints.kinds.seats_formula import SeatsFormula
from cocau.constraints.rules.rule import Dated, DatedBy, Rule, VerificationMark
from cocau.constraints.rules.steps import ProcedureStep


def describe_validity(wording: Wording, dated: Dated) -> str:
    """Describe from and until when a rule or step holds: ``hiệu lực từ 2015-09-01``."""
    say = wording.say
    if dated.dated_by is DatedBy.PLAN:
        ends = "" if dated.until is None else say(f" đến trước {dated.until}", f" and before {dated.until}")
        return say(f"phương án lập từ {dated.in_force}", f"plans made from {dated.in_force} on") + ends
    until = "" if dated.until is None else f" – {dated.until}"
    return f"{say('hiệu lực từ', 'in force from')} {dated.in_force}{until}"


def render_steps(wording: Wording) -> Iterator[Block]:
    """Render every step of procedure in the order of the documents."""
    if wording.book.steps:
        yield Heading(wording.say("Các bước của quy trình", "Steps of procedure"))
    for step in wording.book.steps:
        yield from _render_step(wording, step)


def _render_step(wording: Wording, step: ProcedureStep) -> Iterator[Block]:
    say, lang = wording.say, wording.lang
    levels = ", ".join(wording.label(level) for level in step.levels)
    yield LineBlock("")
    yield LineBlock(f"{step.id} [{describe_deadline(wording, step)}]", Tone.STRONG)
    yield LineBlock(f"{step.says.of(lang)} — {step.actor.of(lang)}.", indent=2)
    if step.record is not None and step.content is not None:
        yield LineBlock(f"{wording.label(step.record)}: {step.content.of(lang)}", indent=2)
    for label, ids in (
        (say("Sau", "After"), step.after),
        (say("Trước", "Before"), step.before),
    ):
        if ids:
            yield LineBlock(f"{label}: {', '.join(ids)}", indent=2)
    clause = describe_citations(step.cites, wording.book.sources, lang)
    yield LineBlock(f"{clause}; {describe_validity(wording, step)}; {levels}", Tone.QUIET, indent=2)
    for doubt in list_step_doubts(step):
        yield LineBlock(doubt.of(lang), Tone.QUIET, mark="?", indent=2)


def describe_deadline(wording: Wording, step: ProcedureStep) -> str:
    """Describe the deadline of a step, and how far it was verified."""
    say = wording.say
    if step.mark is None:
        return say("không có thời hạn riêng", "no deadline of its own")
    if step.days_after is not None:
        words = say(
            f"chậm nhất {step.days_after} ngày sau ngày bầu cử",
            f"at the latest {step.days_after} days after election day",
        )
    elif step.days_before:
        words = _describe_days_before(wording, step.days_before, step.time)
    else:
        words = say("ngày bầu cử", "election day")
    return (
        words
        if step.mark is VerificationMark.V1
        else f"{words}; {describe_verification(step.mark, wording.lang)}"
    )


def _describe_days_before(wording: Wording, days: int, time: str | None) -> str:
    """Describe a number of days before election day; an hour belongs to that day."""
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


def render_rulebook(wording: Wording) -> Iterator[Block]:
    """Render every rule, the steps, and the provisions that have no rule."""
    book, say = wording.book, wording.say
    joined = "+" in book.name
    yield Heading(book.name if joined else book.title.of(wording.lang), level=1)
    if joined:  # too long for a heading
        yield LineBlock(book.title.of(wording.lang))
    yield LineBlock(
        say(
            f"{len(book.rules)} quy định, {len(book.steps)} bước của quy trình, {len(book.not_modelled)} "
            "điều do cấp có thẩm quyền xem xét. ",
            f"{len(book.rules)} rules, {len(book.steps)} steps of procedure, {len(book.not_modelled)} "
            "provisions left to people. ",
        )
        + describe_marks(wording.lang),
        Tone.QUIET,
    )
    source = ""
    for rule in book.rules:
        if rule.cites[0].source != source:
            source = rule.cites[0].source
            yield from _render_document(wording, source)
        yield from _render_rule(wording, rule)
    yield from render_steps(wording)
    yield Heading(say("Đã đọc, do cấp có thẩm quyền xem xét", "Read, and left to people"))
    for entry in book.not_modelled:
        yield LineBlock(
            f"{describe_citations(entry.cites, book.sources, wording.lang)}: {entry.why.of(wording.lang)}",
            mark="–",
        )


def _render_document(wording: Wording, key: str) -> Iterator[Block]:
    source = wording.book.sources[key]
    yield Heading(f"{name_document(source, wording.lang)}: {source.title.of(wording.lang)}")
    if source.doubt is not None:
        yield LineBlock(source.doubt.of(wording.lang), Tone.QUIET)


def _render_rule(wording: Wording, rule: Rule) -> Iterator[Block]:
    priority = "" if rule.priority is None else f" {rule.priority}"
    bounds = ", ".join(f"{name}={_format_bound(getattr(rule, name))}" for name in sorted(rule.adjustable))
    yield LineBlock("")
    yield LineBlock(
        f"{rule.id} [{wording.strength(rule)}{priority}]" + (f" ({bounds})" if bounds else ""), Tone.STRONG
    )
    yield LineBlock(wording.says(rule), indent=2)
    for formula in rule.formulas if isinstance(rule, SeatsFormula) else ():
        tone = Tone.CARE if formula.mark is VerificationMark.UNVERIFIED else Tone.PLAIN
        yield LineBlock(describe_formula(wording, formula), tone, mark="·", indent=4)
    levels = ", ".join(wording.label(level) for level in rule.levels)
    yield LineBlock(
        f"{wording.clause(rule)}; {describe_validity(wording, rule)}; {levels}", Tone.QUIET, indent=2
    )
    for doubt in list_doubts(rule):
        yield LineBlock(doubt.of(wording.lang), Tone.QUIET, mark="?", indent=2)


def _format_bound(value: int | None) -> str:
    """Format a bound as `--set` takes it."""
    return "none" if value is None else str(value)
