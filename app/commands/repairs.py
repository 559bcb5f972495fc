"""`cocau repairs`: all cheapest ways out of a conflict, each with the slate it would give."""

from typing import TYPE_CHECKING, Annotated

import typer

from cocau.app.commands.audit import remark_if_altered, stored
from cocau.app.commands.endings import form_for
from cocau.app.commands.inquiry import Inquiry
from cocau.app.commands.options import (
    JSON_FILES,
    FileFormatOption,
    Format,
    LangOption,
    OutputOption,
    ProposalArgument,
    SecondsOption,
)
from cocau.app.commands.plan import answer, exit_code
from cocau.app.commands.reporting import note, reported
from cocau.app.commands.search import Search
from cocau.app.commands.writing import spare
from cocau.app.exits import Exit
from cocau.app.languages import Lang
from cocau.constraints.errors import InputError, Problem

if TYPE_CHECKING:
    from cocau.solver.effort import Effort
    from cocau.solver.explain.repair import Repair, Repairs
    from cocau.solver.proposal import Proposal


def repairs(  # noqa: PLR0913, PLR0917  # an option each
    proposal: ProposalArgument,
    limit: Annotated[
        int, typer.Option("--limit", metavar="SỐ", help="Nêu nhiều nhất bấy nhiêu cách.", min=1, max=1000)
    ] = 10,
    slates: Annotated[
        int,
        typer.Option(
            "--slates", metavar="SỐ", help="Lập phương án cho bấy nhiêu cách rẻ nhất.", min=0, max=100
        ),
    ] = 3,
    apply: Annotated[
        int | None,
        typer.Option(
            "--apply", metavar="THỨ-TỰ", help="Lập phương án theo cách thứ này, như `cocau plan`.", min=1
        ),
    ] = None,
    seconds: SecondsOption = 60,
    form: FileFormatOption = None,
    output: OutputOption = None,
    lang: LangOption = Lang.VI,
) -> None:
    """Các cách rẻ nhất để tháo gỡ xung đột: nới gì bao nhiêu, bỏ yêu cầu nào, giới thiệu thêm ai."""
    with reported(lang, as_json=form is Format.JSON):
        asked = Inquiry(proposal, seconds, form, output, lang)
        if apply is not None:
            raise typer.Exit(exit_code(_applied(asked, apply, max(limit, apply))))
        from cocau.app.render.repairs import ways_out
        from cocau.solver.explain.repair import Open
        from cocau.solver.explain.repairs import repairs as repairs_of

        told = asked.answered(lambda stored, effort: repairs_of(stored, effort, limit, slates), ways_out)
        late = {*told.open} - {Open.ANSWERS}
        raise typer.Exit(Exit.STOPPED if late else Exit.DONE)


def _applied(asked: Inquiry, number: int, limit: int) -> "Proposal":
    """The proposal of one repair, shown or written as `cocau plan` does.

    Raises:
        InputError: there are fewer repairs, or this one leaves out a must.
    """
    chosen = form_for(asked.form, asked.output, JSON_FILES, Format.TEXT)
    spare(asked.output, (asked.file,))
    from cocau.solver.effort import Effort
    from cocau.solver.explain.repairs import repaired
    from cocau.solver.explain.repairs import repairs as repairs_of

    whole = stored(asked.file)
    remark_if_altered(whole, asked.lang)

    def planned(effort: "Effort") -> "Proposal":
        repair = _chosen(repairs_of(whole, effort, limit, 0), number)
        return repaired(whole, repair, effort)

    found = Search(lambda tell: planned(Effort(asked.seconds, tell)), asked.lang).run()
    if len(found.request.pool.people) > len(whole.request.pool.people):
        note(
            "Remark: the people to be found are stand-ins; put real people in their place and plan again."
            if asked.lang is Lang.EN
            else "Lưu ý: người cần giới thiệu thêm chỉ là chỗ để trống; thay bằng người thật rồi lập lại."
        )
    answer(found, chosen, asked.lang, asked.output)
    return found


def _chosen(answered: "Repairs", number: int) -> "Repair":
    known = len(answered.repairs)
    if number > known:
        vi = f"Chỉ có {known} cách tháo gỡ." if known else "Không có cách tháo gỡ nào để áp dụng."
        en = f"There are {known} repairs." if known else "There is no repair to apply."
        raise InputError([Problem("unknown_repair", f"--apply {number}", vi, en)])
    repair = answered.repairs[number - 1]
    if repair.patch.dropped:
        rules = ", ".join(repair.patch.dropped)
        raise InputError(
            [
                Problem(
                    "must_dropped",
                    f"--apply {number}",
                    f"Cách này bỏ hẳn quy định bắt buộc ({rules}): chỉ cho thấy điều gì cản trở, "
                    "không lập thành phương án.",
                    f"This one leaves out a must altogether ({rules}): it shows what stands in the way "
                    "and is not made into a proposal.",
                )
            ]
        )
    return repair
