"""/v1/proposals and /v1/audits: plan, list, read, derive, approve, cancel, erase.

/v1/audits judges any slate by every rule, whoever made it; no planner is involved.
"""

from typing import Annotated, Any

from fastapi import APIRouter, Body, Depends, Query, Request, Response

from cocau.app.audits.proposals import Audit, AuditRequest, audit_slate
from cocau.app.auth.redaction import ProposalView
from cocau.app.db.models import JobState
from cocau.app.permissions import Permission
from cocau.app.problems import ErrorType
from cocau.app.services import erasures
from cocau.app.services.planning import lineage, proofs, proposals
from cocau.app.services.planning.approvals import Approval, ApprovalCreate, list_decisions, record_decision
from cocau.app.services.planning.lineage import MergePatch, ProposalLineage
from cocau.app.services.planning.proofs import Reaudit
from cocau.app.services.planning.proposal_results import ProposalAggregate
from cocau.app.services.planning.proposal_status import (
    BestSoFar,
    ProposalStatus,
    get_best_so_far,
)
from cocau.app.services.planning.proposals import ProposalFilters
from cocau.app.services.planning.requests import CheckedRequest, Label, ProposalCreate, preview_request
from cocau.app.services.rulebooks import resolve_rulebook
from cocau.app.web.api.examples import build_audit_examples, build_plan_examples
from cocau.app.web.bodies.requests import StrictBodyRoute
from cocau.app.web.deps import CallerDep, ResourceId, ServicesDep, SettingsDep, StoreDep, require_permission
from cocau.app.web.errors import describe_errors
from cocau.app.web.field_selection import SelectingRoute
from cocau.app.web.http_headers import (
    ETAG,
    LINK,
    IdempotencyKey,
    KnownTagsDep,
    describe_headers,
    respond_unless_known,
)
from cocau.app.web.paging import PagingDep, ResultPage, build_page
from cocau.app.web.responses import PreferDep, describe_submission, respond_with_proposal
from cocau.solver.proposal import Proposal

router = APIRouter(prefix="/v1/proposals", tags=["proposals"], route_class=StrictBodyRoute)

READ_ERRORS = (ErrorType.UNAUTHENTICATED, ErrorType.FORBIDDEN, ErrorType.BAD_INPUT, ErrorType.FAILURE)
REQUEST_ERRORS = (
    *READ_ERRORS,
    ErrorType.MALFORMED,
    ErrorType.NOT_FOUND,
    ErrorType.UNKNOWN_RULEBOOK,
    ErrorType.TOO_LARGE,
)
SUBMISSION_ERRORS = (*REQUEST_ERRORS, ErrorType.KEY_REUSED, ErrorType.NOT_READY, ErrorType.TOO_MANY_JOBS)

REFERENCE_PATTERN = r"^[a-z]{3}_[0-9a-z]{26}$"


async def get_filters(
    state: Annotated[JobState | None, Query(description="where they stand")] = None,
    council: Annotated[
        str | None, Query(pattern=REFERENCE_PATTERN, description="asked about this council")
    ] = None,
    pool: Annotated[str | None, Query(pattern=REFERENCE_PATTERN, description="asked about this pool")] = None,
    label: Annotated[Label | None, Query(max_length=300, description="a part of the label")] = None,
    archived: Annotated[
        bool | None, Query(description="only those in the archive, or only the others")
    ] = None,
    starred: Annotated[bool | None, Query(description="only those with a star, or only the others")] = None,
) -> ProposalFilters:
    """Return the filters of a list."""
    return ProposalFilters(state, council, pool, label, archived, starred)


FiltersDep = Annotated[ProposalFilters, Depends(get_filters)]
ProposalBody = Annotated[ProposalCreate, Body(openapi_examples=build_plan_examples())]


@router.post(
    "",
    operation_id="propose",
    response_model=Proposal,
    responses=describe_submission("proposal") | describe_errors(*SUBMISSION_ERRORS),
)
def propose(
    asked: ProposalBody,
    office: ServicesDep,
    caller: CallerDep,
    preferred: PreferDep,
    key: IdempotencyKey = None,
) -> Response:
    """Ask for a proposal: council and pool inline or by reference, the rulebook by name.

    It is accepted for good: whatever happens to this server, it will be made. Without `Prefer: wait=N`, or if
    it takes longer, the answer is 202 with where to look. Solved, in conflict and out of time are all
    answers, told apart by `outcome`; the body is byte for byte that of `cocau plan --format json`.
    """
    return respond_with_proposal(
        office, caller, proposals.create_proposal(office, caller, asked, key), preferred
    )


@router.get(
    "", operation_id="listProposals", responses=describe_headers(200, LINK) | describe_errors(*READ_ERRORS)
)
def list_proposals(  # the request and its answer are for the link to the next page
    request: Request,
    response: Response,
    store: StoreDep,
    caller: CallerDep,
    paging: PagingDep,
    filters: FiltersDep,
) -> ResultPage[ProposalStatus]:
    """List the proposals of your locality, newest first."""
    found = proposals.list_proposals(store, caller, filters, after=paging.after, limit=paging.fetch_limit)
    return build_page(request, response, paging, found, lambda status: status)


@router.post("/check", operation_id="checkProposal", responses=describe_errors(*REQUEST_ERRORS))
def check_proposal(
    asked: ProposalBody, store: StoreDep, caller: CallerDep, settings: SettingsDep
) -> CheckedRequest:
    """Check a request without planning it: everything wrong with it, or what would bind it."""
    return preview_request(store, caller, settings, asked)


proposal_router = APIRouter(
    prefix="/v1/proposals/{proposal_id}", tags=["proposals"], route_class=SelectingRoute
)

NOT_MODIFIED: dict[int | str, dict[str, Any]] = {304: {"description": "You have it already"}}
PROPOSAL_ERRORS = (*READ_ERRORS, ErrorType.NOT_FOUND)


@proposal_router.get(
    "",
    operation_id="readProposalStatus",
    response_model=ProposalStatus,
    responses=describe_errors(*PROPOSAL_ERRORS),
)
def read_status(proposal_id: ResourceId, store: StoreDep, caller: CallerDep) -> Response:
    """Return the status: queued, running, or how it ended; and how far it is."""
    now = proposals.get_proposal_status(store, caller, proposal_id)
    # Asked again and again while searches run: the framework would check it once more, in another thread.
    return Response(now.model_dump_json(), media_type="application/json")


@proposal_router.get(
    "/proposal",
    operation_id="readProposal",
    response_model=Proposal | ProposalView,
    responses=describe_headers(200, ETAG)
    | NOT_MODIFIED
    | describe_errors(*PROPOSAL_ERRORS, ErrorType.MALFORMED, ErrorType.NOT_READY, ErrorType.ERASED),
)
def read_proposal(
    proposal_id: ResourceId, store: StoreDep, caller: CallerDep, known: KnownTagsDep
) -> Response:
    """Return the proposal; it never changes. Who may not see people gets a view instead."""
    found = proposals.get_proposal_text(store, caller, proposal_id)
    return respond_unless_known(known, Response(found.text, media_type="application/json"), found.tag)


@proposal_router.get(
    "/best",
    operation_id="readBestSoFar",
    responses=describe_errors(*PROPOSAL_ERRORS, ErrorType.NOT_READY, ErrorType.ERASED),
)
def read_best(proposal_id: ResourceId, store: StoreDep, caller: CallerDep) -> BestSoFar:
    """Return the best slate so far, during the search and after; it breaks no must."""
    return get_best_so_far(store, caller, proposal_id)


@proposal_router.get(
    "/aggregate",
    operation_id="readAggregate",
    responses=describe_errors(*PROPOSAL_ERRORS, ErrorType.NOT_READY),
)
def read_aggregate(proposal_id: ResourceId, store: StoreDep, caller: CallerDep) -> ProposalAggregate:
    """Return its numbers, without any people; they stay when the rest is erased."""
    return proposals.get_aggregate(store, caller, proposal_id)


@proposal_router.post(
    "/audit",
    operation_id="auditProposal",
    responses=describe_errors(*PROPOSAL_ERRORS, ErrorType.NOT_READY, ErrorType.ERASED),
)
def audit_proposal(proposal_id: ResourceId, store: StoreDep, caller: CallerDep) -> Reaudit:
    """Audit its stored bytes and its proof again: what differs, what is broken."""
    return proofs.reaudit_proposal(store, caller, proposal_id)


@proposal_router.post("/cancel", operation_id="cancelProposal", responses=describe_errors(*PROPOSAL_ERRORS))
def cancel_proposal(proposal_id: ResourceId, office: ServicesDep, caller: CallerDep) -> ProposalStatus:
    """Stop the search; its best slate becomes the proposal. An ended one stays as it is."""
    return proposals.cancel_proposal(office, caller, proposal_id)


@proposal_router.delete(
    "",
    operation_id="eraseProposal",
    responses=describe_errors(*PROPOSAL_ERRORS, ErrorType.REFUSED, ErrorType.ERASED),
)
def erase_proposal(proposal_id: ResourceId, store: StoreDep, caller: CallerDep) -> ProposalStatus:
    """Erase everything in it about people; its numbers, approvals and audit log stay."""
    return erasures.erase_proposal(store, caller, proposal_id)


approval_router = APIRouter(
    prefix="/v1/proposals/{proposal_id}/approvals", tags=["approvals"], route_class=StrictBodyRoute
)


@approval_router.post(
    "",
    operation_id="decideProposal",
    status_code=201,
    responses=describe_errors(
        *PROPOSAL_ERRORS,
        ErrorType.MALFORMED,
        ErrorType.TOO_LARGE,
        ErrorType.REFUSED,
        ErrorType.NOT_READY,
        ErrorType.ERASED,
    ),
)
def decide_proposal(
    proposal_id: ResourceId, deciding: ApprovalCreate, office: ServicesDep, caller: CallerDep
) -> Approval:
    """Approve or return the very bytes whose digest is sent.

    Nobody decides about a proposal that they asked for themselves. One that is not proven may be approved, if
    audited again it breaks no must; one without a slate can only be returned. One that is out of date (see
    `news`) is approved only with an `outdated_reason`. It supersedes what was approved before.
    """
    return record_decision(office, caller, proposal_id, deciding)


@approval_router.get("", operation_id="listApprovals", responses=describe_errors(*PROPOSAL_ERRORS))
def list_approvals(proposal_id: ResourceId, store: StoreDep, caller: CallerDep) -> list[Approval]:
    """List every decision, oldest first."""
    return list_decisions(store, caller, proposal_id)


audit_router = APIRouter(prefix="/v1/audits", tags=["audits"], route_class=StrictBodyRoute)

AUDIT_ERRORS = describe_errors(
    ErrorType.MALFORMED,
    ErrorType.UNAUTHENTICATED,
    ErrorType.FORBIDDEN,
    ErrorType.UNKNOWN_RULEBOOK,
    ErrorType.TOO_LARGE,
    ErrorType.BAD_INPUT,
    ErrorType.FAILURE,
)


@audit_router.post(
    "",
    operation_id="judgeSlate",
    response_model=Audit,
    responses=AUDIT_ERRORS,
    dependencies=[require_permission(Permission.ASK)],
)
def make_audit(
    request: Annotated[AuditRequest, Body(openapi_examples=build_audit_examples())],
    store: StoreDep,
    caller: CallerDep,
) -> Response:
    """Judge a slate. A broken rule is an answer, not an error: 200, with `kept` false."""
    audit, _ = audit_slate(request, resolve_rulebook(store, caller, request.rulebook))
    return Response(audit.to_json(), media_type="application/json")


derivation_router = APIRouter(
    prefix="/v1/proposals/{proposal_id}", tags=["proposals"], route_class=StrictBodyRoute
)

DERIVATION_EXAMPLES: dict[str, Any] = {
    "what-if": {
        "summary": "40% women, and nothing else changed",
        "value": {"label": "40% women", "overrides": {"women-35-percent": {"at_least_percent": 40}}},
    },
    "raised": {"summary": "An aim raised to a must", "value": {"raised": ["more-experts"]}},
}


@derivation_router.post(
    "/derived",
    operation_id="deriveProposal",
    response_model=Proposal,
    responses=describe_submission("proposal")
    | describe_errors(*SUBMISSION_ERRORS, ErrorType.ERASED, ErrorType.WRONG_MEDIA),
)
def derive_proposal(  # each is a part of the request
    proposal_id: ResourceId,
    patch: Annotated[
        MergePatch, Body(openapi_examples=DERIVATION_EXAMPLES, media_type="application/merge-patch+json")
    ],
    office: ServicesDep,
    caller: CallerDep,
    preferred: PreferDep,
    key: IdempotencyKey = None,
) -> Response:
    """Ask for the same with a merge patch (RFC 7396) of its request; lineage is recorded.

    What the patch leaves alone stays as it was asked then. An object with `ref` takes the place of what was
    there.
    """
    return respond_with_proposal(
        office, caller, lineage.derive_proposal(office, caller, proposal_id, patch, key), preferred
    )


@derivation_router.get("/lineage", operation_id="readLineage", responses=describe_errors(*PROPOSAL_ERRORS))
def read_lineage(proposal_id: ResourceId, store: StoreDep, caller: CallerDep) -> ProposalLineage:
    """List what it was derived from, nearest first, and what was derived from it."""
    return lineage.get_lineage(store, caller, proposal_id)
