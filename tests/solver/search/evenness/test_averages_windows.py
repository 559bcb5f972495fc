"""What arithmetic alone says of averages, against every vector of sums there is."""

from fractions import Fraction
from itertools import product
from math import ceil

from hypothesis import given
from hypothesis import strategies as st

from cocau.solver.search.evenness.averages import AverageWindows
from tests.examples import examples

MOST = 6
NUMBERS = st.lists(
    st.tuples(st.integers(1, 3), st.integers(0, 1)).map(lambda n: (n[0], n[0] + n[1])), min_size=2, max_size=3
)


def _widths(numbers: list[tuple[int, int]], totals: tuple[int, int]) -> list[int]:
    """The difference, in hundredths rounded up, of every choice of sums and numbers with such a total."""
    choices = [[(s, n) for n in range(low, high + 1) for s in range(MOST + 1)] for low, high in numbers]
    widths = []
    for chosen in product(*choices):
        if totals[0] <= sum(s for s, _ in chosen) <= totals[1]:
            averages = [Fraction(s, n) for s, n in chosen]
            widths.append(ceil(100 * (max(averages) - min(averages))))
    return widths


@examples(60, derandomize=True)
@given(NUMBERS, st.integers(0, 6), st.integers(0, 2))
def test_the_least_width_with_a_window_is_the_least_of_all_sums(
    numbers: list[tuple[int, int]], total: int, more: int
) -> None:
    totals = (total, total + more)
    widths = _widths(numbers, totals)
    assert AverageWindows(numbers, totals).find_least(0, max(widths)) == min(widths)


@examples(30, derandomize=True)
@given(NUMBERS, st.integers(0, 6), st.integers(0, 200))
def test_every_choice_of_sums_lies_in_a_window_of_its_width(
    numbers: list[tuple[int, int]], total: int, near: int
) -> None:
    windows = AverageWindows(numbers, (total, total))
    for width in set(_widths(numbers, (total, total))):
        found = windows.list_of_width(width, Fraction(near, 100))
        assert found
        middles = [abs((window.low + window.high) / 2 - Fraction(near, 100)) for window in found]
        assert middles == sorted(middles)
