"""`cocau serve`: the HTTP service."""

import errno
import os
import socket
from typing import Annotated

import typer

from app.commands.options import LangOption
from app.commands.reporting import note, reported
from app.exits import Exit
from app.languages import Lang


def serve(
    host: Annotated[str, typer.Option("--host", help="Địa chỉ lắng nghe.")] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help="Cổng.")] = 8000,
    lang: LangOption = Lang.VI,
) -> None:
    """Mở dịch vụ HTTP; tài liệu API ở /docs."""
    with reported(lang):
        import uvicorn

        try:
            _free(host, port)
            uvicorn.run("app.main:from_environ", factory=True, host=host, port=port)
        except (OSError, SystemExit) as error:
            if isinstance(error, SystemExit) and not error.code:
                raise
            note(_why(error, f"{host}:{port}", lang))
            raise typer.Exit(Exit.FAILED) from None


def _free(host: str, port: int) -> None:
    """Listen for a moment, as the server will: it would leave with a code that means something else here.

    Raises:
        OSError: nobody can listen there now.
    """
    family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    with socket.socket(family, kind, protocol) as tried:
        if os.name == "posix":  # elsewhere it would let two programs have one port
            tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        tried.bind(address)
        tried.listen()


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
