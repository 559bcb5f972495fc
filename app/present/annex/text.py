"""Texts fit for an official page: cleaned and cut to length."""

import unicodedata

from cocau.constraints.model.people import PERSON_FIELDS, Person, Pool

INVISIBLE = "\ufffd"
"""Shown instead of a control character, or of one that reverses the text."""

MAX_TEXT_LENGTH = 4000
"""The most letters of a text: real ones have some hundred, and a page has to end."""

_BREAKS = frozenset("\t\n\r\x0b\x0c\x1c\x1d\x1e\x1f\x85")


def clean_text(text: str) -> str:
    """Return a text in NFC on one line, with invisible characters made visible."""
    text = truncate(text, 2 * MAX_TEXT_LENGTH)
    if not text.isprintable():
        text = "".join(c if c.isprintable() else _make_visible(c) for c in text)
    return truncate(" ".join(unicodedata.normalize("NFC", text).split()), MAX_TEXT_LENGTH)


def truncate(text: str, max_length: int) -> str:
    """Cut a text to a length, with an ellipsis where something is cut."""
    return text if len(text) <= max_length else f"{text[: max_length - 1]}…"


def _make_visible(character: str) -> str:
    blank = character in _BREAKS or unicodedata.category(character).startswith("Z")
    return " " if blank else INVISIBLE


_MAX_FIELD_LENGTH = 200
_PRINTED_FIELDS = tuple(name for name, declared in PERSON_FIELDS.items() if declared.printed)


def truncate_pool(pool: Pool) -> Pool:
    """Return a pool with printed texts of people cut to a maximum length."""
    return pool.replace_unvalidated(people=tuple(_truncate_person(person) for person in pool.people))


def _truncate_person(person: Person) -> Person:
    printed = ((field, getattr(person, field)) for field in _PRINTED_FIELDS)
    long = [f for f, text in printed if isinstance(text, str) and len(text) > _MAX_FIELD_LENGTH]
    return (
        person.replace_unvalidated(
            **{field: truncate(getattr(person, field), _MAX_FIELD_LENGTH) for field in long}
        )
        if long
        else person
    )
