"""Numbers of seats as they are read: groups of thousands, halves up, a sign before a deviation."""

from fractions import Fraction

import pytest

from cocau.app.present.seats import format_deviation
from cocau.app.present.wording import count_noun, format_number, round_half_up


@pytest.mark.parametrize(
    ("value", "vi", "en"),
    [(0, "0", "0"), (999, "999", "999"), (1_288_866, "1.288.866", "1,288,866")],
)
def test_thousands_are_grouped_as_the_language_does(value: int, vi: str, en: str) -> None:
    assert (format_number(value, "vi"), format_number(value, "en")) == (vi, en)


@pytest.mark.parametrize(
    ("value", "nearest"), [("1/2", 1), ("5/2", 3), ("49/100", 0), ("7", 7), ("23867889/1000", 23868)]
)
def test_halves_are_rounded_up(value: str, nearest: int) -> None:
    assert round_half_up(Fraction(value)) == nearest


@pytest.mark.parametrize(
    ("share", "vi", "en"),
    [
        ("0", "0,0%", "0.0%"),
        ("1/10000", "0,0%", "0.0%"),
        ("1/2000", "+0,1%", "+0.1%"),
        ("-1/16", "−6,3%", "−6.3%"),
        ("3/2", "+150,0%", "+150.0%"),
    ],
)
def test_a_deviation_has_its_sign_and_one_decimal(share: str, vi: str, en: str) -> None:
    assert (format_deviation(Fraction(share), "vi"), format_deviation(Fraction(share), "en")) == (vi, en)


@pytest.mark.parametrize(("value", "words"), [(0, "0 cases"), (1, "1 case"), (1_200, "1,200 cases")])
def test_one_is_singular(value: int, words: str) -> None:
    assert count_noun(value, "case", "cases") == words
