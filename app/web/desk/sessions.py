"""/sign-in, /sign-out and /language: the pages that need no session."""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from starlette.responses import RedirectResponse, Response

from cocau.app.auth.authentication import check_same_site, get_client_address
from cocau.app.auth.credentials import SESSION_LIMIT
from cocau.app.auth.sign_in_limits import guard_sign_in
from cocau.app.db.engine import Store
from cocau.app.i18n.languages import Lang
from cocau.app.permissions import RateLimited, WrongPassword
from cocau.app.services.users import SignedIn, sign_in, sign_out
from cocau.app.settings import Settings
from cocau.app.web.deps import SettingsDep, StoreDep
from cocau.app.web.desk.context import LANGUAGE_COOKIE, get_local_path, render_page
from cocau.app.web.desk.login import PendingForm, get_last_user, render_sign_in, set_last_user
from cocau.app.web.desk.page_route import PageRoute
from cocau.app.web.guide import GUIDE_OFF, remember_guide

language_router = APIRouter(route_class=PageRoute, include_in_schema=False)

_COOKIE_AGE = 365 * 24 * 3600


@language_router.post("/language")
def post_language(
    request: Request,
    settings: SettingsDep,
    to: Annotated[Lang, Form()],
    back: Annotated[str, Form(max_length=2000)] = "/",
) -> Response:
    """Choose the language of the pages, and go back."""
    check_same_site(request, by_cookie=True)
    answer = RedirectResponse(get_local_path(back), HTTPStatus.SEE_OTHER)
    answer.set_cookie(
        LANGUAGE_COOKIE,
        to,
        max_age=_COOKIE_AGE,
        path="/",
        secure=not settings.development,
        httponly=True,
        samesite="lax",
    )
    return answer


@language_router.post("/guide")
def post_guide(
    request: Request,
    to: Annotated[str, Form(pattern=rf"^([1-9]\d?|{GUIDE_OFF})$")],
    back: Annotated[str, Form(max_length=2000)] = "/",
) -> Response:
    """Go to a step of the guide, or leave it, and go back."""
    check_same_site(request, by_cookie=True)
    answer = RedirectResponse(get_local_path(back), HTTPStatus.SEE_OTHER)
    remember_guide(request, answer, to)
    return answer


router = APIRouter(route_class=PageRoute, include_in_schema=False)

TextField = Annotated[str, Form(max_length=1000)]
BackField = Annotated[str, Form(max_length=2000)]


@router.get("/sign-in")
def show_sign_in(
    request: Request, back: str = "/", told: Annotated[str, Query(max_length=20)] = ""
) -> Response:
    """Show the form to sign in."""
    return render_sign_in(request, back=get_local_path(back), told=told)


@router.post("/sign-in")
def post_sign_in(  # noqa: PLR0913, PLR0917  # each is a part of the request
    request: Request,
    store: StoreDep,
    settings: SettingsDep,
    name: TextField,
    password: TextField,
    back: BackField = "/",
    sent: Annotated[str, Form()] = "",
) -> Response:
    """Sign in and go back. A form that was waiting is shown again, to be sent with one click."""
    check_same_site(request, by_cookie=True)
    waiting = PendingForm.parse(sent)
    try:
        signed = _open_session(request, store, settings, name, password)
    except (WrongPassword, RateLimited) as error:
        return _render_refused(request, error, get_local_path(back), waiting, name)
    answer = _answer_signed_in(request, signed, get_local_path(back), waiting)
    set_session_cookies(answer, settings, signed)
    return answer


def _render_refused(
    request: Request, error: Exception, back: str, waiting: PendingForm | None, name: str
) -> Response:
    wrong, code = (
        ("fast", HTTPStatus.TOO_MANY_REQUESTS)
        if isinstance(error, RateLimited)
        else ("password", HTTPStatus.UNAUTHORIZED)
    )
    if "hx-request" in request.headers:
        return render_page(request, "part/signed_out.html", code=code, wrong=wrong)
    return render_sign_in(request, back=back, waiting=waiting, wrong=wrong, code=code, name=name)


def _answer_signed_in(request: Request, signed: SignedIn, back: str, waiting: PendingForm | None) -> Response:
    """Answer a sign-in: go back, or show the form that waited."""
    who = signed.caller
    if "hx-request" in request.headers:
        other = get_last_user(request) not in {"", who.id}
        return render_page(request, "part/signed_in.html", caller=who, other=other)
    if waiting is None:
        return RedirectResponse(back, HTTPStatus.SEE_OTHER)
    other = waiting.whose not in {"", who.id}
    return render_page(request, "waiting_form.html", caller=who, back=back, waiting=waiting, other=other)


def set_session_cookies(answer: Response, settings: Settings, signed: SignedIn) -> None:
    """Set the cookies of a session that was just opened."""
    set_last_user(answer, settings, signed.caller.id)
    answer.set_cookie(
        settings.cookie_name,
        signed.cookie,
        max_age=int(SESSION_LIMIT.total_seconds()),
        path="/",
        secure=not settings.development,
        httponly=True,
        samesite="lax",
    )


def _open_session(request: Request, store: Store, settings: Settings, name: str, password: str) -> SignedIn:
    """Open a session, unless the password is wrong or was tried too often.

    Raises:
        WrongPassword, RateLimited: it was not let in.
    """
    name = name.strip().lower()
    with guard_sign_in(store, settings, name, get_client_address(request)):
        return sign_in(store, name, password, request.cookies.get(settings.cookie_name))


@router.post("/sign-out")
def post_sign_out(request: Request, store: StoreDep, settings: SettingsDep) -> Response:
    """Sign out."""
    check_same_site(request, by_cookie=True)
    answer = RedirectResponse("/sign-in?told=signed-out", HTTPStatus.SEE_OTHER)
    if (held := request.cookies.get(settings.cookie_name)) is not None:
        sign_out(store, held)
    answer.delete_cookie(
        settings.cookie_name, path="/", secure=not settings.development, httponly=True, samesite="lax"
    )
    return answer
