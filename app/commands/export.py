"""`cocau export`: a stored proposal as an official annex: XLSX, DOCX, PDF or JSON."""

from typing import TYPE_CHECKING, Annotated

import typer

from cocau.app.commands.audit import remark_if_altered, stored
from cocau.app.commands.endings import form_for
from cocau.app.commands.options import LangOption, OutputOption, ProposalArgument
from cocau.app.commands.reporting import note, reported
from cocau.app.commands.writing import put, save, spare
from cocau.app.given import given
from cocau.app.languages import Lang
from cocau.app.render.annex.formats import Form, written
from cocau.constraints.errors import InputError, Problem

if TYPE_CHECKING:
    from cocau.solver.proposal import Proposal


_ENDINGS = {f".{form}": form for form in Form}


def export(
    proposal: ProposalArgument,
    form: Annotated[
        Form | None,
        typer.Option("--format", help="Dạng phụ lục; mặc định theo đuôi của TỆP, hoặc json."),
    ] = None,
    output: OutputOption = None,
    without_sensitive: Annotated[  # noqa: FBT002  # typer makes a flag of it
        bool,
        typer.Option(
            "--without-sensitive",
            help="Lược bỏ Đảng, dân tộc, tôn giáo; ẩn số liệu nhỏ hơn 5 của các nhóm đó.",
        ),
    ] = False,
    lang: LangOption = Lang.VI,
) -> None:
    """Phụ lục chính thức của một phương án đã lưu: cơ cấu, danh sách, chức danh, đối chiếu quy định."""
    with reported(lang, as_json=form is Form.JSON), given("PHƯƠNG-ÁN-JSON", proposal):
        chosen = form_for(form, output, _ENDINGS, Form.JSON)
        if output is None and chosen is not Form.JSON:
            raise InputError([_no_file(chosen)])
        spare(output, (proposal,))
        read = stored(proposal)
        remark_if_altered(read, lang)
        content = _annex(read, chosen, lang, sensitive=not without_sensitive)
        if output is None:
            put(content.decode())
            return
        save(content, output)
        note(f"{'Written' if lang is Lang.EN else 'Đã ghi'}: {output}")


def _no_file(form: Form) -> Problem:
    return Problem(
        f"{form}_needs_a_file",
        f"--format {form}",
        f"Dạng này phải ghi ra tệp: thêm -o TỆP.{form}.",
        f"This format has to be written to a file: add -o FILE.{form}.",
    )


def _annex(proposal: "Proposal", form: Form, lang: Lang, *, sensitive: bool) -> bytes:
    from cocau.app.render.annex.sight import EVERYTHING, Sight
    from cocau.app.render.annex.whole import annex

    sight = EVERYTHING if sensitive else Sight(sensitive=False, least=5)
    return written(annex(proposal, lang, sight), form)
