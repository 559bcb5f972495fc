"""`cocau backup`: everything in the database in one file, while the service goes on."""

import hashlib
from pathlib import Path
from typing import Annotated

import typer

from cocau.app.commands.opening import settings_given, store_opened
from cocau.app.commands.options import LangOption
from cocau.app.commands.reporting import note, reported
from cocau.app.commands.writing import show
from cocau.app.exits import Exit
from cocau.app.languages import Lang
from cocau.app.unwritable import why
from cocau.constraints.errors import InputError, Problem


def backup(
    file: Annotated[Path, typer.Argument(metavar="TỆP", help="Tệp sao lưu (.zip), chưa có.")],
    lang: LangOption = Lang.VI,
) -> None:
    """Sao lưu cơ sở dữ liệu ra một tệp, cả khi dịch vụ đang chạy; khóa COCAU_KEYS không nằm trong đó."""
    with reported(lang), store_opened(settings_given(), proven=False) as store:
        from cocau.app.backup.writing import back_up

        english = lang is Lang.EN
        try:
            manifest = back_up(store, file)
        except FileExistsError:
            vi, en = "Tệp đã có; không ghi đè.", "There is such a file; it is not replaced."
            raise InputError([Problem("exists", str(file), vi, en)]) from None
        except OSError as error:
            vi, en = why(error)
            note(f"{file} cannot be written: {en}." if english else f"Không ghi được {file}: {vi}.")
            raise typer.Exit(Exit.FAILED) from None
        rows = sum(part.rows for part in manifest.parts)
        with file.open("rb") as written:
            digest = hashlib.file_digest(written, "sha256").hexdigest()
        show(
            [
                f"{'Written' if english else 'Đã ghi'}: {file}",
                f"{rows} {'rows' if english else 'dòng'}, schema {manifest.revision}",
                f"{'trail' if english else 'nhật ký'}: {manifest.trail_seq}  {manifest.trail_head}",
                f"sha256: {digest}",
            ]
        )
        if not manifest.trail_whole:
            note(_BROKEN[english])
            raise typer.Exit(Exit.DIFFERS)


_BROKEN = (
    "Chú ý: nhật ký không nguyên vẹn; xem cocau trail verify.",
    "Note: the trail is not whole; see cocau trail verify.",
)
