"""Which way bounds loosen, how far, and where an assignment begins to be allowed."""

import pytest

from cocau.constraints.library import load_rulebook
from cocau.constraints.rules.quantity import Quantity
from cocau.constraints.rules.rule import Rule
from cocau.solver.explain.repairs.bounds import (
    find_tightest,
    get_loosest,
    get_nearer,
    is_lower_bound,
    list_movable_bounds,
)
from cocau.solver.explain.repairs.bounds import is_looser as bounds_is_looser
from cocau.solver.model.program import NamedRow

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
    assert bounds_is_looser(field, one, other) is is_looser


def test_the_loosest_value_asks_for_nothing() -> None:
    assert get_loosest("at_least", 50) == 0
    assert get_loosest("at_most_percent", 50) == 100
    assert get_loosest("per_committee", 50) == 50
    assert is_lower_bound("at_least_percent")
    assert get_nearer("at_least", 3) == 4
    assert get_nearer("missing", 3) == 2


def test_only_bounds_that_are_set_can_be_moved() -> None:
    assert list_movable_bounds(BOOK.by_id["women-35-percent"]) == ("at_least_percent",)
    assert list_movable_bounds(BOOK.by_id["seats-filled"]) == ()


def test_an_assignment_is_allowed_from_the_tightest_value_on() -> None:
    rule = BOOK.by_id["women-35-percent"]

    def rows(one: Rule) -> list[NamedRow]:
        bound: int = one.at_least_percent  # type: ignore[attr-defined]  # it is a share
        return [NamedRow("x", (100 * Quantity({1: 1})).terms, bound * 10, None)]

    assert find_tightest(rule, "at_least_percent", 0, rows, [0, 3]) == 30
    assert find_tightest(rule, "at_least_percent", 31, rows, [0, 3]) is None
    assert find_tightest(rule, "at_least_percent", 0, rows, [0, 4]) == 35
