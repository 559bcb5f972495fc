"""`cocau erase`: what is past its day is erased; `cocau worker` does the same once a day."""

from typing import Annotated

import typer

from cocau.app.commands.opening import settings_given, store_opened
from cocau.app.commands.options import LangOption
from cocau.app.commands.reporting import note, reported
from cocau.app.commands.writing import show
from cocau.app.exits import Exit
from cocau.app.languages import Lang


def erase(
    due: Annotated[  # noqa: FBT002  # typer makes a flag of it
        bool, typer.Option("--due", help="Xóa mọi danh sách và phương án đã hết hạn lưu.")
    ] = False,
    dry_run: Annotated[  # noqa: FBT002  # the same
        bool, typer.Option("--dry-run", help="Chỉ liệt kê, không xóa.")
    ] = False,
    lang: LangOption = Lang.VI,
) -> None:
    """Xóa dữ liệu về người đã hết hạn lưu; số liệu tổng hợp và nhật ký được giữ lại."""
    with reported(lang):
        english = lang is Lang.EN
        if not due:
            note("Say what is to be erased: --due." if english else "Hãy nêu xóa gì: --due.")
            raise typer.Exit(Exit.BAD_INPUT)
        with store_opened(settings_given()) as store:
            from cocau.app.office.retention import due as found
            from cocau.app.office.retention import erase_due
            from cocau.app.store.moment import now

            erased = (found if dry_run else erase_due)(store, now())
        show(f"{one.id}\t{one.kind}\t{one.kept_until or '-'}" for one in erased)
        note(_said(len(erased), dry_run=dry_run, english=english))


def _said(count: int, *, dry_run: bool, english: bool) -> str:
    if dry_run:
        return f"{count} would be erased." if english else f"Sẽ xóa {count} mục."
    return f"{count} erased." if english else f"Đã xóa {count} mục."
