"""A service that a browser can reach, in a thread of the tests."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from fastapi import FastAPI

from tests.patience import PATIENCE


def open_port() -> socket.socket:
    """A port of this machine that nobody else has until it is closed."""
    return socket.create_server(("127.0.0.1", 0))


def get_address(port: socket.socket) -> str:
    """What a browser calls it."""
    return f"http://127.0.0.1:{port.getsockname()[1]}"


@contextmanager
def served(app: FastAPI, port: socket.socket | None = None) -> Iterator[str]:
    """The address of a running app: a new one, or that of a port which stays open for the next app."""
    server = uvicorn.Server(uvicorn.Config(app, log_config=None, access_log=False))
    with open_port() if port is None else port.dup() as own:
        thread = threading.Thread(target=server.run, args=([own],))
        thread.start()
        try:
            while not server.started:
                assert thread.is_alive(), "the server did not start"
                time.sleep(0.02)
            yield get_address(own)
        finally:
            server.should_exit = True
            thread.join(PATIENCE)
