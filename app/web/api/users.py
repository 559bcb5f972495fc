"""/v1/users, /v1/keys, /v1/me and /v1/session: users, API keys, passwords, sessions.

Signing in sets a cookie; programs send API keys instead.
"""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from pydantic import Field

from cocau.app.auth.authentication import check_same_site, get_client_address
from cocau.app.auth.caller import Caller, UserName, UserScope
from cocau.app.auth.credentials import SESSION_LIMIT
from cocau.app.auth.sign_in_limits import guard_sign_in
from cocau.app.db.models import ApiKey, User
from cocau.app.permissions import ROLE_PERMISSIONS, Permission, UserRole
from cocau.app.problems import ErrorType
from cocau.app.services import users
from cocau.app.services.access.second_factors import reset_second_factor
from cocau.app.services.access.sign_in import sign_in, sign_out
from cocau.app.services.users import change_password
from cocau.app.web.bodies.requests import StrictBodyRoute
from cocau.app.web.deps import CallerDep, SettingsDep, StoreDep
from cocau.app.web.errors import describe_errors
from cocau.app.web.http_headers import ExpectedVersion, format_tag
from cocau.app.web.paging import PagingDep, ResultPage, build_page
from cocau.constraints.record import Record

key_router = APIRouter(prefix="/v1/keys", tags=["access"], route_class=StrictBodyRoute)

DAYS_OF_YEAR = 365


class NewApiKey(Record):
    """A key to be created; `user`: whose, one's own if left out; it ends after so many days."""

    label: Annotated[str, Field(max_length=100, examples=["máy chủ của văn phòng"])] = ""
    days: Annotated[int, Field(ge=1, le=5 * DAYS_OF_YEAR)] = DAYS_OF_YEAR
    user: Annotated[str, Field(max_length=40)] | None = None


class ApiKeyView(Record):
    """A key without its secret. `used_at` is known to the minute."""

    id: str
    prefix: str
    user: str
    label: str
    made_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None
    used_at: datetime | None


class CreatedApiKey(ApiKeyView):
    """A new key: `key` is what to send, told this once."""

    key: str


@key_router.post(
    "",
    status_code=201,
    responses=describe_errors(
        ErrorType.MALFORMED, ErrorType.NOT_FOUND, ErrorType.REFUSED, ErrorType.TOO_LARGE, ErrorType.BAD_INPUT
    ),
)
def make_key(body: NewApiKey, caller: CallerDep, store: StoreDep) -> CreatedApiKey:
    """Make a key, to send as `Authorization: Bearer cck_…`; it is shown only once."""
    made = users.create_key(store, caller, body.user or caller.id, body.label, body.days)
    return CreatedApiKey(**build_key_view(made.key).model_dump(), key=made.text)


@key_router.get("", responses=describe_errors(ErrorType.NOT_FOUND, ErrorType.BAD_INPUT))
def list_keys(  # what FastAPI hands over
    request: Request,
    response: Response,
    caller: CallerDep,
    store: StoreDep,
    paging: PagingDep,
    user: Annotated[str | None, Query(max_length=40, description="whose; one's own if left out")] = None,
) -> ResultPage[ApiKeyView]:
    """List a user's keys, newest first."""
    found = users.list_keys(store, caller, user or caller.id, after=paging.after, limit=paging.fetch_limit)
    return build_page(request, response, paging, found, build_key_view)


@key_router.delete("/{key_id}", status_code=204, responses=describe_errors(ErrorType.NOT_FOUND))
def revoke_key(key_id: str, caller: CallerDep, store: StoreDep) -> None:
    """Revoke a key."""
    users.revoke_key(store, caller, key_id)


def build_key_view(key: ApiKey) -> ApiKeyView:
    """Build the view of a key, without its secret."""
    return ApiKeyView(
        id=key.id,
        prefix=key.prefix,
        user=key.user_id,
        label=key.label,
        made_at=key.made_at,
        expires_at=key.expires_at,
        revoked_at=key.revoked_at,
        used_at=key.used_at,
    )


me_router = APIRouter(prefix="/v1/me", tags=["access"], route_class=StrictBodyRoute)


class Me(Record):
    """The caller. `scope`: the locality they see, "" is everything."""

    id: str
    name: str
    role: UserRole
    scope: str
    may: tuple[Permission, ...]


class OwnPassword(Record):
    """The present password and the new one."""

    old: Annotated[str, Field(max_length=1000)]
    new: Annotated[str, Field(max_length=1000)]


def build_me(caller: Caller) -> Me:
    """Build what callers are told about themselves."""
    may = tuple(what for what in Permission if what in ROLE_PERMISSIONS[caller.role])
    return Me(id=caller.id, name=caller.name, role=caller.role, scope=caller.scope, may=may)


@me_router.get("")
def read_me(caller: CallerDep) -> Me:
    """Return who the caller is, and what they may do."""
    return build_me(caller)


@me_router.put(
    "/password",
    status_code=204,
    responses=describe_errors(
        ErrorType.MALFORMED, ErrorType.NOT_FOUND, ErrorType.REFUSED, ErrorType.TOO_LARGE, ErrorType.BAD_INPUT
    ),
)
def change_my_password(
    request: Request, body: OwnPassword, caller: CallerDep, store: StoreDep, settings: SettingsDep
) -> None:
    """Change your own password. All your sessions end, this one too.

    Attempts count as those to sign in do: whoever holds a cookie or a key may not try passwords faster.
    """
    with guard_sign_in(store, settings, caller.name, get_client_address(request)):
        change_password(store, caller, body.old, body.new)


session_router = APIRouter(prefix="/v1/session", tags=["access"], route_class=StrictBodyRoute)


class SignIn(Record):
    """Credentials of a user who signs in; `code`: of their second factor, or a recovery code."""

    name: Annotated[str, Field(max_length=200, examples=["can-bo"])]
    password: Annotated[str, Field(max_length=1000, examples=["bốn từ chọn ngẫu nhiên"])]
    code: Annotated[str, Field(max_length=100, examples=["123456"])] = ""


@session_router.post(
    "",
    responses=describe_errors(
        ErrorType.MALFORMED,
        ErrorType.UNAUTHENTICATED,
        ErrorType.CROSS_SITE,
        ErrorType.TOO_LARGE,
        ErrorType.BAD_INPUT,
        ErrorType.TOO_FAST,
    ),
)
def begin(request: Request, response: Response, body: SignIn, store: StoreDep, settings: SettingsDep) -> Me:
    """Sign in; the answer sets a cookie for this host, and ends the browser's session."""
    check_same_site(request, by_cookie=False)
    name, cookie = body.name.strip().lower(), settings.cookie_name
    with guard_sign_in(store, settings, name, get_client_address(request)):
        signed = sign_in(
            store, name, body.password, request.cookies.get(cookie), body.code, settings.second_factor
        )
    response.set_cookie(
        cookie,
        signed.cookie,
        max_age=int(SESSION_LIMIT.total_seconds()),
        path="/",
        secure=not settings.development,
        httponly=True,
        samesite="lax",
    )
    return build_me(signed.caller)


@session_router.delete("", status_code=204, responses=describe_errors(ErrorType.CROSS_SITE))
def end(request: Request, response: Response, store: StoreDep, settings: SettingsDep) -> None:
    """Sign out. Without a session there is nothing to do."""
    cookie = settings.cookie_name
    if (held := request.cookies.get(cookie)) is not None:
        check_same_site(request, by_cookie=True)
        sign_out(store, held)
    response.delete_cookie(cookie, path="/", secure=not settings.development, httponly=True, samesite="lax")


router = APIRouter(prefix="/v1/users", tags=["access"], route_class=StrictBodyRoute)

Password = Annotated[str, Field(max_length=1000, description="12 to 200 characters")]

BODY_ERRORS = (ErrorType.MALFORMED, ErrorType.TOO_LARGE, ErrorType.BAD_INPUT)


class NewUser(Record):
    """A user to be created. Without a password they sign in by API keys only."""

    name: Annotated[UserName, Field(examples=["can-bo"])]
    role: UserRole
    scope: Annotated[UserScope, Field(examples=["ha-tinh/can-loc"])]
    password: Password | None = None


class UserPatch(Record):
    """Changes of a user; fields left out stay. `closed`: the user cannot sign in any more."""

    role: UserRole | None = None
    scope: UserScope | None = None
    closed: bool | None = None


class NewPassword(Record):
    """A new password of a user."""

    password: Password


class UserView(Record):
    """A user without their credentials."""

    id: str
    name: str
    role: UserRole
    scope: str
    version: int
    has_password: bool
    has_second_factor: bool
    made_at: datetime
    closed_at: datetime | None


@router.post(
    "", status_code=201, responses=describe_errors(*BODY_ERRORS, ErrorType.NOT_FOUND, ErrorType.REFUSED)
)
def make_user(body: NewUser, response: Response, caller: CallerDep, store: StoreDep) -> UserView:
    """Create a user within one's own locality."""
    user = users.create_user(store, caller, body.name, body.role, body.scope, password=body.password)
    response.headers["Location"] = f"/v1/users/{user.id}"
    return _respond_with_user(response, user)


@router.get("", responses=describe_errors(ErrorType.BAD_INPUT))
def list_users(
    request: Request, response: Response, caller: CallerDep, store: StoreDep, paging: PagingDep
) -> ResultPage[UserView]:
    """List the users of one's own locality, newest first."""
    found = users.list_users(store, caller, after=paging.after, limit=paging.fetch_limit)
    return build_page(request, response, paging, found, build_user_view)


@router.get("/{user_id}", responses=describe_errors(ErrorType.NOT_FOUND))
def read_user(user_id: str, response: Response, caller: CallerDep, store: StoreDep) -> UserView:
    """Return one user."""
    return _respond_with_user(response, users.get_user(store, caller, user_id))


@router.patch(
    "/{user_id}",
    responses=describe_errors(
        *BODY_ERRORS, ErrorType.NOT_FOUND, ErrorType.REFUSED, ErrorType.STALE, ErrorType.NO_CONDITION
    ),
)
def change_user(  # what FastAPI hands over
    user_id: str,
    body: UserPatch,
    expected: ExpectedVersion,
    response: Response,
    caller: CallerDep,
    store: StoreDep,
) -> UserView:
    """Change a role or locality, close or reopen a user. Nobody changes their own."""
    change = users.UserChange(body.role, body.scope, body.closed)
    return _respond_with_user(response, users.update_user(store, caller, user_id, change, expected=expected))


@router.put(
    "/{user_id}/password", status_code=204, responses=describe_errors(*BODY_ERRORS, ErrorType.NOT_FOUND)
)
def set_user_password(user_id: str, body: NewPassword, caller: CallerDep, store: StoreDep) -> None:
    """Set another password of a user. All their sessions end."""
    users.set_password(store, caller, user_id, body.password)


@router.delete(
    "/{user_id}/second-factor",
    status_code=204,
    responses=describe_errors(ErrorType.NOT_FOUND, ErrorType.REFUSED),
)
def reset_user_second_factor(user_id: str, caller: CallerDep, store: StoreDep) -> None:
    """Take a user's second factor away, as when a device is lost. All their sessions end."""
    reset_second_factor(store, caller, user_id)


def build_user_view(user: User) -> UserView:
    """Build the view of a user, without their credentials."""
    return UserView(
        id=user.id,
        name=user.name,
        role=user.role,
        scope=user.scope,
        version=user.version,
        has_password=user.password_hash is not None,
        has_second_factor=user.second_factor is not None,
        made_at=user.made_at,
        closed_at=user.closed_at,
    )


def _respond_with_user(response: Response, user: User) -> UserView:
    response.headers["ETag"] = format_tag(user.version)
    return build_user_view(user)
