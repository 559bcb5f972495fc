"""`cocau audit`: proposals and slates judged again, without the solver."""

import json
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import typer
from pydantic import TypeAdapter

from cocau.app.audits.differences import compare_structure
from cocau.app.audits.proposals import AuditRequest, audit_slate, list_broken_rules, reaudit
from cocau.app.audits.signatures import (
    OTHER_SIGNER,
    SUFFIX,
    WRONG_SIGNATURE,
    FileSignature,
    is_signed,
    read_signature,
)
from cocau.app.cli.inputs import OWN_RULEBOOK, read_pool_aloud
from cocau.app.cli.options import (
    AnswerFormat,
    FormatOption,
    LangOption,
    RulebookOption,
)
from cocau.app.cli.output import (
    ExitCode,
    format_blocks,
    handle_errors,
    print_lines,
    print_text,
)
from cocau.app.files.input_files import input_files
from cocau.app.files.locations import relocate_problems
from cocau.app.files.problems import attempt
from cocau.app.files.readers import (
    read_bytes,
    read_council,
    read_proof,
    read_slate,
    read_stored,
)
from cocau.app.i18n.languages import Lang, say, say_help
from cocau.app.present.audits import render_audit, render_reaudit
from cocau.app.present.names import Names
from cocau.constraints.errors import InputError, Problem
from cocau.solver.proposal import ProposalOutcome
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
