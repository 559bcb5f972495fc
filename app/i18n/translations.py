"""The pages' gettext catalogues: Vietnamese in the sources, English in a catalogue.

The catalogue is kept as text (`app/i18n/locale/en.po`) and compiled when it is first needed.
"""

from collections.abc import Iterable
from functools import cache
from gettext import GNUTranslations, NullTranslations
from importlib.resources import files
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from cocau.app.i18n.languages import Lang

APP_FOLDER = Path(str(files("cocau.app")))
_KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2)}
_METHODS = [("web/desk/**.py", "python"), ("web/desk/templates/**.html", "jinja2.ext:babel_extract")]
_OPTIONS = {"web/desk/templates/**.html": {"trimmed": "false", "silent": "false"}}


def get_catalogue_path(lang: str) -> Path:
    """Return the path of a language's catalogue."""
    return APP_FOLDER / "i18n" / "locale" / f"{lang}.po"


def extract_messages() -> Catalog:
    """Extract every message of templates and pages, with its files but no line numbers."""
    found = Catalog(fuzzy=False)
    extracted = extract_from_dir(APP_FOLDER, _METHODS, _OPTIONS, _KEYWORDS, comment_tags=())
    for name, _, message, _, context in extracted:
        found.add(message, locations=[(name, 0)], context=context)
    return found


def read_catalogue(lang: str) -> Catalog:
    """Read the catalogue of a language."""
    with get_catalogue_path(lang).open("rb") as text:
        return read_po(text, locale=lang)


def update_catalogue(lang: str) -> list[str]:
    """Rewrite a catalogue from the sources, and return the messages that lack words."""
    held, made = read_catalogue(lang), Catalog(locale=lang, fuzzy=False)
    for message in sorted(extract_messages(), key=lambda message: str(message.id)):
        if message.id:
            known = held.get(message.id)
            words = known.string if known is not None else ""
            made.add(message.id, words, locations=sorted({(n, 0) for n, _ in message.locations}))
    with get_catalogue_path(lang).open("wb") as text:
        write_po(text, made, width=0, omit_header=True)
    return [str(message.id) for message in made if message.id and not all(_list_forms(message.string))]


def _list_forms(words: str | Iterable[str] | None) -> list[str]:
    return [words or ""] if words is None or isinstance(words, str) else list(words)


@cache
def get_translations(lang: Lang) -> NullTranslations:
    """Return the translations of a language; those of Vietnamese change nothing."""
    if lang is Lang.VI:
        return NullTranslations()
    compiled = BytesIO()
    write_mo(compiled, read_catalogue(lang))
    compiled.seek(0)
    return GNUTranslations(compiled)
