"""Where an assignment begins to be allowed by a bound."""

from typing import cast

import pytest

from cocau.constraints.library import load_rulebook
from cocau.constraints.rules.quantity import Quantity
from cocau.constraints.rules.rule import Rule
from cocau.solver.conflicts.mus import FeasibilityOracle
from cocau.solver.engines.highs import Highs
from cocau.solver.explain.repairs.bounds import BoundMover, find_tightest
from cocau.solver.model.program import NamedRow, Program
from cocau.solver.model.slate_model import SlateModel
from cocau.solver.time_budget import TimeBudget

BOOK = load_rulebook()


def test_an_assignment_is_allowed_from_the_tightest_value_on() -> None:
    rule = BOOK.by_id["women-35-percent"]

    def rows(one: Rule) -> list[NamedRow]:
        bound: int = one.at_least_percent  # type: ignore[attr-defined]  # it is a share
        return [NamedRow("x", (100 * Quantity({1: 1})).terms, bound * 10, None)]

    assert find_tightest(rule, "at_least_percent", 0, rows, [0, 3]) == 30
    assert find_tightest(rule, "at_least_percent", 31, rows, [0, 3]) is None
    assert find_tightest(rule, "at_least_percent", 0, rows, [0, 4]) == 35


@pytest.mark.parametrize("women", range(6))
def test_the_least_move_is_the_least_that_holds(women: int) -> None:
    """Of ten listed so many may be women; lots want men; half a woman more is no help."""
    rule = BOOK.by_id["women-35-percent"]
    program = Program()
    people = [*program.variables(20, 1)]
    program.add("ten", Quantity(dict.fromkeys(people, 1)).equals(10))
    program.rows.append(NamedRow("few", dict.fromkeys(people[:10], 2), None, 2 * women + 1))
    lots = Quantity({v: 20 - n for n, v in enumerate(people)})
    oracle = FeasibilityOracle(program, Highs(), TimeBudget(60), lots)

    class Model:
        def build_rows(self, moved: Rule) -> list[NamedRow]:
            bound: int = moved.at_least_percent  # type: ignore[attr-defined]  # it is a share
            return [NamedRow(rule.id, dict.fromkeys(people[:10], 100), bound * 10, None)]

    mover = BoundMover(cast("SlateModel", Model()), oracle)
    held = frozenset({"ten", "few"})
    together = mover.move_together(held, rule, {"at_least_percent": 0})
    kept = women * 10 >= 35
    found = None if kept else mover.find_next_move(held, rule, "at_least_percent", 0, oracle.values(held))
    assert kept or found is not None
    for move in (move for move in (together, found) if move is not None):
        assert move.rule.at_least_percent == min(women * 10, 35)  # type: ignore[attr-defined]
        assert sum(move.values[v] for v in people[:10]) <= women
        assert oracle.program.with_tags((held | mover.hold(move.rule)).__contains__).allows(move.values)
    assert kept or mover.find_next_move(held, rule, "at_least_percent", women * 10 + 1, None) is None


def test_no_value_of_a_bound_is_skipped() -> None:
    """Of a hundred listed each is one percent, so each number of women allows one value and no tighter."""
    rule = BOOK.by_id["women-35-percent"]
    program = Program()
    people = [*program.variables(200, 1)]
    women = dict.fromkeys(people[:100], 1)
    program.add("hundred", Quantity(dict.fromkeys(people, 1)).equals(100))
    program.rows += [NamedRow(f"at most {most}", women, None, most) for most in range(35)]
    oracle = FeasibilityOracle(program, Highs(), TimeBudget(60), Quantity({v: 200 - v for v in people}))

    class Model:
        def build_rows(self, moved: Rule) -> list[NamedRow]:
            return [NamedRow(rule.id, women, moved.at_least_percent, None)]  # type: ignore[attr-defined]

    mover = BoundMover(cast("SlateModel", Model()), oracle)
    for n in range(35):
        most = 11 * n % 35  # neighbours far apart: the last move tells little of the next one
        found = mover.find_next_move(
            frozenset({"hundred", f"at most {most}"}), rule, "at_least_percent", 0, None
        )
        assert found is not None
        assert found.rule.at_least_percent == most  # type: ignore[attr-defined]


def test_the_tightest_value_is_found_wherever_it_is() -> None:
    rule = BOOK.by_id["women-35-percent"]

    def rows(one: Rule) -> list[NamedRow]:
        return [NamedRow("x", {1: 1}, one.at_least_percent, None)]  # type: ignore[attr-defined]

    for reached in range(36):
        assert find_tightest(rule, "at_least_percent", 0, rows, [0, reached]) == reached
