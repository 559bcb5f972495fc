"""Councils planned in parallel, in one process per processor.

Workers are forked from this process before any engine has run, so rulebooks and modules
are already loaded. Each writes its own proposals, so neither pipes nor this process
ever hold them.
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

from cocau.constraints.library import DEFAULT_RULEBOOK, load_rulebook
from cocau.constraints.rulebook import Rulebook
from cocau.solver.plan import plan
from cocau.solver.programme.entries import CouncilPlanRequest, Programme
from cocau.solver.programme.parts import CouncilPart, build_council_part

A = TypeVar("A")
B = TypeVar("B")

OnProgress = Callable[[int, int], None]
"""Told how many of how many are done."""


@contextmanager
def start_workers(processes: int | None = None) -> Iterator["PlanningWorkers"]:
    """Start worker processes for the length of a block, by default one per processor.

    One alone is this process itself.
    """
    many = processes or len(os.sched_getaffinity(0))
    _load_rulebook(DEFAULT_RULEBOOK)
    if many == 1:
        yield PlanningWorkers(None)
        return
    pool = ProcessPoolExecutor(
        many,
        multiprocessing.get_context("fork"),
        initializer=signal.signal,
        initargs=(signal.SIGINT, signal.SIG_IGN),  # Ctrl-C is for whoever waits for them
    )
    try:
        pool.submit(int).result()  # all are forked now, before there is a thread that would not be copied
        yield PlanningWorkers(pool)
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


@dataclass(frozen=True)
class PlanningWorkers:
    """Processes that plan councils; None: this process. `tell`: reports progress."""

    pool: ProcessPoolExecutor | None
    tell: OnProgress = lambda _done, _all: None

    def each(self, work: Callable[[A], B], items: Sequence[A]) -> list[B]:
        """Apply a function to each item and return the results in order."""
        if self.pool is None:
            return [self._report(work(item), n, len(items)) for n, item in enumerate(items, start=1)]
        futures = [self.pool.submit(work, item) for item in items]
        for n, future in enumerate(as_completed(futures), start=1):
            self._report(future, n, len(items))
        return [future.result() for future in futures]

    def _report(self, result: B, done: int, total: int) -> B:
        self.tell(done, total)
        return result

    def build_planner(
        self, programme: Programme, shelf: Path | None
    ) -> Callable[[Sequence[CouncilPlanRequest]], list[CouncilPart]]:
        """Return a function that plans councils of a programme.

        `shelf`: the folder where proposals are kept; None: nowhere.
        """
        return partial(self._plan, programme, shelf)

    def _plan(
        self, programme: Programme, shelf: Path | None, asks: Sequence[CouncilPlanRequest]
    ) -> list[CouncilPart]:
        """Plan the largest councils first, so that none is waited for at the end."""
        largest = sorted(asks, key=lambda one: -len(one.request.pool.people))
        work = [(one, programme.rulebooks.get(one.request.rulebook), shelf) for one in largest]
        parts = {(part.council, part.out): part for part in self.each(_plan_council, work)}
        return [parts[one.council, one.out] for one in asks]


def get_shelf_path(folder: Path, part: CouncilPart) -> Path:
    """Return the path of the proposal of a part."""
    return folder / f"{part.council}.{part.made_of[:16]}.json"


def _plan_council(task: tuple[CouncilPlanRequest, Rulebook | None, Path | None]) -> CouncilPart:
    """Plan a council and save its proposal on the shelf."""
    one, book, shelf = task
    proposal = plan(one.request, _load_rulebook(one.request.rulebook) if book is None else book)
    part = build_council_part(proposal, one.out)
    if shelf is not None:
        get_shelf_path(shelf, part).write_text(proposal.to_json(), encoding="utf-8", newline="\n")
    return part


@lru_cache(maxsize=16)
def _load_rulebook(name: str) -> Rulebook:
    return load_rulebook(name)
