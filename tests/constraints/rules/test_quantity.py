"""Quantities: sums and differences are worth the sums and differences of their parts."""

from hypothesis import given
from hypothesis import strategies as st

from cocau.constraints.rules.quantity import LinearConstraint, Quantity

NUMBERS = st.integers(-1000, 1000)
QUANTITIES = st.builds(Quantity, st.dictionaries(st.integers(0, 5), NUMBERS), NUMBERS)
POINTS = st.lists(NUMBERS, min_size=6, max_size=6)


def worth(quantity: Quantity, point: list[int]) -> int:
    return quantity.constant + sum(c * point[v] for v, c in quantity.terms.items())


def holds(row: LinearConstraint, point: list[int]) -> bool:
    value = worth(row.quantity, point)
    return (row.low is None or value >= row.low) and (row.high is None or value <= row.high)


@given(QUANTITIES, QUANTITIES, NUMBERS, POINTS)
def test_arithmetic_on_quantities_is_arithmetic_on_their_worth(
    a: Quantity, b: Quantity, n: int, at: list[int]
) -> None:
    assert worth(a + b, at) == worth(a, at) + worth(b, at)
    assert worth(a - b, at) == worth(a, at) - worth(b, at)
    assert worth(a + n, at) == worth(a, at) + n
    assert worth(a - n, at) == worth(a, at) - n
    assert worth(n * a, at) == n * worth(a, at)


@given(st.lists(QUANTITIES), POINTS)
def test_a_total_is_worth_the_sum_of_its_parts(parts: list[Quantity], at: list[int]) -> None:
    assert worth(Quantity.total(parts), at) == sum(worth(part, at) for part in parts)


@given(QUANTITIES, st.one_of(QUANTITIES, NUMBERS), POINTS)
def test_a_comparison_holds_where_the_numbers_compare_so(
    a: Quantity, b: Quantity | int, at: list[int]
) -> None:
    other = b if isinstance(b, int) else worth(b, at)
    assert holds(a >= b, at) is (worth(a, at) >= other)
    assert holds(a <= b, at) is (worth(a, at) <= other)
    assert holds(a.equals(b), at) is (worth(a, at) == other)


def test_nothing_is_worth_nothing() -> None:
    assert (Quantity().terms, Quantity().constant) == ({}, 0)
    assert (Quantity.total([]).terms, Quantity.total([]).constant) == ({}, 0)


def test_arithmetic_leaves_its_parts_alone() -> None:
    a, b = Quantity({1: 2}, 3), Quantity({1: 5})
    assert ((a + b).terms, (a - b).terms) == ({1: 7}, {1: -3})
    assert (a.terms, b.terms) == ({1: 2}, {1: 5})
