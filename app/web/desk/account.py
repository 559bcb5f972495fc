"""/account: the caller's own role, password and API keys."""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Form
from pydantic import BaseModel, Field
from starlette.responses import Response

from cocau.app.auth.authentication import get_client_address
from cocau.app.auth.caller import DEVELOPER
from cocau.app.auth.sign_in_limits import guard_sign_in
from cocau.app.db.clock import now
from cocau.app.permissions import ROLE_PERMISSIONS, RateLimited, WrongCode
from cocau.app.services import users
from cocau.app.services.access.second_factors import (
    begin_enrolment,
    count_recovery_codes,
    finish_enrolment,
)
from cocau.app.services.access.tickets import SignInTicket, TicketExpired
from cocau.app.services.errors import ActRefused
from cocau.app.services.users import change_password
from cocau.app.web.desk.context import PageContext, PageContextDep
from cocau.app.web.desk.forms import Problems, group_by_field
from cocau.app.web.desk.login import render_enrolment
from cocau.app.web.desk.page_route import PageRoute
from cocau.app.web.desk.sessions import set_session_cookies
from cocau.constraints.errors import InputError, Problem

router = APIRouter(prefix="/account", route_class=PageRoute, include_in_schema=False)

KEY_LIFETIMES = (30, 90, 365)
"""How long a key may be made for on this page."""
SecretField = Annotated[str, Field(max_length=1000)]


class PasswordForm(BaseModel):
    """The form for a new password: the present one, and twice the new one."""

    old: SecretField = ""
    new: SecretField = ""
    again: SecretField = ""


class DeviceForm(BaseModel):
    """The form that a device is set up with: the ticket, and the first code."""

    ticket: Annotated[str, Field(max_length=4000)] = ""
    code: SecretField = ""


class NewKeyForm(BaseModel):
    """The form for a new API key: what it is for, and for how many days."""

    label: Annotated[str, Field(max_length=100)] = ""
    days: Annotated[int, Field(ge=1, le=KEY_LIFETIMES[-1])] = KEY_LIFETIMES[-1]


@router.get("")
def show_account(desk: PageContextDep) -> Response:
    """Show the caller's own account."""
    return _render_account(desk)


@router.post("/password")
def post_password(desk: PageContextDep, sent: Annotated[PasswordForm, Form()]) -> Response:
    """Change the password and end all sessions; attempts count as those to sign in do."""
    if sent.new != sent.again:
        vi, en = "không giống mật khẩu mới ở trên.", "is not the same as the new password above."
        return _render_account(
            desk, HTTPStatus.UNPROCESSABLE_ENTITY, [Problem("not_the_same", ("again",), vi, en)]
        )
    address = get_client_address(desk.request)
    try:
        with guard_sign_in(desk.store, desk.office.settings, desk.caller.name, address):
            change_password(desk.store, desk.caller, sent.old, sent.new)
    except RateLimited:
        vi, en = "thử quá nhiều lần; hãy đợi vài phút.", "was tried too often; wait a few minutes."
        return _render_account(desk, 429, [Problem("too_fast", ("old",), vi, en)])
    except ActRefused as refused:
        return _render_account(
            desk, HTTPStatus.CONFLICT, [Problem("refused", ("old",), refused.vi, refused.en)]
        )
    except InputError as error:
        return _render_account(
            desk,
            HTTPStatus.UNPROCESSABLE_ENTITY,
            [Problem(p.code, ("new",), p.vi, p.en) for p in error.problems],
        )
    return desk.go("/sign-in?back=/account&told=password")


@router.post("/second-factor")
def post_second_factor(desk: PageContextDep, sent: Annotated[PasswordForm, Form()]) -> Response:
    """Begin to set up a device; attempts at the password count as those to sign in do."""
    address = get_client_address(desk.request)
    try:
        with guard_sign_in(desk.store, desk.office.settings, desk.caller.name, address):
            ticket = begin_enrolment(desk.store, desk.caller, sent.old)
    except RateLimited as error:
        return _render_account(desk, 429, [Problem("too_fast", ("device",), error.vi, error.en)])
    except ActRefused as refused:
        told = Problem("refused", ("device",), refused.vi, refused.en)
        return _render_account(desk, HTTPStatus.CONFLICT, [told])
    return _render_device(desk, ticket)


@router.post("/second-factor/code")
def post_device_code(desk: PageContextDep, sent: Annotated[DeviceForm, Form()]) -> Response:
    """Set up a device with its first code, and show the recovery codes on this one page only."""
    try:
        ticket = SignInTicket.open(desk.store.ring, sent.ticket, desk.caller.id)
    except TicketExpired as error:
        return _render_late(desk, error)
    try:
        enrolled = finish_enrolment(desk.store, ticket, sent.code)
    except TicketExpired as error:
        return _render_late(desk, error)
    except (WrongCode, RateLimited) as error:
        return _render_device(desk, ticket, error)
    answer = desk.page("recovery_codes.html", codes=enrolled.recovery_codes, back="/account")
    set_session_cookies(answer, desk.office.settings, enrolled.signed)
    return answer


def _render_late(desk: PageContext, error: TicketExpired) -> Response:
    return _render_account(desk, HTTPStatus.CONFLICT, [Problem("late", ("device",), error.vi, error.en)])


def _render_device(desk: PageContext, ticket: SignInTicket, wrong: Exception | None = None) -> Response:
    action, code = "/account/second-factor/code", 200 if wrong is None else 409
    return render_enrolment(
        desk.request, desk.store, ticket, action, code, caller=desk.caller, desk=desk, wrong=wrong
    )


@router.post("/keys")
def post_key(desk: PageContextDep, sent: Annotated[NewKeyForm, Form()]) -> Response:
    """Make a key, and show its secret on this one page only."""
    made = users.create_key(desk.store, desk.caller, desk.caller.id, sent.label.strip(), sent.days)
    return _render_account(desk, 201, fresh=made)


@router.post("/keys/{key_id}/revoke")
def post_key_revocation(key_id: str, desk: PageContextDep) -> Response:
    """Revoke a key."""
    users.revoke_key(desk.store, desk.caller, key_id)
    return desk.go("/account#keys")


def _render_account(
    desk: PageContext, code: int = 200, problems: Problems = (), fresh: users.CreatedKey | None = None
) -> Response:
    caller = desk.caller
    real = caller.id != DEVELOPER.id
    return desk.page(
        "account.html",
        code=code,
        real=real,
        codes_left=count_recovery_codes(desk.store, caller) if real else None,
        allowed=ROLE_PERMISSIONS[caller.role],
        keys=users.list_keys(desk.store, caller, caller.id) if real else [],
        fresh=fresh,
        wrong=group_by_field(problems),
        days=KEY_LIFETIMES,
        now=now(),
    )
