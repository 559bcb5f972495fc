"""The two files of a panel: what is read, and every fault told at its cell, all at once, in both languages."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from cocau.app.files.panels import read_quotas, read_respondents
from cocau.constraints.errors import InputError, Problem
from cocau.solver.panel.task import Quota
from tests.app.files.support.small_files import csv_of, xlsx_of

HEAD = ("feature", "value", "min", "max")
QUOTAS = (
    Quota(feature="Sex", value="F", min=1, max=2),
    Quota(feature="Sex", value="M", min=1, max=2),
    Quota(feature="Age", value="Under 30", min=0, max=4),
)


def _file(folder: Path, *rows: Sequence[object], name: str = "f.csv") -> Path:
    path = folder / name
    path.write_bytes(xlsx_of(*rows) if name.endswith("xlsx") else csv_of(*rows))
    return path


def _faults(path: Path) -> list[tuple[str, str]]:
    with pytest.raises(InputError) as caught:
        read_quotas(path)
    return _told(caught.value.problems)


def _told(problems: Sequence[Problem]) -> list[tuple[str, str]]:
    assert all(p.vi and p.en and p.vi != p.en for p in problems)
    return [(p.code, p.where) for p in problems]


@pytest.mark.parametrize("name", ["f.csv", "f.xlsx"])
@pytest.mark.parametrize(
    "head",
    [
        HEAD,
        ("category", "name", "min", "max"),
        (" Feature ", "VALUE", "Min", "MAX"),
        ("Đặc điểm", "Giá trị", "Tối thiểu", "Tối đa"),
    ],
)
def test_old_and_new_headings_in_any_case_and_language_are_read(
    head: Sequence[str], name: str, tmp_path: Path
) -> None:
    path = _file(tmp_path, head, ("Sex", "F", 1, 2), ("", "", "", ""), (" sex", "M ", 0, 3), name=name)
    assert read_quotas(path) == (
        Quota(feature="Sex", value="F", min=1, max=2),
        Quota(feature="Sex", value="M", min=0, max=3),
    )


def test_flex_columns_may_be_there_and_may_be_empty(tmp_path: Path) -> None:
    rows = [(*HEAD, "min_flex", "max_flex"), ("Sex", "F", 2, 3, 1, 5), ("Sex", "M", 2, 3, "", "")]
    first, second = read_quotas(_file(tmp_path, *rows))
    assert (first.min_flex, first.max_flex) == (1, 5)
    as_tight_as_can_be = _file(tmp_path, rows[0], ("Sex", "F", 2, 2, 2, 2))
    assert read_quotas(as_tight_as_can_be)[0].max_flex == 2
    assert (second.min_flex, second.max_flex) == (0, None)


def test_other_columns_are_passed_over_and_a_better_name_wins(tmp_path: Path) -> None:
    rows: list[Sequence[object]] = [
        ("name", *HEAD, "comment"),
        ("x", "Sex", "F", 1, 2, "why"),
        ("", "", "", "", "", "only words"),
    ]
    assert read_quotas(_file(tmp_path, *rows)) == (Quota(feature="Sex", value="F", min=1, max=2),)
    rows = [(*HEAD, "name"), ("Sex", "F", 1, 2, "x")]
    assert read_quotas(_file(tmp_path, *rows))[0].value == "F"


def test_every_fault_of_a_categories_file_is_told_at_its_cell(tmp_path: Path) -> None:
    path = _file(
        tmp_path,
        (*HEAD, "min_flex", "max_flex"),
        ("Sex", "F", 3, 2, "", ""),
        ("Sex", "M", "x", "-1", "", ""),
        ("sex ", " f", 1, 2, "", ""),
        ("Age", "old", 1, 2, 2, 1),
        ("Age", "", 1, "", "", ""),
        ("Age", "mid", "1.5", 2, "\x07", ""),
    )
    assert _faults(path) == [
        ("min_above_max", "f.csv:2: max"),
        ("no_number", "f.csv:3: min"),
        ("no_number", "f.csv:3: max"),
        ("quota_twice", "f.csv:4: value"),
        ("flex", "f.csv:5: min_flex"),
        ("flex", "f.csv:5: max_flex"),
        ("missing", "f.csv:6: value"),
        ("missing", "f.csv:6: max"),
        ("bad_character", "f.csv:7: min_flex"),
    ]


def test_cells_of_a_workbook_have_their_addresses(tmp_path: Path) -> None:
    path = _file(tmp_path, HEAD, ("Sex", "F", 3, 2.5), name="f.xlsx")
    assert _faults(path) == [("no_number", "f.xlsx: Sheet1!D2 (max)")]


@pytest.mark.parametrize(
    ("rows", "codes"),
    [
        ([("feature", "value", "min")], ["missing_heading"]),
        ([(*HEAD, "max"), ("Sex", "F", 1, 2, 3)], ["heading_twice"]),
        ([HEAD], ["empty"]),
        ([("a", "b"), ("c", "d")], ["missing_heading"] * 4),
    ],
)
def test_headings_that_are_missing_or_twice_are_told(
    rows: list[Sequence[object]], codes: list[str], tmp_path: Path
) -> None:
    assert [code for code, _ in _faults(_file(tmp_path, *rows))] == codes


def test_another_sort_of_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "f.yaml"
    path.write_text("feature: x")
    assert _faults(path) == [("suffix", "f.yaml")]
    assert _faults(tmp_path / "gone.csv") == [("unreadable", "gone.csv")]


# --- respondents --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["p.csv", "p.xlsx"])
def test_people_are_read_by_column_in_any_order_and_case(name: str, tmp_path: Path) -> None:
    rows = [
        ("AGE", "mail", "ID", "sex "),
        ("under  30", "a@b", "p1", "f"),
        ("", "", "", ""),
        ("Under 30", "", 7, "M"),
    ]
    people = read_respondents(_file(tmp_path, *rows, name=name), QUOTAS)
    assert [(p.id, p.values, p.home) for p in people] == [
        ("p1", ("F", "Under 30"), None),
        ("7", ("M", "Under 30"), None),
    ]


def test_the_column_of_ids_may_be_named_and_the_peers_name_is_known(tmp_path: Path) -> None:
    rows = [("who", "nationbuilder_id", "Sex", "Age"), ("a", "1", "F", "Under 30")]
    path = _file(tmp_path, *rows)
    assert read_respondents(path, QUOTAS)[0].id == "1"
    assert read_respondents(path, QUOTAS, "WHO")[0].id == "a"


def test_one_address_is_one_home_whatever_its_case_and_an_empty_one_is_not_known(tmp_path: Path) -> None:
    rows = [
        ("id", "Sex", "Age", "street", "zip"),
        ("1", "F", "Under 30", "1 High Street", "A1"),
        ("2", "F", "Under 30", " 1 high  street", "a1"),
        ("3", "F", "Under 30", "1 High Street", ""),
        ("4", "F", "Under 30", "", ""),
        ("5", "F", "Under 30", "", ""),
    ]
    people = read_respondents(_file(tmp_path, *rows), QUOTAS, address=("street", "ZIP"))
    homes = [p.home for p in people]
    assert homes[0] == homes[1] != homes[2]
    assert homes[2] is not None
    assert homes[3:] == [None, None]


def test_every_fault_of_a_respondents_file_is_told_at_its_cell(tmp_path: Path) -> None:
    path = _file(
        tmp_path,
        ("id", "Sex", "Age"),
        ("1", "X", "Under 30"),
        ("1", "F", ""),
        ("", "M"),
        ("3", "M", "\x07"),
        name="p.csv",
    )
    with pytest.raises(InputError) as caught:
        read_respondents(path, QUOTAS)
    assert _told(caught.value.problems) == [
        ("unknown_value", "p.csv:2: Sex"),
        ("id_twice", "p.csv:3: id"),
        ("missing", "p.csv:3: Age"),
        ("missing", "p.csv:4: id"),
        ("missing", "p.csv:4: Age"),
        ("bad_character", "p.csv:5: Age"),
    ]
    assert "F, M" in caught.value.problems[0].en


@pytest.mark.parametrize(
    ("head", "more", "codes"),
    [
        (("id", "Sex"), {}, ["missing_heading"]),
        (("who", "Sex", "Age"), {}, ["missing_heading"]),
        (("id", "Sex", "Age", "sex"), {}, ["heading_twice"]),
        (("id", "ID", "Sex", "Age"), {}, ["heading_twice"]),
        (("id", "Sex", "Age"), {"ids": "ref", "address": ("zip",)}, ["missing_heading"] * 2),
        (("id", "Sex", "Age"), {}, ["empty"]),
    ],
)
def test_columns_that_are_missing_or_twice_are_told(
    head: Sequence[str], more: dict[str, object], codes: list[str], tmp_path: Path
) -> None:
    with pytest.raises(InputError) as caught:
        read_respondents(_file(tmp_path, head), QUOTAS, **more)
    assert [code for code, _ in _told(caught.value.problems)] == codes


def test_a_cell_with_an_error_is_told_and_one_outside_our_columns_is_not(tmp_path: Path) -> None:
    rows = [("id", "Sex", "Age", "other"), ("1", ("=1/0", "#DIV/0!"), "Under 30", ("=1/0", "#DIV/0!"))]
    with pytest.raises(InputError) as caught:
        read_respondents(_file(tmp_path, *rows, name="p.xlsx"), QUOTAS)
    assert _told(caught.value.problems) == [("cell_error", "p.xlsx: Sheet1!B2 (Sex)")]


def test_a_cell_with_an_error_among_the_quotas_is_told(tmp_path: Path) -> None:
    path = _file(tmp_path, HEAD, ("Sex", "F", ("=1/0", "#DIV/0!"), 2), name="f.xlsx")
    assert _faults(path) == [("cell_error", "f.xlsx: Sheet1!C2 (min)")]
