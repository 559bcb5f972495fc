"""`cocau front`: the whole Pareto front of two aims: what less of the one costs of the other."""

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
    from cocau.solver.explain.front import Front
    from cocau.solver.proposal import Proposal


def front(  # noqa: PLR0913, PLR0917  # an option each
    proposal: ProposalArgument,
    aims: Annotated[
        tuple[str, str], typer.Option("--aims", metavar="QĐ QĐ", help="Hai mục tiêu cần đánh đổi.")
    ],
    keep_earlier: Annotated[  # noqa: FBT002  # typer makes an option of it
        bool,
        typer.Option("--keep-earlier", help="Giữ các bậc mục tiêu xếp trước cả hai như trong phương án."),
    ] = False,
    limit: Annotated[int, typer.Option("--limit", metavar="SỐ", help="Nhiều nhất bao nhiêu điểm.")] = 100,
    seconds: SecondsOption = 60,
    form: FileFormatOption = None,
    output: OutputOption = None,
    lang: LangOption = Lang.VI,
) -> None:
    """Đánh đổi giữa hai mục tiêu: mọi mức mà mục tiêu này chỉ tốt hơn khi mục tiêu kia kém đi."""
    with reported(lang, as_json=form is Format.JSON), as_options(_OPTIONS):
        from cocau.app.render.front import fronts

        def ask(stored: "Proposal", effort: "Effort") -> "Front":
            from cocau.solver.explain.front import front as found

            return found(stored, aims, effort, keep_earlier=keep_earlier, limit=limit)

        answer = Inquiry(proposal, seconds, form, output, lang).answered(ask, fronts)
        raise typer.Exit(Exit.DONE if answer.complete else Exit.STOPPED)


_OPTIONS = {"aims": "--aims", "limit": "--limit"}
