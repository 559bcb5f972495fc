"""Ways out against brute force over all sets of tags, and against the enumeration of conflicts."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cocau.constraints.quantity import Quantity
from cocau.solver.effort import Effort, TimeOver
from cocau.solver.explain.enumeration import enumerated
from cocau.solver.explain.nearest import _drawn
from cocau.solver.explain.ways_out import Way, WaysOut
from cocau.solver.explain.whole import least
from cocau.solver.highs import Highs
from cocau.solver.oracle import Oracle
from cocau.solver.program import Program, value_of
from cocau.solver.relaxation import Relaxation
from tests.solver.explain.test_enumeration import _all_of
from tests.solver.test_conflict import Silent, _apart
from tests.solver.test_engines import _least, programs

PRICES = st.dictionaries(st.sampled_from("abcd"), st.integers(1, 9))


@settings(deadline=None, max_examples=60)
@given(programs(), PRICES)
def test_every_way_out_is_found_the_cheapest_first(
    case: tuple[Program, Quantity], prices: dict[str, int]
) -> None:
    program, lots = case
    conflicts, corrections = _all_of(program)
    ways = WaysOut(Oracle(program, Highs(), Effort(60), lots), program.tags(), lambda t: prices.get(t, 1))
    found = list(ways)
    if frozenset() in conflicts:
        assert not found
        return
    assert {way.tags for way in found} == corrections
    assert set(ways.conflicts) <= conflicts
    costs = [sum(prices.get(t, 1) for t in way.tags) for way in found]
    assert costs == sorted(costs)
    for way in found:
        assert program.keeping(lambda tag, way=way: tag not in way.tags).allows(way.values)  # type: ignore[misc]


@settings(deadline=None, max_examples=30)
@given(programs())
def test_ways_out_are_the_minimal_hitting_sets_of_all_conflicts(case: tuple[Program, Quantity]) -> None:
    program, lots = case
    known = enumerated(Oracle(program, Highs(), Effort(60)), lambda _: 1, Effort(60), 10_000)
    found = WaysOut(Oracle(program, Highs(), Effort(60), lots), program.tags(), lambda _: 1)
    ways = {way.tags for way in found}
    for way in ways:
        assert all(way & conflict for conflict in known.conflicts)
        for tag in way:
            assert not all((way - {tag}) & conflict for conflict in known.conflicts)


@settings(deadline=None, max_examples=60)
@given(programs())
def test_the_least_value_is_the_least_there_is(case: tuple[Program, Quantity]) -> None:
    program, what = case
    true = _least(program, what)
    if true is None:
        with pytest.raises(TimeOver):
            least(program, what, Quantity({1: 1}), Highs(), Effort(60))
        return
    found = least(program, what, Quantity({1: 1}), Highs(), Effort(60))
    assert found.value == true
    assert found.values is not None
    assert program.allows(found.values)
    bound = least(program, what, Quantity({1: 1}), Highs(), Effort(60), enough=true)
    assert bound.value <= true


def test_nothing_to_give_up_where_everything_holds() -> None:
    program = Program()
    a = program.variable(1)
    program.add("x", Quantity({a: 1}) >= 1)
    oracle = Oracle(program, Highs(), Effort(60))
    assert [way.tags for way in WaysOut(oracle, program.tags(), lambda _: 1)] == [frozenset()]


def test_silence_ends_the_ways_out_without_a_claim() -> None:
    program = Program()
    a, b = program.variable(1), program.variable(1)
    program.add("x", Quantity({a: 2, b: 2}) >= 1)
    program.add("x", Quantity({a: 2, b: 2}) <= 3)
    program.add("y", Quantity({a: 1, b: -1}).equals(0))
    half = Quantity({a: 1, b: 1})
    with pytest.raises(TimeOver):
        list(WaysOut(Oracle(program, Silent(), Effort(60), half), program.tags(), lambda _: 1))
    with pytest.raises(TimeOver):
        least(program, half, half, Silent(), Effort(60))


def test_a_way_out_of_two_apart_gives_one_up() -> None:
    program = _apart()
    oracle = Oracle(program, Highs(), Effort(60))
    ways: list[Way] = list(WaysOut(oracle, program.tags(), lambda _: 1))
    assert all(len(way.tags) == 1 for way in ways)


@pytest.mark.parametrize("dear", ["x", "y"])
def test_what_costs_less_is_given_up_first(dear: str) -> None:
    program = Program()
    a, b = program.variable(1), program.variable(1)
    program.add("x", Quantity({a: 1}) >= 1)
    program.add("y", Quantity({a: 1}) <= 0)
    program.add("z", Quantity({b: 1}) >= 0)
    oracle = Oracle(program, Highs(), Effort(60))
    first, second = WaysOut(oracle, program.tags(), lambda tag: 5 if tag == dear else 1)
    assert second.tags == {dear}
    assert first.tags == {"x", "y"} - {dear}


def test_where_the_lots_were_not_minimised_in_time_the_engine_is_asked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    program = Program()
    first, second, third = (program.variable(1) for _ in range(3))
    program.add("a", Quantity({first: 2, second: 2, third: 3}) >= 3)
    lots, what = Quantity({first: 1, second: 2, third: 3}), Quantity({first: 4, second: 6, third: 9})
    minimum = Relaxation.minimum

    def only_what(self: Relaxation, objective: Quantity, *others: object) -> object:
        return None if objective is lots else minimum(self, objective, 10)

    monkeypatch.setattr(Relaxation, "minimum", only_what)
    found = least(program, what, lots, Highs(), Effort(60))
    assert found.value == 9
    assert found.values == [0, 0, 0, 1]
    values = _drawn(program, what, lots, Effort(60))
    assert value_of(what, values) == 9
