"""One running service for a whole file of tests, and callers of every role in it."""

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from app.main import create_app
from app.settings import Settings
from tests.app.api.acting import acting, refusing

__all__ = ["acting", "refusing", "service"]


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """A service on SQLite with its line of jobs."""
    settings = Settings(state=tmp_path_factory.mktemp("state"))
    with TestClient(create_app(settings), raise_server_exceptions=False) as client:
        yield client
