"""The words of the pages: Vietnamese as they stand in templates, English from a gettext catalogue.

The catalogue is kept as text (`app/locale/en.po`) and compiled when it is first needed.
"""

from functools import cache
from gettext import GNUTranslations, NullTranslations
from importlib.resources import files
from io import BytesIO

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from cocau.app.languages import Lang


@cache
def translations(lang: Lang) -> NullTranslations:
    """What turns a Vietnamese text into one in this language."""
    if lang is Lang.VI:
        return NullTranslations()
    compiled = BytesIO()
    with (files("cocau.app") / "locale" / f"{lang}.po").open("rb") as text:
        write_mo(compiled, read_po(text, locale=str(lang)))
    compiled.seek(0)
    return GNUTranslations(compiled)
