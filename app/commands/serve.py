"""`cocau serve`: the HTTP service."""

from typing import Annotated

import typer

from app.commands.options import LangOption
from app.commands.reporting import reported
from app.languages import Lang


def serve(
    host: Annotated[str, typer.Option("--host", help="Địa chỉ lắng nghe.")] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help="Cổng.")] = 8000,
    lang: LangOption = Lang.VI,
) -> None:
    """Mở dịch vụ HTTP; tài liệu API ở /docs."""
    with reported(lang):
        import uvicorn

        uvicorn.run("app.main:app", host=host, port=port)
