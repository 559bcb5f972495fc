"""Structure plans over HTTP: the same bytes as the command line, from a table that is kept."""

from typing import Any

from app.api.examples import commune, new_table, structure_examples
from fixtures.run import SHIPPED
from tests.app.api.acting import ANALYST, DISTRICT, OTHER, VIEWER, Acting
from tests.app.api.problems import codes, problem
from tests.app.conftest import COUNCIL, Run

WAIT = {"Prefer": "wait=60"}


def _table(acting: Acting) -> str:
    client = acting(DISTRICT)
    body = {"locality": "ha-tinh/can-loc/xa-mau", "label": "Xã Mẫu", "council": commune()["council"]}
    council = client.post("/v1/councils", json=body).json()["id"]
    made = client.post("/v1/tables", json=new_table(council)["commune"]["value"])
    return f"{made.headers['Location']}/plans"


def test_a_plan_is_that_of_the_command_line(acting: Acting, run: Run) -> None:
    plans = _table(acting)
    client = acting(ANALYST)
    example: dict[str, Any] = structure_examples()["plain"]["value"]
    made = client.post(plans, json=example, headers=WAIT)
    assert made.status_code == 200, made.text
    told = run("structure", COUNCIL, SHIPPED / "offers" / "xa-mau.yaml", "--format", "json").out
    assert made.content == told.encode()
    at = made.headers["Location"]
    assert client.get(at).json()["state"] == "optimal"
    assert acting(VIEWER).get(f"{at}/plan").content == told.encode()
    assert acting(ANALYST).post(f"{at}/cancel").json()["state"] == "optimal"
    for path in (at, f"{at}/plan"):
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


def test_what_cannot_be_planned_is_refused_at_once(acting: Acting) -> None:
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
