"""`cocau prices`: what each must costs the aims, and what one step of its bounds is worth."""

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
from cocau.app.given import given
from cocau.app.languages import Lang


def prices(
    proposal: ProposalArgument,
    rules: Annotated[
        list[str] | None,
        typer.Option("--rule", metavar="QĐ", help="Chỉ quy định bắt buộc hoặc yêu cầu này; lặp lại được."),
    ] = None,
    seconds: SecondsOption = 60,
    form: FileFormatOption = None,
    output: OutputOption = None,
    lang: LangOption = Lang.VI,
) -> None:
    """Mỗi quy định bắt buộc làm các mục tiêu kém đi bao nhiêu, và nới hoặc siết một bậc thì sao."""
    with reported(lang, as_json=form is Format.JSON), given("PHƯƠNG-ÁN-JSON", proposal):
        from cocau.app.render.prices import priced
        from cocau.solver.explain.prices import prices as found_for
        from cocau.solver.proposal import Outcome

        answer = Inquiry(proposal, seconds, form, output, lang).answered(
            lambda whole, effort: found_for(whole, effort, rules or ()), priced
        )
        if answer.outcome is Outcome.CONFLICT:
            raise typer.Exit(Exit.CONFLICT)
        raise typer.Exit(Exit.DONE if answer.complete else Exit.STOPPED)
