"""`cocau rules`: what a rulebook asks, on which clause it rests, and what it leaves to people."""

from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from app.commands.options import Format, FormatOption, LangOption, RulebookOption
from app.commands.reporting import reported
from app.commands.writing import show, styled, width
from app.languages import Lang

if TYPE_CHECKING:
    from app.render.wording import Wording
    from constraints.rulebook import Rulebook


class LevelName(StrEnum):
    """`constraints.council.Level`, without what it costs to import (a test holds the two together)."""

    PROVINCE = "province"
    DISTRICT = "district"
    COMMUNE = "commune"


def rules(
    on: Annotated[
        datetime | None,
        typer.Option(
            "--on", formats=["%Y-%m-%d"], metavar="NGÀY", help="Chỉ quy định có hiệu lực vào ngày này."
        ),
    ] = None,
    rulebook: RulebookOption = None,
    level: Annotated[LevelName | None, typer.Option("--level", help="Chỉ quy định của cấp này.")] = None,
    coverage: Annotated[  # noqa: FBT002  # typer makes a flag of it
        bool, typer.Option("--coverage", help="Từng ý của chỉ thị và quy định trả lời ý đó.")
    ] = False,
    form: FormatOption = Format.TEXT,
    lang: LangOption = Lang.VI,
) -> None:
    """Liệt kê quy định: mức bắt buộc, căn cứ, nội dung, nghi vấn, và những điều để con người quyết định."""
    with reported(lang, as_json=form is Format.JSON):
        book = selected(rulebook, None if on is None else on.date(), level)
        if form is Format.JSON and not coverage:
            typer.echo(book.model_dump_json(indent=1))
        elif form is Format.JSON:
            typer.echo(_coverage_json(_wording(book, lang)))
        else:
            _show(_wording(book, lang), coverage=coverage)


def selected(name: str | None, on: date | None, level: str | None) -> "Rulebook":
    """A rulebook, or the part of it that is in force on a day and speaks of a level."""
    from constraints.library import DEFAULT, load

    book = load(name or DEFAULT)
    book = book if on is None else book.on(on)
    return book if level is None else book.but(rules=tuple(r for r in book.rules if level in r.levels))


def _wording(book: "Rulebook", lang: Lang) -> "Wording":
    from app.render.wording import Wording

    return Wording(book, lang)


def _show(wording: "Wording", *, coverage: bool) -> None:
    from app.render import rules as rendered
    from app.render.paper import lines

    blocks = rendered.coverage(wording) if coverage else rendered.rules(wording)
    show(lines(blocks, width(), styled=styled()))


def _coverage_json(wording: "Wording") -> str:
    import json

    from app.render.rules import answered

    return json.dumps(
        {
            section: {"rules": [r.id for r in held], "not_modelled": [n.why.model_dump() for n in left]}
            for section, (held, left) in answered(wording).items()
        },
        ensure_ascii=False,
        indent=1,
    )
