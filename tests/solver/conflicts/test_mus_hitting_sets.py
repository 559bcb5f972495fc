"""Smallest hitting sets against brute force."""

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from cocau.solver.conflicts.mus import find_least_hitting_set

SETS = st.lists(st.frozensets(st.sampled_from("abcde"), min_size=1), max_size=6)


@given(SETS, st.integers(1, 6))
def test_a_least_hitting_set_meets_all_and_nothing_smaller_does(
    sets: list[frozenset[str]], below: int
) -> None:
    found = find_least_hitting_set(sets, below)
    sizes = (
        size
        for size in range(below)
        if any(all(s & set(c) for s in sets) for c in combinations("abcde", size))
    )
    least = next(sizes, None)
    assert (None if found is None else len(found)) == least
    assert found is None or all(s & found for s in sets)


def test_an_empty_set_can_be_met_by_nothing() -> None:
    assert find_least_hitting_set([frozenset()], 5) is None
