import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import psycopg
import pytest
from prometheus_client.parser import text_string_to_metric_families
from sqlmodel import select

from cocau.app.audit_log.verification import verify_store
from cocau.app.auth.caller import DEVELOPER
from cocau.app.db.encryption import Keyring, generate_key
from cocau.app.db.engine import Store
from cocau.app.db.models import DocumentRow, JobRow, JobState
from cocau.app.db.opening import open_store
from cocau.app.db.schema import migrate
from cocau.app.permissions import UserRole
from cocau.app.services.operations.first_run import create_first_administrator
from cocau.app.services.users import create_user
from cocau.app.settings import Settings
from tests.databases import fresh_postgres, server
from tests.patience import PATIENCE

Run = Callable[..., Any]


class Served:
    """A server in a process of its own."""

    def __init__(self, process: "subprocess.Popen[str]", port: int, log: Path) -> None:
        self.process, self.port, self._log = process, port, log

    def ask(
        self, method: str, path: str, body: object = None, headers: Mapping[str, str] | None = None
    ) -> tuple[int, dict[str, str], str]:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            text = None if body is None else json.dumps(body)
            connection.request(method, path, text, {"Content-Type": "application/json"} | dict(headers or {}))
            response = connection.getresponse()
            given = {name.lower(): value for name, value in response.getheaders()}
            return response.status, given, response.read().decode()
        finally:
            connection.close()

    def status(self, path: str) -> int:
        try:
            return self.ask("GET", path)[0]
        except OSError:
            return 0

    def until(self, path: str, status: int) -> None:
        def answers() -> bool:
            found = self.status(path) == status
            assert found or self.process.poll() is None, self.said()
            return found

        self.wait(answers)

    def wait(self, there: Callable[[], bool]) -> None:
        end = time.monotonic() + PATIENCE
        while not there():
            assert time.monotonic() < end, self.said()
            time.sleep(0.1)

    def said(self) -> str:
        return self._log.read_text(encoding="utf-8")

    def lines(self) -> list[dict[str, Any]]:
        """What it logged in production."""
        return [json.loads(line) for line in self.said().splitlines() if line.startswith("{")]

    def alarms(self) -> list[dict[str, Any]]:
        return [line for line in self.lines() if line["level"] in {"error", "critical"}]

    def stop(self, number: int) -> int:
        self.process.send_signal(number)
        return self.process.wait(PATIENCE)


@contextmanager
def _serving(tmp_path: Path, environment: dict[str, str], *arguments: str) -> Iterator[Served]:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    log = tmp_path / "log"
    code = "from cocau.app.cli.main import main; main()"
    with log.open("w", encoding="utf-8") as out:
        process = subprocess.Popen(
            [sys.executable, "-c", code, "serve", "--port", str(port), "--lang", "en", *arguments],
            env={k: v for k, v in os.environ.items() if not k.startswith("COCAU_")} | environment,
            stderr=out,
            stdout=subprocess.DEVNULL,
            text=True,
        )
    served = Served(process, port, log)
    try:
        served.until("/readyz", 200)
        yield served
    finally:
        process.kill()
        process.wait()


def test_it_starts_with_everything_and_stops_in_good_order(tmp_path: Path) -> None:
    settings = Settings(state=tmp_path / "state")
    waiting = {"COCAU_SOLVES": "0"}  # so that what is asked for does not end
    with _serving(tmp_path, {"COCAU_STATE": str(settings.state), "COCAU_GRACE": "60"} | waiting) as served:
        hints = served.said()
        assert f"cocau listens on http://127.0.0.1:{served.port}, documentation" in hints
        assert "Development: no sign-in, this machine only" in hints
        councils = json.loads(served.ask("GET", "/v1/councils")[2])["items"]
        assert len(councils) == 2
        status, headers, _ = served.ask("GET", "/nowhere", headers={"X-Request-Id": "from-outside"})
        assert (status, headers["x-request-id"]) == (404, "from-outside")
        store = open_store(settings)
        which = _asked(served, store)
        events: list[bytes] = []
        first = threading.Event()
        reading = threading.Thread(target=_follow, args=(served.port, which, events, first))
        reading.start()
        assert first.wait(PATIENCE), "no stream was opened"
        assert served.stop(signal.SIGTERM) == 0, served.said()
        reading.join(PATIENCE)
        assert not reading.is_alive(), "the stream has ended"
        assert events[-1] == b"", "and in good order"
        with store.reading() as session:
            job = session.get_one(JobRow, which)
        assert job.state is JobState.QUEUED, "what was asked for is kept"
        assert verify_store(store).whole
        store.close()
    lines = served.said()
    assert "Application shutdown complete" in lines
    assert "Traceback" not in lines
    assert "Nguyễn" not in lines


def _asked(served: Served, store: Store) -> str:
    """A proposal that takes a while."""
    with store.reading() as session:
        ids = {
            row.id[:3]: row.id
            for row in session.exec(select(DocumentRow).where(DocumentRow.locality == "ha-tinh"))
        }
    body = {"council": {"ref": ids["cnc"], "version": 1}, "pool": {"ref": ids["pol"], "version": 1}}
    status, headers, text = served.ask("POST", "/v1/proposals", body, {"Prefer": "wait=0"})
    assert status == 202, text
    return headers["location"].rsplit("/", 1)[-1]


def _follow(port: int, which: str, events: list[bytes], first: threading.Event) -> None:
    connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    connection.request("GET", f"/v1/proposals/{which}/events")
    response = connection.getresponse()
    first.set()
    while True:
        events.append(response.readline())
        if not events[-1]:
            break
    connection.close()


@pytest.mark.long  # as on SQLite, with more processes
def test_in_production_several_processes_serve_one_postgresql(tmp_path: Path) -> None:
    with fresh_postgres() as url:
        environment = _in_production(tmp_path, url)
        store = Store(url, Keyring([environment["COCAU_KEYS"]]))
        migrate(store.engine)
        create_user(store, DEVELOPER, "an", UserRole.ADMIN, "", password="hoa mai trắng")
        store.close()
        with _serving(tmp_path, environment, "--workers", "2") as served:
            assert served.ask("GET", "/v1/councils")[0] == 401
            for _ in range(20):
                served.ask("GET", "/healthz")
            # Of both processes; each counts a moment after it has answered.
            served.wait(lambda: _count_requests(served, "/healthz") >= 20)
            served.wait(lambda: served.said().count("Application startup complete") == 2)
            name = url.split("?")[0].rsplit("/", 1)[-1]
            _let_in(name, False)
            served.until("/readyz", 503)
            assert served.status("/healthz") == 200
            signing_in = {"name": "an", "password": "hoa mai trắng"}
            status, headers, text = served.ask("POST", "/v1/session", signing_in)
            assert (status, json.loads(text)["type"]) == (503, "urn:cocau:problem:storage-unavailable")
            assert int(headers["retry-after"]) > 0
            assert [p["code"] for p in json.loads(served.ask("GET", "/readyz")[2])["problems"]] == [
                "database"
            ]
            _let_in(name, True)
            served.until("/readyz", 200)
            assert served.stop(signal.SIGINT) == 0, served.said()
        routes = {line["route"] for line in served.lines() if line["event"] == "request"}
        assert routes >= {"/healthz", "/readyz", "/v1/councils"}
        assert [line for line in served.alarms() if "cannot be used" not in line["event"]] == []


@pytest.mark.long
def test_the_processes_of_a_service_end_with_it_and_it_begins_again(tmp_path: Path) -> None:
    with fresh_postgres() as url:
        environment = _in_production(tmp_path, url)
        with _serving(tmp_path, environment, "--workers", "2") as served:
            served.process.kill()
            served.process.wait()
            served.wait(lambda: _is_free(served.port))
        with _serving(tmp_path, environment, "--workers", "2") as again:
            assert again.status("/healthz") == 200
            assert again.stop(signal.SIGINT) == 0, again.said()
        assert again.alarms() == []


def _count_requests(served: Served, route: str) -> float:
    families = text_string_to_metric_families(served.ask("GET", "/metrics")[2])
    return sum(
        sample.value
        for family in families
        for sample in family.samples
        if sample.name == "cocau_requests_total" and sample.labels["route"] == route
    )


def _in_production(tmp_path: Path, url: str) -> dict[str, str]:
    return {
        "COCAU_ENV": "production",
        "COCAU_DATABASE": url,
        "COCAU_KEYS": generate_key(),
        "COCAU_STATE": str(tmp_path / "s"),
        "COCAU_SOLVES": "0",
        "COCAU_GRACE": "1",
    }


def _is_free(port: int) -> bool:
    with socket.socket() as tried:
        tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            tried.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


@pytest.mark.long  # a service begins, as above
def test_an_empty_database_needs_no_other_command_for_the_first_administrator(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'cocau.db'}"
    environment = _in_production(tmp_path, url)
    with _serving(tmp_path, environment) as served:
        found = re.search(
            r"/first-run and enter this one-time code \(within 24 hours\): (\S+)", served.said()
        )
        assert found is not None, served.said()
        store = Store(url, Keyring([environment["COCAU_KEYS"]]))
        assert create_first_administrator(store, found[1], "quan-tri", "hoa mai trắng").role is UserRole.ADMIN
        store.close()


def _let_in(name: str, allowed: bool) -> None:
    with psycopg.connect(server(), autocommit=True) as connection:
        connection.execute(f"ALTER DATABASE {name} WITH ALLOW_CONNECTIONS {str(allowed).lower()}")
        if not allowed:
            connection.execute(
                f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"
            )


@pytest.mark.long  # three services begin
def test_a_second_service_on_one_sqlite_file_is_refused(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    environment = {"COCAU_STATE": str(tmp_path), "COCAU_TAKEOVER": "1"}
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    with _serving(tmp_path, environment) as served:
        served.until("/healthz", 200)
        for lang, words in (
            ("vi", "Một dịch vụ khác đang dùng tệp"),
            ("en", "Another service uses the file"),
        ):
            refused = run("serve", "--port", "0", "--lang", lang)
            assert (refused.code, refused.out) == (2, "")
            assert words in refused.err
        assert served.status("/healthz") == 200


@pytest.mark.parametrize(
    ("environment", "arguments", "vi", "en"),
    [
        ({"COCAU_ENV": "production"}, (), "Thiếu COCAU_KEYS", "COCAU_KEYS is missing"),
        ({"COCAU_SOLVES": "x"}, (), "COCAU_SOLVES", "COCAU_SOLVES: must be a whole number"),
        ({}, ("--host", "0.0.0.0"), "chỉ được mở trên máy này", "only this machine may be listened to"),
        (
            {},
            ("--workers", "2"),
            "SQLite chỉ dùng được với một tiến trình web",
            "SQLite serves one web process only",
        ),
    ],
)
def test_what_cannot_be_is_said_before_anything_starts(
    run: Run,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    environment: dict[str, str],
    arguments: tuple[str, ...],
    vi: str,
    en: str,
) -> None:
    for name, value in ({"COCAU_STATE": str(tmp_path)} | environment).items():
        monkeypatch.setenv(name, value)
    for lang, words in (("vi", vi), ("en", en)):
        refused = run("serve", "--port", "0", *arguments, "--lang", lang)
        assert (refused.code, refused.out) == (2, "")
        assert words in refused.err
