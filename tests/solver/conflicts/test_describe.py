"""How far one tag is missed at the least, against every assignment there is."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cocau.constraints.rules.quantity import Quantity
from cocau.solver.conflicts.describe import _draw_assignment, _soften_rows
from cocau.solver.engines.engine import EngineAnswer, EngineStatus
from cocau.solver.engines.highs import Highs
from cocau.solver.model.program import NamedRow, Program, evaluate
from cocau.solver.model.tie_breaks import LOT_LIMIT
from cocau.solver.time_budget import TimeBudget, TimeOver
from tests.examples import examples
from tests.solver.engines.test_engine import SIZE, TOP, programs


def _missed(row: NamedRow, values: list[int]) -> int:
    value = sum(c * values[v] for v, c in row.terms.items())
    below = 0 if row.low is None else max(row.low - value, 0)
    return below + (0 if row.high is None else max(value - row.high, 0))


@examples(80)
@given(programs(), st.sampled_from("abcd"))
def test_the_least_by_which_a_tag_is_missed_is_that_of_all_assignments(
    case: tuple[Program, Quantity], tag: str
) -> None:
    program, _ = case
    own = [row for row in program.rows if row.tag == tag]
    others = program.with_tags(lambda name: name != tag)
    every = ([0, *values] for values in product(range(TOP + 1), repeat=SIZE))
    least = min((sum(_missed(row, v) for row in own) for v in every if others.allows(v)), default=None)
    soft, missed = _soften_rows(program, tag)
    answer = Highs().minimise(soft, missed, 30)
    if least is None:
        assert answer.status is EngineStatus.INFEASIBLE
        return
    assert answer.values is not None
    assert evaluate(missed, answer.values) == least
    assert others.allows(answer.values[: SIZE + 1])
    assert sum(_missed(row, answer.values) for row in own) == least


def test_both_sides_of_a_row_may_be_missed() -> None:
    program = Program()
    a = program.variable(5)
    program.add("x", Quantity({a: 1}).equals(3))
    for most, least in ((1, 2), (5, 0)):
        program.upper[a] = most
        soft, missed = _soften_rows(program, "x")
        values = Highs().minimise(soft, missed, 30).values
        assert values is not None
        assert evaluate(missed, values) == least
    program.upper[a], program.lower[a] = 5, 5
    soft, missed = _soften_rows(program, "x")
    values = Highs().minimise(soft, missed, 30).values
    assert values is not None
    assert evaluate(missed, values) == 2


def test_lots_that_were_not_proven_least_are_not_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    program = Program()
    first, second, third, missed = (program.variable(1) for _ in range(4))
    program.add("a", Quantity({first: 2, second: 2, third: 3}) >= 3)
    lots = Quantity({first: LOT_LIMIT, second: 2 * LOT_LIMIT, third: 3 * LOT_LIMIT + 1})
    assert _draw_assignment(program, Quantity({missed: 1}), lots, TimeBudget(30)) == [0, 1, 1, 0, 0]
    stopped = EngineAnswer(EngineStatus.STOPPED, [0, 0, 0, 1, 0])
    monkeypatch.setattr(Highs, "minimise", lambda *_, **__: stopped)
    with pytest.raises(TimeOver):
        _draw_assignment(program, Quantity({missed: 1}), lots, TimeBudget(30))
