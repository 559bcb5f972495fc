"""Signing in by the organisation's identity provider, on the desk."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from sqlmodel import col, select

from cocau.app.db.engine import Store
from cocau.app.db.models import AuditLogEntry
from cocau.app.permissions import UserRole
from cocau.app.settings import SecondFactorRule
from tests.app.auth.callers import PASSWORD, in_production, made, served
from tests.app.auth.identity import CLIENT, SECRET, TestProvider, serve_provider
from tests.app.web.desk.support.users import BROWSER

Desk = tuple[TestClient, TestProvider]


@pytest.fixture
def desk(store: Store, tmp_path: Path) -> Iterator[Desk]:
    made(store, UserRole.ADMIN, name="an", password=PASSWORD)
    with serve_provider() as provider:
        settings = in_production(
            tmp_path,
            oidc_issuer=provider.issuer,
            oidc_client_id=CLIENT,
            oidc_client_secret=SECRET,
            second_factor=SecondFactorRule.REQUIRED,
        )
        with served(store, settings) as client:
            client.headers.update(BROWSER)
            yield client, provider


def _go_there(client: TestClient, provider: TestProvider, back: str = "/account") -> dict[str, str]:
    led = client.get("/sign-in/provider", params={"back": back}, follow_redirects=False)
    assert led.status_code == 303
    return provider.authorise(led.headers["location"])


def _come_back(client: TestClient, brought: dict[str, str]) -> tuple[int, str]:
    answer = client.get("/sign-in/provider/callback", params=brought, follow_redirects=False)
    return answer.status_code, answer.headers.get("location", "")


def test_a_user_of_the_name_is_signed_in_and_out(desk: Desk, store: Store) -> None:
    client, provider = desk
    assert "/sign-in/provider?back=" in client.get("/sign-in").text
    brought = _go_there(client, provider)
    assert _come_back(client, brought) == (303, "/account")
    assert client.get("/users").status_code == 200  # the provider saw to the second factor
    assert _come_back(client, brought)[0] == 401  # once
    answer = client.post("/sign-out")
    assert "/sign-in/provider/end" in answer.text
    end = client.get("/sign-in/provider/end", follow_redirects=False).headers["location"]
    assert end.startswith(f"{provider.issuer}/end?client_id={CLIENT}&post_logout_redirect_uri=https%3A%2F%2F")
    assert client.get("/users").status_code == 401
    with store.reading() as session:
        acts = session.exec(select(AuditLogEntry.action).order_by(col(AuditLogEntry.seq))).all()
    assert acts[-2:] == ["sign-in-provider", "sign-out"]


def test_nobody_is_made_a_user_and_no_other_browser_is_signed_in(desk: Desk) -> None:
    client, provider = desk
    provider.told = {"preferred_username": "la"}
    assert _come_back(client, _go_there(client, provider))[0] == 401
    provider.told = {"preferred_username": "an"}
    brought = _go_there(client, provider)
    client.cookies.clear()
    assert _come_back(client, brought)[0] == 401
    brought = _go_there(client, provider, "//evil.example")
    assert _come_back(client, brought | {"state": "x"})[0] == 401
    assert _come_back(client, _go_there(client, provider, "//evil.example")) == (303, "/")


def test_a_provider_that_is_away_or_not_set_is_told(desk: Desk, store: Store, tmp_path: Path) -> None:
    client, provider = desk
    issuer, provider.issuer = provider.issuer, "https://other.example"
    answer = client.get("/sign-in/provider")
    assert answer.status_code == 503
    assert "không trả lời" in answer.text
    assert issuer not in answer.text
    with served(store, in_production(tmp_path)) as plain:
        assert plain.get("/sign-in/provider", headers=BROWSER).status_code == 404
        assert "/sign-in/provider" not in plain.get("/sign-in", headers=BROWSER).text
