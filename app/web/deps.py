"""Dependencies of routes: store, settings, queue, services, caller, ids in paths.

Those that only look something up in memory are `async`: a thread switch for each would
cost every request time.
"""

import re
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, Path, Request
from fastapi.concurrency import run_in_threadpool
from pydantic import AfterValidator

from cocau.app.auth.authentication import Authenticate, is_cached
from cocau.app.auth.caller import Caller
from cocau.app.db.engine import Store
from cocau.app.jobs.queue import JobQueue
from cocau.app.permissions import Permission
from cocau.app.services.computations import Services
from cocau.app.services.errors import Missing
from cocau.app.settings import Settings


async def get_store(request: Request) -> Store:
    """Return the store of the app that answers this request."""
    store: Store = request.app.state.store
    return store


async def get_settings(request: Request) -> Settings:
    """Return the settings of the app that answers this request."""
    settings: Settings = request.app.state.settings
    return settings


async def get_queue(request: Request) -> JobQueue:
    """Return the job queue of the app that answers this request."""
    queue: JobQueue = request.app.state.queue
    return queue


StoreDep = Annotated[Store, Depends(get_store)]
SettingsDep = Annotated[Settings, Depends(get_settings)]
QueueDep = Annotated[JobQueue, Depends(get_queue)]


async def get_caller(request: Request) -> Caller:
    """Authenticate the caller of a request.

    It depends on nothing: the framework goes through dependencies once for each that names them.

    Raises:
        Unauthenticated: nobody is known by what was sent.
    """
    state = request.app.state
    store: Store = state.store
    settings: Settings = state.settings
    authenticate: Authenticate = state.authenticate
    if is_cached(request, store, settings):
        caller = authenticate(request, store, settings)
    else:
        caller = await run_in_threadpool(authenticate, request, store, settings)
    request.state.caller = caller.id  # for the log
    return caller


async def get_services(request: Request) -> Services:
    """Return the services of the app that answers this request."""
    state = request.app.state
    return Services(state.store, state.queue, state.settings)


ServicesDep = Annotated[Services, Depends(get_services)]
CallerDep = Annotated[Caller, Depends(get_caller)]


@dataclass(frozen=True)
class _PermissionCheck:
    permission: Permission

    async def __call__(self, caller: CallerDep) -> None:
        caller.require(self.permission)


def require_permission(permission: Permission) -> Any:  # noqa: ANN401  # as fastapi.Depends
    """Return the dependency by which a route declares the permission that it needs."""
    return Depends(_PermissionCheck(permission))


_ID_REGEX = re.compile(r"[a-z]{3}_[0-9a-z]{26}")
EXAMPLE_ID = "prp_01k0000000000000000000000a"
MAX_ID_SHOWN = 60
"""Characters of a wrong id that the answer repeats."""


def check_id(identifier: str) -> str:
    """Return an id if it can be one; else raise as for one that does not exist.

    Raises:
        Missing: it cannot be one.
    """
    if not _ID_REGEX.fullmatch(identifier):
        raise Missing(identifier[:MAX_ID_SHOWN])
    return identifier


ResourceId = Annotated[str, AfterValidator(check_id), Path(description="its id", examples=[EXAMPLE_ID])]
"""An id in a path; one that cannot be an id is answered like one that does not exist: 404."""
