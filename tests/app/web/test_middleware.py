import asyncio
import io
import json
import logging
import re
import threading
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
import structlog
from fastapi import FastAPI
from fastapi.testclient import TestClient
from opentelemetry import trace
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from prometheus_client.parser import text_string_to_metric_families
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import Message, Receive, Scope, Send

from cocau.app.auth.caller import DEVELOPER
from cocau.app.db.clock import now
from cocau.app.db.engine import Store
from cocau.app.db.models import JobRow, JobState
from cocau.app.jobs.lifecycle import create_job
from cocau.app.jobs.worker import observe_job
from cocau.app.main import create_app
from cocau.app.settings import Environment, Settings
from cocau.app.telemetry import logging as telemetry_logging
from cocau.app.telemetry import tracing
from cocau.app.web.api.examples import build_commune
from cocau.app.web.errors import respond_to_error
from cocau.app.web.middleware import BodyLimitMiddleware
from tests.app.client import LocalClient
from tests.patience import PATIENCE


@pytest.fixture
def app(settings: Settings) -> FastAPI:
    app = create_app(settings)

    @app.get("/boom/{what}")
    def boom(what: str) -> None:
        logging.getLogger("other").warning("a remark of others about %s", "something")
        raise ValueError(f"Nguyễn Thị {what}")

    return app


@pytest.fixture
def client(app: FastAPI) -> Iterator[TestClient]:
    with LocalClient(app, raise_server_exceptions=False) as client:
        yield client


@pytest.fixture
def logged() -> Iterator[io.StringIO]:
    """What is written to the log, as in production."""
    root = logging.getLogger()
    before = (root.handlers[:], root.level)
    telemetry_logging.configure_logging(production=True)
    out = io.StringIO()
    (handler,) = root.handlers
    assert isinstance(handler, logging.StreamHandler)
    handler.setStream(out)
    yield out
    root.handlers[:], root.level = before
    structlog.reset_defaults()


def _lines(out: io.StringIO, event: str) -> list[dict[str, Any]]:
    lines = [json.loads(line) for line in out.getvalue().splitlines()]
    return [line for line in lines if line["event"] == event]


def test_a_request_id_is_taken_over_or_made(client: TestClient) -> None:
    given = {"X-Request-Id": "of-the-caller.1"}
    assert client.get("/healthz", headers=given).headers["X-Request-Id"] == "of-the-caller.1"
    for wrong in ("short", "x" * 65, "with blank here", 'quote"quote"'):
        made = client.get("/healthz", headers={"X-Request-Id": wrong}).headers["X-Request-Id"]
        assert re.fullmatch("[0-9a-f]{32}", made)


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/nowhere", 404),
        ("DELETE", "/healthz", 405),
        ("GET", "/boom/x", 500),
        ("POST", "/v1/audits", 422),
    ],
)
def test_errors_have_a_request_id_too(client: TestClient, method: str, path: str, status: int) -> None:
    response = client.request(method, path, headers={"X-Request-Id": "a-request"}, json={})
    assert (response.status_code, response.headers["X-Request-Id"]) == (status, "a-request")


def test_a_body_that_is_too_long_is_answered_with_an_id(settings: Settings) -> None:
    app = create_app(Settings(state=settings.state, max_body=10))
    with LocalClient(app) as client:
        response = client.post("/v1/audits", content=b"x" * 20)
    assert response.status_code == 413
    assert response.headers["X-Request-Id"]


def test_one_line_a_request_and_nothing_that_anybody_sent(client: TestClient, logged: io.StringIO) -> None:
    body = json.dumps({"council": "Bí mật"})
    headers = {"Authorization": "Bearer hidden", "Cookie": "phase=hidden"}
    client.get("/v1/rulebooks?name=Nguyễn+Văn+An", headers={"X-Request-Id": "lookup-1"})
    client.post("/v1/audits?q=Trần", content=body, headers=headers)
    client.get("/Lê-Thị-Bình")
    lines = _lines(logged, "request")
    assert [(line["method"], line["route"], line["status"]) for line in lines] == [
        ("GET", "/v1/rulebooks", 200), ("POST", "/v1/audits", 401), ("GET", "-", 404),
    ]  # fmt: skip
    assert lines[0]["request_id"] == "lookup-1"
    assert lines[0]["milliseconds"] >= 0
    assert all(set(line) <= set(telemetry_logging.FIELDS) for line in lines)
    text = logged.getvalue()
    secret = ("Nguyễn", "Văn", "Trần", "Bí mật", "hidden", "phase", "Bearer", "Bình", "name=", "q=")
    assert [word for word in secret if word in text or word.encode("unicode_escape").decode() in text] == []


def test_the_callers_id_is_logged(store: Store, logged: io.StringIO) -> None:
    with LocalClient(create_app(Settings(), store)) as client:
        client.get("/v1/trail/head")
    assert _lines(logged, "request")[0]["caller"] == "development"


def test_a_failure_is_logged_with_its_place_but_not_its_words(
    client: TestClient, logged: io.StringIO
) -> None:
    client.get("/boom/An", headers={"X-Request-Id": "the-failing"})
    (failure,) = _lines(logged, "failure")
    assert (failure["error"], failure["request_id"], failure["level"]) == (
        "ValueError",
        "the-failing",
        "error",
    )
    assert failure["frames"][-1].startswith("tests/app/web/test_middleware.py:")
    assert "Nguyễn" not in logged.getvalue()
    assert _lines(logged, "a remark of others about something")[0]["level"] == "warning"


def test_fields_that_nobody_listed_stay_out(logged: io.StringIO) -> None:
    structlog.stdlib.get_logger("cocau").warning(
        "remark", person="Nguyễn Văn An", job="prp_1", exc_info=False
    )
    (line,) = _lines(logged, "remark")
    assert line["job"] == "prp_1"
    assert "person" not in line


@pytest.mark.parametrize("production", [True, False])
def test_the_words_of_an_exception_stay_out_everywhere(logged: io.StringIO, production: bool) -> None:
    telemetry_logging.configure_logging(production=production)
    (handler,) = logging.getLogger().handlers
    assert isinstance(handler, logging.StreamHandler)
    handler.setStream(logged)
    try:
        int("Trần Văn Bí")
    except ValueError:
        logging.getLogger("cocau.jobs").exception("job %s failed", "prp_1")
    assert "Trần" not in logged.getvalue()
    assert "ValueError" in logged.getvalue()


# --- counts -------------------------------------------------------------------------------------------------


def _counted(text: str) -> dict[tuple[str, tuple[str, ...]], float]:
    return {
        (sample.name, tuple(v for k, v in sorted(sample.labels.items()) if k != "le")): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def test_requests_are_counted_by_route(client: TestClient) -> None:
    def count(*labels: str) -> float:
        return _counted(client.get("/metrics", headers=_AUTH).text).get(("cocau_requests_total", labels), 0)

    client = _with_token(client)
    before = count("GET", "/v1/rulebooks/{rulebook_id}", "200")
    client.get("/v1/rulebooks/national-2021")
    client.get("/v1/rulebooks/national-2021?on=2021-05-23")
    client.get("/x/Nguyễn")
    assert count("GET", "/v1/rulebooks/{rulebook_id}", "200") == before + 2
    text = client.get("/metrics", headers=_AUTH).text
    assert "Nguy" not in text
    assert "national-2021" not in text
    assert _counted(text)[("cocau_request_seconds_count", ("GET", "/v1/rulebooks/{rulebook_id}"))] >= 2


_AUTH = {"Authorization": "Bearer for-prometheus"}


def _with_token(client: TestClient) -> TestClient:
    app = client.app
    assert isinstance(app, FastAPI)
    app.state.settings = Settings(state=app.state.settings.state, metrics_token="for-prometheus")
    return client


def test_jobs_are_counted_from_the_database(store: Store) -> None:
    moment = now()
    jobs = [
        ("plan", JobState.QUEUED, None), ("plan", JobState.QUEUED, None), ("audit", JobState.RUNNING, None),
        ("plan", JobState.OPTIMAL, None), ("plan", JobState.FAILED, {"code": "failed_by_memory", "vi": "", "en": ""}),
    ]  # fmt: skip
    with store.writing() as session:
        for number, (kind, state, failure) in enumerate(jobs):
            ended = moment if state.final else None
            session.add(
                JobRow(
                    id=f"j{number}", kind=kind, state=state, locality="x", caller="c", input=None, failure=failure,
                    asked_at=moment - timedelta(hours=1),
                    started_at=ended and ended.replace(year=ended.year - 1), ended_at=ended,
                )
            )  # fmt: skip
    settings = Settings(metrics_token="for-prometheus", solves=0)
    with LocalClient(create_app(settings, store)) as client:
        counted = _counted(client.get("/metrics", headers=_AUTH).text)
    assert counted[("cocau_jobs", ("plan", "queued"))] == 2
    assert counted[("cocau_queue_length", ())] == 2
    assert counted[("cocau_running_jobs", ())] == 1
    assert counted[("cocau_unfinished_jobs", ())] == 3
    assert 3600 <= counted[("cocau_queue_oldest_seconds", ())] < 3600 + PATIENCE
    assert counted[("cocau_job_failures_total", ("failed_by_memory",))] == 1
    assert counted[("cocau_solve_seconds_count", ("plan",))] == 2
    assert counted[("cocau_solve_seconds_sum", ("plan",))] / 2 == pytest.approx(365.5 * 86400, rel=0.01)
    assert counted[("cocau_db_pool_in_use", ())] >= 0


@pytest.mark.parametrize(
    "header", [{}, {"Authorization": "Bearer wrong"}, {"Authorization": "Basic for-prometheus"}]
)
def test_counts_are_not_for_everybody(one_store: Store, header: dict[str, str]) -> None:
    settings = Settings(env=Environment.PRODUCTION, metrics_token="for-prometheus")
    with LocalClient(create_app(settings, one_store), client=("198.51.100.7", 5000)) as client:
        assert client.get("/metrics", headers=header).status_code == 401
        assert client.get("/metrics", headers=_AUTH).status_code == 200
    with LocalClient(create_app(settings, one_store), client=("127.0.0.1", 5000)) as here:
        assert here.get("/metrics").status_code == 200
        assert here.get("/metrics", headers={"X-Forwarded-For": "198.51.100.7"}).status_code == 401


# --- readiness ----------------------------------------------------------------------------------------------


def test_ready_and_not(store: Store, settings: Settings) -> None:
    app = create_app(settings, store)
    with LocalClient(app) as client:
        assert client.get("/readyz").json()["status"] == "ready"
        with store.engine.begin() as connection:
            connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0000'")
        unready = client.get("/readyz")
        assert unready.status_code == 503
        assert [p["code"] for p in unready.json()["problems"]] == ["schema"]
        settings.state.rename(settings.state.with_name("other"))
        settings.state.write_text("a file in its place")
        codes = [p["code"] for p in client.get("/readyz").json()["problems"]]
        assert codes == ["schema", "disk"]
        app.state.stopping.begin()
        assert client.get("/readyz").json()["problems"][-1]["code"] == "stopping"
        assert client.get("/healthz").json()["status"] == "ok"


# --- traces -------------------------------------------------------------------------------------------------

_EXPORTER = InMemorySpanExporter()


@pytest.fixture(scope="module", autouse=True)
def provider() -> Iterator[None]:
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(_EXPORTER))
    before = trace._TRACER_PROVIDER
    trace._TRACER_PROVIDER = provider
    yield
    trace._TRACER_PROVIDER = before
    provider.shutdown()


TRACE = "0af7651916cd43dd8448eb211c80319c"


def _list_spans(*names: str) -> list[ReadableSpan]:
    """The finished spans of these names; a service that another module began may have others."""
    spans = [span for span in _EXPORTER.get_finished_spans() if span.name in names]
    assert [span.name for span in spans] == [*names]
    return spans


def test_a_request_is_a_span_of_the_callers_trace(client: TestClient) -> None:
    _EXPORTER.clear()
    given = {
        "traceparent": f"00-{TRACE}-b7ad6b7169203331-01",
        "baggage": "name=An",
        "X-Request-Id": "traced-one",
    }
    client.get("/v1/rulebooks/national-2021?on=2021-05-23", headers=given)
    (span,) = _list_spans("GET /v1/rulebooks/{rulebook_id}")
    assert span.context is not None
    assert f"{span.context.trace_id:032x}" == TRACE
    assert dict(span.attributes or {}) == {
        "http.request.method": "GET",
        "http.route": "/v1/rulebooks/{rulebook_id}",
        "http.response.status_code": 200,
        "cocau.request_id": "traced-one",
    }
    assert span.events == ()


def test_a_failed_request_says_nothing_of_what_failed(client: TestClient) -> None:
    _EXPORTER.clear()
    client.get("/boom/An")
    (span,) = _list_spans("GET /boom/{what}")
    assert "Nguyễn" not in span.to_json(indent=None)


def test_a_job_goes_on_in_the_trace_of_its_request(one_store: Store) -> None:
    _EXPORTER.clear()
    parent = {"traceparent": f"00-{TRACE}-b7ad6b7169203331-01"}
    facts: Any = {"job_id": "prp_1", "kind": "plan", "text": "{}", "seconds": 1, "locality": "x"}
    with tracing.request_span("POST", parent), one_store.writing() as session:
        job = create_job(session, one_store.ring, DEVELOPER, settings=Settings(), **facts)
        session.expunge(job)
    assert job.trace is not None
    assert TRACE in job.trace

    def work() -> None:
        with tracing.job_span(job.kind, job.id, job.trace), tracing.solve_span("plan"):
            pass

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    request, solve, worked = _list_spans("POST", "solve plan", "job plan")
    assert {f"{s.context.trace_id:032x}" for s in (solve, worked, request) if s.context} == {TRACE}
    assert worked.parent is not None
    assert request.context is not None
    assert worked.parent.span_id == request.context.span_id
    assert dict(worked.attributes or {}) == {"cocau.job.kind": "plan", "cocau.job.id": "prp_1"}


def test_what_is_logged_while_a_job_is_computed_belongs_to_it(logged: io.StringIO) -> None:
    _EXPORTER.clear()
    job = JobRow(id="prp_9", kind="plan", locality="x", caller="c", input=b"Nguyen", asked_at=now())
    with observe_job(job) as end:
        logging.getLogger("cocau.jobs").warning("a remark")
        end(JobState.OPTIMAL)
    remark, told = _lines(logged, "a remark")[0], _lines(logged, "job")[0]
    assert (remark["job"], remark["kind"]) == ("prp_9", "plan")
    assert (told["job"], told["state"]) == ("prp_9", "optimal")
    _, worked = _list_spans("solve plan", "job plan")
    assert (worked.attributes or {})["cocau.job.state"] == "optimal"


def test_without_a_trace_a_job_has_none() -> None:
    assert JobRow(id="prp_1", kind="plan", locality="x", caller="c", input=None, asked_at=now()).trace is None
    assert build_commune()


def _run_apart(ask: Callable[[], Coroutine[Any, Any, None]]) -> None:
    """Run it in a thread: a browser's loop may be running in this one."""
    with ThreadPoolExecutor(1) as pool:
        pool.submit(lambda: asyncio.run(ask())).result(timeout=PATIENCE)


def test_a_body_that_hangs_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cocau.app.web.middleware.BODY_SECONDS", 0.05)
    answered: list[Message] = []

    async def ask() -> None:
        first = [{"type": "http.request", "body": b"{", "more_body": True}]

        async def receive() -> Message:
            if first:
                return first.pop()
            await asyncio.get_running_loop().create_future()
            raise AssertionError

        async def send(message: Message) -> None:
            answered.append(message)

        async def read_all(scope: Scope, receive: Receive, send: Send) -> None:
            request = Request(scope, receive)
            try:
                await request.body()
            except HTTPException as error:
                await respond_to_error(request, error)(scope, receive, send)

        scope = {"type": "http", "method": "POST", "path": "/v1/pools", "headers": [], "query_string": b""}
        await BodyLimitMiddleware(read_all, 100)(scope, receive, send)

    _run_apart(ask)
    assert answered[0]["status"] == 408
    assert b"too-slow" in answered[1]["body"]


def test_what_comes_after_a_body_may_take_its_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cocau.app.web.middleware.BODY_SECONDS", 0.05)
    told: list[Message] = []

    async def ask() -> None:
        async def receive() -> Message:
            if not told:
                return {"type": "http.request", "body": b"{}", "more_body": False}
            await asyncio.sleep(0.2)
            return {"type": "http.disconnect"}

        async def read_twice(scope: Scope, receive: Receive, send: Send) -> None:
            told.append(await receive())
            told.append(await receive())

        async def send(message: Message) -> None:
            raise AssertionError(message)

        scope = {"type": "http", "method": "POST", "path": "/v1/pools", "headers": []}
        await BodyLimitMiddleware(read_twice, 100)(scope, receive, send)

    _run_apart(ask)
    assert [message["type"] for message in told] == ["http.request", "http.disconnect"]
