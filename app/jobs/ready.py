"""A child kept ready while nothing is computed: the next computation need not wait for one to be made."""

import logging
import threading
from multiprocessing.connection import Connection, wait
from multiprocessing.context import ForkServerProcess

from cocau.app.jobs.starting import left_alone, started

log = logging.getLogger("cocau.jobs")

LULL = 0.05
"""Seconds without a computation after which one is made ready: in a rush there is better to do."""

PATIENCE = 5.0
"""Seconds in which one that is not needed any more is to end."""

Started = tuple[ForkServerProcess, Connection]


class Ready:
    """One child at the most, for one computation; whoever computes says when it begins and is over."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._computing = 0
        self._kept = False
        self._child: Started | None = None
        self._soon: threading.Timer | None = None

    def keep(self) -> None:
        """From now on, have one ready."""
        with self._lock:
            self._kept = True
        self._prepare()

    def let_go(self) -> None:
        """Have none ready any more; the one that is ends."""
        with self._lock:
            self._kept = False
            child, self._child = self._child, None
            if self._soon is not None:
                self._soon.cancel()
        _end(child)

    def begun(self) -> Started:
        """A child for a computation that begins: the one that is ready, or a new one."""
        return self.at_hand() or self._new()

    def at_hand(self) -> Started | None:
        """The same, if one is ready."""
        with self._lock:
            child, self._child = self._child, None
            if child is not None and not wait([child[0].sentinel], 0):
                self._computing += 1
                return child
        _end(child)
        return None

    def over(self) -> None:
        """A computation that was given a child is over."""
        with self._lock:
            self._computing -= 1
            if not self._wanted():
                return
            if self._soon is not None:
                self._soon.cancel()
            self._soon = threading.Timer(LULL, self._prepare)
            self._soon.daemon = True
            self._soon.start()

    def _new(self) -> Started:
        child = started()
        with self._lock:
            self._computing += 1
        return child

    def _prepare(self) -> None:
        with self._lock:
            if not self._wanted():
                return
        child: Started | None
        try:
            child = started(ready=True)
        except OSError:  # the next computation will find out, and have somebody to tell
            log.warning("no child could be made ready", exc_info=True)
            return
        with self._lock:
            if self._kept and self._child is None:
                self._child, child = child, None
        _end(child)

    def _wanted(self) -> bool:
        return self._kept and self._child is None and self._computing == 0


def _end(child: Started | None) -> None:
    """One that has no job ends when its pipe does."""
    if child is not None:
        child[1].close()
        left_alone(child[0], PATIENCE)
