"""/v1/programmes from end to end: councils that share people, a drill, what is refused, what is erased."""

import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from cocau import fixtures
from cocau.app.db.clock import today
from cocau.app.files.programmes import read_programme
from cocau.constraints.model.people import Pool
from cocau.constraints.model.slate import Slate
from cocau.fixtures.generators.country import MadeUpCouncil, make_council
from cocau.fixtures.generators.province import EXAMPLE
from cocau.solver.programme.result import ProgrammeResult
from tests.patience import wait_until

FIXTURES = Path(fixtures.__file__).parent
SMALL = (2_400, 2_401)
"""Two communes of the made-up country."""


def _asked(one: MadeUpCouncil) -> dict[str, Any]:
    council, pool = one.council.model_dump(mode="json"), one.pool.model_dump(mode="json")
    return {"council": council, "pool": pool, "rulebook": "national-2021"}


def _until(client: TestClient, where: str, over: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
    return wait_until(lambda: client.get(where).json(), over)


def _done(now: dict[str, Any]) -> bool:
    return now["ended"] is not None


def test_councils_that_share_somebody_are_planned_and_joined(client: TestClient) -> None:
    first, second = map(make_council, SMALL)
    shared = next(p for p in first.pool.people if p.id == f"{first.council.id}-p001").model_dump(mode="json")
    body = {"councils": [_asked(first), _asked(second)], "label": "hai xã"}
    body["councils"][1]["pool"]["people"].append(shared)
    asked = client.post("/v1/programmes", json=body, headers={"Idempotency-Key": "k"})
    assert asked.status_code == 202, asked.text
    where = asked.headers["Location"]
    again = client.post("/v1/programmes", json=body, headers={"Idempotency-Key": "k"})
    assert again.headers["Location"] == where
    if not _done(client.get(where).json()):
        assert client.get(f"{where}/joint").status_code == 409
    now = _until(client, where, _done)
    assert (now["stage"], now["done"], now["outcomes"]) == ("done", 2, {"solved": 2})
    assert (now["joins"], now["running"]) == (True, [])
    assert sorted(slow["number"] for slow in now["slowest"]) == [0, 1]

    rows = client.get(f"{where}/results", params={"parts": True}).json()["items"]
    assert [row["council"] for row in rows] == [first.council.id, second.council.id]
    for row, one in zip(rows, (first, second), strict=True):
        slate = Slate.model_validate(row["part"]["slate"])
        assert row["listed"] == len(slate.listed)
        assert {unit.id for unit in one.council.constituencies} == slate.candidates.keys()
        alone = client.post("/v1/proposals", json=_asked(one), headers={"Prefer": "wait=60"}).json()
        if one is first:  # the other one has one more to choose from
            assert row["slate_digest"] == alone["provenance"]["slate_digest"]
            assert row["rulebook_digest"] == alone["provenance"]["rulebook_digest"]
    assert client.get(f"{where}/results").json()["items"][0]["part"] is None
    joint = client.get(f"{where}/joint").json()
    assert joint["exactness"] == "apart"
    assert [council["fate"] for council in joint["councils"]] == ["solved", "solved"]

    assert client.delete(where).json()["erased"]
    assert [client.get(f"{where}/{part}").status_code for part in ("results", "joint")] == [410, 410]


def _number_anew(pool: Pool) -> dict[str, Any]:
    """A list as an import numbers it: everybody by place."""
    people = [p.replace_unvalidated(id=f"p{n:03}") for n, p in enumerate(pool.people, 1)]
    return {"people": [p.model_dump(mode="json") for p in people]}


def test_stored_lists_that_number_people_alike_share_whom_their_identity_shows(client: TestClient) -> None:
    requests = [entry.request for entry in read_programme(EXAMPLE, today()).entries]
    asked: dict[str, list[dict[str, Any]]] = {"inline": [], "stored": []}
    for request in requests:
        council = request.council.model_dump(mode="json")
        common: dict[str, Any] = {"rulebook": request.rulebook}
        pool = request.pool.model_dump(mode="json")
        asked["inline"].append(common | {"council": council, "pool": pool})
        home = {"locality": "ha-tinh", "label": request.council.name}
        of = client.post("/v1/councils", json=home | {"council": council}).json()["id"]
        held = client.post("/v1/pools", json=home | {"pool": _number_anew(request.pool), "about": of})
        asked["stored"].append(common | {"council": {"ref": of}, "pool": {"ref": held.json()["id"]}})
    joint = {}
    for how, councils in asked.items():
        made = client.post("/v1/programmes", json={"councils": councils})
        assert made.status_code == 202, made.text
        assert _until(client, made.headers["Location"], _done)["joins"]
        joint[how] = ProgrammeResult.model_validate(client.get(f"{made.headers['Location']}/joint").json())
    stored, inline = joint["stored"], joint["inline"]
    assert stored.left, "somebody would stand at three levels"
    assert not stored.over
    assert (stored.exactness, stored.tiers) == (inline.exactness, inline.tiers)


def test_the_folder_of_a_programme_is_sent_as_one_file(client: TestClient) -> None:
    folder = FIXTURES / "programmes" / "tinh-nho"
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as package:
        for path in folder.rglob("*.*"):
            package.write(path, path.relative_to(folder.parent))
    sent = client.post(
        "/v1/programmes/folders",
        data={"label": "tỉnh nhỏ"},
        files={"file": ("tinh-nho.zip", packed.getvalue(), "application/zip")},
    )
    assert sent.status_code == 202, sent.text
    now = _until(client, sent.headers["Location"], _done)
    assert (now["label"], now["joins"], now["outcomes"]) == ("tỉnh nhỏ", True, {"solved": now["total"]})
    joint = ProgrammeResult.model_validate(client.get(f"{sent.headers['Location']}/joint").json())
    assert (joint.exact, joint.over, len(joint.by_id)) == (True, (), now["total"])
    assert joint.left
    for left in joint.left:
        for council in map(joint.by_id.__getitem__, left.councils):
            assert council.level not in left.left or left.person in council.part.out


def test_what_is_no_folder_of_a_programme_is_refused(client: TestClient) -> None:
    broken = client.post("/v1/programmes/folders", files={"file": ("a.zip", b"PK no", "application/zip")})
    assert (broken.status_code, broken.json()["problems"][0]["code"]) == (422, "damaged")


def test_a_drill_is_made_up_where_it_is_computed_and_can_be_stopped(client: TestClient) -> None:
    body = {"made_up": {"province": 7, "count": 12, "seed": 5}}
    where = client.post("/v1/programmes", json=body).headers["Location"]
    _until(client, where, lambda now: now["done"] >= 1 and bool(now["running"]))
    stopped = client.post(f"{where}/cancel").json()
    now = _until(client, where, _done)
    assert (stopped["total"], now["stage"], sum(now["outcomes"].values())) == (12, "stopped", 12)
    rows = client.get(f"{where}/results").json()["items"]
    assert 0 < len(rows) < 12
    assert all(row["council"].startswith("p7") for row in rows)
    assert client.get(f"{where}/joint").status_code == 404
    assert [one["id"] for one in client.get("/v1/programmes").json()["items"]] == [now["id"]]
    assert client.get(where.replace("programmes", "sweeps")).status_code == 404


def _twice(body: dict[str, Any]) -> None:
    body["councils"].append(body["councils"][0])


def _somebody_else(body: dict[str, Any]) -> None:
    other = _asked(make_council(SMALL[1]))
    other["pool"]["people"][0]["id"] = body["councils"][0]["pool"]["people"][0]["id"]
    body["councils"].append(other)


def _of_two_sorts(body: dict[str, Any]) -> None:
    body["made_up"] = {}


def _elsewhere(body: dict[str, Any]) -> None:
    body["locality"] = "ha-tinh"
    body["councils"][0]["locality"] = "nghe-an"


def _faulty(body: dict[str, Any]) -> None:
    body["councils"][0]["council"]["seats"] = 3


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (_twice, "duplicate_council"),
        (_somebody_else, "other_person"),
        (_of_two_sorts, "one_of_both"),
        (_elsewhere, "outside_locality"),
        (_faulty, "seats_sum"),
    ],
)
def test_faults_of_a_programme_are_told_before_anything_is_accepted(
    client: TestClient, spoil: Callable[[dict[str, Any]], None], code: str
) -> None:
    body: dict[str, Any] = {"councils": [_asked(make_council(SMALL[0]))]}
    spoil(body)
    refused = client.post("/v1/programmes", json=body)
    assert refused.status_code == 422, refused.text
    assert code in {problem["code"] for problem in refused.json()["problems"]}
    assert client.get("/v1/programmes").json()["items"] == []
