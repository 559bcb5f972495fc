"""One database, SQLite or PostgreSQL: transactions to read in and to write in."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.pool import ConnectionPoolEntry
from sqlmodel import Session

from cocau.app.store.sealed import Ring

WAIT = 30_000
"""Milliseconds for which a writer waits for another one on SQLite."""


class Store:
    """A database and the ring that opens what is sealed in it. Threads may share one."""

    def __init__(self, url: str, ring: Ring) -> None:
        self.url = url
        self.ring = ring
        self.engine = connected(url)
        self._writing = self.engine.execution_options(cocau_writing=True)
        self._lightly = self.engine.execution_options(cocau_writing=True, cocau_lightly=True)
        whole = {} if self.on_sqlite else {"isolation_level": "REPEATABLE READ"}
        self._whole = self.engine.execution_options(**whole)

    @property
    def on_sqlite(self) -> bool:
        """Whether this is a file of one machine."""
        return self.engine.dialect.name == "sqlite"

    @property
    def folder(self) -> Path:
        """The folder of the SQLite file, where the processes of a machine share what else they need."""
        return Path(self.engine.url.database or ".").absolute().parent

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """One consistent view; nothing is kept of what is changed in it."""
        with Session(self.engine, expire_on_commit=False) as session:
            yield session

    @contextmanager
    def snapshot(self) -> Iterator[Session]:
        """Everything as it stands now, however much is read and however long that takes."""
        with Session(self._whole, expire_on_commit=False) as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """One change: all of it is kept when the block ends, none of it when the block raises."""
        with Session(self._writing, expire_on_commit=False) as session, session.begin():
            yield session

    @contextmanager
    def writing_lightly(self) -> Iterator[Session]:
        """One change that need not outlive the machine's power: the disk is not waited for.

        The end of a process, however it ends, takes nothing of it away. It is for what would be made again.
        """
        with Session(self._lightly, expire_on_commit=False) as session, session.begin():
            if not self.on_sqlite:
                session.connection().exec_driver_sql("SET LOCAL synchronous_commit = off")
            yield session

    def overwrite(self) -> None:
        """After an erasure: the log beside an SQLite file holds it no longer, unless somebody is reading."""
        if self.on_sqlite and self.engine.url.database:
            with closing(sqlite3.connect(self.engine.url.database, timeout=1)) as connection:
                connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def close(self) -> None:
        """Let go of every connection; what a thread still holds is closed when it gives it back."""
        event.listen(self.engine.pool, "checkin", _end)
        self.engine.dispose()


def connected(url: str) -> Engine:
    """An engine for a URL; an SQLite file is made with its folder."""
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        return create_engine(
            parsed.set(drivername="postgresql+psycopg"),
            pool_pre_ping=True,
            pool_size=10,
            hide_parameters=True,
            connect_args={"connect_timeout": 5},
        )
    if parsed.database:
        _own(Path(parsed.database))
    engine = create_engine(parsed, hide_parameters=True, connect_args={"check_same_thread": False})
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


_PRAGMAS = (
    f"busy_timeout = {WAIT}",
    "foreign_keys = ON",
    "journal_mode = WAL",
    "synchronous = FULL",
    "secure_delete = ON",  # what is erased is overwritten, not only let go of
)


def _own(path: Path) -> None:
    """A new SQLite file that only its owner reads, wherever it lies; those beside it take after it."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with suppress(OSError):  # SQLite says itself what is wrong with a place
        path.touch(mode=0o600)


def _prepare(connection: sqlite3.Connection, record: Any) -> None:  # noqa: ANN401  # SQLAlchemy's own
    """Foreign keys hold; readers and a writer do not wait for each other; we say where transactions begin."""
    del record
    connection.isolation_level = None
    for pragma in _PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


def _end(connection: Any, record: ConnectionPoolEntry) -> None:  # noqa: ANN401  # as above
    """Close a connection instead of keeping it."""
    del connection
    record.invalidate()


def _begin(connection: Connection) -> None:
    """A writer takes its lock at once: one that reads first and asks later may find itself overtaken."""
    options = connection.get_execution_options()
    if not options.get("cocau_writing", False):
        connection.exec_driver_sql("BEGIN")
        return
    waited_for = "NORMAL" if options.get("cocau_lightly", False) else "FULL"
    connection.exec_driver_sql(f"PRAGMA synchronous = {waited_for}")
    connection.exec_driver_sql("BEGIN IMMEDIATE")
