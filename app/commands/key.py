"""`cocau key`: API keys of users, and the keys that seal what is stored."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cocau.app.commands.acts import office_opened, told
from cocau.app.commands.opening import settings_given, store_opened
from cocau.app.commands.options import Format, FormatOption, LangOption
from cocau.app.commands.reporting import note, reported
from cocau.app.commands.user import NameArgument
from cocau.app.commands.writing import show
from cocau.app.exits import Exit
from cocau.app.languages import Lang

if TYPE_CHECKING:
    from cocau.app.store.resealing import Progress
    from cocau.app.store.tables.users import ApiKey

key = typer.Typer(
    name="key",
    no_args_is_help=True,
    help="Khóa API của người dùng; khóa mã hóa dữ liệu lưu trữ và việc thay khóa.",
)


@key.command()
def new(
    name: NameArgument,
    label: Annotated[str, typer.Option("--label", metavar="NHÃN", help="Khóa dùng để làm gì.")] = "",
    days: Annotated[int, typer.Option("--days", min=1, max=1825, help="Hết hạn sau bấy nhiêu ngày.")] = 365,
    lang: LangOption = Lang.VI,
) -> None:
    """Tạo khóa API cho người dùng; khóa chỉ được in ra một lần này."""
    with reported(lang), office_opened() as store:
        from cocau.app.access.caller import DEVELOPER
        from cocau.app.office.keys import make
        from cocau.app.office.users import named

        made = make(store, DEVELOPER, named(store, DEVELOPER, name).id, label, days)
        show([made.text])
        note(
            f"{made.key.id}: it is not stored and cannot be shown again."
            if lang is Lang.EN
            else f"{made.key.id}: khóa không được lưu lại và không xem lại được."
        )


@key.command("list")
def list_keys(name: NameArgument, form: FormatOption = Format.TEXT, lang: LangOption = Lang.VI) -> None:
    """Liệt kê khóa API của người dùng, mới nhất trước."""
    with reported(lang, as_json=form is Format.JSON), office_opened() as store:
        from cocau.app.access.caller import DEVELOPER
        from cocau.app.office.keys import listed
        from cocau.app.office.users import named

        found = listed(store, DEVELOPER, named(store, DEVELOPER, name).id, limit=100_000)
        told([_row(each) for each in found], as_json=form is Format.JSON)


@key.command()
def revoke(
    which: Annotated[str, typer.Argument(metavar="MÃ-KHÓA", help="Mã của khóa, như `cocau key list` in ra.")],
    lang: LangOption = Lang.VI,
) -> None:
    """Thu hồi khóa API: nó không mở được gì nữa."""
    with reported(lang), office_opened() as store:
        from cocau.app.access.caller import DEVELOPER
        from cocau.app.office.keys import revoke as revoked

        told([_row(revoked(store, DEVELOPER, which))], as_json=False)


@key.command()
def seal(lang: LangOption = Lang.VI) -> None:
    """In một khóa mã hóa mới cho COCAU_KEYS; không lưu ở đâu."""
    with reported(lang):
        from cocau.app.store.sealed import new_key

        show([new_key()])


@key.command()
def rotate(lang: LangOption = Lang.VI) -> None:
    """Mã hóa lại mọi dữ liệu bằng khóa đầu tiên trong COCAU_KEYS; chạy lại được, dịch vụ không cần dừng."""
    with reported(lang), store_opened(settings_given(), proven=False) as store:
        from cocau.app.access.caller import DEVELOPER
        from cocau.app.store.resealing import reseal
        from cocau.app.trail.entry import entry

        lost: dict[str, None] = {}
        for progress in reseal(store):
            note(_how_far(progress, lang))
            lost |= dict.fromkeys(progress.unreadable)
        if lost:  # perhaps by a ring that is not this database's: nothing may be sealed with it
            head = "No key opens:" if lang is Lang.EN else "Không khóa nào mở được:"
            note("\n  ".join([head, *lost]))
            raise typer.Exit(Exit.FAILED)
        with store.writing() as session:
            entry(session, store.ring, DEVELOPER, "rotate", "keys", "all")
        show(
            [
                "Everything is sealed with the first key; the others may go."
                if lang is Lang.EN
                else "Mọi dữ liệu đã được mã hóa bằng khóa đầu tiên; có thể bỏ các khóa sau."
            ]
        )


def _how_far(progress: "Progress", lang: Lang) -> str:
    if lang is Lang.EN:
        return f"{progress.table}: {progress.rows} rows, {progress.again} sealed again"
    return f"{progress.table}: {progress.rows} dòng, {progress.again} đã mã hóa lại"


def _row(found: "ApiKey") -> dict[str, Any]:
    return {
        "id": found.id,
        "prefix": found.prefix,
        "label": found.label or "-",
        "expires_at": _moment(found.expires_at),
        "used_at": _moment(found.used_at),
        "revoked_at": _moment(found.revoked_at),
    }


def _moment(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat(timespec="seconds")
