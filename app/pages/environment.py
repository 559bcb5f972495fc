"""How templates become pages: one Jinja environment for each language, with the words that all pages use."""

from datetime import date, datetime
from enum import StrEnum
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined

from cocau.app.access.roles import May
from cocau.app.languages import Lang
from cocau.app.office.today import VIETNAM
from cocau.app.pages.assets import asset
from cocau.app.pages.translations import translations
from cocau.app.render.blocks import Heading, Line, Table, Tone
from cocau.app.words import label
from cocau.constraints.record import Text


@cache
def environment(lang: Lang) -> Environment:
    """The environment for a language. What a template does not know is an error, not an empty place."""
    made = Environment(
        loader=PackageLoader("cocau.app"),
        extensions=["jinja2.ext.i18n"],
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.install_gettext_translations(translations(lang), newstyle=True)  # type: ignore[attr-defined]  # by the extension
    made.globals.update(lang=lang, asset=asset, May=May, today=date.today, Lang=Lang)
    made.filters.update(_filters(lang))
    made.tests.update(
        heading=lambda block: isinstance(block, Heading),
        line=lambda block: isinstance(block, Line),
        table=lambda block: isinstance(block, Table),
    )
    return made


def _filters(lang: Lang) -> dict[str, object]:
    """`day`, `moment`: as written here, in Vietnam's time. `word`: a value of an enum. `of`: a text."""

    def day(when: date) -> str:
        return f"{when:%d/%m/%Y}" if lang is Lang.VI else f"{when.day} {when:%B %Y}"

    def moment(when: datetime) -> str:
        here = when.astimezone(VIETNAM)
        return f"{here:%H:%M} {day(here.date())}"

    def word(value: StrEnum) -> str:
        return label(value, lang)

    def of(text: Text) -> str:
        return text.of(lang)

    def tone(value: Tone) -> str:
        return "" if value is Tone.PLAIN else f"tone-{value.name.lower()}"

    return {"day": day, "moment": moment, "word": word, "of": of, "tone": tone}
