"""Dossiers, gates and calendars over HTTP: what the command line answers, from what is kept."""

import threading
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlmodel import col, select

from cocau.app.db.engine import Store
from cocau.app.db.models import AuditLogEntry, VersionRow
from cocau.app.web.api.examples import build_commune, build_first_dossier, build_new_record
from cocau.constraints.documents import parse_yaml, read_text
from cocau.fixtures.run import SHIPPED
from tests.app.conftest import COUNCIL, Run
from tests.app.web.api.acting import ANALYST, DISTRICT, OTHER, PROVINCE, VIEWER, Acting
from tests.app.web.api.problems import codes, problem

FILE = SHIPPED / "dossiers" / "xa-mau.yaml"
ON = "2021-03-10"


def _dossier() -> dict[str, Any]:
    found: dict[str, Any] = parse_yaml(read_text(FILE), FILE.name)
    records = [record | {"on": f"{record['on']}"} for record in found["records"]]
    return found | {"records": records}


def _council(client: TestClient) -> str:
    body = {"locality": "ha-tinh/can-loc/xa-mau", "label": "Xã Mẫu", "council": build_commune()["council"]}
    return f"/v1/councils/{client.post('/v1/councils', json=body).json()['id']}"


def _at(version: int) -> dict[str, str]:
    return {"If-Match": f'"{version}"'}


def test_gates_and_calendar_are_those_of_the_command_line(acting: Acting, run: Run, tmp_path: Path) -> None:
    client = acting(DISTRICT)
    at = _council(client)
    kept = client.put(f"{at}/dossier", json={"dossier": _dossier()}, headers=_at(0))
    assert (kept.status_code, kept.headers["ETag"]) == (201, '"1"')
    gates = run("gates", COUNCIL, FILE, "--on", ON, "--format", "json").out
    assert client.get(f"{at}/gates?on={ON}").content == gates.encode()
    calendar = run("calendar", COUNCIL, "--format", "json").out
    assert client.get(f"{at}/calendar").content == calendar.encode()
    file = tmp_path / "c.ics"
    run("calendar", COUNCIL, "-o", file, "--lang", "en")
    ics = client.get(f"{at}/calendar.ics?lang=en")
    assert ics.content == file.read_bytes()
    assert ics.headers["content-type"].startswith("text/calendar")


def test_records_are_added_one_by_one(acting: Acting, one_store: Store) -> None:
    client = acting(DISTRICT)
    at = _council(client)
    empty = client.get(f"{at}/dossier")
    assert (empty.json()["id"], empty.json()["dossier"]["records"]) == (None, [])
    assert empty.headers["ETag"] == '"0"'
    records = _dossier()["records"]
    for version, record in enumerate([records[0], records[2], records[1]]):
        added = client.post(f"{at}/dossier/records", json={"record": record}, headers=_at(version))
        assert (added.status_code, added.headers["ETag"]) == (201, f'"{version + 1}"')
    now = client.get(f"{at}/dossier").json()["dossier"]["records"]
    assert [record["step"] for record in now] == [record["step"] for record in records[:3]]
    first = client.get(f"{at}/dossier?version=1").json()["dossier"]["records"]
    assert [record["step"] for record in first] == [records[0]["step"]]
    assert [v["number"] for v in client.get(f"{at}/dossier/versions").json()] == [3, 2, 1]
    states = {s["step"]: s["state"] for s in client.get(f"{at}/gates?on={ON}").json()["states"]}
    assert states["structure-plan"] == "done"
    with one_store.reading() as session:
        trail = session.exec(select(AuditLogEntry).order_by(col(AuditLogEntry.seq))).all()
    assert [(t.action, t.kind, t.version) for t in trail[1:]] == [("record", "dossier", n) for n in (1, 2, 3)]


def test_a_stale_record_is_not_added(acting: Acting) -> None:
    client = acting(DISTRICT)
    at = _council(client)
    record = {"record": _dossier()["records"][0]}
    problem(client.post(f"{at}/dossier/records", json=record), 428, "no-condition")
    answer = client.post(f"{at}/dossier/records", json=record, headers=_at(1))
    problem(answer, 412, "stale")
    assert answer.headers["ETag"] == '"0"'
    problem(client.put(f"{at}/dossier", json={"dossier": _dossier()}, headers=_at(2)), 412, "stale")
    problem(client.get(f"{at}/dossier?version=1"), 404, "not-found")


def test_of_two_first_records_at_once_one_is_told(acting: Acting) -> None:
    client = acting(DISTRICT)
    at = _council(client)
    statuses: list[int] = []

    def one(record: dict[str, Any]) -> None:
        answer = client.post(f"{at}/dossier/records", json={"record": record}, headers=_at(0))
        statuses.append(answer.status_code)

    threads = [threading.Thread(target=one, args=(record,)) for record in _dossier()["records"][:4]]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(statuses) == [201, 412, 412, 412]
    assert len(client.get(f"{at}/dossier").json()["dossier"]["records"]) == 1


@pytest.mark.parametrize(
    ("change", "code", "where"),
    [
        ({"step": "structure-plans"}, "unknown_step", "record.step"),
        ({"on": "2999-01-01"}, "in_the_future", "record.on"),
        ({"on": "2021-02-30"}, "date_from_datetime_parsing", "record.on"),
        ({"by": ""}, "string_too_short", "record.by"),
        ({"who": "x"}, "extra_forbidden", "record.who"),
        ({"position": "maybe"}, "enum", "record.position"),
    ],
)
def test_records_that_cannot_be(
    shared_service: Acting, change: dict[str, str], code: str, where: str
) -> None:
    client = shared_service(PROVINCE)
    at = _council(client)
    record = _dossier()["records"][1] | change
    answer = client.post(f"{at}/dossier/records", json={"record": record}, headers=_at(0))
    body = problem(answer, 422, "bad-input")
    assert (code, where) in {(p["code"], p["where"]) for p in body["problems"]}
    assert client.get(f"{at}/dossier").json()["version"] == 0


def test_a_dossier_is_of_its_own_council(acting: Acting) -> None:
    client = acting(DISTRICT)
    at = _council(client)
    other = {"dossier": _dossier() | {"council": "xa-khac"}}
    body = problem(client.put(f"{at}/dossier", json=other, headers=_at(0)), 422, "bad-input")
    assert codes(body) == ["other_council"]


def test_whose_it_is_and_who_may(acting: Acting) -> None:
    at = _council(acting(DISTRICT))
    record = {"record": _dossier()["records"][0]}
    for path in ("dossier", "dossier/versions", "gates", "calendar", "calendar.ics"):
        seen = 403 if path.startswith("dossier") else 200
        assert acting(VIEWER).get(f"{at}/{path}").status_code == seen
        problem(acting(OTHER).get(f"{at}/{path}"), 404, "not-found")
    problem(acting(OTHER).post(f"{at}/dossier/records", json=record, headers=_at(0)), 404, "not-found")
    for caller in (VIEWER, ANALYST):
        client = acting(caller)
        problem(client.post(f"{at}/dossier/records", json=record, headers=_at(0)), 403, "forbidden")
        problem(client.put(f"{at}/dossier", json={"dossier": _dossier()}, headers=_at(0)), 403, "forbidden")


def test_who_may_not_see_people_is_told_where_steps_stand_and_not_by_whom(acting: Acting) -> None:
    client = acting(DISTRICT)
    at = _council(client)
    assert client.put(f"{at}/dossier", json={"dossier": _dossier()}, headers=_at(0)).status_code == 201
    whole, seen = client.get(f"{at}/gates"), acting(VIEWER).get(f"{at}/gates")
    assert _dossier()["records"][0]["content"] in whole.text
    assert _dossier()["records"][0]["content"] not in seen.text
    states = [(s["step"], s["state"]) for s in whole.json()["states"]]
    assert [(s["step"], s["state"]) for s in seen.json()["states"]] == states


def test_of_an_erased_council_nothing_is_told(acting: Acting) -> None:
    client = acting(PROVINCE)
    at = _council(client)
    client.put(f"{at}/dossier", json={"dossier": _dossier()}, headers=_at(0))
    client.delete(at, headers=_at(1))
    for path in ("dossier", "dossier/versions", "gates", "calendar", "calendar.ics"):
        problem(client.get(f"{at}/{path}"), 410, "erased")
    record = {"record": _dossier()["records"][0]}
    problem(client.post(f"{at}/dossier/records", json=record, headers=_at(1)), 410, "erased")


def test_a_rulebook_without_steps_says_so(acting: Acting) -> None:
    client = acting(DISTRICT)
    at = _council(client)
    body = problem(client.get(f"{at}/gates?rulebook=national-2026"), 422, "bad-input")
    assert codes(body) == ["outside_term"]
    problem(client.get(f"{at}/calendar?rulebook=nope"), 404, "unknown-rulebook")
    problem(client.get(f"{at}/gates?on=tomorrow"), 422, "bad-input")
    assert codes(problem(client.get(f"{at}/calendar.ics?lang=fr"), 422, "bad-input")) == ["enum"]


def test_the_examples_can_be_posted_as_they_are(acting: Acting) -> None:
    client = acting(DISTRICT)
    at = _council(client)
    first = client.put(f"{at}/dossier", json=build_first_dossier()["first"]["value"], headers=_at(0))
    assert first.status_code == 201
    more = build_new_record()["structure"]["value"]
    assert client.post(f"{at}/dossier/records", json=more, headers=_at(1)).status_code == 201


def test_with_a_council_goes_its_dossier(acting: Acting, one_store: Store) -> None:
    client = acting(PROVINCE)
    at = _council(client)
    assert client.put(f"{at}/dossier", json={"dossier": _dossier()}, headers=_at(0)).status_code == 201
    assert client.delete(at, headers=_at(1)).status_code == 204
    with one_store.reading() as session:
        assert {v.body for v in session.exec(select(VersionRow))} == {None}
