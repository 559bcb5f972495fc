"""Who was known a moment ago, so that a reader who asks ten times a second costs one look-up."""

import threading
import time
from weakref import WeakKeyDictionary

from cocau.app.access.caller import Caller
from cocau.app.store.engine import Store

KEPT = 5.0
"""Seconds. In this process changes show at once; another process may know the old state for so long."""
MOST = 10_000


class Memory:
    """Callers by the digest of what proved them. Threads share one."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._known: dict[str, tuple[float, Caller]] = {}
        self._changes = 0

    @property
    def changes(self) -> int:
        """How often something was forgotten: read before a look-up, and given to `keep` after it."""
        return self._changes

    def get(self, digest: str) -> Caller | None:
        """The caller, if known of late."""
        found = self._known.get(digest)
        return found[1] if found is not None and time.monotonic() < found[0] else None

    def keep(self, digest: str, caller: Caller, changes: int) -> None:
        """Remember a look-up, unless something changed since it began: it may have read what was before."""
        with self._lock:
            if changes != self._changes:
                return
            if len(self._known) >= MOST:
                self._known.clear()
            self._known[digest] = (time.monotonic() + KEPT, caller)

    def forget(self, user: str) -> None:
        """Look a user up again, by whatever they are known."""
        with self._lock:
            self._changes += 1
            self._known = {d: kept for d, kept in self._known.items() if kept[1].id != user}


_MEMORIES: WeakKeyDictionary[Store, Memory] = WeakKeyDictionary()
_LOCK = threading.Lock()


def memory_of(store: Store) -> Memory:
    """The one memory of a store; it ends with it."""
    with _LOCK:
        return _MEMORIES.setdefault(store, Memory())
