"""`cocau outcomes`: what the voters may still decide about the lists of a stored proposal."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Annotated

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

if TYPE_CHECKING:
    from cocau.app.render.blocks import Block
    from cocau.app.render.sheet import Sheet
    from cocau.solver.explain.outcomes import Outcomes
    from cocau.solver.proposal import Proposal


def outcomes(  # noqa: PLR0913, PLR0917  # an option each
    proposal: ProposalArgument,
    groups: Annotated[
        list[str] | None,
        typer.Option(
            "--group", metavar="NHÓM", help="Chỉ nhóm này, ví dụ women; lặp lại được. Mặc định: mọi nhóm."
        ),
    ] = None,
    by_constituency: Annotated[  # noqa: FBT002  # typer makes a flag of it
        bool, typer.Option("--by-constituency", help="Thêm bảng theo từng đơn vị bầu cử.")
    ] = False,
    seconds: SecondsOption = 60,
    form: FileFormatOption = None,
    output: OutputOption = None,
    lang: LangOption = Lang.VI,
) -> None:
    """Cử tri còn quyết định gì: mỗi nhóm ít nhất, nhiều nhất bao nhiêu; chức danh nào có thể khuyết."""
    with reported(lang, as_json=form is Format.JSON), given("PHƯƠNG-ÁN-JSON", proposal):
        from cocau.solver.explain.outcomes import outcomes as asked

        def told(sheet: "Sheet", _: "Proposal", answer: "Outcomes") -> "Iterable[Block]":
            from cocau.app.render.outcomes import outcomes as rendered

            return rendered(sheet, answer, by_constituency=by_constituency)

        found = Inquiry(proposal, seconds, form, output, lang).answered(
            lambda whole, effort: asked(whole, groups, effort=effort), told
        )
        if not found.complete:
            raise typer.Exit(Exit.STOPPED)
