"""/programmes: many councils planned together, and planned again after people withdrew."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from cocau.app.db.models import DocumentRow
from cocau.app.permissions import Permission
from cocau.app.present.names import Names
from cocau.app.present.programme import (
    ProgrammeBoard,
    ReplannedCouncil,
    WithdrawalReport,
    render_dashboard_body,
    render_withdrawal,
)
from cocau.app.services.batches.programme_results import ProgrammeDashboard, get_dashboard
from cocau.app.services.batches.programmes import (
    MAX_COUNCILS,
    ProgrammeCreate,
    create_programme,
    create_programme_from_folder,
)
from cocau.app.services.batches.runs import (
    PROGRAMMES,
    ProgrammeStatus,
    cancel_run,
    erase_run,
    get_run_status,
    list_runs,
)
from cocau.app.services.batches.withdrawals import (
    WithdrawalCreate,
    get_withdrawal_effect,
    search_programme_people,
    withdraw,
)
from cocau.app.services.councils import COUNCILS
from cocau.app.services.documents import StoredVersion, list_documents, read_document
from cocau.app.services.errors import Erased
from cocau.app.services.planning.requests import DocumentReference, ProposalCreate
from cocau.app.services.pools import POOLS
from cocau.app.services.rulebooks import choose_council_rulebook
from cocau.app.web.api.batches.programmes import parse_folder_request
from cocau.app.web.bodies.requests import FolderBodyDep, UploadedBody, UploadedBodyDep
from cocau.app.web.deps import ResourceId, require_permission
from cocau.app.web.desk.context import PageContext, PageContextDep
from cocau.app.web.desk.forms import FormListsDep
from cocau.app.web.desk.page_route import PageRoute
from cocau.app.web.limits import ImportLimiter, ImportLimiterDep
from cocau.app.web.paging import PAGE_SIZE, paginate
from cocau.constraints.errors import InputError, Problem
from cocau.constraints.model.council import Council
from cocau.solver.request import PlanRequest

router = APIRouter(prefix="/programmes", route_class=PageRoute, include_in_schema=False)


@router.get("")
def show_programmes(
    desk: PageContextDep, after: Annotated[str | None, Query(max_length=40)] = None
) -> Response:
    """List the programmes of the caller's locality, newest first."""
    return _render_programmes(desk, after)


@router.post("", dependencies=[require_permission(Permission.ASK)])
def post_programme(desk: PageContextDep, turns: ImportLimiterDep, sent: UploadedBodyDep) -> Response:
    """Submit a programme as one file; everything wrong with it is shown at once."""
    return _submit_folder(desk, turns, sent)


@router.post("/folder", dependencies=[require_permission(Permission.ASK)])
def post_programme_folder(desk: PageContextDep, turns: ImportLimiterDep, sent: FolderBodyDep) -> Response:
    """Submit a programme as the folder that was chosen or dropped."""
    return _submit_folder(desk, turns, sent)


def _submit_folder(desk: PageContext, turns: ImportLimiter, sent: UploadedBody) -> Response:
    try:
        with turns.slot():
            made = create_programme_from_folder(
                desk.office, desk.caller, parse_folder_request(sent), sent.content
            )
    except InputError as error:
        return _render_programmes(desk, problems=error.problems, label=str(sent.fields.get("label", "")))
    return desk.go(f"/programmes/{made.id}")


@router.post("/councils", dependencies=[require_permission(Permission.ASK)])
def post_programme_of_councils(desk: PageContextDep, form: FormListsDep) -> Response:
    """Submit a programme of councils that are stored, each with its newest list and its rules."""
    label, chosen = form.get("label", [""])[-1][:300], set(form.get("council", []))
    candidates = [one for one in list_candidates(desk) if one.id in chosen and one.pool is not None]
    if not candidates:
        return _render_programmes(desk, problems=[_NO_COUNCIL_CHOSEN], label=label)
    try:
        asked = ProgrammeCreate(councils=tuple(ask_for(desk, one) for one in candidates), label=label)
        made = create_programme(desk.office, desk.caller, asked)
    except InputError as error:
        return _render_programmes(desk, problems=error.problems, label=label, chosen=chosen)
    return desk.go(f"/programmes/{made.id}")


_NO_COUNCIL_CHOSEN = Problem(
    "no_council_chosen",
    (),
    "Chọn ít nhất một hội đồng đã có danh sách người được giới thiệu.",
    "Choose at least one council that has a list of people introduced.",
)


@dataclass(frozen=True)
class ProgrammeCandidate:
    """A stored council for a programme; `pool`: its newest list, if it has any."""

    held: StoredVersion[Council]
    pool: DocumentRow | None

    @property
    def id(self) -> str:
        """Return the id of the council's document."""
        return self.held.document.id


def list_candidates(desk: PageContext) -> list[ProgrammeCandidate]:
    """List the councils in use, of the latest election first, larger ones first."""
    rows = list_documents(desk.store, desk.caller, COUNCILS, archived=False, limit=MAX_COUNCILS)
    found = [
        ProgrammeCandidate(
            read_document(desk.store, desk.caller, COUNCILS, row.id),
            next(iter(list_documents(desk.store, desk.caller, POOLS, about=row.id, limit=1)), None),
        )
        for row in rows
    ]
    return sorted(
        found,
        key=lambda one: (-one.held.body.election_day.toordinal(), -one.held.body.seats, one.held.body.name),
    )


def ask_for(desk: PageContext, candidate: ProgrammeCandidate) -> ProposalCreate:
    day = candidate.held.body.election_day
    book = choose_council_rulebook(desk.store, desk.caller, candidate.id, day)
    return ProposalCreate(
        council=DocumentReference(ref=candidate.id),
        pool=DocumentReference(ref="" if candidate.pool is None else candidate.pool.id),
        rulebook="" if book is None else book.name,  # then the refusal says which days there are
    )


@router.get("/{programme_id}")
def show_programme(programme_id: ResourceId, desk: PageContextDep) -> Response:
    """Show a programme and its councils; only numbers to a caller who may not see people."""
    status = get_run_status(desk.store, desk.caller, PROGRAMMES, programme_id)
    seen = _get_dashboard(desk, status) if desk.may(Permission.SEE_PEOPLE) else None
    return desk.page(
        "programme.html",
        status=status,
        shown=seen,
        blocks=_render_board(desk, status, seen),
        replanned=[]
        if seen is None or status.derived_from is None
        else [*render_withdrawal(_build_withdrawal_effect(desk, programme_id, seen))],
    )


@router.get("/{programme_id}/progress")
def show_programme_progress(programme_id: ResourceId, desk: PageContextDep) -> Response:
    """Show the progress as a part of a page; once it has ended, reload the page."""
    status = get_run_status(desk.store, desk.caller, PROGRAMMES, programme_id)
    if status.ended is not None:
        return desk.go(f"/programmes/{programme_id}")
    return desk.page("part/programme_progress.html", status=status)


@router.post("/{programme_id}/stop")
def post_programme_stop(programme_id: ResourceId, desk: PageContextDep) -> Response:
    """Stop a programme; the results so far stay."""
    cancel_run(desk.office, desk.caller, PROGRAMMES, programme_id)
    return desk.go(f"/programmes/{programme_id}")


@router.post("/{programme_id}/erase")
def post_programme_erasure(programme_id: ResourceId, desk: PageContextDep) -> Response:
    """Erase a programme with its councils, their people and its results."""
    erase_run(desk.store, desk.caller, PROGRAMMES, programme_id)
    return desk.go("/programmes")


def _render_programmes(
    desk: PageContext,
    after: str | None = None,
    problems: Sequence[Problem] = (),
    label: str = "",
    chosen: Collection[str] | None = None,
) -> Response:
    found = list_runs(desk.store, desk.caller, PROGRAMMES, after=after, limit=PAGE_SIZE + 1)
    shown, more = paginate(found)
    code = HTTPStatus.UNPROCESSABLE_ENTITY if problems else HTTPStatus.OK
    return desk.page(
        "programmes.html",
        code=code,
        programmes=shown,
        more=more,
        problems=problems,
        label=label,
        candidates=list_candidates(desk) if desk.may(Permission.ASK) else [],
        chosen=chosen,
    )


def _get_dashboard(desk: PageContext, status: ProgrammeStatus) -> ProgrammeDashboard | None:
    try:
        return get_dashboard(desk.store, desk.caller, status.id)
    except Erased:
        return None


def _build_withdrawal_effect(
    desk: PageContext, programme_id: str, seen: ProgrammeDashboard
) -> WithdrawalReport:
    """Build the comparison with the programme that people withdrew from."""
    found = get_withdrawal_effect(desk.store, desk.caller, programme_id)
    anew = tuple(
        ReplannedCouncil(_build_names(desk, found.requests[one.council], seen), one.was, one.now, one.moves)
        for one in found.told.anew
    )
    return WithdrawalReport(
        found.told.withdrawn, found.told.names, anew, found.told.kept, desk.lang, codes=False
    )


def _build_names(desk: PageContext, request: PlanRequest, seen: ProgrammeDashboard) -> Names:
    book = seen.named[request.rulebook]
    return Names(book, desk.lang, request.council, request.pool, codes=False)


def _render_board(
    desk: PageContext, status: ProgrammeStatus, seen: ProgrammeDashboard | None
) -> list[object]:
    if seen is None or not seen.result.councils:
        return []
    return [
        *render_dashboard_body(ProgrammeBoard(status.label, seen.result, desk.lang, seen.books, codes=False))
    ]


withdrawal_router = APIRouter(
    prefix="/programmes/{programme_id}", route_class=PageRoute, include_in_schema=False
)

LONGEST_SEARCH = 100
SentFields = dict[str, list[str]]


@withdrawal_router.get("/people", dependencies=[require_permission(Permission.ASK)])
def show_withdrawal_form(programme_id: ResourceId, desk: PageContextDep) -> Response:
    """Show the empty form to look for people who withdrew."""
    return _render_withdrawal_form(desk, programme_id, {})


@withdrawal_router.post("/people", dependencies=[require_permission(Permission.ASK)])
def post_withdrawal_search(programme_id: ResourceId, desk: PageContextDep, form: FormListsDep) -> Response:
    """Search people by name, beside those chosen before.

    The name is sent, not put into an address: names stand in no log.
    """
    return _render_withdrawal_form(desk, programme_id, form)


@withdrawal_router.post("/withdrawals", dependencies=[require_permission(Permission.ASK)])
def post_withdrawal(programme_id: ResourceId, desk: PageContextDep, form: FormListsDep) -> Response:
    """Plan anew what the withdrawals touch, in a programme of its own."""
    chosen, councils = _get_distinct_values(form, "withdrawn"), _get_distinct_values(form, "councils")
    if not chosen:
        return _render_withdrawal_form(desk, programme_id, form, [_NOBODY_CHOSEN])
    try:
        made = withdraw(
            desk.office, desk.caller, programme_id, WithdrawalCreate(withdrawn=chosen, councils=councils)
        )
    except InputError as error:
        return _render_withdrawal_form(desk, programme_id, form, error.problems)
    return desk.go(f"/programmes/{made.id}")


_NOBODY_CHOSEN = Problem(
    "nobody", (), "Hãy tìm và đánh dấu ai rút.", "Look for whoever withdrew, and tick the name."
)


def _render_withdrawal_form(
    desk: PageContext, programme_id: str, form: SentFields, problems: Sequence[Problem] = ()
) -> Response:
    words = form.get("words", [""])[-1][:LONGEST_SEARCH]
    looked = search_programme_people(
        desk.store, desk.caller, programme_id, words, _get_distinct_values(form, "withdrawn")
    )
    councils = {place.council: place.name for one in (*looked.chosen, *looked.found) for place in one.places}
    return desk.page(
        "programme_withdrawal.html",
        code=HTTPStatus.UNPROCESSABLE_ENTITY if problems else HTTPStatus.OK,
        status=get_run_status(desk.store, desk.caller, PROGRAMMES, programme_id),
        words=words,
        looked=looked,
        councils=dict(sorted(councils.items())),
        only=_get_distinct_values(form, "councils"),
        problems=problems,
    )


def _get_distinct_values(form: SentFields, name: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(form.get(name, [])))[:MAX_COUNCILS]
