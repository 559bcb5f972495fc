import sqlite3
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

from psycopg.pq import TransactionStatus
from sqlmodel import Session, select

from cocau.app.db.engine import Store
from cocau.app.db.models import JobRow


def test_only_what_would_be_made_again_does_not_wait_for_the_disk(store: Store) -> None:
    asked = "PRAGMA synchronous" if store.on_sqlite else "SHOW synchronous_commit"
    full, light = (2, 1) if store.on_sqlite else ("on", "off")
    found = []
    for writing in (store.writing, store.writing_nondurable, store.writing):
        with writing() as session:
            found.append(session.connection().exec_driver_sql(asked).scalar_one())
    assert found == [full, light, full]


def test_a_single_read_opens_no_transaction(store: Store) -> None:
    assert [
        _is_in_transaction(reading) for reading in (store.reading, store.reading_singly, store.reading)
    ] == [
        True,
        False,
        True,
    ]


def _is_in_transaction(reading: Callable[[], AbstractContextManager[Session]]) -> bool:
    """Whether a connection is in a transaction, for its driver, after it has read something."""
    with reading() as session:
        session.exec(select(JobRow.id)).all()
        driver: Any = session.connection().connection.driver_connection
        if isinstance(driver, sqlite3.Connection):
            return driver.in_transaction
        status: TransactionStatus = driver.info.transaction_status
        return status is not TransactionStatus.IDLE
