"""A rulebook as people read it: by document, each rule with its clauses, how far read, and its bounds."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from cocau.app.imports.safe_text import looked_for
from cocau.app.law_words import BOUNDS
from cocau.app.render.clauses import document, verified
from cocau.app.render.formulas import heads, rows
from cocau.app.render.kinds import kinds
from cocau.app.render.law_entries import elections
from cocau.app.render.law_places import named
from cocau.app.render.leaf import Leaf
from cocau.app.render.validity import validity
from cocau.constraints.dated import DatedBy
from cocau.constraints.kinds.seats_formula import SeatsFormula
from cocau.constraints.rule import Citation, Mark, Rule, Strength
from cocau.constraints.rulebook import NotModelled, Rulebook
from cocau.constraints.sources import Source, SourceKind


@dataclass(frozen=True)
class Clause:
    """A clause that something rests on. `mark`: how far it was verified; None: no law, a wish of ours."""

    place: str
    quote: str
    mark: Mark | None
    verified: str
    doubt: str
    only: str


@dataclass(frozen=True)
class Limit:
    """A bound of a rule that a what-if may change."""

    field: str
    words: str
    value: int


@dataclass(frozen=True)
class Entry:
    """A rule on the page. `table`: heads and rows of its formulas, where it has any."""

    rule: Rule
    says: str
    clause: str
    clauses: tuple[Clause, ...]
    limits: tuple[Limit, ...]
    doubt: str
    validity: str
    table: tuple[tuple[str, ...], ...]

    @property
    def id(self) -> str:
        """The rule's id."""
        return self.rule.id

    @property
    def strength(self) -> Strength:
        """How binding it is."""
        return self.rule.strength

    @property
    def text(self) -> str:
        """All that it is found by."""
        cited = (f"{clause.place} {clause.quote}" for clause in self.clauses)
        return " ".join([self.id, self.says, *cited])


@dataclass(frozen=True)
class Chapter:
    """A document with the rules that come from it; `ours`: not law, the program's own wishes."""

    key: str
    name: str
    title: str
    read: str
    doubt: str
    ours: bool
    entries: tuple[Entry, ...]


@dataclass(frozen=True)
class Left:
    """A provision that was read and is left to people."""

    clauses: tuple[Clause, ...]
    why: str


def chapters(book: Rulebook, lang: str) -> tuple[Chapter, ...]:
    """The rules in the order of their documents; what is a wish of the program comes last, by itself."""
    leaf = Leaf(book, lang)
    law = [rule for rule in book.rules if not book.is_ours(rule)]
    found = [_chapter(leaf, key, rules) for key, rules in _by_document(law).items()]
    if ours := [rule for rule in book.rules if book.is_ours(rule)]:
        house = next(c.source for c in ours[0].cites if book.sources[c.source].kind is SourceKind.HOUSE)
        found.append(_chapter(leaf, house, ours))
    return tuple(found)


def narrowed(found: Iterable[Chapter], strengths: Iterable[Strength], words: str) -> tuple[Chapter, ...]:
    """Only rules of these strengths (none: of all) in which every word is found, and their documents."""
    wanted, stand_in = set(strengths) or set(Strength), looked_for(words)
    kept = (
        Chapter(
            **{
                **vars(one),
                "entries": tuple(e for e in one.entries if e.strength in wanted and stand_in(e.text)),
            }
        )
        for one in found
    )
    return tuple(one for one in kept if one.entries)


def left_to_people(book: Rulebook, lang: str) -> tuple[Left, ...]:
    """What was read and has no rule, and why."""
    leaf = Leaf(book, lang)
    return tuple(_left(leaf, entry) for entry in book.not_modelled)


def limits(rule: Rule, lang: str) -> tuple[Limit, ...]:
    """The bounds of a rule that are set and may be changed."""
    set_ = ((name, getattr(rule, name)) for name in sorted(rule.adjustable))
    return tuple(Limit(name, BOUNDS[name].of(lang), value) for name, value in set_ if value is not None)


def plain(text: str) -> str:
    """A text without the marks of Markdown."""
    return text.replace("`", "")


def _by_document(rules: Iterable[Rule]) -> dict[str, list[Rule]]:
    found: dict[str, list[Rule]] = {}
    for rule in rules:
        found.setdefault(rule.cites[0].source, []).append(rule)
    return found


def _chapter(leaf: Leaf, key: str, rules: Iterable[Rule]) -> Chapter:
    source = leaf.book.sources[key]
    return Chapter(
        key=key,
        name=document(source, leaf.lang),
        title=source.title.of(leaf.lang),
        read=_read(leaf, source),
        doubt="" if source.doubt is None else plain(leaf.plain(source.doubt)),
        ours=source.kind is SourceKind.HOUSE,
        entries=tuple(_entry(leaf, rule) for rule in rules),
    )


def _read(leaf: Leaf, source: Source) -> str:
    if source.kind is SourceKind.HOUSE:
        return ""
    if source.verified is None:
        return leaf.say("chưa đọc được toàn văn", "the full text was not read")
    return leaf.say(
        f"trích dẫn đối chiếu với văn bản ngày {source.verified:%d/%m/%Y}",
        f"quotes compared with the text on {source.verified.day} {source.verified:%B %Y}",
    )


def _entry(leaf: Leaf, rule: Rule) -> Entry:
    formulas = (heads(leaf), *rows(leaf, rule)) if isinstance(rule, SeatsFormula) else ()
    by_election = rule.dated_by is DatedBy.ELECTION
    return Entry(
        rule=rule,
        says=plain(leaf.says(rule)),
        clause=leaf.clause(rule),
        clauses=tuple(_clauses(leaf, rule.cites)),
        limits=() if rule.strength is Strength.STANDARD else limits(rule, leaf.lang),
        doubt="" if rule.doubt is None else plain(leaf.plain(rule.doubt)),
        validity=elections(leaf, rule.in_force, rule.until) if by_election else validity(leaf, rule),
        table=formulas,
    )


def _left(leaf: Leaf, entry: NotModelled) -> Left:
    return Left(tuple(_clauses(leaf, entry.cites)), plain(leaf.plain(entry.why)))


def _clauses(leaf: Leaf, cites: Iterable[Citation]) -> Iterator[Clause]:
    for cite in dict.fromkeys(cites):
        source = leaf.book.sources[cite.source]
        ours = source.kind is SourceKind.HOUSE
        where = document(source, leaf.lang) if ours else f"{document(source, leaf.lang)}, {named(leaf, cite)}"
        yield Clause(
            place=where,
            quote=cite.quote,
            mark=None if ours else cite.mark,
            verified=verified(cite.mark, leaf.lang),
            doubt="" if cite.doubt is None else plain(leaf.plain(cite.doubt)),
            only=kinds(leaf, cite.kinds),
        )
