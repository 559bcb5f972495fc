"""`cocau structure`: how many people each organisation introduces, and of which profile."""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from cocau.app.cli.options import (
    CouncilArgument,
    LangOption,
    OutputOption,
    PlanSecondsOption,
    RaisedOption,
    RulebookOption,
    SetsOption,
    build_from_options,
    choose_format,
    parse_overrides,
)
from cocau.app.cli.output import (
    check_output_path,
    deliver,
    get_layout,
    handle_errors,
    print_note,
)
from cocau.app.cli.plan import build_plan_search, get_exit_code
from cocau.app.cli.proposals.exports import OfficeOption, read_office
from cocau.app.files.input_files import input_files
from cocau.app.files.locations import relocate_problems
from cocau.app.files.problems import attempt
from cocau.app.files.readers import read_council, read_offers
from cocau.app.i18n.languages import Lang, say, say_help
from cocau.app.present.annex.formats import AnnexFormat
from cocau.app.present.papers.build import build_allocation_paper
from cocau.app.present.papers.formats import render_paper
from cocau.app.present.papers.office import OfficeSettings
from cocau.app.present.papers.wording import PaperWording
from cocau.app.present.structure import render_structure_text
from cocau.app.python.searches import InterruptibleSearch
from cocau.constraints.checks.council import check_council
from cocau.constraints.checks.offers import check_offers_alone
from cocau.constraints.errors import GivenValue, InputError, Problem
from cocau.constraints.library import choose_rulebook_name, load_rulebook
from cocau.constraints.model.council import Council
from cocau.constraints.model.offers import Offers
from cocau.solver.structure_plan import StructurePlan, build_structure_plan
from cocau.solver.structure_request import build_structure_request


class StructureFormat(StrEnum):
    """The format of a structure plan."""

    TEXT = "text"
    JSON = "json"
    XLSX = "xlsx"
    DOCX = "docx"
    PDF = "pdf"


_TABLES = {StructureFormat.XLSX, StructureFormat.DOCX, StructureFormat.PDF}
"""The formats that hold the allocation alone, and go to a file."""


OffersArgument = Annotated[
    Path,
    typer.Argument(
        metavar="KHẢ-NĂNG",
        help=say_help(
            "Phân bổ số lượng giới thiệu của từng nơi: YAML hoặc JSON.",
            "What organisations may introduce: YAML or JSON.",
        ),
    ),
]
StructureFormatOption = Annotated[
    StructureFormat | None,
    typer.Option(
        "--format",
        help=say_help(
            "Dạng kết quả; mặc định theo đuôi của TỆP, hoặc text; docx và pdf là phụ lục để ký.",
            "Format; by the ending of FILE, or text; docx and pdf are the annex to be signed.",
        ),
    ),
]


def structure(  # noqa: PLR0913, PLR0917  # an option each
    council: CouncilArgument,
    offers: OffersArgument,
    rulebook: RulebookOption = None,
    sets: SetsOption = None,
    raised: RaisedOption = None,
    seconds: PlanSecondsOption = 60,
    form: StructureFormatOption = None,
    output: OutputOption = None,
    office: OfficeOption = None,
    lang: LangOption = Lang.VI,
) -> None:
    """Plan how many people each organisation introduces, and of which profile."""
    problems: list[Problem] = []
    with (
        handle_errors(lang, as_json=form is StructureFormat.JSON),
        input_files("HỘI-ĐỒNG KHẢ-NĂNG", council, offers),
    ):
        chosen = choose_format(form, output, _ENDINGS, StructureFormat.TEXT)
        if chosen in _TABLES and output is None:
            raise InputError([_build_needs_file(chosen)])
        issuer = read_office(office)
        given = (council, offers, *([] if office is None else [office]))
        check_output_path(output, (*given, *map(Path, (rulebook or "").split("+"))))
        with relocate_problems(council, offers=offers):
            read = attempt(lambda: read_council(council), problems)
            offered = attempt(lambda: read_offers(offers), problems)
            overrides = parse_overrides(sets or (), problems)
            if read is None or offered is None:
                raise InputError([*problems, *_check_one_file(read, offered, rulebook)])
            request = build_from_options(
                build_structure_request,
                problems,
                council=read,
                offers=offered,
                rulebook=rulebook or "",
                overrides=overrides,
                raised=tuple(raised or ()),
                seconds=seconds,
            )
            found = build_structure_plan(offered, InterruptibleSearch(build_plan_search(request), lang).run())
        _print_structure(found, StructureOutput(chosen, lang, output, issuer))
        raise typer.Exit(get_exit_code(found.proposal))


def _build_needs_file(form: StructureFormat) -> Problem:
    return Problem(
        "xlsx_needs_a_file",
        ("--format", GivenValue(form)),
        f"Dạng này phải ghi ra tệp: thêm -o TỆP.{form}.",
        f"This format has to be written to a file: add -o FILE.{form}.",
    )


_ENDINGS = {f".{form}": form for form in StructureFormat if form is not StructureFormat.TEXT}


def _check_one_file(council: Council | None, offers: Offers | None, rulebook: str | None) -> list[Problem]:
    """Check the one file that could be read."""
    problems = [] if offers is None else check_offers_alone(offers)
    if council is not None:
        name = rulebook or choose_rulebook_name(council.election_day)
        book = attempt(lambda: load_rulebook(name), problems)
        problems += [] if book is None else check_council(council, book.for_council(council))
    return problems


@dataclass(frozen=True)
class StructureOutput:
    """How and where a structure plan is written; `office`: whose annex it is."""

    form: StructureFormat
    lang: Lang
    file: Path | None
    office: OfficeSettings


def _print_structure(found: StructurePlan, out: StructureOutput) -> None:
    file = None if out.form in _TABLES and found.allocation is None else out.file
    deliver(_render_structure(found, out, file), file, out.lang)
    if out.file != file:  # there is no table to write
        print_note(
            say(
                out.lang,
                f"Chưa ghi vì không có gì để phân bổ: {out.file}",
                f"Not written, there is nothing to allocate: {out.file}",
            )
        )


def _render_structure(found: StructurePlan, out: StructureOutput, file: Path | None) -> str | bytes:
    if out.form is StructureFormat.JSON:
        return found.to_json()
    if out.form not in _TABLES or found.allocation is None:
        width, styled = get_layout(file)
        return "\n".join(render_structure_text(found, out.lang, width, styled=styled)) + "\n"
    if out.form is StructureFormat.XLSX:
        from cocau.app.present.structure_workbook import render_structure_workbook  # of an extra

        return render_structure_workbook(found, found.allocation, out.lang)
    wording = PaperWording(found.proposal.request.council, out.office)
    return render_paper(build_allocation_paper(wording, found.allocation), AnnexFormat[out.form.name])
