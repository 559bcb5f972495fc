"""Who computes, and whether they still live: each worker holds a lock that nothing but its end lets go of."""

import os
import re
import secrets
import socket
from typing import Protocol

from cocau.app.jobs.advisory_locks import AdvisoryLocks
from cocau.app.jobs.file_locks import FileLocks
from cocau.app.settings import Settings
from cocau.app.store.engine import Store


class Alive(Protocol):
    """The locks of the workers of one database.

    `patience`: seconds for which a lock must be free before its worker counts as dead.
    """

    patience: float

    def hold(self, worker: str) -> None:
        """Be alive under this name until `let_go`, or until this process ends, however it does."""
        ...

    def let_go(self) -> None:
        """Be alive no longer."""
        ...

    def lives(self, worker: str) -> bool:
        """Whether somebody is alive under this name right now."""
        ...


def locks_of(store: Store, settings: Settings) -> Alive:
    """The locks that fit the database: files beside it, or PostgreSQL's own."""
    if store.on_sqlite:
        return FileLocks(store.folder / "workers")
    return AdvisoryLocks(store.url, patience=settings.takeover)


def new_worker(settings: Settings) -> str:
    """A name that no other process has or had: the given one or the machine's, and what makes it unique."""
    name = settings.worker or socket.gethostname()
    plain = re.sub(r"[^A-Za-z0-9.-]+", "-", name)[:40]
    return f"{plain}-{os.getpid()}-{secrets.token_hex(4)}"
