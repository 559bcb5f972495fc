"""The sign-in page for callers not signed in, and the sent form waiting behind it."""

import json
import re
from dataclasses import dataclass
from http import HTTPStatus
from typing import Self

from fastapi import Request
from markupsafe import Markup
from starlette.datastructures import FormData, UploadFile
from starlette.responses import HTMLResponse, Response

from cocau.app.auth.second_factor import render_qr_code
from cocau.app.db.engine import Store
from cocau.app.permissions import RateLimited
from cocau.app.services.access.sign_in import NextStep, PasswordStep
from cocau.app.services.access.tickets import SignInTicket
from cocau.app.services.operations.first_run import is_first_run
from cocau.app.settings import Settings
from cocau.app.web.bodies.requests import FORM_TYPE, parse_form_in_memory
from cocau.app.web.desk.context import get_current_path, render_page
from cocau.app.web.desk.forms import MOST_FIELDS

FieldPairs = tuple[tuple[str, str], ...]
_PAIR_LENGTH = 2
_SECRETS = frozenset({"old", "new", "again", "password", "ticket", "code"})


@dataclass(frozen=True)
class PendingForm:
    """A sent form that waits until its sender has signed in, field by field in its order.

    `files`: field and name of each file, to be chosen again. `whose`: the id of whoever was signed in last in
    the browser it came from; "" if that is not known.
    """

    fields: FieldPairs
    files: FieldPairs = ()
    whose: str = ""

    @property
    def has_secret(self) -> bool:
        """Return whether it holds a password, which must wait in no page."""
        return any(name in _SECRETS and value for name, value in self.fields)

    @property
    def text(self) -> str:
        """Return the whole form as the text of one field of another form."""
        return json.dumps({"fields": self.fields, "files": self.files, "whose": self.whose})

    @classmethod
    def from_form(cls, form: FormData, whose: str) -> Self:
        """Build a pending form from what was sent; a file that was not chosen has no name."""
        pairs = form.multi_items()
        fields = tuple((name, value) for name, value in pairs if isinstance(value, str))
        files = ((name, value.filename or "") for name, value in pairs if isinstance(value, UploadFile))
        return cls(fields, tuple(pair for pair in files if pair[1]), whose)

    @classmethod
    def parse(cls, text: str) -> Self | None:
        """Parse the text of a pending form; None if it is none."""
        try:
            held = json.loads(text)
            json.dumps(held, ensure_ascii=False).encode()  # half a surrogate pair could not be shown
        except (ValueError, RecursionError):
            return None
        if not isinstance(held, dict):
            return None
        return cls(
            _parse_pairs(held.get("fields")), _parse_pairs(held.get("files")), str(held.get("whose", ""))
        )


def _parse_pairs(held: object) -> FieldPairs:
    listed = held if isinstance(held, list) else []
    return tuple(
        (str(pair[0]), str(pair[1]))
        for pair in listed
        if isinstance(pair, list) and len(pair) == _PAIR_LENGTH
    )


_MONTH = 30 * 24 * 3600


def get_last_user_cookie(settings: Settings) -> str:
    """Return the name of the cookie with the id of the last user of this browser.

    The id proves nothing. It outlives the session, and pages compare it with whom they were made for: so it
    is noticed when one person is about to send what another one wrote.
    """
    return "cocau-last" if settings.development else "__Host-cocau-last"


def get_last_user(request: Request) -> str:
    """Return the id of the user who last signed in with this browser; "" if none did."""
    return request.cookies.get(get_last_user_cookie(request.app.state.settings), "")


def set_last_user(answer: Response, settings: Settings, user: str) -> None:
    """Set the cookie of the last user. Pages may read it: it is no secret."""
    answer.set_cookie(
        get_last_user_cookie(settings),
        user,
        max_age=_MONTH,
        path="/",
        secure=not settings.development,
        httponly=False,
        samesite="lax",
    )


async def render_sign_in_prompt(request: Request) -> Response:
    """Render the sign-in page, on which the form that was sent waits.

    What only asked for a part of a page stays where it is: one signs in beside it, and sends it again.
    """
    if "hx-request" in request.headers:
        answer = render_page(request, "part/signed_out.html", code=HTTPStatus.UNAUTHORIZED, wrong="")
        answer.headers["HX-Retarget"], answer.headers["HX-Reswap"] = "#told", "innerHTML"
        return answer
    safe = request.method in {"GET", "HEAD"}
    waiting = None if safe else await _read_pending_form(request)
    if waiting is not None and waiting.has_secret:
        return render_sign_in(
            request, back=request.url.path.removesuffix("/password"), code=HTTPStatus.UNAUTHORIZED
        )
    return render_sign_in(
        request, back=get_current_path(request), waiting=waiting, ended=True, code=HTTPStatus.UNAUTHORIZED
    )


async def _read_pending_form(request: Request) -> PendingForm:
    """Read the form that was sent; its files are never written to a disk."""
    files = request.headers.get("content-type", "").startswith(FORM_TYPE)
    read = getattr(request, "_form", None) is not None  # by the framework already, where a route names fields
    form = await (
        parse_form_in_memory(request) if files and not read else request.form(max_fields=MOST_FIELDS)
    )
    try:
        return PendingForm.from_form(form, get_last_user(request))
    finally:
        await form.close()


def render_sign_in(  # noqa: PLR0913  # each is said on the page
    request: Request,
    *,
    back: str,
    waiting: PendingForm | None = None,
    wrong: str = "",
    ended: bool = False,
    told: str = "",
    name: str = "",
    code: int = 200,
) -> HTMLResponse:
    """Render the sign-in page.

    `wrong`: why signing in failed; `name`: who was tried; `ended`: a session had ended; `told`: what was
    just done.
    """
    return render_page(
        request,
        "sign_in.html",
        code=code,
        back=back,
        waiting=waiting,
        wrong=wrong,
        ended=ended,
        told=told,
        name=name,
        provider=bool(request.app.state.settings.oidc_issuer),
        first_run=_is_waiting_for_first_user(request),
    )


@dataclass(frozen=True)
class SignInPage:
    """A request to sign in: where it goes back to, and the text of the form that waits."""

    request: Request
    back: str
    sent: str = ""

    @property
    def waiting(self) -> PendingForm | None:
        """Return the form that waits, if one does."""
        return PendingForm.parse(self.sent)

    @property
    def partly(self) -> bool:
        """Return whether htmx asks for a part of a page."""
        return "hx-request" in self.request.headers

    def ask_for_code(self, store: Store, step: PasswordStep, wrong: Exception | None = None) -> HTMLResponse:
        """Render the page after the password: a code, or a device to be set up."""
        code = HTTPStatus.OK if wrong is None else HTTPStatus.UNAUTHORIZED
        if isinstance(wrong, RateLimited):
            code = HTTPStatus.TOO_MANY_REQUESTS
        values = {"back": self.back, "sent": self.sent, "wrong": wrong}
        if step.next is NextStep.ENROL and not self.partly:
            return render_enrolment(
                self.request, store, step.ticket, "/sign-in/second-factor", code, **values
            )
        template = "part/code_form.html" if self.partly else "sign_in_code.html"
        ticket = step.ticket.seal(store.ring)
        enrol = step.next is NextStep.ENROL
        return render_page(self.request, template, code=code, ticket=ticket, enrol=enrol, **values)


def render_enrolment(
    request: Request,
    store: Store,
    ticket: SignInTicket,
    action: str,
    code: int = 200,
    **values: object,
) -> HTMLResponse:
    """Render the page on which a device is set up."""
    secret = " ".join(re.findall("....", ticket.secret))
    return render_page(
        request,
        "second_factor.html",
        code=code,
        action=action,
        ticket=ticket.seal(store.ring),
        picture=Markup(render_qr_code(ticket.secret, ticket.name)),  # noqa: S704  # segno's own
        secret=secret,
        **values,
    )


def _is_waiting_for_first_user(request: Request) -> bool:
    return not request.app.state.settings.development and is_first_run(request.app.state.store)
