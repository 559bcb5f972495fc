"""`cocau restore`: a backup into an empty database, on SQLite or PostgreSQL."""

from pathlib import Path
from typing import Annotated

import typer

from cocau.app.commands.opening import settings_given, told
from cocau.app.commands.options import LangOption
from cocau.app.commands.reporting import note, reported
from cocau.app.commands.writing import show
from cocau.app.exits import Exit
from cocau.app.languages import Lang


def restore(
    file: Annotated[Path, typer.Argument(metavar="TỆP", help="Tệp do cocau backup ghi.")],
    lang: LangOption = Lang.VI,
) -> None:
    """Khôi phục bản sao lưu vào cơ sở dữ liệu trống, trọn vẹn hoặc không gì cả; rồi kiểm tra nhật ký."""
    with reported(lang), told():
        from cocau.app.backup.restoring import restore as restored
        from cocau.app.store.engine import Store
        from cocau.app.store.opening import ring_of

        english = lang is Lang.EN
        settings = settings_given()
        store = Store(settings.database_url, ring_of(settings))
        try:
            manifest = restored(store, file)
        except OSError as error:
            reason = error.strerror or type(error).__name__
            note(f"{file} cannot be read: {reason}." if english else f"Không đọc được {file}: {reason}.")
            raise typer.Exit(Exit.FAILED) from None
        finally:
            store.close()
        rows = sum(part.rows for part in manifest.parts)
        trail = f"{manifest.trail_seq}  {manifest.trail_head}"
        show(
            [
                f"Restored: {rows} rows; trail: {trail}"
                if english
                else f"Đã khôi phục {rows} dòng; nhật ký: {trail}"
            ]
        )
