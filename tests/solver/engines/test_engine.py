"""The two engines and brute force agree on small random programs; the relaxation never claims too much."""

from itertools import product

import highspy
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cocau.constraints.rules.quantity import Quantity
from cocau.solver.engines.cpsat import CpSat
from cocau.solver.engines.engine import Engine, EngineAnswer, EngineStatus
from cocau.solver.engines.highs import Highs
from cocau.solver.engines.relaxation import LinearRelaxation
from cocau.solver.model.program import NamedRow, Program, evaluate
from cocau.solver.model.tie_breaks import LOT_LIMIT
from cocau.solver.search.kernel_search import (
    REACHES,
    LpOptimum,
    find_near,
    minimise_near,
    minimise_within,
)

ENGINES: tuple[Engine, Engine] = (Highs(), CpSat())
SIZE, TOP = 4, 2


@st.composite
def programs(draw: st.DrawFn) -> tuple[Program, Quantity]:
    program = Program()
    for _ in range(SIZE):
        program.variable(TOP)
    terms = st.dictionaries(st.integers(1, SIZE), st.integers(-4, 4).filter(bool), min_size=1)
    for tag in draw(st.lists(st.sampled_from("abcd"), min_size=1, max_size=6)):
        quantity = Quantity(draw(terms))
        bound = draw(st.integers(-6, 6))
        program.add(tag, quantity >= bound if draw(st.booleans()) else quantity <= bound)
    return program, Quantity(draw(terms), draw(st.integers(-3, 3)))


def _least(program: Program, objective: Quantity) -> int | None:
    every = ([0, *values] for values in product(range(TOP + 1), repeat=SIZE))
    return min((evaluate(objective, v) for v in every if program.allows(v)), default=None)


@given(programs())
def test_both_engines_find_the_brute_force_optimum(case: tuple[Program, Quantity]) -> None:
    program, objective = case
    least = _least(program, objective)
    for engine in ENGINES:
        answer = engine.minimise(program, objective, 10)
        if least is None:
            assert answer.status is EngineStatus.INFEASIBLE
        else:
            assert answer.status is EngineStatus.OPTIMAL
            assert answer.values is not None
            assert program.allows(answer.values)
            assert evaluate(objective, answer.values) == least == answer.bound


@given(programs())
def test_the_relaxation_bounds_from_below_and_its_cores_are_impossible(
    case: tuple[Program, Quantity],
) -> None:
    program, objective = case
    least = _least(program, objective)
    core = LinearRelaxation(program).core(program.tags())
    if core is not None:
        assert _least(program.with_tags(core.__contains__), objective) is None
        return
    relaxation = LinearRelaxation(program)
    found = relaxation.minimum(objective, 10)
    assert found is not None
    bound, whole = found
    assert least is None or bound <= least
    if whole is not None and program.allows(whole):
        assert evaluate(objective, whole) == least


@st.composite
def coverings(draw: st.DrawFn) -> tuple[Program, Quantity]:
    """Programs whose relaxation ends in parts: one or two demands on a few things of various use and price."""
    program = Program()
    things = [program.variable(TOP) for _ in range(SIZE)]
    numbers = st.lists(st.integers(1, 9), min_size=SIZE, max_size=SIZE)
    for _ in range(draw(st.integers(1, 2))):
        uses = draw(numbers)
        demand = draw(st.integers(0, TOP * sum(uses)))
        program.add("a", Quantity(dict(zip(things, uses, strict=True))) >= demand)
    weighed = draw(st.sampled_from([things, things[:2]]))
    prices = st.lists(st.sampled_from([1, 1, 2, 9]), min_size=SIZE, max_size=SIZE)
    return program, Quantity(dict(zip(weighed, draw(prices), strict=False)))


@given(coverings(), coverings(), st.integers(0, 4))
def test_what_is_found_close_to_the_relaxation_and_called_least_is_least(
    case: tuple[Program, Quantity], other: tuple[Program, Quantity], reach: int
) -> None:
    program, objective = case
    relaxation = LinearRelaxation(program)
    relaxation.minimum(other[1], 10)  # from where it goes on, or ends at once
    found = relaxation.minimum(objective, 10)
    assert found is not None
    least = _least(program, objective)
    assert least is not None
    assert found[0] <= least
    assert found[1] is None or evaluate(objective, found[1]) == least
    corner = LpOptimum.of(relaxation, found[0])
    answer = minimise_within(
        program, corner, reach, lambda small, hint: Highs().minimise(small, objective, 10, hint)
    )
    if answer.status is EngineStatus.OPTIMAL:
        assert answer.values is not None
        assert evaluate(objective, answer.values) == answer.bound == least


@given(coverings(), coverings(), st.sampled_from([1, REACHES[0] // 3, *REACHES]))
def test_the_least_lots_found_close_by_are_the_least_and_looked_for_as_far_as_needed(
    case: tuple[Program, Quantity], other: tuple[Program, Quantity], price: int
) -> None:
    program, objective = case[0], price * case[1]
    relaxation = LinearRelaxation(program)
    relaxation.minimum(other[1], 10)
    found = relaxation.minimum(objective, 10)
    assert found is not None
    corner = LpOptimum.of(relaxation, found[0])
    tried = []

    def minimise(small: Program, hint: list[int] | None) -> EngineAnswer:
        tried.append(Highs().minimise(small, objective, 10, hint))
        return tried[-1]

    answer = minimise_near(program, corner, objective, minimise)
    if answer.status is EngineStatus.OPTIMAL:
        assert answer.values is not None
        assert program.allows(answer.values)
        assert evaluate(objective, answer.values) == answer.bound == _least(program, objective)
    assert (answer.status is EngineStatus.OPTIMAL) is any(each.values is not None for each in tried)


@given(coverings(), coverings())
def test_an_objective_prepared_for_is_as_small_under_a_lock(
    case: tuple[Program, Quantity], other: tuple[Program, Quantity]
) -> None:
    (program, objective), lots = case, other[1]
    bounds = []
    for prepared in (False, True):
        relaxation = LinearRelaxation(program)
        if prepared:
            relaxation.prepare(lots, 10)
        found = relaxation.minimum(objective, 10)
        assert found is not None
        relaxation.lock(objective, found[0])
        last = relaxation.minimum(lots, 10)
        assert last is not None
        assert last[1] is None or program.with_lock(objective, found[0]).allows(last[1])
        bounds.append((found[0], last[0]))
    assert bounds[0] == bounds[1]


def test_preparing_for_what_cannot_hold_changes_no_answer() -> None:
    program = Program()
    x = program.variable(1)
    program.add("a", Quantity({x: 1}) >= 1)
    program.add("b", Quantity({x: 1}) <= 0)
    relaxation = LinearRelaxation(program)
    relaxation.prepare(Quantity({x: 1}), 10)
    assert relaxation.minimum(Quantity({x: 1}), 10) is None
    assert not relaxation.is_solved
    assert relaxation.core("ab") == {"a", "b"}


def test_a_run_without_an_optimum_leaves_none_of_an_earlier_one() -> None:
    program = Program()
    x = program.variable(1)
    program.add("a", Quantity({x: 1}) >= 1)
    relaxation = LinearRelaxation(program)
    assert relaxation.minimum(Quantity({x: 1}), 10) == (1, [0, 1])
    assert relaxation.is_solved
    relaxation.lock(Quantity({x: 1}), 0)
    assert relaxation.probe("a") is None
    assert not relaxation.is_solved


def test_an_assignment_close_to_the_corner_is_one_of_the_program() -> None:
    program = Program()
    things = [program.variable(1) for _ in range(9)]
    first, second, third = things[:3]
    program.add("a", Quantity({first: 2, second: 2, third: 3}) >= 3)  # one and a half of the cheapest
    lots = Quantity({v: n * LOT_LIMIT for n, v in enumerate(things, start=1)})
    relaxation = LinearRelaxation(program)
    corner = relaxation.minimum(lots, 10)
    assert corner is not None
    assert corner[1] is None
    found = find_near(
        program, LpOptimum.of(relaxation, 0), lambda rest: Highs().minimise(rest, Quantity(), 10)
    )
    assert found is not None
    assert program.allows(found)
    assert not any(found[v] for v in things[3:])
    assert (
        find_near(program, LpOptimum.of(relaxation, 0), lambda _: EngineAnswer(EngineStatus.STOPPED)) is None
    )


def test_what_a_run_left_is_the_answer_only_where_nothing_is_less() -> None:
    program = Program()
    x, y = program.variable(1), program.variable(1)
    program.add("a", Quantity({x: 1, y: 1}) >= 1)
    relaxation = LinearRelaxation(program)
    assert relaxation.minimum(Quantity({x: 1, y: 9}), 10) == (1, [0, 1, 0])
    assert relaxation.minimum(Quantity({y: 1}), 10) == (0, [0, 1, 0])
    assert relaxation.minimum(Quantity({x: 1}), 10) == (0, [0, 0, 1])


def test_prices_are_those_of_the_objective_that_was_asked_for_last() -> None:
    program = Program()
    x, y, w, z, t = (program.variable(1) for _ in range(5))
    program.add("a", Quantity({x: 1, y: 1, w: 1, z: 1}) >= 1)
    for half in (w, z):
        program.add("a", Quantity({half: 2, t: 3}) <= 4)
    program.add("a", Quantity({t: 1}) >= 1)
    relaxation = LinearRelaxation(program)
    relaxation.minimum(Quantity({x: 9, y: 9, w: 1, z: 1}), 10)
    assert relaxation.prices()[y] > 2, "it is kept at nothing"
    objective = Quantity({x: 1})
    found = relaxation.minimum(objective, 10)  # half of w and of z: no step is needed
    assert found == (0, None)
    answer = minimise_within(
        program,
        LpOptimum.of(relaxation, 0),
        2,
        lambda small, hint: Highs().minimise(small, objective, 10, hint),
    )
    assert answer.values is not None
    assert answer.values[y] == 1
    assert answer.bound == 0


@pytest.mark.parametrize("engine", ENGINES, ids=lambda e: e.name)
def test_a_hint_does_not_change_the_optimum(engine: Engine) -> None:
    program = Program()
    a, b = program.variable(5), program.variable(5)
    program.add("x", Quantity({a: 1, b: 1}) >= 4)
    objective = Quantity({a: 2, b: 3})
    assert engine.minimise(program, objective, 10, hint=[0, 0, 4]).values == [0, 4, 0]


def test_an_optimum_that_its_values_do_not_reach_is_searched_again_without_the_hint(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    program = Program()
    a = program.variable(5)
    program.add("x", Quantity({a: 1}) >= 2)
    asked = []

    def stale(highs: object, constant: int) -> EngineAnswer:
        asked.append(constant)
        return EngineAnswer(EngineStatus.OPTIMAL, [0, 5] if len(asked) == 1 else [0, 2], 2)

    monkeypatch.setattr("cocau.solver.engines.highs._read_answer", stale)
    assert Highs().minimise(program, Quantity({a: 1}), 10, hint=[0, 5]).values == [0, 2]
    assert len(asked) == 2
    assert Highs().minimise(program, Quantity({a: 1}), 10).values == [0, 2]


@pytest.mark.parametrize("engine", ENGINES, ids=lambda e: e.name)
def test_a_watch_stops_a_search_soon_and_what_was_found_is_no_proof(engine: Engine) -> None:
    # Knapsack equalities of large numbers keep every branch and bound busy for minutes.
    program = Program()
    items = [program.variable(1) for _ in range(60)]
    for k in range(4):
        weights = {v: (i * 7919 + k * 104729) % 9973 + 5000 for i, v in enumerate(items)}
        half = sum(weights.values()) // 2
        slack = program.variable(10_000_000)
        program.add("r", (Quantity(weights) + Quantity({slack: 1})) >= half)
        program.add("r", (Quantity(weights) - Quantity({slack: 1})) <= half)
    slacks = Quantity(dict.fromkeys(range(61, 65), 1))
    looks = 0
    shown: list[list[int]] = []

    def watch(value: int | None, bound: int | None, found: list[int] | None = None) -> bool:
        nonlocal looks
        if found is None:
            looks += 1
        else:
            shown.append(found)
            assert value is None or evaluate(slacks, found) == value
        return looks >= 3

    answer = engine.minimise(program, slacks, 60, watch=watch)
    assert looks >= 3
    assert answer.status is EngineStatus.STOPPED
    assert shown, "whatever is better than all before is shown at once"
    assert all(program.allows(found) for found in shown)
    reached = [evaluate(slacks, found) for found in shown]
    assert reached == sorted(reached, reverse=True)
    assert answer.values is not None
    assert evaluate(slacks, answer.values) <= reached[-1]


@pytest.mark.parametrize(
    ("terms", "constant", "most", "greatest"),
    [
        ({1: 1, 2: 1}, 0, 0, 0),  # only zeros are left
        ({1: 1, 2: 1}, 2, 2, 0),
        ({1: 1, 2: 1}, 0, 3, 3),
        ({1: 1, 2: 1}, 2, 5, 3),
        ({1: 1, 2: -1}, 0, 0, 5),  # the second makes room for the first: nothing is at zero
        ({1: 1, 2: -1}, 4, 4, 5),
        ({1: 1, 2: -1}, 4, 1, 2),
    ],
)
def test_a_locked_objective_leaves_whatever_does_not_exceed_it(
    terms: dict[int, int], constant: int, most: int, greatest: int
) -> None:
    program = Program()
    first, second = program.variable(5), program.variable(5)
    relaxation = LinearRelaxation(program)
    relaxation.lock(Quantity(terms, constant), most)
    found = relaxation.minimum(Quantity({first: -1}), 10, lambda value, bound, found=None: False)
    assert found is not None
    assert found[0] == -greatest
    assert second == 2


def test_an_engine_without_memory_says_so_and_is_not_taken_to_be_out_of_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ended = highspy.HighsModelStatus.kMemoryLimit
    monkeypatch.setattr(highspy.Highs, "getModelStatus", lambda _: ended)
    program = Program()
    x = Quantity({program.variable(3): 1})
    with pytest.raises(MemoryError):
        Highs().minimise(program, x, 10)
    with pytest.raises(MemoryError):
        LinearRelaxation(program).minimum(x, 10)


def test_a_bound_holds_without_the_rows_that_have_no_part_in_it() -> None:
    program = Program()
    a, b, c = program.variable(9), program.variable(9), program.variable(9)
    program.add("most", Quantity({a: 1}) <= 4)
    program.add("least", Quantity({a: 1, b: 1}) >= 6)
    program.add("loose", Quantity({a: 1, b: 1, c: 1}) >= 3)
    relaxation, cost = LinearRelaxation(program), Quantity({a: 1, b: 5, c: 1})
    found = relaxation.minimum(cost, 10)
    assert found is not None
    assert found[0] == 4 + 5 * 2
    assert relaxation.find_priced_tags() == {"most", "least"}
    for tag, least in (("most", 6), ("least", 3), ("loose", 14)):
        kept = frozenset(program.tags()) - {tag}
        alone = LinearRelaxation(program.with_tags(kept.__contains__)).minimum(cost, 10)
        assert alone is not None
        assert alone[0] == least
    assert relaxation.minimum(Quantity({c: 1}), 10) == (0, [0, 4, 2, 0])
    assert relaxation.find_priced_tags() == frozenset(), "nothing can be below the bounds of variables"


@given(programs(), programs())
def test_a_bound_found_anew_is_the_same_and_holds_without_rows_of_no_part(
    case: tuple[Program, Quantity], other: tuple[Program, Quantity]
) -> None:
    program, objective = case
    relaxation = LinearRelaxation(program)
    relaxation.minimum(other[1], 10)
    found = relaxation.minimum(objective, 10, anew=True)
    again = LinearRelaxation(program).minimum(objective, 10)
    assert (found is None) is (again is None)
    if found is None or again is None:
        return
    assert found[0] == again[0]
    priced = relaxation.find_priced_tags()
    alone = LinearRelaxation(program.with_tags(priced.__contains__)).minimum(objective, 10)
    assert alone is not None
    assert alone[0] == found[0]
    for tag in program.tags():
        kept = frozenset(program.tags()) - {tag}
        relaxation.keep(kept)
        bound = relaxation.minimum(objective, 10, anew=True)
        cold = LinearRelaxation(program.with_tags(kept.__contains__)).minimum(objective, 10)
        assert (None if bound is None else bound[0]) == (None if cold is None else cold[0])


def test_rows_added_later_bind_only_where_they_are_asked_about() -> None:
    program = Program()
    a, b = program.variable(1), program.variable(1)
    program.add("x", Quantity({a: 1, b: 1}) >= 1)
    relaxation = LinearRelaxation(program)
    assert relaxation.core("x") is None
    relaxation.add_rows([NamedRow("y", {a: 1}, None, 0), NamedRow("z", {b: 1}, None, 0)])
    relaxation.add_rows([NamedRow("w", {a: 1, b: 1}, 2, None)])
    assert relaxation.core("xy") is None
    assert relaxation.core("xyz") == set("xyz")
    assert relaxation.core("x") is None, "off again"
    assert relaxation.core("wz") == set("wz")
