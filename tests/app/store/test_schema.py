from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect
from sqlmodel import SQLModel

import cocau.app.store.tables  # noqa: F401
from cocau.app.store.engine import connected
from cocau.app.store.migrating import current, migrate, newest


def test_migrations_run_up_down_and_up_again(database: str) -> None:
    engine = connected(database)
    for _ in range(2):
        migrate(engine)
        assert current(engine) == newest()
        migrate(engine, "base")
        assert current(engine) is None
        assert set(inspect(engine).get_table_names()) <= {"alembic_version"}
    engine.dispose()


def test_the_migrated_schema_is_the_one_the_tables_say(database: str) -> None:
    engine = connected(database)
    migrate(engine)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, SQLModel.metadata) == []
    engine.dispose()
