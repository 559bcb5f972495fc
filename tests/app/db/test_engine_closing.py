import sqlite3

import psycopg
import pytest
from sqlalchemy import text

from cocau.app.db.engine import Store


def test_what_a_thread_holds_when_the_store_closes_is_closed_when_it_is_given_back(store: Store) -> None:
    with store.reading() as session:
        held = session.connection().connection.driver_connection
        store.close()
        assert session.connection().execute(text("SELECT 1")).scalar() == 1
    assert held is not None
    with pytest.raises((sqlite3.ProgrammingError, psycopg.OperationalError), match="closed"):
        held.execute("SELECT 1")
