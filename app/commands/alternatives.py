"""`cocau alternatives`: the next best slates, each so many people away from the plan and from each other."""

from typing import TYPE_CHECKING, Annotated

import typer

from cocau.app.commands.faults import as_options
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

if TYPE_CHECKING:
    from cocau.solver.effort import Effort
    from cocau.solver.explain.alternatives import Alternatives
    from cocau.solver.proposal import Proposal


def alternatives(  # noqa: PLR0913, PLR0917  # an option each
    proposal: ProposalArgument,
    number: Annotated[int, typer.Option("--number", metavar="SỐ", help="Bao nhiêu phương án khác.")] = 5,
    apart: Annotated[
        int, typer.Option("--apart", metavar="SỐ", help="Khác nhau ít nhất bao nhiêu người.")
    ] = 3,
    within: Annotated[
        list[str] | None,
        typer.Option("--within", metavar="QĐ", help="Không kém hơn ở mục tiêu này; lặp lại được."),
    ] = None,
    seconds: SecondsOption = 60,
    form: FileFormatOption = None,
    output: OutputOption = None,
    lang: LangOption = Lang.VI,
) -> None:
    """Các phương án tốt kế tiếp, khác nhau ít nhất một số người; đã chứng minh là tốt nhất còn lại."""
    with reported(lang, as_json=form is Format.JSON), as_options(_OPTIONS):
        from cocau.app.render.alternatives import others

        def ask(stored: "Proposal", effort: "Effort") -> "Alternatives":
            from cocau.solver.explain.alternatives import alternatives as found

            return found(stored, number, apart, within or (), effort)

        answer = Inquiry(proposal, seconds, form, output, lang).answered(ask, others)
        raise typer.Exit(Exit.DONE if answer.complete else Exit.STOPPED)


_OPTIONS = {"number": "--number", "apart": "--apart", "within": "--within"}
