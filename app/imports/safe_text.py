"""Text as people meant it: one Unicode form, nothing invisible, nothing that turns letters around."""

import re
import unicodedata
from collections.abc import Callable

from cocau.constraints.errors import Problem

# Left behind by copying from the web or from Word; they change nothing that can be seen.
_INVISIBLE = re.compile("[\u061c\u180e\u200b-\u200f\u2060-\u2064\ufeff]+")
_LINE_BREAKS = re.compile(r"[\t\n\r]+")
# How letters of the old TCVN3 fonts look in Unicode. Their "ư" is a soft hyphen: it may not be dropped.
_OLD_FONT = re.compile("[\u00a1-\u00ae\u00b5-\u00b9\u00bb-\u00be]")
_DASHES = re.compile("[\u2010-\u2015\u2212]")
_NOT_SLUG = re.compile("[^a-z0-9]+")


class Refused(Exception):
    """A text that cannot be used, and why; whoever knows where it stands makes a `Problem` of it."""

    def __init__(self, code: str, vi: str, en: str) -> None:
        super().__init__(en)
        self.code, self.vi, self.en = code, vi, en

    def at(self, where: str) -> Problem:
        """The problem, at its place."""
        return Problem(self.code, where, self.vi, self.en)


def clean(text: str) -> str:
    """The text in NFC on one line, single spaces, without invisible characters.

    Raises:
        Refused: characters that cannot be meant: controls, surrogates, marks that reverse the writing.
    """
    if not text.isprintable():
        text = _LINE_BREAKS.sub(" ", _INVISIBLE.sub("", text))
        _refuse(text)
    if "\ufffd" in text:
        raise Refused(
            "damaged",
            "Có ký tự � : chữ đã bị hỏng khi lưu tệp. Hãy gõ lại cho đúng.",
            "There is a � : letters were lost when the file was saved. Type the text again.",
        )
    return " ".join(unicodedata.normalize("NFC", text).split())


def _refuse(text: str) -> None:
    for at, c in enumerate(text, start=1):
        if c.isprintable() or unicodedata.category(c) in {"Zs", "Zl", "Zp"}:
            continue
        code = f"U+{ord(c):04X}"
        raise Refused(
            "bad_character",
            f"Ký tự thứ {at} ({code}) không dùng được: ký tự điều khiển hoặc không phải chữ. Hãy xóa đi.",
            f"Character {at} ({code}) cannot be used: a control character, or no letter at all. Delete it.",
        )


def clean_name(text: str) -> str:
    """A person's name, cleaned.

    Raises:
        Refused: as `clean`; also a name typed in a font of before Unicode.
    """
    if old := _OLD_FONT.search(text):
        raise Refused(
            "old_font",
            f"Họ tên có ký tự '{shown(old[0])}': có lẽ gõ bằng phông TCVN3 (ABC). Hãy chuyển sang Unicode.",
            f"The name has '{shown(old[0])}': probably typed in a TCVN3 font. Convert it to Unicode.",
        )
    return clean(text)


def fold(text: str) -> str:
    """What is compared when a word is looked up: no diacritics, no case, plain dashes, single spaces."""
    if not text.isascii():
        bare = "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
        text = _DASHES.sub("-", _INVISIBLE.sub("", bare).replace("đ", "d").replace("Đ", "d"))
    return " ".join(text.casefold().split())


def looked_for(words: str) -> Callable[[str], bool]:
    """What tells whether all these words stand in a text, compared as `fold` has them."""
    wanted = fold(words).split()

    def stand_in(text: str) -> bool:
        folded = fold(text) if wanted else ""
        return all(word in folded for word in wanted)

    return stand_in


def slug(text: str) -> str:
    """ASCII letters, digits and hyphens: ``nguyen-van-an`` for "Nguyễn Văn An"."""
    return _NOT_SLUG.sub("-", fold(text)).strip("-")


def shown(text: str, most: int = 60) -> str:
    """The text as it may stand in a message: short, and nothing that would upset a terminal or a page."""
    visible = "".join(c if c.isprintable() else "\ufffd" for c in text[: most + 1])
    return visible if len(visible) <= most else f"{visible[: most - 1]}…"
