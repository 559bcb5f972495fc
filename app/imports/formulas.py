"""Keeps texts from becoming formulas when a spreadsheet opens the file, and takes the guard off again."""

import re

# At the start, and after a semicolon too: Excel may be set to split a CSV line there.
_DANGEROUS = re.compile(r"(^|;\s*)('*[=+\-@\t\r\n＝＋－＠])")
_GUARDED = re.compile(r"(^|;\s*)'('*[=+\-@\t\r\n＝＋－＠])")


def guarded(text: str) -> str:
    """The text with an apostrophe before whatever could begin a formula."""
    return _DANGEROUS.sub(r"\1'\2", text)


def unguarded(text: str) -> str:
    """The text as it was before `guarded`."""
    return _GUARDED.sub(r"\1\2", text)
