"""/v1/users: who may come in, for administrators, within their locality."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Request, Response
from pydantic import Field

from cocau.app.access.roles import Role
from cocau.app.access.scope import Reach, UserName
from cocau.app.api.asking import CallerDep, StoreDep
from cocau.app.api.conditions import Expected, tag_of
from cocau.app.api.paging import Page, Paging, page
from cocau.app.api.strict_body import StrictBody
from cocau.app.errors import responses
from cocau.app.office import users
from cocau.app.problems import Fault
from cocau.app.store.tables.users import User
from cocau.constraints.record import Record

router = APIRouter(prefix="/v1/users", tags=["access"], route_class=StrictBody)

Password = Annotated[str, Field(max_length=1000, description="12 to 200 characters")]

BODY = (Fault.MALFORMED, Fault.TOO_LARGE, Fault.BAD_INPUT)


class NewUser(Record):
    """A user to be made. Without a password they come in by API keys only."""

    name: Annotated[UserName, Field(examples=["can-bo"])]
    role: Role
    scope: Annotated[Reach, Field(examples=["ha-tinh/can-loc"])]
    password: Password | None = None


class ChangedUser(Record):
    """What is to be another; what is left out stays. `closed`: they cannot come in any more."""

    role: Role | None = None
    scope: Reach | None = None
    closed: bool | None = None


class NewPassword(Record):
    """Another password."""

    password: Password


class UserView(Record):
    """A user."""

    id: str
    name: str
    role: Role
    scope: str
    version: int
    has_password: bool
    made_at: datetime
    closed_at: datetime | None


@router.post("", status_code=201, responses=responses(*BODY, Fault.NOT_FOUND, Fault.REFUSED))
def make_user(body: NewUser, response: Response, caller: CallerDep, store: StoreDep) -> UserView:
    """Make a user within one's own locality."""
    user = users.make(store, caller, body.name, body.role, body.scope, password=body.password)
    response.headers["Location"] = f"/v1/users/{user.id}"
    return _shown(response, user)


@router.get("", responses=responses(Fault.BAD_INPUT))
def list_users(
    request: Request, response: Response, caller: CallerDep, store: StoreDep, paging: Paging
) -> Page[UserView]:
    """The users of one's own locality, newest first."""
    found = users.listed(store, caller, after=paging.after, limit=paging.fetch)
    return page(request, response, paging, found, view)


@router.get("/{which}", responses=responses(Fault.NOT_FOUND))
def read_user(which: str, response: Response, caller: CallerDep, store: StoreDep) -> UserView:
    """One user."""
    return _shown(response, users.read(store, caller, which))


@router.patch(
    "/{which}",
    responses=responses(*BODY, Fault.NOT_FOUND, Fault.REFUSED, Fault.STALE, Fault.NO_CONDITION),
)
def change_user(  # what FastAPI hands over
    which: str, body: ChangedUser, expected: Expected, response: Response, caller: CallerDep, store: StoreDep
) -> UserView:
    """Another role or locality, closed or open again. Nobody changes their own."""
    change = users.Change(body.role, body.scope, body.closed)
    return _shown(response, users.edit(store, caller, which, change, expected=expected))


@router.put("/{which}/password", status_code=204, responses=responses(*BODY, Fault.NOT_FOUND))
def set_user_password(which: str, body: NewPassword, caller: CallerDep, store: StoreDep) -> None:
    """Give somebody another password. All their sessions end."""
    users.set_password(store, caller, which, body.password)


def view(user: User) -> UserView:
    """A user without what proves them."""
    return UserView(
        id=user.id,
        name=user.name,
        role=user.role,
        scope=user.scope,
        version=user.version,
        has_password=user.password_hash is not None,
        made_at=user.made_at,
        closed_at=user.closed_at,
    )


def _shown(response: Response, user: User) -> UserView:
    response.headers["ETag"] = tag_of(user.version)
    return view(user)
