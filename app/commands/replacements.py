"""`cocau replacements`: who could take a listed person's part, one for one, without breaking a rule."""

from pathlib import Path
from typing import Annotated

import typer

from app.commands.audit import stored
from app.commands.options import Format, FormatOption, LangOption
from app.commands.reporting import reported
from app.commands.writing import show, styled, width
from app.languages import Lang


def replacements(
    proposal: Annotated[Path, typer.Argument(metavar="PHƯƠNG-ÁN", help="Phương án JSON đã lưu.")],
    people: Annotated[
        list[str] | None,
        typer.Option("--person", metavar="MÃ", help="Chỉ người này; lặp lại được. Mặc định: cả danh sách."),
    ] = None,
    form: FormatOption = Format.TEXT,
    lang: LangOption = Lang.VI,
) -> None:
    """Với từng người trong danh sách: ai thay được đúng vị trí đó mà vẫn giữ mọi quy định."""
    with reported(lang, as_json=form is Format.JSON):
        from solver.replacements import replacements as found_for

        whole = stored(proposal)
        found = found_for(whole, people)
        if form is Format.JSON:
            import json

            plain = [each.model_dump(mode="json") for each in found]
            typer.echo(json.dumps({"replacements": plain}, ensure_ascii=False, indent=1))
        elif whole.slate is not None:
            from app.render.paper import lines
            from app.render.replacements import replacing
            from app.render.sheet import Sheet

            sheet = Sheet(whole.rulebook, lang, whole.request.council, whole.request.pool)
            show(lines(replacing(sheet, whole.slate, found), width(), styled=styled()))
