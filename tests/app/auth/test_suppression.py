from collections.abc import Iterator
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cocau.app.auth.suppression import SuppressedCounts, suppress_counts
from tests.examples import examples

GROUPS, VALUES = ("a", "b", "c"), ("x", "y", "z")


@st.composite
def tables(draw: st.DrawFn) -> list[tuple[str, str, int]]:
    groups = GROUPS[: draw(st.integers(1, 3))]
    values = VALUES[: draw(st.integers(2, 3))]
    small = st.integers(0, 6)
    return [(g, v, draw(small)) for g, v in product(groups, values)]


def _rows(total: int, told: list[int | None]) -> Iterator[tuple[int, ...]]:
    """Every row of counts that looks like this."""
    if not told:
        if total == 0:
            yield ()
        return
    first, *rest = told
    for n in range(total + 1) if first is None else (first,):
        if n <= total:
            yield from ((n, *more) for more in _rows(total - n, rest))


def _possible(published: SuppressedCounts) -> list[dict[tuple[str, str], int]]:
    """Every table that would look the same, by trying all."""
    rows = [list(_rows(published.groups[g], list(published.cells[g].values()))) for g in published.cells]
    found = []
    for table in product(*rows):
        sums = [sum(column) for column in zip(*table, strict=True)]
        if all(t is None or t == s for t, s in zip(published.values.values(), sums, strict=True)):
            cells = {
                (g, v): n
                for g, row in zip(published.cells, table, strict=True)
                for v, n in zip(published.values, row, strict=True)
            }
            found.append(cells | {("*", v): s for v, s in zip(published.values, sums, strict=True)})
    return found


@given(tables(), st.integers(2, 5))
@examples(100)
def test_no_suppressed_count_can_be_computed(rows: list[tuple[str, str, int]], least: int) -> None:
    published = suppress_counts(rows, least)
    told = published.cells | {"*": published.values}
    possible = _possible(published)
    for group, row in told.items():
        for value, n in row.items():
            assert n is None or not 0 < n < least
            if n is None:
                assert len({table[group, value] for table in possible}) >= 2, (group, value)


@given(tables(), st.integers(2, 5))
@examples(60)
def test_nobody_learns_that_all_of_a_group_are_alike(rows: list[tuple[str, str, int]], least: int) -> None:
    published = suppress_counts(rows, least)
    possible = _possible(published)
    for group, size in published.groups.items():
        for value in published.values:
            if size:
                assert {table[group, value] for table in possible} != {size}


@given(tables())
def test_what_is_told_is_true(rows: list[tuple[str, str, int]]) -> None:
    published = suppress_counts(rows)
    assert all(published.cells[g][v] in {None, n} for g, v, n in rows)
    assert published.total == sum(n for _, _, n in rows)


def test_large_counts_are_told() -> None:
    rows = [("deputies", "women", 20), ("deputies", "men", 30), ("others", "women", 9), ("others", "men", 7)]
    published = suppress_counts(rows)
    assert published.cells == {"deputies": {"women": 20, "men": 30}, "others": {"women": 9, "men": 7}}
    assert published.values == {"women": 29, "men": 37}
    assert (published.groups, published.total) == ({"deputies": 50, "others": 16}, 66)


@pytest.mark.parametrize(
    ("counts", "told"),
    [
        ((116, 2), (None, None)),  # 118 less 116 would be 2
        ((0, 118), (None, None)),  # all alike
        ((60, 58), (60, 58)),
        ((0, 0), (0, 0)),
    ],
)
def test_one_group_of_two_kinds(counts: tuple[int, int], told: tuple[int | None, int | None]) -> None:
    published = suppress_counts([("all", "party", counts[0]), ("all", "not", counts[1])])
    assert tuple(published.cells["all"].values()) == told
    assert tuple(published.values.values()) == told


def test_two_small_cells_do_not_give_each_other_away() -> None:
    # alone they would sum to 2 and, both there, be 1 and 1
    published = suppress_counts([("all", "x", 1), ("all", "y", 1), ("all", "z", 50)])
    assert set(published.cells["all"].values()) == {None}


def test_an_empty_group_hides_nothing_of_the_others() -> None:
    # it was suppressed to hide the others behind it, though everybody knows that nobody is in it
    published = suppress_counts(
        [("a", "x", 0), ("a", "y", 0), ("b", "x", 1), ("b", "y", 1), ("c", "x", 0), ("c", "y", 3)]
    )
    assert published.cells["a"] == {"x": 0, "y": 0}
    assert {*published.cells["b"].values(), *published.values.values()} == {None}
