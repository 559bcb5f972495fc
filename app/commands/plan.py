"""`cocau plan`: a slate for a council, from a pool, under a rulebook."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cocau.app.commands.endings import form_for
from cocau.app.commands.faults import options_of
from cocau.app.commands.options import (
    JSON_FILES,
    FileFormatOption,
    Format,
    LangOption,
    OutputOption,
    RulebookOption,
)
from cocau.app.commands.reporting import attempt, note, reported
from cocau.app.commands.search import Search, planning
from cocau.app.commands.what_if import overrides, pairs, pins, placed
from cocau.app.commands.writing import PLAIN_WIDTH, put, save, show, spare, styled, width
from cocau.app.exits import Exit
from cocau.app.given import given
from cocau.app.languages import Lang
from cocau.constraints.errors import InputError, Problem

if TYPE_CHECKING:
    from cocau.solver.proposal import Proposal
    from cocau.solver.request import PlanRequest

People = list[str]


@dataclass(frozen=True)
class Asked:
    """What a command line asks to plan."""

    council: Path
    pool: Path
    rulebook: str | None
    sets: Sequence[str]
    raised: Sequence[str]
    candidates: Sequence[str]
    deputies: Sequence[str]
    out: Sequence[str]
    posts: Sequence[str]
    places: Sequence[str]
    seconds: float


def plan(  # noqa: PLR0913, PLR0917  # an option each
    council: Annotated[Path, typer.Argument(metavar="HỘI-ĐỒNG", help="Tệp YAML của hội đồng.")],
    pool: Annotated[Path, typer.Argument(metavar="NGUỒN", help="Danh sách giới thiệu: YAML, CSV hoặc XLSX.")],
    rulebook: RulebookOption = None,
    sets: Annotated[
        People | None,
        typer.Option("--set", metavar="QĐ.TRƯỜNG=SỐ", help="Đổi một giới hạn (số hoặc none); lặp lại được."),
    ] = None,
    raised: Annotated[
        People | None, typer.Option("--raise", metavar="QĐ", help="Nâng một mục tiêu thành bắt buộc.")
    ] = None,
    candidates: Annotated[
        People | None, typer.Option("--in", metavar="MÃ", help="Người này phải có trong danh sách ứng cử.")
    ] = None,
    deputies: Annotated[
        People | None, typer.Option("--deputy", metavar="MÃ", help="Người này phải là đại biểu dự kiến.")
    ] = None,
    out: Annotated[
        People | None, typer.Option("--out", metavar="MÃ", help="Người này không có trong danh sách nào.")
    ] = None,
    posts: Annotated[
        People | None,
        typer.Option("--post", metavar="CHỨC-DANH=MÃ", help="Ví dụ chair=p001, head/legal=p007."),
    ] = None,
    places: Annotated[
        People | None, typer.Option("--at", metavar="MÃ=ĐƠN-VỊ", help="Người này ứng cử ở đơn vị bầu cử này.")
    ] = None,
    seconds: Annotated[
        float, typer.Option("--seconds", help="Thời gian tìm tối đa (0 < giây <= 3600).")
    ] = 60,
    form: FileFormatOption = None,
    output: OutputOption = None,
    lang: LangOption = Lang.VI,
) -> None:
    """Lập phương án: danh sách ứng cử, đại biểu dự kiến và chức danh, kèm căn cứ của từng quy định."""
    asked = Asked(
        council,
        pool,
        rulebook,
        sets or (),
        raised or (),
        candidates or (),
        deputies or (),
        out or (),
        posts or (),
        places or (),
        seconds,
    )
    with reported(lang, as_json=form is Format.JSON), given("HỘI-ĐỒNG NGUỒN", council, pool):
        chosen = form_for(form, output, JSON_FILES, Format.TEXT)
        spare(output, (council, pool, *map(Path, (rulebook or "").split("+"))))
        from cocau.app.imports import at_their_places

        with at_their_places(council, pool):
            proposal = Search(planning(request(asked)), lang).run()
        answer(proposal, chosen, lang, output)
        raise typer.Exit(exit_code(proposal))


def request(asked: Asked) -> "PlanRequest":
    """Everything read and put together.

    Raises:
        InputError: all that is wrong with the files and the options, at once.
    """
    from pydantic import ValidationError

    from cocau.app.imports import read_council, read_pool
    from cocau.constraints.documents import problems_of
    from cocau.constraints.library import DEFAULT
    from cocau.solver.request import PlanRequest

    problems: list[Problem] = []
    council = attempt(lambda: read_council(asked.council), problems)
    pool = attempt(lambda: read_pool(asked.pool), problems)
    changed = overrides(asked.sets, problems)
    fixed = pins(
        asked.candidates,
        asked.deputies,
        asked.out,
        pairs("--post", asked.posts, problems),
        placed(asked.places, problems),
    )
    if problems or council is None or pool is None:
        raise InputError(problems)
    try:
        return PlanRequest(
            council=council,
            pool=pool,
            rulebook=asked.rulebook or DEFAULT,
            overrides=changed,
            raised=tuple(asked.raised),
            pins=fixed,
            seconds=asked.seconds,
        )
    except ValidationError as error:
        raise InputError(options_of(problems_of(error))) from None


def exit_code(proposal: "Proposal") -> Exit:
    """The exit code of an outcome."""
    from cocau.solver.proposal import Outcome

    return {Outcome.SOLVED: Exit.DONE, Outcome.CONFLICT: Exit.CONFLICT, Outcome.OUT_OF_TIME: Exit.STOPPED}[
        proposal.outcome
    ]


def answer(proposal: "Proposal", form: Format, lang: Lang, output: Path | None) -> None:
    """A proposal on the screen or, whole or not at all, in a file."""
    from cocau.app.render.json import json
    from cocau.app.render.text import text

    if output is None and form is Format.JSON:
        put(json(proposal))
    elif output is None:
        show(text(proposal, lang, width(), styled=styled()))
    else:
        plain = text(proposal, lang, PLAIN_WIDTH)
        save(json(proposal) if form is Format.JSON else "\n".join(plain) + "\n", output)
        note(f"{'Written' if lang is Lang.EN else 'Đã ghi'}: {output}")
