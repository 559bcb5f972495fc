"""The messages in templates and pages, and the catalogue of a language that answers to them."""

from collections.abc import Iterable
from importlib.resources import files
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

APP = Path(str(files("cocau.app")))
_KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2)}
_METHODS = [("pages/**.py", "python"), ("templates/**.html", "jinja2.ext:babel_extract")]
_OPTIONS = {"templates/**.html": {"trimmed": "false", "silent": "false"}}


def path_of(lang: str) -> Path:
    """Where the catalogue of a language is."""
    return APP / "locale" / f"{lang}.po"


def template() -> Catalog:
    """Every message there is, each with the files that it stands in; without line numbers, which change."""
    found = Catalog(fuzzy=False)
    extracted = extract_from_dir(APP, _METHODS, _OPTIONS, _KEYWORDS, comment_tags=())
    for name, _, message, _, context in extracted:
        found.add(message, locations=[(name, 0)], context=context)
    return found


def catalogue(lang: str) -> Catalog:
    """What the catalogue of a language says now."""
    with path_of(lang).open("rb") as text:
        return read_po(text, locale=lang)


def brought_up_to_date(lang: str) -> list[str]:
    """Write a catalogue anew, in order, with what is new and without what is gone; what still needs words."""
    held, made = catalogue(lang), Catalog(locale=lang, fuzzy=False)
    for message in sorted(template(), key=lambda message: str(message.id)):
        if message.id:
            known = held.get(message.id)
            words = known.string if known is not None else ""
            made.add(message.id, words, locations=sorted({(n, 0) for n, _ in message.locations}))
    with path_of(lang).open("wb") as text:
        write_po(text, made, width=0, omit_header=True)
    return [str(message.id) for message in made if message.id and not all(_said(message.string))]


def _said(words: str | Iterable[str] | None) -> list[str]:
    return [words or ""] if words is None or isinstance(words, str) else list(words)
