"""/first-run: makes the first administrator with a one-time code; gone afterwards."""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Form, Request
from pydantic import ValidationError
from starlette.responses import RedirectResponse, Response

from cocau.app.auth.authentication import check_same_site, get_client_address
from cocau.app.auth.credentials import check_password
from cocau.app.auth.sign_in_limits import guard_sign_in
from cocau.app.db.engine import Store
from cocau.app.db.models import SignInMethod
from cocau.app.permissions import RateLimited, UserRole
from cocau.app.services.access.sign_in import NextStep, check_password_of, open_session
from cocau.app.services.errors import Missing
from cocau.app.services.operations.first_run import create_first_administrator, is_first_run
from cocau.app.settings import Settings
from cocau.app.web.api.users import NewUser
from cocau.app.web.deps import SettingsDep, StoreDep
from cocau.app.web.desk.context import render_page
from cocau.app.web.desk.forms import Problems, group_by_field
from cocau.app.web.desk.login import SignInPage
from cocau.app.web.desk.page_route import PageRoute
from cocau.app.web.desk.sessions import set_session_cookies
from cocau.constraints.documents import list_validation_problems
from cocau.constraints.errors import InputError, Problem

PATH = "/first-run"
router = APIRouter(prefix=PATH, route_class=PageRoute, include_in_schema=False)

_SUBJECT = "first-run"
TextField = Annotated[str, Form(max_length=1000)]


@router.get("")
def show_first_run(request: Request, store: StoreDep, settings: SettingsDep) -> Response:
    """Show the form, as long as there is no user."""
    _require_first_run(store, settings)
    return _render(request)


@router.post("")
def post_first_run(  # noqa: PLR0913, PLR0917  # each is a field of the form
    request: Request,
    store: StoreDep,
    settings: SettingsDep,
    code: TextField = "",
    name: TextField = "",
    password: TextField = "",
    again: TextField = "",
) -> Response:
    """Make the first administrator and sign in; of two at once, the second is led to sign in."""
    check_same_site(request, by_cookie=True)
    _require_development_off(settings)
    name = name.strip().lower()
    try:
        with guard_sign_in(store, settings, _SUBJECT, get_client_address(request)):
            _check_fields(code, name, password, again)
            create_first_administrator(store, code, name, password)
            step = check_password_of(store, name, password, settings.second_factor)
    except InputError as error:
        return _render(request, code, name, error.problems, HTTPStatus.UNPROCESSABLE_ENTITY)
    except RateLimited as error:
        told = Problem("too_fast", ("code",), error.vi, error.en)
        return _render(request, code, name, [told], HTTPStatus.TOO_MANY_REQUESTS)
    except Missing:
        return RedirectResponse("/sign-in?told=first-run", HTTPStatus.SEE_OTHER)
    if step.next is not NextStep.OPEN:
        return SignInPage(request, "/").ask_for_code(store, step)
    answer = RedirectResponse("/", HTTPStatus.SEE_OTHER)
    set_session_cookies(answer, settings, open_session(store, step.ticket, SignInMethod.PASSWORD, None))
    return answer


def _check_fields(code: str, name: str, password: str, again: str) -> None:
    """Check that there is a code, the name, and both passwords.

    Raises:
        InputError: everything wrong with them.
    """
    problems: list[Problem] = []
    if not code.strip():
        problems.append(Problem("missing", ("code",), "Nhập mã dùng một lần.", "Enter the one-time code."))
    try:
        NewUser.model_validate({"name": name, "role": UserRole.ADMIN, "scope": ""})
    except ValidationError as error:
        problems += [_BAD_NAME for problem in list_validation_problems(error) if problem.field == "name"]
    problems += check_password(password, name)
    if password != again:
        vi, en = "Hai lần nhập mật khẩu khác nhau.", "The two passwords differ."
        problems.append(Problem("differs", ("again",), vi, en))
    if problems:
        raise InputError(problems)


_BAD_NAME = Problem(
    "bad_name",
    ("name",),
    "Tên gồm chữ thường không dấu, chữ số và . _ @ -, từ 2 ký tự, như quan-tri.",
    "A name has at least 2 characters: lower-case letters without marks, digits, . _ @ -; like quan-tri.",
)


def _require_first_run(store: Store, settings: Settings) -> None:
    """Raise unless there is no user yet.

    Raises:
        Missing: there is one, or nobody signs in here.
    """
    _require_development_off(settings)
    if not is_first_run(store):
        raise Missing(PATH)


def _require_development_off(settings: Settings) -> None:
    if settings.development:
        raise Missing(PATH)


def _render(
    request: Request, code: str = "", name: str = "", problems: Problems = (), status: int = 200
) -> Response:
    return render_page(
        request,
        "first_run.html",
        code=status,
        typed=code,
        name=name,
        wrong=group_by_field(problems, {"code", "name", "password", "again"}),
    )
