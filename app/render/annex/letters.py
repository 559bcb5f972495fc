"""Text as it may stand on an official page: one Unicode form, one line, nothing that cannot be seen."""

import unicodedata

UNSEEN = "\ufffd"
"""What stands for a control character, or for a mark that turns the writing around: told, never obeyed."""

LONGEST = 4000
"""Letters of one text: the longest that a document has are some hundred; a page has to end."""

_BREAKS = frozenset("\t\n\r\x0b\x0c\x1c\x1d\x1e\x1f\x85")


def plain(text: str) -> str:
    """The text in NFC with single spaces; a character that nobody could see becomes a visible mark."""
    text = cut(text, 2 * LONGEST)
    if not text.isprintable():
        text = "".join(c if c.isprintable() else _seen(c) for c in text)
    return cut(" ".join(unicodedata.normalize("NFC", text).split()), LONGEST)


def cut(text: str, most: int) -> str:
    """The text, or as much of it as fits, with an ellipsis that says so."""
    return text if len(text) <= most else f"{text[: most - 1]}…"


def _seen(character: str) -> str:
    blank = character in _BREAKS or unicodedata.category(character).startswith("Z")
    return " " if blank else UNSEEN
