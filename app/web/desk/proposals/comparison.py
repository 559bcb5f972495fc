"""/councils/{council_id}/compare: two to four proposals side by side, differences first."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from cocau.app.db.models import JobState
from cocau.app.i18n.languages import Lang
from cocau.app.i18n.words import BOUNDS
from cocau.app.permissions import Permission
from cocau.app.present.blocks import Block, BlockCell, StyledText
from cocau.app.present.names import Names
from cocau.app.present.proposal.conflict import render_conflict
from cocau.app.present.proposal.rule_rows import RuleRow, list_rules
from cocau.app.present.proposal.slate_rows import GroupShare, list_composition
from cocau.app.present.wording import PlainWording
from cocau.app.services.errors import Missing
from cocau.app.services.planning.proposal_status import ProposalStatus
from cocau.app.services.planning.proposals import (
    ProposalFilters,
    get_proposal_status,
    get_proposal_text,
    list_proposals,
)
from cocau.app.web.deps import ResourceId, check_id, require_permission
from cocau.app.web.desk.context import CouncilContext, PageContext, PageContextDep, get_council_context
from cocau.app.web.desk.page_route import PageRoute
from cocau.app.web.desk.rules import strip_markdown
from cocau.app.web.desk.scenarios.form import list_pins
from cocau.app.web.desk.scenarios.summary import ScenarioSummarizer
from cocau.app.web.paging import PAGE_SIZE, paginate
from cocau.constraints.model.people import Pool
from cocau.constraints.model.slate import Slate
from cocau.constraints.rules.rule import Rule, Strength
from cocau.solver.proposal import Proposal
from cocau.solver.slate_differences import PersonMove, SlatePart, compare_slates

LETTERS = "ABCD"
MOST_SIDES = len(LETTERS)


@dataclass(frozen=True)
class ComparisonSide:
    """One of the proposals compared: its letter, its status, and what it says."""

    letter: str
    status: ProposalStatus
    proposal: Proposal
    lang: Lang

    @cached_property
    def sheet(self) -> Names:
        """Return the proposal's own names for ids."""
        return Names.of(self.proposal, self.lang, codes=False)

    @cached_property
    def rules(self) -> dict[str, RuleRow]:
        """Return the judged rules by id."""
        return {row.rule.id: row for row in list_rules(self.sheet, self.proposal.findings)}

    @property
    def missed(self) -> tuple[int, int]:
        """Return how many aims are missed: of documents, and of the program's wishes."""
        book = self.proposal.rulebook
        ours = [book.is_ours(book.by_id[aim.rule]) for aim in self.proposal.aims if aim.missed]
        return ours.count(False), ours.count(True)

    @property
    def pins(self) -> tuple[str, ...]:
        """Return who is fixed in it, each in a line."""
        request = self.proposal.request
        speaker = ScenarioSummarizer(self.proposal.rulebook, request.council, request.pool, self.lang)
        return tuple(one.text for one in speaker.describe_pins(list_pins(request.pins)))

    @property
    def why_not(self) -> tuple[Block, ...]:
        """Return the conflict that leaves no slate, if there is one."""
        found = self.proposal.conflict
        return () if found is None else tuple(render_conflict(self.sheet, found, self.proposal.request.pins))


def build_sides(found: Iterable[tuple[ProposalStatus, Proposal]], lang: Lang) -> Iterator[ComparisonSide]:
    """Yield the proposals with the letters that they are called by."""
    for letter, (status, proposal) in zip(LETTERS, found, strict=False):
        yield ComparisonSide(letter, status, proposal, lang)


@dataclass(frozen=True)
class ComparisonRow:
    """One thing on each side; `key`: a rule or a person; `note`: more about it."""

    head: str
    cells: tuple[BlockCell, ...]
    key: str = ""
    note: str = ""

    @property
    def differs(self) -> bool:
        """Return whether the sides differ."""
        return len({cell if isinstance(cell, str) else cell.text for cell in self.cells}) > 1


@dataclass(frozen=True)
class PeopleDifferences:
    """People whose part differs in the same respect: council, lists, posts or constituency."""

    sort: str
    rows: tuple[ComparisonRow, ...]


@dataclass(frozen=True)
class ProposalComparison:
    """Proposals side by side; the others are compared with the first."""

    sides: tuple[ComparisonSide, ...]

    @property
    def planned(self) -> tuple[ComparisonSide, ...]:
        """Return the sides with a slate."""
        return tuple(side for side in self.sides if side.proposal.slate is not None)

    @property
    def lang(self) -> Lang:
        """Return the language of the page."""
        return self.sides[0].lang

    @cached_property
    def sheet(self) -> Names:
        """Return names for every rule and everybody on any side."""
        first = self.sides[0].sheet
        rules = {rule.id: rule for side in reversed(self.sides) for rule in side.sheet.book.rules}
        sources = {k: s for side in self.sides for k, s in side.sheet.book.sources.items()}
        people = {p.id: p for side in reversed(self.sides) for p in side.sheet.pool.people}
        book = first.book.replace_unvalidated(rules=tuple(rules.values()), sources=sources)
        return replace(first, book=book, pool=Pool(people=tuple(people.values())))

    @property
    def departures(self) -> tuple[ComparisonRow, ...]:
        """Return every bound that differs from the rulebook's on some side."""
        keys = dict.fromkeys((d.rule, d.field) for side in self.sides for d in side.proposal.departures)
        return tuple(self._build_departure_row(rule, field) for rule, field in keys)

    def _build_departure_row(self, rule_id: str, field: str) -> ComparisonRow:
        say = self.sheet.say
        found = [
            next((d for d in side.proposal.departures if (d.rule, d.field) == (rule_id, field)), None)
            for side in self.sides
        ]
        was = next(d.was for d in found if d is not None)
        words = "" if field == "priority" else BOUNDS[field].of(self.lang)
        if field == "priority":
            cells = [say("phấn đấu", "aim") if d is None else say("≠ bắt buộc", "≠ must") for d in found]
        else:
            cells = [
                _format_bound(say, was) if d is None else f"≠ {_format_bound(say, d.now)}" for d in found
            ]
        rule = self.sheet.book.by_id.get(rule_id)
        head = (
            rule_id
            if rule is None
            else self._describe_original_rule(rule, {} if field == "priority" else {field: was})
        )
        return ComparisonRow(head, tuple(cells), rule_id, words)

    def _describe_original_rule(self, rule: Rule, as_was: dict[str, int | None]) -> str:
        """Describe a rule as in the rulebook, not with the bound of a side."""
        return strip_markdown(
            PlainWording(self.sheet.book, self.lang).says(rule.replace_unvalidated(**as_was))
        )

    @cached_property
    def _moves(self) -> list[dict[str, PersonMove]]:
        """Return for each planned side the people whose part differs from the first."""
        first, *rest = self.planned
        found: list[dict[str, PersonMove]] = [{}]
        for side in rest:
            pool = frozenset(side.proposal.request.pool.by_id)
            moves = compare_slates(_get_slate(first), _get_slate(side), pool, side.proposal.barred)
            found.append({move.person: move for move in moves})
        return found

    @property
    def people(self) -> tuple[PeopleDifferences, ...]:
        """Return everybody whose part differs, once, under the weightiest difference."""
        if len(self.planned) < 2:  # noqa: PLR2004  # nobody to differ from
            return ()
        found: dict[str, list[ComparisonRow]] = {
            "deputies": [],
            "candidates": [],
            "posts": [],
            "constituencies": [],
        }
        for person in sorted({i for moves in self._moves for i in moves}, key=self.sheet.get_order):
            parts = self._list_parts(person)
            known = self.sheet.pool.by_id.get(person)
            row = ComparisonRow(
                self.sheet.person(person),
                tuple(map(self._describe_part, parts)),
                person,
                "" if known is None else known.position,
            )
            found[_classify_difference(parts)].append(row)
        return tuple(PeopleDifferences(sort, tuple(rows)) for sort, rows in found.items() if rows)

    @property
    def alike(self) -> tuple[str, ...]:
        """Return the people who have the same part everywhere."""
        moved = {i for moves in self._moves for i in moves}
        first = _get_slate(self.planned[0])
        same = (i for i in first.everybody if i not in moved)
        return tuple(map(self.sheet.person, sorted(same, key=self.sheet.get_order)))

    def _list_parts(self, person: str) -> list[SlatePart | None]:
        mine = next(moves[person].was for moves in self._moves if person in moves)
        return [moves[person].now if person in moves else mine for moves in self._moves]

    def _describe_part(self, part: SlatePart | None) -> BlockCell:
        if part is None or part.constituency is None:
            return "—" if part is None else self.sheet.say("được giới thiệu", "introduced")
        say = self.sheet.say
        meant = (
            say("● đại biểu dự kiến", "● intended deputy") if part.deputy else say("○ ứng cử", "○ candidate")
        )
        return ", ".join([meant, self.sheet.unit(part.constituency), *map(self.sheet.post, part.posts)])

    @property
    def posts(self) -> tuple[ComparisonRow, ...]:
        """Return each post with its holders."""
        posts = dict.fromkeys(p for side in self.planned for p in side.proposal.request.council.posts)
        return tuple(
            ComparisonRow(
                self.sheet.post(post),
                tuple(
                    ", ".join(
                        map(
                            self.sheet.person,
                            sorted(_get_slate(s).get_holders(post), key=self.sheet.get_order),
                        )
                    )
                    or "—"
                    for s in self.planned
                ),
            )
            for post in posts
        )

    @property
    def intended(self) -> tuple[ComparisonRow, ...]:
        """Return each group's share of the intended deputies."""
        return self._build_share_rows(lambda figure: figure[1])

    @property
    def listed(self) -> tuple[ComparisonRow, ...]:
        """Return each group's share of the official list."""
        return self._build_share_rows(lambda figure: figure[0])

    def _build_share_rows(
        self, select: Callable[[tuple[GroupShare, GroupShare]], GroupShare]
    ) -> tuple[ComparisonRow, ...]:
        sides = [_get_shares(side) for side in self.planned]
        return tuple(
            ComparisonRow(
                self.sheet.label(group),
                tuple(_format_share(self.lang, select(s[group]), select(sides[0][group])) for s in sides),
            )
            for group in (sides[0] if sides else ())
        )

    @property
    def rules(self) -> tuple[ComparisonRow, ...]:
        """Return every rule that was judged, and the verdict on each side."""
        ids = dict.fromkeys(i for side in self.planned for i in side.rules)
        ordered = sorted(ids, key=lambda i: self.sheet.book.is_ours(self.sheet.book.by_id[i]))
        return tuple(self._build_rule_row(i) for i in ordered)

    def _build_rule_row(self, rule_id: str) -> ComparisonRow:
        rule = self.sheet.book.by_id[rule_id]
        cells = tuple(_render_verdict(side, rule_id) for side in self.planned)
        return ComparisonRow(
            strip_markdown(PlainWording(self.sheet.book, self.lang).says(rule)), cells, rule_id
        )

    def rule(self, rule_id: str) -> Rule:
        """Return a rule by its id."""
        return self.sheet.book.by_id[rule_id]

    def facts(self, rule_id: str) -> tuple[str, ...]:
        """Return what each side has of what a rule counts."""
        return tuple(_render_actual(side, rule_id) for side in self.planned)

    def clause(self, rule_id: str) -> str:
        """Return the clause of a rule."""
        return self.sheet.clause(self.rule(rule_id))


def select_differing(rows: Iterable[ComparisonRow]) -> tuple[ComparisonRow, ...]:
    """Return the rows whose sides differ."""
    return tuple(row for row in rows if row.differs)


def select_same(rows: Iterable[ComparisonRow]) -> tuple[ComparisonRow, ...]:
    """Return the rows whose sides are all the same."""
    return tuple(row for row in rows if not row.differs)


def _get_slate(side: ComparisonSide) -> Slate:
    if side.proposal.slate is None:
        raise LookupError(f"{side.status.id} has no slate")
    return side.proposal.slate


def _format_bound(say: Callable[[str, str], str], value: int | None) -> str:
    return say("không đặt", "not set") if value is None else str(value)


def _classify_difference(parts: Sequence[SlatePart | None]) -> str:
    """Return the first respect in which parts differ."""
    if len({part is not None and part.deputy for part in parts}) > 1:
        return "deputies"
    if len({part is not None and part.constituency is not None for part in parts}) > 1:
        return "candidates"
    return "posts" if len({() if part is None else part.posts for part in parts}) > 1 else "constituencies"


def _get_shares(side: ComparisonSide) -> dict[str, tuple[GroupShare, GroupShare]]:
    return {row.group: (row.listed, row.intended) for row in list_composition(side.sheet, _get_slate(side))}


def _format_share(lang: Lang, share: GroupShare, first: GroupShare) -> str:
    """Format a share as ``22 (40,7%)``, with the difference from the first side."""
    apart = (share.count or 0) - (first.count or 0)
    more = f" {apart:+d}".replace("-", "−") if apart and share.tenths() is not None else ""
    return f"{share.format(lang)}{more}"


def _render_verdict(side: ComparisonSide, rule_id: str) -> BlockCell:
    row = side.rules.get(rule_id)
    if row is None:
        return side.sheet.say("· không áp dụng", "· does not apply")
    short = row.finding.short if row.rule.strength is Strength.AIM else 0
    more = side.sheet.say(f", thiếu {short}", f", short by {short}") if short else ""
    return StyledText(row.verdict.text + more, row.verdict.tone)


def _render_actual(side: ComparisonSide, rule_id: str) -> str:
    row = side.rules.get(rule_id)
    return "" if row is None else row.actual


router = APIRouter(prefix="/councils/{council_id}/compare", route_class=PageRoute, include_in_schema=False)

LEAST_SIDES = 2
COMPARABLE_STATES = frozenset(
    {JobState.OPTIMAL, JobState.CONFLICT, JobState.STOPPED, JobState.OUT_OF_TIME, JobState.EDITED}
)
"""Those that may have something to be compared; what was erased has not."""


@router.get("", dependencies=[require_permission(Permission.SEE_PEOPLE)])
def show_comparison(
    council_id: ResourceId,
    desk: PageContextDep,
    of: Annotated[list[str] | None, Query()] = None,
    after: str | None = None,
    again: bool = False,  # noqa: FBT001, FBT002  # a field of the address
) -> Response:
    """Show the named proposals side by side, or a list to choose them from."""
    place = get_council_context(desk, council_id)
    chosen = sorted({check_id(one) for one in of or ()})  # the oldest is what others differ from
    if again or not LEAST_SIDES <= len(chosen) <= MOST_SIDES:
        return _render_choice(desk, place, chosen, after, wrong=bool(chosen) and not again)
    found = [
        (stands := _get_council_proposal(desk, place, one), _read_proposal(desk, stands)) for one in chosen
    ]
    return desk.page(
        "compare.html",
        place=place,
        chosen=chosen,
        comparison=ProposalComparison(tuple(build_sides(found, desk.lang))),
        differing=select_differing,
        same=select_same,
    )


def _render_choice(
    desk: PageContext, place: CouncilContext, chosen: list[str], after: str | None, *, wrong: bool
) -> Response:
    found = list_proposals(
        desk.store, desk.caller, ProposalFilters(council=place.id), after=after, limit=PAGE_SIZE + 1
    )
    page, more = paginate(found)
    shown = [one for one in page if one.state in COMPARABLE_STATES and one.erased is None]
    return desk.page(
        "compare_choice.html",
        code=HTTPStatus.UNPROCESSABLE_ENTITY if wrong else HTTPStatus.OK,
        place=place,
        proposals=shown,
        chosen=chosen or [one.id for one in shown[:LEAST_SIDES]],
        wrong=len(chosen) if wrong else None,
        most=MOST_SIDES,
        more=more,
    )


def _get_council_proposal(desk: PageContext, place: CouncilContext, proposal_id: str) -> ProposalStatus:
    """Return the status of a proposal of this council. Raises Missing: there is none."""
    stands = get_proposal_status(desk.store, desk.caller, proposal_id)
    if stands.references.council is None or stands.references.council.ref != place.id:
        raise Missing(proposal_id)
    return stands


def _read_proposal(desk: PageContext, stands: ProposalStatus) -> Proposal:
    """Read the proposal. Raises Erased, NotReady: there is nothing to be compared."""
    return Proposal.model_validate_json(get_proposal_text(desk.store, desk.caller, stands.id).text)
