"""`cocau audit`: a stored proposal judged again from itself, or a slate typed by hand; without a solver."""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cocau.app.commands.options import Format, FormatOption, LangOption, RulebookOption
from cocau.app.commands.reporting import attempt, note, reported
from cocau.app.commands.writing import put, show, styled, width
from cocau.app.exits import Exit
from cocau.app.given import given
from cocau.app.languages import Lang
from cocau.constraints.errors import InputError, Problem

if TYPE_CHECKING:
    from cocau.app.judging import AuditRequest
    from cocau.app.render.blocks import Block
    from cocau.solver.proposal import Proposal


def audit(
    file: Annotated[
        Path, typer.Argument(metavar="TỆP", help="Phương án JSON; hoặc hội đồng, nếu có thêm hai tệp.")
    ],
    pool: Annotated[Path | None, typer.Argument(metavar="NGUỒN", help="Danh sách giới thiệu.")] = None,
    slate: Annotated[
        Path | None, typer.Argument(metavar="PHƯƠNG-ÁN", help="Phương án cần chấm, YAML.")
    ] = None,
    rulebook: RulebookOption = None,
    form: FormatOption = Format.TEXT,
    lang: LangOption = Lang.VI,
) -> None:
    """Chấm từng quy định, không dùng bộ giải: một phương án đã lưu, hoặc hội đồng + nguồn + phương án."""
    with reported(lang, as_json=form is Format.JSON), given("HỘI-ĐỒNG NGUỒN PHƯƠNG-ÁN", file, pool, slate):
        if (pool is None) is not (slate is None):
            raise InputError([_arguments(str(file))])
        if pool is None and rulebook is not None:
            raise InputError([ITS_OWN])
        if pool is None or slate is None:
            raise typer.Exit(_stored(file, form, lang))
        raise typer.Exit(_typed(file, pool, slate, rulebook, form, lang))


ITS_OWN = Problem(
    "own_rulebook",
    "--rulebook",
    "Phương án đã lưu được chấm theo bộ quy định nằm trong chính nó.",
    "A proposal is judged by the rulebook inside it.",
)


def _arguments(where: str) -> Problem:
    return Problem(
        "no_proposal",
        where,
        "Một tham số: phải là phương án JSON do `cocau plan` ghi; ba tham số: hội đồng, nguồn, phương án.",
        "One argument must be a proposal, JSON, as `cocau plan` writes it; three are council, pool, slate.",
    )


def _stored(file: Path, form: Format, lang: Lang) -> Exit:
    from cocau.app.imports import read_stored
    from cocau.app.judging import broken, rejudge
    from cocau.app.render.audit import rejudged
    from cocau.app.render.sheet import Sheet
    from cocau.solver.structure import Structure

    read = read_stored(file, _arguments(str(file)))
    proposal = read.proposal if isinstance(read, Structure) else read
    again = rejudge(proposal)
    if isinstance(read, Structure):
        from cocau.app.differing_allocation import of_structure

        again = replace(again, differences=(*again.differences, *of_structure(read)))
    if form is Format.JSON:
        show([_as_json(again.findings, again.differences)])
    else:
        pool = read.pool(lang) if isinstance(read, Structure) else proposal.request.pool
        sheet = Sheet(proposal.rulebook, lang, proposal.request.council, pool)
        _show(rejudged(sheet, proposal, again))
    if again.differences:
        return Exit.DIFFERS
    if proposal.slate is None:
        from cocau.solver.proposal import Outcome

        return Exit.CONFLICT if proposal.outcome is Outcome.CONFLICT else Exit.STOPPED
    return Exit.CONFLICT if broken(proposal.rulebook, again.findings) else Exit.DONE


def remark_if_altered(proposal: "Proposal", lang: Lang) -> None:
    """A remark where a stored proposal is not what was written: what is built on it may be wrong too."""
    from cocau.app.judging import rejudge

    if rejudge(proposal).differences:
        note(
            "Remark: this proposal differs from what was stored with it; see `cocau audit`."
            if lang is Lang.EN
            else "Lưu ý: phương án này khác với những gì đã lưu kèm; xem `cocau audit`."
        )


def _as_json(findings: Iterable[object], differences: Iterable[object]) -> str:
    import json

    from pydantic import TypeAdapter

    everything = {"findings": list(findings), "differences": list(differences)}
    plain = TypeAdapter(dict[str, list[object]]).dump_python(everything, mode="json")
    return json.dumps(plain, ensure_ascii=False, indent=1)


def stored(file: Path) -> "Proposal":
    """A proposal from its JSON, for a command that takes nothing else.

    Raises:
        InputError: no such file, or no proposal in it.
    """
    from cocau.app.imports import read_proposal

    return read_proposal(file, _wanted(str(file)))


def _wanted(where: str) -> Problem:
    return Problem(
        "no_proposal",
        where,
        "Phải là phương án JSON, do `cocau plan` hoặc `cocau replan` ghi bằng -o TỆP.json.",
        "It must be a proposal, JSON, as `cocau plan` or `cocau replan` writes it with -o FILE.json.",
    )


def _typed(council: Path, pool: Path, slate: Path, rulebook: str | None, form: Format, lang: Lang) -> Exit:
    from cocau.app.imports import at_their_places
    from cocau.app.judging import judge
    from cocau.app.render.audit import audited
    from cocau.app.render.sheet import Sheet

    request = _request(council, pool, slate, rulebook)
    with at_their_places(council, pool):
        verdict, book = judge(request)
    if form is Format.JSON:
        put(verdict.to_json())
    else:
        _show(audited(Sheet(book, lang, request.council, request.pool), verdict))
    return Exit.DONE if verdict.kept else Exit.CONFLICT


def _request(council: Path, pool: Path, slate: Path, rulebook: str | None) -> "AuditRequest":
    from cocau.app.imports import read_council, read_pool, read_slate
    from cocau.app.judging import AuditRequest
    from cocau.constraints.library import DEFAULT

    problems: list[Problem] = []
    read = (
        attempt(lambda: read_council(council), problems),
        attempt(lambda: read_pool(pool), problems),
        attempt(lambda: read_slate(slate), problems),
    )
    if problems or read[0] is None or read[1] is None or read[2] is None:
        raise InputError(problems)
    return AuditRequest(council=read[0], pool=read[1], slate=read[2], rulebook=rulebook or DEFAULT)


def _show(blocks: "Iterable[Block]") -> None:
    from cocau.app.render.paper import lines

    show(lines(blocks, width(), styled=styled()))
