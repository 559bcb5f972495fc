"""An XLSX file as a table: the sheet "Danh sách" or "List", or the first one; formulas are never run."""

import io
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time
from decimal import Decimal

from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from cocau.app.imports.columns import field_of
from cocau.app.imports.safe_text import Refused, fold, shown
from cocau.app.imports.sheet_scan import Marks, column_letters
from cocau.app.imports.table import TITLE_ROWS, FieldOf, Place, Table, known_headings, table_of
from cocau.app.imports.xlsx_guard import Package, damaged, unpacked
from cocau.constraints.errors import InputError, Problem

_LIST_SHEETS = {fold("Danh sách"), fold("List")}
Rows = Sequence[Sequence[object]]


def xlsx_table(content: bytes, name: str, field_of: FieldOf = field_of) -> Table:
    """The table in an XLSX file.

    Raises:
        InputError: no XLSX file, a damaged or protected one, too big, no sheet, or no heading row.
    """
    package = unpacked(content, name)
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(package.content)) as book:
            sheet = _list_sheet(book)
            cells = book.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
            other = None if _is_list(cells, field_of) else _other_list(book, sheet, field_of)
    except (CalamineError, OSError, ValueError, IndexError) as error:
        raise InputError([damaged(name, shown(str(error)))]) from None
    if other is not None:
        raise InputError([_wrong_sheet(name, sheet, other)])
    marks = package.marks.get(sheet, Marks())
    faults = _faults(marks)
    rows = [(number, _texts(number, row, marks)) for number, row in enumerate(cells, start=1)]
    # The reader ends with the last value: rows of nothing but faults may follow.
    rows += [(number, []) for number in sorted({row for row, _ in faults}) if number > len(cells)]
    place = _place(name, sheet)
    table = table_of(rows, name, place, faults, field_of)
    return replace(table, remarks=_remarks(package, marks, name, place))


def _is_list(cells: Rows, field_of: FieldOf) -> bool:
    """Whether headings of a list stand at the top of a sheet."""
    top = ([c for c in row if isinstance(c, str)] for row in cells[:TITLE_ROWS])
    return any(known_headings(row, field_of) > 1 for row in top)


def _other_list(book: CalamineWorkbook, sheet: str, field_of: FieldOf) -> str | None:
    """A sheet that can be seen and has such headings, where the one to be read has none."""
    for other in book.sheets_metadata:
        if other.typ == SheetTypeEnum.WorkSheet and other.visible == SheetVisibleEnum.Visible:
            rows = book.get_sheet_by_name(other.name).to_python(skip_empty_area=False, nrows=TITLE_ROWS)
            if other.name != sheet and _is_list(rows, field_of):
                return other.name
    return None


def _wrong_sheet(name: str, sheet: str, other: str) -> Problem:
    read, meant = shown(sheet), shown(other)
    return Problem(
        "wrong_sheet",
        f"{name}: {read}",
        f"Trang tính '{read}' không có tiêu đề cột của danh sách, trang '{meant}' thì có: hãy đổi tên trang"
        " đó thành 'Danh sách', hoặc đưa lên đầu.",
        f"The sheet '{read}' has no headings of a list, '{meant}' has: name that one 'Danh sách' or 'List',"
        " or move it to the front.",
    )


def _remarks(package: Package, marks: Marks, name: str, place: Place) -> tuple[Problem, ...]:
    """What was not done, although the file asks for it."""
    remarks = []
    if marks.first_formula is not None:
        row, column = marks.first_formula
        remarks.append(
            Problem(
                "formulas",
                place(row, column, ""),
                f"{marks.formulas} ô có công thức: không tính lại, đã đọc giá trị lưu sẵn trong tệp.",
                f"{marks.formulas} cells hold formulas: none was run, the values stored with them were read.",
            )
        )
    if package.linked:
        vi, en = "Tệp có liên kết tới sổ tính khác; không mở.", "Links to other workbooks were not followed."
        remarks.append(Problem("links", name, vi, en))
    return tuple(remarks)


def _list_sheet(book: CalamineWorkbook) -> str:
    sheets = [s for s in book.sheets_metadata if s.typ == SheetTypeEnum.WorkSheet]
    named = [s.name for s in sheets if fold(s.name) in _LIST_SHEETS]
    visible = [s.name for s in sheets if s.visible == SheetVisibleEnum.Visible]
    return [*named, *visible, *book.sheet_names][0]


def _place(name: str, sheet: str) -> Place:
    def place(row: int, column: int | None, heading: str) -> str:
        cell = f"{row}:{row}" if column is None else f"{column_letters(column)}{row}"
        return f"{name}: {shown(sheet)}!{cell}" + (f" ({shown(heading)})" if heading else "")

    return place


def _faults(marks: Marks) -> dict[tuple[int, int], Refused]:
    return {at: _fault(error) for at, error in marks.hidden.items()}


def _fault(error: str) -> Refused:
    if error:
        return Refused(
            "cell_error",
            f"Ô này báo lỗi {shown(error)}; hãy sửa công thức hoặc ghi giá trị.",
            f"The cell shows the error {shown(error)}; mend the formula or write the value.",
        )
    return Refused(
        "not_calculated",
        "Công thức chưa được tính; hãy mở bằng Excel và lưu lại, hoặc ghi giá trị.",
        "The formula was never calculated; open the file in Excel and save it, or write the value.",
    )


def _texts(number: int, row: Sequence[object], marks: Marks) -> list[str]:
    percents = marks.percents  # most cells are texts: they are passed on without a call
    return [
        cell if isinstance(cell, str) else _text(cell, percents.get((number, column)))
        for column, cell in enumerate(row)
    ]


def _text(value: object, percent: int | None) -> str:
    """A cell as somebody would have typed it: 45 for 45.0, an ISO day for a date, a percentage as shown.

    Like in Excel itself, numbers have 15 digits: 7/25*100 is 28, not 28.000000000000004.
    """
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        value = float(f"{value:.15g}")
        if percent is not None:
            return _percentage(value, percent)
        return str(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ")
    return value.isoformat() if isinstance(value, date) else str(value)


def _percentage(share: float, decimals: int) -> str:
    """A share as a cell with so many decimals shows it: 0.142857 as ``14.29%``."""
    return f"{Decimal(repr(share)) * 100:.{decimals}f}%"
