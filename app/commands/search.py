"""A search in a thread, so that a terminal can be drawn and Ctrl-C heard while an engine computes."""

import os
import sys
import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Generic, TypeVar

from cocau.app.exits import INTERRUPTED
from cocau.app.languages import Lang

if TYPE_CHECKING:
    from rich.status import Status

    from cocau.constraints.rulebook import Rulebook
    from cocau.solver.outcome import OnProgress, Progress
    from cocau.solver.proposal import Proposal
    from cocau.solver.request import PlanRequest

PATIENCE = 1.0
"""Seconds after which progress is shown."""


T = TypeVar("T")


def planning(request: "PlanRequest", book: "Rulebook | None" = None) -> "Callable[[OnProgress], Proposal]":
    """The search for a proposal; `book`: rules that bind as they are, instead of those the request names."""
    from cocau.solver.plan import plan, planned

    if book is None:
        return lambda tell: plan(request, on_progress=tell)
    return lambda tell: planned(request, book, tell)


class Search(Generic[T]):
    """One search. It ends by itself, or at the first Ctrl-C with the best it knows so far."""

    def __init__(self, job: "Callable[[OnProgress], T]", lang: Lang) -> None:
        """`job` tells how far it is, and ends soon after it is answered that it should."""
        self._job, self._lang = job, lang
        self._stop = threading.Event()
        self._done = threading.Event()
        self._progress: Progress | None = None
        self._answer: list[T] = []
        self._error: BaseException | None = None

    def run(self) -> T:
        """The answer; whatever the job raises is raised here."""
        thread = threading.Thread(target=self._work, daemon=True)
        started = time.monotonic()
        thread.start()
        try:
            self._wait(started)
        except KeyboardInterrupt:
            self._stop.set()
            self._say(
                "Đang dừng; giữ kết quả tốt nhất đã có. Ctrl-C lần nữa để thoát ngay.",
                "Stopping; the best so far is kept. Ctrl-C again leaves at once.",
            )
            self._wait_or_leave()
        if self._error is not None:
            raise self._error
        if not self._answer:
            raise AssertionError("a search that ended has an answer or an error")
        return self._answer[0]

    def _work(self) -> None:
        try:
            self._answer.append(self._job(self._hear))
        except BaseException as error:  # noqa: BLE001  # raised again where somebody waits
            self._error = error
        finally:
            self._done.set()

    def _hear(self, progress: "Progress") -> bool:
        self._progress = progress
        return self._stop.is_set()

    def _wait(self, started: float) -> None:
        """Until the search ends; on a terminal, with a line of progress."""
        if self._done.wait(PATIENCE):
            return
        if not sys.stderr.isatty():
            while not self._done.wait(0.1):
                pass
            return
        from rich.console import Console

        with Console(stderr=True).status("…") as status:
            while not self._done.wait(0.1):
                self._show(status, time.monotonic() - started)

    def _wait_or_leave(self) -> None:
        try:
            while not self._done.wait(0.1):
                pass
        except KeyboardInterrupt:  # the engine's thread cannot be ended in any gentler way
            os._exit(INTERRUPTED)

    def _show(self, status: "Status", seconds: float) -> None:
        at = self._progress
        english = self._lang is Lang.EN
        clock = f"{seconds:.0f} s"
        if at is None:
            status.update(f"preparing · {clock}" if english else f"đang chuẩn bị · {clock}")
            return
        if not at.rules:
            done = f" {at.step}/{at.steps}" if at.steps else ""
            status.update(f"looking{done} · {clock}" if english else f"đang tìm{done} · {clock}")
            return
        value, bound = ("—" if n is None else str(n) for n in (at.value, at.bound))
        rules = ", ".join(at.rules)
        status.update(
            f"tier {at.step} of {at.steps} ({rules}) · shortfall {value}, bound {bound} · {clock}"
            if english
            else f"bậc {at.step}/{at.steps} ({rules}) · thiếu {value}, cận dưới {bound} · {clock}"
        )

    def _say(self, vi: str, en: str) -> None:
        sys.stderr.write(f"{en if self._lang is Lang.EN else vi}\n")
