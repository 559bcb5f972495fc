"""`cocau serve`: the HTTP service with its queue, all in one."""

import errno
from typing import TYPE_CHECKING, Annotated

import typer

from cocau.app.commands.opening import settings_given, store_opened
from cocau.app.commands.options import LangOption
from cocau.app.commands.reporting import note, reported
from cocau.app.exits import Exit
from cocau.app.languages import Lang
from cocau.constraints.errors import InputError, Problem

if TYPE_CHECKING:
    from cocau.app.office.demo import Seeded
    from cocau.app.settings import Settings


def serve(
    host: Annotated[str, typer.Option("--host", help="Địa chỉ lắng nghe.")] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help="Cổng.")] = 8000,
    workers: Annotated[
        int, typer.Option("--workers", min=1, max=64, help="Số tiến trình web (chỉ với PostgreSQL).")
    ] = 1,
    lang: LangOption = Lang.VI,
) -> None:
    """Mở dịch vụ HTTP cùng hàng đợi tính toán; tài liệu API ở /docs."""
    with reported(lang):
        from cocau.app.access.here import must_listen_here

        settings = settings_given()
        must_listen_here(settings, host)
        try:
            seeded = _prepared(settings, host, port, workers)
            _say(settings, host, port, seeded, lang)
            _run(settings, host, port, workers)
        except (OSError, SystemExit) as error:
            if isinstance(error, SystemExit) and not error.code:
                raise
            note(_why(error, f"{host}:{port}", lang))
            raise typer.Exit(Exit.FAILED) from None


def _prepared(settings: "Settings", host: str, port: int, workers: int) -> "list[Seeded]":
    """Everything that can be wrong is found out before the server starts.

    Raises:
        InputError: no keys, another schema, no database, several processes on SQLite.
        OSError: nobody can listen there.
    """
    from cocau.app.access.caller import DEVELOPER
    from cocau.app.office.demo import seed
    from cocau.app.serving import free

    with store_opened(settings) as store:
        if store.on_sqlite and workers > 1:
            vi = "SQLite chỉ dùng được với một tiến trình web; muốn nhiều, đặt COCAU_DATABASE là PostgreSQL."
            en = "SQLite serves one web process only; set COCAU_DATABASE to a PostgreSQL for several."
            raise InputError([Problem("one_process", "--workers", vi, en)])
        free(host, port)
        return seed(store, DEVELOPER) if settings.development else []


def _run(settings: "Settings", host: str, port: int, workers: int) -> None:
    from cocau.app.serving import run

    if not run(settings, host, port, workers):
        raise SystemExit(Exit.FAILED)


def _say(settings: "Settings", host: str, port: int, seeded: "list[Seeded]", lang: Lang) -> None:
    """Where it listens, as what, and what to try."""
    english = lang is Lang.EN
    place = f"http://{f'[{host}]' if ':' in host else host}:{port}"
    if not settings.development:
        note(f"cocau listens on {place}." if english else f"cocau lắng nghe ở {place}.")
        return
    note(
        f"cocau listens on {place}, documentation: {place}/docs"
        if english
        else f"cocau lắng nghe ở {place}, tài liệu: {place}/docs"
    )
    note(_DEVELOPMENT[english].format(state=settings.state))
    if seeded:
        note(_SEEDED[english].format(councils=", ".join(made.council for made in seeded)))
    note(f"  curl -s {place}/v1/councils")


_DEVELOPMENT = (
    "Chế độ phát triển: không đăng nhập, chỉ máy này; dữ liệu và khóa ở {state}.",
    "Development: no sign-in, this machine only; data and keys are in {state}.",
)

_SEEDED = (
    "Đã đưa vào hội đồng mẫu và nguồn nhân sự: {councils}",
    "Demo councils and their pools were put in: {councils}",
)


def _why(error: OSError | SystemExit, where: str, lang: Lang) -> str:
    english = lang is Lang.EN
    if isinstance(error, SystemExit):
        return f"The service at {where} stopped." if english else f"Dịch vụ ở {where} đã dừng vì lỗi."
    if error.errno == errno.EADDRINUSE:
        return (
            f"The port is busy: {where}; choose another with --port."
            if english
            else f"Cổng đang được dùng: {where}; chọn cổng khác bằng --port."
        )
    reason = error.strerror or str(error)
    return f"Cannot listen on {where}: {reason}." if english else f"Không mở được {where}: {reason}."
