"""`cocau structure`: how many people each organisation introduces, and of which profile."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cocau.app.cli.options import (
    LangOption,
    OutputOption,
    RulebookOption,
    choose_format,
    convert_to_options,
    parse_overrides,
)
from cocau.app.cli.output import (
    PLAIN_WIDTH,
    InterruptibleSearch,
    attempt,
    build_plan_search,
    check_output_path,
    get_width,
    handle_errors,
    is_styled,
    print_lines,
    print_note,
    print_text,
    save,
)
from cocau.app.cli.plan import get_exit_code
from cocau.app.files.input_files import input_files
from cocau.app.i18n.languages import Lang
from cocau.constraints.errors import InputError, Problem

if TYPE_CHECKING:
    from cocau.constraints.model.council import Council
    from cocau.constraints.model.offers import Offers
    from cocau.solver.request import PlanRequest
    from cocau.solver.structure_plan import StructurePlan

Texts = list[str]


class StructureFormat(StrEnum):
    """The format of a structure plan."""

    TEXT = "text"
    JSON = "json"
    XLSX = "xlsx"


@dataclass(frozen=True)
class StructureArguments:
    """The arguments of `cocau structure`."""

    council: Path
    offers: Path
    rulebook: str | None
    sets: Sequence[str]
    raised: Sequence[str]
    seconds: float


def structure(  # noqa: PLR0913, PLR0917  # an option each
    council: Annotated[Path, typer.Argument(metavar="HỘI-ĐỒNG", help="Tệp YAML của hội đồng.")],
    offers: Annotated[
        Path, typer.Argument(metavar="KHẢ-NĂNG", help="Khả năng giới thiệu của từng nơi: YAML hoặc JSON.")
    ],
    rulebook: RulebookOption = None,
    sets: Annotated[
        Texts | None,
        typer.Option("--set", metavar="QĐ.TRƯỜNG=SỐ", help="Đổi một giới hạn (số hoặc none); lặp lại được."),
    ] = None,
    raised: Annotated[
        Texts | None, typer.Option("--raise", metavar="QĐ", help="Nâng một mục tiêu thành bắt buộc.")
    ] = None,
    seconds: Annotated[
        float, typer.Option("--seconds", help="Thời gian tìm tối đa (0 < giây <= 3600).")
    ] = 60,
    form: Annotated[
        StructureFormat | None,
        typer.Option("--format", help="Dạng kết quả; mặc định theo đuôi của TỆP, hoặc text."),
    ] = None,
    output: OutputOption = None,
    lang: LangOption = Lang.VI,
) -> None:
    """Plan how many people each organisation introduces, and of which profile."""
    asked = StructureArguments(council, offers, rulebook, sets or (), raised or (), seconds)
    with (
        handle_errors(lang, as_json=form is StructureFormat.JSON),
        input_files("HỘI-ĐỒNG KHẢ-NĂNG", council, offers),
    ):
        chosen = choose_format(form, output, _ENDINGS, StructureFormat.TEXT)
        if chosen is StructureFormat.XLSX and output is None:
            raise InputError([_NEEDS_FILE])
        check_output_path(output, (council, offers, *map(Path, (rulebook or "").split("+"))))
        from cocau.app.files.locations import relocate_problems
        from cocau.solver.structure_plan import build_structure_plan

        with relocate_problems(council, offers=offers):
            offered, request = _read_request(asked)
            found = build_structure_plan(offered, InterruptibleSearch(build_plan_search(request), lang).run())
        _print_structure(found, chosen, lang, output)
        raise typer.Exit(get_exit_code(found.proposal))


_NEEDS_FILE = Problem(
    "xlsx_needs_a_file",
    "--format xlsx",
    "Bảng tính phải ghi ra tệp: thêm -o TỆP.xlsx.",
    "A workbook has to be written to a file: add -o FILE.xlsx.",
)


_ENDINGS = {".json": StructureFormat.JSON, ".xlsx": StructureFormat.XLSX}


def _read_request(arguments: StructureArguments) -> "tuple[Offers, PlanRequest]":
    """Read the files and options of a command line into offers and a request.

    Raises:
        InputError: all that is wrong with the files and the options, at once.
    """
    from pydantic import ValidationError

    from cocau.app.files.readers import read_council, read_offers
    from cocau.constraints.documents import list_validation_problems
    from cocau.constraints.library import DEFAULT_RULEBOOK
    from cocau.solver.structure_request import build_structure_request

    problems: list[Problem] = []
    council = attempt(lambda: read_council(arguments.council), problems)
    offers = attempt(lambda: read_offers(arguments.offers), problems)
    changed = parse_overrides(arguments.sets, problems)
    if council is None or offers is None:
        problems += _check_one_file(arguments, council, offers)
    if problems or council is None or offers is None:
        raise InputError(problems)
    try:
        request = build_structure_request(
            council,
            offers,
            rulebook=arguments.rulebook or DEFAULT_RULEBOOK,
            overrides=changed,
            raised=tuple(arguments.raised),
            seconds=arguments.seconds,
        )
    except ValidationError as error:
        raise InputError(convert_to_options(list_validation_problems(error))) from None
    return offers, request


def _check_one_file(
    arguments: StructureArguments, council: "Council | None", offers: "Offers | None"
) -> list[Problem]:
    """Check the one file that could be read."""
    from cocau.constraints.checks.council import check_council
    from cocau.constraints.checks.offers import check_offers_alone
    from cocau.constraints.library import DEFAULT_RULEBOOK, load_rulebook

    problems = [] if offers is None else check_offers_alone(offers)
    if council is not None:
        book = attempt(lambda: load_rulebook(arguments.rulebook or DEFAULT_RULEBOOK), problems)
        problems += [] if book is None else check_council(council, book.for_council(council))
    return problems


def _print_structure(found: "StructurePlan", form: StructureFormat, lang: Lang, output: Path | None) -> None:
    from cocau.app.present.structure import render_structure_text

    if output is None or (
        form is StructureFormat.XLSX and found.allocation is None
    ):  # there is no table to write
        if form is StructureFormat.JSON:
            print_text(found.to_json())
        else:
            print_lines(render_structure_text(found, lang, get_width(), styled=is_styled()))
        if output is not None:
            print_note(
                f"Not written, there is nothing to allocate: {output}"
                if lang is Lang.EN
                else f"Chưa ghi vì không có gì để phân bổ: {output}"
            )
        return
    save(_render_file(found, form, lang), output)
    print_note(f"{'Written' if lang is Lang.EN else 'Đã ghi'}: {output}")


def _render_file(found: "StructurePlan", form: StructureFormat, lang: Lang) -> str | bytes:
    if form is StructureFormat.XLSX and found.allocation is not None:
        from cocau.app.present.structure_workbook import render_structure_workbook

        return render_structure_workbook(found, found.allocation, lang)
    if form is StructureFormat.JSON:
        return found.to_json()
    from cocau.app.present.structure import render_structure_text

    return "\n".join(render_structure_text(found, lang, PLAIN_WIDTH)) + "\n"
