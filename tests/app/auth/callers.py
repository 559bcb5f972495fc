"""Callers for tests: users with API keys behind a service in production."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest
from _pytest.mark.structures import ParameterSet
from fastapi import FastAPI
from fastapi.routing import APIRoute, iter_route_contexts
from fastapi.testclient import TestClient

from cocau.app.auth.caller import DEVELOPER
from cocau.app.db.clock import new_id
from cocau.app.db.encryption import generate_key
from cocau.app.db.engine import Store
from cocau.app.main import create_app
from cocau.app.permissions import ROLE_PERMISSIONS, Permission, UserRole
from cocau.app.services import users
from cocau.app.settings import Environment, ProofRule, Settings
from tests.app.client import LocalClient

PASSWORD = "hoa mai trắng nở sớm"


def in_production(state: Path, **others: object) -> Settings:
    """Production, in a folder of its own; rates that no test reaches unless it says so."""
    given = {"rate": "100000/minute", "sign_in_rate": "1000/minute", "proofs": ProofRule.ASKED} | others
    return Settings(env=Environment.PRODUCTION, state=state, keys=generate_key(), **given)


def made(
    store: Store, role: UserRole, scope: str = "", *, name: str | None = None, password: str | None = None
) -> str:
    """A new user's id."""
    user = users.create_user(
        store, DEVELOPER, name or new_id("u").replace("_", "-"), role, scope, password=password
    )
    return user.id


def key_of(store: Store, user: str) -> str:
    """A new key of a user."""
    return users.create_key(store, DEVELOPER, user, "", 1).text


def list_role_cases(
    rows: Mapping[tuple[str, str], Permission | None],
) -> list[ParameterSet]:
    """Every route and role. The roles that decide are the least that may and the greatest that may not.

    The others are long: what a role may is asked of its permissions alone (see tests/app/test_permissions.py).
    """
    return [
        pytest.param(*place, role, marks=() if role in _list_deciding_roles(may) else pytest.mark.long)
        for place, may in rows.items()
        for role in UserRole
    ]


def list_declared_permissions(app: FastAPI) -> dict[tuple[str, str], Permission]:
    """Every route that declares a permission by `require_permission`, with it."""
    return {
        (method, str(context.path)): permission
        for context in iter_route_contexts(app.routes)
        if isinstance(route := context.original_route, APIRoute)
        for dependency in route.dependant.dependencies
        if (permission := getattr(dependency.call, "permission", None)) is not None
        for method in context.methods or ()
    }


def _list_deciding_roles(may: Permission | None) -> list[UserRole]:
    allowed = {role: held for role, held in ROLE_PERMISSIONS.items() if may is None or may in held}
    refused = {role: held for role, held in ROLE_PERMISSIONS.items() if role not in allowed}
    least = [role for role, held in allowed.items() if not any(other < held for other in allowed.values())]
    greatest = [role for role, held in refused.items() if not any(other > held for other in refused.values())]
    return least + greatest


def bearer(store: Store, role: UserRole, scope: str = "") -> dict[str, str]:
    """Headers of a new user with this role."""
    return {"Authorization": f"Bearer {key_of(store, made(store, role, scope))}"}


@contextmanager
def served(store: Store, settings: Settings) -> Iterator[TestClient]:
    """A service over a store, to be asked over TLS."""
    app = create_app(settings, store)
    with LocalClient(app, base_url="https://testserver", raise_server_exceptions=False) as client:
        yield client
