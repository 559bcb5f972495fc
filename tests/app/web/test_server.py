"""Connections that never become a request."""

import asyncio
import socket
import threading
from collections.abc import Iterator
from typing import Any

import pytest
import uvicorn

from cocau.app.web import server
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
