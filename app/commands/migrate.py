"""`cocau migrate`: the schema of the database, brought to what this version needs."""

from typing import TYPE_CHECKING, Annotated

import typer

from cocau.app.commands.opening import settings_given, told
from cocau.app.commands.options import LangOption
from cocau.app.commands.reporting import reported
from cocau.app.commands.writing import show
from cocau.app.exits import Exit
from cocau.app.languages import Lang
from cocau.constraints.errors import InputError, Problem

if TYPE_CHECKING:
    from sqlalchemy import Engine


def migrate(
    to: Annotated[
        str, typer.Option("--to", metavar="BẢN", help="Đưa về bản này; base: xóa mọi bảng và dữ liệu.")
    ] = "head",
    check: Annotated[  # noqa: FBT002  # a flag
        bool, typer.Option("--check", help="Chỉ xem, không sửa.")
    ] = False,
    lang: LangOption = Lang.VI,
) -> None:
    """Đưa lược đồ cơ sở dữ liệu lên bản mà chương trình cần."""
    with reported(lang), told():
        from cocau.app.store.engine import connected
        from cocau.app.store.migrating import current, newest

        engine = connected(settings_given().database_url)
        try:
            if not check:
                _brought(engine, to)
            found = current(engine)
        finally:
            engine.dispose()
        show([_words(found, newest(), lang)])
        raise typer.Exit(Exit.DONE if found == newest() or not check else Exit.DIFFERS)


def _brought(engine: "Engine", to: str) -> None:
    from cocau.app.store.migrating import NoRevision
    from cocau.app.store.migrating import migrate as bring

    try:
        bring(engine, to)
    except NoRevision:
        vi, en = f"Không có bản {to}.", f"There is no revision {to}."
        raise InputError([Problem("unknown_revision", "--to", vi, en)]) from None


def _words(found: str | None, needed: str, lang: Lang) -> str:
    if lang is Lang.EN:
        return f"The database is at {found or 'nothing'}; this version needs {needed}."
    return f"Cơ sở dữ liệu ở bản {found or 'trống'}; chương trình cần {needed}."
