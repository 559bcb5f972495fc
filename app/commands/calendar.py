"""`cocau calendar`: the deadlines of a council's election as days, for reading or for a calendar program."""

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cocau.app.commands.endings import form_for
from cocau.app.commands.options import LangOption, OutputOption, RulebookOption
from cocau.app.commands.reporting import note, reported
from cocau.app.commands.writing import PLAIN_WIDTH, put, save, spare, styled, width
from cocau.app.languages import Lang

if TYPE_CHECKING:
    from cocau.app.procedure import Calendar
    from cocau.app.render.course import Course


class CalendarFormat(StrEnum):
    """How a calendar is written."""

    TEXT = "text"
    ICS = "ics"
    JSON = "json"


def calendar(
    council: Annotated[Path, typer.Argument(metavar="HỘI-ĐỒNG", help="Tệp YAML của hội đồng.")],
    rulebook: RulebookOption = None,
    form: Annotated[
        CalendarFormat | None,
        typer.Option("--format", help="Dạng kết quả; mặc định text, hoặc theo đuôi TỆP: .ics, .json."),
    ] = None,
    output: OutputOption = None,
    lang: LangOption = Lang.VI,
) -> None:
    """Lịch bầu cử của một hội đồng: từng thời hạn, ngày, căn cứ, người làm, mức kiểm chứng."""
    with reported(lang, as_json=form is CalendarFormat.JSON):
        chosen = form_for(form, output, _ENDINGS, CalendarFormat.TEXT)
        spare(output, (council, *map(Path, (rulebook or "").split("+"))))
        course, answer = _calendar(council, rulebook, lang)
        content = _written(course, answer, chosen, None if output is None else PLAIN_WIDTH)
        if output is None:
            put(content)
            return
        save(content, output)
        note(f"{'Written' if lang is Lang.EN else 'Đã ghi'}: {output}")


_ENDINGS = {".ics": CalendarFormat.ICS, ".json": CalendarFormat.JSON}


def _calendar(file: Path, rulebook: str | None, lang: Lang) -> "tuple[Course, Calendar]":
    from cocau.app.imports import at_their_places, read_council
    from cocau.app.procedure import calendar_of
    from cocau.app.render.course import Course
    from cocau.constraints.library import DEFAULT, load

    council = read_council(file)
    book = load(rulebook or DEFAULT)
    with at_their_places(file):
        answer = calendar_of(council, book)
    return Course(book, lang, council), answer


def _written(course: "Course", answer: "Calendar", form: CalendarFormat, wide: int | None) -> str:
    if form is CalendarFormat.JSON:
        return answer.to_json()
    if form is CalendarFormat.ICS:
        from cocau.app.render.ics import ics

        return ics(course, answer)
    from cocau.app.render.calendar import calendar as blocks
    from cocau.app.render.paper import lines

    text = lines(blocks(course, answer), wide or width(), styled=wide is None and styled())
    return "\n".join(text) + "\n"
