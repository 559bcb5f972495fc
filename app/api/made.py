"""The answer to whoever asked for a computation: what came out, if it came in time; else where it will be."""

from typing import Any

from fastapi import Response
from fastapi.responses import JSONResponse

from cocau.app.access.caller import Caller
from cocau.app.api.errors import NotMade
from cocau.app.api.headers import ETAG, MADE, RETRY
from cocau.app.api.keyed import REPLAYED
from cocau.app.api.preferring import Preferred
from cocau.app.api.threads import waited_for
from cocau.app.jobs.ending import REFUSED
from cocau.app.office.fan_out_progress import FanOutStatus
from cocau.app.office.proposals import Made, Office, result, result_at_hand, status
from cocau.app.office.status import Failing, Status
from cocau.constraints.record import Record

SOON = 1
"""Seconds after which to look again."""


def answer(office: Office, caller: Caller, made: Made, preferred: Preferred) -> Response:
    """200 with the proposal if it is there within the time preferred; else 202 with its status.

    Raises:
        NotMade: there will be no proposal.
        NotReady: it was stopped before there was a slate.
    """
    output = waited_for(office, made.id, preferred.wait) if preferred.wait else None
    headers = honoured(made, preferred)
    now = status(office.store, caller, made.id)
    headers["Location"] = now.links.self
    if preferred.wait is None or not now.state.final:
        return accepted(now, headers)
    unless_failed(now.failure if now.digest is None else None, headers)
    found = result_at_hand(office.store, caller, now, output) or result(
        office.store, caller, made.id, office.settings.small_cell
    )
    return Response(found.text, media_type="application/json", headers=headers | {"ETag": found.tag})


def unless_failed(failure: Failing | None, headers: dict[str, str]) -> None:
    """Go on if there is an answer, or a list of what was wrong with the question.

    Raises:
        NotMade: there will be neither.
    """
    if failure is not None and failure.code != REFUSED.code:
        raise NotMade(failure.vi, failure.en, headers)


def accepted(now: Record, headers: dict[str, str]) -> Response:
    """202: it is accepted for good; where to look, and when."""
    return JSONResponse(
        now.model_dump(mode="json"), status_code=202, headers=headers | {"Retry-After": str(SOON)}
    )


def fanned_out(where: str, made: Made, now: FanOutStatus) -> Response:
    """202 for what is computed in many parts; `where`: the path under which such things are."""
    return accepted(now, {"Location": f"{where}/{made.id}"} | (REPLAYED if made.replayed else {}))


def waited(office: Office, made: Made, preferred: Preferred) -> dict[str, str]:
    """Wait for a computation as long as is preferred; what the answer is to say of it."""
    if preferred.wait:
        waited_for(office, made.id, preferred.wait)
    return honoured(made, preferred)


def honoured(made: Made, preferred: Preferred) -> dict[str, str]:
    """What an answer says of how it came about."""
    return preferred.headers | (REPLAYED if made.replayed else {})


def described(what: str, status: type[Record] = Status) -> dict[int | str, dict[str, Any]]:
    """Both answers, for the description."""
    return {
        200: {"description": f"The {what}, ready within the time preferred", "headers": MADE | ETAG},
        202: {"description": "Accepted for good", "model": status, "headers": MADE | RETRY},
    }
