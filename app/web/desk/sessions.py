"""/sign-in, /sign-out and /language: the pages that need no session."""

import logging
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from cocau.app.auth.authentication import check_same_site, get_client_address
from cocau.app.auth.caller import Caller
from cocau.app.auth.credentials import SESSION_LIMIT
from cocau.app.auth.identity_provider import (
    LIFETIME,
    IdentityProvider,
    PendingProviderSignIn,
    ProviderRefused,
    ProviderUnavailable,
)
from cocau.app.auth.rate_limits import RateLimiter
from cocau.app.auth.sign_in_limits import guard_sign_in
from cocau.app.db.models import SignInMethod
from cocau.app.i18n.languages import Lang
from cocau.app.permissions import RateLimited, Unauthenticated, WrongCode
from cocau.app.services.access.provider_sign_in import sign_in_by_provider
from cocau.app.services.access.second_factors import finish_enrolment
from cocau.app.services.access.sign_in import (
    NextStep,
    PasswordStep,
    SignedIn,
    check_password_of,
    open_session,
    sign_in_with_code,
    sign_out,
)
from cocau.app.services.access.tickets import SignInTicket, TicketExpired
from cocau.app.services.errors import Missing
from cocau.app.settings import Settings
from cocau.app.web.deps import SettingsDep, StoreDep
from cocau.app.web.desk.context import LANGUAGE_COOKIE, get_local_path, render_page
from cocau.app.web.desk.login import SignInPage, get_last_user, render_sign_in, set_last_user
from cocau.app.web.desk.page_route import PageRoute
from cocau.app.web.guide import GUIDE_OFF, remember_guide

language_router = APIRouter(route_class=PageRoute, include_in_schema=False)

log = logging.getLogger("cocau.sign_in")

PROVIDER_CALLBACK = "/sign-in/provider/callback"
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
    _set_cookie(answer, settings, LANGUAGE_COOKIE, to, _COOKIE_AGE)
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
SentField = Annotated[str, Form()]
TicketField = Annotated[str, Form(max_length=4000)]


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
    sent: SentField = "",
) -> Response:
    """Sign in and go back. A form that was waiting is shown again, to be sent with one click."""
    check_same_site(request, by_cookie=True)
    page, name = SignInPage(request, get_local_path(back), sent), name.strip().lower()
    try:
        with guard_sign_in(store, settings, name, get_client_address(request)):
            step = check_password_of(store, name, password, settings.second_factor)
        if step.next is not NextStep.OPEN:
            return page.ask_for_code(store, step)
        signed = open_session(
            store, step.ticket, SignInMethod.PASSWORD, request.cookies.get(settings.cookie_name)
        )
    except (Unauthenticated, RateLimited) as error:
        return _render_refused(page, error, name)
    return _answer_signed_in(page, settings, signed)


@router.post("/sign-in/code")
def post_code(  # noqa: PLR0913, PLR0917  # each is a part of the request
    request: Request,
    store: StoreDep,
    settings: SettingsDep,
    ticket: TicketField,
    code: TextField,
    back: BackField = "/",
    sent: SentField = "",
) -> Response:
    """Sign in with the code of a device, after the password."""
    check_same_site(request, by_cookie=True)
    page = SignInPage(request, get_local_path(back), sent)
    try:
        held = SignInTicket.open(store.ring, ticket)
    except TicketExpired as error:
        return _render_refused(page, error)
    try:
        signed = sign_in_with_code(store, held, code, request.cookies.get(settings.cookie_name))
    except (WrongCode, RateLimited) as error:
        return page.ask_for_code(store, PasswordStep(NextStep.CODE, held), wrong=error)
    except Unauthenticated as error:
        return _render_refused(page, error)
    return _answer_signed_in(page, settings, signed)


@router.post("/sign-in/second-factor")
def post_enrolment(  # each is a part of the request
    request: Request,
    store: StoreDep,
    settings: SettingsDep,
    ticket: TicketField,
    code: TextField,
    back: BackField = "/",
) -> Response:
    """Set up a device, with its first code, and show the recovery codes on this one page only."""
    check_same_site(request, by_cookie=True)
    page = SignInPage(request, get_local_path(back))
    try:
        held = SignInTicket.open(store.ring, ticket)
    except TicketExpired as error:
        return _render_refused(page, error)
    try:
        enrolled = finish_enrolment(store, held, code)
    except (WrongCode, RateLimited) as error:
        return page.ask_for_code(store, PasswordStep(NextStep.ENROL, held), wrong=error)
    except Unauthenticated as error:
        return _render_refused(page, error)
    codes, caller = enrolled.recovery_codes, enrolled.signed.caller
    answer = render_page(request, "recovery_codes.html", caller=caller, codes=codes, back=page.back)
    set_session_cookies(answer, settings, enrolled.signed)
    return answer


def _render_refused(page: SignInPage, error: Exception, name: str = "") -> Response:
    wrong, code = (
        ("fast", HTTPStatus.TOO_MANY_REQUESTS)
        if isinstance(error, RateLimited)
        else ("late" if isinstance(error, TicketExpired) else "password", HTTPStatus.UNAUTHORIZED)
    )
    if page.partly:
        return render_page(page.request, "part/signed_out.html", code=code, wrong=wrong)
    return render_sign_in(
        page.request, back=page.back, waiting=page.waiting, wrong=wrong, code=code, name=name
    )


def _answer_signed_in(page: SignInPage, settings: Settings, signed: SignedIn) -> Response:
    """Answer a sign-in: go back, or show the form that waited."""
    answer = _show_what_waited(page, signed.caller)
    set_session_cookies(answer, settings, signed)
    return answer


def _show_what_waited(page: SignInPage, who: Caller) -> Response:
    if page.partly:
        other = get_last_user(page.request) not in {"", who.id}
        return render_page(page.request, "part/signed_in.html", caller=who, other=other)
    if (waiting := page.waiting) is None:
        return RedirectResponse(page.back, HTTPStatus.SEE_OTHER)
    other = waiting.whose not in {"", who.id}
    return render_page(
        page.request, "waiting_form.html", caller=who, back=page.back, waiting=waiting, other=other
    )


def set_session_cookies(answer: Response, settings: Settings, signed: SignedIn) -> None:
    """Set the cookies of a session that was just opened."""
    set_last_user(answer, settings, signed.caller.id)
    age = int(SESSION_LIMIT.total_seconds())
    _set_cookie(answer, settings, settings.cookie_name, signed.cookie, age)


@router.get("/sign-in/provider")
def begin_provider_sign_in(
    request: Request,
    store: StoreDep,
    settings: SettingsDep,
    back: Annotated[str, Query(max_length=2000)] = "/",
) -> Response:
    """Lead to the organisation's identity provider."""
    try:
        provider = _discover(request, settings)
        address, pending = provider.begin(_build_callback(request), get_local_path(back))
    except ProviderUnavailable as error:
        return _render_provider_failure(request, error)
    answer = RedirectResponse(address, HTTPStatus.SEE_OTHER)
    _set_cookie(answer, settings, _get_provider_cookie(settings), pending.seal(store.ring), LIFETIME)
    return answer


@router.get(PROVIDER_CALLBACK)
def finish_provider_sign_in(
    request: Request,
    store: StoreDep,
    settings: SettingsDep,
    code: Annotated[str, Query(max_length=4000)] = "",
    state: Annotated[str, Query(max_length=1000)] = "",
) -> Response:
    """Sign in whom the provider sends back, if they are a user here."""
    held = request.cookies.get(_get_provider_cookie(settings), "")
    try:
        pending = PendingProviderSignIn.open(store.ring, held, state)
        name = _discover(request, settings).finish(pending, code, _build_callback(request))
        signed = sign_in_by_provider(store, name, request.cookies.get(settings.cookie_name))
    except (ProviderRefused, ProviderUnavailable, Unauthenticated) as error:
        answer: Response = _render_provider_failure(request, error)
    else:
        answer = RedirectResponse(pending.back, HTTPStatus.SEE_OTHER)
        set_session_cookies(answer, settings, signed)
    _delete_cookie(answer, settings, _get_provider_cookie(settings))
    return answer


@router.get("/sign-in/provider/end")
def end_provider_session(request: Request, settings: SettingsDep) -> Response:
    """Lead to where one signs out of the provider too."""
    try:
        back = str(request.url_for("show_sign_in"))
        address = _discover(request, settings).build_end_address(back)
    except ProviderUnavailable as error:
        return _render_provider_failure(request, error)
    return RedirectResponse(address or "/sign-in", HTTPStatus.SEE_OTHER)


def _discover(request: Request, settings: Settings) -> IdentityProvider:
    """Find the provider; what strangers make us ask it counts for their address.

    Raises:
        Missing: there is none.
        RateLimited: that was too often.
        ProviderUnavailable: it does not answer.
    """
    if not settings.oidc_issuer:
        raise Missing(request.url.path)
    limits: RateLimiter = request.app.state.limits
    limits.count_request(f"address {get_client_address(request)}")
    return IdentityProvider.discover(settings)


def _build_callback(request: Request) -> str:
    return str(request.url_for("finish_provider_sign_in"))


def _get_provider_cookie(settings: Settings) -> str:
    return "cocau-provider" if settings.development else "__Host-cocau-provider"


def _render_provider_failure(request: Request, error: Exception) -> HTMLResponse:
    log.warning("sign-in by the provider failed: %s", error)
    away = isinstance(error, ProviderUnavailable)
    code = HTTPStatus.SERVICE_UNAVAILABLE if away else HTTPStatus.UNAUTHORIZED
    return render_sign_in(request, back="/", wrong="provider-away" if away else "provider", code=code)


@router.post("/sign-out")
def post_sign_out(request: Request, store: StoreDep, settings: SettingsDep) -> Response:
    """Sign out."""
    check_same_site(request, by_cookie=True)
    held = request.cookies.get(settings.cookie_name)
    method = None if held is None else sign_out(store, held)
    told = "provider" if method is SignInMethod.PROVIDER and settings.oidc_issuer else "signed-out"
    answer = RedirectResponse(f"/sign-in?told={told}", HTTPStatus.SEE_OTHER)
    _delete_cookie(answer, settings, settings.cookie_name)
    return answer


def _set_cookie(answer: Response, settings: Settings, name: str, value: str, seconds: int) -> None:
    answer.set_cookie(
        name,
        value,
        max_age=seconds,
        path="/",
        secure=not settings.development,
        httponly=True,
        samesite="lax",
    )


def _delete_cookie(answer: Response, settings: Settings, name: str) -> None:
    answer.delete_cookie(name, path="/", secure=not settings.development, httponly=True, samesite="lax")
