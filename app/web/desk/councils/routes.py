"""/ and /councils/{council_id}: the list of councils, a council's overview and facts."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Form, Query
from pydantic import ValidationError
from starlette.responses import Response

from cocau.app.db.clock import today
from cocau.app.db.models import DocumentRow
from cocau.app.permissions import Permission
from cocau.app.present.names import describe_officers
from cocau.app.present.procedure.wording import ProcedureWording
from cocau.app.services.allocation_tables import ALLOCATION_TABLES
from cocau.app.services.councils import COUNCILS
from cocau.app.services.documents import (
    StoredVersion,
    list_documents,
    list_versions,
    read_document,
    set_archived,
)
from cocau.app.services.gates import get_calendar, get_gates
from cocau.app.services.operations.demo import DEMO_NOTE
from cocau.app.services.planning.curation import ProposalFigures, list_figures
from cocau.app.services.planning.proposal_status import ProposalStatus
from cocau.app.services.planning.proposals import ProposalFilters, create_proposal
from cocau.app.services.planning.proposals import list_proposals as proposals_listed
from cocau.app.services.planning.requests import DocumentReference, ProposalCreate
from cocau.app.services.pools import POOLS
from cocau.app.services.rulebooks import choose_council_rulebook, list_rulebook_choices
from cocau.app.services.users import get_user_names
from cocau.app.web.deps import ResourceId, check_id, require_permission
from cocau.app.web.desk.context import PageContext, PageContextDep, get_council_context
from cocau.app.web.desk.page_route import PageRoute
from cocau.app.web.guide import is_guide_wanted
from cocau.app.web.paging import PAGE_SIZE, paginate
from cocau.constraints.documents import list_validation_problems
from cocau.constraints.errors import InputError
from cocau.constraints.model.council import Council
from cocau.constraints.model.people import Bloc
from cocau.constraints.model.selectors import GROUPS
from cocau.constraints.procedure.gates import StepState

router = APIRouter(prefix="/councils/{council_id}", route_class=PageRoute, include_in_schema=False)

NEXT_DEADLINES = 3
NEWEST_PROPOSALS = 5
"""Proposals on the overview; all are on a page of their own."""


@router.get("")
def show_council(council_id: ResourceId, desk: PageContextDep) -> Response:
    """Show a council, what is kept about it, and the next step."""
    pools = list_documents(desk.store, desk.caller, POOLS, about=council_id)
    proposals = proposals_listed(
        desk.store, desk.caller, ProposalFilters(council=council_id, archived=False), limit=NEWEST_PROPOSALS
    )
    place = get_council_context(desk, council_id)
    figures = _list_figures(desk, proposals)
    return desk.page(
        "council.html",
        place=place,
        pools=[(pool, _count_people(desk, pool)) for pool in pools],
        tables=list_documents(desk.store, desk.caller, ALLOCATION_TABLES, about=council_id, limit=1),
        proposals=proposals,
        outdated=bool(proposals) and desk.is_outdated(proposals[0]),
        book=choose_council_rulebook(desk.store, desk.caller, council_id, place.council.election_day),
        books=list_rulebook_choices(desk.store, desk.caller, council_id, place.council.election_day),
        last_book=_find_last_rulebook(proposals, figures),
        **_summarise_course(desk, council_id),
        told=desk.request.query_params.get("told", ""),
    )


def _list_figures(desk: PageContext, proposals: Sequence[ProposalStatus]) -> dict[str, ProposalFigures]:
    ids = [one.id for one in proposals]
    return list_figures(desk.store, desk.caller, ids)


def _find_last_rulebook(proposals: Sequence[ProposalStatus], figures: dict[str, ProposalFigures]) -> str:
    """Return the shipped rulebook of the newest proposal with a result; empty if none."""
    known = (figures[one.id].rulebook for one in proposals if one.id in figures)
    return next(known, "").partition("+")[0]  # what follows are the council's own rules


def _summarise_course(desk: PageContext, council_id: str) -> dict[str, Any]:
    """Summarise an election's steps: how many are on record, which deadlines come next."""
    try:
        states = get_gates(desk.store, desk.caller, council_id).states
        calendar, about, book = get_calendar(desk.store, desk.caller, council_id)
    except InputError:  # no text says which steps there are
        return {"recorded": 0, "gates_known": 0, "coming": (), "course": None}
    done = [gate for gate in states if gate.state in {StepState.DONE, StepState.DONE_LATE}]
    coming = sorted(
        (entry for entry in calendar.entries if entry.day >= today()), key=lambda entry: entry.day
    )
    return {
        "recorded": len(done),
        "gates_known": len(states),
        "coming": coming[:NEXT_DEADLINES],
        "course": ProcedureWording(book, desk.lang, about, codes=False),
    }


def _count_people(desk: PageContext, pool: DocumentRow) -> int:
    return list_versions(desk.store, desk.caller, POOLS, pool.id)[0].size


@router.get("/facts")
def show_facts(
    council_id: ResourceId,
    desk: PageContextDep,
    version: Annotated[int | None, Query(ge=1, le=2**31 - 1)] = None,
) -> Response:
    """Show all that is kept about a council, as in a version, and the list of its versions."""
    place = get_council_context(desk, council_id)
    held = place.held
    if version is not None:
        held = read_document(desk.store, desk.caller, COUNCILS, council_id, version)
    versions = list_versions(desk.store, desk.caller, COUNCILS, council_id)
    people = desk.may(Permission.SEE_PEOPLE)
    return desk.page(
        "council_facts.html",
        place=place,
        held=held,
        council=held.body,
        versions=versions,
        makers=get_user_names(desk.store, desk.caller, {row.made_by for row in versions}),
        names=people,
        officers=describe_officers(held.body, desk.lang) if people else "",
        groups=[group for group in GROUPS if group not in list(Bloc)],
        blocs=list(Bloc),
        told=desk.request.query_params.get("told", ""),
    )


@router.post("/archive")
def post_archive(council_id: ResourceId, desk: PageContextDep, archived: Annotated[bool, Form()]) -> Response:
    """Archive a council, or take it back."""
    set_archived(desk.store, desk.caller, COUNCILS, council_id, archived=archived)
    return desk.go(f"/councils/{council_id}/facts")


@router.get("/proposals")
def show_proposals(
    council_id: ResourceId, desk: PageContextDep, after: str | None = None, *, archived: bool = False
) -> Response:
    """List the proposals for a council, newest first, with their key figures."""
    found = proposals_listed(
        desk.store,
        desk.caller,
        ProposalFilters(council=council_id, archived=archived),
        after=after,
        limit=PAGE_SIZE + 1,
    )
    shown, more = paginate(found)
    place, figures = get_council_context(desk, council_id), _list_figures(desk, shown)
    return desk.page(
        "proposals.html",
        place=place,
        books=list_rulebook_choices(desk.store, desk.caller, council_id, place.council.election_day),
        pools=list_documents(desk.store, desk.caller, POOLS, about=council_id),
        proposals=shown,
        figures=figures,
        last_book=_find_last_rulebook(shown, figures),
        archived=archived,
        more=more,
    )


@router.post("/proposals", dependencies=[require_permission(Permission.ASK)])
def post_proposal(
    council_id: ResourceId,
    desk: PageContextDep,
    pool: Annotated[str, Form(max_length=40)],
    scenario: Annotated[str, Form(max_length=40)] = "",
    label: Annotated[str, Form(max_length=300)] = "",
    rulebook: Annotated[str, Form(max_length=100)] = "",
) -> Response:
    """Submit a proposal under the rules chosen, or those of day and place, and go to it."""
    day = get_council_context(desk, council_id).council.election_day
    book = choose_council_rulebook(desk.store, desk.caller, council_id, day, shipped=rulebook)
    try:
        asked = ProposalCreate(
            council=DocumentReference(ref=council_id),
            pool=DocumentReference(ref=check_id(pool)),
            rulebook="" if book is None else book.name,  # then the refusal says which days there are
            scenario=DocumentReference(ref=check_id(scenario)) if scenario else None,
            label=label,
        )
    except ValidationError as error:
        raise InputError(list_validation_problems(error)) from None
    return desk.go(f"/proposals/{create_proposal(desk.office, desk.caller, asked).id}")


start_router = APIRouter(route_class=PageRoute, include_in_schema=False)

COUNCILS_PER_PAGE = 24
"""Councils on one page."""


@dataclass(frozen=True)
class CouncilCard:
    """A council with its newest pool and its newest proposal, as the start page shows it."""

    held: StoredVersion[Council]
    pool: DocumentRow | None
    newest: ProposalStatus | None

    @property
    def id(self) -> str:
        """Return the id of the council's document."""
        return self.held.document.id

    @property
    def is_example(self) -> bool:
        """Return whether it is a council of the demo, as it came, with its list."""
        return self.held.version.note == DEMO_NOTE and self.pool is not None


@start_router.get("/")
def show_start(desk: PageContextDep, after: str | None = None) -> Response:
    """Show the councils that the caller may see and works with, as many as one page holds."""
    return _render_start(desk, after, archived=False)


@start_router.get("/archive")
def show_archive(desk: PageContextDep, after: str | None = None) -> Response:
    """Show the councils that were archived."""
    return _render_start(desk, after, archived=True)


def _render_start(desk: PageContext, after: str | None, *, archived: bool) -> Response:
    found = list_documents(
        desk.store, desk.caller, COUNCILS, archived=archived, after=after, limit=COUNCILS_PER_PAGE + 1
    )
    shown, more = paginate(found, COUNCILS_PER_PAGE)
    cards = [_build_card(desk, document) for document in shown]
    stored = archived or list_documents(desk.store, desk.caller, COUNCILS, archived=True, limit=1)
    return desk.page(
        "start.html",
        cards=sorted(cards, key=_rank_card),
        more=more,
        archived=archived,
        has_archive=bool(stored),
        offer_guide=is_guide_wanted(desk.request) and any(card.is_example for card in cards),
    )


def _rank_card(card: CouncilCard) -> tuple[int, str]:
    return -card.held.body.seats, card.held.body.name


def _build_card(desk: PageContext, document: DocumentRow) -> CouncilCard:
    held = read_document(desk.store, desk.caller, COUNCILS, document.id)
    pools = list_documents(desk.store, desk.caller, POOLS, about=document.id, limit=1)
    newest = proposals_listed(
        desk.store, desk.caller, ProposalFilters(council=document.id, archived=False), limit=1
    )
    return CouncilCard(held, next(iter(pools), None), next(iter(newest), None))
