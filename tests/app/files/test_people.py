"""Rows as people: ids, duplicates, examples, blank rows, and everything wrong at once."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cocau.app.files.problems import MOST_PROBLEMS
from tests.app.files.support.small_files import (
    AN,
    BINH,
    HEADINGS,
    csv_problems,
    read_csv,
    read_xlsx,
    xlsx_problems,
)


@pytest.mark.parametrize(
    ("name", "made"),
    [
        ("Nguyễn Văn An", "nguyen-van-an-19740502"),
        ("Đỗ Thị Ánh Đào", "do-thi-anh-dao-19740502"),
        ("H'Hen Niê", "h-hen-nie-19740502"),
        ("Y Ka Nin Hđơk", "y-ka-nin-hdok-19740502"),
        ("王", "x-19740502"),
    ],
)
def test_an_id_is_made_of_name_and_birth_date_where_there_is_no_id_column(name: str, made: str) -> None:
    assert read_csv(HEADINGS, (name, *AN[1:]))[0].id == made


@given(st.permutations([(f"Người {letter}", *AN[1:]) for letter in "ABCDE"]))
def test_made_ids_do_not_depend_on_the_order_of_rows(rows: list[tuple[str, ...]]) -> None:
    assert {p.name: p.id for p in read_csv(HEADINGS, *rows)} == {
        f"Người {c}": f"nguoi-{c.lower()}-19740502" for c in "ABCDE"
    }


def test_two_people_with_one_name_and_birth_date_need_ids_of_their_own() -> None:
    (problem,) = csv_problems(HEADINGS, AN, BINH, AN)
    assert (problem.code, problem.where) == ("duplicate_id", "pool.csv:4: Họ và tên")
    assert "dòng 2" in problem.vi
    assert len(read_csv(("Mã", *HEADINGS), ("an-1", *AN), ("an-2", *AN))) == 2


def test_an_id_used_twice_is_told_with_the_row_of_its_first_use() -> None:
    (problem,) = xlsx_problems(("Mã", *HEADINGS), ("a", *AN), ("b", *BINH), ("a", *BINH))
    assert (problem.code, problem.where) == ("duplicate_id", "pool.xlsx: Sheet1!A4 (Mã)")
    assert "row 2" in problem.en


def test_ids_are_given_to_all_or_to_none() -> None:
    (problem,) = csv_problems(("Mã", *HEADINGS), ("a", *AN), ("", *BINH))
    assert (problem.code, problem.where) == ("missing", "pool.csv:3: Mã")


def test_blank_rows_are_passed_over_and_counted() -> None:
    blank = ("", " ", "\u00a0", "\u200b")
    assert len(read_csv(HEADINGS, blank, AN, blank, (), BINH)) == 2
    (problem,) = csv_problems(HEADINGS, blank, AN, ("",), (*BINH[:3], ""))
    assert problem.where == "pool.csv:5: Khối"


@pytest.mark.parametrize(
    "mark", ["VÍ DỤ – người hư cấu", "ví dụ - người hư cấu: Lê Văn X", "Example — made-up person"]
)
def test_the_example_row_is_passed_over_even_if_it_would_not_be_right(mark: str) -> None:
    assert read_csv(HEADINGS, (mark, "hôm qua", "", ""), AN) == read_csv(HEADINGS, AN)
    assert read_xlsx(HEADINGS, (mark, "hôm qua", "", ""), AN) == read_xlsx(HEADINGS, AN)


def test_rows_keep_their_order() -> None:
    assert [p.name for p in read_csv(HEADINGS, BINH, AN)] == [BINH[0], AN[0]]


def test_short_rows_end_in_empty_cells_as_excel_writes_them() -> None:
    assert read_csv((*HEADINGS, "Dân tộc", "Tôn giáo"), AN)[0].religion is None


def test_a_row_longer_than_the_headings_is_refused() -> None:
    (problem,) = csv_problems(HEADINGS, (*AN, "", "thừa"))
    assert (problem.code, problem.where) == ("too_many_cells", "pool.csv:2")


def test_every_problem_of_every_row_is_told() -> None:
    problems = xlsx_problems(
        (*HEADINGS, "Mức ưu tiên"),
        (*AN, 10),
        ("", date(1974, 5, 2), "?", "?", 3),
        ("Lê Văn Cường", "?", "Nam", "Khác", 11),
    )
    assert [p.where.partition("!")[2] for p in problems] == [
        "E2 (Mức ưu tiên)",
        "A3 (Họ và tên)",
        "C3 (Giới tính)",
        "D3 (Khối)",
        "B4 (Ngày sinh)",
        "E4 (Mức ưu tiên)",
    ]


def test_problems_without_end_are_cut_short_and_counted() -> None:
    problems = csv_problems(HEADINGS, *[("", "?", "?", "?")] * MOST_PROBLEMS)
    assert len(problems) == MOST_PROBLEMS + 1
    assert str(3 * MOST_PROBLEMS) in problems[-1].vi


def test_an_excel_row_of_uncalculated_formulas_is_not_taken_for_a_blank_one() -> None:
    problems = xlsx_problems(HEADINGS, AN, tuple((f"=A{i}", "") for i in range(4)))
    assert [p.code for p in problems] == ["not_calculated"] * 4
