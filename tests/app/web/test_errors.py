"""Errors over HTTP: what is answered while the database cannot be used, to programs and on pages."""

from typing import Any

import pytest
from sqlalchemy import event

from cocau.app.audit_log.verification import verify_store
from cocau.app.db.engine import Store
from cocau.app.main import create_app
from cocau.app.settings import Settings
from cocau.app.web.api.examples import build_commune
from tests.app.audit_log.tampering import run
from tests.app.client import LocalClient


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


def test_a_full_disk_is_a_503_and_what_was_there_stays(store: Store) -> None:
    """Nothing half-written is left: once there is room again, writing goes on and the log is whole."""
    if not store.on_sqlite:
        pytest.skip("the disk of a PostgreSQL is not ours to fill; its error is of the same class")
    room = {"pages": 1}

    def limit(connection: Any, *_: object) -> None:
        connection.execute(f"PRAGMA max_page_count = {room['pages']}")  # never below what is there

    body = {"council": build_commune()["council"], "label": "Xã", "locality": "ha-tinh"}
    with LocalClient(create_app(Settings(), store)) as client:
        event.listen(store.engine, "checkout", limit)
        full = client.post("/v1/councils", json=body)
        while full.status_code == 201:  # until the last free page is taken
            full = client.post("/v1/councils", json=body)
        assert (full.status_code, full.headers["retry-after"]) == (503, "10")
        assert full.json()["type"] == "urn:cocau:problem:storage-unavailable"
        known = len(client.get("/v1/councils?limit=200").json()["items"])
        room["pages"] = 1_000_000
        assert client.post("/v1/councils", json=body).status_code == 201
        assert len(client.get("/v1/councils?limit=200").json()["items"]) == known + 1
        assert verify_store(store).whole
