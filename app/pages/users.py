"""/users: who may come in, for administrators, within their locality."""

from typing import Annotated

from fastapi import APIRouter, Form
from pydantic import BaseModel, Field, ValidationError
from starlette.responses import Response

from cocau.app.access.roles import ROLES, May, Role
from cocau.app.api.users import ChangedUser, NewUser
from cocau.app.office import keys, users
from cocau.app.office.errors import Missing, Refused, Stale
from cocau.app.pages.by_field import Problems, by_field
from cocau.app.pages.desk import Desk, DeskDep
from cocau.app.pages.route import Page
from cocau.app.store.moment import now
from cocau.app.store.tables.users import User
from cocau.constraints.documents import problems_of
from cocau.constraints.errors import InputError, Problem

router = APIRouter(prefix="/users", route_class=Page, include_in_schema=False)

AT_ONCE = 50
AGAINST, CHANGED, UNUSABLE = 409, 412, 422
Short = Annotated[str, Field(max_length=300)]


class Sent(BaseModel):
    """What is typed about a user; `expected`: the version it was typed beside."""

    name: Short = ""
    role: Short = Role.VIEWER
    scope: Short = ""
    password: Annotated[str, Field(max_length=1000)] = ""
    expected: Annotated[int, Field(ge=0, le=2**31 - 1)] = 0


class Closing(BaseModel):
    """Whether somebody is to be kept out, or let in again."""

    closed: bool
    expected: Annotated[int, Field(ge=0, le=2**31 - 1)]


@router.get("")
def listed(desk: DeskDep, after: Annotated[str | None, Field(max_length=40)] = None) -> Response:
    """The users of one's own locality, newest first."""
    return _list(desk, Sent(scope=desk.caller.scope), after=after)


@router.post("")
def make(desk: DeskDep, sent: Annotated[Sent, Form()]) -> Response:
    """Make a user."""
    desk.caller.must(May.ADMINISTER)
    try:
        new = _new(sent)
        user = users.make(desk.store, desk.caller, new.name, new.role, new.scope, password=new.password)
    except InputError as error:
        return _list(desk, sent, UNUSABLE, error.problems)
    except Refused as refused:
        return _list(desk, sent, AGAINST, [Problem("refused", "name", refused.vi, refused.en)])
    except Missing:
        return _list(desk, sent, UNUSABLE, [_ELSEWHERE])
    return desk.go(f"/users/{user.id}")


def _new(sent: Sent) -> NewUser:
    """The user that is to be made. Raises InputError: everything wrong with what was typed."""
    typed = sent.model_dump(include={"name", "role", "scope"})
    try:
        return NewUser.model_validate(typed | {"password": sent.password or None})
    except ValidationError as error:
        raise InputError(problems_of(error)) from None


_ELSEWHERE = Problem(
    "elsewhere",
    "scope",
    "không thuộc địa bàn của bạn; hãy ghi địa bàn của bạn hoặc một nơi trong đó.",
    "is not yours; enter your own locality or one inside it.",
)


@router.get("/{which}")
def one(which: str, desk: DeskDep) -> Response:
    """One user."""
    return _one(desk, users.read(desk.store, desk.caller, which))


@router.post("/{which}")
def change(which: str, desk: DeskDep, sent: Annotated[Sent, Form()]) -> Response:
    """Another role or locality. If somebody was faster, what they made of the user is shown."""
    user = users.read(desk.store, desk.caller, which)
    try:
        new = ChangedUser.model_validate(sent.model_dump(include={"role", "scope"}))
        users.edit(desk.store, desk.caller, which, users.Change(new.role, new.scope), expected=sent.expected)
    except ValidationError as error:
        return _one(desk, user, sent, UNUSABLE, problems_of(error))
    except Missing:
        return _one(desk, user, sent, UNUSABLE, [_ELSEWHERE])
    except Stale as stale:
        again = sent.model_copy(update={"expected": stale.now})
        return _one(desk, users.read(desk.store, desk.caller, which), again, CHANGED)
    return desk.go(f"/users/{which}")


@router.post("/{which}/closed")
def close(which: str, desk: DeskDep, sent: Annotated[Closing, Form()]) -> Response:
    """Keep somebody out, or let them in again."""
    users.edit(desk.store, desk.caller, which, users.Change(closed=sent.closed), expected=sent.expected)
    return desk.go(f"/users/{which}")


@router.post("/{which}/password")
def password(which: str, desk: DeskDep, sent: Annotated[Sent, Form()]) -> Response:
    """Give somebody another password; all their sessions end."""
    try:
        users.set_password(desk.store, desk.caller, which, sent.password)
    except InputError as error:
        return _one(desk, users.read(desk.store, desk.caller, which), None, UNUSABLE, error.problems)
    return desk.go(f"/users/{which}?told=password")


@router.post("/{which}/keys/{key}/revoke")
def revoke(which: str, key: str, desk: DeskDep) -> Response:
    """Make a key of somebody worthless."""
    desk.caller.must(May.ADMINISTER)
    user = users.read(desk.store, desk.caller, which)
    keys.revoke(desk.store, desk.caller, key)
    return desk.go(f"/users/{user.id}#keys")


def _list(
    desk: Desk, sent: Sent, code: int = 200, problems: Problems = (), after: str | None = None
) -> Response:
    found = users.listed(desk.store, desk.caller, after=after, limit=AT_ONCE + 1)
    more = found[AT_ONCE - 1].id if len(found) > AT_ONCE else None
    return desk.page(
        "users.html",
        code=code,
        users=found[:AT_ONCE],
        more=more,
        sent=sent,
        wrong=by_field(problems),
        roles=list(Role),
        allows=ROLES,
    )


def _one(
    desk: Desk, user: User, sent: Sent | None = None, code: int = 200, problems: Problems = ()
) -> Response:
    typed = sent or Sent(role=user.role, scope=user.scope, expected=user.version)
    return desk.page(
        "user.html",
        code=code,
        user=user,
        sent=typed,
        stale=code == CHANGED,
        told=desk.request.query_params.get("told", ""),
        wrong=by_field(problems),
        roles=list(Role),
        keys=keys.listed(desk.store, desk.caller, user.id),
        own=user.id == desk.caller.id,
        now=now(),
    )
