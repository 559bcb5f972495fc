"""Withdrawals from a programme over HTTP: what they touch is planned anew, and nothing else moves a byte."""

import io
import json
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlmodel import col, select

from cocau.app.auth.caller import Caller
from cocau.app.db.clock import today
from cocau.app.db.models import BatchRunRow, JobRow
from cocau.app.files.programmes import read_programme
from cocau.app.jobs.tasks.programmes import BoundRulebooks
from cocau.fixtures.generators.country import make_council
from cocau.fixtures.generators.province import EXAMPLE
from cocau.solver.programme.entries import CouncilPlanRequest, Programme
from cocau.solver.programme.parts import CouncilPart, build_council_part
from cocau.solver.programme.replanning import replan_programme
from cocau.solver.programme.result import ProgrammeResult
from tests.app.auth.resources import programme as still_planned
from tests.app.client import LocalClient
from tests.app.web.api.acting import ANALYST, DISTRICT, PLANNER, PROVINCE, VIEWER, Acting
from tests.app.web.api.batches.test_programmes import _asked, _done, _until
from tests.app.web.api.problems import codes

SHARED = "xa-002.p016"
"""Of the example: introduced in a commune and its district, and kept off one list for the limit."""
GONE = "xa-001.p008"
"""Introduced in a commune, its district and the province."""
TOUCHED = ("huyen-01", "tinh", "xa-001")


@dataclass
class Programmes:
    """A service, and the example province planned in it."""

    client: TestClient
    where: str

    def get(self, part: str = "", where: str | None = None, **query: bool) -> Any:
        """What is answered at a programme's path, by default at the first one's."""
        answer = self.client.get(f"{where or self.where}{part}", params=query)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def withdraw(self, body: Mapping[str, object], where: str | None = None) -> str:
        """Where the programme is that comes of a withdrawal; it has ended."""
        asked = self.client.post(f"{where or self.where}/withdrawals", json=body)
        assert asked.status_code == 202, asked.text
        _until(self.client, asked.headers["Location"], _done)
        return asked.headers["Location"]

    def rows(self, where: str | None = None) -> dict[str, bytes]:
        """The rows as they are answered, by council."""
        items = self.get("/results", where, parts=True)["items"]
        return {row["council"]: json.dumps(row).encode() for row in items}

    def outcomes(self, where: str | None = None) -> dict[str, bytes]:
        """The councils of the joint plan as they are answered."""
        councils = self.get("/joint", where)["councils"]
        return {council["id"]: json.dumps(council).encode() for council in councils}


def send_example(client: TestClient) -> str:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as package:
        for path in EXAMPLE.rglob("*.*"):
            package.write(path, path.relative_to(EXAMPLE.parent))
    files = {"file": ("tinh.zip", packed.getvalue(), "application/zip")}
    sent = client.post("/v1/programmes/folders", data={"label": "Tỉnh nhỏ"}, files=files)
    assert sent.status_code == 202, sent.text
    _until(client, sent.headers["Location"], _done)
    where: str = sent.headers["Location"]
    return where


@pytest.fixture(scope="module")
def example(service: LocalClient) -> Programmes:
    """On SQLite, a province's, planned once: each test derives from it what is its own."""
    service.become(PROVINCE)
    sent = send_example(service)
    service.become(None)
    return Programmes(service, sent)


@pytest.fixture
def acting(service: LocalClient) -> Iterator[Acting]:
    """The service of the example, as somebody sees it."""

    def become(caller: Caller) -> TestClient:
        service.become(caller)
        return service

    yield become
    service.become(None)


@dataclass
class Here:
    """Plans councils in this process, as the command line does; remembers which."""

    programme: Programme
    asked: list[str] = field(default_factory=list)

    def __call__(self, asks: Sequence[CouncilPlanRequest]) -> list[CouncilPart]:
        self.asked += [ask.council for ask in asks]
        books = BoundRulebooks(
            {e.request.rulebook: self.programme.load_rulebook(e) for e in self.programme.entries}
        )
        return [build_council_part(books.plan(ask.request, lambda _: False), ask.out) for ask in asks]


@cache
def _read_example() -> Programme:
    return read_programme(EXAMPLE, today())


def plan_here(before: ProgrammeResult, *withdrawn: str, councils: Sequence[str] = ()) -> Any:
    programme = _read_example()
    _, result = replan_programme(programme, before, withdrawn, Here(programme), councils=councils)
    return result.model_dump(mode="json")


def test_a_withdrawal_in_one_council_touches_that_one_only(example: Programmes) -> None:
    before = ProgrammeResult.model_validate(example.get("/joint"))
    where = example.withdraw(
        {"withdrawn": [SHARED], "councils": ["huyen-02", "xa-001"], "label": "chỉ huyện"}
    )
    plan = example.get("/joint", where)
    assert (plan["anew"], example.get(where=where)["label"]) == (["huyen-02"], "chỉ huyện")
    assert plan == plan_here(before, SHARED, councils=["huyen-02"])
    assert example.get("/withdrawal", where)["councils"] == ["huyen-02", "xa-001"]


def test_a_withdrawal_from_what_came_of_a_withdrawal(example: Programmes) -> None:
    first = example.withdraw({"withdrawn": [GONE]})
    rows, outcomes = example.rows(first), example.outcomes(first)
    before = ProgrammeResult.model_validate(example.get("/joint", first))
    second = example.withdraw({"withdrawn": ["xa-003.p001", "xa-003.p002", "xa-003.p001"]}, first)
    now = example.get(where=second)
    assert (now["derived_from"], now["kept"]) == (example.get(where=first)["id"], 5)
    assert [i for i, row in example.rows(second).items() if row != rows[i]] == ["xa-003"]
    assert [i for i, council in example.outcomes(second).items() if council != outcomes[i]] == ["xa-003"]
    programme = _read_example()
    nobody = Here(programme)
    once, _ = replan_programme(
        programme, ProgrammeResult.model_validate(example.get("/joint")), [GONE], nobody
    )
    _, twice = replan_programme(once, before, ["xa-003.p001", "xa-003.p002"], Here(once))
    assert example.get("/joint", second) == twice.model_dump(mode="json")


def test_one_key_asks_once(example: Programmes) -> None:
    client, where = example.client, f"{example.where}/withdrawals"
    body = {"withdrawn": [GONE], "councils": ["xa-001"]}
    key = {"Idempotency-Key": "k-rut"}
    first = client.post(where, json=body, headers=key)
    again = client.post(where, json=body, headers=key)
    assert (first.status_code, again.status_code) == (202, 202)
    assert again.headers["Location"] == first.headers["Location"]
    assert again.headers["Idempotency-Replayed"] == "true"
    assert example.get()["derived"].count(first.headers["Location"].rsplit("/", 1)[1]) == 1
    other = client.post(where, json=body | {"councils": []}, headers=key)
    assert (other.status_code, other.json()["type"]) == (422, "urn:cocau:problem:key-reused")
    _until(client, first.headers["Location"], _done)


def test_faults_are_told_at_once_before_anything_is_accepted(example: Programmes) -> None:
    before = example.get()
    where = f"{example.where}/withdrawals"
    body = {"withdrawn": [GONE, "nobody", "xa-003.p001"], "councils": ["xa-001", "no-council", "none"]}
    refused = example.client.post(where, json=body)
    assert refused.status_code == 422
    problems = refused.json()["problems"]
    assert [(p["code"], p["where"]) for p in problems] == [
        ("unknown_council", "councils: no-council"),
        ("unknown_council", "councils: none"),
        ("unknown_person", "withdrawn: nobody"),
        ("unknown_person", "withdrawn: xa-003.p001"),  # of another council than those named
    ]
    assert codes(example.client.post(where, json={"withdrawn": []}).json()) == ["too_short"]
    assert codes(example.client.post(where, json={"withdrawn": [GONE], "from": []}).json()) == [
        "extra_forbidden"
    ]
    assert example.get() == before


def test_a_programme_that_is_not_planned_or_was_stopped_or_erased_is_refused(service: LocalClient) -> None:
    store = service.app.state.store  # type: ignore[attr-defined]  # the service's
    still = f"/v1/programmes/{still_planned(store, 'ha-tinh')}"
    first = make_council(2_400)
    somebody = {"withdrawn": [first.pool.people[0].id]}
    waits = service.post(f"{still}/withdrawals", json=somebody)
    assert (waits.status_code, waits.json()["type"]) == (409, "urn:cocau:problem:not-ready")

    where = service.post("/v1/programmes", json={"made_up": {"province": 7, "count": 12, "seed": 5}}).headers[
        "Location"
    ]
    _until(service, where, lambda now: now["done"] >= 1)
    service.post(f"{where}/cancel")
    _until(service, where, _done)
    assert 0 < len(service.get(f"{where}/results").json()["items"]) < 12
    stopped = service.post(f"{where}/withdrawals", json=somebody)
    assert (stopped.status_code, stopped.json()["type"]) == (409, "urn:cocau:problem:refused")

    service.delete(where)
    gone = service.post(f"{where}/withdrawals", json=somebody)
    assert (gone.status_code, gone.json()["type"]) == (410, "urn:cocau:problem:erased")


@pytest.mark.long  # four councils more
def test_councils_that_share_nobody_and_a_drill(service: LocalClient) -> None:
    """Nothing was joined before; what comes of a withdrawal is joined, and told as any other."""
    where = service.post("/v1/programmes", json={"made_up": {"province": 11, "count": 3}}).headers["Location"]
    assert not _until(service, where, _done)["joins"]
    of = Programmes(service, where)
    rows = of.rows()
    one, two, _ = rows
    now = of.withdraw({"withdrawn": [f"{one}-p001", f"{two}-p002"]})
    assert [i for i, row in of.rows(now).items() if row != rows[i]] == [one, two]
    assert of.get("/joint", now)["anew"] == sorted([one, two])
    unknown = service.post(f"{where}/withdrawals", json={"withdrawn": [f"{one}-p999", f"{one}-q001"]})
    assert codes(unknown.json()) == ["unknown_person", "unknown_person"]


def test_what_is_derived_is_erased_with_what_it_is_derived_from(service: LocalClient) -> None:
    client, of = service, Programmes(service, send_example(service))
    first = of.withdraw({"withdrawn": [GONE], "councils": ["xa-001"]})
    second = of.withdraw({"withdrawn": ["xa-003.p001"]}, first)
    beside = of.withdraw({"withdrawn": [SHARED], "councils": ["xa-002"]})
    assert client.delete(first).json()["erased"]  # and with it what was derived from it, nothing else
    assert [client.get(f"{path}/joint").status_code for path in (of.where, beside)] == [200, 200]
    for path in (first, second):
        parts = ("results", "joint", "withdrawal")
        assert [client.get(f"{path}/{part}").status_code for part in parts] == [410, 410, 410]
        assert client.post(f"{path}/withdrawals", json={"withdrawn": [SHARED]}).status_code == 410
    assert client.delete(of.where).json()["erased"]
    assert client.get(beside).json()["erased"]
    store = client.app.state.store  # type: ignore[attr-defined]  # the service's
    erased = [path.rsplit("/", 1)[1] for path in (of.where, first, second, beside)]
    with store.reading() as session:
        jobs = session.exec(select(JobRow).where(col(JobRow.parent).in_(erased))).all()
        assert len(jobs) > 8
        assert not [job.id for job in jobs if job.input or job.output]
        runs = session.exec(select(BatchRunRow).where(col(BatchRunRow.id).in_(erased))).all()
        assert len(runs) == len(erased)
        assert not [run.id for run in runs if run.base or run.withdrawal or run.label]


def test_a_pool_that_is_erased_takes_along_what_came_of_withdrawals_over_it(service: LocalClient) -> None:
    first, second = make_council(2_400), make_council(2_401)
    pool = {"locality": "ha-tinh", "label": "xã", "pool": first.pool.model_dump(mode="json")}
    kept = service.post("/v1/pools", json=pool)
    assert kept.status_code == 201, kept.text
    asked = _asked(first) | {"pool": {"ref": kept.json()["id"]}}
    where = service.post("/v1/programmes", json={"councils": [asked, _asked(second)]}).headers["Location"]
    _until(service, where, _done)
    of = Programmes(service, where)
    now = of.withdraw({"withdrawn": [second.pool.people[0].id]})  # of the council with the other pool
    service.delete(f"/v1/pools/{kept.json()['id']}", headers={"If-Match": kept.headers["ETag"]})
    assert [bool(service.get(path).json()["erased"]) for path in (where, now)] == [True, True]
    trail = service.get("/v1/trail", params={"action": "erase"}).json()["items"]
    subjects = [entry["subject"] for entry in trail]
    assert all(subjects.count(path.rsplit("/", 1)[1]) == 1 for path in (where, now))


def test_who_may_withdraw_somebody(example: Programmes, acting: Acting) -> None:
    before = example.get()["derived"]
    body = {"withdrawn": [GONE], "councils": ["xa-001"]}
    for caller, status in ((VIEWER, 403), (DISTRICT, 404), (ANALYST, 202), (PLANNER, 202)):
        answer = acting(caller).post(f"{example.where}/withdrawals", json=body)
        assert answer.status_code == status, (caller, answer.text)
    acting(PROVINCE)
    derived = [run for run in example.get()["derived"] if run not in before]
    assert len(derived) == 2
    for caller, status in ((VIEWER, 403), (DISTRICT, 404), (ANALYST, 200)):
        answer = acting(caller).get(f"/v1/programmes/{derived[0]}/withdrawal")
        assert answer.status_code == status
    assert acting(VIEWER).get(f"/v1/programmes/{derived[0]}").json()["derived_from"] in example.where
    assert acting(ANALYST).get(f"{example.where}/withdrawal").status_code == 404  # derived from none
