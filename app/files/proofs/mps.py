"""MPS: the program of a request as any solver reads it, named by rules and people's ids.

Engines have writers, but they print floats (OR-Tools six digits of them), and proofs are whole numbers.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from cocau.constraints.rules.quantity import Quantity
from cocau.solver.model.program import NamedRow, Program


def format_mps(
    program: Program,
    variables: Sequence[str],
    rows: Sequence[str],
    objectives: Mapping[str, Quantity],
    title: str,
) -> str:
    """Format a program in free MPS by names of variables and rows.

    Objectives are rows without bounds (N), in their order.
    """
    lines = [
        f"NAME {title}",
        "ROWS",
        *(f" N {name}" for name in objectives),
        *(f" {_get_sense(row)} {name}" for row, name in zip(program.rows, rows, strict=True)),
        "COLUMNS",
        " MARK0 'MARKER' 'INTORG'",
        *_list_columns(program, rows, variables, objectives),
        " MARK1 'MARKER' 'INTEND'",
        "RHS",
        *(f" RHS {name} {-quantity.constant}" for name, quantity in objectives.items() if quantity.constant),
        *(f" RHS {name} {_get_side(row)}" for row, name in zip(program.rows, rows, strict=True)),
        "RANGES",
        *(
            f" RANGE {name} {row.high - row.low}"
            for row, name in zip(program.rows, rows, strict=True)
            if row.low is not None and row.high is not None and row.low != row.high
        ),
        "BOUNDS",
    ]
    for name, lower, upper in zip(variables, program.lower, program.upper, strict=True):
        lines += [f" LI BOUND {name} {lower}", f" UI BOUND {name} {upper}"]
    return "\n".join([*lines, "ENDATA", ""])


def _get_sense(row: NamedRow) -> str:
    """Return the letter of a row; one between two numbers is written by its upper one."""
    if row.high is None:
        return "G"
    return "E" if row.low == row.high else "L"


def _get_side(row: NamedRow) -> int | None:
    return row.low if row.high is None else row.high


def _list_columns(
    program: Program, rows: Sequence[str], variables: Sequence[str], objectives: Mapping[str, Quantity]
) -> Iterator[str]:
    """List the rows in which each variable stands, with its coefficients."""
    entries: dict[int, list[tuple[str, int]]] = defaultdict(list)
    for name, quantity in objectives.items():
        for variable, coefficient in quantity.terms.items():
            entries[variable].append((name, coefficient))
    for row, name in zip(program.rows, rows, strict=True):
        for variable, coefficient in row.terms.items():
            entries[variable].append((name, coefficient))
    for variable, name in enumerate(variables):
        for row_name, coefficient in entries[variable]:
            yield f" {name} {row_name} {coefficient}"
