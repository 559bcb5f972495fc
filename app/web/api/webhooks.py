"""/v1/webhooks: addresses that are told of ended jobs, and the message that they get."""

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Body, Header, Request, Response
from pydantic import Field

from cocau.app.auth.caller import UserScope
from cocau.app.db.models import JobState
from cocau.app.jobs.job_events import EndedJob, EndedJobKind, JobEvent, JobEventType
from cocau.app.problems import ErrorType
from cocau.app.services.operations import webhooks
from cocau.app.services.operations.webhooks import StoredWebhook, WebhookChange
from cocau.app.web.bodies.requests import StrictBodyRoute
from cocau.app.web.deps import EXAMPLE_ID, CallerDep, ResourceId, ServicesDep, StoreDep
from cocau.app.web.errors import describe_errors
from cocau.app.web.http_headers import ExpectedVersion, format_tag
from cocau.app.web.paging import PagingDep, ResultPage, build_page
from cocau.constraints.record import Record

router = APIRouter(prefix="/v1/webhooks", tags=["webhooks"], route_class=StrictBodyRoute)

_BODY_ERRORS = (ErrorType.MALFORMED, ErrorType.TOO_LARGE, ErrorType.BAD_INPUT)
_KNOWN_ERRORS = (ErrorType.NOT_FOUND, ErrorType.ERASED)
_MAX_URL = 2000

WebhookUrl = Annotated[str, Field(min_length=1, max_length=_MAX_URL, examples=["https://nhan.example/cocau"])]
WebhookLabel = Annotated[str, Field(max_length=100, examples=["hệ thống văn thư"])]
WebhookEvents = Annotated[tuple[JobEventType, ...], Field(max_length=len(JobEventType))]


class WebhookCreate(Record):
    """A webhook to be created; `scope`: one's own if left out; no `events`: all."""

    url: WebhookUrl
    scope: UserScope | None = None
    label: WebhookLabel = ""
    events: WebhookEvents = ()


class WebhookPatch(Record):
    """What is to be changed of a webhook; what is left out stays."""

    url: WebhookUrl | None = None
    label: WebhookLabel | None = None
    events: WebhookEvents | None = None


class WebhookView(Record):
    """A webhook without its secret.

    `scope`: the locality whose jobs it is told of, "" is everything. `result`: of the last try (`tried_at`),
    a status of HTTP or the name of an error; `failures`: failed tries since the last one that succeeded.
    """

    id: str
    url: str
    scope: str
    label: str
    events: tuple[JobEventType, ...]
    version: int
    made_at: datetime
    tried_at: datetime | None
    result: str
    failures: int


class CreatedWebhook(WebhookView):
    """A webhook with its new secret, told this once."""

    secret: str


@router.post(
    "",
    status_code=201,
    responses=describe_errors(*_BODY_ERRORS, ErrorType.NOT_FOUND),
)
def make_webhook(
    body: WebhookCreate, response: Response, caller: CallerDep, services: ServicesDep
) -> CreatedWebhook:
    """Make a webhook: each job that ends in its locality is told to its address, signed."""
    scope = caller.scope if body.scope is None else body.scope
    given = WebhookChange(body.url, body.label, body.events)
    stored = webhooks.create_webhook(services, caller, scope, given)
    response.headers["Location"] = f"/v1/webhooks/{stored.row.id}"
    return _respond_with_secret(response, stored)


@router.get("", responses=describe_errors(ErrorType.BAD_INPUT))
def list_webhooks(
    request: Request, response: Response, caller: CallerDep, store: StoreDep, paging: PagingDep
) -> ResultPage[WebhookView]:
    """List the webhooks of one's own locality, newest first."""
    found = webhooks.list_webhooks(store, caller, after=paging.after, limit=paging.fetch_limit)
    views = [build_webhook_view(stored) for stored in found]
    return build_page(request, response, paging, views, lambda view: view)


@router.get("/{webhook_id}", responses=describe_errors(*_KNOWN_ERRORS))
def read_webhook(
    webhook_id: ResourceId, response: Response, caller: CallerDep, store: StoreDep
) -> WebhookView:
    """Return a webhook, and what became of its last message."""
    return _respond_with_webhook(response, webhooks.get_webhook(store, caller, webhook_id))


@router.patch(
    "/{webhook_id}",
    responses=describe_errors(*_BODY_ERRORS, *_KNOWN_ERRORS, ErrorType.STALE, ErrorType.NO_CONDITION),
)
def change_webhook(  # what FastAPI hands over
    webhook_id: ResourceId,
    body: WebhookPatch,
    expected: ExpectedVersion,
    response: Response,
    caller: CallerDep,
    services: ServicesDep,
) -> WebhookView:
    """Change where a webhook goes, what it is told, or its label."""
    change = WebhookChange(body.url, body.label, body.events)
    stored = webhooks.update_webhook(services, caller, webhook_id, change, expected=expected)
    return _respond_with_webhook(response, stored)


@router.post("/{webhook_id}/secret", status_code=201, responses=describe_errors(*_KNOWN_ERRORS))
def rotate_webhook_secret(
    webhook_id: ResourceId, response: Response, caller: CallerDep, store: StoreDep
) -> CreatedWebhook:
    """Give a webhook a new secret. For 24 hours messages are signed with the former one too."""
    return _respond_with_secret(response, webhooks.rotate_webhook_secret(store, caller, webhook_id))


@router.delete("/{webhook_id}", status_code=204, responses=describe_errors(*_KNOWN_ERRORS))
def erase_webhook(webhook_id: ResourceId, caller: CallerDep, store: StoreDep) -> None:
    """Erase a webhook: nothing is sent there any more."""
    webhooks.erase_webhook(store, caller, webhook_id)


def build_webhook_view(stored: StoredWebhook) -> WebhookView:
    """Build the view of a webhook, without its secret."""
    row = stored.row
    return WebhookView(
        id=row.id,
        url=stored.target.url,
        scope=row.scope,
        label=row.label,
        events=tuple(JobEventType(event) for event in row.events),
        version=row.version,
        made_at=row.made_at,
        tried_at=row.tried_at,
        result=row.result,
        failures=row.failures,
    )


def _respond_with_webhook(response: Response, stored: StoredWebhook) -> WebhookView:
    response.headers["ETag"] = format_tag(stored.row.version)
    return build_webhook_view(stored)


def _respond_with_secret(response: Response, stored: StoredWebhook) -> CreatedWebhook:
    view = _respond_with_webhook(response, stored)
    return CreatedWebhook(**view.model_dump(), secret=stored.target.secret)


message_router = APIRouter()
"""What is sent to webhooks, for the description alone."""

_EXAMPLE = JobEvent(
    type=JobEventType.COMPLETED,
    timestamp=datetime(2026, 1, 15, 1, 30, tzinfo=UTC),
    data=EndedJob(
        id=EXAMPLE_ID,
        kind=EndedJobKind.PROPOSAL,
        state=JobState.OPTIMAL,
        path=f"/v1/proposals/{EXAMPLE_ID}",
    ),
)


@message_router.post(
    "jobEnded",
    status_code=204,
    operation_id="receiveJobEvent",
    responses={"default": {"description": "nobody took it: it is sent again"}},
)
def receive_job_event(
    body: Annotated[JobEvent, Body(openapi_examples={"ended": {"value": _EXAMPLE.model_dump(mode="json")}})],
    webhook_id: Annotated[str, Header(description="the same each time that a message is sent")],
    webhook_timestamp: Annotated[str, Header(description="when it was sent, in seconds since 1970")],
    webhook_signature: Annotated[str, Header(description="by each secret that holds: `v1,…`")],
) -> None:
    """Receive what is told of an ended job, signed as Standard Webhooks has it.

    A status from 200 to 299 takes it; else it is sent again.
    """
