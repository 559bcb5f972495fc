"""Programs: rows tightened to whole numbers, locks, and the exact re-check of an engine's numbers."""

from hypothesis import given
from hypothesis import strategies as st

from cocau.constraints.rules.quantity import Quantity
from cocau.solver.model.program import NamedRow, Program, evaluate


def test_a_row_is_divided_by_what_its_coefficients_share_and_its_bound_rounded_inwards() -> None:
    program = Program()
    a, b = program.variable(9), program.variable(9)
    program.add("r", 100 * Quantity({a: 1}) >= 35 * Quantity({b: 1}) + 1)
    (row,) = program.rows
    assert row.terms == {a: 20, b: -7}
    assert row.low == 1


def test_a_row_without_variables_is_kept_as_a_demand_on_the_constant_zero() -> None:
    program = Program()
    program.add("never", Quantity() >= 1)
    program.add("always", Quantity({}, 3) >= 1)
    assert [row.holds([0]) for row in program.rows] == [False, True]


def test_structure_stays_when_rules_are_taken_away() -> None:
    program = Program()
    a = program.variable(1)
    program.add("", Quantity({a: 1}) >= 1)
    program.add("x", Quantity({a: 1}) <= 0)
    assert [row.tag for row in program.with_tags(lambda tag: False).rows] == [""]
    assert program.tags() == ("x",)


def test_an_assignment_outside_a_bound_or_a_row_is_not_allowed() -> None:
    program = Program()
    a = program.variable(2)
    program.add("x", Quantity({a: 1}) >= 1)
    assert program.allows([0, 1])
    assert not program.allows([0, 3])
    assert not program.allows([0, 0])
    assert not program.allows([1, 1])


def test_a_lock_on_nothing_forbids_only_what_cannot_be() -> None:
    program = Program()
    assert program.with_lock(Quantity({}, 2), 2) is program
    assert not program.with_lock(Quantity({}, 2), 1).allows([0])


@given(st.dictionaries(st.integers(1, 3), st.integers(-9, 9)), st.integers(-20, 20), st.data())
def test_tightening_loses_no_whole_assignment(terms: dict[int, int], low: int, data: st.DataObject) -> None:
    program = Program()
    for _ in range(3):
        program.variable(5)
    quantity = Quantity(terms)
    program.add("r", quantity >= low)
    values = [0, *data.draw(st.lists(st.integers(0, 5), min_size=3, max_size=3))]
    assert program.allows(values) is (evaluate(quantity, values) >= low)


def test_rows_that_are_fixed_are_structure_and_still_bind() -> None:
    program = Program()
    x = program.variable(5)
    program.add("a", Quantity({x: 1}) >= 1)
    program.add("b", Quantity({x: 1}) <= 3)
    fixed = program.with_structural("a".__eq__)
    assert fixed.tags() == ("b",)
    assert program.tags() == ("a", "b")
    assert fixed.with_tags(lambda _: False).allows([0, 4])
    assert not fixed.with_tags(lambda _: False).allows([0, 0])


def test_rows_put_behind_bind_in_the_new_program_only() -> None:
    program = Program()
    x = program.variable(5)
    program.add("a", Quantity({x: 1}) >= 1)
    more = program.with_rows([NamedRow("b", {x: 1}, None, 3)])
    assert program.allows([0, 4])
    assert not more.allows([0, 4])
    assert more.tags() == ("a", "b")


def test_tags_are_those_of_the_rows_that_are_there() -> None:
    program = Program()
    x = program.variable(5)
    program.add("a", Quantity({x: 1}) >= 1)
    program.add("b", Quantity({x: 1}) >= 1)
    assert program.tags() == ("a", "b")
    assert [row.tag for row in program.pop_rows(1)] == ["b"]
    program.add("c", Quantity({x: 1}) >= 1)
    assert program.tags() == ("a", "c")
    program.add("d", Quantity({x: 1}) >= 1)
    assert program.tags() == ("a", "c", "d")


def test_rows_are_found_by_their_tags_whatever_was_added_or_taken_back() -> None:
    program = Program()
    a = Quantity({program.variable(1): 1})
    for tag in ("x", "", "y", "x"):
        program.add(tag, a <= 1)
    longer = program.with_rows([NamedRow("y", {1: 1}, None, 1), NamedRow("z", {1: 1}, None, 1)])
    assert longer.index() == {"x": [0, 3], "": [1], "y": [2, 4], "z": [5]}
    assert program.index() == {"x": [0, 3], "": [1], "y": [2]}
    program.pop_rows(2)
    program.add("w", a <= 1)
    assert program.index() == {"x": [0], "": [1], "w": [2]}
    assert longer.with_structural("xz".__contains__).index() == {"": [0, 1, 3, 5], "y": [2, 4]}
