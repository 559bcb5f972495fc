"""/sign-in and /sign-out: what anybody may ask of the desk."""

from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from starlette.responses import RedirectResponse, Response

from cocau.app.access.errors import TooFast, WrongPassword
from cocau.app.access.knowing import address_of
from cocau.app.access.limits import Limits
from cocau.app.access.same_site import must_be_ours
from cocau.app.access.sessions import LONGEST, cookie_name
from cocau.app.api.asking import SettingsDep, StoreDep
from cocau.app.office.sessions import SignedIn, sign_in, sign_out
from cocau.app.pages.desk import SEE_OTHER, local, page
from cocau.app.pages.route import Page
from cocau.app.pages.signing import UNKNOWN, asked, last_of, note_last
from cocau.app.pages.waiting import Waiting
from cocau.app.settings import Settings
from cocau.app.store import Store

router = APIRouter(route_class=Page, include_in_schema=False)

TOO_FAST = 429
Text = Annotated[str, Form(max_length=1000)]
Back = Annotated[str, Form(max_length=2000)]


@router.get("/sign-in")
def ask(request: Request, back: str = "/", told: Annotated[str, Query(max_length=20)] = "") -> Response:
    """The form."""
    return asked(request, back=local(back), told=told)


@router.post("/sign-in")
def begin(  # noqa: PLR0913, PLR0917  # each is a part of the request
    request: Request,
    store: StoreDep,
    settings: SettingsDep,
    name: Text,
    password: Text,
    back: Back = "/",
    sent: Annotated[str, Form()] = "",
) -> Response:
    """Sign in and go back. A form that was waiting is shown again, to be sent with one click."""
    must_be_ours(request, proven=True)
    waiting = Waiting.read(sent)
    try:
        signed = _tried(request, store, settings, name, password)
    except (WrongPassword, TooFast) as error:
        return _refused(request, error, local(back), waiting)
    answer = _welcomed(request, signed, local(back), waiting)
    _remember(answer, settings, signed)
    return answer


def _refused(request: Request, error: Exception, back: str, waiting: Waiting | None) -> Response:
    wrong, code = ("fast", TOO_FAST) if isinstance(error, TooFast) else ("password", UNKNOWN)
    if "hx-request" in request.headers:
        return page(request, "part/signed_out.html", code=code, wrong=wrong)
    return asked(request, back=back, waiting=waiting, wrong=wrong, code=code)


def _welcomed(request: Request, signed: SignedIn, back: str, waiting: Waiting | None) -> Response:
    """Where one was; with a form that waited, or beside the page that did."""
    who = signed.caller
    if "hx-request" in request.headers:
        other = last_of(request) not in {"", who.id}
        return page(request, "part/signed_in.html", caller=who, other=other)
    if waiting is None:
        return RedirectResponse(back, SEE_OTHER)
    other = waiting.whose not in {"", who.id}
    return page(request, "waiting_form.html", caller=who, back=back, waiting=waiting, other=other)


def _remember(answer: Response, settings: Settings, signed: SignedIn) -> None:
    note_last(answer, settings, signed.caller.id)
    answer.set_cookie(
        cookie_name(settings),
        signed.cookie,
        max_age=int(LONGEST.total_seconds()),
        path="/",
        secure=not settings.development,
        httponly=True,
        samesite="lax",
    )


def _tried(request: Request, store: Store, settings: Settings, name: str, password: str) -> SignedIn:
    """A new session.

    Raises:
        WrongPassword, TooFast: it was not let in.
    """
    limits: Limits = request.app.state.limits
    name, address = name.strip().lower(), address_of(request)
    limits.try_name(name, address)
    signed = sign_in(store, name, password, request.cookies.get(cookie_name(settings)))
    limits.signed_in(name, address)
    return signed


@router.post("/sign-out")
def end(request: Request, store: StoreDep, settings: SettingsDep) -> Response:
    """Sign out."""
    must_be_ours(request, proven=True)
    answer = RedirectResponse("/sign-in?told=signed-out", SEE_OTHER)
    if (held := request.cookies.get(cookie_name(settings))) is not None:
        sign_out(store, held)
    answer.delete_cookie(
        cookie_name(settings), path="/", secure=not settings.development, httponly=True, samesite="lax"
    )
    return answer
