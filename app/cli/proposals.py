"""`cocau audit` and `cocau export`: proposals and slates judged again, official annexes."""

import json
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import typer
from pydantic import TypeAdapter

from cocau.app.audits.differences import compare_structure
from cocau.app.audits.elections import read_election
from cocau.app.audits.proposals import AuditRequest, audit_slate, list_broken_rules, reaudit
from cocau.app.audits.signatures import (
    OTHER_SIGNER,
    SUFFIX,
    WRONG_SIGNATURE,
    FileSignature,
    is_signed,
    read_signature,
)
from cocau.app.cli.options import (
    AnswerFormat,
    FormatOption,
    LangOption,
    OutputOption,
    ProposalArgument,
    RulebookOption,
    choose_format,
)
from cocau.app.cli.output import (
    ExitCode,
    check_output_path,
    deliver,
    format_blocks,
    handle_errors,
    print_lines,
    print_note,
    print_text,
)
from cocau.app.files.input_files import input_files
from cocau.app.files.locations import relocate_problems
from cocau.app.files.problems import attempt
from cocau.app.files.readers import (
    list_pool_remarks,
    read_bytes,
    read_council,
    read_pool,
    read_proof,
    read_proposal,
    read_slate,
    read_stored,
)
from cocau.app.files.tree import read_record
from cocau.app.i18n.languages import Lang, say, say_help
from cocau.app.present.annex.build import build_annex
from cocau.app.present.annex.disclosure import FULL_DISCLOSURE, AnnexDisclosure
from cocau.app.present.annex.formats import AnnexFormat, render_annex
from cocau.app.present.audits import render_audit, render_reaudit
from cocau.app.present.names import Names
from cocau.app.present.papers.build import PAPER_TYPES, PaperKind, build_paper
from cocau.app.present.papers.formats import render_paper
from cocau.app.present.papers.office import OfficeSettings
from cocau.app.present.papers.request import PaperRequest
from cocau.constraints.errors import GivenValue, InputError, Problem
from cocau.constraints.model.people import Pool
from cocau.solver.proposal import Proposal, ProposalOutcome
from cocau.solver.structure_plan import StructurePlan


def audit(  # noqa: PLR0913, PLR0917  # each is an argument of the command
    file: Annotated[
        Path,
        typer.Argument(
            metavar="TỆP",
            help=say_help(
                "Phương án JSON; hoặc hội đồng, nếu có thêm hai tệp.",
                "A proposal, JSON; or the council, if two files follow.",
            ),
        ),
    ],
    pool: Annotated[
        Path | None,
        typer.Argument(metavar="NGUỒN", help=say_help("Danh sách giới thiệu.", "The introduced people.")),
    ] = None,
    slate: Annotated[
        Path | None,
        typer.Argument(
            metavar="PHƯƠNG-ÁN", help=say_help("Phương án cần chấm, YAML.", "The slate to be judged, YAML.")
        ),
    ] = None,
    rulebook: RulebookOption = None,
    signer: Annotated[
        str,
        typer.Option(
            "--signer",
            metavar="KHÓA",
            help=say_help(
                "Khóa công khai mà phương án phải được ký bằng nó.",
                "The public key that the proposal must be signed with.",
            ),
        ),
    ] = "",
    form: FormatOption = AnswerFormat.TEXT,
    lang: LangOption = Lang.VI,
) -> None:
    """Judge a stored proposal or a typed slate, without the solver."""
    with (
        handle_errors(lang, as_json=form is AnswerFormat.JSON),
        input_files("HỘI-ĐỒNG NGUỒN PHƯƠNG-ÁN", file, pool, slate),
    ):
        if (pool is None) is not (slate is None):
            raise InputError([_build_wrong_arguments(str(file))])
        if pool is None and rulebook is not None:
            raise InputError([OWN_RULEBOOK])
        if pool is None or slate is None:
            raise typer.Exit(_audit_stored(file, signer.strip(), form, lang))
        if signer:
            raise InputError([NOTHING_SIGNED])
        raise typer.Exit(_audit_typed(file, pool, slate, rulebook, form, lang))


OWN_RULEBOOK = Problem(
    "own_rulebook",
    ("--rulebook",),
    "Phương án đã lưu được chấm theo bộ quy định nằm trong chính nó.",
    "A proposal is judged by the rulebook inside it.",
)


NOTHING_SIGNED = Problem(
    "nothing_signed",
    ("--signer",),
    "Chỉ phương án đã lưu mới có chữ ký.",
    "Only a stored proposal is signed.",
)


def _build_wrong_arguments(where: str) -> Problem:
    return Problem(
        "no_proposal",
        (where,),
        "Một tham số: phải là phương án JSON do `cocau plan` ghi; ba tham số: hội đồng, nguồn, phương án.",
        "One argument must be a proposal, JSON, as `cocau plan` writes it; three are council, pool, slate.",
    )


def _audit_stored(file: Path, signer: str, form: AnswerFormat, lang: Lang) -> ExitCode:
    read = read_stored(file, _build_wrong_arguments(str(file)))
    proposal = read.proposal if isinstance(read, StructurePlan) else read
    again = reaudit(proposal, None if isinstance(read, StructurePlan) else read_proof(file))
    if isinstance(read, StructurePlan):
        again = replace(again, differences=(*again.differences, *compare_structure(read)))
    signed = _read_signature_beside(file)
    if signed is not None and not is_signed(signed, read_bytes(file)[0]):
        again = replace(again, differences=(*again.differences, WRONG_SIGNATURE))
        signed = None
    elif signer and (signed is None or signed.public_key != signer):
        again = replace(again, differences=(*again.differences, OTHER_SIGNER))
    if form is AnswerFormat.JSON:
        print_lines([_format_json(again.findings, again.differences, signed)])
    else:
        pool = read.pool(lang) if isinstance(read, StructurePlan) else proposal.request.pool
        sheet = Names(proposal.rulebook, lang, proposal.request.council, pool)
        print_text(format_blocks(render_reaudit(sheet, proposal, again)))
        if signed is not None:
            print_lines([_describe_signature(signed, lang)])
    if again.differences:
        return ExitCode.DIFFERS
    if proposal.slate is None:
        return ExitCode.CONFLICT if proposal.outcome is ProposalOutcome.CONFLICT else ExitCode.STOPPED
    return ExitCode.CONFLICT if list_broken_rules(proposal.rulebook, again.findings) else ExitCode.DONE


def _read_signature_beside(file: Path) -> FileSignature | None:
    """Read the signature beside a file; an empty one: what is there is none."""
    beside = Path(f"{file}{SUFFIX}")
    if not beside.is_file():
        return None
    return read_signature(read_bytes(beside)[0]) or FileSignature(signer="", public_key="", signature="")


def _describe_signature(signed: FileSignature, lang: Lang) -> str:
    name = signed.signer or "—"
    return say(
        lang,
        f"Chữ ký đúng. Tên ghi trong chữ ký: {name}. Khóa công khai {signed.public_key}: "
        "hãy đối chiếu với khóa mà nơi ký công bố (`cocau key public`).",
        f"The signature is right. Name in it: {name}. Public key {signed.public_key}: "
        "compare it with the one that the signer tells (`cocau key public`).",
    )


def _format_json(
    findings: Iterable[object], differences: Iterable[object], signed: FileSignature | None
) -> str:
    everything = {"findings": list(findings), "differences": list(differences)}
    plain = TypeAdapter(dict[str, Any]).dump_python(everything, mode="json")
    if signed is not None:
        plain["signature"] = {"signer": signed.signer, "public_key": signed.public_key}
    return json.dumps(plain, ensure_ascii=False, indent=1)


def read_stored_proposal(file: Path) -> Proposal:
    """Read a proposal from its JSON, for a command that takes nothing else.

    Raises:
        InputError: no such file, or no proposal in it.
    """
    return read_proposal(file, _build_no_proposal(str(file)))


def read_proposal_aloud(file: Path, lang: Lang) -> Proposal:
    """Read a stored proposal; print a remark where it differs from what was stored with it.

    Raises:
        InputError: no such file, or no proposal in it.
    """
    proposal = read_stored_proposal(file)
    if reaudit(proposal).differences:
        print_note(
            say(
                lang,
                "Lưu ý: phương án này khác với những gì đã lưu kèm; xem `cocau audit`.",
                "Remark: this proposal differs from what was stored with it; see `cocau audit`.",
            )
        )
    return proposal


def _build_no_proposal(where: str) -> Problem:
    return Problem(
        "no_proposal",
        (where,),
        "Phải là phương án JSON, do `cocau plan` hoặc `cocau replan` ghi bằng -o TỆP.json.",
        "It must be a proposal, JSON, as `cocau plan` or `cocau replan` writes it with -o FILE.json.",
    )


def _audit_typed(
    council: Path, pool: Path, slate: Path, rulebook: str | None, form: AnswerFormat, lang: Lang
) -> ExitCode:
    request = _read_audit_request(council, pool, slate, rulebook, lang)
    with relocate_problems(council, pool):
        verdict, book = audit_slate(request)
    if form is AnswerFormat.JSON:
        print_text(verdict.to_json())
    else:
        print_text(format_blocks(render_audit(Names(book, lang, request.council, request.pool), verdict)))
    return ExitCode.DONE if verdict.kept else ExitCode.CONFLICT


def read_pool_aloud(path: Path, lang: Lang) -> Pool:
    """Read the people in a file, and tell on stderr what their sender should know of it.

    Raises:
        InputError: as `read_pool`.
    """
    pool = read_pool(path)
    for remark in list_pool_remarks(path):
        print_note(f"{remark.where}: {remark.of(lang)}")
    return pool


def _read_audit_request(
    council: Path, pool: Path, slate: Path, rulebook: str | None, lang: Lang
) -> AuditRequest:
    problems: list[Problem] = []
    read = (
        attempt(lambda: read_council(council), problems),
        attempt(lambda: read_pool_aloud(pool, lang), problems),
        attempt(lambda: read_slate(slate), problems),
    )
    if problems or read[0] is None or read[1] is None or read[2] is None:
        raise InputError(problems)
    return AuditRequest(council=read[0], pool=read[1], slate=read[2], rulebook=rulebook or "")


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
