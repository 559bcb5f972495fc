"""One database, SQLite or PostgreSQL, with transactions to read in and to write in."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, Select, create_engine, event, make_url
from sqlalchemy.pool import ConnectionPoolEntry
from sqlmodel import Session, col

from cocau.app.db.encryption import Keyring

BUSY_TIMEOUT = 30_000
"""Milliseconds for which a writer waits for another one on SQLite."""


class Store:
    """A database and the keyring for its encrypted values; threads may share one.

    `kept`: connections to PostgreSQL that are kept open; as many more, at least two, are opened when needed.
    """

    def __init__(self, url: str, ring: Keyring, *, kept: int = 10) -> None:
        self.url = url
        self.ring = ring
        self.engine = build_engine(url, kept)
        self._writing = self.engine.execution_options(cocau_writing=True)
        self._lightly = self.engine.execution_options(cocau_writing=True, cocau_lightly=True)
        whole = {} if self.on_sqlite else {"isolation_level": "REPEATABLE READ"}
        self._whole = self.engine.execution_options(**whole)
        single = {"cocau_single": True} if self.on_sqlite else {"isolation_level": "AUTOCOMMIT"}
        self._single = self.engine.execution_options(**single)

    @property
    def on_sqlite(self) -> bool:
        """Return whether the database is an SQLite file of one machine."""
        return self.engine.dialect.name == "sqlite"

    @property
    def folder(self) -> Path:
        """Return the folder of the SQLite file.

        The processes of a machine share there what else they need.
        """
        return Path(self.engine.url.database or ".").absolute().parent

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Open a session with one consistent view; changes made in it are discarded."""
        with Session(self.engine, expire_on_commit=False) as session:
            yield session

    @contextmanager
    def reading_singly(self) -> Iterator[Session]:
        """Open a session to read in without a transaction: each statement has a view of its own.

        It spares what is read most often two of three statements; nothing is to be changed in it.
        """
        with Session(self._single, expire_on_commit=False, autoflush=False) as session:
            yield session

    @contextmanager
    def snapshot(self) -> Iterator[Session]:
        """Open a session that sees the database as it stands now, however long reading takes."""
        with Session(self._whole, expire_on_commit=False) as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """Open a transaction: committed when the block ends, rolled back when it raises."""
        told = {"alarms": self.ring.alarms}
        with Session(self._writing, expire_on_commit=False, info=told) as session, session.begin():
            yield session

    @contextmanager
    def writing_nondurable(self) -> Iterator[Session]:
        """Open a transaction whose commit does not wait for the disk.

        The end of a process, however it ends, takes nothing of it away. It is for what would be made again.
        """
        with Session(self._lightly, expire_on_commit=False) as session, session.begin():
            if not self.on_sqlite:
                session.connection().exec_driver_sql("SET LOCAL synchronous_commit = off")
            yield session

    def truncate_log(self) -> None:
        """Truncate SQLite's write-ahead log after an erasure, unless somebody is reading."""
        if self.on_sqlite and self.engine.url.database:
            with closing(sqlite3.connect(self.engine.url.database, timeout=1)) as connection:
                connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def close(self) -> None:
        """Close every connection; one that a thread still uses is closed on its return."""
        event.listen(self.engine.pool, "checkin", _invalidate_connection)
        self.engine.dispose()


QueryType = TypeVar("QueryType", bound=Select[*tuple[Any, ...]])


def limit_newest(query: QueryType, ids: Any, after: Any, limit: int | None) -> QueryType:  # noqa: ANN401  # a column and a value
    """Limit a query to its newest rows, newest first: only those after the one named `after`.

    `ids`: the column that names rows and sorts them by when they were made.
    """
    if after is not None:
        query = query.where(ids < after)
    return query.order_by(col(ids).desc()).limit(limit)


def build_engine(url: str, kept: int = 10) -> Engine:
    """Build an engine for a URL; create an SQLite file with its folder."""
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        return create_engine(
            parsed.set(drivername="postgresql+psycopg"),
            pool_pre_ping=True,
            pool_size=kept,
            max_overflow=max(kept, 2),
            hide_parameters=True,
            # A pooler in transaction mode knows no prepared statements.
            connect_args={"connect_timeout": 5, "prepare_threshold": None},
        )
    if parsed.database:
        _create_private_file(Path(parsed.database))
    engine = create_engine(parsed, hide_parameters=True, connect_args={"check_same_thread": False})
    event.listen(engine, "connect", _set_pragmas)
    event.listen(engine, "begin", _begin_transaction)
    return engine


_PRAGMAS = (
    f"busy_timeout = {BUSY_TIMEOUT}",
    "foreign_keys = ON",
    "journal_mode = WAL",
    "synchronous = FULL",
    "secure_delete = ON",  # what is erased is overwritten, not only let go of
)


def _create_private_file(path: Path) -> None:
    """Create an SQLite file that only its owner can read; files beside it inherit this."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with suppress(OSError):  # SQLite's own error says what is wrong with the path
        path.touch(mode=0o600)


def _set_pragmas(connection: sqlite3.Connection, record: Any) -> None:  # noqa: ANN401  # a record of SQLAlchemy's pool
    """Set SQLite's pragmas and leave the begin of transactions to `_begin_transaction`."""
    del record
    connection.isolation_level = None
    for pragma in _PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


def _invalidate_connection(connection: Any, record: ConnectionPoolEntry) -> None:  # noqa: ANN401  # as above
    """Close a connection instead of returning it to the pool."""
    del connection
    record.invalidate()


def _begin_transaction(connection: Connection) -> None:
    """Begin a transaction, unless each statement is to be its own.

    A writer takes its lock at once, so that nobody overtakes it.
    """
    options = connection.get_execution_options()
    if options.get("cocau_single", False):
        return
    if not options.get("cocau_writing", False):
        connection.exec_driver_sql("BEGIN")
        return
    waited_for = "NORMAL" if options.get("cocau_lightly", False) else "FULL"
    connection.exec_driver_sql(f"PRAGMA synchronous = {waited_for}")
    connection.exec_driver_sql("BEGIN IMMEDIATE")
