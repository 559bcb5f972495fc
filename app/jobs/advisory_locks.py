"""Advisory locks of PostgreSQL, for workers on several machines."""

import hashlib
import logging
import threading

import psycopg
from sqlalchemy import make_url

log = logging.getLogger("cocau.jobs")

BEAT = 1.0
"""Seconds between two looks at whether the connection that holds our lock is still there."""

_KEEPALIVE = "keepalives_idle=5&keepalives_interval=3&keepalives_count=3&connect_timeout=5"
_KEEPALIVE_OF_SERVER = (
    "SET tcp_keepalives_idle = 5; SET tcp_keepalives_interval = 3; SET tcp_keepalives_count = 3"
)
"""A machine that vanishes says no good-bye: within 15 s the server lets go of the lock all the same."""


class AdvisoryLocks:
    """One lock for each worker, on a connection of its own that does nothing else.

    A database that restarts lets go of every lock although all workers live; they take theirs again within
    a second or two, and `patience` is longer than that.
    """

    def __init__(self, url: str, patience: float) -> None:
        self.patience = patience
        address = make_url(url).set(drivername="postgresql").update_query_string(_KEEPALIVE)
        self._address = address.render_as_string(hide_password=False)
        self._over = threading.Event()
        self._thread: threading.Thread | None = None

    def hold(self, worker: str) -> None:
        """See `app.jobs.alive.Alive`."""
        first = self._taken(worker)
        self._over.clear()
        self._thread = threading.Thread(
            target=self._keep, args=(worker, first), daemon=True, name="cocau-lock"
        )
        self._thread.start()

    def let_go(self) -> None:
        """See `app.jobs.alive.Alive`."""
        if self._thread is not None:
            self._over.set()
            self._thread.join()
            self._thread = None

    def lives(self, worker: str) -> bool:
        """See `app.jobs.alive.Alive`."""
        with psycopg.connect(self._address, autocommit=True) as connection:
            return connection.execute(_HELD, {"key": key_of(worker)}).fetchone() is not None

    def _keep(self, worker: str, connection: psycopg.Connection) -> None:
        while not self._over.wait(BEAT):
            try:
                connection.execute("SELECT 1")
            except psycopg.OperationalError as error:
                log.warning("the connection that says we live is gone: %s", type(error).__name__)
                connection.close()
                connection = self._again(worker) or connection
        connection.close()

    def _again(self, worker: str) -> psycopg.Connection | None:
        """The lock once more, as soon as the database is there again; None when we are to end."""
        while not self._over.wait(BEAT / 4):
            try:
                return self._taken(worker)
            except psycopg.OperationalError:
                continue  # it is told above, once
        return None

    def _taken(self, worker: str) -> psycopg.Connection:
        connection = psycopg.connect(self._address, autocommit=True)
        connection.execute(_KEEPALIVE_OF_SERVER)
        connection.execute("SELECT pg_advisory_lock(%s)", [key_of(worker)])
        return connection


_HELD = """
    SELECT 1 FROM pg_locks
    WHERE locktype = 'advisory' AND objsubid = 1 AND granted
      AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
      AND (classid::bigint << 32 | objid::bigint) = %(key)s::bigint
"""


def key_of(worker: str) -> int:
    """The number of a worker's lock: 64 bits with a sign."""
    return int.from_bytes(hashlib.sha256(f"cocau worker {worker}".encode()).digest()[:8], signed=True)
