"""XLSX files as tables: unpacked within limits before parsing; formulas are never run.

The reader makes a dense table in memory, so one cell far out could take all of it; and it reads an error
(#REF!) or a formula that was never calculated as an empty cell, which would pass unseen. The sheet that is
read is "Danh sách" or "List", or the first one.
"""

import io
import struct
import zipfile
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from posixpath import join

from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from cocau.app.files.problems import build_input_error
from cocau.app.files.tables.cells import format_plain_value, round_number
from cocau.app.files.tables.columns import find_person_field, is_ignored_heading
from cocau.app.files.tables.table import (
    TITLE_ROWS,
    CellAddress,
    FieldFinder,
    FileTable,
    build_table,
    build_too_many_rows,
    count_known_headings,
    is_blank,
)
from cocau.app.files.tables.xlsx_scan import (
    MOST_CELLS,
    DamagedXml,
    SheetMarks,
    TooManyCells,
    find_percent_styles,
    format_column,
    read_elements,
    read_text_lengths,
    scan_sheet,
)
from cocau.app.files.text import TextError, fold, make_printable
from cocau.constraints.errors import FilePlace, InputError, Problem

ZIP_ERRORS = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    OSError,
    NotImplementedError,
    RuntimeError,
    ValueError,
)


MOST_BYTES = 150_000_000
MOST_RATIO = 200
_SMALL = 10_000_000  # below this no ratio is dangerous, and a sheet of equal rows packs well
_MOST_PARTS = 2_000
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_COMPRESSIONS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


@dataclass(frozen=True)
class WorkbookPackage:
    """The XML parts of a workbook, packed anew, and the marks of each sheet by its name.

    `linked`: whether it refers to other workbooks, which are never opened.
    """

    content: bytes
    marks: dict[str, SheetMarks]
    linked: bool = False


def unpack_workbook(content: bytes, name: str) -> WorkbookPackage:
    """Unpack the parts of an XLSX file within limits.

    Raises:
        InputError: no XLSX file, a damaged one, or one that would take too much room.
    """
    _check_zip(content, name)
    try:
        parts = _read_parts(content, name)
        shared = read_text_lengths(parts.values())
        percents = find_percent_styles(parts.get("xl/styles.xml", b"<none/>"))
        marks = {part: scan_sheet(xml, shared, percents) for part, xml in parts.items()}
        names = _map_sheets(parts)
    except (*ZIP_ERRORS, DamagedXml) as error:
        raise InputError([build_damaged(name, str(error))]) from None
    except TooManyCells:
        raise build_input_error(
            "too_wide",
            (FilePlace(name),),
            f"Một trang tính có hơn {MOST_CELLS:,} ô. Hãy xóa các ô ngoài bảng, hoặc chia thành nhiều tệp.",
            f"A sheet has more than {MOST_CELLS:,} cells. Delete those outside the table, or split the file.",
        ) from None
    for mark in marks.values():
        _check_room(mark, name)
    by_sheet = {sheet: marks[part] for sheet, part in names.items() if part in marks}
    linked = any(part.startswith("xl/externalLinks/") for part in parts)
    return WorkbookPackage(_repack(parts), by_sheet, linked)


def build_damaged(name: str, reason: str) -> Problem:
    """Build the problem of a workbook that cannot be read."""
    return Problem(
        "damaged",
        (FilePlace(name),),
        "Tệp XLSX bị hỏng hoặc bị cắt cụt. Hãy mở bằng Excel và lưu lại.",
        f"The XLSX file is damaged or cut short ({reason}). Open it in Excel and save it again.",
    )


def _check_zip(content: bytes, name: str) -> None:
    if not content:
        raise build_input_error(
            "empty", (FilePlace(name),), "Tệp rỗng (0 byte).", "The file is empty (0 bytes)."
        )
    if content.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16-le") in content:
            raise build_input_error(
                "password",
                (FilePlace(name),),
                "Tệp có mật khẩu; hãy bỏ mật khẩu rồi lưu lại.",
                "The file has a password; remove it and save the file again.",
            )
        raise build_input_error(
            "old_format",
            (FilePlace(name),),
            "Đây là tệp Excel kiểu cũ (.xls); hãy lưu lại thành .xlsx.",
            "This is an Excel file of the old format (.xls); save it as .xlsx.",
        )
    if not content.startswith(b"PK"):
        raise build_input_error(
            "not_xlsx",
            (FilePlace(name),),
            "Đây không phải tệp XLSX; nếu là CSV thì đổi đuôi thành .csv.",
            "This is not an XLSX file; if it is CSV, rename it to .csv.",
        )


def _read_parts(content: bytes, name: str) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        members = package.infolist()
        _check_limits(members, len(content), name)
        names = [m.filename for m in members]
        if len(set(names)) < len(names):
            raise zipfile.BadZipFile("one part twice")
        if "xl/workbook.xml" not in names:
            raise build_input_error(
                "not_xlsx",
                (FilePlace(name),),
                "Tệp nén này không phải sổ tính XLSX; hãy lưu lại thành .xlsx.",
                "This package is no XLSX workbook; save it as .xlsx.",
            )
        # Pictures, macros and printer settings are not even unpacked. Reading compares checksums and lengths.
        return {m.filename: package.read(m) for m in members if m.filename.endswith((".xml", ".rels"))}


def _check_limits(members: list[zipfile.ZipInfo], packed: int, name: str) -> None:
    size = sum(m.file_size for m in members)
    too_dense = size > _SMALL and size > MOST_RATIO * packed
    if size > MOST_BYTES or too_dense or len(members) > _MOST_PARTS:
        raise InputError([_build_too_big(name, size, len(members))])
    if any(m.compress_type not in _COMPRESSIONS for m in members):
        raise NotImplementedError("unknown compression")


def _build_too_big(name: str, size: int, parts: int) -> Problem:
    return Problem(
        "too_big",
        (FilePlace(name),),
        f"Tệp khi giải nén chiếm {size:,} byte trong {parts} phần; nhiều nhất là {MOST_BYTES:,} byte,"
        f" {MOST_RATIO} lần tệp nén, {_MOST_PARTS} phần. Hãy chép danh sách sang một tệp mới.",
        f"Unpacked, the file takes {size:,} bytes in {parts} parts; at most {MOST_BYTES:,} bytes,"
        f" {MOST_RATIO} times the packed size, {_MOST_PARTS} parts. Copy the list to a new file.",
    )


def _check_room(marks: SheetMarks, name: str) -> None:
    if marks.too_many_rows:
        raise InputError([build_too_many_rows(name, marks.last_row)])
    if marks.too_long:
        raise build_input_error(
            "too_big",
            (FilePlace(name),),
            f"Chữ của mọi ô dài {marks.text:,} ký tự, quá nhiều cho một danh sách.",
            f"The texts of all cells have {marks.text:,} characters, too many for a list.",
        )
    if marks.too_wide:
        reach = f"{format_column(marks.last_column)}{marks.last_row}"
        raise build_input_error(
            "too_wide",
            (FilePlace(name),),
            f"Bảng trải đến ô {reach}: quá rộng. Hãy xóa các ô nằm xa bảng.",
            f"The table reaches cell {reach}: too wide. Delete the cells far off.",
        )


def _map_sheets(parts: dict[str, bytes]) -> dict[str, str]:
    """Map the name of each sheet to its part."""
    links = read_elements(parts.get("xl/_rels/workbook.xml.rels", b"<none/>"), "Relationship")
    targets = {link.get("Id"): link.get("Target", "") for link in links}
    sheets = read_elements(parts["xl/workbook.xml"], "sheet")
    ids = {s.get("name", ""): next((v for k, v in s.items() if k.endswith(":id")), None) for s in sheets}
    return {sheet: join("/xl", targets.get(i, "")).lstrip("/") for sheet, i in ids.items()}


def _repack(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as package:
        for part, xml in parts.items():
            package.writestr(part, xml)
    return out.getvalue()


_LIST_SHEETS = {fold("Danh sách"), fold("List")}
SheetRows = Sequence[Sequence[object]]


def read_xlsx_table(content: bytes, name: str, find_field: FieldFinder = find_person_field) -> FileTable:
    """Read the table in an XLSX file.

    Raises:
        InputError: no XLSX file, a damaged or protected one, too big, no sheet, or no heading row.
    """
    package = unpack_workbook(content, name)
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(package.content)) as book:
            first = sheet = _choose_sheet(book)
            page = book.get_sheet_by_name(sheet)
            cells = page.to_python(skip_empty_area=False)
            others = _list_other_lists(book, sheet, find_field)
            is_list = _is_list(cells, find_field)
            if not is_list and len(others) == 1:  # behind a cover
                sheet = others[0]
                page = book.get_sheet_by_name(sheet)
                cells = page.to_python(skip_empty_area=False)
            merged = page.merged_cell_ranges or ()
    except (CalamineError, OSError, ValueError, IndexError) as error:
        raise InputError([build_damaged(name, make_printable(str(error)))]) from None
    if not is_list and len(others) > 1:
        raise InputError([_build_wrong_sheet(name, sheet, others)])
    marks = package.marks.get(sheet, SheetMarks())
    faults = _list_faults(marks)
    rows = [(number, _format_row(number, row, marks)) for number, row in enumerate(cells, start=1)]
    # The reader ends with the last value: rows of nothing but faults may follow.
    rows += [(number, []) for number in sorted({row for row, _ in faults}) if number > len(cells)]
    place = SheetCellPlaces(name, make_printable(sheet))
    table = _fill_merged(build_table(rows, name, place, faults, find_field), merged, find_field)
    remarks = _build_remarks(package, marks, name, place)
    if sheet != first:
        remarks = (_tell_sheet(name, sheet, first), *remarks)
    elif others:
        remarks = (_tell_others(name, sheet, others), *remarks)
    return replace(table, remarks=(*remarks, *table.remarks))


MergedRange = tuple[tuple[int, int], tuple[int, int]]


def _fill_merged(table: FileTable, merged: Iterable[MergedRange], find_field: FieldFinder) -> FileTable:
    """Fill cells merged downwards with the text above, and tell it.

    Rows under a merged name or number go on with the person above: nothing is filled there.
    """
    rows = {number: list(cells) for number, cells in table.rows}
    filled: list[tuple[int, int, str]] = []
    goes_on: set[int] = set()
    below: dict[int, int] = {}  # the first row that is free in a column: damaged files let ranges overlap
    for (first, column), (last, _) in sorted(merged, key=lambda one: (one[0][1], one[0][0])):
        top = max(first + 1, below.get(column, 0))
        below[column] = last + 2
        if top <= table.heading_row or column >= len(table.headings) or top not in rows:
            continue
        covered = [row for row in range(top + 1, min(last + 1, max(rows)) + 1) if row in rows]
        heading, text = table.headings[column], [*rows[top][column : column + 1], ""][0]
        if is_ignored_heading(heading) or find_field(heading) in {"name", "number"}:
            goes_on.update(covered)
        elif not is_blank([text]):
            filled += [(row, column, text) for row in covered]
    told = [one for one in filled if one[0] not in goes_on]
    if not told:
        return table
    for row, column, text in told:
        rows[row] += [""] * (column + 1 - len(rows[row]))
        rows[row][column] = text
    row, column, text = told[0]
    remark = Problem(
        "cells_filled",
        (table.get_address(row, column),),
        f"{len(told)} ô nằm trong ô gộp được điền theo ô trên cùng, như '{make_printable(text)}'.",
        f"{len(told)} cells inside merged cells were filled with the text of the top one, like"
        f" '{make_printable(text)}'.",
    )
    return replace(table, rows=list(rows.items()), remarks=(*table.remarks, remark))


def _is_list(cells: SheetRows, find_field: FieldFinder) -> bool:
    """Return whether headings of a list stand at the top of a sheet."""
    top = ([c for c in row if isinstance(c, str)] for row in cells[:TITLE_ROWS])
    return any(count_known_headings(row, find_field) > 1 for row in top)


def _list_other_lists(book: CalamineWorkbook, sheet: str, find_field: FieldFinder) -> list[str]:
    """List the other visible sheets with such headings."""
    found = []
    for other in book.sheets_metadata:
        if other.typ == SheetTypeEnum.WorkSheet and other.visible == SheetVisibleEnum.Visible:
            rows = book.get_sheet_by_name(other.name).to_python(skip_empty_area=False, nrows=TITLE_ROWS)
            if other.name != sheet and _is_list(rows, find_field):
                found.append(other.name)
    return found


def _build_wrong_sheet(name: str, sheet: str, others: Sequence[str]) -> Problem:
    read, meant = make_printable(sheet), "', '".join(make_printable(other) for other in others[:5])
    return Problem(
        "wrong_sheet",
        (FilePlace(name), read),
        f"Trang tính '{read}' không có tiêu đề cột của danh sách, các trang '{meant}' thì có: hãy đổi tên"
        " trang cần đọc thành 'Danh sách', hoặc đưa lên đầu.",
        f"The sheet '{read}' has no headings of a list, the sheets '{meant}' have: name the one to be read"
        " 'Danh sách' or 'List', or move it to the front.",
    )


def _tell_sheet(name: str, sheet: str, first: str) -> Problem:
    read, passed = make_printable(sheet), make_printable(first)
    return Problem(
        "sheet_chosen",
        (FilePlace(name), read),
        f"Đã đọc trang tính '{read}': trang '{passed}' không có tiêu đề cột của danh sách.",
        f"The sheet '{read}' was read: '{passed}' has no headings of a list.",
    )


def _tell_others(name: str, sheet: str, others: Sequence[str]) -> Problem:
    read, unread = make_printable(sheet), "', '".join(make_printable(other) for other in others[:10])
    return Problem(
        "sheets_not_read",
        (FilePlace(name), read),
        f"Chỉ đọc trang tính '{read}'. {len(others)} trang khác cũng có danh sách, chưa đọc: '{unread}'."
        " Muốn lấy cả thì chép các dòng vào một trang tính rồi tải lại.",
        f"Only the sheet '{read}' was read. Other sheets with lists that were not: '{unread}'."
        " To have them all, copy their rows into one sheet and send the file again.",
    )


def _build_remarks(
    package: WorkbookPackage, marks: SheetMarks, name: str, place: CellAddress
) -> tuple[Problem, ...]:
    """Build remarks on what the file asks for and the reader does not do."""
    remarks = []
    if marks.first_formula is not None:
        row, column = marks.first_formula
        remarks.append(
            Problem(
                "formulas",
                (place(row, column, ""),),
                f"{marks.formulas} ô có công thức: không tính lại, đã đọc giá trị lưu sẵn trong tệp.",
                f"{marks.formulas} cells hold formulas: none was run, the values stored with them were read.",
            )
        )
    if package.linked:
        vi, en = "Tệp có liên kết tới sổ tính khác; không mở.", "Links to other workbooks were not followed."
        remarks.append(Problem("links", (FilePlace(name),), vi, en))
    return tuple(remarks)


def _choose_sheet(book: CalamineWorkbook) -> str:
    sheets = [s for s in book.sheets_metadata if s.typ == SheetTypeEnum.WorkSheet]
    named = [s.name for s in sheets if fold(s.name) in _LIST_SHEETS]
    visible = [s.name for s in sheets if s.visible == SheetVisibleEnum.Visible]
    return [*named, *visible, *book.sheet_names][0]


@dataclass(frozen=True)
class SheetCellPlaces:
    """The addresses of cells of a sheet, as a value that can be pickled."""

    file: str
    sheet: str

    def __call__(self, row: int, column: int | None, heading: str) -> FilePlace:
        """Return the address of a cell."""
        cell = f"{row}:{row}" if column is None else f"{format_column(column)}{row}"
        return FilePlace(self.file, row, column, f"{self.sheet}!{cell}", make_printable(heading))


def _list_faults(marks: SheetMarks) -> dict[tuple[int, int], TextError]:
    return {at: _build_fault(error) for at, error in marks.hidden.items()}


def _build_fault(error: str) -> TextError:
    if error:
        return TextError(
            "cell_error",
            f"Ô này báo lỗi {make_printable(error)}; hãy sửa công thức hoặc ghi giá trị.",
            f"The cell shows the error {make_printable(error)}; mend the formula or write the value.",
        )
    return TextError(
        "not_calculated",
        "Công thức chưa được tính; hãy mở bằng Excel và lưu lại, hoặc ghi giá trị.",
        "The formula was never calculated; open the file in Excel and save it, or write the value.",
    )


def _format_row(number: int, row: Sequence[object], marks: SheetMarks) -> list[str]:
    percents = marks.percents  # most cells are texts: they are passed on without a call
    return [
        cell if isinstance(cell, str) else _format_value(cell, percents.get((number, column)))
        for column, cell in enumerate(row)
    ]


def _format_value(value: object, percent: int | None) -> str:
    """Format a cell as it would be typed, percentages as shown."""
    if percent is not None and isinstance(value, float):
        return _format_percent(round_number(value), percent)
    return format_plain_value(value)


def _format_percent(share: float, decimals: int) -> str:
    """Format a share with as many decimals as its cell shows: ``14.29%``."""
    return f"{Decimal(repr(share)) * 100:.{decimals}f}%"
