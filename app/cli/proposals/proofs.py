"""`cocau proof`: how a proposal or an answer about it is proven; files to check it by."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cocau.app.cli.inputs import read_stored_proposal
from cocau.app.cli.options import (
    AnswerFormat,
    FormatOption,
    LangOption,
    ProposalArgument,
    SecondsOption,
    parse_output_path,
)
from cocau.app.cli.output import (
    ExitCode,
    check_output_path,
    format_blocks,
    handle_errors,
    make_folder,
    print_note,
    print_text,
    print_written,
    save,
)
from cocau.app.files.input_files import input_files
from cocau.app.files.readers import read_answer, read_proof
from cocau.app.i18n.languages import Lang, say_help
from cocau.app.present.names import Names
from cocau.app.python.searches import InterruptibleSearch
from cocau.constraints.errors import InputError
from cocau.solver.proposal import Proposal

if TYPE_CHECKING:
    from cocau.solver.proofs.answers.answer_proof import AnswerProof
    from cocau.solver.proofs.proof import ProposalProof
    from cocau.solver.question import QuestionAnswer

ProvenAnswerOption = Annotated[
    Path | None,
    typer.Option(
        "--answer",
        metavar="TRẢ-LỜI-JSON",
        help=say_help(
            "Chứng minh trả lời đã lưu: khoảng, cái giá, phương án kế tiếp, đánh đổi, kết quả bầu cử.",
            "Prove this stored answer: ranges, prices, alternatives, trade-offs or outcomes.",
        ),
    ),
]
ProofOutputOption = Annotated[
    Path | None,
    typer.Option(
        "-o",
        "--output",
        metavar="THƯ-MỤC",
        parser=parse_output_path,
        help=say_help(
            "Ghi vào thư mục này chương trình, chứng minh và verify.py; TỆP.json: phương án hoặc trả lời "
            "kèm chứng minh.",
            "Write program, proof and verify.py to this folder; FILE.json: the proposal, or the answer, with "
            "its proof.",
        ),
    ),
]
SlatesOption = Annotated[
    int,
    typer.Option(
        "--slates",
        metavar="SỐ",
        min=0,
        help=say_help(
            "Đối chiếu ràng buộc với phần chấm trên bấy nhiêu phương án ngẫu nhiên.",
            "Hold the rows against the audit on so many random slates.",
        ),
    ),
]


def proof(  # noqa: PLR0913, PLR0917  # each is an option of the command
    proposal: ProposalArgument,
    answer: ProvenAnswerOption = None,
    output: ProofOutputOption = None,
    slates: SlatesOption = 0,
    seconds: SecondsOption = 60,
    form: FormatOption = AnswerFormat.TEXT,
    lang: LangOption = Lang.VI,
) -> None:
    """Show how each claim is proven, and write what a stranger needs to check it."""
    files = (proposal,) if answer is None else (proposal, answer)
    with handle_errors(lang, as_json=form is AnswerFormat.JSON), input_files("PHƯƠNG-ÁN-JSON", *files):
        if output is not None and output.suffix == ".json":
            check_output_path(output, files)
        stored = read_stored_proposal(proposal)
        if answer is None:
            _prove_proposal(proposal, stored, output, slates, seconds, form, lang)
        else:
            _prove_answer(answer, stored, output, seconds, form, lang)
        if output is not None:
            print_written(output, lang)
        raise typer.Exit(ExitCode.DONE)


def _prove_proposal(  # noqa: PLR0913, PLR0917  # as the command has them
    file: Path,
    stored: Proposal,
    output: Path | None,
    slates: int,
    seconds: float,
    form: AnswerFormat,
    lang: Lang,
) -> None:
    from cocau.app.audits.proof_files import (  # compiles rows, which no other command here does
        build_proof_files,
        check_agreement,
        embed_proof,
    )
    from cocau.app.present.explanations.proofs import render_proof
    from cocau.solver.proofs.check import check_proof

    found = read_proof(file)
    if found is None:
        found = _prove(stored, seconds, lang)
    elif problems := check_proof(stored, found):
        raise InputError(problems)
    if form is AnswerFormat.JSON:
        print_text(found.to_json())
    else:
        print_text(format_blocks(render_proof(Names.of(stored, lang), stored, found)))
    if slates:
        print_note(check_agreement(stored, slates).of(lang))
    if output is not None and output.suffix == ".json":
        save(embed_proof(stored.to_json(), found), output)
    elif output is not None:
        _write_folder(output, build_proof_files(stored, found))


def _prove_answer(  # as the command has them
    file: Path, stored: Proposal, output: Path | None, seconds: float, form: AnswerFormat, lang: Lang
) -> None:
    from cocau.app.audits.answer_proof_files import build_answer_files
    from cocau.app.audits.proof_files import embed_proof
    from cocau.app.present.explanations.answer_proofs import render_answer_proof
    from cocau.solver.proofs.answers.check import check_answer_proof

    asked, found = read_answer(file)
    if found is None:
        found = _find_answer_proof(stored, asked, seconds, lang)
    if problems := check_answer_proof(stored, asked, found):
        raise InputError(problems)
    if form is AnswerFormat.JSON:
        print_text(found.to_json())
    else:
        print_text(format_blocks(render_answer_proof(Names.of(stored, lang), stored, found, asked)))
    if output is not None and output.suffix == ".json":
        save(embed_proof(asked.to_json(), found), output)
    elif output is not None:
        _write_folder(output, build_answer_files(stored, asked, found))


def _prove(stored: Proposal, seconds: float, lang: Lang) -> "ProposalProof":
    from cocau.solver.proofs.find import prove_proposal  # engines, which a proof in the file does without
    from cocau.solver.time_budget import TimeBudget

    return InterruptibleSearch(lambda tell: prove_proposal(stored, TimeBudget(seconds, tell)), lang).run()


def _find_answer_proof(
    stored: Proposal, asked: "QuestionAnswer", seconds: float, lang: Lang
) -> "AnswerProof":
    from cocau.solver.proofs.answers.find import find_answer_proof
    from cocau.solver.time_budget import TimeBudget

    return InterruptibleSearch(
        lambda tell: find_answer_proof(stored, asked, TimeBudget(seconds, tell)), lang
    ).run()


def _write_folder(folder: Path, texts: Mapping[str, str]) -> None:
    for name, text in texts.items():
        path = folder / name
        make_folder(path.parent, f"-o {folder}")
        save(text, path, f"-o {folder}")
