"""Trails for tests, and somebody who takes the guards away."""

from sqlalchemy import text

from cocau.app.audit_log.entries import add_entry, build_entry, lock_head, seal_head
from cocau.app.auth.caller import DEVELOPER
from cocau.app.db.encryption import Keyring
from cocau.app.db.engine import Store


def add(store: Store, count: int) -> None:
    """So many entries, each in a transaction of its own."""
    for number in range(count):
        with store.writing() as session:
            add_entry(
                session, store.ring, DEVELOPER, "make", "council", f"cnc_{number}", version=1, digest="d" * 64
            )


def forge(store: Store, ring: Keyring, last: tuple[int, str], count: int) -> None:
    """So many entries after the last, by somebody with the program who looks at no seal, and their own key."""
    seq, before = last
    with store.writing() as session:
        for number in range(seq + 1, seq + count + 1):
            made = build_entry(DEVELOPER, number, before, "make", "council", f"cnc_{number}")
            session.add(made)
            seal_head(session, ring, lock_head(session), made)
            session.flush()
            before = made.hash


def unguarded(store: Store) -> None:
    """Without the triggers, as by somebody who owns the database."""
    on_sqlite = store.on_sqlite
    names = ("no_update", "no_delete", "no_replace") if on_sqlite else ("no_change", "no_truncate")
    with store.engine.begin() as connection:
        for name in names:
            connection.execute(text(f"DROP TRIGGER trail_{name}" + ("" if on_sqlite else " ON trail")))


def run(store: Store, *statements: str) -> None:
    """SQL as it is written."""
    with store.engine.begin() as connection:
        for statement in statements:
            connection.execute(text(statement))
