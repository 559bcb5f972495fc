"""Rows of blocs that are parts of the one above, by their numbers."""

import pytest

from cocau.app.files.notices.bloc_rows import RowNesting, is_section_number, split_number, strip_of_which


@pytest.mark.parametrize(
    ("name", "number", "rest"),
    [
        ("I. Khối Đảng", "I.", "Khối Đảng"),
        ("1.2) HĐND", "1.2)", "HĐND"),
        ("a) HĐND", "a)", "HĐND"),
        ("- UBND", "-", "UBND"),
        ("+Công an", "+", "Công an"),
        ("Khối Đảng", "", "Khối Đảng"),
        ("Xã, phường", "", "Xã, phường"),
        ("-", "", "-"),
    ],
)
def test_a_name_is_its_number_and_what_follows(name: str, number: str, rest: str) -> None:
    assert split_number(name) == (number, rest)


def test_of_which_is_taken_off_a_name() -> None:
    assert strip_of_which("Trong đó: Công an") == "Công an"
    assert strip_of_which("of which full-time") == "full-time"
    assert strip_of_which("Công an") is None


def test_capital_letters_and_roman_numbers_head_sections() -> None:
    assert [is_section_number(n) for n in ("A", "II.", "1", "a)", "-", "")] == [True, True] + [False] * 4


Rows = list[tuple[str, str, str | None]]


@pytest.mark.parametrize(
    "rows",
    [
        [
            ("I", "A", None),
            ("1", "B", "A"),
            ("2", "C", "A"),
            ("-", "D", "C"),
            ("II", "E", None),
            ("1", "F", "E"),
        ],
        [("1", "A", None), ("1.1", "B", "A"), ("a)", "C", "B"), ("1.2", "D", "A"), ("2", "E", None)],
        [("-", "A", None), ("+", "B", "A"), ("-", "C", None)],
        [("", "A", None), ("-", "B", "A"), ("-", "C", "A"), ("", "D", None)],
        [("", "A", None), ("1", "B", None), ("2", "C", None), ("", "D", None)],
        [("", "trong đó: A", None), ("1", "B", None), ("", "Trong đó: C", "B"), ("2", "D", None)],
    ],
)
def test_a_row_is_part_of_the_last_one_numbered_further_out(rows: Rows) -> None:
    nesting = RowNesting()
    assert [nesting.find_parent(number, name) for number, name, _ in rows] == [whole for *_, whole in rows]


def test_nothing_below_a_heading_is_part_of_what_stood_above() -> None:
    nesting = RowNesting()
    nesting.find_parent("I", "A")
    nesting.start_section()
    assert nesting.find_parent("1", "B") is None
