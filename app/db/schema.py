"""The schema: migrated by Alembic, and compared with the one this version needs.

The queue's own tables stand beside ours, in the same SQLite file or in the schema `dbos` of PostgreSQL, and
are migrated by DBOS.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, Engine, func, inspect, make_url, select

FOLDER = Path(__file__).parent / "migrations"

logging.getLogger("dbos").addHandler(logging.NullHandler())  # else DBOS writes to the console by itself


class UnknownRevision(Exception):
    """A schema revision that does not exist, or that cannot be reached from here."""


def migrate(engine: Engine, to: str = "head") -> None:
    """Bring the schema to a revision: ``head``, ``base`` or one by name.

    Two migrations at once wait for each other.

    Raises:
        UnknownRevision: there is none of this name.
    """
    with _lock_schema(engine) as connection:
        migrate_connection(connection, to)
    _migrate_queue(engine)


def create_tables(engine: Engine) -> bool:
    """Create every table in an empty database; return whether it was empty.

    Of two processes at once, the second finds the tables of the first.
    """
    with _lock_schema(engine) as connection:
        is_empty = not set(inspect(connection).get_table_names()) - {"alembic_version"}
        if is_empty:
            migrate_connection(connection, "head")
    if is_empty:
        _migrate_queue(engine)
    return is_empty


@contextmanager
def _lock_schema(engine: Engine) -> Iterator[Connection]:
    """Open a transaction that no other change of the schema runs beside."""
    with engine.execution_options(cocau_writing=True).begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(select(func.pg_advisory_xact_lock(_ONE_AT_A_TIME)))
        yield connection


def migrate_connection(connection: Connection, to: str = "head") -> None:
    """Bring the schema to a revision in the transaction of a connection.

    Raises:
        UnknownRevision: as `migrate`.
    """
    configured = _build_config()
    configured.attributes["connection"] = connection
    now = MigrationContext.configure(connection).get_current_revision()
    try:
        (command.downgrade if _is_downgrade(to, now) else command.upgrade)(configured, to)
    except CommandError as error:
        raise UnknownRevision(to) from error


def build_queue_url(url: str) -> str:
    """Build the URL by which DBOS finds its tables in the database at `url`."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "postgresql":
        parsed = parsed.set(drivername="postgresql")
    return parsed.render_as_string(hide_password=False)


def _migrate_queue(engine: Engine) -> None:
    """Create or migrate the tables of the queue; two processes at once wait for each other."""
    from dbos import DBOS  # a second of imports

    DBOS.migrate(build_queue_url(engine.url.render_as_string(hide_password=False)))


_ONE_AT_A_TIME = 0x6D_6967_7261_7465
"""The lock of migrations on PostgreSQL ("migrate" in ASCII)."""


def _is_downgrade(to: str, now: str | None) -> bool:
    """Return whether a revision lies behind the present one."""
    if to == "base" or to.startswith("-"):
        return True
    if now is None or to in {"head", now}:
        return False
    script = ScriptDirectory.from_config(_build_config())
    return to in {revision.revision for revision in script.iterate_revisions(now, "base")}


def get_revision(engine: Engine) -> str | None:
    """Return the schema revision of a database; None if it has none yet."""
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def is_known_revision(revision: str) -> bool:
    """Return whether this version of cocau knows a revision; it knows none of a later version."""
    script = ScriptDirectory.from_config(_build_config())
    return revision in {known.revision for known in script.walk_revisions()}


def get_newest_revision() -> str:
    """Return the schema revision that this version of cocau needs."""
    return ScriptDirectory.from_config(_build_config()).get_current_head() or ""


def _build_config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    return config
