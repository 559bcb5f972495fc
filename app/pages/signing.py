"""Asking whoever is not signed in, or not any more, to sign in; what they were about to send is kept."""

from fastapi import Request
from starlette.responses import HTMLResponse, Response

from cocau.app.api.uploads import FORM, form_in_memory
from cocau.app.pages.desk import here_of, page
from cocau.app.pages.typed import MOST_FIELDS
from cocau.app.pages.waiting import Waiting
from cocau.app.settings import Settings

UNKNOWN = 401
_MONTH = 30 * 24 * 3600


def last_name(settings: Settings) -> str:
    """The cookie that says who signed in last in this browser: an id, which proves nothing.

    It outlives the session, and pages compare it with whom they were made for: so it is noticed when one
    person is about to send what another one wrote.
    """
    return "cocau-last" if settings.development else "__Host-cocau-last"


def last_of(request: Request) -> str:
    """The id of whoever signed in last in this browser; "" if nobody did."""
    return request.cookies.get(last_name(request.app.state.settings), "")


def note_last(answer: Response, settings: Settings, user: str) -> None:
    """Note who signed in. Pages may read it: the cookie is no secret."""
    answer.set_cookie(
        last_name(settings),
        user,
        max_age=_MONTH,
        path="/",
        secure=not settings.development,
        httponly=False,
        samesite="lax",
    )


async def signing_in(request: Request) -> Response:
    """The page for signing in, on which the form that was sent waits.

    What only asked for a part of a page stays where it is: one signs in beside it, and sends it again.
    """
    if "hx-request" in request.headers:
        answer = page(request, "part/signed_out.html", code=UNKNOWN, wrong="")
        answer.headers["HX-Retarget"], answer.headers["HX-Reswap"] = "#told", "innerHTML"
        return answer
    safe = request.method in {"GET", "HEAD"}
    waiting = None if safe else await _waiting(request)
    if waiting is not None and waiting.secret:
        return asked(request, back=request.url.path.removesuffix("/password"), code=UNKNOWN)
    return asked(request, back=here_of(request), waiting=waiting, ended=True, code=UNKNOWN)


async def _waiting(request: Request) -> Waiting:
    """What was sent. A file in it is not written to a disk, whoever sent it."""
    files = request.headers.get("content-type", "").startswith(FORM)
    read = getattr(request, "_form", None) is not None  # by the framework already, where a route names fields
    form = await (form_in_memory(request) if files and not read else request.form(max_fields=MOST_FIELDS))
    try:
        return Waiting.of(form, last_of(request))
    finally:
        await form.close()


def asked(  # noqa: PLR0913  # each is said on the page
    request: Request,
    *,
    back: str,
    waiting: Waiting | None = None,
    wrong: str = "",
    ended: bool = False,
    told: str = "",
    code: int = 200,
) -> HTMLResponse:
    """The page for signing in. `wrong`: why it failed; `ended`: a session had; `told`: what was done."""
    return page(
        request,
        "sign_in.html",
        code=code,
        back=back,
        waiting=waiting,
        wrong=wrong,
        ended=ended,
        told=told,
    )
