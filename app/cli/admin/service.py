"""`cocau serve` and `cocau worker`: the HTTP service with its queue, and more workers."""

import errno
import signal
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from types import FrameType
from typing import Annotated

import typer
from sqlalchemy import make_url

from cocau.app.auth.authentication import check_listen_address
from cocau.app.auth.caller import DEVELOPER
from cocau.app.cli.admin.database import load_settings, open_database
from cocau.app.cli.options import LangOption
from cocau.app.cli.output import ExitCode, handle_errors, print_note
from cocau.app.i18n.languages import Lang, say, say_help
from cocau.app.jobs.queue import JobQueue
from cocau.app.services.completion import build_completion, build_follow_ups
from cocau.app.services.operations.demo import DemoCouncil, seed_demo
from cocau.app.services.operations.first_run import issue_code
from cocau.app.services.operations.witness import list_beats
from cocau.app.settings import Settings
from cocau.app.telemetry import logging
from cocau.constraints.errors import InputError, Problem


def serve(
    host: Annotated[
        str, typer.Option("--host", help=say_help("Địa chỉ lắng nghe.", "Address to listen on."))
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help=say_help("Cổng.", "Port."))] = 8000,
    workers: Annotated[
        int,
        typer.Option(
            "--workers",
            min=1,
            max=64,
            help=say_help("Số tiến trình web (chỉ với PostgreSQL).", "Web processes (PostgreSQL only)."),
        ),
    ] = 1,
    lang: LangOption = Lang.VI,
) -> None:
    """Start the HTTP service with its queue."""
    with handle_errors(lang):
        settings = load_settings()
        check_listen_address(settings, host)
        try:
            seeded, code = _prepare(settings, host, port, workers)
            with _hold_sqlite_file(settings):
                _print_address(settings, host, port, seeded, lang)
                if code is not None:
                    print_note(say(lang, *_FIRST_RUN).format(place=_get_address(host, port), code=code))
                _run_service(settings, host, port, workers)
        except (OSError, SystemExit) as error:
            if isinstance(error, SystemExit) and not error.code:
                raise
            print_note(_explain_failure(error, f"{host}:{port}", lang))
            raise typer.Exit(ExitCode.FAILED) from None


def _prepare(settings: Settings, host: str, port: int, workers: int) -> tuple[list[DemoCouncil], str | None]:
    """Check all that can be wrong before the start; seed a demo, or issue a first code.

    An empty database gets its tables.

    Raises:
        InputError: no keys, another schema, no database, several processes on SQLite.
        OSError: nobody can listen there.
    """
    from cocau.app.web.server import check_port_free

    with open_database(settings, create=True) as store:
        if store.on_sqlite and workers > 1:
            vi = "SQLite chỉ dùng được với một tiến trình web; muốn nhiều, đặt COCAU_DATABASE là PostgreSQL."
            en = "SQLite serves one web process only; set COCAU_DATABASE to a PostgreSQL for several."
            raise InputError([Problem("one_process", ("--workers",), vi, en)])
        check_port_free(host, port)
        return (seed_demo(store, DEVELOPER), None) if settings.development else ([], issue_code(store))


@contextmanager
def _hold_sqlite_file(settings: Settings) -> Iterator[None]:
    """Keep a second service away from an SQLite file, until this process ends.

    Raises:
        InputError: another service has it.
    """
    parsed = make_url(settings.database_url)
    if parsed.get_backend_name() != "sqlite" or not parsed.database or sys.platform == "win32":
        yield
        return
    import fcntl

    end = time.monotonic() + settings.takeover  # for one that is stopping, or whose end was seen just now
    with Path(parsed.database).open("rb") as file:  # closed after SQLite: closing ends its locks too
        while True:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > end:
                    raise InputError([_build_second_service(parsed.database)]) from None
            time.sleep(0.1)
        yield


def _build_second_service(file: str) -> Problem:
    vi = (
        f"Một dịch vụ khác đang dùng tệp {file}. Dừng dịch vụ đó; muốn chạy nhiều dịch vụ, đặt "
        "COCAU_DATABASE là PostgreSQL."
    )
    en = f"Another service uses the file {file}. Stop it; for several, set COCAU_DATABASE to a PostgreSQL."
    return Problem("one_service", ("COCAU_DATABASE",), vi, en)


def _run_service(settings: Settings, host: str, port: int, workers: int) -> None:
    from cocau.app.web.server import run_server

    if not run_server(settings, host, port, workers):
        raise SystemExit(ExitCode.FAILED)


def _print_address(settings: Settings, host: str, port: int, seeded: list[DemoCouncil], lang: Lang) -> None:
    """Print the address of the service, its mode, and what to try."""
    place = _get_address(host, port)
    if not settings.development:
        print_note(say(lang, f"cocau lắng nghe ở {place}.", f"cocau listens on {place}."))
        return
    print_note(
        say(
            lang,
            f"cocau lắng nghe ở {place}, tài liệu: {place}/docs",
            f"cocau listens on {place}, documentation: {place}/docs",
        )
    )
    print_note(say(lang, *_DEVELOPMENT).format(state=settings.state))
    if seeded:
        print_note(say(lang, *_SEEDED).format(councils=", ".join(made.council for made in seeded)))
    print_note(f"  curl -s {place}/v1/councils")


def _get_address(host: str, port: int) -> str:
    return f"http://{f'[{host}]' if ':' in host else host}:{port}"


_FIRST_RUN = (
    "Chưa có người dùng nào. Mở {place}/first-run và nhập mã dùng một lần (trong 24 giờ): {code}",
    "There is no user yet. Open {place}/first-run and enter this one-time code (within 24 hours): {code}",
)

_DEVELOPMENT = (
    "Chế độ phát triển: không đăng nhập, chỉ máy này; dữ liệu và khóa ở {state}.",
    "Development: no sign-in, this machine only; data and keys are in {state}.",
)

_SEEDED = (
    "Đã đưa vào hội đồng mẫu và nguồn nhân sự: {councils}",
    "Demo councils and their pools were put in: {councils}",
)


def _explain_failure(error: OSError | SystemExit, where: str, lang: Lang) -> str:
    if isinstance(error, SystemExit):
        return say(lang, f"Dịch vụ ở {where} đã dừng vì lỗi.", f"The service at {where} stopped.")
    if error.errno == errno.EADDRINUSE:
        return say(
            lang,
            f"Cổng đang được dùng: {where}; chọn cổng khác bằng --port.",
            f"The port is busy: {where}; choose another with --port.",
        )
    reason = error.strerror or str(error)
    return say(lang, f"Không mở được {where}: {reason}.", f"Cannot listen on {where}: {reason}.")


def worker(
    solves: Annotated[
        int | None,
        typer.Option(
            "--solves",
            min=1,
            max=1000,
            help=say_help("Số việc tính cùng lúc (hoặc COCAU_SOLVES).", "Jobs at once (or COCAU_SOLVES)."),
        ),
    ] = None,
    lang: LangOption = Lang.VI,
) -> None:
    """Compute jobs of the service until a signal asks to end."""
    with handle_errors(lang):
        settings = _get_settings(solves)
        if settings.solves == 0:
            print_note(say(lang, *_NO_SOLVES))
            raise typer.Exit(ExitCode.BAD_INPUT)
        logging.configure_logging(production=not settings.development)
        with open_database(settings, kept=1) as store:
            beats = list_beats(store, settings)
            for beat in beats:
                beat.start()
            follow_ups = build_follow_ups(store, settings)
            completion = build_completion(settings)
            queue = JobQueue(store, settings, completion=completion, follow_ups=follow_ups)
            _work_until_stopped(queue, settings, lang)
            for beat in beats:
                beat.end()


def _get_settings(solves: int | None) -> Settings:
    settings = load_settings()
    return settings if solves is None else replace(settings, solves=solves)


def _work_until_stopped(queue: JobQueue, settings: Settings, lang: Lang) -> None:
    """Take jobs until a signal asks to end; a second one asks to end at once."""
    asked = threading.Event()

    def ask(number: int, frame: FrameType | None) -> None:
        del number, frame
        if asked.is_set():
            queue.hurry()
        asked.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, ask)
    queue.start(warm=True)
    print_note(say(lang, *_READY).format(worker=queue.worker, solves=settings.solves))
    asked.wait()
    queue.close(settings.grace)


_READY = (
    "Tiến trình tính {worker} đã sẵn sàng: {solves} việc cùng lúc.",
    "Worker {worker} is ready: {solves} jobs at once.",
)

_NO_SOLVES = (
    "COCAU_SOLVES là 0: tiến trình này sẽ không tính gì; hãy đặt từ 1 trở lên, hoặc dùng --solves.",
    "COCAU_SOLVES is 0: this process would compute nothing; set it to 1 or more, or use --solves.",
)
