"""The names of the variables and rows of a program: what a reader of its rows goes by."""

from bisect import bisect_right
from collections.abc import Collection, Iterator, Mapping, Sequence

from cocau.solver.model.program import STRUCTURAL, Program
from cocau.solver.model.slate_model import SlateModel


def list_variable_names(model: SlateModel) -> list[str]:
    """Return a name for each variable, in their order: ids only, no two alike.

    A place is named after the first person of its group: ``place[p004,deputy,u1]``.
    """
    names = [f"v[{number}]" for number in range(len(model.program.upper))]
    names[0] = "zero"
    for variable, name in (*_name_people(model), *_name_places(model), *_name_shortfalls(model)):
        names[variable] = name
    return names


def _name_people(model: SlateModel) -> Iterator[tuple[int, str]]:
    people = model.people
    for part, variables in (
        ("introduced", people.introduced or {}),
        ("listed", people.listed),
        ("deputy", people.deputy),
        ("standing", people.standing),
        ("in_office", people.in_office),
    ):
        for person, variable in variables.items():
            yield variable, f"{part}[{person}]"
    for (person, post), variable in people.holds.items():
        yield variable, f"holds[{person},{post}]"
    for (person, first, second), variable in model.combined.items():
        yield variable, f"combined[{person},{first},{second}]"


def _name_places(model: SlateModel) -> Iterator[tuple[int, str]]:
    places = model.places
    for part, variables in (("place", places.places), ("home", places.at_home)):
        for (group, role, unit), variable in variables.items():
            yield variable, f"{part}[{places.groups[group][0].id},{role.name.lower()},{unit}]"
    for number, ((_, unit), made) in enumerate(model.assurances.assurances.items()):
        yield made.number, f"assured[{number},{unit}]"
        yield made.switch, f"assures[{number},{unit}]"


def _name_shortfalls(model: SlateModel) -> Iterator[tuple[int, str]]:
    for rule in model.program.tags():
        for number, variable in enumerate(model.shortfall([rule]).terms):
            yield variable, f"missed[{rule}]" if number == 0 else f"missed[{rule},{number}]"


STRUCTURE = "structure"
"""What rows of no rule are called: what holds of every slate."""


def list_row_names(program: Program) -> list[str]:
    """Return a name for each row: its rule and a number among the rows of that rule."""
    return list(name_rows(program, range(len(program.rows))).values())


def name_rows(program: Program, some: Collection[int]) -> dict[int, str]:
    """Return the names of some rows by their numbers, in the order of the program."""
    index, named = _index_rows(program), dict[int, str]()
    for i in sorted(some):
        owner = program.rows[i].tag or STRUCTURE
        named[i] = f"{owner}#{bisect_right(index[owner], i)}"
    return named


def find_rows(program: Program, names: Collection[str]) -> dict[str, int]:
    """Return the numbers of the rows that have these names."""
    index, found = _index_rows(program), dict[str, int]()
    for name in names:
        owner, _, digits = name.rpartition("#")
        number = int(digits[:_MOST_DIGITS]) if digits.isdecimal() else 0
        if name == f"{owner}#{number}" and 0 < number <= len(index.get(owner, ())):
            found[name] = index[owner][number - 1]
    return found


_MOST_DIGITS = 9
"""Of a number of rows; names come from files that anybody may have written."""


def _index_rows(program: Program) -> Mapping[str, Sequence[int]]:
    """Return the numbers of the rows that are called after each rule, or after the structure."""
    index = program.index()
    return {**index, STRUCTURE: sorted([*index.get(STRUCTURAL, ()), *index.get(STRUCTURE, ())])}
