"""Bytes to text: UTF-8, or UTF-16 that says so; anything else is refused with the place where it shows."""

import codecs

from cocau.app.imports.found import refusal
from cocau.constraints.errors import InputError, Problem

_UTF_32 = (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)
_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_ZIP = b"PK\x03\x04"


def decode(content: bytes, name: str) -> str:
    """The text of a file, without its byte-order mark.

    Raises:
        InputError: empty, a workbook under another name, or bytes of another encoding.
    """
    if not content:
        raise refusal("empty", name, "Tệp rỗng (0 byte).", "The file is empty (0 bytes).")
    if content.startswith(_ZIP):
        raise refusal(
            "workbook",
            name,
            "Đây là tệp XLSX mang đuôi khác; hãy đổi đuôi thành .xlsx.",
            "This is an XLSX workbook under another suffix; rename it to .xlsx.",
        )
    utf_16 = content.startswith(_UTF_16) and not content.startswith(_UTF_32)
    try:
        text = content.decode("utf-16" if utf_16 else "utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError([_not_utf_8(content, error.start, name)]) from None
    if "\0" in text:
        raise InputError([_not_utf_8(content, content.index(0), name)])
    return text


def _not_utf_8(content: bytes, start: int, name: str) -> Problem:
    row = content.count(b"\n", 0, start) + 1
    byte = f"0x{content[start]:02X}"
    return Problem(
        "encoding",
        f"{name}:{row}",
        f"Byte thứ {start + 1} (dòng {row}, giá trị {byte}) không phải UTF-8: tệp được lưu bằng bảng mã khác"
        " (windows-1258, TCVN3, UTF-16...) hoặc đã hỏng. Hãy lưu lại bằng UTF-8 (trong Excel: CSV UTF-8).",
        f"Byte {start + 1} (row {row}, value {byte}) is not UTF-8: the file was saved in another encoding"
        " (windows-1258, TCVN3, UTF-16...) or is damaged. Save it as UTF-8 (in Excel: CSV UTF-8).",
    )
