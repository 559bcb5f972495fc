"""`cocau conflicts`: every set of rules of a proposal that cannot hold together, and why."""

from typing import Annotated

import typer

from cocau.app.commands.inquiry import Inquiry
from cocau.app.commands.options import (
    FileFormatOption,
    Format,
    LangOption,
    OutputOption,
    ProposalArgument,
    SecondsOption,
)
from cocau.app.commands.reporting import reported
from cocau.app.exits import Exit
from cocau.app.languages import Lang


def conflicts(  # noqa: PLR0913, PLR0917  # an option each
    proposal: ProposalArgument,
    aim: Annotated[
        str | None,
        typer.Option("--aim", metavar="QĐ", help="Những gì cản trở mục tiêu chưa đạt này."),
    ] = None,
    limit: Annotated[
        int, typer.Option("--limit", metavar="SỐ", help="Nhiều nhất bao nhiêu nhóm.", min=1, max=1000)
    ] = 20,
    seconds: SecondsOption = 60,
    form: FileFormatOption = None,
    output: OutputOption = None,
    lang: LangOption = Lang.VI,
) -> None:
    """Mọi nhóm quy định không thể cùng đạt, nhỏ nhất trước, và vì sao: còn những ai, ai bị loại."""
    with reported(lang, as_json=form is Format.JSON):
        from cocau.app.render.conflicts import conflicts as rendered
        from cocau.solver.explain.conflicts import conflicts as found

        inquiry = Inquiry(proposal, seconds, form, output, lang)
        answer = inquiry.answered(lambda whole, effort: found(whole, effort, limit, aim), rendered)
        if not (answer.complete or answer.limited):
            raise typer.Exit(Exit.STOPPED)
