"""Headings in any order, language and spelling; unknown, missing and doubled ones are told at once."""

import unicodedata

import pytest

from cocau.app.files.people import LONGEST_HEADING, list_column_remarks
from cocau.app.files.tables.columns import COLUMNS, find_person_field, is_kept_heading
from cocau.app.files.tables.table import read_csv_table
from cocau.app.i18n.words import FIELDS
from cocau.constraints.errors import Problem
from cocau.constraints.model.people import Person
from tests.app.files.support.small_files import (
    AN,
    BINH,
    HEADINGS,
    csv_of,
    csv_problems,
    read_csv,
    read_xlsx,
    xlsx_problems,
)


def test_every_field_of_a_person_has_a_column_in_the_same_order() -> None:
    assert list(COLUMNS) == list(Person.model_fields)


@pytest.mark.parametrize("field", FIELDS)
def test_a_column_is_found_by_its_vietnamese_and_english_heading_and_by_its_code(field: str) -> None:
    assert {
        find_person_field(field),
        find_person_field(FIELDS[field].vi),
        find_person_field(FIELDS[field].en),
    } == {field}


@pytest.mark.parametrize(
    "heading",
    [
        "Họ và tên",
        unicodedata.normalize("NFD", "Họ và tên"),
        "HỌ VÀ TÊN",
        "  họ  và\ntên ",
        "Ho va ten",
        "Họ và tên *",
        "Họ và tên:",
        "Họ tên",
        "Name",
        "name",
        "\ufeffname",
    ],
)
def test_headings_match_whatever_their_case_spacing_or_unicode_form(heading: str) -> None:
    headings = (heading, *HEADINGS[1:])
    assert read_csv(headings, AN)[0].name == "Nguyễn Văn An"
    assert read_xlsx(headings, AN)[0].name == "Nguyễn Văn An"


def test_columns_may_stand_in_any_order() -> None:
    assert read_csv(HEADINGS[::-1], AN[::-1]) == read_csv(HEADINGS, AN)


def remarks_on(headings: tuple[str, ...], *rows: tuple[str, ...]) -> list[Problem]:
    found = list_column_remarks(read_csv_table(csv_of(headings, *rows), "pool.csv"))
    return [remark for remark in found if remark.code != "columns_absent"]


def test_an_unknown_column_is_kept_with_its_heading_and_the_nearest_known_one_is_named() -> None:
    headings, row = (*HEADINGS, "Dân tọcc", "Tin học"), (*AN, "Mường", "B")
    (an,) = read_csv(headings, row)
    assert [(part.heading, part.text) for part in an.extra] == [("Dân tọcc", "Mường"), ("Tin học", "B")]
    assert an.ethnicity == "Kinh"
    slip, other = remarks_on(headings, row)
    assert (slip.code, slip.where) == ("column_kept", "pool.csv:1: Dân tọcc")
    assert "'Dân tộc'" in slip.vi
    assert "'Ethnicity'" in slip.en
    assert "sửa tiêu đề" not in other.vi


def test_two_unknown_columns_of_one_heading_are_both_kept_and_empty_ones_are_not() -> None:
    (an,) = read_csv((*HEADINGS, "Tin học", "Tin học", "Trống"), (*AN, "A", "B", ""))
    assert [(part.heading, part.text) for part in an.extra] == [("Tin học", "A"), ("Tin học (2)", "B")]
    assert len(remarks_on((*HEADINGS, "Trống"), (*AN, ""))) == 0


@pytest.mark.parametrize(
    "heading",
    [
        "Số CCCD",
        "CMND/CCCD",
        "Số định danh cá nhân",
        "Sức khỏe",
        "Hệ số lương",
        "Họ tên vợ (chồng)",
        "Cha",
        "Điện thoại",
    ],
)
def test_what_belongs_to_the_dossier_is_not_stored_and_that_is_told(heading: str) -> None:
    (an,) = read_csv((*HEADINGS, heading), (*AN, "012345678901"))
    assert an.extra == ()
    assert "012345678901" not in an.model_dump_json()
    (remark,) = remarks_on((*HEADINGS, heading), (*AN, "012345678901"))
    assert remark.code == "column_left_out"


@pytest.mark.parametrize("heading", ["Chức vụ chồng chéo", "Con số", "Thông tin mới", "Bộ phận", "Vỏ bọc"])
def test_a_heading_that_only_sounds_like_it_is_kept(heading: str) -> None:
    assert find_person_field(heading) is None
    assert is_kept_heading(heading)


def test_an_unknown_heading_of_any_length_is_shown_short() -> None:
    for length, kept in ((90, 90), (5_000, LONGEST_HEADING), (50_000, 60)):
        headings, row = (*HEADINGS, "x" * length), (*AN, "y")
        assert len(remarks_on(headings, row)[0].where) < 100
        assert len(read_csv(headings, row)[0].extra[0].heading) == kept


def test_every_missing_required_heading_is_told() -> None:
    problems = csv_problems(("Họ và tên", "Dân tộc"), ("Nguyễn Văn An", "Kinh"))
    assert [p.code for p in problems] == ["missing_heading"] * 3
    assert [p.where for p in problems] == ["pool.csv:1"] * 3
    assert "'Ngày sinh'" in problems[0].vi


def test_a_heading_given_twice_is_refused_also_in_two_languages() -> None:
    (problem,) = xlsx_problems((*HEADINGS, "Date of birth"), (*AN, AN[1]))
    assert (problem.code, problem.where) == ("heading_twice", "pool.xlsx: Sheet1!E1 (Date of birth)")


def test_a_column_without_a_heading_is_kept_under_its_letters() -> None:
    (an,) = read_csv((*HEADINGS, ""), (*AN, "gì đó"))
    assert [(part.heading, part.text) for part in an.extra] == [("Cột E", "gì đó")]


def test_what_people_count_as_without_a_column_is_told() -> None:
    (told,) = list_column_remarks(read_csv_table(csv_of((*HEADINGS, "Ngày vào Đảng"), (*AN, "")), "p.csv"))
    assert told.code == "columns_absent"
    assert "Dân tộc, Tái cử" in told.vi
    assert "Đảng viên" not in told.vi


def test_an_empty_column_without_a_heading_is_passed_over() -> None:
    assert len(read_csv((*HEADINGS, "", ""), (*AN, "", " "))) == 1


@pytest.mark.parametrize("number", ["STT", "TT", "Số thứ tự", "No.", "#"])
def test_a_running_number_is_passed_over(number: str) -> None:
    assert read_csv((number, *HEADINGS), ("1", *AN), ("2", *BINH)) == read_csv(HEADINGS, AN, BINH)


def test_titles_above_the_headings_are_passed_over() -> None:
    titles = (("TỈNH ỦY MẪU",), ("DANH SÁCH NGƯỜI ĐƯỢC GIỚI THIỆU",), ())
    assert read_csv(*titles, HEADINGS, AN) == read_csv(HEADINGS, AN)
    assert read_xlsx(*titles, HEADINGS, AN) == read_xlsx(HEADINGS, AN)


def test_addresses_count_the_title_rows() -> None:
    (problem,) = xlsx_problems(("DANH SÁCH",), (), HEADINGS, (*AN[:3], "khối nào"))
    assert problem.where == "pool.xlsx: Sheet1!D4 (Khối)"


def test_a_column_that_is_empty_in_every_row_is_as_good_as_left_out() -> None:
    with_blank = read_csv(("Mã", "Cư trú hoặc công tác tại địa phương", *HEADINGS), ("", "", *AN))
    assert with_blank == read_csv(HEADINGS, AN)


def test_problems_of_headings_and_cells_are_told_together_in_the_order_of_the_file() -> None:
    problems = csv_problems(
        ("Họ và tên", "Giới tính", "Khối", "Sở thích"),
        ("Nguyễn Văn An", "nam nữ", "Khối Đảng", "cờ"),
        ("", "Nữ", "khối khác thường", ""),
    )
    assert [p.where for p in problems] == [
        "pool.csv:1",
        "pool.csv:2: Giới tính",
        "pool.csv:3: Họ và tên",
        "pool.csv:3: Khối",
    ]


def test_headings_without_any_row_are_an_empty_pool() -> None:
    assert read_csv(HEADINGS) == ()
    assert read_xlsx(HEADINGS) == ()


def test_a_wrong_first_line_is_told_even_without_one_known_heading() -> None:
    problems = csv_problems(("a", "b"), ("1", "2"))
    assert [p.code for p in problems] == ["missing_heading"] * 4


def test_control_characters_in_a_heading_do_not_reach_the_message() -> None:
    (problem,) = remarks_on((*HEADINGS, "Dân\u202e tộc \x1b[31m"), (*AN, "x"))
    assert problem.where.isprintable()
    assert problem.vi.isprintable()
    assert csv_of(HEADINGS)


@pytest.mark.parametrize("heading", ["Hä vµ tªn", "Hoï vaø teân"])
def test_headings_in_an_old_font_are_told_where_columns_are_missing(heading: str) -> None:
    problems = xlsx_problems((heading, *HEADINGS[1:]), AN)
    assert f"'{heading}' có lẽ gõ bằng phông cũ" in problems[0].vi
