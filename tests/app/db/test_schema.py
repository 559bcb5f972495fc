from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect
from sqlmodel import SQLModel

import cocau.app.db.models  # noqa: F401
from cocau.app.db.engine import build_engine
from cocau.app.db.schema import get_newest_revision, get_revision, migrate


def test_migrations_run_up_down_and_up_again(database: str) -> None:
    engine = build_engine(database)
    for _ in range(2):
        migrate(engine)
        assert get_revision(engine) == get_newest_revision()
        migrate(engine, "base")
        assert get_revision(engine) is None
        assert set(inspect(engine).get_table_names()) <= {"alembic_version"}
    engine.dispose()


def test_the_migrated_schema_is_the_one_the_tables_say(database: str) -> None:
    engine = build_engine(database)
    migrate(engine)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, SQLModel.metadata) == []
    engine.dispose()
