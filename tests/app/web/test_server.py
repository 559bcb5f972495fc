"""Connections that never become a request."""

import asyncio
import gc
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from select import select
from typing import Any
from urllib.request import Request, urlopen

import pytest
import uvicorn

from cocau.app.main import create_app
from cocau.app.permissions import UserRole
from cocau.app.web import server
from cocau.app.web.limits import MAX_IMPORTS_OF_ONE
from tests.app.auth.callers import bearer, in_production
from tests.databases import migrated
from tests.patience import PATIENCE

REQUEST = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"
SECONDS = 0.5


async def _answer_slowly(scope: dict[str, Any], receive: Any, send: Any) -> None:
    assert scope["type"] == "http"
    await asyncio.sleep(3 * SECONDS)
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]})
    await send({"type": "http.response.body", "body": b"ok"})


@pytest.fixture
def port(monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """A server that gives the head of a request half a second."""
    monkeypatch.setattr(server, "HEAD_SECONDS", SECONDS)
    config = uvicorn.Config(_answer_slowly, http=server.DeadlineProtocol, lifespan="off", log_config=None)
    served = uvicorn.Server(config)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=served.run, kwargs={"sockets": [listening]})
        thread.start()
        yield listening.getsockname()[1]
        served.should_exit = True
        thread.join(PATIENCE)


@pytest.mark.parametrize("begun", [b"", b"GET / HT", REQUEST[:-2], REQUEST + REQUEST[:-2]])
def test_what_never_becomes_a_request_is_closed(port: int, begun: bytes) -> None:
    held = [socket.create_connection(("127.0.0.1", port), PATIENCE) for _ in range(20)]
    for connection in held:
        connection.sendall(begun)
    for connection in held:
        told = b""
        while part := connection.recv(4_096):  # b"": closed
            told += part
        assert told.endswith(b"ok") is begun.startswith(REQUEST)
        connection.close()


def test_an_answer_may_take_its_time(port: int) -> None:
    with socket.create_connection(("127.0.0.1", port), PATIENCE) as connection:
        for _ in range(2):
            connection.sendall(REQUEST)
            told = b""
            while not told.endswith(b"ok"):
                told += connection.recv(4_096)


@contextmanager
def _listening(app: Any) -> Iterator[int]:
    served = uvicorn.Server(uvicorn.Config(app, http=server.DeadlineProtocol, log_config=None))
    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=served.run, kwargs={"sockets": [listening]})
        thread.start()
        try:
            yield listening.getsockname()[1]
        finally:
            served.should_exit = True
            thread.join(PATIENCE)


def _begin_upload(port: int, headers: dict[str, str]) -> socket.socket:
    """Send the head of an upload and one byte of its body."""
    connection = socket.create_connection(("127.0.0.1", port), PATIENCE)
    told = {"Host": "x", "Content-Type": "application/json", "Content-Length": "9000"} | headers
    head = "".join(f"{name}: {value}\r\n" for name, value in told.items())
    connection.sendall(f"POST /v1/pools HTTP/1.1\r\n{head}\r\n{{".encode())
    return connection


def test_eight_hanging_uploads_keep_nobody_else_out(tmp_path: Path) -> None:
    """Whoever may send nothing is refused before the body; whoever may holds some places, not all."""
    with (
        migrated(tmp_path) as store,
        _listening(create_app(in_production(tmp_path, solves=0), store)) as port,
    ):
        viewer, analyst, planner = (
            bearer(store, role, "ha-tinh") for role in (UserRole.VIEWER, UserRole.ANALYST, UserRole.PLANNER)
        )
        refused = [_begin_upload(port, viewer) for _ in range(8)]
        assert {connection.recv(4_096).split()[1] for connection in refused} == {b"403"}
        hanging = [_begin_upload(port, analyst) for _ in range(8)]
        told: list[bytes] = []
        while told.count(b"503") < len(hanging) - MAX_IMPORTS_OF_ONE:
            ready, _, _ = select(hanging, (), (), PATIENCE)
            assert ready, told
            for connection in ready:
                told.append(connection.recv(4_096).split()[1])
                hanging.remove(connection)
                connection.close()
        content = b"id,name,born,sex,bloc\np1,An,1980-01-01,female,other\n"
        asked = Request(  # of this machine
            f"http://127.0.0.1:{port}/v1/pools/check?name=a.csv",
            content,
            planner | {"Content-Type": "text/csv"},
        )
        with urlopen(asked, timeout=PATIENCE) as answer:  # as above
            assert answer.status == 200, "others' files are read meanwhile"
        for connection in (*refused, *hanging):
            connection.close()


def _make_service() -> object:
    _COLLECTING.append(gc.isenabled())
    return _answer_slowly


_COLLECTING: list[bool] = []


def test_no_garbage_is_collected_while_a_service_is_loaded() -> None:
    config = server._ServerConfig(_make_service, factory=True, log_config=None)
    config.load()
    assert (_COLLECTING, gc.isenabled()) == ([False], True)
