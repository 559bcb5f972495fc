"""/v1/proposals and /v1/audits: plan, list, follow, read, derive, approve, export, cancel, erase.

/v1/audits judges any slate by every rule, whoever made it; no planner is involved.
"""

from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from threading import Lock
from typing import Annotated, Any
from urllib.parse import quote

import anyio.to_thread
from fastapi import APIRouter, Body, Depends, Header, Query, Request, Response
from fastapi.sse import EventSourceResponse, ServerSentEvent

from cocau.app.audits.proposals import Audit, AuditRequest, audit_slate
from cocau.app.auth.caller import Caller
from cocau.app.auth.redaction import ProposalView
from cocau.app.db.engine import Store
from cocau.app.db.models import JobState
from cocau.app.i18n.languages import Lang
from cocau.app.permissions import Permission
from cocau.app.present.annex.formats import AnnexFormat
from cocau.app.problems import ErrorType
from cocau.app.services import erasures
from cocau.app.services.computations import StatusProgress
from cocau.app.services.planning import lineage, proposals
from cocau.app.services.planning.annexes import AnnexFile, prepare_annex
from cocau.app.services.planning.approvals import Approval, ApprovalCreate, list_decisions, record_decision
from cocau.app.services.planning.lineage import MergePatch, ProposalLineage
from cocau.app.services.planning.proposal_results import ProposalAggregate
from cocau.app.services.planning.proposal_status import (
    BestSoFar,
    ProposalSnapshot,
    ProposalStatus,
    get_best_so_far,
    get_snapshot,
)
from cocau.app.services.planning.proposals import ProposalFilters, Reaudit
from cocau.app.services.planning.requests import CheckedRequest, Label, ProposalCreate, preview_request
from cocau.app.services.rulebooks import resolve_rulebook
from cocau.app.web.api.examples import build_audit_examples, build_plan_examples
from cocau.app.web.bodies import StrictBodyRoute
from cocau.app.web.deps import CallerDep, ResourceId, ServicesDep, SettingsDep, StoreDep
from cocau.app.web.errors import NotAcceptable, TooManyStreams, describe_errors
from cocau.app.web.http_headers import (
    ETAG,
    LINK,
    IdempotencyKey,
    KnownTagsDep,
    PreferDep,
    choose_media_type,
    describe_header,
    describe_headers,
    respond_unless_known,
)
from cocau.app.web.limits import ImportLimiterDep
from cocau.app.web.paging import PagingDep, ResultPage, build_page
from cocau.app.web.responses import describe_submission, respond_with_proposal
from cocau.constraints.model.slate import Slate
from cocau.constraints.record import Record
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


proposal_router = APIRouter(prefix="/v1/proposals/{proposal_id}", tags=["proposals"])

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
    proposal_id: ResourceId, store: StoreDep, settings: SettingsDep, caller: CallerDep, known: KnownTagsDep
) -> Response:
    """Return the proposal; it never changes. Who may not see people gets a view instead."""
    found = proposals.get_proposal_text(store, caller, proposal_id, settings.small_cell)
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
def read_aggregate(
    proposal_id: ResourceId, store: StoreDep, settings: SettingsDep, caller: CallerDep
) -> ProposalAggregate:
    """Return its numbers, without any people; they stay when the rest is erased."""
    return proposals.get_aggregate(store, caller, proposal_id, settings.small_cell)


@proposal_router.post(
    "/audit",
    operation_id="auditProposal",
    responses=describe_errors(*PROPOSAL_ERRORS, ErrorType.NOT_READY, ErrorType.ERASED),
)
def audit_proposal(proposal_id: ResourceId, store: StoreDep, caller: CallerDep) -> Reaudit:
    """Audit its stored bytes again under its own rulebook: what differs, what is broken."""
    return proposals.reaudit_proposal(store, caller, proposal_id)


@proposal_router.post("/cancel", operation_id="cancelProposal", responses=describe_errors(*PROPOSAL_ERRORS))
def cancel_proposal(proposal_id: ResourceId, office: ServicesDep, caller: CallerDep) -> ProposalStatus:
    """Stop the search; the best slate so far becomes the proposal. One that has ended stays as it is."""
    return proposals.cancel_proposal(office, caller, proposal_id)


@proposal_router.delete(
    "",
    operation_id="eraseProposal",
    responses=describe_errors(*PROPOSAL_ERRORS, ErrorType.REFUSED, ErrorType.ERASED),
)
def erase_proposal(proposal_id: ResourceId, store: StoreDep, caller: CallerDep) -> ProposalStatus:
    """Erase everything in it about people; its numbers, approvals and audit log stay."""
    return erasures.erase_proposal(store, caller, proposal_id)


annex_router = APIRouter(prefix="/v1/proposals/{proposal_id}", tags=["proposals"])

_ANNEX_FORMATS = {form.media_type: form for form in reversed(AnnexFormat)}
"""The formats by media type, first what a client gets that likes all of them."""
_BYTES = {"schema": {"type": "string", "format": "binary"}}
_ANNEX_RESPONSES: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The annex as a file",
        "headers": ETAG
        | {"Content-Disposition": describe_header("A name for the file, also with its diacritics.")},
        "content": {
            media_type: _BYTES if form.is_binary else {"schema": {"type": "object"}}
            for media_type, form in _ANNEX_FORMATS.items()
        },
    },
    304: {"description": "You have it"},
}

AnnexLanguage = Annotated[Lang, Query(description="the language of its words")]
AnnexFormatQuery = Annotated[
    AnnexFormat | None,
    Query(alias="format", description="its form; without it, the one that Accept likes best"),
]
AcceptHeader = Annotated[
    str | None,
    Header(description="media types that the client takes, where `format` is not given", examples=["*/*"]),
]


@annex_router.get(
    "/annex",
    operation_id="readAnnex",
    response_class=Response,
    responses=_ANNEX_RESPONSES
    | describe_errors(
        *PROPOSAL_ERRORS,
        ErrorType.MALFORMED,
        ErrorType.NOT_ACCEPTABLE,
        ErrorType.NOT_READY,
        ErrorType.ERASED,
        ErrorType.BUSY,
    ),
)
def read_annex(  # noqa: PLR0913, PLR0917  # a parameter each
    proposal_id: ResourceId,
    store: StoreDep,
    caller: CallerDep,
    known: KnownTagsDep,
    turns: ImportLimiterDep,
    form: AnnexFormatQuery = None,
    lang: AnnexLanguage = Lang.VI,
    accept: AcceptHeader = None,
) -> Response:
    """Export the annex: departures, composition, lists, leadership, compliance, provenance.

    It never changes. It is for whoever may see people; others have the view and the numbers.
    """
    chosen = form or _choose_format(accept)
    found = prepare_annex(store, caller, proposal_id, chosen, lang)
    if known.holds(found.tag):
        answer = respond_unless_known(known, Response(), found.tag)
    else:
        with turns.waiting_slot(caller.id), turns.slot():
            file = found.render_file()
        answer = respond_unless_known(known, respond_with_annex(file, chosen, proposal_id), found.tag)
    answer.headers["Vary"] = "Accept"
    return answer


def _choose_format(accept: str | None) -> AnnexFormat:
    liked = choose_media_type(accept, tuple(_ANNEX_FORMATS))
    if liked is None:
        raise NotAcceptable(tuple(_ANNEX_FORMATS))
    return _ANNEX_FORMATS[liked]


def respond_with_annex(file: AnnexFile, form: AnnexFormat, proposal_id: str) -> Response:
    """Respond with a file, under a plain name and its real one (RFC 6266, RFC 8187)."""
    plain, real = f"annex-{proposal_id}.{form}", quote(file.name, safe="")
    disposition = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{real}"
    return Response(file.content, media_type=form.media_type, headers={"Content-Disposition": disposition})


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


@audit_router.post("", operation_id="judgeSlate", response_model=Audit, responses=AUDIT_ERRORS)
def make_audit(
    request: Annotated[AuditRequest, Body(openapi_examples=build_audit_examples())],
    store: StoreDep,
    caller: CallerDep,
) -> Response:
    """Judge a slate. A broken rule is an answer, not an error: 200, with `kept` false."""
    caller.require(Permission.ASK)
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
    """Ask for the same with a merge patch (RFC 7396) done to its request; the lineage is recorded.

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


event_router = APIRouter(prefix="/v1/proposals/{proposal_id}", tags=["proposals"])

POLL_SECONDS = 0.2
"""Seconds between two looks at a proposal."""

MAX_STREAMS, MAX_STREAMS_OF_CALLER = 200, 20
"""Streams that are open at once in this process: of all callers, and of one."""


class EventStreams:
    """The event streams that are open in this process. Threads may share it."""

    def __init__(self) -> None:
        self._open: dict[str, int] = {}
        self._lock = Lock()

    @contextmanager
    def open_stream(self, caller: Caller) -> Iterator[None]:
        """Count one more open stream inside this context.

        Raises:
            TooManyStreams: there are too many.
        """
        with self._lock:
            mine = self._open.get(caller.id, 0)
            if mine >= MAX_STREAMS_OF_CALLER or sum(self._open.values()) >= MAX_STREAMS:
                raise TooManyStreams
            self._open[caller.id] = mine + 1
        try:
            yield
        finally:
            with self._lock:
                self._open[caller.id] -= 1
                if not self._open[caller.id]:
                    del self._open[caller.id]


class ProgressEvent(Record):
    """Data of a `standing` event; `slate`: the best so far, for callers who may see people."""

    progress: StatusProgress
    slate: Slate | None


async def open_follower(
    request: Request,
    proposal_id: ResourceId,
    store: StoreDep,
    caller: CallerDep,
    last: Annotated[
        str | None, Header(alias="Last-Event-ID", description="the last event that was received")
    ] = None,
) -> AsyncIterator["ProposalFollower"]:
    """Open a follower of a proposal before the answer begins, so that its errors are told."""
    streams: EventStreams = request.app.state.streams
    with streams.open_stream(caller):
        first = await anyio.to_thread.run_sync(get_snapshot, store, caller, proposal_id)
        yield ProposalFollower(
            store, caller, proposal_id, first, int(last) if last and last.isdecimal() else 0
        )


class ProposalFollower:
    """Polls a proposal until it has come to its end."""

    def __init__(
        self, store: Store, caller: Caller, proposal_id: str, first: ProposalSnapshot, last: int
    ) -> None:
        self._store, self._caller, self._which = store, caller, proposal_id
        self._seen, self._last = first, last

    async def follow_events(self) -> AsyncIterator[ServerSentEvent]:
        """Yield a `standing` event for every change, and one `end`."""
        while True:
            progress = self._seen.status.progress
            if progress is not None and progress.number > self._last:
                self._last = progress.number
                told = ProgressEvent(progress=progress, slate=self._seen.slate)
                yield ServerSentEvent(event="standing", id=str(progress.number), data=told)
            if self._seen.status.state.final:
                yield ServerSentEvent(event="end", data=self._seen.status)
                return
            await anyio.sleep(POLL_SECONDS)
            self._seen = await anyio.to_thread.run_sync(get_snapshot, self._store, self._caller, self._which)


@event_router.get(
    "/events",
    operation_id="followProposal",
    response_class=EventSourceResponse,
    responses=describe_errors(*PROPOSAL_ERRORS, ErrorType.TOO_MANY_STREAMS),
)
async def follow(
    follower: Annotated[ProposalFollower, Depends(open_follower)],
) -> AsyncIterator[ServerSentEvent]:
    """Follow a proposal: `standing` events with the best so far, at last one `end`.

    It works in front of any process. After a break, `Last-Event-ID` goes on where it was; one that is over
    sends its end at once.
    """
    async for event in follower.follow_events():
        yield event
