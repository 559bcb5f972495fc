"""`python -m tests.app.web.api.answers FILE`: write the examples of answers that the description shows.

Each is a real answer of a service with made-up people, cut short: the first of a long list stands for all. What
differs from run to run (ids, moments, digests, secrets) is replaced by one of its kind.
"""

import json
import re
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from fastapi.testclient import TestClient
from httpx2 import Response
from starlette.exceptions import HTTPException

from cocau.app.audit_log.entries import AuditLogBroken
from cocau.app.db.encryption import Unreadable
from cocau.app.db.engine import Store
from cocau.app.jobs.lifecycle import QuotaExceeded
from cocau.app.permissions import CrossSiteRequest, RateLimited, UserRole
from cocau.app.problems import MEDIA_TYPE, ErrorType
from cocau.app.services.acts import KeyReused
from cocau.app.web.api.examples import build_commune
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
from tests.app.web.api.test_routers_permissions import HERE, ROUTES, ask, list_wholes
from tests.databases import migrated

LONG_MAPPING = 6
"""Entries of a mapping of ids beyond which the first stands for all."""

_REPLACED = (
    (re.compile(r"\b([a-z]{3})_[0-9a-z]{26}\b"), r"\1_01k0000000000000000000000a"),
    (re.compile(r"\bcck_[0-9a-z]{12}_[A-Za-z0-9_-]{43}"), f"cck_{'0' * 12}_{'a' * 43}"),
    (re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)"), "2026-01-15T01:30:00Z"),
    (re.compile(r"\b[0-9a-f]{64}\b"), "02f316fd" * 8),
)
_RUNNING = {"elapsed": 1.5, "kept_until": "2027-01-15", "day": "2026-01-15"}
"""What tells when something ran, by its field."""


def collect_answers(store: Store, client: TestClient) -> dict[str, Any]:
    """Every sort of answer by operation and status, and of each type of error one."""
    answers: dict[str, Any] = {}
    problems: dict[str, Any] = {}
    for response, operation in _ask_all(store, client):
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
    order = ["GET", "POST", "PATCH", "PUT", "DELETE"]
    for method, path in sorted(ROUTES, key=lambda place: order.index(place[0])):
        operation = paths[path][method.lower()]["operationId"]
        for thing in list_wholes(store, ROUTES[method, path]):
            yield ask(client, method, path, admin, thing=thing), operation
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
    """Every example, from a service of its own."""
    with tempfile.TemporaryDirectory() as folder, migrated(Path(folder)) as store:
        state = Path(folder) / "state"
        state.mkdir()
        with served(store, in_production(state)) as client:
            return collect_answers(store, client)


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(f"{json.dumps(collect(), ensure_ascii=False, indent=1)}\n", encoding="utf-8")
