import tempfile
from functools import cache

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from dbos import DBOS
from sqlalchemy import inspect, text
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
        assert set(inspect(engine).get_table_names()) - _queue_tables() <= {"alembic_version"}
    engine.dispose()


@cache
def _queue_tables() -> set[str]:
    """The tables that are the queue's own, beside ours on SQLite."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/queue.db"
        DBOS.migrate(url)
        engine = build_engine(url)
        names = set(inspect(engine).get_table_names())
        engine.dispose()
    assert not names & set(SQLModel.metadata.tables)
    return names


def test_the_migrated_schema_is_the_one_the_tables_say(database: str) -> None:
    engine = build_engine(database)
    migrate(engine)
    with engine.connect() as connection:
        ours = {"compare_type": True, "include_name": lambda name, *_: name not in _queue_tables()}
        context = MigrationContext.configure(connection, opts=ours)
        assert compare_metadata(context, SQLModel.metadata) == []
    engine.dispose()


_JOB = """INSERT INTO jobs (id, kind, state, locality, caller, turn, seconds, tries, lost, asked_at)
VALUES (:id, 'plan', 'optimal', 'x', 'u', 1, 60, 0, 0, '2021-01-01 00:00:00')"""
_PROPOSAL = """INSERT INTO proposals (id, label, locality, asked_by, asked_at, request_digest)
VALUES (:id, '', 'x', 'u', '2021-01-01 00:00:00', 'd')"""
_APPROVAL = """INSERT INTO approvals (id, proposal_id, proposal_digest, decision, content, made_by, made_at)
VALUES (:id, :of, 'd', :decision, :content, 'u', '2021-01-01 00:00:00')"""


def test_stored_proposals_take_their_last_decision_along(database: str) -> None:
    engine = build_engine(database)
    migrate(engine, "0001")
    with engine.execution_options(cocau_writing=True).begin() as connection:
        for proposal in ("prp_1", "prp_2"):
            connection.execute(text(_JOB), {"id": proposal})
            connection.execute(text(_PROPOSAL), {"id": proposal})
        for number, decision in enumerate(("returned", "approved")):
            made = {"id": f"apr_{number}", "of": "prp_1", "decision": decision, "content": b"x"}
            connection.execute(text(_APPROVAL), made)
    migrate(engine)
    with engine.connect() as connection:
        found = connection.execute(text("SELECT id, decision, starred, tentative FROM proposals ORDER BY id"))
        assert [tuple(row) for row in found] == [("prp_1", "approved", 0, 0), ("prp_2", None, 0, 0)]
    migrate(engine, "0001")
    engine.dispose()
