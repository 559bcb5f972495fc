"""Which bounds move, which way they loosen, and how far."""

import pytest

from cocau.constraints.library import load_rulebook
from cocau.solver.explain.repairs.movable_bounds import get_loosest, is_lower_bound, list_movable_bounds
from cocau.solver.explain.repairs.movable_bounds import is_looser as movable_is_looser

BOOK = load_rulebook()


@pytest.mark.parametrize(
    ("field", "one", "other", "is_looser"),
    [
        ("at_least", 2, 3, True),
        ("at_least", 3, 3, False),
        ("at_least_percent", 60, 35, False),
        ("at_most", 4, 3, True),
        ("missing", 0, 1, False),
        ("at_most", None, 3, True),
        ("at_most", 3, None, False),
        ("at_most", None, None, False),
    ],
)
def test_a_bound_is_looser_where_it_asks_for_less(
    field: str, one: int | None, other: int | None, is_looser: bool
) -> None:
    assert movable_is_looser(field, one, other) is is_looser


def test_the_loosest_value_asks_for_nothing() -> None:
    assert get_loosest("at_least") == 0
    assert get_loosest("at_most_percent") == 100
    assert get_loosest("per_committee") == 1_000
    assert is_lower_bound("at_least_percent")


def test_only_bounds_that_are_set_can_be_moved() -> None:
    assert list_movable_bounds(BOOK.by_id["women-35-percent"]) == ("at_least_percent",)
    assert list_movable_bounds(BOOK.by_id["seats-filled"]) == ()
