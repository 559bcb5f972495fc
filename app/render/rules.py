"""A rulebook as text: its rules in the order of their documents, its steps, and what is left to people."""

from collections.abc import Iterator

from cocau.app.render.blocks import Block, Heading, Line, Tone
from cocau.app.render.clauses import clauses, document, legend
from cocau.app.render.formulas import sentence
from cocau.app.render.steps import steps
from cocau.app.render.validity import validity
from cocau.app.render.wording import Wording, doubts
from cocau.constraints.kinds.seats_formula import SeatsFormula
from cocau.constraints.rule import Mark, Rule


def rules(wording: Wording) -> Iterator[Block]:
    """Every rule: strength, clause, words, what is doubtful; the steps; then what has no rule, and why."""
    book, say = wording.book, wording.say
    joined = "+" in book.name
    yield Heading(book.name if joined else book.title.of(wording.lang), level=1)
    if joined:  # too long for a heading
        yield Line(book.title.of(wording.lang))
    yield Line(
        say(
            f"{len(book.rules)} quy định, {len(book.steps)} bước của quy trình, {len(book.not_modelled)} "
            "điều để con người quyết định. ",
            f"{len(book.rules)} rules, {len(book.steps)} steps of procedure, {len(book.not_modelled)} "
            "provisions left to people. ",
        )
        + legend(wording.lang),
        Tone.QUIET,
    )
    source = ""
    for rule in book.rules:
        if rule.cites[0].source != source:
            source = rule.cites[0].source
            yield from _document(wording, source)
        yield from _rule(wording, rule)
    yield from steps(wording)
    yield Heading(say("Đã đọc, để con người quyết định", "Read, and left to people"))
    for entry in book.not_modelled:
        yield Line(
            f"{clauses(entry.cites, book.sources, wording.lang)}: {entry.why.of(wording.lang)}", mark="–"
        )


def _document(wording: Wording, key: str) -> Iterator[Block]:
    source = wording.book.sources[key]
    yield Heading(f"{document(source, wording.lang)}: {source.title.of(wording.lang)}")
    if source.doubt is not None:
        yield Line(source.doubt.of(wording.lang), Tone.QUIET)


def _rule(wording: Wording, rule: Rule) -> Iterator[Block]:
    priority = "" if rule.priority is None else f" {rule.priority}"
    bounds = ", ".join(f"{name}={_bound(getattr(rule, name))}" for name in sorted(rule.adjustable))
    yield Line("")
    yield Line(
        f"{rule.id} [{wording.strength(rule)}{priority}]" + (f" ({bounds})" if bounds else ""), Tone.STRONG
    )
    yield Line(wording.says(rule), indent=2)
    for formula in rule.formulas if isinstance(rule, SeatsFormula) else ():
        tone = Tone.CARE if formula.mark is Mark.UNVERIFIED else Tone.PLAIN
        yield Line(sentence(wording, formula), tone, mark="·", indent=4)
    levels = ", ".join(wording.label(level) for level in rule.levels)
    yield Line(f"{wording.clause(rule)}; {validity(wording, rule)}; {levels}", Tone.QUIET, indent=2)
    for doubt in doubts(rule):
        yield Line(doubt.of(wording.lang), Tone.QUIET, mark="?", indent=2)


def _bound(value: int | None) -> str:
    """As `--set` takes it."""
    return "none" if value is None else str(value)
