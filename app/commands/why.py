"""`cocau why`: why somebody is in a plan or not, or in a post or not; what the opposite would take."""

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
    from cocau.solver.explain.why import Reasons
    from cocau.solver.proposal import Proposal


def why(  # noqa: PLR0913, PLR0917  # an option each
    proposal: ProposalArgument,
    people: Annotated[
        list[str], typer.Option("--person", metavar="MÃ", help="Hỏi về người này; lặp lại được.")
    ],
    part: Annotated[
        str | None,
        typer.Option(
            "--as",
            metavar="VỊ-TRÍ",
            help="Hỏi về vị trí này: in, deputy, hoặc chức danh như chair, head/legal.",
        ),
    ] = None,
    at: Annotated[
        str | None, typer.Option("--at", metavar="ĐƠN-VỊ", help="Hỏi về đơn vị bầu cử này.")
    ] = None,
    seconds: SecondsOption = 60,
    form: FileFormatOption = None,
    output: OutputOption = None,
    lang: LangOption = Lang.VI,
) -> None:
    """Vì sao một người có hay không có trong phương án, giữ hay không giữ chức danh; ngược lại thì sao."""
    with reported(lang, as_json=form is Format.JSON), as_options(_OPTIONS):
        from cocau.app.render.why import reasons

        def ask(stored: "Proposal", effort: "Effort") -> "Reasons":
            from cocau.solver.explain.named import questions
            from cocau.solver.explain.why import why as asked

            return asked(stored, questions(stored, people, part, at), effort)

        answer = Inquiry(proposal, seconds, form, output, lang).answered(ask, reasons)
        raise typer.Exit(Exit.DONE if answer.complete else Exit.STOPPED)


_OPTIONS = {"person": "--person", "as": "--as", "at": "--at"}
