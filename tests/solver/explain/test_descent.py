"""Goals made small one after another, against brute force; what is known beforehand never changes the answer."""

from itertools import combinations, product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cocau.constraints.rules.quantity import Quantity
from cocau.solver.engines.engine import Engine, EngineAnswer, EngineStatus
from cocau.solver.engines.highs import Highs
from cocau.solver.engines.relaxation import LinearRelaxation
from cocau.solver.explain.descent import Goal, minimise_in_order
from cocau.solver.model.program import Program, evaluate
from cocau.solver.search.lexicographic import EngineError
from cocau.solver.time_budget import TimeBudget, TimeOver
from tests.examples import examples
from tests.solver.conflicts.test_mus import Silent
from tests.solver.engines.test_engine import SIZE, TOP, programs

_TERMS = st.dictionaries(st.integers(1, SIZE), st.integers(-4, 4).filter(bool), min_size=1)


def _every(program: Program) -> list[list[int]]:
    every = ([0, *values] for values in product(range(TOP + 1), repeat=SIZE))
    return [v for v in every if program.allows(v)]


def _best(program: Program, goals: list[Quantity]) -> tuple[int, ...] | None:
    return min((tuple(evaluate(g, v) for g in goals) for v in _every(program)), default=None)


@examples(80)
@given(programs(), st.lists(_TERMS.map(Quantity), min_size=1, max_size=4))
def test_each_goal_is_at_its_least_given_those_before(
    case: tuple[Program, Quantity], goals: list[Quantity]
) -> None:
    program, _ = case
    found = minimise_in_order(program, [Goal(goal) for goal in goals], Highs(), TimeBudget(60))
    expected = _best(program, goals)
    assert (found and found.reached) == expected
    if found is not None:
        assert program.allows(found.values)
        assert tuple(evaluate(goal, found.values) for goal in goals) == found.reached


@examples(80)
@given(programs(), st.lists(_TERMS.map(Quantity), min_size=2, max_size=5), _TERMS, st.integers(-5, 5))
def test_values_known_before_one_more_row_lead_to_the_same_least(
    case: tuple[Program, Quantity], goals: list[Quantity], terms: dict[int, int], bound: int
) -> None:
    program, _ = case
    known = _best(program, goals[:-1])
    if known is None:
        return
    program.add("more", Quantity(terms) >= bound)
    expected = _best(program, goals)
    given_goals = [*(Goal(g, k) for g, k in zip(goals, known, strict=False)), Goal(goals[-1])]
    found = minimise_in_order(program, given_goals, Highs(), TimeBudget(60))
    assert (found and found.reached) == expected


def _halves() -> tuple[Program, list[Quantity]]:
    """Goals whose relaxation lies below what whole numbers reach: 2a = 1 is half each."""
    program = Program()
    a, b, c, d = (program.variable(TOP) for _ in range(4))
    program.add("x", Quantity({a: 2, b: 2, c: 2, d: -2}).equals(2))
    program.add("y", Quantity({a: 1, b: 1}) >= 1)
    rough = [Quantity({a: 2, c: -3, d: 3}), Quantity({b: 3, d: -2}), Quantity({c: 1}), Quantity({d: 5, a: 1})]
    return program, rough


def test_the_goal_behind_bounds_that_cannot_be_reached_is_settled_with_integers() -> None:
    program, goals = _halves()
    found = minimise_in_order(program, [Goal(g) for g in goals], Highs(), TimeBudget(60))
    assert found is not None
    assert found.reached == _best(program, goals)


def test_without_time_nothing_is_claimed() -> None:
    program, goals = _halves()
    with pytest.raises(TimeOver):
        minimise_in_order(program, [Goal(g) for g in goals], Highs(), TimeBudget(0))


def _triangle() -> tuple[Program, list[Goal]]:
    """Two of three must differ: the relaxation puts each at a half, so integers have to be asked."""
    program = Program()
    a, b, c = (program.variable(1) for _ in range(3))
    for one, other in ((a, b), (b, c), (a, c)):
        program.add("x", Quantity({one: 1, other: 1}) >= 1)
    return program, [Goal(Quantity({a: 1, b: 1, c: 1})), Goal(Quantity({a: 1, b: 2, c: 3}))]


def test_where_the_relaxation_is_half_integers_decide() -> None:
    program, goals = _triangle()
    found = minimise_in_order(program, goals, Highs(), TimeBudget(60))
    assert found is not None
    assert found.reached == (2, 3)


def test_silence_is_no_answer() -> None:
    program, goals = _triangle()
    with pytest.raises(TimeOver):
        minimise_in_order(program, goals, Silent(), TimeBudget(60))


def test_an_engine_whose_assignment_breaks_the_program_is_not_believed() -> None:
    class Wrong(Silent):
        name = "wrong"

        def minimise(self, *args: object, **kwargs: object) -> EngineAnswer:
            return EngineAnswer(EngineStatus.OPTIMAL, [0, 0, 0, 0])

    program, goals = _triangle()
    engine: Engine = Wrong()
    with pytest.raises(EngineError):
        minimise_in_order(program, goals, engine, TimeBudget(60))


def _complete(size: int, *, without: int = 0) -> tuple[Program, Quantity]:
    """Of each two one is taken: all but one, where the relaxation thinks that half of them will do."""
    program = Program()
    nodes = [program.variable(1) for _ in range(size)]
    for one, other in list(combinations(nodes, 2))[without:]:
        program.add("x", Quantity({one: 1, other: 1}) >= 1)
    return program, Quantity(dict.fromkeys(nodes, 1))


@pytest.mark.parametrize("known", [False, True])
@pytest.mark.parametrize("place", range(6))
def test_a_goal_that_whole_numbers_cannot_bring_to_its_bound_is_found_among_many(
    place: int, known: bool
) -> None:
    program, cover = _complete(6)
    others = [Quantity({program.variable(3): 1}) for _ in range(5)]
    for other in others:
        program.add("y", other >= 1)
    goals = [*others[:place], cover, *others[place:]]
    last = Quantity({v: v for v in cover.terms})
    before = [Goal(g, 1) for g in goals[:place]] if known else [Goal(g) for g in goals[:place]]
    asked = [*before, *(Goal(g) for g in (*goals[place:], last))]
    found = minimise_in_order(program, asked, Highs(), TimeBudget(60))
    assert found is not None
    assert found.reached == (*(5 if g is cover else 1 for g in goals), 1 + 2 + 3 + 4 + 5)


def test_known_values_that_only_the_relaxation_still_reaches_are_left_behind() -> None:
    program, cover = _complete(6, without=1)  # four of six: the first two need not differ
    other = Quantity({program.variable(3): 1})
    last = Quantity({v: v for v in cover.terms})
    program.add("y", other >= 1)
    goals = [Goal(other, 1), Goal(cover, 4), Goal(2 * other), Goal(last)]
    before = minimise_in_order(program, goals, Highs(), TimeBudget(60))
    assert before is not None
    assert before.reached[:3] == (1, 4, 2)
    program.add("x", Quantity({1: 1, 2: 1}) >= 1)
    found = minimise_in_order(program, goals, Highs(), TimeBudget(60))
    assert found is not None
    assert found.reached == (1, 5, 2, 1 + 2 + 3 + 4 + 5)


@examples(25)
@given(programs(), st.lists(_TERMS.map(Quantity), min_size=1, max_size=4), st.integers(0, 3))
def test_where_the_relaxation_gives_up_integers_alone_find_the_same(
    case: tuple[Program, Quantity], goals: list[Quantity], after: int
) -> None:
    program, _ = case
    solved = LinearRelaxation.minimum
    asked = 0

    def giving_up(*args: Any, **kwargs: Any) -> Any:
        nonlocal asked
        asked += 1
        return solved(*args, **kwargs) if asked % 4 < after else None

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(LinearRelaxation, "minimum", giving_up)
        found = minimise_in_order(program, [Goal(goal) for goal in goals], Highs(), TimeBudget(60))
    assert (found and found.reached) == _best(program, goals)
