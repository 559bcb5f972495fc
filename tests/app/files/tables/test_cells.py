"""What a cell may hold: the same in CSV and in XLSX."""

import io
from datetime import date, datetime, time
from typing import Any

import pytest
import xlsxwriter

from cocau.constraints.model.people import (
    Bloc,
    CandidacyBar,
    ConfidenceVote,
    Discipline,
    OtherBody,
    PartyRank,
    Sanction,
)
from tests.app.files.support.small_files import (
    AN,
    HEADINGS,
    csv_problems,
    problems_of,
    read_csv,
    read_xlsx,
    with_column,
    xlsx_problems,
)

GOOD = [
    ("Ngày sinh", "02/05/1974", "born", date(1974, 5, 2)),
    ("Ngày sinh", "2/5/1974", "born", date(1974, 5, 2)),
    ("Ngày sinh", "02-05-1974", "born", date(1974, 5, 2)),
    ("Ngày sinh", "02.05.1974", "born", date(1974, 5, 2)),
    ("Ngày sinh", "1974-05-02", "born", date(1974, 5, 2)),
    ("Ngày sinh", " 1974-05-02 ", "born", date(1974, 5, 2)),
    ("Giới tính", "Nữ", "sex", "female"),
    ("Giới tính", "nu", "sex", "female"),
    ("Giới tính", "NU\u031b\u0303", "sex", "female"),
    ("Giới tính", "FEMALE", "sex", "female"),
    ("Khối", "Khối Đảng", "bloc", Bloc.PARTY),
    ("Khối", "đảng", "bloc", Bloc.PARTY),
    ("Khối", "UBND", "bloc", Bloc.ADMINISTRATION),
    ("Khối", "khoi mat tran va to chuc chinh tri – xa hoi", "bloc", Bloc.FRONT),
    ("Khối", "armed_forces", "bloc", Bloc.ARMED_FORCES),
    ("Khối", "Cơ sở", "bloc", Bloc.GRASSROOTS),
    ("Đảng viên", "x", "party_member", True),
    ("Đảng viên", "X", "party_member", True),
    ("Đảng viên", "Có", "party_member", True),
    ("Đảng viên", "TRUE", "party_member", True),
    ("Đảng viên", "1", "party_member", True),
    ("Đảng viên", "không", "party_member", False),
    ("Đảng viên", "0", "party_member", False),
    ("Đảng viên", "", "party_member", False),
    ("Chức vụ cấp ủy", "cấp ủy viên", "party_rank", PartyRank.COMMITTEE),
    ("Chức vụ cấp ủy", "Ủy viên Ban Chấp hành", "party_rank", PartyRank.COMMITTEE),
    ("Chức vụ cấp ủy", "Không", "party_rank", None),
    ("Tín nhiệm của cử tri (%)", "45", "voter_confidence", 45),
    ("Tín nhiệm của cử tri", "45%", "voter_confidence", 45),
    ("Tín nhiệm của cử tri", "45.0", "voter_confidence", 45),
    ("Tín nhiệm của cử tri", "45,0", "voter_confidence", 45),
    ("Tín nhiệm của cử tri", "", "voter_confidence", None),
    ("Tôn giáo", "Công giáo", "religion", "Công giáo"),
    ("Tôn giáo", "Không", "religion", None),
    ("Tôn giáo", "không có", "religion", None),
    ("Dân tộc", "Mường", "ethnicity", "Mường"),
    ("Dân tộc", "Kinh (Việt)", "ethnicity", "Kinh"),
    ("Dân tộc", "", "ethnicity", "Kinh"),
    ("Nơi giới thiệu", "Tự ứng cử", "introduced_by", None),
    ("Nơi giới thiệu", "UBND tỉnh", "introduced_by", "UBND tỉnh"),
    ("Nơi công tác", "12", "work_place", "12"),
    ("Tiêu chuẩn chưa đạt", "không", "unmet_standards", ()),
    ("Tiêu chuẩn chưa đạt", "sức khỏe; trình độ ;", "unmet_standards", ("sức khỏe", "trình độ")),
    ("Chức vụ đã qua", r"Bí thư\; Chủ tịch; Phó Bí thư", "former_posts", ("Bí thư; Chủ tịch", "Phó Bí thư")),
    ("Quy hoạch chức danh", "Chủ tịch HĐND; Trưởng ban/a; head", "planned_for", ("chair", "head/a", "head")),
    ("Ứng cử nơi khác", "Quốc hội; commune", "stands_elsewhere", (OtherBody.NATIONAL, OtherBody.COMMUNE)),
    ("Bars to standing", "Điều 37 khoản 2; Art. 37(4)", "bars", (CandidacyBar.INDICTED, CandidacyBar.RECORD_NOT_ERASED)),
    ("Mức ưu tiên", "9", "preference", 9),
    (
        "Kỷ luật",
        "khiển trách 2020-05-01; CẢNH CÁO ngày 15/03/2021; giáng chức (ngày 1/2/2019); pay cut on 3/4/2018",
        "discipline",
        tuple(
            Discipline(sanction=s, decided=d)
            for s, d in (
                (Sanction.REPRIMAND, date(2020, 5, 1)),
                (Sanction.WARNING, date(2021, 3, 15)),
                (Sanction.DEMOTION, date(2019, 2, 1)),
                (Sanction.PAY_CUT, date(2018, 4, 3)),
            )
        ),
    ),
    (
        "Kết quả lấy phiếu tín nhiệm",
        "2019-12-01: 60/35/5",
        "confidence_vote",
        ConfidenceVote(held=date(2019, 12, 1), high=60, some=35, low=5),
    ),
]  # fmt: skip

BAD = [
    ("Ngày sinh", "31/02/1974", "date", "31/12/1980"),
    ("Ngày sinh", "1974", "date", "31/12/1980"),
    ("Ngày sinh", "02/05/14", "date", "31/12/1980"),
    ("Ngày sinh", "05/13/1974", "date", "31/12/1980"),
    ("Ngày sinh", "02/05/1074", "date", "1900"),
    ("Ngày sinh", "", "missing", "31/12/1980"),
    ("Giới tính", "nam nữ", "word", "Nữ; Nam"),
    ("Giới tính", "", "missing", "Nữ; Nam"),
    ("Khối", "khối lạ", "word", "Thành phần kinh tế"),
    ("Họ và tên", "", "missing", "chữ"),
    ("Đảng viên", "có lẽ", "yes_no", "có (x, 1)"),
    ("Tín nhiệm của cử tri", "45.5", "whole_number", "số nguyên"),
    ("Tín nhiệm của cử tri", "nhiều", "whole_number", "số nguyên"),
    ("Tín nhiệm của cử tri", "9" * 5000, "whole_number", "số nguyên"),
    ("Tín nhiệm của cử tri", "101", "less_than_equal", "100"),
    ("Mức ưu tiên", "-1", "greater_than_equal", "0"),
    ("Dân tộc", "không", "ethnicity", "Kinh"),
    ("Dân tộc", "Kinh, không", "ethnicity", "Kinh"),
    ("Kỷ luật", "khiển trách", "discipline", "khiển trách 01/05/2020"),
    ("Kỷ luật", "mắng 01/05/2020", "word", "Khiển trách"),
    ("Kỷ luật", "khiển trách 32/05/2020", "date", "31/12/1980"),
    ("Kết quả lấy phiếu tín nhiệm", "60/35/5", "vote", "01/12/2019: 60/35/5"),
    ("Kết quả lấy phiếu tín nhiệm", "01/12/2019: 600/35/5", "vote", "60/35/5"),
    ("Ứng cử nơi khác", "Quốc hội, Liên hợp quốc", "word", "HĐND cấp xã"),
    ("Mã", "nguyễn văn an", "string_pattern_mismatch", "không dấu"),
]


def table(heading: str, cell: object) -> tuple[tuple[Any, ...], tuple[Any, ...]]:
    """One person, with the cell in an old column or a new one."""
    if heading in HEADINGS:
        return HEADINGS, tuple(cell if h == heading else value for h, value in zip(HEADINGS, AN, strict=True))
    headings, row = with_column(heading, cell)
    return tuple(headings), tuple(row)


@pytest.mark.parametrize(("heading", "cell", "field", "value"), GOOD)
def test_a_cell_is_read_as_meant(heading: str, cell: str, field: str, value: object) -> None:
    for people in (read_csv(*table(heading, cell)), read_xlsx(*table(heading, cell))):
        assert getattr(people[0], field) == value


@pytest.mark.parametrize(("heading", "cell", "code", "right"), BAD)
def test_a_cell_that_cannot_be_read_says_what_would_be_right(
    heading: str, cell: str, code: str, right: str
) -> None:
    for problems in (csv_problems(*table(heading, cell)), xlsx_problems(*table(heading, cell))):
        (problem,) = problems
        assert problem.code == code
        assert right in problem.vi
        assert problem.en
        assert len(problem.vi) < 600


@pytest.mark.parametrize(
    ("heading", "cell", "field", "value"),
    [
        ("Ngày sinh", date(1974, 5, 2), "born", date(1974, 5, 2)),
        ("Ngày sinh", date(1900, 3, 1), "born", date(1900, 3, 1)),
        ("Tín nhiệm của cử tri", 45.0, "voter_confidence", 45),
        ("Đảng viên", True, "party_member", True),
        ("Đảng viên", False, "party_member", False),
        ("Đảng viên", 1, "party_member", True),
        ("Mã", 45, "id", "45"),
        ("Mã", 123456789012, "id", "123456789012"),
        ("Nơi công tác", 12.5, "work_place", "12.5"),
        ("Nơi công tác", ('="UBND" & " tỉnh"', "UBND tỉnh"), "work_place", "UBND tỉnh"),
        ("Tín nhiệm của cử tri", ("=40+5", 45), "voter_confidence", 45),
    ],
)
def test_excel_numbers_dates_booleans_and_calculated_values_are_read(
    heading: str, cell: object, field: str, value: object
) -> None:
    assert getattr(read_xlsx(*table(heading, cell))[0], field) == value


def test_excel_dates_counted_from_1904_are_the_same_days() -> None:
    (person,) = read_xlsx(*table("Ngày sinh", date(1974, 5, 2)), options={"date_1904": True})
    assert person.born == date(1974, 5, 2)


@pytest.mark.parametrize(
    ("heading", "cell", "code"),
    [
        ("Tín nhiệm của cử tri", 45.5, "whole_number"),
        ("Tín nhiệm của cử tri", 0.45, "whole_number"),
        ("Ngày sinh", 2715, "date"),
        ("Ngày sinh", ("=1+1", ""), "not_calculated"),
        ("Nơi công tác", ("=1/0", "#DIV/0!"), "cell_error"),
        ("Tôn giáo", ("=VLOOKUP(1,A1:B2,3)", "#REF!"), "cell_error"),
    ],
)
def test_excel_cells_that_hold_something_else_are_refused(heading: str, cell: object, code: str) -> None:
    (problem,) = xlsx_problems(*table(heading, cell))
    assert problem.code == code


@pytest.mark.parametrize("cell", [datetime(1974, 5, 2, 10, 30), time(10, 30)])  # noqa: DTZ001
def test_a_time_of_day_is_no_birth_date(cell: object) -> None:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "default_date_format": "dd/mm/yyyy hh:mm"}) as book:
        page = book.add_worksheet()
        for row, cells in enumerate((HEADINGS, (AN[0], cell, *AN[2:]))):
            for column, value in enumerate(cells):
                page.write(row, column, value)
    (problem,) = problems_of(out.getvalue(), "pool.xlsx")
    assert problem.code == "date"


def test_a_yes_no_column_with_default_yes_is_filled_in_all_rows_or_in_none() -> None:
    heading = "Cư trú hoặc công tác tại địa phương"
    assert read_csv((*HEADINGS, heading), (*AN, ""))[0].lives_or_works_here
    other = ("Lê Văn Cường", *AN[1:])
    (problem,) = csv_problems((*HEADINGS, heading), (*AN, "không"), (*other, ""))
    assert (problem.code, problem.where) == ("unanswered", f"pool.csv:3: {heading}")
