from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cocau.solver.model.program import OPEN_SIDE, STRUCTURAL, Matrix, NamedRow, Program

sides = st.none() | st.integers(-9, 9)
rows = st.lists(
    st.builds(NamedRow, st.just("r"), st.dictionaries(st.integers(0, 3), st.integers(-5, 5)), sides, sides),
    max_size=6,
)


@given(rows, rows, st.lists(st.integers(-4, 4), min_size=4, max_size=4))
def test_arrays_keep_and_break_what_the_rows_do(
    first: list[NamedRow], behind: list[NamedRow], values: list[int]
) -> None:
    both = [*first, *behind]
    held = [row.holds(values) for row in both]
    found = Matrix.of(first).followed_by(Matrix.of(behind))
    assert found.find_held(np.array(values)).tolist() == held
    kept = np.array([i % 2 == 0 for i in range(len(both))], dtype=np.bool_)
    assert found.select(kept).find_held(np.array(values)).tolist() == held[::2]


@given(rows, st.lists(st.integers(-4, 4), min_size=4, max_size=4), st.lists(st.integers(0, 2), min_size=4))
def test_extremes_are_the_least_and_the_most_between_bounds(
    some: list[NamedRow], lower: list[int], widths: list[int]
) -> None:
    upper = [low + width for low, width in zip(lower, widths, strict=False)]
    every = [*product(*(range(low, high + 1) for low, high in zip(lower, upper, strict=True)))]
    found = Matrix.of(some)
    least, most = found.extremes(np.array(lower), np.array(upper))
    sums = np.array([found.sums(np.array(values)) for values in every])
    assert least.tolist() == sums.min(axis=0).tolist()
    assert most.tolist() == sums.max(axis=0).tolist()


def test_sums_too_large_for_it_are_refused_and_never_wrong() -> None:
    rows = [NamedRow("r", {1: OPEN_SIDE // 2, 2: 1}, 0, None)]
    with pytest.raises(OverflowError):
        Matrix.of(rows).sums(np.array([0, 3, 1]))
    with pytest.raises(OverflowError):
        Matrix.of(rows).extremes(np.array([0, 0, 0]), np.array([0, 3, 1]))


def test_arrays_follow_rows_that_are_added_behind_and_forget_those_taken_back() -> None:
    program = Program()
    x = program.variable(5)
    program.rows.append(NamedRow("a", {x: 1}, 1, None))
    assert program.allows([0, 3])
    program.rows.append(NamedRow("b", {x: 1}, None, 2))
    assert not program.allows([0, 3])
    assert program.get_kept_tags([0, 3]) == {"a"}
    assert program.with_tags("a".__eq__).allows([0, 3])
    assert [row.tag for row in program.pop_rows(1)] == ["b"]
    program.rows.append(NamedRow(STRUCTURAL, {x: 1}, None, 4))
    assert program.allows([0, 3])
    assert not program.allows([0, 5])
    assert not program.allows([0, 6])
