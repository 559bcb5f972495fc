"""A withdrawal on SQLite and on PostgreSQL: what it touches is planned anew, everything else keeps its bytes."""

import json
import logging
from collections.abc import Iterator
from datetime import datetime

import pytest

from cocau.app.db.engine import Store
from cocau.app.main import create_app
from cocau.app.settings import Settings
from cocau.solver.programme.result import ProgrammeResult
from tests.app.client import LocalClient
from tests.app.web.api.batches.test_programmes_withdrawals import (
    GONE,
    TOUCHED,
    Programmes,
    plan_here,
    send_example,
)


@pytest.fixture
def on_both(store: Store, settings: Settings) -> Iterator[Programmes]:
    """On SQLite and on PostgreSQL."""
    with LocalClient(create_app(settings, store), raise_server_exceptions=False) as client:
        yield Programmes(client, send_example(client))


def test_only_what_a_withdrawal_touches_is_planned_anew_and_everything_else_keeps_its_bytes(
    on_both: Programmes, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    rows, outcomes, joint = on_both.rows(), on_both.outcomes(), on_both.get("/joint")
    status = on_both.get()
    where = on_both.withdraw({"withdrawn": [GONE]})
    now = on_both.get(where=where)
    assert (now["stage"], now["total"], now["done"], now["kept"]) == ("done", 6, 6, 3)
    assert (now["outcomes"], now["joins"], now["label"]) == ({"solved": 6}, True, "Tỉnh nhỏ")
    assert (now["derived_from"], now["derived"]) == (status["id"], [])
    took = datetime.fromisoformat(now["ended"]) - datetime.fromisoformat(now["started"])
    assert now["per_second"] == pytest.approx(3 / took.total_seconds(), abs=0.01)  # without what was kept
    assert sorted(slow["number"] for slow in now["slowest"]) == [0, 2, 3]  # nothing else was computed

    assert on_both.get() == status | {"derived": [now["id"]]}  # what there was stays as it was
    assert (on_both.rows(), on_both.outcomes()) == (rows, outcomes)
    after, joined = on_both.rows(where), on_both.outcomes(where)
    assert after.keys() == rows.keys()
    assert [i for i in rows if after[i] != rows[i]] == [*TOUCHED]
    assert [i for i in outcomes if joined[i] != outcomes[i]] == [*TOUCHED]
    plan = on_both.get("/joint", where)
    assert plan["anew"] == [*TOUCHED]
    assert plan == plan_here(ProgrammeResult.model_validate(joint), GONE)
    for council in plan["councils"]:
        assert GONE not in json.dumps(council["part"]["slate"]) or council["id"] not in TOUCHED

    told = on_both.get("/withdrawal", where)
    assert (told["withdrawn"], told["councils"], told["kept"]) == ([GONE], [], 3)
    assert [one["council"] for one in told["anew"]] == [*TOUCHED]
    left = {one["council"]: {m["person"]: m["why"] for m in one["moves"]} for one in told["anew"]}
    assert left["tinh"] == {}  # the person was on no list there
    assert (left["xa-001"][GONE], left["huyen-01"][GONE]) == ("gone", "gone")
    assert told["names"][GONE]

    name = told["names"][GONE]
    trail = on_both.client.get("/v1/trail", params={"action": "withdraw"}).json()["items"]
    assert [(entry["kind"], entry["subject"]) for entry in trail] == [("programme", status["id"])]
    asked = on_both.client.get("/v1/trail", params={"subject": now["id"]}).json()["items"]
    assert [(entry["action"], entry["digest"]) for entry in asked] == [("ask", trail[0]["digest"])]
    written = f"{on_both.client.get('/v1/trail').text} {caplog.text}"
    assert now["id"] in written
    assert GONE not in written
    assert name not in written
