"""`cocau gates`: which step of the procedure is done, open, waiting or late, and which record is missing."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cocau.app.commands.audit import ITS_OWN, stored
from cocau.app.commands.options import Format, FormatOption, LangOption, RulebookOption
from cocau.app.commands.reporting import attempt, reported
from cocau.app.commands.writing import put, show, styled, width
from cocau.app.exits import Exit
from cocau.app.given import given
from cocau.app.languages import Lang
from cocau.constraints.errors import InputError, Problem

if TYPE_CHECKING:
    from cocau.constraints.council import Council
    from cocau.constraints.rulebook import Rulebook


def gates(
    council: Annotated[
        Path, typer.Argument(metavar="HỘI-ĐỒNG", help="Tệp YAML của hội đồng, hoặc phương án JSON.")
    ],
    dossier: Annotated[Path, typer.Argument(metavar="HỒ-SƠ", help="Hồ sơ quy trình: YAML hoặc JSON.")],
    on: Annotated[
        datetime | None,
        typer.Option(
            "--on", formats=["%Y-%m-%d"], metavar="NGÀY", help="Tính đến ngày này; mặc định hôm nay."
        ),
    ] = None,
    rulebook: RulebookOption = None,
    form: FormatOption = Format.TEXT,
    lang: LangOption = Lang.VI,
) -> None:
    """Theo dõi quy trình: bước nào đã làm, đang mở, còn chờ, đã trễ; thiếu văn bản nào, của ai."""
    with reported(lang, as_json=form is Format.JSON), given("HỘI-ĐỒNG HỒ-SƠ", council, dossier):
        raise typer.Exit(
            _gates(council, dossier, _today() if on is None else on.date(), rulebook, form, lang)
        )


def _today() -> date:
    return datetime.now(UTC).astimezone().date()


def _gates(file: Path, dossier: Path, on: date, rulebook: str | None, form: Format, lang: Lang) -> Exit:
    from cocau.app.imports import at_their_places, in_dossier, read_dossier
    from cocau.app.procedure import gates_of
    from cocau.app.render.course import Course
    from cocau.app.render.gates import gates as blocks
    from cocau.app.render.paper import lines
    from cocau.constraints.gates import out_of_order

    problems: list[Problem] = []
    of = attempt(lambda: _council(file, rulebook), problems)
    records = attempt(lambda: read_dossier(dossier), problems)
    if of is None or records is None:
        raise InputError(problems)
    council, book = of
    with at_their_places(file), in_dossier(dossier):
        answer = gates_of(council, book, records, on)
    if form is Format.JSON:
        put(answer.to_json())
    else:
        show(lines(blocks(Course(book, lang, council), answer), width(), styled=styled()))
    return Exit.CONFLICT if out_of_order(answer.states) else Exit.DONE


def _council(file: Path, rulebook: str | None) -> "tuple[Council, Rulebook]":
    """A council and a rulebook by name; or both as a stored proposal has them."""
    from cocau.app.imports import is_proposal, read_council
    from cocau.constraints.library import DEFAULT, load

    if file.suffix.lower() == ".json" and is_proposal(file):
        if rulebook is not None:
            raise InputError([ITS_OWN])
        proposal = stored(file)
        return proposal.request.council, proposal.rulebook
    return read_council(file), load(rulebook or DEFAULT)
