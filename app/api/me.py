"""/v1/me: who the caller is, what they may do, and their own password."""

from typing import Annotated

from fastapi import APIRouter, Request
from pydantic import Field

from cocau.app.access.caller import Caller
from cocau.app.access.knowing import address_of
from cocau.app.access.limits import Limits
from cocau.app.access.roles import ROLES, May, Role
from cocau.app.api.asking import CallerDep, StoreDep
from cocau.app.api.strict_body import StrictBody
from cocau.app.errors import responses
from cocau.app.office.users import change_password
from cocau.app.problems import Fault
from cocau.constraints.record import Record

router = APIRouter(prefix="/v1/me", tags=["access"], route_class=StrictBody)


class Me(Record):
    """The caller. `scope`: the locality they see, "" is everything."""

    id: str
    name: str
    role: Role
    scope: str
    may: tuple[May, ...]


class OwnPassword(Record):
    """The present password, and the one to come."""

    old: Annotated[str, Field(max_length=1000)]
    new: Annotated[str, Field(max_length=1000)]


def shown(caller: Caller) -> Me:
    """A caller as they are told about themselves."""
    may = tuple(what for what in May if what in ROLES[caller.role])
    return Me(id=caller.id, name=caller.name, role=caller.role, scope=caller.scope, may=may)


@router.get("")
def read_me(caller: CallerDep) -> Me:
    """Who am I here?"""
    return shown(caller)


@router.put(
    "/password",
    status_code=204,
    responses=responses(Fault.MALFORMED, Fault.NOT_FOUND, Fault.REFUSED, Fault.TOO_LARGE, Fault.BAD_INPUT),
)
def change_my_password(request: Request, body: OwnPassword, caller: CallerDep, store: StoreDep) -> None:
    """Take another password. All sessions of this user end, this one too.

    Attempts count as those to sign in do: whoever holds a cookie or a key may not try passwords faster.
    """
    limits: Limits = request.app.state.limits
    address = address_of(request)
    limits.try_name(caller.name, address)
    change_password(store, caller, body.old, body.new)
    limits.signed_in(caller.name, address)
