"""Tools that one thread uses at a time, made as they are needed and kept for the next job."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from queue import Empty, SimpleQueue
from typing import Generic, TypeVar

T = TypeVar("T")


class Spare(Generic[T]):
    """As many as are in use at once: a warm relaxation is dear to make and cheap to use again."""

    def __init__(self, make: Callable[[], T]) -> None:
        self._make = make
        self._idle: SimpleQueue[T] = SimpleQueue()

    @contextmanager
    def borrowed(self) -> Iterator[T]:
        """One of them, this thread's own until it is done."""
        try:
            tool = self._idle.get_nowait()
        except Empty:
            tool = self._make()
        try:
            yield tool
        finally:
            self._idle.put(tool)
