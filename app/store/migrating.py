"""The schema: brought up or down by Alembic, and whether it is the one that this version needs."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Engine, func, select

FOLDER = Path(__file__).parent / "migrations"


class NoRevision(Exception):
    """There is no such revision, or no way to it from here."""


def migrate(engine: Engine, to: str = "head") -> None:
    """Bring the schema to a revision: ``head``, ``base`` or one by name. Two at once wait for each other.

    Raises:
        NoRevision: there is none of this name.
    """
    with engine.execution_options(cocau_writing=True).begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(select(func.pg_advisory_xact_lock(_ONE_AT_A_TIME)))
        configured = _config()
        configured.attributes["connection"] = connection
        now = MigrationContext.configure(connection).get_current_revision()
        try:
            (command.downgrade if _is_behind(to, now) else command.upgrade)(configured, to)
        except CommandError as error:
            raise NoRevision(to) from error


_ONE_AT_A_TIME = 0x6D_6967_7261_7465
"""The lock of migrations on PostgreSQL ("migrate" in ASCII)."""


def _is_behind(to: str, now: str | None) -> bool:
    """Whether a revision lies behind the present one."""
    if to == "base" or to.startswith("-"):
        return True
    if now is None or to in {"head", now}:
        return False
    script = ScriptDirectory.from_config(_config())
    return to in {revision.revision for revision in script.iterate_revisions(now, "base")}


def current(engine: Engine) -> str | None:
    """The revision that a database has; None: none yet."""
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def newest() -> str:
    """The revision that this version of cocau needs."""
    return ScriptDirectory.from_config(_config()).get_current_head() or ""


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    return config
