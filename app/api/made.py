"""The answer to whoever asked for a computation: what came out, if it came in time; else where it will be."""

from typing import Any

from fastapi import Response
from fastapi.responses import JSONResponse

from app.access.caller import Caller
from app.api.errors import NotMade
from app.api.headers import ETAG, MADE, RETRY
from app.api.keyed import REPLAYED
from app.api.preferring import Preferred
from app.jobs.ending import REFUSED
from app.jobs.waiting import wait
from app.office.proposals import Made, Office, result, status
from app.office.status import Status

SOON = 1
"""Seconds after which to look again."""


def answer(office: Office, caller: Caller, made: Made, preferred: Preferred) -> Response:
    """200 with the proposal if it is there within the time preferred; else 202 with its status.

    Raises:
        NotMade: there will be no proposal.
        NotReady: it was stopped before there was a slate.
    """
    if preferred.wait:
        wait(office.store, office.line, made.id, preferred.wait)
    now = status(office.store, caller, made.id)
    headers = {"Location": now.links.self} | preferred.headers | (REPLAYED if made.replayed else {})
    if preferred.wait is None or not now.state.final:
        return accepted(now, headers)
    if now.failure is not None and now.digest is None and now.failure.code != REFUSED.code:
        raise NotMade(now.failure.vi, now.failure.en, headers)
    found = result(office.store, caller, made.id)
    return Response(found.text, media_type="application/json", headers=headers | {"ETag": found.tag})


def accepted(now: Status, headers: dict[str, str]) -> Response:
    """202: it is accepted for good; where to look, and when."""
    return JSONResponse(
        now.model_dump(mode="json"), status_code=202, headers=headers | {"Retry-After": str(SOON)}
    )


def described(what: str) -> dict[int | str, dict[str, Any]]:
    """Both answers, for the description."""
    return {
        200: {"description": f"The {what}, ready within the time preferred", "headers": MADE | ETAG},
        202: {"description": "Accepted for good", "model": Status, "headers": MADE | RETRY},
    }
