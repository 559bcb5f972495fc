"""Unpacks an XLSX file within limits, before anything parses it, and passes on only what was looked at.

The reader that follows makes a dense table in memory, so one cell far out could take all of it; and it
reads an error (#REF!) or a formula that was never calculated as an empty cell, which would pass unseen.
"""

import io
import zipfile
from dataclasses import dataclass
from posixpath import join

from cocau.app.imports.found import refusal
from cocau.app.imports.number_formats import percent_styles
from cocau.app.imports.shared_strings import text_lengths
from cocau.app.imports.sheet_scan import Marks, column_letters, marks_of
from cocau.app.imports.table import too_many_rows
from cocau.app.imports.xml_parts import DamagedXml, elements
from cocau.app.imports.zip_errors import ZIP_ERRORS
from cocau.constraints.errors import InputError, Problem

MOST_BYTES = 150_000_000
MOST_RATIO = 200
_SMALL = 10_000_000  # below this no ratio is dangerous, and a sheet of equal rows packs well
_MOST_PARTS = 2_000
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PACKED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


@dataclass(frozen=True)
class Package:
    """The XML parts of a workbook, packed anew, and the marks of each sheet by its name.

    `linked`: whether it refers to other workbooks, which are never opened.
    """

    content: bytes
    marks: dict[str, Marks]
    linked: bool = False


def unpacked(content: bytes, name: str) -> Package:
    """The parts of an XLSX file.

    Raises:
        InputError: no XLSX file, a damaged one, or one that would take too much room.
    """
    _is_zip(content, name)
    try:
        parts = _parts(content, name)
        shared = text_lengths(parts.values())
        percents = percent_styles(parts.get("xl/styles.xml", b"<none/>"))
        marks = {part: marks_of(xml, shared, percents) for part, xml in parts.items()}
        names = _sheet_names(parts)
    except (*ZIP_ERRORS, DamagedXml) as error:
        raise InputError([damaged(name, str(error))]) from None
    for mark in marks.values():
        _has_room(mark, name)
    by_sheet = {sheet: marks[part] for sheet, part in names.items() if part in marks}
    linked = any(part.startswith("xl/externalLinks/") for part in parts)
    return Package(_packed(parts), by_sheet, linked)


def damaged(name: str, reason: str) -> Problem:
    """A workbook that cannot be read."""
    return Problem(
        "damaged",
        name,
        "Tệp XLSX bị hỏng hoặc bị cắt cụt. Hãy mở bằng Excel và lưu lại.",
        f"The XLSX file is damaged or cut short ({reason}). Open it in Excel and save it again.",
    )


def _is_zip(content: bytes, name: str) -> None:
    if not content:
        raise refusal("empty", name, "Tệp rỗng (0 byte).", "The file is empty (0 bytes).")
    if content.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16-le") in content:
            raise refusal(
                "password",
                name,
                "Tệp có mật khẩu; hãy bỏ mật khẩu rồi lưu lại.",
                "The file has a password; remove it and save the file again.",
            )
        raise refusal(
            "old_format",
            name,
            "Đây là tệp Excel kiểu cũ (.xls); hãy lưu lại thành .xlsx.",
            "This is an Excel file of the old format (.xls); save it as .xlsx.",
        )
    if not content.startswith(b"PK"):
        raise refusal(
            "not_xlsx",
            name,
            "Đây không phải tệp XLSX; nếu là CSV thì đổi đuôi thành .csv.",
            "This is not an XLSX file; if it is CSV, rename it to .csv.",
        )


def _parts(content: bytes, name: str) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        members = package.infolist()
        _within_limits(members, len(content), name)
        names = [m.filename for m in members]
        if len(set(names)) < len(names):
            raise zipfile.BadZipFile("one part twice")
        if "xl/workbook.xml" not in names:
            raise refusal(
                "not_xlsx",
                name,
                "Tệp nén này không phải sổ tính XLSX; hãy lưu lại thành .xlsx.",
                "This package is no XLSX workbook; save it as .xlsx.",
            )
        # Pictures, macros and printer settings are not even unpacked. Reading compares checksums and lengths.
        return {m.filename: package.read(m) for m in members if m.filename.endswith((".xml", ".rels"))}


def _within_limits(members: list[zipfile.ZipInfo], packed: int, name: str) -> None:
    size = sum(m.file_size for m in members)
    too_dense = size > _SMALL and size > MOST_RATIO * packed
    if size > MOST_BYTES or too_dense or len(members) > _MOST_PARTS:
        raise InputError([_too_big(name, size, len(members))])
    if any(m.compress_type not in _PACKED for m in members):
        raise NotImplementedError("unknown compression")


def _too_big(name: str, size: int, parts: int) -> Problem:
    return Problem(
        "too_big",
        name,
        f"Tệp khi giải nén chiếm {size:,} byte trong {parts} phần; nhiều nhất là {MOST_BYTES:,} byte,"
        f" {MOST_RATIO} lần tệp nén, {_MOST_PARTS} phần. Hãy chép danh sách sang một tệp mới.",
        f"Unpacked, the file takes {size:,} bytes in {parts} parts; at most {MOST_BYTES:,} bytes,"
        f" {MOST_RATIO} times the packed size, {_MOST_PARTS} parts. Copy the list to a new file.",
    )


def _has_room(marks: Marks, name: str) -> None:
    if marks.too_many_rows:
        raise InputError([too_many_rows(name, marks.last_row)])
    if marks.too_long:
        raise refusal(
            "too_big",
            name,
            f"Chữ của mọi ô dài {marks.text:,} ký tự, quá nhiều cho một danh sách.",
            f"The texts of all cells have {marks.text:,} characters, too many for a list.",
        )
    if marks.too_wide:
        reach = f"{column_letters(marks.last_column)}{marks.last_row}"
        raise refusal(
            "too_wide",
            name,
            f"Bảng trải đến ô {reach}: quá rộng. Hãy xóa các ô nằm xa bảng.",
            f"The table reaches cell {reach}: too wide. Delete the cells far off.",
        )


def _sheet_names(parts: dict[str, bytes]) -> dict[str, str]:
    """Each sheet's part by the sheet's name."""
    links = elements(parts.get("xl/_rels/workbook.xml.rels", b"<none/>"), "Relationship")
    targets = {link.get("Id"): link.get("Target", "") for link in links}
    sheets = elements(parts["xl/workbook.xml"], "sheet")
    ids = {s.get("name", ""): next((v for k, v in s.items() if k.endswith(":id")), None) for s in sheets}
    return {sheet: join("/xl", targets.get(i, "")).lstrip("/") for sheet, i in ids.items()}


def _packed(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as package:
        for part, xml in parts.items():
            package.writestr(part, xml)
    return out.getvalue()
