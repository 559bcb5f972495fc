"""Unknown fields, files in each other's places, days that are none: told so that they can be mended."""

from collections.abc import Callable
from pathlib import Path

import pytest

from cocau.app.files.input_files import input_files
from cocau.app.files.readers import read_council, read_pool, read_slate
from cocau.constraints.errors import InputError, Problem
from tests.app.files.support.small_files import problems_of
from tests.app.files.test_tree import AN, COUNCIL, POOL

Read = Callable[[Path], object]


def council_problems(content: str, folder: Path) -> tuple[Problem, ...]:
    path = folder / "xa.yaml"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_council(path)
    return caught.value.problems


@pytest.mark.parametrize(
    ("more", "where", "meant"),
    [
        ("populaton: 7", "xa.yaml:8: populaton", "population"),
        ("prior_term: {deputies: 3, count: {}}", "xa.yaml:8: prior_term.count", "counts"),
        ("Seats: 7", "xa.yaml:8: Seats", "seats"),
    ],
)
def test_the_nearest_field_is_named(more: str, where: str, meant: str, tmp_path: Path) -> None:
    (problem,) = council_problems(COUNCIL + more + "\n", tmp_path)
    assert (problem.code, problem.where) == ("extra_forbidden", where)
    assert f"'{meant}'" in problem.vi
    assert f"'{meant}'" in problem.en


def test_a_field_inside_a_list_is_known_too() -> None:
    content = f"people:\n  - {AN % ', planed_for: []'}\n"
    (problem,) = problems_of(content.encode(), "p.yaml")
    assert "'planned_for'" in problem.vi


def test_all_fields_are_named_when_none_is_near(tmp_path: Path) -> None:
    (problem,) = council_problems(COUNCIL.replace("seats: 3}", "seats: 3, zzz: 1}"), tmp_path)
    assert "id, name, seats, population, localities" in problem.vi


def test_a_table_of_any_keys_has_no_unknown_field(tmp_path: Path) -> None:
    (problem,) = council_problems(COUNCIL + "targets: {women: x}\n", tmp_path)
    assert problem.code == "int_type"


SLATE = "candidates: {}\ndeputies: []\n"
SWAPPED: list[tuple[Read, str, str]] = [
    (read_council, POOL, "Đây là danh sách giới thiệu; hãy đưa tệp hội đồng."),
    (read_pool, COUNCIL, "Đây là hội đồng; hãy đưa tệp danh sách giới thiệu."),
    (read_slate, COUNCIL, "Đây là hội đồng; hãy đưa tệp phương án."),
    (
        read_pool,
        SLATE,
        "Đây là phương án; hãy đưa tệp danh sách giới thiệu.",
    ),
]


@pytest.mark.parametrize(("read", "content", "vi"), SWAPPED, ids=map(str, range(len(SWAPPED))))
def test_one_sort_of_file_for_another_is_one_problem(
    read: Read, content: str, vi: str, tmp_path: Path
) -> None:
    path = tmp_path / "a.yaml"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read(path)
    assert [(p.code, p.vi) for p in caught.value.problems] == [("swapped", vi)]


def test_a_table_for_a_council_is_told_the_order(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught, input_files("HỘI-ĐỒNG NGUỒN"):
        read_council(tmp_path / "pool.CSV")
    assert caught.value.problems[0].vi.endswith("Thứ tự là HỘI-ĐỒNG NGUỒN.")
    assert caught.value.problems[0].en.endswith("The order is COUNCIL POOL.")


def test_a_day_that_is_none_has_its_line_field_and_form(tmp_path: Path) -> None:
    (problem,) = council_problems(COUNCIL.replace("2021-05-23", "2021-02-30"), tmp_path)
    assert problem.where == "xa.yaml:4: election_day"
    assert problem.vi == "phải là ngày có thật, dạng 1980-12-31 ('2021-02-30')."
    assert problem.en == "must be a real day, like 1980-12-31 ('2021-02-30')."


@pytest.mark.parametrize(
    ("content", "vi"),
    [
        ('{"people": [', "JSON sai: thiếu giá trị, hoặc tệp bị cắt cụt."),
        ('{"people": [],\n "people": []}', "JSON sai: khóa 'people' ghi hai lần."),
        ('{"people": [NaN]}', "JSON sai: NaN không phải là số."),
        ("1" * 5_000, "JSON sai: có số quá dài."),
        ('{"a": "\\q"}', "JSON sai: hãy xem lại dấu phẩy, ngoặc ở dòng này và dòng trước."),
    ],
)
def test_what_is_wrong_with_json_is_said_in_vietnamese(content: str, vi: str) -> None:
    assert problems_of(content.encode(), "p.json")[0].vi == vi


def test_a_file_that_is_not_there_is_said_in_vietnamese(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        read_pool(tmp_path / "none.csv")
    assert caught.value.problems[0].vi == "Không đọc được tệp: không có tệp này."
