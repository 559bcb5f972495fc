"""/proposals/{proposal_id}/papers: a proposal's documents, each as a file."""

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from cocau.app.db.models import JobState
from cocau.app.permissions import Permission
from cocau.app.present.annex.formats import PAGE_FORMATS, AnnexFormat
from cocau.app.present.papers.build import PAPER_TYPES, PaperKind, PaperType
from cocau.app.present.papers.formats import list_formats
from cocau.app.present.papers.model import PaperFamily
from cocau.app.present.papers.wording import PaperWording
from cocau.app.services.office.papers import PaperOrder, list_papers, prepare_paper
from cocau.app.services.planning.proposal_status import ProposalStatus
from cocau.app.services.planning.proposals import ProposalFilters, list_proposals
from cocau.app.services.results.election_results import find_election
from cocau.app.web.api.office.papers import respond_with_paper
from cocau.app.web.deps import ResourceId, require_permission
from cocau.app.web.desk.context import PageContext, PageContextDep
from cocau.app.web.desk.page_route import PageRoute
from cocau.app.web.desk.proposals.routes import get_page_view
from cocau.app.web.desk.proposals.standing import get_proposal_head
from cocau.app.web.limits import ImportLimiterDep
from cocau.app.web.paging import ID_PATTERN

router = APIRouter(prefix="/proposals/{proposal_id}/papers", route_class=PageRoute, include_in_schema=False)

MOST_OTHERS = 20
"""Proposals that one may be compared with."""

ALONE = frozenset({PaperKind.COMPARISON, PaperKind.FORM_26})
"""Papers that need more than the proposal, and are asked for by a form of their own."""


@router.get("", dependencies=[require_permission(Permission.SEE_PEOPLE)])
def show_papers(proposal_id: ResourceId, desk: PageContextDep) -> Response:
    """Show the papers of a proposal by families, each with its formats."""
    head = get_proposal_head(desk, proposal_id)
    offered = list_papers(desk.store, desk.caller, proposal_id)
    of = get_page_view(desk, proposal_id)
    return desk.page(
        "papers.html",
        head=head,
        place=head.place,
        proposal_id=proposal_id,
        of=of,
        families=[(family, _list_family(offered, family)) for family in PaperFamily],
        formats=list_formats,
        form_26=list_formats(PAPER_TYPES[PaperKind.FORM_26]),
        working_formats=PAGE_FORMATS,
        known=PaperWording(of.proposal.request.council).has_known_forms,
        others=_list_others(desk, head.status),
        has_results=_has_results(desk, head.status),
    )


def _list_family(offered: tuple[PaperType, ...], family: PaperFamily) -> list[PaperType]:
    return [one for one in offered if one.family is family and one.kind not in ALONE]


def _has_results(desk: PageContext, stands: ProposalStatus) -> bool:
    """Return whether counted results were entered of this proposal."""
    council = stands.references.council
    election = None if council is None else find_election(desk.store, desk.caller, council.ref)
    return election is not None and election.lists.proposal_id == stands.id


def _list_others(desk: PageContext, stands: ProposalStatus) -> list[ProposalStatus]:
    """List the proposals for the same council that this one may be compared with."""
    council = stands.references.council
    if council is None:
        return []
    found = list_proposals(
        desk.store, desk.caller, ProposalFilters(council=council.ref), limit=MOST_OTHERS + 1
    )
    usable = {JobState.OPTIMAL, JobState.STOPPED, JobState.OUT_OF_TIME}
    return [one for one in found if one.id != stands.id and one.state in usable and one.erased is None]


@router.get("/{kind}.{paper_format}")
def download_paper(  # a parameter each
    proposal_id: ResourceId,
    kind: PaperKind,
    paper_format: AnnexFormat,
    desk: PageContextDep,
    turns: ImportLimiterDep,
    other: Annotated[str | None, Query(alias="with", pattern=ID_PATTERN)] = None,
) -> Response:
    """Download one paper."""
    order = PaperOrder(kind, paper_format, other)
    found = prepare_paper(desk.store, desk.caller, proposal_id, order)
    with turns.waiting_slot(desk.caller.id), turns.slot():
        content, name = found.render_file()
    return respond_with_paper(content, name, paper_format, f"{kind}-{proposal_id}")
