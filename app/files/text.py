"""Text from files: decoded, cleaned, folded for comparison, guarded against formulas."""

import codecs
import re
import unicodedata
from collections.abc import Callable

from cocau.app.files.problems import build_input_error
from cocau.constraints.errors import FilePlace, InputError, Loc, Problem

_UTF_32 = (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)
_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_ZIP = b"PK\x03\x04"


def decode_text(content: bytes, name: str) -> str:
    """Return the text of a file, without its byte-order mark.

    Raises:
        InputError: empty, a workbook under another name, or bytes of another encoding.
    """
    if not content:
        raise build_input_error(
            "empty", (FilePlace(name),), "Tệp rỗng (0 byte).", "The file is empty (0 bytes)."
        )
    if content.startswith(_ZIP):
        raise build_input_error(
            "workbook",
            (FilePlace(name),),
            "Đây là tệp XLSX mang đuôi khác; hãy đổi đuôi thành .xlsx.",
            "This is an XLSX workbook under another suffix; rename it to .xlsx.",
        )
    utf_16 = content.startswith(_UTF_16) and not content.startswith(_UTF_32)
    try:
        text = content.decode("utf-16" if utf_16 else "utf-8-sig")
    except UnicodeDecodeError as error:
        if (old := _decode_windows(content)) is not None:
            return old
        raise InputError([_build_encoding_problem(content, error.start, name)]) from None
    if "\0" in text:
        raise InputError([_build_encoding_problem(content, content.index(0), name)])
    return text


_VIETNAMESE_WORDS = re.compile(r"\b(?:họ và tên|họ tên|ngày sinh|năm sinh|giới tính|đơn vị bầu cử)\b")


def _decode_windows(content: bytes) -> str | None:
    """Return a text in windows-1258, as Excel wrote CSV; None: none of our words is in it."""
    try:
        text = unicodedata.normalize("NFC", content.decode("cp1258"))
    except UnicodeDecodeError:
        return None
    lost = "?" in text  # what an encoder could not write
    return text if not lost and _VIETNAMESE_WORDS.search(text[:20_000].casefold()) else None


def _build_encoding_problem(content: bytes, start: int, name: str) -> Problem:
    row = content.count(b"\n", 0, start) + 1
    byte = f"0x{content[start]:02X}"
    return Problem(
        "encoding",
        (FilePlace(name, row),),
        f"Byte thứ {start + 1} (dòng {row}, giá trị {byte}) không phải UTF-8: tệp được lưu bằng bảng mã khác"
        " (windows-1258, TCVN3, UTF-16...) hoặc đã hỏng. Hãy lưu lại bằng UTF-8 (trong Excel: CSV UTF-8).",
        f"Byte {start + 1} (row {row}, value {byte}) is not UTF-8: the file was saved in another encoding"
        " (windows-1258, TCVN3, UTF-16...) or is damaged. Save it as UTF-8 (in Excel: CSV UTF-8).",
    )


# At the start, and after a semicolon too: Excel may be set to split a CSV line there.
_DANGEROUS = re.compile(r"(^|;\s*)('*[=+\-@\t\r\n＝＋－＠])")
_GUARDED = re.compile(r"(^|;\s*)'('*[=+\-@\t\r\n＝＋－＠])")


def guard_formula(text: str) -> str:
    """Put an apostrophe before a text that a spreadsheet could take for a formula."""
    return _DANGEROUS.sub(r"\1'\2", text)


def unguard_formula(text: str) -> str:
    """Take off the apostrophes that `guard_formula` has put."""
    return _GUARDED.sub(r"\1\2", text)


# Left behind by copying from the web or from Word; they change nothing that can be seen.
_INVISIBLE = re.compile("[\u061c\u180e\u200b-\u200f\u2060-\u2064\ufeff]+")
_LINE_BREAKS = re.compile(r"[\t\n\r]+")
# How letters of the old TCVN3 fonts look in Unicode. Their "ư" is a soft hyphen: it may not be dropped.
_OLD_FONT = re.compile("[\u00a1-\u00ae\u00b5-\u00b9\u00bb-\u00be]")
# How letters of VNI fonts look: a vowel, and its marks as a letter of their own behind it.
_VNI_FONT = re.compile("[aeoyôö][ùøûõïâåäëü]|u[ùøûõï]|aê", re.IGNORECASE)
_DASHES = re.compile("[\u2010-\u2015\u2212]")
_NOT_SLUG = re.compile("[^a-z0-9]+")


class TextError(Exception):
    """A text that cannot be used, and why; its reader makes a `Problem` of it."""

    def __init__(self, code: str, vi: str, en: str) -> None:
        super().__init__(en)
        self.code, self.vi, self.en = code, vi, en

    def __reduce__(self) -> tuple[type["TextError"], tuple[str, str, str]]:
        """Be sent to another process whole."""
        return type(self), (self.code, self.vi, self.en)

    def to_problem(self, loc: Loc) -> Problem:
        """Return the problem at its place."""
        return Problem(self.code, loc, self.vi, self.en)


LONGEST_TEXT = 10_000
"""Characters of one text of a council or a person."""


def clean(text: str) -> str:
    """Return the text in NFC on one line, with single spaces and no invisible characters.

    Raises:
        TextError: too long, or characters that cannot be meant: controls, surrogates, marks that reverse
            the writing.
    """
    if len(text) > LONGEST_TEXT:
        raise TextError(
            "string_too_long",
            f"Dài {len(text)} ký tự; nhiều nhất là {LONGEST_TEXT}.",
            f"{len(text)} characters; at most {LONGEST_TEXT} are read.",
        )
    if not text.isprintable():
        text = _LINE_BREAKS.sub(" ", _INVISIBLE.sub("", text))
        _check_characters(text)
    if "\ufffd" in text:
        raise TextError(
            "damaged",
            "Có ký tự � : chữ đã bị hỏng khi lưu tệp. Hãy gõ lại cho đúng.",
            "There is a � : letters were lost when the file was saved. Type the text again.",
        )
    return " ".join(unicodedata.normalize("NFC", text).split())


def _check_characters(text: str) -> None:
    for at, c in enumerate(text, start=1):
        if c.isprintable() or unicodedata.category(c) in {"Zs", "Zl", "Zp"}:
            continue
        code = f"U+{ord(c):04X}"
        raise TextError(
            "bad_character",
            f"Ký tự thứ {at} ({code}) không dùng được: ký tự điều khiển hoặc không phải chữ. Hãy xóa đi.",
            f"Character {at} ({code}) cannot be used: a control character, or no letter at all. Delete it.",
        )


def is_in_old_font(text: str) -> bool:
    """Return whether a text was probably typed in a font of before Unicode."""
    return _OLD_FONT.search(text) is not None or _VNI_FONT.search(text) is not None


def clean_name(text: str) -> str:
    """Return a person's name, cleaned.

    Raises:
        TextError: as `clean`; also a name typed in a font of before Unicode.
    """
    if old := _OLD_FONT.search(text):
        raise TextError(
            "old_font",
            f"Họ tên có ký tự '{make_printable(old[0])}': có lẽ gõ bằng phông TCVN3 (ABC). "
            "Hãy chuyển sang Unicode.",
            f"The name has '{make_printable(old[0])}': probably typed in a TCVN3 font. "
            "Convert it to Unicode.",
        )
    cleaned = clean(text)
    if vni := _VNI_FONT.search(cleaned):
        raise TextError(
            "old_font",
            f"Họ tên có '{vni[0]}': có lẽ gõ bằng phông VNI. Hãy chuyển sang Unicode.",
            f"The name has '{vni[0]}': probably typed in a VNI font. Convert it to Unicode.",
        )
    return cleaned


def fold(text: str) -> str:
    """Return the text for comparison: no diacritics, no case, plain dashes, single spaces."""
    if not text.isascii():
        bare = "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
        text = _DASHES.sub("-", _INVISIBLE.sub("", bare).replace("đ", "d").replace("Đ", "d"))
    return " ".join(text.casefold().split())


def build_word_matcher(words: str) -> Callable[[str], bool]:
    """Build a predicate that checks whether all these words stand in a text."""
    wanted = fold(words).split()

    def stand_in(text: str) -> bool:
        folded = fold(text) if wanted else ""
        return all(word in folded for word in wanted)

    return stand_in


def slugify(text: str) -> str:
    """Return the text as ASCII letters, digits and hyphens: ``nguyen-van-an``."""
    return _NOT_SLUG.sub("-", fold(text)).strip("-")


def make_printable(text: str, most: int = 60) -> str:
    """Return the text fit for a message: short, and safe for a terminal or a page."""
    visible = "".join(c if c.isprintable() else "\ufffd" for c in text[: most + 1])
    return visible if len(visible) <= most else f"{visible[: most - 1]}…"
