"""/studies: stored councils, each under many scenarios; /estimates: what that would take."""

from collections.abc import Collection, Sequence
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from cocau.app.permissions import Permission
from cocau.app.services.batches.rows import StudyResults, list_study_rows
from cocau.app.services.batches.runs import (
    ESTIMATES,
    STUDIES,
    BatchRunStatus,
    EstimateStatus,
    cancel_run,
    erase_run,
    get_run_status,
    list_runs,
)
from cocau.app.services.batches.studies import (
    EstimateCreate,
    StudyCreate,
    create_estimate,
    create_study,
    create_study_from_estimate,
)
from cocau.app.services.batches.study_results import (
    StudyEstimate,
    StudySummary,
    get_study_estimate,
    get_study_summary,
)
from cocau.app.services.documents import list_documents
from cocau.app.services.errors import Erased, NotReady
from cocau.app.services.planning.requests import DocumentReference
from cocau.app.services.scenarios import SCENARIOS
from cocau.app.web.api.batches.studies import TableForm, respond_with_export
from cocau.app.web.deps import ResourceId, require_permission
from cocau.app.web.desk.batches.programmes import ask_for, list_candidates
from cocau.app.web.desk.context import PageContext, PageContextDep
from cocau.app.web.desk.forms import FormListsDep
from cocau.app.web.desk.page_route import PageRoute
from cocau.app.web.limits import ImportLimiterDep
from cocau.app.web.paging import PAGE_SIZE, paginate
from cocau.constraints.errors import InputError, Problem
from cocau.solver.explain.scenario import Scenario

router = APIRouter(prefix="/studies", route_class=PageRoute, include_in_schema=False)
estimate_router = APIRouter(prefix="/estimates", route_class=PageRoute, include_in_schema=False)

MAX_SCENARIOS = 200
"""Scenarios that one form offers."""

MOST_SUMMARISED = 20_000
"""Rows of a study whose page sums them up: all are read for it. The API does so of any."""


@router.get("")
def show_studies(desk: PageContextDep, after: Annotated[str | None, Query(max_length=40)] = None) -> Response:
    """List the studies of the caller's locality, newest first, with the form of a new one."""
    return _render_studies(desk, after)


@router.post("", dependencies=[require_permission(Permission.ASK)])
def post_study(desk: PageContextDep, form: FormListsDep) -> Response:
    """Submit a study of stored councils and scenarios, or its estimate."""
    label, chosen = form.get("label", [""])[-1][:300], set(form.get("council", []))
    candidates = [one for one in list_candidates(desk) if one.id in chosen and one.pool is not None]
    if not candidates:
        return _render_studies(desk, problems=[_NO_COUNCIL], label=label)
    try:
        create = EstimateCreate(
            councils=tuple(ask_for(desk, one) for one in candidates),
            scenarios=(
                Scenario(name=desk._("Như hiện có")),
                *(DocumentReference(ref=one) for one in form.get("scenario", [])),
            ),
            label=label,
        )
        if form.get("act", [""])[-1] == "estimate":
            return desk.go(f"/estimates/{create_estimate(desk.office, desk.caller, create).id}")
        whole = StudyCreate(councils=create.councils, scenarios=create.scenarios, label=label)
        return desk.go(f"/studies/{create_study(desk.office, desk.caller, whole).id}")
    except InputError as error:
        return _render_studies(desk, problems=error.problems, label=label, chosen=chosen)


_NO_COUNCIL = Problem(
    "no_council_chosen",
    (),
    "Chọn ít nhất một hội đồng đã có danh sách người được giới thiệu.",
    "Choose at least one council that has a list of people introduced.",
)


def _render_studies(
    desk: PageContext,
    after: str | None = None,
    problems: Sequence[Problem] = (),
    label: str = "",
    chosen: Collection[str] | None = None,
) -> Response:
    shown, more = paginate(list_runs(desk.store, desk.caller, STUDIES, after=after, limit=PAGE_SIZE + 1))
    asks = desk.may(Permission.ASK)
    return desk.page(
        "studies.html",
        code=HTTPStatus.UNPROCESSABLE_ENTITY if problems else HTTPStatus.OK,
        studies=shown,
        more=more,
        problems=problems,
        label=label,
        chosen=chosen,
        candidates=list_candidates(desk) if asks else [],
        scenarios=list_documents(desk.store, desk.caller, SCENARIOS, archived=False, limit=MAX_SCENARIOS)
        if asks
        else [],
    )


@router.get("/{study_id}")
def show_study(
    study_id: ResourceId, desk: PageContextDep, after: Annotated[int, Query(ge=0, le=2**31 - 1)] = 0
) -> Response:
    """Show how far a study is, and a page of its rows to whoever may see them."""
    status = get_run_status(desk.store, desk.caller, STUDIES, study_id)
    rows: StudyResults | None = None
    summary: StudySummary | None = None
    if desk.may(Permission.SEE_PEOPLE) and status.erased is None:
        rows = list_study_rows(desk.store, desk.caller, study_id, after=after, limit=PAGE_SIZE)
        if status.total <= MOST_SUMMARISED:
            summary = get_study_summary(desk.store, desk.caller, study_id)
    return _render_run(desk, status, rows=rows, after=after, summary=summary)


@router.get("/{study_id}/progress")
def show_study_progress(study_id: ResourceId, desk: PageContextDep) -> Response:
    """Show the progress as a part of a page; once it has ended, reload the page."""
    return _render_progress(desk, get_run_status(desk.store, desk.caller, STUDIES, study_id))


@router.get("/{study_id}/export.{form}")
def export_study(
    study_id: ResourceId, form: TableForm, desk: PageContextDep, turns: ImportLimiterDep
) -> Response:
    """Send the rows that exist as a file."""
    return respond_with_export(desk.store, desk.caller, study_id, form, turns)


@router.post("/{study_id}/stop")
def post_study_stop(study_id: ResourceId, desk: PageContextDep) -> Response:
    """Stop a study; the rows so far stay."""
    cancel_run(desk.office, desk.caller, STUDIES, study_id)
    return desk.go(f"/studies/{study_id}")


@router.post("/{study_id}/erase")
def post_study_erasure(study_id: ResourceId, desk: PageContextDep) -> Response:
    """Erase a study with its councils, their people and its rows."""
    erase_run(desk.store, desk.caller, STUDIES, study_id)
    return desk.go("/studies")


@estimate_router.get("/{estimate_id}")
def show_estimate(estimate_id: ResourceId, desk: PageContextDep) -> Response:
    """Show how far an estimate is, and what it tells."""
    status = get_run_status(desk.store, desk.caller, ESTIMATES, estimate_id)
    return _render_run(desk, status, told=_get_estimate(desk, estimate_id))


def _get_estimate(desk: PageContext, estimate_id: str) -> StudyEstimate | None:
    try:
        return get_study_estimate(desk.office, desk.caller, estimate_id)
    except (NotReady, Erased):
        return None


@estimate_router.get("/{estimate_id}/progress")
def show_estimate_progress(estimate_id: ResourceId, desk: PageContextDep) -> Response:
    """Show the progress as a part of a page; once it has ended, reload the page."""
    return _render_progress(desk, get_run_status(desk.store, desk.caller, ESTIMATES, estimate_id))


@estimate_router.post("/{estimate_id}/start", dependencies=[require_permission(Permission.ASK)])
def post_estimated_study(estimate_id: ResourceId, desk: PageContextDep) -> Response:
    """Submit the study that was estimated."""
    made = create_study_from_estimate(desk.office, desk.caller, estimate_id)
    return desk.go(f"/studies/{made.id}")


@estimate_router.post("/{estimate_id}/stop")
def post_estimate_stop(estimate_id: ResourceId, desk: PageContextDep) -> Response:
    """Stop an estimate."""
    cancel_run(desk.office, desk.caller, ESTIMATES, estimate_id)
    return desk.go(f"/estimates/{estimate_id}")


def _get_path(status: BatchRunStatus) -> str:
    noun = "estimates" if isinstance(status, EstimateStatus) else "studies"
    return f"/{noun}/{status.id}"


def _render_run(
    desk: PageContext,
    status: BatchRunStatus,
    rows: StudyResults | None = None,
    told: StudyEstimate | None = None,
    after: int = 0,
    summary: StudySummary | None = None,
) -> Response:
    return desk.page(
        "study.html",
        status=status,
        path=_get_path(status),
        is_estimate=isinstance(status, EstimateStatus),
        rows=rows,
        told=told,
        after=after,
        summary=summary,
        size=PAGE_SIZE,
    )


def _render_progress(desk: PageContext, status: BatchRunStatus) -> Response:
    if status.ended is not None:
        return desk.go(_get_path(status))
    return desk.page("part/study_progress.html", status=status)
