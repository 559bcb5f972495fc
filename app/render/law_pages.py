"""The rulebooks as Markdown pages: one per document and language, beside each clause what is made of it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from cocau.app.law_words import entered
from cocau.app.render import law_entries
from cocau.app.render.kinds import kinds
from cocau.app.render.law_head import head
from cocau.app.render.law_index import index
from cocau.app.render.law_places import Cited, cited, order, places, provisions, quotable, resting, where
from cocau.app.render.leaf import Leaf
from cocau.app.words import CLAUSE_TYPE
from cocau.constraints.clauses import Clause, Register
from cocau.constraints.rule import Citation, Mark, Rule
from cocau.constraints.rulebook import Rulebook
from cocau.constraints.sources import SourceKind

LANGS = ("vi", "en")
MARK = "<!-- cocau:generated -->"
"""The last line of every page: only what ends so is replaced or removed by another run."""


def pages(book: Rulebook, registers: Mapping[str, Register]) -> dict[str, str]:
    """Every page by its file name: an index, and each document that is cited or has a register."""
    keys = documents(book, registers)
    found = {"README.md": _joined(index({key: book.sources[key] for key in keys}))}
    for key in keys:
        for lang in LANGS:
            found[f"{key}.{lang}.md"] = _joined(_page(Leaf(book, lang), key, registers.get(key)))
    return found


def documents(book: Rulebook, registers: Mapping[str, Register]) -> list[str]:
    """Laws first, the program's own wishes last; the older before the younger."""
    cited = {cite.source for one in provisions(book) for cite in one.cites} | registers.keys()
    kinds = list(SourceKind)
    return sorted(
        cited, key=lambda key: (kinds.index(book.sources[key].kind), book.sources[key].in_force, key)
    )


def _joined(lines: Iterable[str]) -> str:
    text = "\n".join(lines).rstrip()
    return f"{text}\n\n{MARK}\n"


def _page(leaf: Leaf, key: str, register: Register | None) -> Iterator[str]:
    yield from head(leaf, key)
    told: set[str] = set()
    if register is None:
        for place, apart in places(leaf, key).items():
            yield f"## {place}\n"
            for span, here in apart.items():
                if len(apart) > 1:
                    yield f"### {law_entries.capital(law_entries.elections(leaf, *span))}\n"
                yield from law_entries.quotes(leaf, quotable(here))
                yield from _entries(leaf, key, here, told)
                yield ""
    else:
        yield f"{register.note.of(leaf.lang)}\n"
        for clause in register.clauses:
            yield from _clause(leaf, key, clause, told)
    yield from _left(leaf, key, set() if register is None else {clause.id for clause in register.clauses})


def _clause(leaf: Leaf, key: str, clause: Clause, told: set[str]) -> Iterator[str]:
    lang = leaf.lang
    yield f"## {clause.id}\n"
    yield f"{clause.says.of(lang)} *({'; '.join(CLAUSE_TYPE[kind].of(lang) for kind in clause.types)})*\n"
    here = [(cite, one) for cite, one in cited(leaf.book, key) if cite.section == clause.id]
    quoted = Citation(source=key, section=clause.id, mark=Mark.V1, quote=clause.quote)
    yield from law_entries.quotes(leaf, (quoted, *quotable(here)))
    yield from _entries(leaf, key, here, told)
    yield from _otherwise(leaf, clause)
    for entry in leaf.book.not_modelled:
        if any(cite.source == key and cite.section == clause.id for cite in entry.cites):
            yield f"- **{leaf.say('Để con người quyết định', 'Left to people')}.** {leaf.plain(entry.why)}"
    yield ""


def _otherwise(leaf: Leaf, clause: Clause) -> Iterator[str]:
    """What answers a clause besides rules and steps."""
    say, lang, answer = leaf.say, leaf.lang, clause.answer
    if answer.inputs:
        fields = "; ".join(entered(field, lang) for field in answer.inputs)
        yield f"- **{say('Dữ liệu cần nhập', 'What is entered for it')}:** {fields}."
    for report in answer.reports:
        yield f"- **{say('Chương trình in ra', 'Printed by the program')}:** {report.part.of(lang)}."
    if answer.out_of_scope is not None:
        outside = say("Ngoài phạm vi chương trình", "Outside the program")
        yield f"- **{outside}.** {answer.out_of_scope.of(lang)}"


def _entries(leaf: Leaf, key: str, here: Sequence[Cited], told: set[str]) -> Iterator[str]:
    """Each rule and step; those told already in a line, with the councils this place speaks of."""
    again: dict[str, None] = {}
    for one in resting(here):
        version = f"{one.id} {one.in_force}"
        if version in told:
            words = leaf.says(one) if isinstance(one, Rule) else leaf.plain(one.says)
            only = kinds(leaf, (kind for cite, other in here if other is one for kind in cite.kinds))
            again[law_entries.again(leaf, words, one.id, only)] = None
        elif isinstance(one, Rule):
            yield from law_entries.rule(leaf, one, key)
        else:
            yield from law_entries.step(leaf, one, key)
        told.add(version)
    yield from again


def _left(leaf: Leaf, key: str, told: set[str]) -> Iterator[str]:
    """What is left to people, but for what stands beside its clause."""
    entries = [
        entry
        for entry in leaf.book.not_modelled
        if any(cite.source == key and cite.section not in told for cite in entry.cites)
    ]
    if entries:
        yield f"## {leaf.say('Đã đọc, để con người quyết định', 'Read, and left to people')}\n"
    for entry in sorted(entries, key=lambda e: min(order(c) for c in e.cites if c.source == key)):
        yield from law_entries.left(leaf, entry, where(leaf, entry, key))
