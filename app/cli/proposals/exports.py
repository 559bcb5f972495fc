"""`cocau export`: a proposal as a working paper, or as a paper that an office signs."""

from pathlib import Path
from typing import Annotated

import typer

from cocau.app.audits.elections import read_election
from cocau.app.cli.inputs import read_proposal_aloud, read_stored_proposal
from cocau.app.cli.options import (
    LangOption,
    OutputOption,
    ProposalArgument,
    choose_format,
)
from cocau.app.cli.output import (
    check_output_path,
    deliver,
    handle_errors,
    print_note,
)
from cocau.app.files.input_files import input_files
from cocau.app.files.readers import (
    read_bytes,
    read_proof,
)
from cocau.app.files.tree import read_record
from cocau.app.i18n.languages import Lang, say_help
from cocau.app.present.annex.build import build_annex
from cocau.app.present.annex.disclosure import FULL_DISCLOSURE, AnnexDisclosure
from cocau.app.present.annex.formats import AnnexFormat, render_annex
from cocau.app.present.papers.build import PAPER_TYPES, PaperKind, build_paper
from cocau.app.present.papers.formats import render_paper
from cocau.app.present.papers.office import OfficeSettings
from cocau.app.present.papers.request import PaperRequest
from cocau.constraints.errors import GivenValue, InputError, Problem

_ENDINGS = {f".{form}": form for form in AnnexFormat}


ExportFormatOption = Annotated[
    AnnexFormat | None,
    typer.Option(
        "--format",
        help=say_help(
            "Dạng tệp; mặc định theo đuôi của TỆP, hoặc json.", "Format; by the ending of FILE, or json."
        ),
    ),
]
PaperOption = Annotated[
    PaperKind | None,
    typer.Option(
        "--paper",
        help=say_help(
            "Văn bản để ký; không có thì là tài liệu làm việc.",
            "A paper to be signed; without it, the working paper.",
        ),
    ),
]
WithOption = Annotated[
    Path | None,
    typer.Option(
        "--with",
        metavar="PHƯƠNG-ÁN-JSON",
        help=say_help(
            "Phương án để so sánh (--paper comparison).", "The proposal to compare with (--paper comparison)."
        ),
    ),
]
ResultsOption = Annotated[
    Path | None,
    typer.Option(
        "--results",
        metavar="TỆP",
        help=say_help("Kết quả bầu cử đã kiểm (--paper form-26).", "The counted results (--paper form-26)."),
    ),
]
OfficeOption = Annotated[
    Path | None,
    typer.Option(
        "--office",
        metavar="TỆP",
        help=say_help(
            "Thông tin cơ quan ban hành, YAML hoặc JSON.", "What the office says of itself, YAML or JSON."
        ),
    ),
]
TemplateOption = Annotated[
    Path | None,
    typer.Option(
        "--template",
        metavar="TỆP",
        help=say_help(
            "Mẫu Word của cơ quan, thay cho mẫu có sẵn.",
            "The office's own Word template, in place of the shipped one.",
        ),
    ),
]
WithoutSensitiveOption = Annotated[  # typer makes a flag of it
    bool,
    typer.Option(
        "--without-sensitive",
        help=say_help(
            "Lược bỏ Đảng, dân tộc, tôn giáo; ẩn số liệu nhỏ hơn 5 của các nhóm đó.",
            "Leave out Party, ethnicity and religion, and numbers under 5 of those groups.",
        ),
    ),
]


def export(  # noqa: PLR0913, PLR0917  # a parameter each
    proposal: ProposalArgument,
    form: ExportFormatOption = None,
    output: OutputOption = None,
    paper: PaperOption = None,
    other: WithOption = None,
    results: ResultsOption = None,
    office: OfficeOption = None,
    template: TemplateOption = None,
    without_sensitive: WithoutSensitiveOption = False,
    lang: LangOption = Lang.VI,
) -> None:
    """Write a stored proposal as a working paper, or as a paper that an office signs."""
    with (
        handle_errors(lang, as_json=form is AnnexFormat.JSON),
        input_files("PHƯƠNG-ÁN-JSON", proposal, other, results),
    ):
        chosen = choose_format(form, output, _ENDINGS, AnnexFormat.JSON)
        if output is None and chosen.is_binary:
            raise InputError([_build_needs_file(chosen)])
        if paper is not None and without_sensitive:
            raise InputError([_FORMS_ARE_WHOLE])
        check_output_path(output, tuple(filter(None, (proposal, other, results, office, template))))
        read = read_proposal_aloud(proposal, lang)
        if paper is None:
            sight = FULL_DISCLOSURE if not without_sensitive else AnnexDisclosure(sensitive=False, least=5)
            content = render_annex(build_annex(read, lang, sight, read_proof(proposal)), chosen)
        else:
            compared = None if other is None else read_stored_proposal(other)
            elected = () if results is None else read_election(results, read).verdict.elected
            request = PaperRequest(read, read_office(office), compared, elected)
            content = _build_paper(paper, request, chosen, _read_template(template, paper))
        deliver(content, output, lang)


_FORMS_ARE_WHOLE = Problem(
    "forms_are_whole",
    ("--without-sensitive",),
    "Văn bản theo mẫu có đủ các cột; tùy chọn này chỉ dùng cho tài liệu làm việc (không có --paper).",
    "Prescribed forms have all their columns; this option is for the working paper only (no --paper).",
)


def read_office(file: Path | None) -> OfficeSettings:
    """Read what an office says of itself; nothing, if no file is given.

    Raises:
        InputError: everything wrong with the file.
    """
    if file is None:
        return OfficeSettings()
    content, name = read_bytes(file)
    return read_record(content, name, OfficeSettings)


def _read_template(file: Path | None, kind: PaperKind) -> bytes | None:
    """Read a template, and print a remark about the fields that it misses.

    Raises:
        InputError: no Word document, or fields that nothing fills.
    """
    if file is None:
        return None
    from cocau.app.present.papers.templates import check_template  # slow: python-docx

    content, name = read_bytes(file)
    check = check_template(content, PAPER_TYPES[kind].layout)
    if problems := list(check.list_problems()):
        raise InputError(problems)
    if check.missing:
        print_note(f"{name}: {', '.join(f'{{{{{field}}}}}' for field in check.missing)}?")
    return content


def _build_paper(kind: PaperKind, request: PaperRequest, form: AnnexFormat, template: bytes | None) -> bytes:
    if form is AnnexFormat.XLSX and not PAPER_TYPES[kind].has_table:
        raise InputError([_NO_WORKBOOK])
    return render_paper(build_paper(kind, request), form, template)


_NO_WORKBOOK = Problem(
    "no_table",
    ("--format", GivenValue("xlsx")),
    "Văn bản này không có bảng nên không lập thành bảng tính; hãy dùng docx hoặc pdf.",
    "This paper has no table, so there is no workbook of it; take docx or pdf.",
)


def _build_needs_file(form: AnnexFormat) -> Problem:
    return Problem(
        f"{form}_needs_a_file",
        ("--format", GivenValue(form)),
        f"Dạng này phải ghi ra tệp: thêm -o TỆP.{form}.",
        f"This format has to be written to a file: add -o FILE.{form}.",
    )
