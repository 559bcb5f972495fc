"""The SQL statements of a request, to compare the roads that two of them take."""

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from fastapi.testclient import TestClient
from sqlalchemy import event

from cocau.app.auth.authentication import authenticate
from cocau.app.auth.caller import Caller
from cocau.app.db.engine import Store
from cocau.app.permissions import UserRole

_OF_REQUESTS = "AnyIO worker thread"
"""How threads that answer are called; others beat, and look at the queue."""
_ID_BODY = re.compile(r"_[0-9a-z]{26}\b")


@contextmanager
def known_caller(client: TestClient, scope: str) -> Iterator[None]:
    """Let requests be an administrator's without asking the database who sends them."""
    app: Any = client.app
    caller = Caller("usr_x", "x", UserRole.ADMIN, scope)
    app.state.authenticate = lambda *_: caller
    try:
        yield
    finally:
        app.state.authenticate = authenticate


@contextmanager
def recorded_statements(store: Store) -> Iterator[list[str]]:
    """Record every statement that answering requests takes, without its parameters."""
    found: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if threading.current_thread().name == _OF_REQUESTS:
            found.append(statement)

    event.listen(store.engine, "before_cursor_execute", note)
    try:
        yield found
    finally:
        event.remove(store.engine, "before_cursor_execute", note)


def list_differences(roads: dict[str, list[tuple[str, list[str]]]]) -> dict[str, str]:
    """List by its address each pair of answers that differ, in their words or the statements before them."""
    found = {}
    for path, ((words, road), (other_words, other_road)) in roads.items():
        if words != other_words:
            found[path] = f"{words} / {other_words}"
        if road != other_road:
            found[path] = f"{len(road)} / {len(other_road)} statements: {set(road) ^ set(other_road)}"
    return found


def replace_ids(text: str, *, by: str = "0") -> str:
    """Replace every id by one of the same kind that is nobody's."""
    return _ID_BODY.sub("_" + by * 26, text)
