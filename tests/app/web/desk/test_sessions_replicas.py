"""Two services over one store, as behind a balancer: nothing of a browser is kept in either of them."""

import re
import time
from collections.abc import Iterator
from types import SimpleNamespace

import pytest
from fastapi.testclient import TestClient

from cocau.app.auth import caller
from cocau.app.auth.caller import DEVELOPER
from cocau.app.db.encryption import Keyring, generate_key
from cocau.app.db.engine import Store
from cocau.app.main import create_app
from cocau.app.permissions import UserRole
from cocau.app.services.operations.demo import seed_demo
from cocau.app.settings import ProofRule, Settings
from tests.app.auth.callers import PASSWORD, made
from tests.app.client import LocalClient
from tests.app.web.desk.support.users import BROWSER, sign_in
from tests.databases import _migrated_database, fresh_postgres
from tests.patience import wait_until


@pytest.fixture
def replicas(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[TestClient, TestClient]]:
    """Each with its own connections and its own memory; one browser goes to both."""
    folder, ring = tmp_path_factory.mktemp("replicas"), Keyring([generate_key()])
    with fresh_postgres(_migrated_database()) as url:
        stores = [Store(url, ring), Store(url, ring)]
        seed_demo(stores[0], DEVELOPER)
        made(stores[0], UserRole.PLANNER, name="lan", password=PASSWORD)
        apps = [
            create_app(
                Settings(state=folder / f"{i}", database=url, worker=f"w{i}", proofs=ProofRule.ASKED), store
            )
            for i, store in enumerate(stores)
        ]
        with LocalClient(apps[0], headers=BROWSER) as one, LocalClient(apps[1], headers=BROWSER) as two:
            yield one, two
        for store in stores:
            store.close()


def test_one_browser_is_served_by_both(
    replicas: tuple[TestClient, TestClient], monkeypatch: pytest.MonkeyPatch
) -> None:
    one, two = replicas
    sign_in(one, "lan")
    two.cookies = one.cookies
    start = two.get("/")
    assert start.status_code == 200
    council = re.search(r"/councils/cnc_\w+(?=/proposals)", start.text.partition("xã Mẫu")[2])
    assert council is not None

    form = {"step": "structure-plan", "on": "2021-01-25", "by": "Thường trực", "content": "Dự kiến"}
    assert two.post(f"{council[0]}/gates/record", data=form | {"expected": "0"}).status_code == 200
    assert "Dự kiến" in one.get(f"{council[0]}/gates").text

    asked = re.search(
        rf'action="{council[0]}/proposals">\s*<input type="hidden" name="pool" value="(\w+)"', start.text
    )
    assert asked is not None
    made_here = one.post(f"{council[0]}/proposals", data={"pool": asked[1]}, follow_redirects=False)
    proposal = made_here.headers["location"]
    part = {"HX-Request": "true"}
    answer = wait_until(
        lambda: two.get(f"{proposal}/progress", headers=part),
        lambda found: found.status_code != 200 or "hx-redirect" in found.headers,
    )
    assert answer.headers["hx-redirect"] == proposal
    assert "state-optimal" in two.get(f"{proposal}/approval").text

    one.post("/sign-out")
    one.cookies = two.cookies
    later = SimpleNamespace(monotonic=lambda: time.monotonic() + caller.CACHE_SECONDS)
    monkeypatch.setattr(caller, "time", later)  # so long the other one may remember
    assert two.get("/account").status_code == 401
    assert one.get("/account").status_code == 401
