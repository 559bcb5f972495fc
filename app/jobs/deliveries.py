"""Deliveries: signed messages to webhooks, tried by the queue until somebody takes them.

A message is put in line in the transaction that ends its job, once for each webhook; a try that fails puts
the next one in line, for later.
"""

import base64
import logging
import secrets
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from threading import Timer
from typing import TYPE_CHECKING, Self

from pydantic import HttpUrl
from sqlalchemy import update
from sqlmodel import Session, col, select
from standardwebhooks import Webhook

from cocau.app.auth.caller import is_inside
from cocau.app.db.clock import now
from cocau.app.db.encryption import Keyring, Unreadable
from cocau.app.db.engine import Store
from cocau.app.db.models import JobRow, WebhookRow
from cocau.app.db.seals import open_column
from cocau.app.jobs.job_events import Delivery, build_job_event
from cocau.app.settings import Settings
from cocau.constraints.record import Record
from cocau.constraints.version import VERSION

if TYPE_CHECKING:
    from cocau.app.jobs.dbos_queue import QueueClient

log = logging.getLogger("cocau.webhooks")

RETRY_SECONDS: tuple[float, ...] = (5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400)
"""Seconds between two tries, as Standard Webhooks has them: three days in all."""

TRY_SECONDS = 15.0
"""Seconds in which a message must be taken."""

KEEP_FORMER_SECRET = timedelta(hours=24)
"""How long messages are signed with the secret before, too."""

_SECRET_BYTES = 32
_SUCCESSES = range(200, 300)


def enqueue_job_event(session: Session, _: Keyring, job: JobRow, __: str | None) -> None:
    """Put a message in line for each webhook that is told of a job that has just ended."""
    hooks = session.exec(select(WebhookRow).where(col(WebhookRow.erased_at).is_(None))).all()
    told = [hook for hook in hooks if is_inside(job.locality, hook.scope)]
    event = build_job_event(session, job) if told else None
    if event is None:
        return
    queue, body = _get_queue(session), event.model_dump_json()
    for hook in told:
        if not hook.events or event.type in hook.events:
            queue.enqueue_delivery(session, Delivery(hook.id, f"{event.data.id}-{hook.id}", body))


def _get_queue(session: Session) -> "QueueClient":
    from cocau.app.jobs.dbos_queue import get_queue_client  # a second of imports

    return get_queue_client(session.connection().engine.url.render_as_string(hide_password=False))


def generate_webhook_secret() -> str:
    """Generate the secret that a webhook's messages are signed with."""
    return f"whsec_{base64.b64encode(secrets.token_bytes(_SECRET_BYTES)).decode()}"


class WebhookTarget(Record):
    """Where a webhook's messages go and how they are signed, as it is sealed.

    `former`: the secret before, which signs too until `former_until`.
    """

    url: str
    secret: str
    former: str = ""
    former_until: datetime | None = None

    def rotate(self) -> Self:
        """Return it with a new secret."""
        until = now() + KEEP_FORMER_SECRET
        return self.replace_unvalidated(
            secret=generate_webhook_secret(), former=self.secret, former_until=until
        )

    def build_headers(self, message_id: str, body: str) -> dict[str, str]:
        """Build the headers of a message that is sent now (Standard Webhooks)."""
        moment = now()
        held = [self.secret]
        if self.former_until is not None and moment < self.former_until:
            held.append(self.former)
        return {
            "Content-Type": "application/json",
            "User-Agent": f"cocau/{VERSION}",
            "webhook-id": message_id,
            "webhook-timestamp": str(int(moment.timestamp())),
            "webhook-signature": " ".join(Webhook(secret).sign(message_id, moment, body) for secret in held),
        }


class _Exchange:
    """One request, which ends by its answer, at its deadline, or when it is cut off."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._socket: socket.socket | None = None
        self._is_cut = False

    def cut_off(self) -> None:
        """End the request now, whatever it waits for."""
        with self._lock:
            self._is_cut = True
            if self._socket is not None and self._socket.fileno() >= 0:
                # Beneath TLS, which another thread uses.
                socket.socket.shutdown(self._socket, socket.SHUT_RDWR)

    def post(self, url: HttpUrl, headers: dict[str, str], body: bytes) -> str:
        """Post a body; return the status, or the name of what went wrong. No redirect is followed."""
        deadline = Timer(TRY_SECONDS, self.cut_off)
        deadline.daemon = True
        deadline.start()
        try:
            with closing(self._connect(url)) as connection:
                path = (url.path or "/") + (f"?{url.query}" if url.query else "")
                connection.request("POST", path, body, headers)
                status = connection.getresponse().status
                # What was cut off reads as if it were whole.
                return "timeout" if self._is_cut else str(status)
        except (OSError, HTTPException) as error:
            return "timeout" if self._is_cut or isinstance(error, TimeoutError) else type(error).__name__
        finally:
            deadline.cancel()

    def _connect(self, url: HttpUrl) -> HTTPConnection:
        host, port = (url.host or "").strip("[]"), url.port or 0
        opened = socket.create_connection((host, port), TRY_SECONDS)
        try:
            connection: HTTPConnection = HTTPConnection(host, port)
            if url.scheme == "https":
                connection = HTTPSConnection(host, port)
                context = ssl.create_default_context()
                opened = context.wrap_socket(opened, server_hostname=host, do_handshake_on_connect=False)
            with self._lock:
                self._socket = opened
                is_late = self._is_cut
            if is_late:
                opened.shutdown(socket.SHUT_RDWR)
            if isinstance(opened, ssl.SSLSocket):
                opened.do_handshake()
        except BaseException:
            opened.close()
            raise
        connection.sock = opened
        return connection


@dataclass
class WebhookSender:
    """A process's sending of messages to webhooks. Threads share it."""

    store: Store
    settings: Settings
    _changed: threading.Condition = field(default_factory=threading.Condition)
    _running: dict[str, _Exchange] = field(default_factory=dict)
    _is_closed: bool = False

    def is_here(self, delivery_id: str) -> bool:
        """Return whether a try runs in this process."""
        return delivery_id in self._running

    def close(self) -> None:
        """Send nothing more, and end what is being sent: another process will try it anew."""
        with self._changed:
            self._is_closed = True
            for exchange in self._running.values():
                exchange.cut_off()
            self._changed.wait_for(lambda: not self._running)

    def deliver(self, delivery: Delivery) -> None:
        """Try a message once; put the next try in line if nobody took it.

        Raises:
            JobHandedOn: it has to be tried anew, so that the queue must not take it for done.
        """
        from cocau.app.jobs.dbos_queue import JobHandedOn  # loaded by whoever calls this

        with self._run(delivery.id) as exchange:
            try:
                ended = exchange is not None and self._try(delivery, exchange)
            except Exception as error:
                log.exception("message %s could not be tried; it will be anew", delivery.id)
                raise JobHandedOn from error
            if not ended:
                raise JobHandedOn

    @contextmanager
    def _run(self, delivery_id: str) -> Iterator[_Exchange | None]:
        """Register a try while it runs; yield None if it is not to run here."""
        with self._changed:
            if self._is_closed or delivery_id in self._running:
                exchange = None
            else:
                exchange = self._running[delivery_id] = _Exchange()
        try:
            yield exchange
        finally:
            if exchange is not None:
                with self._changed:
                    del self._running[delivery_id]
                    self._changed.notify_all()

    def _try(self, delivery: Delivery, exchange: _Exchange) -> bool:
        """Try a message; return False if it was cut off because this process ends."""
        target = self._read_target(delivery.webhook_id)
        if target is None:
            return True
        if not self.settings.allows_webhook(target.url):
            self._record(delivery, "not_allowed", retry=False)
            return True
        headers = target.build_headers(delivery.message_id, delivery.body)
        result = exchange.post(HttpUrl(target.url), headers, delivery.body.encode())
        if self._is_closed and result == "timeout":
            return False
        self._record(delivery, result, retry=True)
        return True

    def _read_target(self, webhook_id: str) -> WebhookTarget | None:
        with self.store.reading() as session:
            hook = session.get(WebhookRow, webhook_id)
            if hook is None or hook.target is None:
                return None
            try:
                return WebhookTarget.model_validate_json(open_column(self.store.ring, hook, "target"))
            except Unreadable:  # the alarm has been raised
                return None

    def _record(self, delivery: Delivery, result: str, *, retry: bool) -> None:
        """Note what became of a try, and put the next one in line, in one transaction."""
        taken = result.isdecimal() and int(result) in _SUCCESSES
        log.info("webhook", extra={"job": delivery.message_id, "state": result, "tries": delivery.tries + 1})
        noted = update(WebhookRow).where(col(WebhookRow.id) == delivery.webhook_id)
        failures = 0 if taken else col(WebhookRow.failures) + 1
        with self.store.writing() as session:
            session.connection().execute(noted.values(tried_at=now(), result=result, failures=failures))
            if retry and not taken and delivery.tries < len(RETRY_SECONDS):
                following = replace(delivery, tries=delivery.tries + 1)
                delay = RETRY_SECONDS[delivery.tries]
                _get_queue(session).enqueue_delivery(session, following, delay)
