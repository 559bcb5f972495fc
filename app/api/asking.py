"""What every handler is given: the store, the settings, and who asks.

What only looks something up in memory is `async`: otherwise each costs every request a change of threads.
"""

from typing import Annotated, Any

from fastapi import Depends, Request
from fastapi.concurrency import run_in_threadpool

from cocau.app.access.caller import Caller
from cocau.app.access.knowing import known, remembered
from cocau.app.access.roles import May
from cocau.app.jobs.line import Line
from cocau.app.office.proposals import Office
from cocau.app.settings import Settings
from cocau.app.store import Store


async def store_of(request: Request) -> Store:
    """The store of the app that answers this request."""
    store: Store = request.app.state.store
    return store


async def settings_of(request: Request) -> Settings:
    """The settings of the app that answers this request."""
    settings: Settings = request.app.state.settings
    return settings


async def line_of(request: Request) -> Line:
    """The line of jobs of the app that answers this request."""
    line: Line = request.app.state.line
    return line


StoreDep = Annotated[Store, Depends(store_of)]
SettingsDep = Annotated[Settings, Depends(settings_of)]
LineDep = Annotated[Line, Depends(line_of)]


async def caller_of(request: Request, store: StoreDep, settings: SettingsDep) -> Caller:
    """Whoever asks.

    Raises:
        Unauthenticated: nobody is known by what was sent.
    """
    if remembered(request, store, settings):
        caller = known(request, store, settings)
    else:
        caller = await run_in_threadpool(known, request, store, settings)
    request.state.caller = caller.id  # for the log
    return caller


async def office_of(store: StoreDep, line: LineDep, settings: SettingsDep) -> Office:
    """What acts that compute need."""
    return Office(store, line, settings)


OfficeDep = Annotated[Office, Depends(office_of)]
CallerDep = Annotated[Caller, Depends(caller_of)]


def allowed(what: May) -> Any:  # noqa: ANN401  # as fastapi.Depends
    """A dependency of a route that no act of the office guards: only roles that may do this come in."""

    def check(caller: CallerDep) -> None:
        caller.must(what)

    return Depends(check)
