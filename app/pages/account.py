"""/account: who one is here, what one's role allows, one's password and one's API keys."""

from typing import Annotated

from fastapi import APIRouter, Form
from pydantic import BaseModel, Field
from starlette.responses import Response

from cocau.app.access.caller import DEVELOPER
from cocau.app.access.errors import TooFast
from cocau.app.access.knowing import address_of
from cocau.app.access.limits import Limits
from cocau.app.access.roles import ROLES
from cocau.app.office import keys
from cocau.app.office.errors import Refused
from cocau.app.office.users import change_password
from cocau.app.pages.by_field import Problems, by_field
from cocau.app.pages.desk import Desk, DeskDep
from cocau.app.pages.route import Page
from cocau.app.store.moment import now
from cocau.constraints.errors import InputError, Problem

router = APIRouter(prefix="/account", route_class=Page, include_in_schema=False)

DAYS = (30, 90, 365)
"""How long a key may be made for on this page."""
AGAINST, UNUSABLE = 409, 422
Secret = Annotated[str, Field(max_length=1000)]


class Passwords(BaseModel):
    """The present password, and twice the one to come."""

    old: Secret = ""
    new: Secret = ""
    again: Secret = ""


class NewKey(BaseModel):
    """What a key is for, and for how long."""

    label: Annotated[str, Field(max_length=100)] = ""
    days: Annotated[int, Field(ge=1, le=DAYS[-1])] = DAYS[-1]


@router.get("")
def account(desk: DeskDep) -> Response:
    """Who am I here?"""
    return _shown(desk)


@router.post("/password")
def password(desk: DeskDep, sent: Annotated[Passwords, Form()]) -> Response:
    """Take another password; all sessions end, this one too. Attempts count as those to sign in do."""
    if sent.new != sent.again:
        vi, en = "không giống mật khẩu mới ở trên.", "is not the same as the new password above."
        return _shown(desk, UNUSABLE, [Problem("not_the_same", "again", vi, en)])
    limits: Limits = desk.request.app.state.limits
    address = address_of(desk.request)
    try:
        limits.try_name(desk.caller.name, address)
        change_password(desk.store, desk.caller, sent.old, sent.new)
    except TooFast:
        vi, en = "thử quá nhiều lần; hãy đợi vài phút.", "was tried too often; wait a few minutes."
        return _shown(desk, 429, [Problem("too_fast", "old", vi, en)])
    except Refused as refused:
        return _shown(desk, AGAINST, [Problem("refused", "old", refused.vi, refused.en)])
    except InputError as error:
        return _shown(desk, UNUSABLE, [Problem(p.code, "new", p.vi, p.en) for p in error.problems])
    limits.signed_in(desk.caller.name, address)
    return desk.go("/sign-in?back=/account&told=password")


@router.post("/keys")
def make_key(desk: DeskDep, sent: Annotated[NewKey, Form()]) -> Response:
    """Make a key; what it says is shown on this one page, and never again."""
    made = keys.make(desk.store, desk.caller, desk.caller.id, sent.label.strip(), sent.days)
    return _shown(desk, 201, fresh=made)


@router.post("/keys/{which}/revoke")
def revoke(which: str, desk: DeskDep) -> Response:
    """Make a key worthless."""
    keys.revoke(desk.store, desk.caller, which)
    return desk.go("/account#keys")


def _shown(desk: Desk, code: int = 200, problems: Problems = (), fresh: keys.Made | None = None) -> Response:
    caller = desk.caller
    real = caller.id != DEVELOPER.id
    return desk.page(
        "account.html",
        code=code,
        real=real,
        allowed=ROLES[caller.role],
        keys=keys.listed(desk.store, caller, caller.id) if real else [],
        fresh=fresh,
        wrong=by_field(problems),
        days=DAYS,
        now=now(),
    )
