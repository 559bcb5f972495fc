"""/healthz, /readyz, /metrics and /v1/problems: the service's state, counts, errors."""

import hmac
import tempfile
from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from sqlalchemy.exc import SQLAlchemyError

from cocau.app.audit_log.entries import AuditLogBroken, check_head
from cocau.app.auth.authentication import authenticate, is_local_request
from cocau.app.db.engine import Store
from cocau.app.db.schema import get_newest_revision, get_revision
from cocau.app.i18n.problem_codes import ProblemCode, get_problem_codes
from cocau.app.jobs.queue import JobQueue
from cocau.app.permissions import Permission
from cocau.app.problems import ErrorType
from cocau.app.services.errors import Missing
from cocau.app.settings import Settings
from cocau.app.telemetry.metrics import DatabaseMetrics, render_metrics
from cocau.app.web.deps import SettingsDep, StoreDep
from cocau.app.web.errors import ServiceUnready, describe_errors
from cocau.app.web.field_selection import SelectingRoute
from cocau.constraints.errors import Problem
from cocau.constraints.record import Record
from cocau.constraints.version import VERSION

health_router = APIRouter(tags=["health"])

TEXT_FORMAT = "text/plain; version=0.0.4; charset=utf-8"


@health_router.get("/healthz")
def alive() -> dict[str, str]:
    """Report that the service is up, and its version."""
    return {"status": "ok", "cocau": VERSION}


@health_router.get("/readyz", responses=describe_errors(ErrorType.UNREADY))
def ready(request: Request, store: StoreDep, settings: SettingsDep) -> dict[str, str]:
    """Check whether requests can be served: database, schema, queue, disk; else 503."""
    queue: JobQueue = request.app.state.queue
    checks: tuple[Callable[[], Problem | None], ...] = (
        lambda: _check_database(store),
        lambda: _check_disk(settings),
        lambda: _check_audit_log(store),
        lambda: _check_content(store),
        lambda: None if queue.is_ready() else QUEUE_PROBLEM,
    )
    problems = [problem for check in checks if (problem := check()) is not None]
    if request.app.state.stopping.begun:
        problems.append(STOPPING_PROBLEM)
    if problems:
        raise ServiceUnready(problems)
    return {"status": "ready", "cocau": VERSION}


def check_may_monitor(request: Request, store: StoreDep, settings: SettingsDep) -> None:
    """Raise unless the caller is on this machine, has the metrics token, or administers.

    Raises:
        Unauthenticated, Forbidden: anybody else.
    """
    if _has_token(request, settings) or is_local_request(request):
        return
    authenticate(request, store, settings).require(Permission.ADMINISTER)


def get_database_metrics(request: Request, store: StoreDep) -> DatabaseMetrics:
    """Return the database metrics of this app, cached for a moment."""
    state = request.app.state
    if getattr(state, "stored", None) is None:
        state.stored = DatabaseMetrics(store, lambda store: _check_audit_log(store) is not None)
    stored: DatabaseMetrics = state.stored
    return stored


@health_router.get(
    "/metrics",
    dependencies=[Depends(check_may_monitor)],
    response_class=Response,
    responses={
        200: {"content": {"text/plain": {"schema": {"type": "string"}}}},
        **describe_errors(ErrorType.UNAUTHENTICATED, ErrorType.FORBIDDEN),
    },
)
def counts(stored: Annotated[DatabaseMetrics, Depends(get_database_metrics)]) -> Response:
    """Return metrics for Prometheus; for this machine, the metrics token, and administrators."""
    return Response(render_metrics(stored), media_type=TEXT_FORMAT)


def _has_token(request: Request, settings: Settings) -> bool:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    wanted = settings.metrics_token
    return (
        bool(wanted) and scheme.lower() == "bearer" and hmac.compare_digest(token.encode(), wanted.encode())
    )


def _check_database(store: Store) -> Problem | None:
    try:
        found = get_revision(store.engine)
    except SQLAlchemyError as error:
        why = type(getattr(error, "orig", error)).__name__
        vi, en = f"Không kết nối được cơ sở dữ liệu ({why}).", f"The database cannot be reached ({why})."
        return Problem("database", ("database",), vi, en)
    if found == get_newest_revision():
        return None
    vi = f"Cơ sở dữ liệu ở bản {found or 'trống'}, cần {get_newest_revision()}: cocau migrate."
    en = (
        f"The database is at {found or 'nothing'}, this version needs {get_newest_revision()}: cocau migrate."
    )
    return Problem("schema", ("database",), vi, en)


def _check_disk(settings: Settings) -> Problem | None:
    try:
        settings.state.mkdir(parents=True, exist_ok=True, mode=0o700)
        with tempfile.TemporaryFile(dir=settings.state) as file:
            file.write(b"0")
    except OSError as error:
        why = error.strerror or type(error).__name__
        vi, en = f"Không ghi được vào COCAU_STATE: {why}.", f"COCAU_STATE cannot be written to: {why}."
        return Problem("disk", ("disk",), vi, en)
    return None


def _check_audit_log(store: Store) -> Problem | None:
    try:
        check_head(store)
    except AuditLogBroken as broken:
        return Problem("audit_log_broken", ("audit_log",), broken.vi, broken.en)
    except SQLAlchemyError:
        return None  # `_check_database` tells
    return None


def _check_content(store: Store) -> Problem | None:
    places = ", ".join(sorted(store.ring.alarms)[:5])
    if not places:
        return None
    vi = f"Dữ liệu lưu không khớp với niêm phong: {places}. Kiểm tra: cocau trail verify."
    en = f"Stored content does not fit its seal: {places}. Look into it: cocau trail verify."
    return Problem("content_altered", ("database",), vi, en)


QUEUE_PROBLEM = Problem(
    "queue", ("queue",), "Hàng đợi tính toán không chạy.", "The queue of computations does not run."
)
STOPPING_PROBLEM = Problem("stopping", ("service",), "Dịch vụ đang dừng.", "The service is stopping.")


problem_router = APIRouter(prefix="/v1/problems", tags=["problems"], route_class=SelectingRoute)


class ProblemKind(Record):
    """A type of error: the `type` of an answer, its status and its title."""

    type: str
    code: str
    status: int
    title: str


class ProblemCatalogue(Record):
    """All types of errors, and the codes of the problems that are listed in them."""

    kinds: tuple[ProblemKind, ...]
    codes: tuple[ProblemCode, ...]


@problem_router.get("", operation_id="listProblems", responses=describe_errors(ErrorType.FAILURE))
def list_problems() -> ProblemCatalogue:
    """List the closed catalogue of errors: what is not in it is never answered."""
    return ProblemCatalogue(
        kinds=tuple(_build_problem_kind(fault) for fault in ErrorType),
        codes=tuple(get_problem_codes().values()),
    )


@problem_router.get(
    "/{code}", operation_id="readProblem", responses=describe_errors(ErrorType.NOT_FOUND, ErrorType.FAILURE)
)
def read_problem(code: str) -> ProblemCode:
    """Return the meaning of one code."""
    if code not in get_problem_codes():
        raise Missing(code[:60])
    return get_problem_codes()[code]


def _build_problem_kind(fault: ErrorType) -> ProblemKind:
    return ProblemKind(
        type=f"urn:cocau:problem:{fault.slug}",
        code=fault.slug.replace("-", "_"),
        status=fault.status,
        title=fault.title,
    )
