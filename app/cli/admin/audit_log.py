"""`cocau trail`: the audit log, listed and verified against tampering."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from cocau.app.audit_log.entries import AuditLogFilter, list_entries
from cocau.app.audit_log.repair import MAX_REASON, repair_audit_log
from cocau.app.audit_log.verification import verify_store
from cocau.app.auth.caller import DEVELOPER
from cocau.app.cli.admin.database import load_settings, open_database
from cocau.app.cli.options import AnswerFormat, FormatOption, LangOption
from cocau.app.cli.output import ExitCode, handle_errors, print_lines, print_text
from cocau.app.i18n.languages import Lang
from cocau.app.present.audit_log import render_entries, render_repair, render_verification
from cocau.app.services.operations.witness import describe_head, read_witness

trail_commands = typer.Typer(no_args_is_help=True)


@trail_commands.command()
def verify(
    head: Annotated[
        str | None,
        typer.Option("--head", metavar="MÃ-BĂM", help="Mã băm của bản ghi cuối đã ghi lại trước đây."),
    ] = None,
    witness: Annotated[
        Path | None,
        typer.Option(
            "--witness",
            exists=True,
            dir_okay=False,
            metavar="TỆP",
            help="Tệp đối chứng: mọi bản ghi cuối từng được ghi ra ngoài.",
        ),
    ] = None,
    form: FormatOption = AnswerFormat.TEXT,
    lang: LangOption = Lang.VI,
) -> None:
    """Kiểm tra nhật ký: bản ghi nào bị sửa, mất, đổi chỗ, lặp lại; đoạn cuối có bị cắt không."""
    with (
        handle_errors(lang, as_json=form is AnswerFormat.JSON),
        open_database(load_settings(), proven=False) as store,
    ):
        noted = [] if head is None else [head.strip().lower()]
        if witness is not None:
            noted += read_witness(witness.read_text(encoding="utf-8").splitlines(), witness.name)
        report = verify_store(store, noted)
        if form is AnswerFormat.JSON:
            print_text(report.model_dump_json(indent=1) + "\n")
        else:
            print_lines(render_verification(report, lang))
        raise typer.Exit(ExitCode.DONE if report.whole else ExitCode.DIFFERS)


@trail_commands.command("head")
def show_head(lang: LangOption = Lang.VI) -> None:
    """In bản ghi cuối thành một dòng, để ghi lại ở nơi khác hoặc in ra giấy."""
    with handle_errors(lang, as_json=False), open_database(load_settings(), proven=False) as store:
        print_text(describe_head(store) + "\n")


@trail_commands.command()
def repair(
    reason: Annotated[
        str,
        typer.Option(
            "--reason", metavar="LÝ-DO", help=f"Lý do, nhiều nhất {MAX_REASON} ký tự; được ghi vào nhật ký."
        ),
    ],
    lang: LangOption = Lang.VI,
) -> None:
    """Xác nhận các chỗ hỏng của nhật ký để ghi tiếp; không xóa, không sửa gì, việc này cũng được ghi lại."""
    with handle_errors(lang, as_json=False), open_database(load_settings(), proven=False) as store:
        print_lines(render_repair(repair_audit_log(store, DEVELOPER, reason), lang))


@trail_commands.command("show")
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
    form: FormatOption = AnswerFormat.TEXT,
    lang: LangOption = Lang.VI,
) -> None:
    """Xem nhật ký, mới nhất trước."""
    with (
        handle_errors(lang, as_json=form is AnswerFormat.JSON),
        open_database(load_settings(), proven=False) as store,
    ):
        moment = None if since is None else since.replace(tzinfo=UTC)
        found = list_entries(store, DEVELOPER, AuditLogFilter(subject=subject, since=moment), limit=limit)
        if form is AnswerFormat.JSON:
            rows = [entry.model_dump(mode="json") for entry in found]
            print_text(json.dumps(rows, ensure_ascii=False, indent=1) + "\n")
        else:
            print_lines(render_entries(found, lang))
