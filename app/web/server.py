"""Server processes: how they are started, and how they stop in good order."""

import asyncio
import gc
import os
import shutil
import signal
import socket
from pathlib import Path
from types import FrameType

import uvicorn
from uvicorn.protocols.http.auto import AutoHTTPProtocol
from uvicorn.supervisors import Multiprocess

from cocau.app.settings import Settings
from cocau.app.telemetry import logging

APP_FACTORY = "cocau.app.main:create_app_from_environment"
METRICS_VARIABLE = "PROMETHEUS_MULTIPROC_DIR"


HEAD_SECONDS = 30.0
"""Seconds in which the head of a request must have come; bodies have their own."""


class DeadlineProtocol(AutoHTTPProtocol):  # type: ignore[valid-type, misc]  # chosen by what is installed
    """A connection that is closed if no whole head of a request comes in time."""

    _deadline: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Give the first request its time."""
        super().connection_made(transport)
        self._set_deadline()

    def data_received(self, data: bytes) -> None:
        """Give the next request its time, however slowly it drips, from its first byte."""
        super().data_received(data)
        self._set_deadline()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the deadline."""
        if self._deadline is not None:
            self._deadline.cancel()
        super().connection_lost(exc)

    def _set_deadline(self) -> None:
        if self._is_answering():
            if self._deadline is not None:
                self._deadline.cancel()
            self._deadline = None
        elif self._deadline is None:
            self._deadline = self.loop.call_later(HEAD_SECONDS, self._close_unless_answering)

    def _close_unless_answering(self) -> None:
        self._deadline = None
        if not self._is_answering():
            self.transport.close()

    def _is_answering(self) -> bool:
        return self.cycle is not None and not self.cycle.response_complete


class _ServerConfig(uvicorn.Config):
    """A configuration of a server process that loads the service without interruption."""

    def load(self) -> None:
        """Load the service; a fifth of that time went into looking for garbage."""
        gc.disable()
        try:
            super().load()
        finally:
            gc.enable()


def run_server(settings: Settings, host: str, port: int, workers: int) -> bool:
    """Serve until a signal asks to stop; return whether the server had started.

    Raises:
        OSError: nobody can listen there.
    """
    # The server raises the signal once more when it has stopped: that is no failure.
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _ignore_signal)
    logging.configure_logging(production=not settings.development)
    if workers > 1:
        _prepare_metrics_folder(settings.state / "metrics")
    config = _ServerConfig(
        APP_FACTORY,
        factory=True,
        host=host,
        port=port,
        workers=workers,
        log_config=None,
        access_log=False,
        timeout_graceful_shutdown=settings.grace,
        server_header=False,
        http=DeadlineProtocol,
    )
    if workers > 1:
        Multiprocess(config, sockets=[config.bind_socket()]).run()
        return True
    server = uvicorn.Server(config)
    server.run()
    return server.started


def _ignore_signal(number: int, frame: FrameType | None) -> None:
    del number, frame


def _prepare_metrics_folder(folder: Path) -> None:
    """Prepare an empty folder for the metrics of several processes."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True, mode=0o700)
    os.environ[METRICS_VARIABLE] = str(folder)


def check_port_free(host: str, port: int) -> None:
    """Listen briefly, to fail early if the server cannot.

    Raises:
        OSError: nobody can listen there now.
    """
    family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    with socket.socket(family, kind, protocol) as tried:
        if os.name == "posix":  # elsewhere it would let two programs have one port
            tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        tried.bind(address)
        tried.listen()
