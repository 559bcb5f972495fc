"""/users: the users of a locality, for its administrators."""

import re
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Form
from pydantic import BaseModel, Field, ValidationError
from starlette.responses import Response

from cocau.app.db.clock import now
from cocau.app.db.models import User
from cocau.app.files.text import slugify
from cocau.app.permissions import ROLE_PERMISSIONS, Permission, UserRole
from cocau.app.services import users
from cocau.app.services.access.second_factors import reset_second_factor
from cocau.app.services.councils import list_localities
from cocau.app.services.errors import ActRefused, Missing, Stale
from cocau.app.web.api.users import NewUser, UserPatch
from cocau.app.web.deps import require_permission
from cocau.app.web.desk.context import PageContext, PageContextDep
from cocau.app.web.desk.forms import Problems, group_by_field
from cocau.app.web.desk.page_route import PageRoute
from cocau.app.web.paging import PAGE_SIZE, paginate
from cocau.constraints.documents import list_validation_problems
from cocau.constraints.errors import InputError, Problem

router = APIRouter(prefix="/users", route_class=PageRoute, include_in_schema=False)

ShortField = Annotated[str, Field(max_length=300)]


class UserForm(BaseModel):
    """The form of a user; `expected`: the version that it was typed beside."""

    name: ShortField = ""
    role: ShortField = UserRole.VIEWER
    scope: ShortField = ""
    password: Annotated[str, Field(max_length=1000)] = ""
    expected: Annotated[int, Field(ge=0, le=2**31 - 1)] = 0


class UserClosingForm(BaseModel):
    """The form that closes a user's account, or opens it again."""

    closed: bool
    expected: Annotated[int, Field(ge=0, le=2**31 - 1)]


@router.get("")
def show_users(desk: PageContextDep, after: Annotated[str | None, Field(max_length=40)] = None) -> Response:
    """List the users of the caller's own locality, newest first."""
    return _render_users(desk, UserForm(scope=desk.caller.scope), after=after)


@router.post("", dependencies=[require_permission(Permission.ADMINISTER)])
def post_user(desk: PageContextDep, sent: Annotated[UserForm, Form()]) -> Response:
    """Make a user."""
    try:
        new = _parse_new_user(desk, sent)
        user = users.create_user(
            desk.store, desk.caller, new.name, new.role, new.scope, password=new.password
        )
    except InputError as error:
        return _render_users(desk, sent, HTTPStatus.UNPROCESSABLE_ENTITY, error.problems)
    except ActRefused as refused:
        return _render_users(
            desk, sent, HTTPStatus.CONFLICT, [Problem("refused", ("name",), refused.vi, refused.en)]
        )
    except Missing:
        return _render_users(desk, sent, HTTPStatus.UNPROCESSABLE_ENTITY, [_ELSEWHERE])
    return desk.go(f"/users/{user.id}")


def _parse_new_user(desk: PageContext, sent: UserForm) -> NewUser:
    """Parse the new user that was typed. Raises InputError: everything wrong with it."""
    typed = sent.model_dump(include={"name", "role"})
    told = {"scope": _read_scope(desk, sent.scope), "password": sent.password or None}
    try:
        return NewUser.model_validate(typed | told)
    except ValidationError as error:
        raise InputError(list_validation_problems(error)) from None


_PLACE = re.compile(r"[a-z0-9][a-z0-9._-]*")
_KIND_OF_PLACE = re.compile(r"^(?:tinh|thanh-pho|quan|huyen|thi-xa|thi-tran|xa|phuong|dac-khu)-(?=.)")


def _read_scope(desk: PageContext, typed: str) -> str:
    """Return the path of a place as people write it: "Hà Tĩnh / Can Lộc", "Tỉnh Hà Tĩnh".

    A place or council that the desk knows by this name is meant, whatever the word for its kind.
    """
    parts = [part.strip() for part in typed.split("/")]
    path = "/".join(part if _PLACE.fullmatch(part) else slugify(part) or part for part in parts)
    known = list_localities(desk.store, desk.caller)
    places = {"/".join(steps[:n]) for steps in (at.split("/") for at in known) for n in (1, 2, 3)}
    if not path or path in places:
        return path
    called = [at for at, names in known.items() if path in {slugify(name) for name in names}]
    meant = called or [
        at for at in places if _drop_kinds(path) in {_drop_kinds(at), _drop_kinds(at.rpartition("/")[2])}
    ]
    return meant[0] if len(meant) == 1 else path


def _drop_kinds(path: str) -> str:
    """Return a path without the words for kinds of places: "tinh-ha-tinh" is "ha-tinh"."""
    return "/".join(_KIND_OF_PLACE.sub("", part) for part in path.split("/"))


_ELSEWHERE = Problem(
    "elsewhere",
    ("scope",),
    "không thuộc địa bàn của bạn; hãy ghi địa bàn của bạn hoặc một nơi trong đó.",
    "is not yours; enter your own locality or one inside it.",
)


@router.get("/{user_id}")
def show_user(user_id: str, desk: PageContextDep) -> Response:
    """Show one user."""
    return _render_user(desk, users.get_user(desk.store, desk.caller, user_id))


@router.post("/{user_id}")
def post_user_change(user_id: str, desk: PageContextDep, sent: Annotated[UserForm, Form()]) -> Response:
    """Change role or locality; if somebody was faster, show their changes."""
    user = users.get_user(desk.store, desk.caller, user_id)
    try:
        new = UserPatch.model_validate({"role": sent.role, "scope": _read_scope(desk, sent.scope)})
        users.update_user(
            desk.store, desk.caller, user_id, users.UserChange(new.role, new.scope), expected=sent.expected
        )
    except ValidationError as error:
        return _render_user(
            desk, user, sent, HTTPStatus.UNPROCESSABLE_ENTITY, list_validation_problems(error)
        )
    except Missing:
        return _render_user(desk, user, sent, HTTPStatus.UNPROCESSABLE_ENTITY, [_ELSEWHERE])
    except Stale as stale:
        again = sent.model_copy(update={"expected": stale.now})
        return _render_user(
            desk, users.get_user(desk.store, desk.caller, user_id), again, HTTPStatus.PRECONDITION_FAILED
        )
    return desk.go(f"/users/{user_id}")


@router.post("/{user_id}/closed")
def post_closing(user_id: str, desk: PageContextDep, sent: Annotated[UserClosingForm, Form()]) -> Response:
    """Close an account, or open it again."""
    users.update_user(
        desk.store, desk.caller, user_id, users.UserChange(closed=sent.closed), expected=sent.expected
    )
    return desk.go(f"/users/{user_id}")


@router.post("/{user_id}/password")
def post_user_password(user_id: str, desk: PageContextDep, sent: Annotated[UserForm, Form()]) -> Response:
    """Set another password, and end all sessions of the user."""
    try:
        users.set_password(desk.store, desk.caller, user_id, sent.password)
    except InputError as error:
        return _render_user(
            desk,
            users.get_user(desk.store, desk.caller, user_id),
            None,
            HTTPStatus.UNPROCESSABLE_ENTITY,
            error.problems,
        )
    return desk.go(f"/users/{user_id}?told=password")


@router.post("/{user_id}/second-factor/reset")
def post_second_factor_reset(user_id: str, desk: PageContextDep) -> Response:
    """Take a user's second factor away, as when a device is lost."""
    reset_second_factor(desk.store, desk.caller, user_id)
    return desk.go(f"/users/{user_id}?told=second-factor")


@router.post("/{user_id}/keys/{key_id}/revoke", dependencies=[require_permission(Permission.ADMINISTER)])
def post_key_revocation(user_id: str, key_id: str, desk: PageContextDep) -> Response:
    """Revoke a key of a user."""
    user = users.get_user(desk.store, desk.caller, user_id)
    users.revoke_key(desk.store, desk.caller, key_id)
    return desk.go(f"/users/{user.id}#keys")


def _render_users(
    desk: PageContext, sent: UserForm, code: int = 200, problems: Problems = (), after: str | None = None
) -> Response:
    found = users.list_users(desk.store, desk.caller, after=after, limit=PAGE_SIZE + 1)
    shown, more = paginate(found)
    return desk.page(
        "users.html",
        code=code,
        users=shown,
        more=more,
        sent=sent,
        wrong=group_by_field(problems),
        roles=list(UserRole),
        localities=list_localities(desk.store, desk.caller),
        allows=ROLE_PERMISSIONS,
    )


def _render_user(
    desk: PageContext, user: User, sent: UserForm | None = None, code: int = 200, problems: Problems = ()
) -> Response:
    typed = sent or UserForm(role=user.role, scope=user.scope, expected=user.version)
    return desk.page(
        "user.html",
        code=code,
        user=user,
        sent=typed,
        stale=code == HTTPStatus.PRECONDITION_FAILED,
        told=desk.request.query_params.get("told", ""),
        wrong=group_by_field(problems),
        roles=list(UserRole),
        localities=list_localities(desk.store, desk.caller),
        keys=users.list_keys(desk.store, desk.caller, user.id),
        own=user.id == desk.caller.id,
        now=now(),
    )
