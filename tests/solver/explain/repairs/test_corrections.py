"""Ways out against brute force over all sets of tags, and against the enumeration of conflicts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cocau.constraints.rules.quantity import Quantity
from cocau.solver.conflicts.describe import _draw_assignment
from cocau.solver.conflicts.enumerate import enumerate_conflicts
from cocau.solver.conflicts.mus import FeasibilityOracle
from cocau.solver.engines.highs import Highs
from cocau.solver.engines.relaxation import LinearRelaxation
from cocau.solver.explain.minimum import find_minimum
from cocau.solver.explain.repairs.corrections import CheapestCorrections, MinimalCorrection
from cocau.solver.model.program import Program, evaluate
from cocau.solver.time_budget import TimeBudget, TimeOver
from tests.examples import examples
from tests.solver.conflicts.test_enumerate import _all_of
from tests.solver.conflicts.test_mus import Silent, _apart
from tests.solver.engines.test_engine import _least, programs

PRICES = st.dictionaries(st.sampled_from("abcd"), st.integers(1, 9))


@examples(60)
@given(programs(), PRICES)
def test_every_way_out_is_found_the_cheapest_first(
    case: tuple[Program, Quantity], prices: dict[str, int]
) -> None:
    program, lots = case
    conflicts, corrections = _all_of(program)
    ways = CheapestCorrections(
        FeasibilityOracle(program, Highs(), TimeBudget(60), lots), program.tags(), lambda t: prices.get(t, 1)
    )
    found = list(ways)
    if frozenset() in conflicts:
        assert not found
        return
    assert {way.tags for way in found} == corrections
    assert set(ways.conflicts) <= conflicts
    costs = [sum(prices.get(t, 1) for t in way.tags) for way in found]
    assert costs == sorted(costs)
    for way in found:
        assert program.with_tags(lambda tag, way=way: tag not in way.tags).allows(way.values)  # type: ignore[misc]


@examples(30)
@given(programs())
def test_ways_out_are_the_minimal_hitting_sets_of_all_conflicts(case: tuple[Program, Quantity]) -> None:
    program, lots = case
    known = enumerate_conflicts(
        FeasibilityOracle(program, Highs(), TimeBudget(60)), lambda _: 1, TimeBudget(60), 10_000
    )
    found = CheapestCorrections(
        FeasibilityOracle(program, Highs(), TimeBudget(60), lots), program.tags(), lambda _: 1
    )
    ways = {way.tags for way in found}
    for way in ways:
        assert all(way & conflict for conflict in known.conflicts)
        for tag in way:
            assert not all((way - {tag}) & conflict for conflict in known.conflicts)


@examples(60)
@given(programs())
def test_the_least_value_is_the_least_there_is(case: tuple[Program, Quantity]) -> None:
    program, what = case
    true = _least(program, what)
    if true is None:
        with pytest.raises(TimeOver):
            find_minimum(program, what, Quantity({1: 1}), Highs(), TimeBudget(60))
        return
    found = find_minimum(program, what, Quantity({1: 1}), Highs(), TimeBudget(60))
    assert found.value == true
    assert found.values is not None
    assert program.allows(found.values)
    bound = find_minimum(program, what, Quantity({1: 1}), Highs(), TimeBudget(60), enough=true)
    assert bound.value <= true


def test_nothing_to_give_up_where_everything_holds() -> None:
    program = Program()
    a = program.variable(1)
    program.add("x", Quantity({a: 1}) >= 1)
    oracle = FeasibilityOracle(program, Highs(), TimeBudget(60))
    assert [way.tags for way in CheapestCorrections(oracle, program.tags(), lambda _: 1)] == [frozenset()]


def test_silence_ends_the_ways_out_without_a_claim() -> None:
    program = Program()
    a, b = program.variable(1), program.variable(1)
    program.add("x", Quantity({a: 2, b: 2}) >= 1)
    program.add("x", Quantity({a: 2, b: 2}) <= 3)
    program.add("y", Quantity({a: 1, b: -1}).equals(0))
    half = Quantity({a: 1, b: 1})
    with pytest.raises(TimeOver):
        list(
            CheapestCorrections(
                FeasibilityOracle(program, Silent(), TimeBudget(60), half), program.tags(), lambda _: 1
            )
        )
    with pytest.raises(TimeOver):
        find_minimum(program, half, half, Silent(), TimeBudget(60))


def test_a_way_out_of_two_apart_gives_one_up() -> None:
    program = _apart()
    oracle = FeasibilityOracle(program, Highs(), TimeBudget(60))
    ways: list[MinimalCorrection] = list(CheapestCorrections(oracle, program.tags(), lambda _: 1))
    assert all(len(way.tags) == 1 for way in ways)


@pytest.mark.parametrize("dear", ["x", "y"])
def test_what_costs_less_is_given_up_first(dear: str) -> None:
    program = Program()
    a, b = program.variable(1), program.variable(1)
    program.add("x", Quantity({a: 1}) >= 1)
    program.add("y", Quantity({a: 1}) <= 0)
    program.add("z", Quantity({b: 1}) >= 0)
    oracle = FeasibilityOracle(program, Highs(), TimeBudget(60))
    first, second = CheapestCorrections(oracle, program.tags(), lambda tag: 5 if tag == dear else 1)
    assert second.tags == {dear}
    assert first.tags == {"x", "y"} - {dear}


def test_where_the_lots_were_not_minimised_in_time_the_engine_is_asked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    program = Program()
    first, second, third = (program.variable(1) for _ in range(3))
    program.add("a", Quantity({first: 2, second: 2, third: 3}) >= 3)
    lots, what = Quantity({first: 1, second: 2, third: 3}), Quantity({first: 4, second: 6, third: 9})
    minimum = LinearRelaxation.minimum

    def only_what(self: LinearRelaxation, objective: Quantity, *others: object) -> object:
        return None if objective is lots else minimum(self, objective, 10)

    monkeypatch.setattr(LinearRelaxation, "minimum", only_what)
    found = find_minimum(program, what, lots, Highs(), TimeBudget(60))
    assert found.value == 9
    assert found.values == [0, 0, 0, 1]
    values = _draw_assignment(program, what, lots, TimeBudget(60))
    assert evaluate(what, values) == 9
