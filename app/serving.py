"""The server's processes: how they start, and how they stop in good order."""

import os
import shutil
import signal
import socket
from pathlib import Path
from types import FrameType

import uvicorn
from uvicorn.supervisors import Multiprocess

from cocau.app import logs
from cocau.app.settings import Settings

APP = "cocau.app.main:from_environ"
METRICS = "PROMETHEUS_MULTIPROC_DIR"


def run(settings: Settings, host: str, port: int, workers: int) -> bool:
    """Serve until a signal asks to stop; whether it had begun to.

    Raises:
        OSError: nobody can listen there.
    """
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(
            number, _ignore
        )  # the server raises it once more when it has stopped: that is no failure
    logs.configure(production=not settings.development)
    if workers > 1:
        _count_together(settings.state / "metrics")
    config = uvicorn.Config(
        APP,
        factory=True,
        host=host,
        port=port,
        workers=workers,
        log_config=None,
        access_log=False,
        timeout_graceful_shutdown=settings.grace,
        server_header=False,
    )
    if workers > 1:
        Multiprocess(config, sockets=[config.bind_socket()]).run()
        return True
    server = uvicorn.Server(config)
    server.run()
    return server.started


def _ignore(number: int, frame: FrameType | None) -> None:
    del number, frame


def _count_together(folder: Path) -> None:
    """A fresh folder for the counts of several processes."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True, mode=0o700)
    os.environ[METRICS] = str(folder)


def free(host: str, port: int) -> None:
    """Listen for a moment, as the server will: it would leave with a code that means something else here.

    Raises:
        OSError: nobody can listen there now.
    """
    family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    with socket.socket(family, kind, protocol) as tried:
        if os.name == "posix":  # elsewhere it would let two programs have one port
            tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        tried.bind(address)
        tried.listen()
