"""Locations of problems found after reading: moved to a line, a row or a cell of the file."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache, partial
from pathlib import Path
from typing import Any

from cocau.app.files.people import index_rows
from cocau.app.files.readers import read_bytes, read_table
from cocau.app.files.tables.table import FileTable
from cocau.app.files.tree import PathSteps, SourceLines, clean_tree, read_tree
from cocau.constraints.errors import InputError, ItemId, Loc, Problem

Finder = Callable[[Loc], Sequence[Loc]]
"""Finds the places in a file that a path means; none if it is not there."""


@contextmanager
def relocate_problems(
    council: Path | None = None, pool: Path | FileTable | None = None, **others: Path | None
) -> Iterator[None]:
    """Move problems to their places in the files of council, pool, `offers`, `draft`...

    A pool may be a table that was read already.

    Raises:
        InputError: the same problems, each with its place.
    """
    try:
        yield
    except InputError as error:
        error.problems = tuple(locate_problems(error.problems, council, pool, **others))
        raise


def locate_problems(
    problems: Iterable[Problem],
    council: Path | None = None,
    pool: Path | FileTable | None = None,
    **others: Path | None,
) -> list[Problem]:
    """Return the problems with their places in the files, which are read again if needed."""
    files: Mapping[str, Path | FileTable | None] = {"council": council, "pool": pool, **others}
    finders = {part: cache(partial(_build_file_finder, file)) for part, file in files.items() if file}
    return [_relocate(problem, finders) for problem in problems]


def locate_in_table(problems: Iterable[Problem], table: FileTable) -> list[Problem]:
    """Return the problems of a pool at their cells in the table that it was read from."""
    finders = {"pool": cache(partial(_build_table_finder, table))}
    return [_relocate(problem, finders) for problem in problems]


def locate_in_tree(problems: Iterable[Problem], tree: object, lines: SourceLines) -> list[Problem]:
    """Return the problems of a pool at their places in the document that it was read from."""
    return [_relocate(problem, {"pool": partial(_build_tree_finder, tree, lines)}) for problem in problems]


def _relocate(problem: Problem, finders: Mapping[str, Callable[[], Finder]]) -> Problem:
    places: list[Loc] = []
    try:
        for loc in problem.locs:
            match loc:
                case (str(part), _, *_) if part in finders:
                    places += finders[part]()(loc[1:])
                case _:
                    return problem
    except InputError:  # changed since it was read
        return problem
    return problem.at(*dict.fromkeys(places)) if places else problem


def _build_file_finder(path: Path | FileTable) -> Finder:
    if isinstance(path, FileTable):
        return _build_table_finder(path)
    table = read_table(path)
    if table is not None:
        return _build_table_finder(table)
    content, name = read_bytes(path)
    raw, lines = read_tree(content, name)
    return _build_tree_finder(clean_tree(raw, name), lines)


def _build_table_finder(table: FileTable) -> Finder:
    rows, columns = index_rows(table)

    def find(loc: Loc) -> Sequence[Loc]:
        match loc:
            case ("people", ItemId() as person, *field) if len(field) <= 1:
                column = columns.get(str(field[0]) if field else "name")
                row = rows.get(str(person))
                return [] if row is None else [(table.get_address(row, column),)]
        return [(table.get_address(table.heading_row),)]

    return find


def _build_tree_finder(tree: object, lines: SourceLines) -> Finder:
    return lambda loc: [lines.locate(path) for path in _find_paths(tree, loc)]


def _find_paths(tree: Any, loc: Loc, done: PathSteps = ()) -> Sequence[PathSteps]:  # noqa: ANN401  # a document
    """Find every path that a place may mean: several where an id is used twice."""
    match loc:
        case (str(field), *_) if isinstance(tree, dict) and field in tree:
            return _find_paths(tree[field], loc[1:], (*done, field))
        case (ItemId() as item, *_) if isinstance(tree, list):
            indexes = _find_indexes(tree, item)
        case (int(index), *_) if isinstance(tree, list) and index < len(tree):
            indexes = [index]
        case _:
            return [done]
    return [path for i in indexes for path in _find_paths(tree[i], loc[1:], (*done, i))] or [done]


def _find_indexes(items: list[Any], item: ItemId) -> list[int]:
    """Find the indexes of an id in a list: all of them, or the one that is meant."""
    found = [n for n, one in enumerate(items) if isinstance(one, dict) and one.get("id") == item.id]
    return found if item.nth is None else found[item.nth - 1 : item.nth]
