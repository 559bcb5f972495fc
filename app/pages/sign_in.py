"""/sign-in, /sign-out and /language: what anybody may ask of the desk."""

import json
from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import RedirectResponse, Response

from app.access.errors import TooFast, WrongPassword
from app.access.knowing import address_of
from app.access.limits import Limits
from app.access.same_site import must_be_ours
from app.access.sessions import LONGEST, cookie_name
from app.api.asking import SettingsDep, StoreDep
from app.languages import Lang
from app.office.sessions import sign_in, sign_out
from app.pages.desk import LANGUAGE, SEE_OTHER, local, page
from app.pages.route import Page
from app.settings import Settings

router = APIRouter(route_class=Page, include_in_schema=False)

_YEAR = 365 * 24 * 3600
Text = Annotated[str, Form(max_length=1000)]


@router.get("/sign-in")
def ask(request: Request, back: str = "/") -> Response:
    """The form."""
    return page(request, "sign_in.html", back=local(back), sent=[], wrong="", ended=False)


@router.post("/sign-in")
def begin(  # noqa: PLR0913, PLR0917  # each is a part of the request
    request: Request,
    store: StoreDep,
    settings: SettingsDep,
    name: Text,
    password: Text,
    back: Annotated[str, Form(max_length=2000)] = "/",
    sent: Annotated[str, Form()] = "",
) -> Response:
    """Sign in and go back. A form that was waiting is shown again, to be sent with one click."""
    must_be_ours(request, proven=True)
    fields = _fields(sent)
    try:
        signed = _tried(request, store, settings, name, password)
    except (WrongPassword, TooFast) as error:
        wrong, code = ("fast", 429) if isinstance(error, TooFast) else ("password", 401)
        return page(
            request, "sign_in.html", code=code, back=local(back), sent=fields, wrong=wrong, ended=False
        )
    answer: Response = (
        page(request, "waiting_form.html", back=local(back), sent=fields)
        if fields
        else RedirectResponse(local(back), SEE_OTHER)
    )
    answer.set_cookie(
        cookie_name(settings),
        signed,
        max_age=int(LONGEST.total_seconds()),
        path="/",
        secure=not settings.development,
        httponly=True,
        samesite="lax",
    )
    return answer


def _tried(request: Request, store: StoreDep, settings: Settings, name: str, password: str) -> str:
    """The cookie of a new session.

    Raises:
        WrongPassword, TooFast: it was not let in.
    """
    limits: Limits = request.app.state.limits
    name, address = name.strip().lower(), address_of(request)
    limits.try_name(name, address)
    signed = sign_in(store, name, password, request.cookies.get(cookie_name(settings)))
    limits.signed_in(name, address)
    return signed.cookie


def _fields(sent: str) -> list[tuple[str, str]]:
    """The fields of a form that was waiting; nothing, if these are none."""
    try:
        read = json.loads(sent or "[]")
    except ValueError:
        return []
    pairs = read if isinstance(read, list) else []
    return [
        (str(pair[0]), str(pair[1])) for pair in pairs if isinstance(pair, list) and len(pair) == len("nv")
    ]


@router.post("/sign-out")
def end(request: Request, store: StoreDep, settings: SettingsDep) -> Response:
    """Sign out."""
    must_be_ours(request, proven=True)
    answer = RedirectResponse("/sign-in", SEE_OTHER)
    if (held := request.cookies.get(cookie_name(settings))) is not None:
        sign_out(store, held)
    answer.delete_cookie(
        cookie_name(settings), path="/", secure=not settings.development, httponly=True, samesite="lax"
    )
    return answer


@router.post("/language")
def choose(
    request: Request,
    settings: SettingsDep,
    to: Annotated[Lang, Form()],
    back: Annotated[str, Form(max_length=2000)] = "/",
) -> Response:
    """Choose the language of the pages, and go back."""
    must_be_ours(request, proven=True)
    answer = RedirectResponse(local(back), SEE_OTHER)
    answer.set_cookie(
        LANGUAGE,
        to,
        max_age=_YEAR,
        path="/",
        secure=not settings.development,
        httponly=True,
        samesite="lax",
    )
    return answer
