"""`python -m tests.app.web.api.answers FILE`: write the examples of answers that the description shows.

Each is a real answer of a service with made-up people, cut short: the first of a long list stands for all. What
differs from run to run (ids, moments, digests, secrets) is replaced by one of its kind.
"""

import json
import logging
import re
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import date
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any
from unittest.mock import patch

from fastapi.testclient import TestClient
from httpx2 import Response
from starlette.exceptions import HTTPException

from cocau.app.audit_log.entries import AuditLogBroken
from cocau.app.db.clock import today
from cocau.app.db.encryption import Unreadable
from cocau.app.db.engine import Store
from cocau.app.jobs.lifecycle import QuotaExceeded
from cocau.app.main import create_app
from cocau.app.permissions import CrossSiteRequest, RateLimited, UserRole
from cocau.app.problems import MEDIA_TYPE, ErrorType
from cocau.app.services.acts import KeyReused
from cocau.app.settings import Settings
from cocau.app.web.api.examples import build_commune, build_rulebook_cases
from cocau.app.web.errors import (
    MissingPrecondition,
    NotAcceptable,
    ServiceBusy,
    ServiceUnready,
    StorageUnavailable,
    TooManyStreams,
    UnsupportedMediaType,
    build_problem_response,
)
from cocau.constraints.errors import Problem
from tests.app.auth import resources
from tests.app.auth.callers import bearer, in_production, served
from tests.app.client import LocalClient
from tests.app.web.api.test_routers_permissions import HERE, ROUTES, ask, list_wholes
from tests.databases import migrated
from tests.patience import wait_until

DAY = date(2026, 1, 15)
"""The day of every answer that names one."""

LONG_MAPPING = 6
"""Entries of a mapping of ids beyond which the first stands for all."""

_REPLACED = (
    (re.compile(r"\b([a-z]{3})_[0-9a-z]{26}\b"), r"\1_01k0000000000000000000000a"),
    (re.compile(r"\bu-[0-9a-z]{26}\b"), "can-bo"),
    (re.compile(r"\bcck_[0-9a-z]{12}_[A-Za-z0-9_-]{43}"), f"cck_{'0' * 12}_{'a' * 43}"),
    (re.compile(r"\bwhsec_[A-Za-z0-9+/]{43}="), f"whsec_{'a' * 43}="),
    (re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)"), f"{DAY}T01:30:00Z"),
    (re.compile(r"\b[0-9a-f]{64}\b"), "02f316fd" * 8),
)
_RUNNING = {
    "elapsed": 1.5,
    "kept_until": "2027-01-15",
    "day": DAY.isoformat(),
    "prefix": "0" * 12,
}
"""What differs from run to run as a number or a word, by its field."""
_ESTIMATED = {"computing_seconds": 1.0, "seconds": 1.5}


def collect_answers(asked: Iterable[tuple[Any, str]]) -> dict[str, Any]:
    """Every sort of answer by operation and status, and of each type of error one."""
    answers: dict[str, Any] = {}
    problems: dict[str, Any] = {}
    for response, operation in asked:
        kind = response.headers.get("content-type")
        if operation and kind == "application/json" and response.status_code < 300 and response.content:
            answers.setdefault(f"{operation} {response.status_code}", _shorten(response.json()))
        elif kind == MEDIA_TYPE and response.content:
            slug = response.json()["type"].rpartition(":")[2]
            problems.setdefault(slug, _shorten(response.json()))
    return {"answers": dict(sorted(answers.items())), "problems": dict(sorted(problems.items()))}


def _ask_all(store: Store, client: TestClient) -> Iterator[tuple[Any, str]]:
    """Ask everything: what is there read first, then made, changed, erased; then wrongly."""
    app: Any = client.app
    paths = app.openapi()["paths"]
    admin, viewer = bearer(store, UserRole.ADMIN, HERE), bearer(store, UserRole.VIEWER, HERE)
    resources.webhook(store, HERE)
    order = ["GET", "POST", "PATCH", "PUT", "DELETE"]
    for method, path in sorted(ROUTES, key=lambda place: order.index(place[0])):
        operation = paths[path][method.lower()]["operationId"]
        for thing in list_wholes(store, ROUTES[method, path]):
            yield _ask_when_done(partial(ask, client, method, path, admin, thing=thing)), operation
    for path, operation in _SINGLE.items():
        yield client.get(path, headers=admin), operation
    commune = build_commune()
    yield client.post("/v1/pools/check", headers=admin, json={"pool": commune["pool"]}), "checkPool"
    yield client.post("/v1/keys", headers=admin, json={"label": "CI", "days": 30}), "makeKey"
    yield _decide(store, client, admin), "decideProposal"
    layout = f"/v1/office/templates/van-ban?locality={HERE}"
    template = client.get(f"{layout}&shipped=true", headers=admin).content
    sent = admin | {"Content-Type": "application/octet-stream"}
    yield client.post(layout.replace("?", "/check?"), headers=sent, content=template), "checkTemplate"
    yield from ((ask(client, method, path, viewer, sent=False), "") for method, path in ROUTES)
    yield client.get("/v1/me"), ""
    yield client.delete("/v1/me", headers=admin), ""
    yield client.put(f"/v1/councils/cnc_{'0' * 26}", headers=admin, json=commune["council"]), ""
    yield client.post("/v1/seats", headers=admin | {"Content-Length": "1" + "0" * 12}), ""
    yield client.post("/v1/proposals", headers=admin | {"Content-Type": "text/plain"}, content="?"), ""
    for error in _RARE:
        yield Response(**_build_arguments(error)), ""


def _ask_when_done(send: Callable[[], Response]) -> Response:
    """Ask again while what was asked about it before is still being made."""
    return wait_until(send, lambda found: found.status_code != 409 or "wait, then" not in found.text)


def _ask_for_searches(client: TestClient) -> Iterator[tuple[Any, str]]:
    """Ask a service that computes for what only a search finds."""
    wait = {"Prefer": "wait=60"}
    cases = build_rulebook_cases()["gate"]["value"]
    yield client.post("/v1/rulebooks/ha-tinh-2021/tests", json=cases), "testRulebook"
    made = client.post("/v1/proposals", json=build_commune(), headers=wait).headers["location"]
    yield client.post(f"{made}/proof", headers=wait), "findProof"
    yield client.get(f"{made}/proof"), "readProof"
    asked = {"question": "ranges", "groups": ["women"], "among": ["deputies"]}
    answer = client.post(f"{made}/explanations", json=asked, headers=wait).headers["location"]
    yield client.post(f"{answer}/proof", headers=wait), "findAnswerProof"
    yield client.get(f"{answer}/proof"), "readAnswerProof"
    drill = {"made_up": {"province": 7, "count": 2, "seed": 5}}
    estimate = client.post("/v1/estimates", json=drill | {"scenarios": [{"name": "2021"}], "sample": 2})
    yield _wait_for(client, f"{estimate.headers['location']}/results"), "readEstimateResults"
    commune = build_commune()
    other = commune | {"council": commune["council"] | {"id": "xa-khac", "name": "Xã Khác"}}
    joined = client.post("/v1/programmes", json={"councils": [commune, other]})
    yield _wait_for(client, f"{joined.headers['location']}/joint"), "readJointPlan"


def _wait_for(client: TestClient, place: str) -> Any:
    """Wait until something is there."""
    return wait_until(
        lambda: client.get(place),
        lambda found: found.status_code != 409 and found.json().get("items") != [],
    )


def _decide(store: Store, client: TestClient, headers: dict[str, str]) -> Any:
    place = f"/v1/proposals/{resources.planned(store, HERE)}"
    decision = {"decision": "approved", "digest": client.get(place, headers=headers).json()["digest"]}
    return client.post(
        f"{place}/approvals", headers=headers, json=decision | {"document": "12-TB/TU, 20/03/2021"}
    )


def _build_arguments(error: Exception) -> dict[str, Any]:
    """What is answered to an error that no single request meets."""
    found = build_problem_response(error, "/v1/proposals").body
    return {"status_code": found["status"], "json": found, "headers": {"content-type": MEDIA_TYPE}}


_SINGLE = {
    "/v1/rulebooks/national-2021": "readRulebook",
    "/v1/demo/xa-mau": "readDemo",
    "/v1/problems/unknown_rule": "readProblem",
    "/healthz": "alive",
    "/readyz": "ready",
}
_RARE = (
    CrossSiteRequest(),
    HTTPException(ErrorType.TOO_SLOW.status, "The body came too slowly."),
    HTTPException(ErrorType.MISDIRECTED.status, "In development only these hosts are answered: localhost."),
    NotAcceptable(["application/pdf", "application/json"]),
    UnsupportedMediaType("text/plain", ["application/json"]),
    MissingPrecondition(),
    KeyReused("plan-1"),
    QuotaExceeded(20),
    TooManyStreams(),
    RateLimited(3, '"rate";q=600;w=60'),
    ServiceBusy(5),
    ServiceUnready(
        [Problem("schema", (), "Cơ sở dữ liệu chưa được cập nhật.", "The schema is out of date.")]
    ),
    StorageUnavailable(),
    Unreadable("jobs.output"),
    AuditLogBroken("Thiếu bản ghi cuối.", "The last entry is missing."),
    RuntimeError(),
)


def _shorten(found: Any) -> Any:
    """Cut an answer short, and replace what differs from run to run."""
    match found:
        case list():
            return [_shorten(one) for one in found[:1]]
        case {"computing_seconds": float(), "seconds": float()}:  # an estimate, else `seconds` were asked for
            return _shorten(found | {"computing_seconds": None, "seconds": None}) | _ESTIMATED
        case dict():
            long = len(found) > LONG_MAPPING and len({type(value) for value in found.values()}) == 1
            kept = list(found)[:1] if long and not all(map(str.isidentifier, found)) else list(found)
            return {
                key: _RUNNING[key] if key in _RUNNING and found[key] is not None else _shorten(found[key])
                for key in kept
            }
        case str():
            for pattern, instead in _REPLACED:
                found = pattern.sub(instead, found)
            return found
    return found


def collect() -> dict[str, Any]:
    """Every example, from services of its own: one that computes, then one where all is there."""
    with tempfile.TemporaryDirectory() as folder, migrated(Path(folder)) as store:
        with LocalClient(create_app(Settings(state=Path(folder) / "computing"))) as client:
            searched = list(_ask_for_searches(client))
        state = Path(folder) / "state"
        state.mkdir()
        with (
            served(store, in_production(state, webhooks="https://nhan.example")) as client,
            _set_today(),
        ):
            return collect_answers(chain(searched, _ask_all(store, client)))


@contextmanager
def _set_today() -> Iterator[None]:
    """Let it be the day that stands for every moment."""
    with ExitStack() as stack:
        for module in [each for each in tuple(sys.modules.values()) if getattr(each, "today", None) is today]:
            stack.enter_context(patch.object(module, "today", lambda: DAY))
        yield


if __name__ == "__main__":
    logging.disable()  # an error that is shown as an example is no error of this run
    Path(sys.argv[1]).write_text(f"{json.dumps(collect(), ensure_ascii=False, indent=1)}\n", encoding="utf-8")
