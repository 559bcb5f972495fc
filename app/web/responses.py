"""Responses to a submitted computation: its result if in time, else its place.

A client says in the header Prefer how long to wait (RFC 7240).
"""

import re
import threading
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, Header, Request, Response
from fastapi.responses import JSONResponse

from cocau.app.auth.caller import Caller
from cocau.app.jobs.lifecycle import INPUT_REFUSED
from cocau.app.jobs.queue import wait_for_output
from cocau.app.services.computations import Services, StatusFailure, Submission
from cocau.app.services.planning.proposal_status import ProposalStatus
from cocau.app.services.planning.proposals import get_proposal_status, get_proposal_text, match_proposal_text
from cocau.app.web.errors import ComputationFailed
from cocau.app.web.http_headers import ETAG, REPLAYED_HEADER, RETRY, SUBMISSION_HEADERS
from cocau.constraints.record import Record

RETRY_SECONDS = 1
"""Seconds after which to look again."""

MAX_WAITING_REQUESTS = 120
"""Requests that may wait for a computation; those after them are answered 202."""

_waiting_slots = threading.BoundedSemaphore(MAX_WAITING_REQUESTS)

MAX_WAIT_SECONDS = 60
"""Seconds for which a request is held open at the most; proxies close what takes longer."""

_PREFERENCE_REGEX = re.compile(
    r'\s*([!#$%&\'*+.^_`|~0-9A-Za-z-]+)\s*(?:=\s*(?:"([^"]*)"|([^\s;,"]*)))?\s*(?:;[^,]*)?'
)

PreferHeader = Annotated[
    str | None,
    Header(
        alias="Prefer",
        description="`wait=N`: answer with the result if it is there within N seconds "
        f"(up to {MAX_WAIT_SECONDS}); "
        "else, and without it: 202 and where to look.",
        examples=["wait=30"],
    ),
]


@dataclass(frozen=True)
class WaitPreference:
    """Seconds to wait; None: not asked for, or not understood."""

    wait: int | None = None

    @property
    def headers(self) -> dict[str, str]:
        """Return the header that says what was honoured."""
        return {} if self.wait is None else {"Preference-Applied": f"wait={self.wait}"}


async def get_wait_preference(request: Request, prefer: PreferHeader = None) -> WaitPreference:
    """Return how long a client prefers to wait; the first `wait` counts (RFC 7240, section 2)."""
    del prefer  # declared for the description; a header may come in several lines
    given = [match for line in request.headers.getlist("Prefer") for match in _parse_preferences(line)]
    waits = [value for name, value in given if name == "wait"]
    if not waits or not re.fullmatch("[0-9]{1,9}", waits[0], re.ASCII):
        return WaitPreference()
    return WaitPreference(min(int(waits[0]), MAX_WAIT_SECONDS))


def _parse_preferences(line: str) -> list[tuple[str, str]]:
    found = (_PREFERENCE_REGEX.fullmatch(part) for part in line.split(","))
    return [(m[1].lower(), m[2] if m[2] is not None else m[3] or "") for m in found if m]


PreferDep = Annotated[WaitPreference, Depends(get_wait_preference)]


def respond_with_proposal(
    office: Services, caller: Caller, submission: Submission, preferred: WaitPreference
) -> Response:
    """Respond 200 with the proposal if it came in time; else 202 with its status.

    Raises:
        ComputationFailed: there will be no proposal.
        NotReady: it was stopped before there was a slate.
    """
    output = wait_for_result(office, submission.id, preferred.wait) if preferred.wait else None
    headers = build_preference_headers(submission, preferred)
    now = get_proposal_status(office.store, caller, submission.id)
    headers["Location"] = now.links.self
    if preferred.wait is None or not now.state.final:
        return respond_accepted(now, headers)
    raise_if_failed(now.failure if now.digest is None else None, headers)
    found = match_proposal_text(office.store, caller, now, output) or get_proposal_text(
        office.store, caller, submission.id
    )
    return Response(found.text, media_type="application/json", headers=headers | {"ETag": found.tag})


def wait_for_result(office: Services, job_id: str, seconds: float) -> str | None:
    """Wait for a computation, unless too many requests wait; return its output if it came."""
    if not _waiting_slots.acquire(blocking=False):
        return None
    try:
        return wait_for_output(office.store, office.queue, job_id, seconds)
    finally:
        _waiting_slots.release()


def raise_if_failed(failure: StatusFailure | None, headers: dict[str, str]) -> None:
    """Raise if a computation failed for another reason than its input.

    Raises:
        ComputationFailed: it did, so there will be no result.
    """
    if failure is not None and failure.code != INPUT_REFUSED.code:
        raise ComputationFailed(failure.vi, failure.en, headers=headers)


def respond_accepted(now: Record, headers: dict[str, str]) -> Response:
    """Respond 202: accepted and stored, with where to look and when."""
    return JSONResponse(
        now.model_dump(mode="json"), status_code=202, headers=headers | {"Retry-After": str(RETRY_SECONDS)}
    )


def wait_and_build_headers(
    office: Services, submission: Submission, preferred: WaitPreference
) -> dict[str, str]:
    """Wait as long as is preferred; return the headers that say so."""
    if preferred.wait:
        wait_for_result(office, submission.id, preferred.wait)
    return build_preference_headers(submission, preferred)


def build_preference_headers(submission: Submission, preferred: WaitPreference) -> dict[str, str]:
    """Build the headers that say how an answer came about."""
    return preferred.headers | (REPLAYED_HEADER if submission.replayed else {})


def describe_submission(noun: str, status: type[Record] = ProposalStatus) -> dict[int | str, dict[str, Any]]:
    """Describe both answers to a submission for OpenAPI."""
    return {
        200: {
            "description": f"The {noun}, ready within the time preferred",
            "headers": SUBMISSION_HEADERS | ETAG,
        },
        202: {"description": "Accepted for good", "model": status, "headers": SUBMISSION_HEADERS | RETRY},
    }
