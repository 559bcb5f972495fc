"""Names and days in short forms, sex and Party by marks: read as meant, or told."""

import pytest

from cocau.app.files.list_review.review import review_list
from cocau.app.files.lists.choices import NO_CHOICES, ListChoices, ListEdits, fold_cell
from cocau.app.files.lists.layout import PersonTable, recognise_list
from cocau.app.files.people import build_pool, list_column_remarks
from cocau.app.files.tables.table import read_csv_table
from cocau.app.files.text import decode_text
from cocau.constraints.errors import InputError
from cocau.constraints.model.people import Sex
from tests.app.files.support.small_files import Cells, csv_of


def recognised(
    *rows: Cells, choices: ListChoices = NO_CHOICES, edits: ListEdits | None = None
) -> PersonTable:
    return recognise_list(read_csv_table(csv_of(*rows), "p.csv"), choices, edits or ListEdits())


APART = (
    ("STT", "Họ và tên", "", "Ngày sinh", "Giới tính", "", "Khối"),
    ("1", "Nguyễn Văn", "An", "5/3/1978", "Nam", "hạt nhân", "Đảng"),
    ("2", "Trần Thị", "Bé", "15-8-80", "Nữ", "", "Đảng"),
    ("3", "Lê Thị Út", "Út", "28999", "Nữ", "", "Đảng"),
)
"""The family name and the given one under one merged heading, and a column without any."""


def test_names_in_two_columns_are_joined_and_nothing_is_lost() -> None:
    people = build_pool(recognised(*APART)).people
    assert [p.name for p in people] == ["Nguyễn Văn An", "Trần Thị Bé", "Lê Thị Út"]
    assert [(e.heading, e.text) for e in people[0].extra] == [("Cột F", "hạt nhân")]
    headed = [("STT", "Họ và tên đệm", "Tên", *APART[0][3:]), *APART[1:]]
    assert [p.name for p in build_pool(recognised(*headed)).people] == [p.name for p in people]
    assert build_pool(recognised(*headed)).people[0].given_name == "An"


def test_a_mended_name_is_whole_and_a_column_without_heading_can_be_mapped() -> None:
    choices = ListChoices(columns={"cot f": "remarks"})
    table = recognised(*APART, choices=choices, edits=ListEdits({(2, 1): "Ngô Văn Ân"}))
    first = build_pool(table).people[0]
    assert (first.name, first.remarks, first.extra) == ("Ngô Văn Ân", "hạt nhân", ())
    (whole,) = build_pool(recognised(*APART[:2], choices=ListChoices(columns={"cot c": "kept"}))).people
    assert whole.name == "Nguyễn Văn", "as the user chose"


YEARS = (
    ("Họ và tên", "Năm sinh", "", "Khối", "Ngày vào Đảng"),
    ("", "Nam", "Nữ", "", ""),
    ("Nguyễn Văn An", "1972", "", "Đảng", "1999"),
    ("Trần Thị Bé", "", "2/1980", "Đảng", "03/02/2001"),
)
"""Years, and a month, in place of birth dates, a column for men and one for women."""

DAYS = (("01/01/1972", "01/02/1980"), ("31/12/1972", "29/02/1980"))


def test_one_choice_completes_all_days_of_a_column_that_say_a_year_or_month_alone() -> None:
    table = read_csv_table(csv_of(*YEARS), "p.csv")
    review = review_list(table, NO_CHOICES, ListEdits(), 100)
    births, joined = review.values
    assert (births.field, births.count, births.meant) == ("born", 2, None)
    assert (joined.field, joined.count) == ("joined_party", 1)
    assert [problem.where for problem in review.cell_problems] == ["p.csv:3: Ngày vào Đảng"]
    for option, days in zip(births.options, DAYS, strict=True):
        chosen = {"born": {fold_cell(births.text): option.vi}, "joined_party": {fold_cell(joined.text): ""}}
        settled = review_list(table, ListChoices(values=chosen), ListEdits(), 100)
        assert settled.uploaded is not None
        people = settled.uploaded.pool.people
        assert tuple(f"{p.born:%d/%m/%Y}" for p in people) == days
        assert [str(p.joined_party) for p in people] == ["None", "2001-02-03"], "left empty, as chosen"
        assert [(one.field, one.count) for one in settled.values] == [("born", 2), ("joined_party", 1)]


def test_names_in_capitals_are_written_as_names_and_told() -> None:
    head = ("STT", "Họ và tên", "Tên", "Ngày sinh", "Giới tính", "Khối")
    loud = ("1", "LÊ THỊ ÁNH", "ÁNH", "ngày 5 tháng 3 năm 1978", "Nữ", "Đảng")
    quiet = ("2", "H'HEN Niê", "Niê", "07 . 06 . 1977", "Nữ", "Đảng")
    table = recognised(head, loud, quiet)
    people = build_pool(table).people
    assert [(p.name, p.given_name, f"{p.born:%d/%m/%Y}") for p in people] == [
        ("Lê Thị Ánh", "Ánh", "05/03/1978"),
        ("H'HEN Niê", "Niê", "07/06/1977"),
    ]
    (told,) = [remark for remark in table.remarks if remark.code == "cells_read"]
    assert told.vi.startswith("1 họ tên viết hoa toàn bộ")
    (row,) = (number for number, cells in table.rows if cells[0] == "1")
    mended = recognised(head, loud, quiet, edits=ListEdits({(row, 1): "LÊ THỊ ÁNH"}))
    assert build_pool(mended).people[0].name == "LÊ THỊ ÁNH"


def test_days_with_a_short_year_or_as_numbers_are_read_and_told() -> None:
    table = recognised(*APART)
    assert [f"{p.born:%d/%m/%Y}" for p in build_pool(table).people] == [
        "05/03/1978",
        "15/08/1980",
        "24/05/1979",
    ]
    (told,) = [remark for remark in table.remarks if remark.code == "cells_read"]
    assert "2 ô" in told.vi
    assert "'15-8-80' là 15/08/1980" in told.vi
    review = review_list(read_csv_table(csv_of(*APART), "p.csv"), NO_CHOICES, ListEdits(), 100)
    assert told in review.remarks
    assert not review.is_plain


@pytest.mark.parametrize(
    ("day", "hint"),
    [("1978", "thiếu ngày hoặc tháng"), ("3/1978", "thiếu ngày"), ("8/15/1980", "mọi ô"), ("1/2/15", "")],
)
def test_a_day_that_nobody_can_be_sure_of_is_asked(day: str, hint: str) -> None:
    with pytest.raises(InputError) as caught:
        build_pool(recognised(APART[0], ("1", "Nguyễn Văn", "An", day, *APART[1][4:])))
    (problem,) = caught.value.problems
    assert problem.code == "date"
    assert hint in problem.vi


def test_a_date_under_women_is_mended_where_it_is_shown() -> None:
    rows = [
        ("STT", "Họ và tên", "Ngày sinh", "", "Khối"),
        ("", "", "Nam", "Nữ", ""),
        ("1", "Trần Thị Bé", "", "30/02/1980", "Đảng"),
    ]
    (person,) = build_pool(recognised(*rows, edits=ListEdits({(3, 2): "28/02/1980"}))).people
    assert (person.sex, person.born.day) == (Sex.FEMALE, 28)


def test_marks_of_who_is_outside_the_party_are_read_the_other_way_round() -> None:
    head = ("Họ và tên", "Ngày sinh", "Giới tính", "Khối", "Ngoài Đảng", "Cơ quan giới thiệu")
    rows = [("1. Lê An", "1/2/1980", "Nam", "Đảng", "", "A"), ("Lê Bình", "1/2/1981", "Nam", "Đảng", "x", "")]
    table = recognised(head, *rows)
    assert [(p.name, p.party_member) for p in build_pool(table).people] == [
        ("Lê An", True),
        ("Lê Bình", False),
    ]
    codes = {remark.code for remark in (*table.remarks, *list_column_remarks(table))}
    assert codes == {"cells_read", "columns_absent", "cells_empty"}
    unmarked = recognised(head, rows[0])
    assert not build_pool(unmarked).people[0].party_member, "no mark at all says nothing"
    assert any("ngoài Đảng" in remark.vi for remark in list_column_remarks(unmarked))


def test_a_file_in_the_encoding_of_old_spreadsheets_is_read_unless_letters_are_lost() -> None:
    text = "Ho\u0323 và tên;Ngày sinh\r\nTrâ\u0300n Thi\u0323 Bưởi;1/2/1980"
    old = text.replace("ưởi", "ưở\u0309i".replace("ở", "ơ")).encode("cp1258")
    assert "Trần Thị Bưởi" in decode_text(old, "p.csv")
    with pytest.raises(InputError):
        decode_text(text.replace("Tr", "Tr?").encode("cp1258", "replace"), "p.csv")
