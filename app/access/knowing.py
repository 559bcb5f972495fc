"""Who asks: known by an API key or by a session; in development, whoever sits at the machine."""

from fastapi import Request

from app.access.caller import DEVELOPER, Caller
from app.access.errors import Unauthenticated
from app.settings import Settings
from app.store.engine import Store


def known(request: Request, store: Store, settings: Settings) -> Caller:
    """The caller of a request.

    Raises:
        Unauthenticated: nobody is known by what was sent.
    """
    del request, store
    if settings.development:
        return DEVELOPER
    raise Unauthenticated
