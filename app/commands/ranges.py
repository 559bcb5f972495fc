"""`cocau ranges`: of each counted group the least and the largest number possible, and at the optimum."""

from typing import Annotated

import typer

from cocau.app.commands.group_options import groups_of
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


def ranges(  # noqa: PLR0913, PLR0917  # an option each
    proposal: ProposalArgument,
    groups: Annotated[
        list[str] | None,
        typer.Option("--group", metavar="NHÓM", help="Chỉ nhóm này: tên, hoặc như sex=female,age_under=35."),
    ] = None,
    among: Annotated[
        list[str] | None,
        typer.Option("--among", metavar="TẬP", help="Chỉ đếm trong tập này, ví dụ candidates, deputies."),
    ] = None,
    seconds: SecondsOption = 60,
    form: FileFormatOption = None,
    output: OutputOption = None,
    lang: LangOption = Lang.VI,
) -> None:
    """Mỗi nhóm ít nhất, nhiều nhất bao nhiêu người theo quy định, và khi mục tiêu ở mức tốt nhất."""
    with reported(lang, as_json=form is Format.JSON), given("PHƯƠNG-ÁN-JSON", proposal):
        who, sets = groups_of(groups or (), among or ())
        from cocau.app.render.ranges import ranged
        from cocau.solver.explain.ranges import ranges as found_for
        from cocau.solver.proposal import Outcome

        answer = Inquiry(proposal, seconds, form, output, lang).answered(
            lambda whole, effort: found_for(whole, effort, who, sets), ranged
        )
        if answer.outcome is Outcome.CONFLICT:
            raise typer.Exit(Exit.CONFLICT)
        raise typer.Exit(Exit.DONE if answer.complete else Exit.STOPPED)
