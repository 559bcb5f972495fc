"""`cocau structure`: before there are names, how many people each organisation introduces, of which sort."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cocau.app.commands.endings import form_for
from cocau.app.commands.faults import options_of
from cocau.app.commands.options import LangOption, OutputOption, RulebookOption
from cocau.app.commands.plan import exit_code
from cocau.app.commands.reporting import attempt, note, reported
from cocau.app.commands.search import Search, planning
from cocau.app.commands.what_if import overrides
from cocau.app.commands.writing import PLAIN_WIDTH, put, save, show, spare, styled, width
from cocau.app.given import given
from cocau.app.languages import Lang
from cocau.constraints.errors import InputError, Problem

if TYPE_CHECKING:
    from cocau.constraints.council import Council
    from cocau.constraints.offers import Offers
    from cocau.solver.request import PlanRequest
    from cocau.solver.structure import Structure

Texts = list[str]


class Format(StrEnum):
    """How a structure plan is written."""

    TEXT = "text"
    JSON = "json"
    XLSX = "xlsx"


@dataclass(frozen=True)
class Asked:
    """What a command line asks to plan."""

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
        Format | None,
        typer.Option("--format", help="Dạng kết quả; mặc định theo đuôi của TỆP, hoặc text."),
    ] = None,
    output: OutputOption = None,
    lang: LangOption = Lang.VI,
) -> None:
    """Phân bổ cơ cấu khi chưa có tên người: mỗi nơi giới thiệu bao nhiêu người, thành phần nào."""
    asked = Asked(council, offers, rulebook, sets or (), raised or (), seconds)
    with reported(lang, as_json=form is Format.JSON), given("HỘI-ĐỒNG KHẢ-NĂNG", council, offers):
        chosen = form_for(form, output, _ENDINGS, Format.TEXT)
        if chosen is Format.XLSX and output is None:
            raise InputError([_NO_FILE])
        spare(output, (council, offers, *map(Path, (rulebook or "").split("+"))))
        from cocau.app.imports import at_their_places
        from cocau.solver.structure import structure_of

        with at_their_places(council, offers=offers):
            offered, request = _request(asked)
            found = structure_of(offered, Search(planning(request), lang).run())
        _answer(found, chosen, lang, output)
        raise typer.Exit(exit_code(found.proposal))


_NO_FILE = Problem(
    "xlsx_needs_a_file",
    "--format xlsx",
    "Bảng tính phải ghi ra tệp: thêm -o TỆP.xlsx.",
    "A workbook has to be written to a file: add -o FILE.xlsx.",
)


_ENDINGS = {".json": Format.JSON, ".xlsx": Format.XLSX}


def _request(asked: Asked) -> "tuple[Offers, PlanRequest]":
    """Everything read and put together.

    Raises:
        InputError: all that is wrong with the files and the options, at once.
    """
    from pydantic import ValidationError

    from cocau.app.imports import read_council, read_offers
    from cocau.constraints.documents import problems_of
    from cocau.constraints.library import DEFAULT
    from cocau.solver.structure_request import structure_request

    problems: list[Problem] = []
    council = attempt(lambda: read_council(asked.council), problems)
    offers = attempt(lambda: read_offers(asked.offers), problems)
    changed = overrides(asked.sets, problems)
    if council is None or offers is None:
        problems += _alone(asked, council, offers)
    if problems or council is None or offers is None:
        raise InputError(problems)
    try:
        request = structure_request(
            council,
            offers,
            rulebook=asked.rulebook or DEFAULT,
            overrides=changed,
            raised=tuple(asked.raised),
            seconds=asked.seconds,
        )
    except ValidationError as error:
        raise InputError(options_of(problems_of(error))) from None
    return offers, request


def _alone(asked: Asked, council: "Council | None", offers: "Offers | None") -> list[Problem]:
    """What is wrong with the one file that could be read."""
    from cocau.constraints.checks import council_problems
    from cocau.constraints.library import DEFAULT, load
    from cocau.constraints.offers_checks import offers_problems

    problems = [] if offers is None else offers_problems(offers)
    if council is not None:
        book = attempt(lambda: load(asked.rulebook or DEFAULT), problems)
        problems += [] if book is None else council_problems(council, book.for_council(council))
    return problems


def _answer(found: "Structure", form: Format, lang: Lang, output: Path | None) -> None:
    from cocau.app.render.structure import text

    if output is None or (form is Format.XLSX and found.allocation is None):  # there is no table to write
        if form is Format.JSON:
            put(found.to_json())
        else:
            show(text(found, lang, width(), styled=styled()))
        if output is not None:
            note(
                f"Not written, there is nothing to allocate: {output}"
                if lang is Lang.EN
                else f"Chưa ghi vì không có gì để phân bổ: {output}"
            )
        return
    save(_written(found, form, lang), output)
    note(f"{'Written' if lang is Lang.EN else 'Đã ghi'}: {output}")


def _written(found: "Structure", form: Format, lang: Lang) -> str | bytes:
    if form is Format.XLSX and found.allocation is not None:
        from cocau.app.render.structure_workbook import workbook

        return workbook(found, found.allocation, lang)
    if form is Format.JSON:
        return found.to_json()
    from cocau.app.render.structure import text

    return "\n".join(text(found, lang, PLAIN_WIDTH)) + "\n"
