"""What is left of a program against every assignment there is of the program itself."""

from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from cocau.constraints.rules.quantity import Quantity
from cocau.solver.model.program import Program
from cocau.solver.search.kernel_search import reduce_program
from tests.examples import examples
from tests.solver.engines.test_engine import SIZE, TOP, programs


def _all_of(program: Program) -> set[tuple[int, ...]]:
    """Every assignment that the program allows."""
    ends = zip(program.lower, program.upper, strict=True)
    every = product(*(range(low, high + 1) for low, high in ends))
    return {values for values in every if program.allows([*values])}


@st.composite
def narrowed(draw: st.DrawFn) -> Program:
    """A program some of whose variables cannot move."""
    program, _ = draw(programs())
    at = st.none() | st.integers(0, TOP)
    fixed = [0, *(draw(at) for _ in range(SIZE))]
    lower = [0 if value is None else value for value in fixed]
    upper = [0, *(TOP if value is None else value for value in fixed[1:])]
    return program.with_bounds(lower, upper)


@examples(300)
@given(narrowed())
def test_the_rest_can_hold_where_the_program_can_and_stands_for_assignments_of_it(program: Program) -> None:
    allowed = _all_of(program)
    rest = reduce_program(program)
    if rest is None:
        assert not allowed
        return
    found = {tuple(rest.expand([*values])) for values in _all_of(rest.program)}
    assert found <= allowed
    assert bool(found) is bool(allowed)


@examples(300)
@given(narrowed())
def test_nothing_that_the_open_variables_may_be_is_lost(program: Program) -> None:
    rest = reduce_program(program)
    if rest is None:
        return
    found = {values[1:] for values in _all_of(rest.program)}
    assert found == {tuple(values[v] for v in rest.open) for values in _all_of(program)}


def test_what_cannot_move_any_more_and_rows_that_hold_anyway_are_left_out() -> None:
    program = Program()
    a, b, c, d = (program.variable(1) for _ in range(4))
    program.add("x", Quantity({a: 1, b: 1}) <= 1)  # `a` is taken, so `b` is not
    program.add("x", Quantity({b: 1, c: -1}) <= 0)  # holds then, whatever `c` is
    program.add("x", Quantity({c: 1, d: 1}) >= 1)
    rest = reduce_program(program.with_bounds([0, 1, 0, 0, 0], program.upper))
    assert rest is not None
    assert rest.open.tolist() == [c, d]
    assert len(rest.program.rows) == 1
    assert rest.expand([0, 0, 1]) == [0, 1, 0, 0, 1]


def test_a_row_that_cannot_hold_leaves_nothing() -> None:
    program = Program()
    a, b = program.variable(1), program.variable(1)
    program.add("x", Quantity({a: 1, b: 1}) >= 2)
    program.add("x", Quantity({a: 1, b: -1}).equals(0))
    assert reduce_program(program.with_bounds(program.lower, [0, 1, 0])) is None


def test_bounds_that_creep_on_are_left_to_the_engine() -> None:
    program = Program()
    a, b = program.variable(1_000_000), program.variable(1_000_000)
    program.add("x", Quantity({a: 2, b: -2}) >= 1)
    program.add("x", Quantity({b: 2, a: -2}) >= 0)
    rest = reduce_program(program)
    assert rest is not None
    assert len(rest.open) == 2
