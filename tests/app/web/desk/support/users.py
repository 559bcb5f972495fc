"""Users of the desk in tests, with their browsers: each signs in as people do."""

from collections.abc import Iterator
from contextlib import contextmanager

from fastapi import FastAPI
from fastapi.testclient import TestClient

from cocau.app.db.engine import Store
from cocau.app.permissions import UserRole
from tests.app.auth.callers import PASSWORD, made
from tests.app.client import LocalClient

BROWSER = {"Sec-Fetch-Site": "same-origin", "Accept": "text/html"}


def sign_in(client: TestClient, name: str) -> None:
    """Sign in; the browser keeps the cookies."""
    form = {"name": name, "password": PASSWORD}
    assert client.post("/sign-in", data=form, follow_redirects=False).status_code == 303


def browser(app: FastAPI) -> TestClient:
    """A browser without cookies, of a service that runs already."""
    return LocalClient(app, headers=BROWSER)


@contextmanager
def known(store: Store, app: FastAPI, **roles: UserRole) -> Iterator[dict[str, TestClient]]:
    """A running service, and a signed-in browser for each name."""
    with LocalClient(app, headers=BROWSER):
        found = {}
        for name, role in roles.items():
            made(store, role, name=name, password=PASSWORD)
            found[name] = browser(app)
            sign_in(found[name], name)
        yield found
