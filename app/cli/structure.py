"""`cocau structure`: how many people each organisation introduces, and of which profile."""

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
    InterruptibleSearch,
    check_output_path,
    deliver,
    get_layout,
    handle_errors,
    print_note,
)
from cocau.app.cli.plan import build_plan_search, get_exit_code
from cocau.app.files.input_files import input_files
from cocau.app.files.locations import relocate_problems
from cocau.app.files.problems import attempt
from cocau.app.files.readers import read_council, read_offers
from cocau.app.i18n.languages import Lang, say, say_help
from cocau.app.present.structure import render_structure_text
from cocau.app.present.structure_workbook import render_structure_workbook
from cocau.constraints.checks.council import check_council
from cocau.constraints.checks.offers import check_offers_alone
from cocau.constraints.errors import GivenValue, InputError, Problem
from cocau.constraints.library import DEFAULT_RULEBOOK, load_rulebook
from cocau.constraints.model.council import Council
from cocau.constraints.model.offers import Offers
from cocau.solver.structure_plan import StructurePlan, build_structure_plan
from cocau.solver.structure_request import build_structure_request


class StructureFormat(StrEnum):
    """The format of a structure plan."""

    TEXT = "text"
    JSON = "json"
    XLSX = "xlsx"


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
            "Dạng kết quả; mặc định theo đuôi của TỆP, hoặc text.", "Format; by the ending of FILE, or text."
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
    lang: LangOption = Lang.VI,
) -> None:
    """Plan how many people each organisation introduces, and of which profile."""
    problems: list[Problem] = []
    with (
        handle_errors(lang, as_json=form is StructureFormat.JSON),
        input_files("HỘI-ĐỒNG KHẢ-NĂNG", council, offers),
    ):
        chosen = choose_format(form, output, _ENDINGS, StructureFormat.TEXT)
        if chosen is StructureFormat.XLSX and output is None:
            raise InputError([_NEEDS_FILE])
        check_output_path(output, (council, offers, *map(Path, (rulebook or "").split("+"))))
        with relocate_problems(council, offers=offers):
            read = attempt(lambda: read_council(council), problems)
            offered = attempt(lambda: read_offers(offers), problems)
            overrides = parse_overrides(sets or (), problems)
            if read is None or offered is None:
                raise InputError([*problems, *_check_one_file(read, offered, rulebook or DEFAULT_RULEBOOK)])
            request = build_from_options(
                build_structure_request,
                problems,
                council=read,
                offers=offered,
                rulebook=rulebook or DEFAULT_RULEBOOK,
                overrides=overrides,
                raised=tuple(raised or ()),
                seconds=seconds,
            )
            found = build_structure_plan(offered, InterruptibleSearch(build_plan_search(request), lang).run())
        _print_structure(found, chosen, lang, output)
        raise typer.Exit(get_exit_code(found.proposal))


_NEEDS_FILE = Problem(
    "xlsx_needs_a_file",
    ("--format", GivenValue("xlsx")),
    "Bảng tính phải ghi ra tệp: thêm -o TỆP.xlsx.",
    "A workbook has to be written to a file: add -o FILE.xlsx.",
)


_ENDINGS = {".json": StructureFormat.JSON, ".xlsx": StructureFormat.XLSX}


def _check_one_file(council: Council | None, offers: Offers | None, rulebook: str) -> list[Problem]:
    """Check the one file that could be read."""
    problems = [] if offers is None else check_offers_alone(offers)
    if council is not None:
        book = attempt(lambda: load_rulebook(rulebook), problems)
        problems += [] if book is None else check_council(council, book.for_council(council))
    return problems


def _print_structure(found: StructurePlan, form: StructureFormat, lang: Lang, output: Path | None) -> None:
    file = None if form is StructureFormat.XLSX and found.allocation is None else output
    deliver(_render_structure(found, form, lang, file), file, lang)
    if output is not file:  # there is no table to write
        print_note(
            say(
                lang,
                f"Chưa ghi vì không có gì để phân bổ: {output}",
                f"Not written, there is nothing to allocate: {output}",
            )
        )


def _render_structure(
    found: StructurePlan, form: StructureFormat, lang: Lang, output: Path | None
) -> str | bytes:
    if form is StructureFormat.XLSX and found.allocation is not None:
        return render_structure_workbook(found, found.allocation, lang)
    if form is StructureFormat.JSON:
        return found.to_json()
    width, styled = get_layout(output)
    return "\n".join(render_structure_text(found, lang, width, styled=styled)) + "\n"
