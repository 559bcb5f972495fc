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
from cocau.app.i18n.languages import Lang, say_help
from cocau.app.present.audit_log import render_entries, render_repair, render_verification
from cocau.app.services.operations.witness import describe_head, read_witness
from cocau.app.services.planning.proposal_results import check_aggregates

trail_commands = typer.Typer(no_args_is_help=True)


HeadOption = Annotated[
    str | None,
    typer.Option(
        "--head",
        metavar="MÃ-BĂM",
        help=say_help(
            "Mã băm của bản ghi cuối đã ghi lại trước đây.",
            "The hash of a last entry that was noted before.",
        ),
    ),
]
WitnessOption = Annotated[
    Path | None,
    typer.Option(
        "--witness",
        exists=True,
        dir_okay=False,
        metavar="TỆP",
        help=say_help(
            "Tệp đối chứng: mọi bản ghi cuối từng được ghi ra ngoài.",
            "The witness: every head that was noted outside.",
        ),
    ),
]


@trail_commands.command(
    help=say_help(
        ("Kiểm tra nhật ký: bản ghi nào bị sửa, mất, đổi chỗ, lặp lại; đoạn cuối có bị cắt không."),
        (
            "Verify the trail: which entries were altered, are missing, moved or doubled; "
            "whether its end was cut off."
        ),
    )
)
def verify(
    head: HeadOption = None,
    witness: WitnessOption = None,
    form: FormatOption = AnswerFormat.TEXT,
    lang: LangOption = Lang.VI,
) -> None:
    """Verify the audit log, and say which of its entries are not as they were written."""
    with (
        handle_errors(lang, as_json=form is AnswerFormat.JSON),
        open_database(load_settings(), proven=False) as store,
    ):
        noted = [] if head is None else [head.strip().lower()]
        if witness is not None:
            noted += read_witness(witness.read_text(encoding="utf-8").splitlines(), witness.name)
        report = verify_store(store, noted, others=check_aggregates)
        if form is AnswerFormat.JSON:
            print_text(report.to_json())
        else:
            print_lines(render_verification(report, lang))
        raise typer.Exit(ExitCode.DONE if report.whole else ExitCode.DIFFERS)


@trail_commands.command(
    "head",
    help=say_help(
        "In bản ghi cuối thành một dòng, để ghi lại ở nơi khác hoặc in ra giấy.",
        "Print the head in one line, to be noted elsewhere or printed on paper.",
    ),
)
def show_head(lang: LangOption = Lang.VI) -> None:
    """Print the last entry in one line."""
    with handle_errors(lang, as_json=False), open_database(load_settings(), proven=False) as store:
        print_text(describe_head(store) + "\n")


@trail_commands.command(
    help=say_help(
        (
            "Xác nhận các chỗ hỏng của nhật ký để ghi tiếp; không xóa, không sửa gì, việc này "
            "cũng được ghi lại."
        ),
        (
            "Acknowledge the breaks of the audit log so that writing goes on; nothing is removed "
            "or mended, and this act is on record too."
        ),
    )
)
def repair(
    reason: Annotated[
        str,
        typer.Option(
            "--reason",
            metavar="LÝ-DO",
            help=say_help(
                f"Lý do, nhiều nhất {MAX_REASON} ký tự; được ghi vào nhật ký.",
                f"Why, at most {MAX_REASON} letters; it stands in the audit log.",
            ),
        ),
    ],
    lang: LangOption = Lang.VI,
) -> None:
    """Acknowledge the breaks of the audit log, so that writing goes on."""
    with handle_errors(lang, as_json=False), open_database(load_settings(), proven=False) as store:
        print_lines(render_repair(repair_audit_log(store, DEVELOPER, reason), lang))


SubjectOption = Annotated[
    str | None,
    typer.Option(
        "--subject",
        metavar="MÃ",
        help=say_help(
            "Chỉ về đối tượng có mã này.",
            "Only about the thing of this id.",
        ),
    ),
]
SinceOption = Annotated[
    datetime | None,
    typer.Option(
        "--since",
        formats=["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S"],
        metavar="NGÀY",
        help=say_help("Từ thời điểm này (UTC).", "From this moment on (UTC)."),
    ),
]
LimitOption = Annotated[
    int,
    typer.Option(
        "--limit",
        min=1,
        help=say_help(
            "Nhiều nhất bấy nhiêu bản ghi.",
            "At most so many entries.",
        ),
    ),
]


@trail_commands.command(
    "show",
    help=say_help(
        "Xem nhật ký, mới nhất trước.",
        "Show the trail, newest first.",
    ),
)
def show_entries(
    subject: SubjectOption = None,
    since: SinceOption = None,
    limit: LimitOption = 50,
    form: FormatOption = AnswerFormat.TEXT,
    lang: LangOption = Lang.VI,
) -> None:
    """Print entries of the audit log, newest first."""
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
