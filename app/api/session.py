"""/v1/session: signing in and out with a cookie. Programs send API keys instead."""

from typing import Annotated

from fastapi import APIRouter, Request, Response
from pydantic import Field

from cocau.app.access.knowing import address_of
from cocau.app.access.limits import Limits
from cocau.app.access.same_site import must_be_ours
from cocau.app.access.sessions import LONGEST, cookie_name
from cocau.app.api.asking import SettingsDep, StoreDep
from cocau.app.api.me import Me, shown
from cocau.app.api.strict_body import StrictBody
from cocau.app.errors import responses
from cocau.app.office.sessions import sign_in, sign_out
from cocau.app.problems import Fault
from cocau.constraints.record import Record

router = APIRouter(prefix="/v1/session", tags=["access"], route_class=StrictBody)


class SignIn(Record):
    """Who wants to come in."""

    name: Annotated[str, Field(max_length=200, examples=["can-bo"])]
    password: Annotated[str, Field(max_length=1000, examples=["bốn từ chọn ngẫu nhiên"])]


@router.post(
    "",
    responses=responses(
        Fault.MALFORMED,
        Fault.UNAUTHENTICATED,
        Fault.CROSS_SITE,
        Fault.TOO_LARGE,
        Fault.BAD_INPUT,
        Fault.TOO_FAST,
    ),
)
def begin(request: Request, response: Response, body: SignIn, store: StoreDep, settings: SettingsDep) -> Me:
    """Sign in. The answer sets a cookie for this host only; a session that the browser had ends."""
    must_be_ours(request, proven=False)
    limits: Limits = request.app.state.limits
    name, address = body.name.strip().lower(), address_of(request)
    limits.try_name(name, address)
    cookie = cookie_name(settings)
    signed = sign_in(store, name, body.password, request.cookies.get(cookie))
    limits.signed_in(name, address)
    response.set_cookie(
        cookie,
        signed.cookie,
        max_age=int(LONGEST.total_seconds()),
        path="/",
        secure=not settings.development,
        httponly=True,
        samesite="lax",
    )
    return shown(signed.caller)


@router.delete("", status_code=204, responses=responses(Fault.CROSS_SITE))
def end(request: Request, response: Response, store: StoreDep, settings: SettingsDep) -> None:
    """Sign out. Without a session there is nothing to do."""
    cookie = cookie_name(settings)
    if (held := request.cookies.get(cookie)) is not None:
        must_be_ours(request, proven=True)
        sign_out(store, held)
    response.delete_cookie(cookie, path="/", secure=not settings.development, httponly=True, samesite="lax")
