"""The schema: migrated by Alembic, and compared with the one this version needs."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Engine, func, select

FOLDER = Path(__file__).parent / "migrations"


class UnknownRevision(Exception):
    """A schema revision that does not exist, or that cannot be reached from here."""


def migrate(engine: Engine, to: str = "head") -> None:
    """Bring the schema to a revision: ``head``, ``base`` or one by name.

    Two migrations at once wait for each other.

    Raises:
        UnknownRevision: there is none of this name.
    """
    with engine.execution_options(cocau_writing=True).begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(select(func.pg_advisory_xact_lock(_ONE_AT_A_TIME)))
        configured = _build_config()
        configured.attributes["connection"] = connection
        now = MigrationContext.configure(connection).get_current_revision()
        try:
            (command.downgrade if _is_downgrade(to, now) else command.upgrade)(configured, to)
        except CommandError as error:
            raise UnknownRevision(to) from error


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


def get_newest_revision() -> str:
    """Return the schema revision that this version of cocau needs."""
    return ScriptDirectory.from_config(_build_config()).get_current_head() or ""


def _build_config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    return config
