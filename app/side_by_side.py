"""Councils planned side by side, a process for each processor; what the processes need is loaded once.

They are copies of this process, forked before any engine has run in it: rulebooks and modules are there at
once, and nothing is loaded twice. Each writes the proposals that it makes itself, so that neither pipes nor
this process ever hold them.
"""

import multiprocessing
import os
import signal
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import Path
from typing import TypeVar

from cocau.constraints.library import DEFAULT, load
from cocau.constraints.rulebook import Rulebook
from cocau.solver.plan import plan
from cocau.solver.programme.entries import Ask, Programme
from cocau.solver.programme.parts import CouncilPart, part_of

A = TypeVar("A")
B = TypeVar("B")

Tell = Callable[[int, int], None]
"""Told how many of how many are done."""


@contextmanager
def side_by_side(processes: int | None = None) -> Iterator["Workers"]:
    """Processes that work while the block lasts: one for each processor, if not said; one alone: this one."""
    many = processes or len(os.sched_getaffinity(0))
    _shipped(DEFAULT)
    if many == 1:
        yield Workers(None)
        return
    pool = ProcessPoolExecutor(
        many,
        multiprocessing.get_context("fork"),
        initializer=signal.signal,
        initargs=(signal.SIGINT, signal.SIG_IGN),  # Ctrl-C is for whoever waits for them
    )
    try:
        pool.submit(int).result()  # all are forked now, before there is a thread that would not be copied
        yield Workers(pool)
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


@dataclass(frozen=True)
class Workers:
    """Processes that read files and plan councils; None: this one does it. `tell`: told how far they are."""

    pool: ProcessPoolExecutor | None
    tell: Tell = lambda _done, _all: None

    def each(self, work: Callable[[A], B], items: Sequence[A]) -> list[B]:
        """What becomes of each item, in their order."""
        if self.pool is None:
            return [self._told(work(item), n, len(items)) for n, item in enumerate(items, start=1)]
        futures = [self.pool.submit(work, item) for item in items]
        for n, future in enumerate(as_completed(futures), start=1):
            self._told(future, n, len(items))
        return [future.result() for future in futures]

    def _told(self, one: B, done: int, of: int) -> B:
        self.tell(done, of)
        return one

    def planning(
        self, programme: Programme, shelf: Path | None
    ) -> Callable[[Sequence[Ask]], list[CouncilPart]]:
        """What plans councils of a programme. `shelf`: where proposals are kept; None: nowhere."""
        return partial(self._plan, programme, shelf)

    def _plan(self, programme: Programme, shelf: Path | None, asks: Sequence[Ask]) -> list[CouncilPart]:
        """The largest councils first, so that none is waited for at the end."""
        largest = sorted(asks, key=lambda one: -len(one.request.pool.people))
        work = [(one, programme.rulebooks.get(one.request.rulebook), shelf) for one in largest]
        parts = {(part.council, part.out): part for part in self.each(_planned, work)}
        return [parts[one.council, one.out] for one in asks]


def shelved(shelf: Path, part: CouncilPart) -> Path:
    """Where the proposal of a part is kept."""
    return shelf / f"{part.council}.{part.made_of[:16]}.json"


def _planned(work: tuple[Ask, Rulebook | None, Path | None]) -> CouncilPart:
    """A council planned, and its proposal put on the shelf."""
    one, book, shelf = work
    proposal = plan(one.request, _shipped(one.request.rulebook) if book is None else book)
    part = part_of(proposal, one.out)
    if shelf is not None:
        shelved(shelf, part).write_text(proposal.to_json(), encoding="utf-8", newline="\n")
    return part


@lru_cache(maxsize=16)
def _shipped(name: str) -> Rulebook:
    return load(name)
