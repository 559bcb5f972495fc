"""Searches in a thread: with a bar of progress, and Ctrl-C that keeps the best so far."""

import os
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from html import escape
from typing import TYPE_CHECKING, Generic, TypeVar

from cocau.app.i18n.languages import Lang, say

if TYPE_CHECKING:
    from cocau.solver.outcome import OnProgress, SearchProgress

PATIENCE = 1.0
"""Seconds after which progress is shown."""

INTERRUPTED = 130
"""Exit code of Ctrl-C where there is nothing to keep: 128 + SIGINT, as shells have it."""

ResultT = TypeVar("ResultT")

ShowProgress = Callable[[str, float | None], None]
"""Shows words, and the share that is done if it is known."""


def leave_process() -> None:
    """End the process at once: an engine's thread cannot be ended in any gentler way."""
    os._exit(INTERRUPTED)


def abandon_search() -> None:
    """Leave a search to end by itself, for a notebook whose kernel goes on.

    Raises:
        KeyboardInterrupt: always.
    """
    raise KeyboardInterrupt


class InterruptibleSearch(Generic[ResultT]):
    """A search in a thread, with progress; the first Ctrl-C keeps the best so far."""

    def __init__(
        self,
        job: "Callable[[OnProgress], ResultT]",
        lang: Lang,
        *,
        shown: bool = True,
        leave: Callable[[], None] = leave_process,
    ) -> None:
        """Run a job that reports its progress and stops soon after it is told to.

        `leave`: what the second Ctrl-C does.
        """
        self._job, self._lang, self._shown, self._leave = job, lang, shown, leave
        self._stop = threading.Event()
        self._done = threading.Event()
        self._progress: SearchProgress | None = None
        self._answer: list[ResultT] = []
        self._error: BaseException | None = None

    def run(self) -> ResultT:
        """Return the answer, or raise the job's error."""
        thread = threading.Thread(target=self._work, daemon=True)
        started = time.monotonic()
        try:
            thread.start()
            self._wait(started)
        except KeyboardInterrupt:
            self._stop_or_leave()
        if self._error is not None:
            raise self._error
        if not self._answer:
            raise AssertionError("a search that ended has an answer or an error")
        return self._answer[0]

    def _work(self) -> None:
        try:
            self._answer.append(self._job(self._receive_progress))
        except BaseException as error:  # noqa: BLE001  # raised again where somebody waits
            self._error = error
        finally:
            self._done.set()

    def _receive_progress(self, progress: "SearchProgress") -> bool:
        self._progress = progress
        return self._stop.is_set()

    def _wait(self, started: float) -> None:
        """Wait until the search ends, showing its progress where somebody may look."""
        if self._done.wait(PATIENCE):
            return
        with open_progress() if self._shown else _show_nothing() as show:
            while not self._done.wait(0.1):
                if show is not None:
                    show(*self._describe_progress(time.monotonic() - started))

    def _stop_or_leave(self) -> None:
        try:
            self._stop.set()
            self._print(
                "Đang dừng; giữ kết quả tốt nhất đã có. Ctrl-C lần nữa để thoát ngay.",
                "Stopping; the best so far is kept. Ctrl-C again leaves at once.",
            )
            while not self._done.wait(0.1):
                pass
        except KeyboardInterrupt:
            self._leave()

    def _describe_progress(self, seconds: float) -> tuple[str, float | None]:
        """Describe in words where the search is, and what share of its steps is done."""
        at, lang = self._progress, self._lang
        clock = f"{seconds:.0f} s"
        if at is None:
            return say(lang, f"đang chuẩn bị · {clock}", f"preparing · {clock}"), None
        share = at.step / at.steps if at.steps else None
        if not at.rules:
            done = f" {at.step}/{at.steps}" if at.steps else ""
            return say(lang, f"đang tìm{done} · {clock}", f"looking{done} · {clock}"), share
        value, bound = ("—" if n is None else str(n) for n in (at.value, at.bound))
        rules = ", ".join(at.rules)
        words = say(
            lang,
            f"bậc {at.step}/{at.steps} ({rules}) · thiếu {value}, cận dưới {bound} · {clock}",
            f"tier {at.step} of {at.steps} ({rules}) · shortfall {value}, bound {bound} · {clock}",
        )
        return words, share

    def _print(self, vi: str, en: str) -> None:
        sys.stderr.write(f"{say(self._lang, vi, en)}\n")


@contextmanager
def open_progress() -> Iterator[ShowProgress | None]:
    """Open a bar of progress on a terminal or in a notebook; None where nobody looks."""
    opened = _show_in_notebook if _is_notebook() else _show_on_terminal
    with opened() if _is_notebook() or sys.stderr.isatty() else _show_nothing() as show:
        yield show


@contextmanager
def _show_nothing() -> Iterator[None]:
    yield None


@contextmanager
def _show_on_terminal() -> Iterator[ShowProgress]:
    from rich.console import Console
    from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn

    words = TextColumn("{task.description}", markup=False)
    columns = (SpinnerColumn(), BarColumn(20), words)
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("…", total=None)
        yield lambda text, share: progress.update(
            task, description=text, total=None if share is None else 1, completed=share or 0
        )


def _is_notebook() -> bool:
    """Return whether this process is the kernel of a notebook."""
    ipython = sys.modules.get("IPython")
    return ipython is not None and hasattr(ipython.get_ipython(), "kernel")


@contextmanager
def _show_in_notebook() -> Iterator[ShowProgress]:
    from IPython.display import HTML, display

    shown = display(HTML(""), display_id=True)
    try:
        yield lambda text, share: shown.update(HTML(_draw_bar(text, share)))
    finally:
        shown.update(HTML(""))


def _draw_bar(text: str, share: float | None) -> str:
    """Draw a bar of progress with its words as HTML."""
    value = "" if share is None else f' value="{share:.3f}"'
    return f"<progress{value}></progress> <small>{escape(text)}</small>"
