"""What every handler is given: the store, the settings, and who asks."""

from typing import Annotated

from fastapi import Depends, Request

from app.access.caller import Caller
from app.access.knowing import known
from app.settings import Settings
from app.store import Store


def store_of(request: Request) -> Store:
    """The store of the app that answers this request."""
    store: Store = request.app.state.store
    return store


def settings_of(request: Request) -> Settings:
    """The settings of the app that answers this request."""
    settings: Settings = request.app.state.settings
    return settings


StoreDep = Annotated[Store, Depends(store_of)]
SettingsDep = Annotated[Settings, Depends(settings_of)]


def caller_of(request: Request, store: StoreDep, settings: SettingsDep) -> Caller:
    """Whoever asks.

    Raises:
        Unauthenticated: nobody is known by what was sent.
    """
    caller = known(request, store, settings)
    request.state.caller = caller.id  # for the log
    return caller


CallerDep = Annotated[Caller, Depends(caller_of)]
