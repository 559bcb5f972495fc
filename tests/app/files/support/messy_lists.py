"""Lists as offices keep them, made up: titles, merged headings, sections per bloc, totals, signatures."""

import io
import unicodedata
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import xlsxwriter

SECTIONS = (
    ("I. KHỐI ĐẢNG", 24),
    ("II. KHỐI UBND", 24),
    ("III. KHỐI MTTQ VÀ ĐOÀN THỂ", 24),
    ("IV. LỰC LƯỢNG VŨ TRANG", 10),
    ("V. ĐƠN VỊ SỰ NGHIỆP", 18),
    ("VI. DOANH NGHIỆP", 18),
)
PEOPLE = sum(count for _, count in SECTIONS)
TITLES = (
    "TỈNH ỦY MẪU",
    "BAN TỔ CHỨC",
    "*",
    "DANH SÁCH TRÍCH NGANG",
    "nhân sự được giới thiệu ứng cử đại biểu Hội đồng nhân dân",
    "(Kèm theo Công văn số 12-CV/BTC)",
    "Người trong danh sách là hư cấu",
)
FIRST_HEADINGS = (
    "TT",
    "Họ và tên",
    "Ngày, tháng, năm sinh",
    "Giới tính",
    "Dân tộc",
    "Trình độ",
    "",
    "",
    "Chức vụ, đơn vị công tác",
    "Cơ quan giới thiệu",
    "Cấp ủy",
    "Chuyên trách",
    "Tín nhiệm của cử tri (%)",
    "Tin học",
    "Ghi chú",
)
SECOND_HEADINGS = {5: "Học vấn", 6: "Chuyên môn", 7: "LLCT"}
FIRST_PERSON = 11
"""The row of the first person: under 7 titles, 2 rows of headings and the first section."""

_FAMILY = ("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Đặng", "Võ", "Đỗ")
_MIDDLE = ("Thị", "Văn", "Minh", "Ngọc", "Đức", "Hồng")
_GIVEN = ("An", "Bình", "Chính", "Dũng", "Giang", "Hà", "Khoa", "Lan", "Mai", "Nga", "Phúc")


def _build_person(at: int) -> list[Any]:
    name = f"{_FAMILY[at % 8]} {_MIDDLE[at % 6]} {_GIVEN[at % 11]}"
    born = date(1960 + at % 40, 1 + at % 12, 1 + at % 28)
    days = (born, f"{born:%d/%m/%Y}", f"{born:%d.%m.%Y}", f"{born.day}-{born.month}-{born.year}")
    return [
        at + 1,
        unicodedata.normalize("NFD" if at % 2 else "NFC", name),
        days[at % 4],
        ("nam", "Nữ", "nữ", "NAM")[at % 4],
        ("Kinh", "Mường", "")[at % 3],
        "12/12",
        "Đại học Luật",
        ("Cao cấp", "Trung cấp", "CC")[at % 3],
        "Chuyên viên, Cơ quan hư cấu",
        "Cơ quan hư cấu",
        ("", "Ủy viên Ban Chấp hành", "BTV")[at % 3],
        ("x", "")[at % 2],
        ("92%", 88, "")[at % 3],
        ("B", "A")[at % 2],
        "",
    ]


def plant_errors(people: list[list[Any]]) -> None:
    """Plant nine errors: seven that are told in cells, a doubled person, and a column heading that is new."""
    people[0][2] = "31/02/1980"
    people[3][12] = "chín mươi"
    people[5][3] = "N?"
    people[8][1] = ""
    people[10][2] = ""
    people[20][10] = "Chấp hành viên"
    people[30][11] = "có thể"
    people[50][1], people[50][2] = "Tạ Minh Khoa", "04/02/1978"
    people[70][1], people[70][2] = unicodedata.normalize("NFD", "Tạ Minh Khoa"), "4.2.1978"


def build_messy_list(*, with_errors: bool = True) -> bytes:  # noqa: C901  # one row after the other
    """Build the XLSX file of a list as an office sends it."""
    people = [_build_person(at) for at in range(PEOPLE)]
    if with_errors:
        plant_errors(people)
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Trích ngang")
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        for row, title in enumerate(TITLES):
            sheet.merge_range(row, 0, row, 14, title)
        row = len(TITLES)
        for column, heading in enumerate(FIRST_HEADINGS):
            if column == 5:
                sheet.merge_range(row, 5, row, 7, heading)
            elif heading:
                sheet.merge_range(row, column, row + 1, column, heading)
        for column, heading in SECOND_HEADINGS.items():
            sheet.write(row + 1, column, heading)
        row += 2
        waiting = iter(people)
        for title, count in SECTIONS:
            sheet.merge_range(row, 0, row, 14, title)
            row += 1
            for _ in range(count):
                for column, value in enumerate(next(waiting)):
                    if isinstance(value, date):
                        value = datetime(value.year, value.month, value.day)  # noqa: DTZ001, PLW2901
                        sheet.write_datetime(row, column, value, day)
                    elif value != "":
                        sheet.write(row, column, value)
                row += 1
        sheet.write_row(row, 1, ["Tổng cộng", PEOPLE])
        sheet.write(row + 2, 9, "..., ngày 01 tháng 3 năm 2021")
        sheet.write(row + 3, 9, "TRƯỞNG BAN")
        sheet.write(row + 6, 9, "Vũ Hư Cấu")
    return out.getvalue()


SPLIT_BIRTHS: Sequence[Sequence[str]] = (
    ("ỦY BAN MTTQ XÃ MẪU",),
    ("STT", "Họ và tên", "Năm sinh", "", "Thuộc khối", "Đảng viên (đánh dấu x)", "Quê quán"),
    ("", "", "Nam", "Nữ", "", "", ""),
    ("(1)", "(2)", "(3)", "(4)", "(5)", "(6)", "(7)"),
    ("1", "Nguyễn Văn Một", "01/02/1970", "", "Khối Đảng", "x", "Mẫu"),
    ("2", "Lê Thị Hai", "", "3.4.1985", "UBND", "", "Mẫu"),
    ("STT", "Họ và tên", "Năm sinh", "", "Thuộc khối", "Đảng viên (đánh dấu x)", "Quê quán"),
    ("3", "Đỗ Thị Ba", "", "5/6/1990", "Hội phụ nữ", "x", ""),
    ("4", "", "", "", "", "", ""),
    ("Cộng: 03 người",),
    ("", "", "", "", "TM. ỦY BAN", "", ""),
    ("", "", "", "", "CHỦ TỊCH", "", ""),
    ("", "", "", "", "Hồ Hư Cấu", "", ""),
)
"""Birth dates under "Nam" and "Nữ", numbered columns, headings repeated on the next page."""

LETTERED_SECTIONS: Sequence[Sequence[str]] = (
    ("TT", "Họ, chữ đệm và tên", "Ngày sinh", "Nữ", "Cơ quan công tác", "Số CCCD", "Ghi chú"),
    ("A", "CƠ QUAN ĐẢNG (02 người)", "", "", "", "", ""),
    ("I", "Ban Tổ chức", "", "", "", "", ""),
    ("1", "Nguyễn Văn Một", "01/02/1970", "", "Ban Tổ chức", "012345678901", ""),
    ("II", "Ban Tuyên giáo", "", "", "", "", ""),
    ("2", "LÊ THỊ HAI", "03/04/1985", "x", "Ban Tuyên giáo", "", "mới"),
    ("B", "KHỐI LẠ", "", "", "", "", ""),
    ("3", "Đỗ Văn Ba", "05/06/1990", "", "Cơ quan lạ", "", ""),
    ("4", "PHẠM VĂN BỐN", "", "", "", "", ""),
)
"""Sections in two levels with letters, women marked with x, and a bloc that nobody knows."""
