"""A rulebook as text: its rules in the order of their documents, what is left to people, and coverage."""

from collections.abc import Iterator

from app.render.blocks import Block, Cell, Column, Heading, Line, Table, Tone, Words
from app.render.clauses import clauses, document, legend
from app.render.wording import Wording, doubts
from constraints.rule import Rule
from constraints.rulebook import NotModelled


def rules(wording: Wording) -> Iterator[Block]:
    """Every rule: strength, clause, words, what is doubtful; then the provisions without a rule, and why."""
    book, say = wording.book, wording.say
    yield Heading(book.title.of(wording.lang), level=1)
    yield Line(
        say(
            f"{len(book.rules)} quy định, {len(book.not_modelled)} điều để con người quyết định. ",
            f"{len(book.rules)} rules, {len(book.not_modelled)} provisions left to people. ",
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
    until = "" if rule.until is None else f" – {rule.until}"
    yield Line("")
    yield Line(
        f"{rule.id} [{wording.strength(rule)}{priority}]" + (f" ({bounds})" if bounds else ""), Tone.STRONG
    )
    yield Line(wording.says(rule), indent=2)
    since = wording.say("hiệu lực từ", "in force from")
    levels = ", ".join(wording.label(level) for level in rule.levels)
    yield Line(f"{wording.clause(rule)}; {since} {rule.in_force}{until}; {levels}", Tone.QUIET, indent=2)
    for doubt in doubts(rule):
        yield Line(doubt.of(wording.lang), Tone.QUIET, mark="?", indent=2)


def _bound(value: int | None) -> str:
    """As `--set` takes it."""
    return "none" if value is None else str(value)


def coverage(wording: Wording) -> Iterator[Block]:
    """Each clause of the directive with the rules, or the entries of what is not modelled, that answer it."""
    say = wording.say
    answers = answered(wording)
    yield Heading(say("Từng ý của chỉ thị và quy định trả lời", "The directive, clause by clause"), level=1)
    columns = (
        Column(say("Ý", "Clause"), narrow=True),
        Column(say("Quy định", "Rules"), share=2),
        Column(say("Để con người quyết định, vì", "Left to people, because"), share=3),
    )
    rows: list[tuple[Cell, ...]] = []
    for section, (held, left) in answers.items():
        named = ", ".join(f"{rule.id} [{wording.strength(rule)}]" for rule in held)
        why = " ".join(entry.why.of(wording.lang) for entry in left)
        rows.append((Words(section, Tone.STRONG), named or "—", why or "—"))
    yield Table(columns, tuple(rows), rules=True)


def answered(wording: Wording) -> dict[str, tuple[list[Rule], list[NotModelled]]]:
    """Per clause number of the directive, in order: the rules and the unmodelled entries that cite it."""
    found: dict[str, tuple[list[Rule], list[NotModelled]]] = {}
    for rule in wording.book.rules:
        for section in _sections(rule):
            found.setdefault(section, ([], []))[0].append(rule)
    for entry in wording.book.not_modelled:
        for section in _sections(entry):
            found.setdefault(section, ([], []))[1].append(entry)
    return dict(sorted(found.items(), key=lambda item: _number(item[0])))


def _sections(cited: Rule | NotModelled) -> list[str]:
    return list(dict.fromkeys(c.section for c in cited.cites if c.section is not None))


def _number(section: str) -> tuple[int, ...]:
    """``S2.13`` comes after ``S2.9``."""
    return tuple(int(part) for part in section.removeprefix("S").split(".") if part.isdigit())
