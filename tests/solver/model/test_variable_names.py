"""Names of rows: no two alike, and each found again by its own."""

from cocau.constraints.rules.quantity import Quantity
from cocau.solver.model.program import STRUCTURAL, Program
from cocau.solver.model.variable_names import find_rows, list_row_names, name_rows


def test_rows_are_named_and_found_even_where_a_rule_is_called_as_the_structure_is() -> None:
    program = Program()
    a = Quantity({program.variable(1): 1})
    for tag in (STRUCTURAL, "women", "structure", STRUCTURAL, "women"):
        program.add(tag, a <= 1)
    names = ["structure#1", "women#1", "structure#2", "structure#3", "women#2"]
    assert list_row_names(program) == names
    assert name_rows(program, {4, 0}) == {0: "structure#1", 4: "women#2"}
    assert find_rows(program, names) == {name: i for i, name in enumerate(names)}
    assert find_rows(program, ["women#0", "women#02", "women#3", "men#1", "structure"]) == {}
