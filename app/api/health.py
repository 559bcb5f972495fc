"""Whether the service is up, whether it can work, and its counts: for whatever watches it."""

import hmac
import tempfile
from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from sqlalchemy.exc import SQLAlchemyError

from cocau.app.access.here import from_here
from cocau.app.access.knowing import known
from cocau.app.access.roles import May
from cocau.app.api.asking import SettingsDep, StoreDep
from cocau.app.errors import Unready, responses
from cocau.app.jobs.line import Line
from cocau.app.metrics import Stored, text
from cocau.app.problems import Fault
from cocau.app.settings import Settings
from cocau.app.store import Store
from cocau.app.store.migrating import current, newest
from cocau.constraints.errors import Problem
from cocau.constraints.version import VERSION

router = APIRouter(tags=["health"])

TEXT_FORMAT = "text/plain; version=0.0.4; charset=utf-8"


@router.get("/healthz")
def alive() -> dict[str, str]:
    """Up, and in which version."""
    return {"status": "ok", "cocau": VERSION}


@router.get("/readyz", responses=responses(Fault.UNREADY))
def ready(request: Request, store: StoreDep, settings: SettingsDep) -> dict[str, str]:
    """Whether requests can be served: database, schema, queue, disk; 503 lists what cannot."""
    line: Line = request.app.state.line
    checks: tuple[Callable[[], Problem | None], ...] = (
        lambda: _database(store),
        lambda: _disk(settings),
        lambda: None if line.ready() else QUEUE,
    )
    problems = [problem for check in checks if (problem := check()) is not None]
    if request.app.state.stopping.begun:
        problems.append(STOPPING)
    if problems:
        raise Unready(problems)
    return {"status": "ready", "cocau": VERSION}


def may_watch(request: Request, store: StoreDep, settings: SettingsDep) -> None:
    """Whoever sits at this machine, has the token for it, or administers.

    Raises:
        Unauthenticated, Forbidden: anybody else.
    """
    if _has_token(request, settings) or from_here(request):
        return
    known(request, store, settings).must(May.ADMINISTER)


def stored_of(request: Request, store: StoreDep) -> Stored:
    """What the database of this app knows, remembered for a moment."""
    state = request.app.state
    if getattr(state, "stored", None) is None:
        state.stored = Stored(store)
    stored: Stored = state.stored
    return stored


@router.get(
    "/metrics",
    dependencies=[Depends(may_watch)],
    response_class=Response,
    responses={
        200: {"content": {"text/plain": {"schema": {"type": "string"}}}},
        **responses(Fault.UNAUTHENTICATED, Fault.FORBIDDEN),
    },
)
def counts(stored: Annotated[Stored, Depends(stored_of)]) -> Response:
    """Counts for Prometheus; for this machine, for holders of COCAU_METRICS_TOKEN, and for administrators."""
    return Response(text(stored), media_type=TEXT_FORMAT)


def _has_token(request: Request, settings: Settings) -> bool:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    wanted = settings.metrics_token
    return (
        bool(wanted) and scheme.lower() == "bearer" and hmac.compare_digest(token.encode(), wanted.encode())
    )


def _database(store: Store) -> Problem | None:
    try:
        found = current(store.engine)
    except SQLAlchemyError as error:
        why = type(getattr(error, "orig", error)).__name__
        vi, en = f"Không kết nối được cơ sở dữ liệu ({why}).", f"The database cannot be reached ({why})."
        return Problem("database", "database", vi, en)
    if found == newest():
        return None
    vi = f"Cơ sở dữ liệu ở bản {found or 'trống'}, cần {newest()}: cocau migrate."
    en = f"The database is at {found or 'nothing'}, this version needs {newest()}: cocau migrate."
    return Problem("schema", "database", vi, en)


def _disk(settings: Settings) -> Problem | None:
    try:
        settings.state.mkdir(parents=True, exist_ok=True, mode=0o700)
        with tempfile.TemporaryFile(dir=settings.state) as file:
            file.write(b"0")
    except OSError as error:
        why = error.strerror or type(error).__name__
        vi, en = f"Không ghi được vào COCAU_STATE: {why}.", f"COCAU_STATE cannot be written to: {why}."
        return Problem("disk", "disk", vi, en)
    return None


QUEUE = Problem("queue", "queue", "Hàng đợi tính toán không chạy.", "The queue of computations does not run.")
STOPPING = Problem("stopping", "service", "Dịch vụ đang dừng.", "The service is stopping.")
