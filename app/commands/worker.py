"""`cocau worker`: computes the jobs of a database, beside other workers and the service."""

import signal
import threading
from types import FrameType
from typing import TYPE_CHECKING, Annotated

import typer

from cocau.app.commands.opening import settings_given, store_opened
from cocau.app.commands.options import LangOption
from cocau.app.commands.reporting import note, reported
from cocau.app.exits import Exit
from cocau.app.languages import Lang

if TYPE_CHECKING:
    from cocau.app.jobs.line import Line
    from cocau.app.settings import Settings


def worker(
    solves: Annotated[
        int | None,
        typer.Option("--solves", min=1, max=1000, help="Số việc tính cùng lúc (hoặc COCAU_SOLVES)."),
    ] = None,
    lang: LangOption = Lang.VI,
) -> None:
    """Tính các việc của dịch vụ; nhiều tiến trình, nhiều máy chia nhau một cơ sở dữ liệu."""
    with reported(lang):
        import cocau.app.office.endings  # noqa: F401  # what hangs on the end of a job
        from cocau.app import logs
        from cocau.app.jobs.line import Line
        from cocau.app.office.retention import each_hour

        settings = _settings(solves)
        if settings.solves == 0:
            note(_NONE[lang is Lang.EN])
            raise typer.Exit(Exit.BAD_INPUT)
        logs.configure(production=not settings.development)
        with store_opened(settings) as store:
            due = each_hour(store)
            due.start()
            _work(Line(store, settings), settings, lang)
            due.end()


def _settings(solves: int | None) -> "Settings":
    from dataclasses import replace

    settings = settings_given()
    return settings if solves is None else replace(settings, solves=solves)


def _work(line: "Line", settings: "Settings", lang: Lang) -> None:
    """Take jobs until a signal asks to end; a second one asks to end at once."""
    asked = threading.Event()

    def ask(number: int, frame: FrameType | None) -> None:
        del number, frame
        if asked.is_set():
            line.hurry()
        asked.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, ask)
    line.start(warm=True)
    note(_READY[lang is Lang.EN].format(worker=line.worker, solves=settings.solves))
    asked.wait()
    line.close(settings.grace)


_READY = (
    "Tiến trình tính {worker} đã sẵn sàng: {solves} việc cùng lúc.",
    "Worker {worker} is ready: {solves} jobs at once.",
)

_NONE = (
    "COCAU_SOLVES là 0: tiến trình này sẽ không tính gì; hãy đặt từ 1 trở lên, hoặc dùng --solves.",
    "COCAU_SOLVES is 0: this process would compute nothing; set it to 1 or more, or use --solves.",
)
