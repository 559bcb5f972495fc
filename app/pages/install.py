"""The desk put onto the service: its files, its pages, and its own word for what is not there."""

from fastapi import Depends, FastAPI

from app.api.asking import caller_of
from app.pages import assets
from app.pages.routers import KNOWN, OPEN


def install(app: FastAPI) -> None:
    """Add everything that a browser is shown."""
    assets.install(app)
    for router in KNOWN:
        app.include_router(router, dependencies=[Depends(caller_of)])
    for router in OPEN:
        app.include_router(router)
