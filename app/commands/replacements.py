"""`cocau replacements`: who could take a listed person's part, one for one, without breaking a rule."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from cocau.app.commands.audit import remark_if_altered, stored
from cocau.app.commands.options import Format, FormatOption, LangOption
from cocau.app.commands.reporting import reported
from cocau.app.commands.writing import show, styled, width
from cocau.app.languages import Lang
from cocau.constraints.errors import InputError, Problem


@contextmanager
def _at_person(people: Sequence[str]) -> Iterator[None]:
    """What is wrong with somebody asked about is told at ``--person``."""
    try:
        yield
    except InputError as error:
        error.problems = tuple(_at_option(p) if p.where in people else p for p in error.problems)
        raise


def _at_option(problem: Problem) -> Problem:
    return Problem(problem.code, f"--person {problem.where}", problem.vi, problem.en)


def replacements(
    proposal: Annotated[Path, typer.Argument(metavar="PHƯƠNG-ÁN-JSON", help="Phương án JSON đã lưu.")],
    people: Annotated[
        list[str] | None,
        typer.Option("--person", metavar="MÃ", help="Chỉ người này; lặp lại được. Mặc định: cả danh sách."),
    ] = None,
    form: FormatOption = Format.TEXT,
    lang: LangOption = Lang.VI,
) -> None:
    """Với từng người trong danh sách: ai thay được đúng vị trí đó mà vẫn giữ mọi quy định."""
    with reported(lang, as_json=form is Format.JSON):
        from cocau.solver.replacements import replacements as found_for

        whole = stored(proposal)
        remark_if_altered(whole, lang)
        with _at_person(people or ()):
            found = found_for(whole, people)
        if form is Format.JSON:
            import json

            plain = [each.model_dump(mode="json") for each in found]
            show([json.dumps({"replacements": plain}, ensure_ascii=False, indent=1)])
        elif whole.slate is not None:
            from cocau.app.render.paper import lines
            from cocau.app.render.replacements import replacing
            from cocau.app.render.sheet import Sheet

            sheet = Sheet.of(whole, lang)
            show(lines(replacing(sheet, whole.slate, found), width(), styled=styled()))
