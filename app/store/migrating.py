"""The schema: brought up or down by Alembic, and whether it is the one that this version needs."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine

FOLDER = Path(__file__).parent / "migrations"


def migrate(engine: Engine, to: str = "head") -> None:
    """Bring the schema to a revision: ``head``, ``base`` or one by name."""
    with engine.begin() as connection:
        configured = _config()
        configured.attributes["connection"] = connection
        behind = to == "base" or to.startswith("-")
        (command.downgrade if behind else command.upgrade)(configured, to)


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
