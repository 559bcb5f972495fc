"""Errors over HTTP: what is answered while the database cannot be used, to programs and on pages."""

import pytest

from cocau.app.db.engine import Store
from cocau.app.main import create_app
from cocau.app.settings import Settings
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
