"""Words longer than the room they have: where a line may end within them."""

import re
import unicodedata

from cocau.app.render.annex.pieces import ACROSS

HERE = "\u200b"
"""A place without width where a line may end."""

_MM_OF_LETTER = 2
"""Millimetres of a wide letter in a table."""

_FEWEST = 10
"""Letters that are never broken: no word of a name is longer, and what is broken is hard to search for."""


def breakable(text: str, width: int = ACROSS) -> str:
    """The text; a word that may not fit into so many millimetres can be broken after any of its letters."""
    most = max(_FEWEST, width // _MM_OF_LETTER)
    if len(text) <= most:
        return text
    return re.sub(rf"[^\s-]{{{most + 1},}}", lambda word: _broken(word[0]), text)


def _broken(word: str) -> str:
    """Never before a mark that belongs to the letter before it."""
    return "".join(c if unicodedata.combining(c) else f"{HERE}{c}" for c in word).removeprefix(HERE)
