"""Errors over HTTP: what is answered while the database cannot be used, to programs and on pages."""

import os
import re
from contextlib import suppress
from pathlib import Path
from typing import Any, cast

import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute, iter_route_contexts
from fastapi.testclient import TestClient
from httpx2 import Response
from sqlalchemy import event
from sqlmodel import SQLModel

from cocau.app.audit_log.verification import verify_store
from cocau.app.db.engine import Store
from cocau.app.main import create_app
from cocau.app.permissions import UserRole
from cocau.app.settings import Settings
from cocau.app.web.api.examples import build_commune
from tests.app.audit_log.tampering import run
from tests.app.auth.callers import bearer, in_production, served
from tests.app.client import LocalClient
from tests.databases import postgres_on_small_disk
from tests.patience import wait_until

BODY = {"council": build_commune()["council"], "label": "Xã", "locality": "ha-tinh"}


@pytest.mark.parametrize("path", ["/v1/councils", "/v1/proposals", "/"])
def test_a_database_that_cannot_be_used_is_a_503_to_ask_again(store: Store, path: str) -> None:
    with LocalClient(create_app(Settings(), store)) as client:
        assert client.get(path).status_code == 200
        for table in ("documents", "proposals"):
            run(store, f"ALTER TABLE {table} RENAME TO {table}_away")
        away = client.get(path)
        assert (away.status_code, away.headers["retry-after"]) == (503, "10")
        assert "no such table" not in away.text
        assert ("storage-unavailable" if path.startswith("/v1") else "Cơ sở dữ liệu tạm thời") in away.text
        for table in ("documents", "proposals"):
            run(store, f"ALTER TABLE {table}_away RENAME TO {table}")
        assert client.get(path).status_code == 200


def test_a_full_disk_is_a_503_and_what_was_there_stays(sqlite_store: Store) -> None:
    """Nothing half-written is left: once there is room again, writing goes on and the log is whole."""
    room = {"pages": 1}

    def limit(connection: Any, *_: object) -> None:
        connection.execute(f"PRAGMA max_page_count = {room['pages']}")  # never below what is there

    with LocalClient(create_app(Settings(), sqlite_store)) as client:
        event.listen(sqlite_store.engine, "checkout", limit)
        _fill(client)
        room["pages"] = 1_000_000
        _check_whole(client, sqlite_store)


ASK_NO_DATABASE = {
    *("/healthz", "/openapi.json", "/docs", "/redoc", "/static/docs/redoc.js", "/v1/session", "/sign-in"),
    *("/sign-in/code", "/sign-in/second-factor", "/sign-in/provider", "/sign-in/provider/end", "/sign-out"),
    *("/language", "/guide", "/first-run"),
}
"""Paths that answer without it, or refuse an empty form before they look anything up."""


def test_every_route_asks_to_come_again_while_an_upgrade_moves_the_tables(
    one_store: Store, tmp_path: Path
) -> None:
    settings = in_production(tmp_path / "state")
    known = bearer(one_store, UserRole.ADMIN) | {"Cookie": f"{settings.cookie_name}=of-somebody"}
    told: dict[tuple[str, str], Response] = {}
    with served(one_store, settings) as client:
        for table in (*(each.name for each in SQLModel.metadata.sorted_tables), "alembic_version"):
            run(one_store, f"ALTER TABLE {table} RENAME TO {table}_before")
        for context in iter_route_contexts(cast("FastAPI", client.app).routes):
            if isinstance(context.original_route, APIRoute):
                path = re.sub(r"{[^}]*}", f"prp_{'0' * 26}", str(context.path))
                for method in context.methods or ():
                    told[method, path] = client.request(method, path, headers=known, follow_redirects=False)
        wait_until(lambda: client.get("/readyz").status_code == 503)
    again = {place for place, answer in told.items() if answer.status_code == 503}
    assert len(again) > 300
    others = {
        place: (told[place].status_code, told[place].text)
        for place in told.keys() - again
        if place[1] not in {*ASK_NO_DATABASE, "/readyz"}
    }
    assert others == {}
    assert {place for place in again if told[place].headers.get("retry-after") != "10"} <= {
        ("GET", "/readyz")
    }
    types = {told[place].json()["type"] for place in again if place[1].startswith("/v1")}
    assert types == {"urn:cocau:problem:storage-unavailable"}
    assert not [place for place in again if "no such table" in told[place].text]


@pytest.mark.long
@pytest.mark.skipif(os.geteuid() != 0, reason="a small disk is mounted")
def test_a_full_disk_of_postgres_is_a_503_and_what_was_there_stays() -> None:
    with postgres_on_small_disk() as (store, disk), LocalClient(create_app(Settings(), store)) as client:
        rest = disk / "rest"
        with rest.open("wb", buffering=0) as file, suppress(OSError):
            while True:
                file.write(bytes(4096))
        _fill(client)
        rest.unlink()
        _check_whole(client, store)


def _fill(client: TestClient) -> None:
    """Ask until the last free page is taken."""
    full = client.post("/v1/councils", json=BODY)
    while full.status_code == 201:
        full = client.post("/v1/councils", json=BODY)
    assert (full.status_code, full.headers["retry-after"]) == (503, "10")
    assert full.json()["type"] == "urn:cocau:problem:storage-unavailable"


def _check_whole(client: TestClient, store: Store) -> None:
    """Writing goes on now that there is room, and nothing half-written is there."""
    known = _count_councils(client)
    assert client.post("/v1/councils", json=BODY).status_code == 201
    assert _count_councils(client) == known + 1
    assert verify_store(store).whole


def _count_councils(client: TestClient) -> int:
    return len(list(client.get("/v1/councils?limit=200").json()["items"]))
