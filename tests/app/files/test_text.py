"""Names as people meant them, and no text that deceives the eye."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cocau.app.files.text import TextError, clean, clean_name, fold, make_printable, slugify
from tests.app.files.support.small_files import AN, HEADINGS, csv_problems, read_csv, read_xlsx, xlsx_problems


@pytest.mark.parametrize(
    "written",
    [
        "Nguyễn Văn An",
        unicodedata.normalize("NFD", "Nguyễn Văn An"),
        "  Nguyễn   Văn An ",
        "Nguyễn\u00a0Văn\u3000An",
        "Nguyễn\nVăn\tAn",
        "Nguyễn Văn An\u200e",
        "\u200fNguyễn Văn An",
        "Nguyễn\u200b Văn An\ufeff",
        "Ngu\u2060yễn Văn An",
    ],
)
def test_a_name_is_the_same_however_it_was_typed_or_copied(written: str) -> None:
    assert read_csv(HEADINGS, (written, *AN[1:]))[0].name == "Nguyễn Văn An"
    assert read_xlsx(HEADINGS, (written, *AN[1:]))[0].name == "Nguyễn Văn An"


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("Nguyễn \u202eVăn An", "bad_character"),
        ("Nguyễn \u2066Văn An\u2069", "bad_character"),
        ("Nguyễn\x07 Văn An", "bad_character"),
        ("Nguyễn\x1b[31m Văn An", "bad_character"),
        ("Nguyễn\x85Văn An", "bad_character"),
        ("Nguyễn \ue000", "bad_character"),
        ("Nguy\ufffdn Văn An", "damaged"),
        ("NguyÔn V¨n An", "old_font"),
        ("H\u00adng", "old_font"),
        ("Ngoâ Thò Thaûo", "old_font"),
        ("Ñoã Höõu Duõng", "old_font"),
    ],
)
def test_a_name_with_characters_that_cannot_be_meant_is_refused(written: str, code: str) -> None:
    (problem,) = csv_problems(HEADINGS, (written, *AN[1:]))
    assert (problem.code, problem.where) == (code, "pool.csv:2: Họ và tên")
    assert problem.vi.isprintable()


def test_a_control_character_in_excel_is_refused_too() -> None:
    (problem,) = xlsx_problems(HEADINGS, ("An\x07", *AN[1:]))
    assert (problem.code, problem.where) == ("bad_character", "pool.xlsx: Sheet1!A2 (Họ và tên)")
    assert "U+0007" in problem.vi


def test_a_lone_surrogate_is_refused() -> None:
    with pytest.raises(TextError, match=r"U\+D800"):
        clean("a\ud800")


@pytest.mark.parametrize(
    "name", ["H'Hen Niê", "Y Ka Nin Hđơk", "Tôn Nữ Thị Ninh", "Lò Văn Ứơng", "Đỗ Ê-li-a", "K'Bing (Sơn)"]
)
def test_names_of_every_people_of_the_country_are_read(name: str) -> None:
    assert read_csv(HEADINGS, (name, *AN[1:]))[0].name == name


@given(st.text())
def test_cleaning_again_changes_nothing(text: str) -> None:
    try:
        once = clean(text)
    except TextError:
        return
    assert clean(once) == once
    assert once == unicodedata.normalize("NFC", once).strip()


@given(st.text())
def test_a_slug_is_ascii_and_a_message_shows_nothing_that_cannot_be_printed(text: str) -> None:
    assert slugify(text).isascii()
    assert make_printable(text).isprintable()
    assert len(make_printable(text)) <= 60


@pytest.mark.parametrize(
    ("text", "folded"),
    [("Ủy  viên – Ban", "uy vien - ban"), ("ĐẢNG", "dang"), ("đ\u200ba", "da"), ("ASCII Too", "ascii too")],
)
def test_words_are_compared_without_case_diacritics_and_kinds_of_dashes(text: str, folded: str) -> None:
    assert fold(text) == folded


@pytest.mark.parametrize(
    "name", ["Hoàng Thị Thuý Oanh", "Quách Hoá", "Y Ñoan Niê", "Trương Quốc Uy", "Lò Văn Uẩn"]
)
def test_names_in_unicode_are_not_taken_for_an_old_font(name: str) -> None:
    assert clean_name(name) == name
