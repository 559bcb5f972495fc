import hashlib
import json
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response

from cocau.app.audits.proposals import reaudit
from cocau.app.auth.caller import DEVELOPER, Caller
from cocau.app.db.engine import Store
from cocau.app.db.models import JobRow
from cocau.app.permissions import UserRole
from cocau.app.services.councils import COUNCILS
from cocau.app.services.documents import create_document, revise_document
from cocau.app.services.pools import POOLS
from cocau.app.web.api.examples import build_commune
from cocau.app.web.responses import MAX_WAIT_SECONDS
from cocau.constraints.model.council import Council
from cocau.constraints.model.people import Pool
from cocau.solver.proposal import Proposal
from tests.app.client import LocalClient
from tests.app.web.api.small_commune import build_small_commune

WAIT = {"Prefer": "wait=60"}
WHAT_IF = {"overrides": {"women-35-percent": {"at_least_percent": 40}}}


@pytest.fixture(scope="module")
def made(service: TestClient) -> str:
    """Where a finished proposal is."""
    response = service.post("/v1/proposals", json=build_commune() | {"label": "Xã Mẫu"}, headers=WAIT)
    assert response.status_code == 200
    return str(response.headers["location"])


@pytest.fixture
def as_caller(service: LocalClient) -> Iterator[Any]:
    """Lets somebody else ask."""

    def become(role: UserRole, scope: str = "", name: str = "usr_else") -> LocalClient:
        service.become(Caller(name, name, role, scope))
        return service

    yield become
    service.become(None)


def _store(service: TestClient) -> Store:
    store: Store = service.app.state.store
    return store


def _code(response: Response) -> tuple[int, str]:
    return response.status_code, response.json()["type"].removeprefix("urn:cocau:problem:")


# --- asking, and where it stands ---


def test_without_a_preference_the_answer_is_where_to_look(service: TestClient) -> None:
    response = service.post("/v1/proposals", json=build_small_commune())
    assert response.status_code == 202
    assert "preference-applied" not in response.headers
    assert int(response.headers["retry-after"]) > 0
    status = response.json()
    assert status["links"]["self"] == response.headers["location"]
    assert status["state"] in {"queued", "running"}


def test_a_finished_proposal_never_changes_and_is_told_by_its_digest(service: TestClient, made: str) -> None:
    status = service.get(made).json()
    response = service.get(f"{made}/proposal")
    assert status["state"] == "optimal"
    assert response.headers["etag"] == f'"{status["digest"]}"'
    assert hashlib.sha256(response.content).hexdigest() == status["digest"]
    again = service.get(f"{made}/proposal", headers={"If-None-Match": response.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    moments = status["moments"]
    assert moments["asked"] <= moments["started"] <= moments["ended"]


def test_a_proposal_is_judged_again_from_its_json_alone(service: TestClient, made: str) -> None:
    stored = Proposal.model_validate_json(service.get(f"{made}/proposal").content)
    again = reaudit(stored)
    assert again.findings == stored.findings
    assert again.differences == ()


@pytest.mark.parametrize(
    ("prefer", "applied"),
    [
        ("wait=60", "60"),
        ("wait=99999", str(MAX_WAIT_SECONDS)),
        ("respond-async, wait=50", "50"),
        ('WAIT="40"', "40"),
    ],
)
def test_what_was_preferred_is_told_as_it_was_applied(service: TestClient, prefer: str, applied: str) -> None:
    response = service.post("/v1/proposals", json=build_small_commune(), headers={"Prefer": prefer})
    assert (response.status_code, response.headers["preference-applied"]) == (200, f"wait={applied}")


@pytest.mark.parametrize("prefer", ["wait", "wait=-1", "wait=soon", "wait=1.5", "return=minimal", ";;", ""])
def test_a_preference_that_is_not_understood_is_passed_over(service: TestClient, prefer: str) -> None:
    body = build_commune() | {"overrides": {"no-such-rule": {}}}
    assert service.post("/v1/proposals", json=body, headers={"Prefer": prefer}).status_code == 422


def test_the_best_slate_of_a_finished_proposal_is_its_own(service: TestClient, made: str) -> None:
    best = service.get(f"{made}/best").json()
    assert (best["final"], best["proven"]) == (True, True)
    assert best["slate"] == service.get(f"{made}/proposal").json()["slate"]


def test_a_check_tells_what_would_bind_and_makes_nothing(service: TestClient) -> None:
    before = service.get("/v1/proposals", params={"limit": 1}).json()["items"]
    checked = service.post("/v1/proposals/check", json=build_commune() | WHAT_IF).json()
    assert checked["departures"] == [
        {"rule": "women-35-percent", "field": "at_least_percent", "was": 35, "now": 40}
    ]
    assert checked["people"] == 50
    assert checked["able"] == 50 - sum(checked["barred"].values())
    assert sum(checked["rules"].values()) > 40
    assert service.get("/v1/proposals", params={"limit": 1}).json()["items"] == before


def test_unless_a_rulebook_is_named_a_council_is_planned_by_that_of_its_election_day(
    service: TestClient,
) -> None:
    asked = build_commune()
    assert service.post("/v1/proposals/check", json=asked).json()["rulebook"] == "ha-tinh-2021"
    asked = asked | {"council": asked["council"] | {"election_day": "2026-03-15"}}
    found = service.post("/v1/proposals/check", json=asked).json()
    assert "outside_term" not in {problem["code"] for problem in found.get("problems", ())}
    refused = service.post("/v1/proposals/check", json=asked | {"rulebook": "ha-tinh-2021"}).json()
    assert "outside_term" in {problem["code"] for problem in refused["problems"]}


# --- references ---


@pytest.fixture(scope="module")
def kept(service: TestClient) -> dict[str, str]:
    """A council and a pool that are kept, in the district of Can Lộc."""
    store, home = _store(service), "ha-tinh/can-loc"
    council = create_document(
        store,
        DEVELOPER,
        COUNCILS,
        Council.model_validate(build_commune()["council"]),
        locality=home,
        label="x",
    )
    pool = create_document(
        store, DEVELOPER, POOLS, Pool.model_validate(build_commune()["pool"]), locality=home, label="x"
    )
    return {"council": council.document.id, "pool": pool.document.id}


def test_a_proposal_by_reference_is_the_same_as_inline(
    service: TestClient, made: str, kept: dict[str, str]
) -> None:
    body = {"council": {"ref": kept["council"]}, "pool": {"ref": kept["pool"], "version": 1}}
    response = service.post("/v1/proposals", json=body, headers=WAIT)
    assert response.content == service.get(f"{made}/proposal").content
    status = service.get(response.headers["location"]).json()
    assert status["locality"] == "ha-tinh/can-loc"
    assert status["references"]["council"] == {"ref": kept["council"], "version": 1}
    assert status["references"]["pool"] == {"ref": kept["pool"], "version": 1}


def test_inline_and_reference_may_be_mixed(service: TestClient, kept: dict[str, str]) -> None:
    body = {"council": build_commune()["council"], "pool": {"ref": kept["pool"]}}
    checked = service.post("/v1/proposals/check", json=body).json()
    assert checked["references"]["council"] is None
    assert checked["references"]["pool"]["version"] == 1


def test_the_newest_version_is_meant_unless_one_is_named(service: TestClient) -> None:
    store = _store(service)
    pool = Pool.model_validate(build_commune()["pool"])
    held = create_document(store, DEVELOPER, POOLS, pool, locality="ha-tinh", label="x")
    revise_document(store, DEVELOPER, POOLS, held.document.id, Pool(people=pool.people[:-1]), expected=1)
    body = {"council": build_commune()["council"], "pool": {"ref": held.document.id}}
    assert service.post("/v1/proposals/check", json=body).json()["people"] == 49
    body["pool"]["version"] = 1
    assert service.post("/v1/proposals/check", json=body).json()["people"] == 50


def test_every_reference_that_leads_nowhere_is_told_at_once(service: TestClient) -> None:
    body = {"council": {"ref": "cnc_" + "0" * 26}, "pool": {"ref": "pol_" + "0" * 26, "version": 7}}
    response = service.post("/v1/proposals", json=body)
    assert _code(response) == (422, "bad-input")
    found = {(p["code"], p["where"]) for p in response.json()["problems"]}
    assert found == {("unknown_reference", "council.ref"), ("unknown_reference", "pool.ref")}


def test_faults_name_only_the_branch_that_was_meant(service: TestClient) -> None:
    body = {"council": {"ref": "x", "name": "y"}, "pool": {"people": [{"id": "a"}]}}
    where = [p["where"] for p in service.post("/v1/proposals", json=body).json()["problems"]]
    assert {"council.ref", "council.name", "pool.people[0].name"} <= set(where)
    assert not any("council.id" in place or "(" in place for place in where)


def test_what_is_kept_for_others_is_not_there(
    service: TestClient, kept: dict[str, str], as_caller: Any
) -> None:
    other = as_caller(UserRole.PLANNER, "ha-tinh/ky-anh")
    body = {"council": {"ref": kept["council"]}, "pool": {"ref": kept["pool"]}}
    assert {p["code"] for p in other.post("/v1/proposals", json=body).json()["problems"]} == {
        "unknown_reference"
    }
    body = build_commune() | {"locality": "ha-tinh/can-loc"}
    assert _code(other.post("/v1/proposals", json=body)) == (404, "not-found")


# --- the same request twice ---


def test_a_request_sent_again_under_its_key_is_one_request(service: TestClient) -> None:
    headers = WAIT | {"Idempotency-Key": "one"}
    first = service.post("/v1/proposals", json=build_small_commune(), headers=headers)
    again = service.post("/v1/proposals", json=build_small_commune(), headers=headers)
    assert "idempotency-replayed" not in first.headers
    assert again.headers["idempotency-replayed"] == "true"
    assert again.headers["location"] == first.headers["location"]
    assert again.content == first.content


def test_another_request_under_the_same_key_is_refused(service: TestClient) -> None:
    service.post("/v1/proposals", json=build_small_commune(), headers={"Idempotency-Key": "two"})
    response = service.post(
        "/v1/proposals", json=build_small_commune() | WHAT_IF, headers={"Idempotency-Key": "two"}
    )
    assert _code(response) == (422, "key-reused")


def test_keys_are_each_callers_own(service: TestClient, as_caller: Any) -> None:
    headers = {"Idempotency-Key": "three"}
    first = service.post("/v1/proposals", json=build_small_commune(), headers=headers)
    other = as_caller(UserRole.PLANNER).post("/v1/proposals", json=build_small_commune(), headers=headers)
    assert other.status_code == 202
    assert other.headers["location"] != first.headers["location"]


def test_the_same_request_from_many_threads_at_once_is_one_job(service: TestClient) -> None:
    places: list[str] = []

    def post() -> None:
        headers = {"Idempotency-Key": "race"}
        response = service.post(
            "/v1/proposals", json=build_small_commune() | {"label": "race"}, headers=headers
        )
        places.append(response.headers["location"])

    threads = [threading.Thread(target=post) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(places) == 8
    assert len(set(places)) == 1
    assert len(service.get("/v1/proposals", params={"label": "race"}).json()["items"]) == 1


# --- lists ---


def test_lists_are_paged_newest_first(service: TestClient, made: str) -> None:
    seen, after = [], None
    while True:
        params = {"limit": 2} | ({"after": after} if after else {})
        page = service.get("/v1/proposals", params=params).json()
        seen += [item["id"] for item in page["items"]]
        after = page["next"]
        if after is None:
            break
    assert seen == sorted(seen, reverse=True)
    assert len(seen) == len(set(seen))
    assert made.rpartition("/")[2] in seen


def test_lists_are_narrowed(service: TestClient, made: str, kept: dict[str, str]) -> None:
    def ids(**params: str) -> list[str]:
        return [i["id"] for i in service.get("/v1/proposals", params=params).json()["items"]]

    mine = made.rpartition("/")[2]
    assert ids(label="xã m") == [mine]
    assert ids(label="100%") == []
    assert mine in ids(state="optimal")
    assert mine not in ids(state="failed")
    assert mine not in ids(council=kept["council"])
    assert ids(pool=kept["council"]) == []


# --- derived ---


def test_a_derived_proposal_is_what_its_patch_says(service: TestClient, made: str) -> None:
    patch = {"label": "40%", "overrides": WHAT_IF["overrides"], "pins": {"candidates": ["p001"]}}
    headers = WAIT | {"Content-Type": "application/merge-patch+json"}
    response = service.post(f"{made}/derived", content=json.dumps(patch), headers=headers)
    assert response.status_code == 200
    whole = build_commune() | {"overrides": patch["overrides"], "pins": patch["pins"]}
    assert response.content == service.post("/v1/proposals", json=whole, headers=WAIT).content
    family = service.get(f"{response.headers['location']}/lineage").json()
    assert family["proposal"]["patch"] == patch
    assert [a["id"] for a in family["ancestors"]] == [made.rpartition("/")[2]]
    assert family["proposal"]["id"] in [d["id"] for d in service.get(f"{made}/lineage").json()["derived"]]


def test_a_patch_takes_away_with_null(service: TestClient, made: str) -> None:
    first = service.post(f"{made}/derived", json=WHAT_IF, headers=WAIT).headers["location"]
    back = service.post(f"{first}/derived", json={"overrides": None}, headers=WAIT)
    assert back.content == service.get(f"{made}/proposal").content
    family = service.get(f"{back.headers['location']}/lineage").json()
    assert [a["id"] for a in family["ancestors"]] == [first.rpartition("/")[2], made.rpartition("/")[2]]


def test_a_reference_takes_the_place_of_what_was_inline(
    service: TestClient, made: str, kept: dict[str, str]
) -> None:
    response = service.post(f"{made}/derived", json={"pool": {"ref": kept["pool"]}}, headers=WAIT)
    assert response.status_code == 200
    status = service.get(response.headers["location"]).json()
    assert status["references"]["pool"] == {"ref": kept["pool"], "version": 1}


@pytest.mark.parametrize(
    ("patch", "where"),
    [({"council": None}, "council"), ({"mayor": 1}, "mayor"), ({"pins": {"candidates": ["x"]}}, "pins")],
)
def test_what_comes_of_a_patch_is_checked(service: TestClient, made: str, patch: Any, where: str) -> None:
    response = service.post(f"{made}/derived", json=patch)
    assert _code(response) == (422, "bad-input")
    assert response.json()["problems"][0]["where"].startswith(where)


# --- stopping ---


def test_cancelling_what_has_ended_changes_nothing(service: TestClient, made: str) -> None:
    before = service.get(made).json()
    response = service.post(f"{made}/cancel")
    assert (response.status_code, response.json()) == (200, before)


# --- deciding ---


def _decide(client: TestClient, made: str, decision: str = "approved", digest: str | None = None) -> Response:
    body = {"decision": decision, "digest": digest or client.get(made).json()["digest"], "reason": "đủ"}
    return client.post(f"{made}/approvals", json=body)


def test_an_approver_decides_about_the_very_bytes(service: TestClient, made: str, as_caller: Any) -> None:
    approver = as_caller(UserRole.APPROVER)
    decided = _decide(approver, made)
    assert decided.status_code == 201
    assert decided.json()["proposal_digest"] == service.get(made).json()["digest"]
    assert decided.json() in approver.get(f"{made}/approvals").json()
    assert _code(_decide(approver, made, digest="0" * 64)) == (409, "refused")


def test_nobody_decides_about_what_they_asked_for(service: TestClient, as_caller: Any) -> None:
    own = as_caller(UserRole.APPROVER, name="usr_own")
    mine = own.post("/v1/proposals", json=build_small_commune(), headers=WAIT).headers["location"]
    response = _decide(own, mine)
    assert _code(response) == (409, "refused")
    assert "themselves" in response.json()["detail"]
    assert _decide(as_caller(UserRole.APPROVER, name="usr_other"), mine).status_code == 201


def test_without_a_slate_a_proposal_can_only_be_returned(
    service: TestClient, as_caller: Any, conflict: Proposal
) -> None:
    body = {
        "council": build_commune()["council"],
        "pool": json.loads(conflict.request.pool.model_dump_json()),
    }
    made = service.post("/v1/proposals", json=body, headers=WAIT).headers["location"]
    assert service.get(made).json()["state"] == "conflict"
    approver = as_caller(UserRole.APPROVER)
    assert _code(_decide(approver, made)) == (409, "refused")
    assert _decide(approver, made, "returned").status_code == 201


# --- who sees what ---


def service_digests(analyst: TestClient, made: str) -> set[str]:
    """What a small pool could be guessed by."""
    status = analyst.get(made).json()
    return {status["digest"], status["request_digest"]}


def test_an_etag_confirms_no_guess_of_what_one_may_not_see(
    service: TestClient, made: str, as_caller: Any
) -> None:
    guesses = [f'"{digest}"' for digest in service_digests(service, made)]
    viewer = as_caller(UserRole.VIEWER)
    for path in ("", "/proposal", "/aggregate", "/lineage", "/approvals"):
        for guess in guesses:
            answers = [viewer.get(made + path, headers={h: guess}) for h in ("If-None-Match", "If-Match")]
            assert [answer.status_code for answer in answers] == [200, 200], (path, guess)


def test_who_may_not_see_people_gets_the_lists_and_numbers(
    service: TestClient, made: str, as_caller: Any
) -> None:
    names = [person["name"] for person in build_commune()["pool"]["people"]]
    viewer = as_caller(UserRole.VIEWER)
    shown = viewer.get(f"{made}/proposal")
    assert shown.json()["format"] == "cocau/proposal-view/2"
    counts = viewer.get(f"{made}/aggregate").json()["counts"]
    assert counts["candidates"]["total"] == shown.json()["candidates"]
    assert set(counts["deputies"]) == {"total"}
    told = ("", "/proposal", "/aggregate", "/lineage", "/approvals", "/events", "/explanations")
    digests = service_digests(as_caller(UserRole.ANALYST), made)
    viewer = as_caller(UserRole.VIEWER)
    for path in (*told, "?limit=1"):
        text = viewer.get(made + path).text if path != "?limit=1" else viewer.get("/v1/proposals").text
        assert not [digest for digest in digests if digest in text]
        progress = viewer.get(made).json()["progress"]
        assert progress is None or {progress[n] for n in ("value", "bound", "gap")} == {None}
        assert path == "/proposal" or not [name for name in names if name in text]
        assert "p001" not in text
        assert "party_member" not in text
    assert _code(viewer.get(f"{made}/best")) == (403, "forbidden")
    assert _code(viewer.post("/v1/proposals", json=build_commune())) == (403, "forbidden")
    assert _code(viewer.post(f"{made}/cancel")) == (403, "forbidden")


def test_a_proposal_of_another_locality_is_not_there(service: TestClient, made: str, as_caller: Any) -> None:
    other = as_caller(UserRole.ADMIN, "ha-tinh/ky-anh")
    digest = {"decision": "approved", "digest": "0" * 64}
    asked = [
        other.get(made),
        other.get(f"{made}/proposal"),
        other.get(f"{made}/best"),
        other.get(f"{made}/events"),
        other.get(f"{made}/lineage"),
        other.get(f"{made}/aggregate"),
        other.get(f"{made}/approvals"),
        other.post(f"{made}/cancel"),
        other.post(f"{made}/derived", json={}),
        other.post(f"{made}/approvals", json=digest),
        other.delete(made),
    ]
    assert {_code(response) for response in asked} == {(404, "not-found")}
    assert other.get("/v1/proposals").json()["items"] == []


@pytest.mark.parametrize("which", ["x", "prp_", "prp_" + "0" * 26, "prp_%00" + "0" * 25, "%F0%9F%98%80"])
def test_an_id_that_is_none_is_not_there(service: TestClient, which: str) -> None:
    assert _code(service.get(f"/v1/proposals/{which}")) == (404, "not-found")


# --- erasing ---


def test_what_is_erased_leaves_its_numbers(service: TestClient) -> None:
    made = service.post("/v1/proposals", json=build_commune() | WHAT_IF, headers=WAIT).headers["location"]
    _decide(service, made)
    numbers = service.get(f"{made}/aggregate").json()
    assert numbers["counts"]["deputies"]["total"] == 25
    erased = service.delete(made)
    assert (erased.status_code, erased.json()["erased"] is not None) == (200, True)
    for path in ("/proposal", "/best"):
        assert _code(service.get(made + path)) == (410, "erased")
    assert _code(service.post(f"{made}/derived", json={})) == (410, "erased")
    assert _code(service.delete(made)) == (410, "erased")
    assert service.get(f"{made}/aggregate").json() == numbers
    assert [d["reason"] for d in service.get(f"{made}/approvals").json()] == [""]
    with _store(service).reading() as session:
        job = session.get_one(JobRow, made.rpartition("/")[2])
    assert (job.input, job.output) == (None, None)


# --- events ---


def _events(client: TestClient, made: str, headers: dict[str, str] | None = None) -> list[tuple[str, Any]]:
    with client.stream("GET", f"{made}/events", headers=headers or {}) as response:
        assert response.headers["content-type"].startswith("text/event-stream")
        blocks = "".join(response.iter_text()).strip().split("\n\n")
    fields = [dict(line.split(": ", 1) for line in block.splitlines()) for block in blocks]
    return [(f["event"], json.loads(f["data"])) for f in fields if "event" in f]


def test_a_proposal_is_followed_to_its_end(service: TestClient) -> None:
    made = service.post("/v1/proposals", json=build_small_commune()).headers["location"]
    events = _events(service, made)
    assert [name for name, _ in events].count("end") == 1
    assert events[-1][0] == "end"
    assert events[-1][1]["state"] == "optimal"
    numbers = [data["progress"]["number"] for name, data in events if name == "standing"]
    assert numbers == sorted(set(numbers))


def test_one_that_is_over_sends_its_end_at_once(service: TestClient, made: str) -> None:
    last = str(service.get(made).json()["progress"]["number"])
    ((name, data),) = _events(service, made, {"Last-Event-ID": last})
    assert (name, data["id"]) == ("end", made.rpartition("/")[2])
    assert _events(service, made, {"Last-Event-ID": "nonsense"})[-1][0] == "end"


def test_streams_are_limited(service: TestClient, made: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cocau.app.web.api.proposals.events.MAX_STREAMS_OF_CALLER", 0)
    response = service.get(f"{made}/events")
    assert _code(response) == (429, "too-many-streams")
    monkeypatch.setattr("cocau.app.web.api.proposals.events.MAX_STREAMS_OF_CALLER", 1)
    assert _events(service, made)[-1][0] == "end"
    assert _events(service, made)[-1][0] == "end"


# --- malformed requests ---


@pytest.mark.parametrize(
    "body",
    [
        {"label": "a\u0000b"},
        {"label": "x" * 301},
        {"locality": "Hà Tĩnh"},
        {"scenario": {"ref": "scn_1"}},
        {"seconds": -1},
        {"pool": {"ref": ["x"]}},
        {"pool": {"ref": f"pol_{'0' * 26}", "version": 2**70}},
        {"rulebook": "x" * 301},
    ],
)
def test_whatever_is_wrong_with_a_body_is_told(service: TestClient, body: dict[str, Any]) -> None:
    response = service.post("/v1/proposals", content=json.dumps(build_commune() | body))
    assert _code(response) == (422, "bad-input")


@pytest.mark.parametrize("path", ["/v1/proposals/", "/v1/proposals/check/", "/v1/proposals/%2e%2e%2f"])
def test_a_slash_too_much_is_told_and_leads_nowhere(service: TestClient, path: str) -> None:
    response = service.post(path, json=build_commune(), follow_redirects=False)
    assert _code(response) == (404, "not-found")


@pytest.mark.parametrize("body", [{"label": "\ud800"}, {"\ud800": 1}])
def test_half_a_character_is_no_text(service: TestClient, body: dict[str, Any]) -> None:
    response = service.post("/v1/proposals", content=json.dumps(build_commune() | body))
    assert _code(response) == (400, "malformed")


@pytest.mark.parametrize(
    "query", ["state=nope", "limit=0", "limit=x", "after=x", "council=x", "label=%00", "label=" + "x" * 301]
)
def test_whatever_is_wrong_with_a_query_is_told(service: TestClient, query: str) -> None:
    assert _code(service.get(f"/v1/proposals?{query}")) == (422, "bad-input")


@pytest.mark.parametrize("key", ["", "x" * 201, "é"])
def test_a_key_that_is_none_is_told(service: TestClient, key: str) -> None:
    headers = {"Idempotency-Key": key.encode("latin-1")}
    assert _code(service.post("/v1/proposals", json=build_commune(), headers=headers)) == (422, "bad-input")
