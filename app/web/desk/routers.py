"""Every router of the desk, and the desk mounted with its files and errors."""

from fastapi import APIRouter, Depends, FastAPI, Request
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.responses import Response

from cocau.app.web.deps import get_caller
from cocau.app.web.desk import (
    account,
    audit_log,
    first_run,
    local_rules,
    rendering,
    rules,
    sessions,
    user_guide,
    users,
)
from cocau.app.web.desk.batches import programmes, studies
from cocau.app.web.desk.councils import editor, palette
from cocau.app.web.desk.councils import routes as councils_routes
from cocau.app.web.desk.office import directive_reports, settings
from cocau.app.web.desk.page_route import render_error
from cocau.app.web.desk.pools import grid, imports, people, routes
from cocau.app.web.desk.procedure import appointments, gates, records, scans
from cocau.app.web.desk.proposals import approval, comparison, conflict, gaps, hands, papers, proofs, standing
from cocau.app.web.desk.proposals import routes as proposals_routes
from cocau.app.web.desk.results import routes as results_routes
from cocau.app.web.desk.results import term
from cocau.app.web.desk.scenarios import routes as scenarios_routes
from cocau.app.web.desk.tables import routes as tables_routes
from cocau.app.web.errors import respond_to_error

SIGNED_IN_ROUTERS: tuple[APIRouter, ...] = (
    councils_routes.start_router,
    editor.editor_router,
    palette.router,
    councils_routes.router,
    imports.router,
    routes.upload_router,
    grid.router,
    people.router,
    routes.router,
    proposals_routes.router,
    conflict.router,
    tables_routes.structure_router,
    tables_routes.router,
    proposals_routes.progress_router,
    proposals_routes.annex_router,
    papers.router,
    settings.router,
    proposals_routes.people_router,
    proposals_routes.answer_router,
    proofs.router,
    standing.router,
    gaps.router,
    hands.router,
    local_rules.router,
    rules.router,
    comparison.router,
    scenarios_routes.router,
    gates.router,
    records.router,
    appointments.router,
    scans.router,
    results_routes.router,
    term.router,
    approval.router,
    account.router,
    programmes.router,
    studies.router,
    studies.estimate_router,
    programmes.withdrawal_router,
    directive_reports.router,
    users.router,
    user_guide.router,
    audit_log.router,
)
"""Each page asks who it is that wants to see it."""

OPEN_ROUTERS: tuple[APIRouter, ...] = (sessions.router, sessions.language_router, first_run.router)
"""Signing in, the language, and the first administrator."""


def include_desk(parent: APIRouter) -> None:
    """Add everything that a browser is shown."""
    rendering.mount_static_files(parent)
    for router in SIGNED_IN_ROUTERS:
        parent.include_router(router, dependencies=[Depends(get_caller)])
    for router in OPEN_ROUTERS:
        parent.include_router(router)


def install_error_pages(app: FastAPI) -> None:
    """Show a page where no route is; call it after `errors.install_error_handlers`."""
    app.add_exception_handler(HTTPException, refuse_request)  # type: ignore[arg-type]  # of this exception only


async def refuse_request(request: Request, refused: HTTPException) -> Response:
    """Refuse what no route takes or nobody reads: a page for a browser, else a document."""
    if request.url.path.startswith("/v1/") or "text/html" not in request.headers.get("accept", ""):
        return respond_to_error(request, refused)
    return await run_in_threadpool(render_error, request, refused)
