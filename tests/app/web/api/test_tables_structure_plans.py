"""Structure plans over HTTP: the same bytes as the command line, from a table that is kept."""

from typing import Any

from sqlmodel import select

from cocau.app.db.engine import Store
from cocau.app.db.models import AuditLogEntry, JobRow
from cocau.app.web.api.examples import build_commune, build_new_table, build_structure_examples
from cocau.fixtures.run import SHIPPED
from cocau.solver.structure_plan import StructurePlan
from tests.app.conftest import COUNCIL, Run
from tests.app.web.api.acting import ANALYST, DISTRICT, OTHER, PROVINCE, VIEWER, Acting
from tests.app.web.api.problems import codes, problem

WAIT = {"Prefer": "wait=60"}


def _table(acting: Acting) -> str:
    client = acting(DISTRICT)
    body = {"locality": "ha-tinh/can-loc/xa-mau", "label": "Xã Mẫu", "council": build_commune()["council"]}
    council = client.post("/v1/councils", json=body).json()["id"]
    made = client.post("/v1/tables", json=build_new_table(council)["commune"]["value"])
    return f"{made.headers['Location']}/plans"


def test_a_plan_is_that_of_the_command_line(acting_on_sqlite: Acting, run: Run) -> None:
    acting = acting_on_sqlite
    plans = _table(acting)
    client = acting(ANALYST)
    example: dict[str, Any] = build_structure_examples()["plain"]["value"]
    made = client.post(plans, json=example, headers=WAIT)
    assert made.status_code == 200, made.text
    told = run("structure", COUNCIL, SHIPPED / "offers" / "xa-mau.yaml", "--format", "json").out
    assert made.content == told.encode()
    at = made.headers["Location"]
    assert client.get(at).json()["state"] == "optimal"
    assert client.get(f"{at}/plan").content == told.encode()
    problem(acting(VIEWER).get(f"{at}/plan"), 403, "forbidden")
    assert acting(ANALYST).post(f"{at}/cancel").json()["state"] == "optimal"
    paper = client.get(f"{at}/paper", params={"format": "json"}).json()
    rows = paper["sheets"][0]["table"]["rows"]
    assert rows[0]["values"][2] == StructurePlan.model_validate_json(told).allocation.totals.introduced.people  # type: ignore[union-attr]  # it has one
    assert client.get(f"{at}/paper").content.startswith(b"PK")
    for path in (at, f"{at}/plan", f"{at}/paper"):
        problem(acting(OTHER).get(path), 404, "not-found")
    problem(acting(OTHER).post(f"{at}/cancel"), 404, "not-found")


def test_it_is_accepted_for_good_and_stopped(acting: Acting) -> None:
    plans = _table(acting)
    client = acting(ANALYST)
    made = client.post(plans, json={})
    assert (made.status_code, made.headers["Retry-After"]) == (202, "1")
    at = made.headers["Location"]
    assert client.get(at).json()["id"] == made.json()["id"]
    stopped = client.post(f"{at}/cancel").json()
    assert stopped["state"] in {"running", "stopped", "optimal"}


def test_what_cannot_be_planned_is_refused_at_once(acting_on_sqlite: Acting) -> None:
    acting = acting_on_sqlite
    plans = _table(acting)
    client = acting(ANALYST)
    body = problem(client.post(plans, json={"overrides": {"nope": {"at_least": 1}}}), 422, "bad-input")
    assert codes(body) == ["unknown_rule"]
    problem(client.post(plans, json={"seconds": 0}), 422, "bad-input")
    problem(client.post(plans, json={"version": 2}), 404, "not-found")
    problem(client.post(plans, json={"rulebook": "nope"}), 404, "unknown-rulebook")
    problem(client.post("/v1/tables/tbl_" + "0" * 26 + "/plans", json={}), 404, "not-found")
    problem(client.get("/v1/structure-plans/stp_" + "0" * 26), 404, "not-found")
    problem(acting(VIEWER).post(plans, json={}), 403, "forbidden")
    problem(acting(OTHER).post(plans, json={}), 404, "not-found")


def test_plans_of_a_table_are_listed_and_erased_with_it(acting: Acting) -> None:
    plans, others = _table(acting), _table(acting)
    client = acting(ANALYST)
    first, second = (client.post(plans, json={}).json()["id"] for _ in range(2))
    client.post(others, json={})
    table = plans.split("/")[3]
    listed = client.get("/v1/structure-plans", params={"table": table, "limit": 1}).json()
    assert [(plan["id"], plan["table"], plan["table_version"]) for plan in listed["items"]] == [
        (second, table, 1)
    ]
    after = client.get("/v1/structure-plans", params={"table": table, "after": listed["next"]}).json()
    assert [plan["id"] for plan in after["items"]] == [first]
    assert len(client.get("/v1/structure-plans").json()["items"]) == 3
    assert acting(OTHER).get("/v1/structure-plans").json()["items"] == []
    erased = acting(PROVINCE).delete(f"/v1/tables/{table}", headers={"If-Match": '"1"'})
    assert erased.status_code == 204
    client = acting(ANALYST)
    for which in (first, second):
        now = client.get(f"/v1/structure-plans/{which}").json()
        assert now["erased"] is not None
        assert now["state"] in {"stopped", "optimal"}
        problem(client.get(f"/v1/structure-plans/{which}/plan"), 410, "erased")
    problem(client.post(plans, json={}), 410, "erased")


def test_after_the_erasure_nothing_is_left_of_offers(acting: Acting, one_store: Store) -> None:
    plans = _table(acting)
    client = acting(ANALYST)
    at = client.post(plans, json={}, headers=WAIT).headers["Location"]
    assert client.get(f"{at}/plan").status_code == 200
    table = plans.split("/")[3]
    acting(PROVINCE).delete(f"/v1/tables/{table}", headers={"If-Match": '"1"'})
    with one_store.reading() as session:
        job = session.get_one(JobRow, at.rsplit("/", 1)[1])
        acts = [(e.action, e.kind) for e in session.exec(select(AuditLogEntry))]
    assert (job.input, job.output) == (None, None)
    assert acts[-2:] == [("erase", "table"), ("erase", "structure")]
