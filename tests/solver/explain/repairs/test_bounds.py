"""Where an assignment begins to be allowed by a bound."""

from cocau.constraints.library import load_rulebook
from cocau.constraints.rules.quantity import Quantity
from cocau.constraints.rules.rule import Rule
from cocau.solver.explain.repairs.bounds import find_tightest, get_nearer
from cocau.solver.model.program import NamedRow

BOOK = load_rulebook()


def test_the_next_value_asks_for_more() -> None:
    assert get_nearer("at_least", 3) == 4
    assert get_nearer("missing", 3) == 2


def test_an_assignment_is_allowed_from_the_tightest_value_on() -> None:
    rule = BOOK.by_id["women-35-percent"]

    def rows(one: Rule) -> list[NamedRow]:
        bound: int = one.at_least_percent  # type: ignore[attr-defined]  # it is a share
        return [NamedRow("x", (100 * Quantity({1: 1})).terms, bound * 10, None)]

    assert find_tightest(rule, "at_least_percent", 0, rows, [0, 3]) == 30
    assert find_tightest(rule, "at_least_percent", 31, rows, [0, 3]) is None
    assert find_tightest(rule, "at_least_percent", 0, rows, [0, 4]) == 35
