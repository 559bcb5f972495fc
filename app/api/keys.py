"""/v1/keys: API keys, of oneself; for administrators also of users of their locality."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from pydantic import Field

from cocau.app.api.asking import CallerDep, StoreDep
from cocau.app.api.paging import Page, Paging, page
from cocau.app.api.strict_body import StrictBody
from cocau.app.errors import responses
from cocau.app.office import keys
from cocau.app.problems import Fault
from cocau.app.store.tables.users import ApiKey
from cocau.constraints.record import Record

router = APIRouter(prefix="/v1/keys", tags=["access"], route_class=StrictBody)

YEAR = 365


class NewKey(Record):
    """A key to be made; `user`: whose, one's own if left out; it ends after so many days."""

    label: Annotated[str, Field(max_length=100, examples=["máy chủ của văn phòng"])] = ""
    days: Annotated[int, Field(ge=1, le=5 * YEAR)] = YEAR
    user: Annotated[str, Field(max_length=40)] | None = None


class KeyView(Record):
    """A key without its secret. `used_at` is known to the minute."""

    id: str
    prefix: str
    user: str
    label: str
    made_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None
    used_at: datetime | None


class MadeKey(KeyView):
    """A new key: `key` is what to send, told this once."""

    key: str


@router.post(
    "",
    status_code=201,
    responses=responses(Fault.MALFORMED, Fault.NOT_FOUND, Fault.REFUSED, Fault.TOO_LARGE, Fault.BAD_INPUT),
)
def make_key(body: NewKey, caller: CallerDep, store: StoreDep) -> MadeKey:
    """Make a key. Send it as `Authorization: Bearer cck_…`; it is not stored and cannot be told again."""
    made = keys.make(store, caller, body.user or caller.id, body.label, body.days)
    return MadeKey(**view(made.key).model_dump(), key=made.text)


@router.get("", responses=responses(Fault.NOT_FOUND, Fault.BAD_INPUT))
def list_keys(  # what FastAPI hands over
    request: Request,
    response: Response,
    caller: CallerDep,
    store: StoreDep,
    paging: Paging,
    user: Annotated[str | None, Query(max_length=40, description="whose; one's own if left out")] = None,
) -> Page[KeyView]:
    """A user's keys, newest first."""
    found = keys.listed(store, caller, user or caller.id, after=paging.after, limit=paging.fetch)
    return page(request, response, paging, found, view)


@router.delete("/{which}", status_code=204, responses=responses(Fault.NOT_FOUND))
def revoke_key(which: str, caller: CallerDep, store: StoreDep) -> None:
    """Make a key worthless."""
    keys.revoke(store, caller, which)


def view(key: ApiKey) -> KeyView:
    """A key without what proves it."""
    return KeyView(
        id=key.id,
        prefix=key.prefix,
        user=key.user_id,
        label=key.label,
        made_at=key.made_at,
        expires_at=key.expires_at,
        revoked_at=key.revoked_at,
        used_at=key.used_at,
    )
