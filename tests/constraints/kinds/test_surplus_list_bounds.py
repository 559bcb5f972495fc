"""The shortest lists over every division into constituencies, against trying them all."""

from itertools import combinations_with_replacement

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cocau.constraints.kinds.surplus import compute_legal_minimum
from cocau.constraints.rules.counts import Span

TABLE = {1: 1, 2: 1, 3: 2, 4: 3, 5: 3}  # Art. 58(3)


@pytest.mark.parametrize(
    ("seats", "units", "span"),
    [
        (58, 12, Span(93, 94)),  # eleven of 5 and one of 3; ten of 5 and two of 4
        (95, 30, Span(149, 168)),
        (60, 12, Span(96, 96)),
        (5, 1, Span(8, 8)),
        (4, 5, None),
        (61, 12, None),
        (1, None, Span(2, 2)),
    ],
)
def test_known_divisions(seats: int, units: int | None, span: Span | None) -> None:
    assert compute_legal_minimum(seats, units, TABLE) == span


@given(st.integers(1, 14), st.one_of(st.none(), st.integers(1, 6)))
def test_it_is_the_least_and_the_greatest_of_all_divisions(seats: int, units: int | None) -> None:
    numbers = range(1, seats + 1) if units is None else [units]
    sums = [
        sum(size + TABLE[size] for size in division)
        for number in numbers
        for division in combinations_with_replacement(TABLE, number)
        if sum(division) == seats
    ]
    found = compute_legal_minimum(seats, units, TABLE)
    assert found == (Span(min(sums), max(sums)) if sums else None)


def test_very_many_constituencies_are_bounded_without_their_number() -> None:
    assert compute_legal_minimum(200_000, 80_000, TABLE) == compute_legal_minimum(200_000, None, TABLE)
