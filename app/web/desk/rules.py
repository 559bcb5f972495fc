"""/councils/{council_id}/rules: the rules that bind a council, with their clauses."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from cocau.app.files.text import build_word_matcher
from cocau.app.i18n.words import BOUNDS
from cocau.app.present.citations import describe_verification, name_document
from cocau.app.present.law.pages import describe_elections
from cocau.app.present.law.places import name_place
from cocau.app.present.law.rulebook import describe_validity
from cocau.app.present.law.seat_formulas import get_formula_heads, list_formula_rows
from cocau.app.present.wording import PlainWording, describe_council_kinds
from cocau.app.services.rulebooks import choose_council_rulebook
from cocau.app.web.deps import ResourceId
from cocau.app.web.desk.context import PageContextDep, get_council_context
from cocau.app.web.desk.local_rules import LOCAL_PREFIX, can_be_local
from cocau.app.web.desk.page_route import PageRoute
from cocau.constraints.kinds.seats_formula import SeatsFormula
from cocau.constraints.rulebook import CitedSource, NotModelled, Rulebook, SourceKind
from cocau.constraints.rules.rule import Citation, DatedBy, Rule, Strength, VerificationMark


@dataclass(frozen=True)
class CitedClause:
    """A clause behind a rule; `mark`: how far it was verified, None: a wish of ours."""

    place: str
    quote: str
    mark: VerificationMark | None
    verified: str
    doubt: str
    only: str


@dataclass(frozen=True)
class AdjustableBound:
    """A bound of a rule that a scenario may change."""

    field: str
    words: str
    value: int


@dataclass(frozen=True)
class RulebookEntry:
    """A rule on the rulebook's page; `table`: heads and rows of its formulas, if any."""

    rule: Rule
    says: str
    clause: str
    clauses: tuple[CitedClause, ...]
    limits: tuple[AdjustableBound, ...]
    doubt: str
    validity: str
    table: tuple[tuple[str, ...], ...]
    can_be_local: bool = False

    @property
    def id(self) -> str:
        """Return the rule's id."""
        return self.rule.id

    @property
    def strength(self) -> Strength:
        """Return how binding the rule is."""
        return self.rule.strength

    @property
    def text(self) -> str:
        """Return all the text that the rule is found by."""
        cited = (f"{clause.place} {clause.quote}" for clause in self.clauses)
        return " ".join([self.id, self.says, *cited])


@dataclass(frozen=True)
class RulebookChapter:
    """A document with the rules that come from it; `ours`: not law, the program's own wishes."""

    key: str
    name: str
    title: str
    read: str
    doubt: str
    ours: bool
    entries: tuple[RulebookEntry, ...]


@dataclass(frozen=True)
class UnmodelledProvision:
    """A provision that was read and has no rule, as it is left to people."""

    clauses: tuple[CitedClause, ...]
    why: str


def build_chapters(book: Rulebook, lang: str) -> tuple[RulebookChapter, ...]:
    """Build the chapters in the order of their documents; the program's own wishes come last."""
    leaf = PlainWording(book, lang, codes=False)
    law = [rule for rule in book.rules if not book.is_ours(rule)]
    found = [_build_chapter(leaf, key, rules) for key, rules in _group_by_document(law).items()]
    if ours := [rule for rule in book.rules if book.is_ours(rule)]:
        house = next(c.source for c in ours[0].cites if book.sources[c.source].kind is SourceKind.HOUSE)
        found.append(_build_chapter(leaf, house, ours))
    return tuple(found)


def filter_chapters(
    found: Iterable[RulebookChapter], strengths: Iterable[Strength], words: str
) -> tuple[RulebookChapter, ...]:
    """Filter chapters to rules of some strengths (none: all) in which every word is found."""
    wanted, stand_in = set(strengths) or set(Strength), build_word_matcher(words)
    kept = (
        RulebookChapter(
            **{
                **vars(one),
                "entries": tuple(e for e in one.entries if e.strength in wanted and stand_in(e.text)),
            }
        )
        for one in found
    )
    return tuple(one for one in kept if one.entries)


def list_unmodelled(book: Rulebook, lang: str) -> tuple[UnmodelledProvision, ...]:
    """List the provisions that have no rule, each with the reason."""
    leaf = PlainWording(book, lang, codes=False)
    return tuple(_build_unmodelled(leaf, entry) for entry in book.not_modelled)


def list_adjustable_bounds(rule: Rule, lang: str) -> tuple[AdjustableBound, ...]:
    """List the bounds of a rule that are set and may be changed."""
    set_ = ((name, getattr(rule, name)) for name in sorted(rule.adjustable))
    return tuple(
        AdjustableBound(name, BOUNDS[name].of(lang), value) for name, value in set_ if value is not None
    )


def strip_markdown(text: str) -> str:
    """Strip the marks of Markdown from a text."""
    return text.replace("`", "")


def _group_by_document(rules: Iterable[Rule]) -> dict[str, list[Rule]]:
    found: dict[str, list[Rule]] = {}
    for rule in rules:
        found.setdefault(rule.cites[0].source, []).append(rule)
    return found


def _build_chapter(leaf: PlainWording, key: str, rules: Iterable[Rule]) -> RulebookChapter:
    source = leaf.book.sources[key]
    return RulebookChapter(
        key=key,
        name=name_document(source, leaf.lang),
        title=source.title.of(leaf.lang),
        read=_describe_reading(leaf, source),
        doubt="" if source.doubt is None else strip_markdown(leaf.plain(source.doubt)),
        ours=source.kind is SourceKind.HOUSE,
        entries=tuple(_build_entry(leaf, rule) for rule in rules),
    )


def _describe_reading(leaf: PlainWording, source: CitedSource) -> str:
    if source.kind is SourceKind.HOUSE:
        return ""
    if source.verified is None:
        return leaf.say("chưa đọc được toàn văn", "the full text was not read")
    return leaf.say(
        f"trích dẫn đối chiếu với văn bản ngày {source.verified:%d/%m/%Y}",
        f"quotes compared with the text on {source.verified.day} {source.verified:%B %Y}",
    )


def _build_entry(leaf: PlainWording, rule: Rule) -> RulebookEntry:
    formulas = (
        (get_formula_heads(leaf), *list_formula_rows(leaf, rule)) if isinstance(rule, SeatsFormula) else ()
    )
    by_election = rule.dated_by is DatedBy.ELECTION
    return RulebookEntry(
        rule=rule,
        says=strip_markdown(leaf.says(rule)),
        clause=leaf.clause(rule),
        clauses=tuple(_list_clauses(leaf, rule.cites)),
        limits=() if rule.strength is Strength.STANDARD else list_adjustable_bounds(rule, leaf.lang),
        doubt="" if rule.doubt is None else strip_markdown(leaf.plain(rule.doubt)),
        validity=describe_elections(leaf, rule.in_force, rule.until)
        if by_election
        else describe_validity(leaf, rule),
        table=formulas,
        can_be_local=can_be_local(rule),
    )


def _build_unmodelled(leaf: PlainWording, entry: NotModelled) -> UnmodelledProvision:
    return UnmodelledProvision(tuple(_list_clauses(leaf, entry.cites)), strip_markdown(leaf.plain(entry.why)))


def _list_clauses(leaf: PlainWording, cites: Iterable[Citation]) -> Iterator[CitedClause]:
    for cite in dict.fromkeys(cites):
        source = leaf.book.sources[cite.source]
        ours = source.kind is SourceKind.HOUSE
        where = (
            name_document(source, leaf.lang)
            if ours
            else f"{name_document(source, leaf.lang)}, {name_place(leaf, cite)}"
        )
        yield CitedClause(
            place=where,
            quote=cite.quote,
            mark=None if ours else cite.mark,
            verified=describe_verification(cite.mark, leaf.lang),
            doubt="" if cite.doubt is None else strip_markdown(leaf.plain(cite.doubt)),
            only=describe_council_kinds(leaf, cite.kinds),
        )


router = APIRouter(prefix="/councils/{council_id}/rules", route_class=PageRoute, include_in_schema=False)


@router.get("")
def show_rules(
    council_id: ResourceId,
    desk: PageContextDep,
    strength: Annotated[list[Strength] | None, Query()] = None,
    q: Annotated[str, Query(max_length=200)] = "",
) -> Response:
    """Show the rules that match the search, then the provisions left to people."""
    place = get_council_context(desk, council_id)
    council = place.council
    book = choose_council_rulebook(desk.store, desk.caller, council_id, council.election_day)
    if book is None:
        return desk.page("rules.html", place=place, book=None, told="")
    bound = book.for_council(council)
    whole = build_chapters(bound, desk.lang)
    return desk.page(
        "rules.html",
        place=place,
        book=bound,
        whole=whole,
        chapters=filter_chapters(whole, strength or (), q),
        left=list_unmodelled(book, desk.lang),  # they name rules of other councils too
        strengths=tuple(Strength),
        marks=[(mark, describe_verification(mark, desk.lang)) for mark in VerificationMark],
        wanted=strength or [],
        words=q,
        local=[rule.id for rule in bound.rules if rule.id.startswith(LOCAL_PREFIX)],
        told=desk.request.query_params.get("told", ""),
    )
