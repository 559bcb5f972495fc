"""`cocau trail`: the record of who did what, and whether somebody has tampered with it."""

import json
from datetime import UTC, datetime
from typing import Annotated

import typer

from cocau.app.commands.opening import settings_given, store_opened
from cocau.app.commands.options import Format, FormatOption, LangOption
from cocau.app.commands.reporting import reported
from cocau.app.commands.writing import put, show
from cocau.app.exits import Exit
from cocau.app.languages import Lang

trail = typer.Typer(
    name="trail",
    no_args_is_help=True,
    help="Nhật ký: ai đã làm gì với phiên bản nào; kiểm tra có bị can thiệp hay không.",
)


@trail.command()
def verify(
    head: Annotated[
        str | None,
        typer.Option("--head", metavar="MÃ-BĂM", help="Mã băm của bản ghi cuối đã ghi lại trước đây."),
    ] = None,
    form: FormatOption = Format.TEXT,
    lang: LangOption = Lang.VI,
) -> None:
    """Kiểm tra nhật ký: bản ghi nào bị sửa, mất, đổi chỗ, lặp lại; đoạn cuối có bị cắt không."""
    with reported(lang, as_json=form is Format.JSON), store_opened(settings_given(), proven=False) as store:
        from cocau.app.render.trail import verdict
        from cocau.app.trail.verify import verify as verified

        report = verified(store, None if head is None else head.strip().lower())
        if form is Format.JSON:
            put(report.model_dump_json(indent=1) + "\n")
        else:
            show(verdict(report, lang))
        raise typer.Exit(Exit.DONE if report.whole else Exit.DIFFERS)


@trail.command("show")
def show_entries(
    subject: Annotated[
        str | None, typer.Option("--subject", metavar="MÃ", help="Chỉ về đối tượng có mã này.")
    ] = None,
    since: Annotated[
        datetime | None,
        typer.Option(
            "--since",
            formats=["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S"],
            metavar="NGÀY",
            help="Từ thời điểm này (UTC).",
        ),
    ] = None,
    limit: Annotated[int, typer.Option("--limit", min=1, help="Nhiều nhất bấy nhiêu bản ghi.")] = 50,
    form: FormatOption = Format.TEXT,
    lang: LangOption = Lang.VI,
) -> None:
    """Xem nhật ký, mới nhất trước."""
    with reported(lang, as_json=form is Format.JSON), store_opened(settings_given(), proven=False) as store:
        from cocau.app.access.caller import DEVELOPER
        from cocau.app.render.trail import listing
        from cocau.app.trail.listing import Wanted, listed

        moment = None if since is None else since.replace(tzinfo=UTC)
        found = listed(store, DEVELOPER, Wanted(subject=subject, since=moment), limit=limit)
        if form is Format.JSON:
            rows = [entry.model_dump(mode="json") for entry in found]
            put(json.dumps(rows, ensure_ascii=False, indent=1) + "\n")
        else:
            show(listing(found, lang))
