"""A receiver of webhooks on this machine, which answers as it is told to."""

import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from tests.patience import PATIENCE


@dataclass(frozen=True)
class ReceivedMessage:
    """A request that came."""

    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Receiver:
    """What came, and what is answered: the statuses in turn, then 204. A negative one: the answer never ends."""

    statuses: list[int] = field(default_factory=list)
    received: list[ReceivedMessage] = field(default_factory=list)
    gate: threading.Event = field(default_factory=threading.Event)
    port: int = 0
    scheme: str = "http"
    _news: threading.Condition = field(default_factory=threading.Condition)

    @property
    def origin(self) -> str:
        return f"{self.scheme}://127.0.0.1:{self.port}"

    def take(self, message: ReceivedMessage) -> int:
        with self._news:
            self.received.append(message)
            self._news.notify_all()
            return self.statuses.pop(0) if self.statuses else 204

    def until(self, count: int) -> list[ReceivedMessage]:
        """Wait until so many have come."""
        with self._news:
            assert self._news.wait_for(lambda: len(self.received) >= count, PATIENCE)
            return list(self.received)


DRIP = -1
"""An answer that comes by single bytes, and never whole."""
HANG = -2
"""No answer until the gate opens."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def __init__(self, receiver: Receiver) -> None:
        self.receiver = receiver
        super().__init__(("127.0.0.1", 0), _Handler)


class _Handler(BaseHTTPRequestHandler):
    server: _Server

    def __getattr__(self, name: str) -> Callable[[], None]:
        """Take every method alike: what is redirected may come as another."""
        if name.startswith("do_"):
            return self._take
        raise AttributeError(name)

    def _take(self) -> None:
        receiver = self.server.receiver
        body = self.rfile.read(int(self.headers["Content-Length"] or 0))
        status = receiver.take(ReceivedMessage(self.path, dict(self.headers.items()), body))
        if status == DRIP:
            self._drip()
            return
        if status == HANG:
            receiver.gate.wait(PATIENCE)
            status = 204
        self.send_response(status)
        if status in _REDIRECTS:
            self.send_header("Location", f"{receiver.origin}/elsewhere")
        self.end_headers()

    def _drip(self) -> None:
        self.wfile.write(b"HTTP/1.1 200 OK\r\nX: ")
        while not self.server.receiver.gate.wait(0.01):
            try:
                self.wfile.write(b"x")
            except OSError:
                return

    def log_message(self, *_: object) -> None:
        """Say nothing."""


_REDIRECTS = range(300, 400)


@contextmanager
def receiving(context: ssl.SSLContext | None = None) -> Iterator[Receiver]:
    """A receiver while the block runs; `context`: over TLS."""
    receiver = Receiver(scheme="http" if context is None else "https")
    with _Server(receiver) as server:
        if context is not None:
            server.socket = context.wrap_socket(server.socket, server_side=True)
        receiver.port = server.server_port
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield receiver
        finally:
            receiver.gate.set()
            server.shutdown()
            thread.join()
