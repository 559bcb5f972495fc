"""Printed percentages: rounding and cutting off at the printed decimals, exactly."""

from decimal import ROUND_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cocau.constraints.published.tallies import can_be_printed_as, find_base_range, find_count_span
from cocau.constraints.rules.counts import Span


@pytest.mark.parametrize(
    ("count", "base", "printed", "right"),
    [
        (62, 160, "38.75", True),
        (53, 160, "33.12", True),  # 33.125, cut off or half to even
        (53, 160, "33.13", True),
        (53, 160, "33.1", True),
        (53, 160, "33.2", False),
        (107, 248, "43.1", True),
        (107, 205, "43.1", False),
        (2, 3, "66", True),
        (2, 3, "67", True),
        (2, 3, "68", False),
        (0, 5, "0", True),
        (0, 5, "0.1", False),
        (5, 5, "100", True),
        (1, 0, "100", False),
    ],
)
def test_a_count_of_a_base_is_printed_so(count: int, base: int, printed: str, right: bool) -> None:
    assert can_be_printed_as(count, base, Decimal(printed)) is right


@given(
    st.integers(1, 900),
    st.data(),
    st.integers(0, 3),
    st.sampled_from([ROUND_HALF_UP, ROUND_HALF_EVEN, ROUND_DOWN]),
)
def test_whatever_is_printed_fits_its_count_and_base(
    base: int, data: st.DataObject, places: int, rounding: str
) -> None:
    count = data.draw(st.integers(0, base))
    printed = (Decimal(100 * count) / base).quantize(Decimal(1).scaleb(-places), rounding=rounding)
    assert can_be_printed_as(count, base, printed)
    span = find_count_span(printed, base)
    assert span is not None
    assert span.low <= count <= span.high
    bases = find_base_range(count, printed)
    assert bases is not None
    assert bases[0] <= base
    assert bases[1] is None or base <= bases[1]


@given(st.integers(0, 40), st.decimals(0, 100, places=1))
def test_implied_bases_and_counts_are_exactly_those_that_fit(count: int, printed: Decimal) -> None:
    fitting = [base for base in range(max(count, 1), 400) if can_be_printed_as(count, base, printed)]
    bases = find_base_range(count, printed)
    if bases is None:
        assert fitting == []
    else:
        low, high = bases
        assert fitting == list(range(low, min(high or 399, 399) + 1))
    counts = find_count_span(printed, 60)
    expected = [n for n in range(61) if can_be_printed_as(n, 60, printed)]
    assert expected == ([] if counts is None else list(range(counts.low, counts.high + 1)))


def test_fifteen_printed_as_fifty_percent_imply_thirty() -> None:
    assert find_base_range(15, Decimal(50)) == (30, 30)
    assert find_count_span(Decimal("41.3"), 92) == Span(38, 38)
    assert find_count_span(Decimal("50.5"), 4) is None
    assert find_base_range(3, Decimal("0.4")) == (601, 857)
    assert find_base_range(3, Decimal(0)) == (301, None)
    assert find_base_range(7, Decimal("99.9")) is None
