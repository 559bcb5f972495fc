"""The service as several people use it, each with a role and a locality of their own."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
from fastapi.testclient import TestClient

from cocau.app.auth.caller import Caller
from cocau.app.db.engine import Store
from cocau.app.main import create_app
from cocau.app.permissions import UserRole
from cocau.app.settings import ProofRule, Settings
from tests.app.client import LocalClient
from tests.databases import create_state

PROVINCE = Caller("usr_province", "tỉnh", UserRole.ADMIN, "ha-tinh")
PLANNER = Caller("usr_planner", "lập phương án", UserRole.PLANNER, "ha-tinh")
DISTRICT = Caller("usr_district", "huyện", UserRole.PLANNER, "ha-tinh/can-loc")
OTHER = Caller("usr_other", "huyện khác", UserRole.PLANNER, "ha-tinh/thach-ha")
ANALYST = Caller("usr_analyst", "phân tích", UserRole.ANALYST, "ha-tinh")
VIEWER = Caller("usr_viewer", "xem", UserRole.VIEWER, "ha-tinh")

Acting = Callable[[Caller], TestClient]


@pytest.fixture
def acting(settings: Settings, one_store: Store) -> Iterator[Acting]:
    """The service on one store, as somebody sees it; a client acts as whoever was named last."""
    with serve(settings, one_store) as acting:
        yield acting


@pytest.fixture
def acting_on_sqlite(settings: Settings) -> Iterator[Acting]:
    """The same on SQLite alone, for what does not depend on the database."""
    with serve(settings) as acting:
        yield acting


@pytest.fixture(scope="module")
def shared_service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Acting]:
    """The same, once for a module: for tests that do not mind what those before them left behind."""
    with serve(Settings(state=create_state(tmp_path_factory.mktemp("service") / "state"))) as acting:
        yield acting


@contextmanager
def serve(settings: Settings, store: Store | None = None) -> Iterator[Acting]:
    """Serve as somebody sees it, on a store or on one of its own on SQLite."""
    settings = replace(settings, proofs=ProofRule.ASKED)
    with LocalClient(create_app(settings, store), raise_server_exceptions=False) as client:

        def _as(caller: Caller) -> TestClient:
            client.become(caller)
            return client

        yield _as
