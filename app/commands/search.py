"""plan() in a thread, so that a terminal can be drawn and Ctrl-C heard while an engine computes."""

import os
import sys
import threading
import time
from typing import TYPE_CHECKING

from app.exits import INTERRUPTED
from app.languages import Lang

if TYPE_CHECKING:
    from rich.status import Status

    from constraints.rulebook import Rulebook
    from solver.outcome import Progress
    from solver.proposal import Proposal
    from solver.request import PlanRequest

PATIENCE = 1.0
"""Seconds after which progress is shown."""


class Search:
    """One search. It ends by itself, or at the first Ctrl-C with the best slate so far."""

    def __init__(self, request: "PlanRequest", lang: Lang, book: "Rulebook | None" = None) -> None:
        """`book`: rules that bind as they are, what-ifs and all, instead of those the request names."""
        self._request, self._lang, self._book = request, lang, book
        self._stop = threading.Event()
        self._done = threading.Event()
        self._progress: Progress | None = None
        self._proposal: Proposal | None = None
        self._error: BaseException | None = None

    def run(self) -> "Proposal":
        """The proposal; whatever plan() raises is raised here."""
        thread = threading.Thread(target=self._plan, daemon=True)
        started = time.monotonic()
        thread.start()
        try:
            self._wait(started)
        except KeyboardInterrupt:
            self._stop.set()
            self._say(
                "Đang dừng; giữ phương án tốt nhất đã có. Ctrl-C lần nữa để thoát ngay.",
                "Stopping; the best so far is kept. Ctrl-C again leaves at once.",
            )
            self._wait_or_leave()
        if self._error is not None:
            raise self._error
        if self._proposal is None:
            raise AssertionError("a search that ended has a proposal or an error")
        return self._proposal

    def _plan(self) -> None:
        from solver.plan import plan, planned

        try:
            if self._book is None:
                self._proposal = plan(self._request, on_progress=self._hear)
            else:
                self._proposal = planned(self._request, self._book, self._hear)
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
        value, bound = ("—" if n is None else str(n) for n in (at.value, at.bound))
        rules = ", ".join(at.rules)
        status.update(
            f"tier {at.step} of {at.steps} ({rules}) · shortfall {value}, bound {bound} · {clock}"
            if english
            else f"bậc {at.step}/{at.steps} ({rules}) · thiếu {value}, cận dưới {bound} · {clock}"
        )

    def _say(self, vi: str, en: str) -> None:
        sys.stderr.write(f"{en if self._lang is Lang.EN else vi}\n")
