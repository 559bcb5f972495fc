"""Locations of problems found after reading: moved to a line, a row or a cell of the file."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from cocau.app.files.people import index_rows
from cocau.app.files.readers import read_bytes, read_table
from cocau.app.files.tables.table import FileTable
from cocau.app.files.tree import SourceLines, clean_tree, read_tree
from cocau.constraints.errors import InputError, Problem
from cocau.constraints.model.council import Council
from cocau.constraints.model.draft import CouncilDraft
from cocau.constraints.model.offers import Offers

_DOSSIER_STEP = re.compile(r"\[(\d+)\]|\.?([^.\[\]]+)")


@contextmanager
def relocate_dossier_problems(path: Path) -> Iterator[None]:
    """Move problems of the dossier raised inside to their places in its file.

    Raises:
        InputError: the same problems, each with its place.
    """
    try:
        yield
    except InputError as error:
        error.problems = tuple(_locate_in_dossier(error.problems, path))
        raise


def _locate_in_dossier(problems: Iterable[Problem], path: Path) -> Iterator[Problem]:
    _, lines = read_tree(*read_bytes(path))
    for problem in problems:
        root, _, inner = problem.where.partition("dossier.")
        if root:
            yield problem
            continue
        steps = tuple(int(m[1]) if m[1] else m[2] for m in _DOSSIER_STEP.finditer(inner))
        yield Problem(problem.code, lines.describe_place(steps), problem.vi, problem.en)


PathSteps = tuple[int | str, ...]
Finder = Callable[[str], Iterable[str]]

_COUNCIL, _OFFERS, _DRAFT = ("|".join(model.model_fields) for model in (Council, Offers, CouncilDraft))
_WHERE = re.compile(
    rf"(?:pool\.people|council\.(?:{_COUNCIL})|offers\.(?:{_OFFERS})|draft\.(?:{_DRAFT}))(?:[.\[].*)?",
    re.DOTALL,
)
_STEP = re.compile(r"\[([^\]]*)\]|\.?([^.\[\]]+)")
_NUMBERED = re.compile(r"(.*)#(\d+)", re.DOTALL)
_PERSON = re.compile(r"people\[([^\]]*)\](?:\.(\w+))?")
_BETWEEN = re.compile(r", (?=pool\.people|council\.|offers\.|draft\.)")


@contextmanager
def relocate_problems(council: Path, pool: Path | None = None, offers: Path | None = None) -> Iterator[None]:
    """Move problems raised inside to their places in the files of council, pool and offers.

    Raises:
        InputError: the same problems, each with its place.
    """
    try:
        yield
    except InputError as error:
        error.problems = tuple(locate_problems(error.problems, council, pool, offers))
        raise


@contextmanager
def relocate_draft_problems(draft: Path) -> Iterator[None]:
    """Move problems raised inside to their places in the file of the draft.

    Raises:
        InputError: the same problems, each with its place.
    """
    try:
        yield
    except InputError as error:
        finders: dict[str, Callable[[], Finder]] = {"draft": cache(lambda: _build_file_finder(draft))}
        error.problems = tuple(_relocate(problem, finders) for problem in error.problems)
        raise


@contextmanager
def relocate_pool_problems(pool: Path) -> Iterator[None]:
    """Move problems raised inside to their places in the file of the pool.

    Raises:
        InputError: the same problems, each with its place.
    """
    try:
        yield
    except InputError as error:
        finders: dict[str, Callable[[], Finder]] = {"pool": cache(lambda: _build_pool_finder(pool))}
        error.problems = tuple(_relocate(problem, finders) for problem in error.problems)
        raise


def locate_problems(
    problems: Iterable[Problem], council: Path, pool: Path | None = None, offers: Path | None = None
) -> list[Problem]:
    """Return the problems with their places in the files, which are read again if needed."""
    finders: dict[str, Callable[[], Finder]] = {"council": cache(lambda: _build_file_finder(council))}
    if pool is not None:
        finders["pool"] = cache(lambda: _build_pool_finder(pool))
    if offers is not None:
        finders["offers"] = cache(lambda: _build_file_finder(offers))
    return [_relocate(problem, finders) for problem in problems]


def _relocate(problem: Problem, finders: dict[str, Callable[[], Finder]]) -> Problem:
    wheres = _BETWEEN.split(problem.where)
    if not all(_WHERE.fullmatch(where) and where.partition(".")[0] in finders for where in wheres):
        return problem
    places: list[str] = []
    try:
        for where in wheres:
            root, _, inner = where.partition(".")
            places += finders[root]()(inner)
    except InputError:  # changed since it was read
        return problem
    if not places:
        return problem
    return Problem(problem.code, "; ".join(dict.fromkeys(places)), problem.vi, problem.en)


def locate_in_table(problems: Iterable[Problem], table: FileTable) -> list[Problem]:
    """Return the problems of a pool at their cells in the table that it was read from."""
    return [_relocate(problem, {"pool": cache(lambda: _build_table_finder(table))}) for problem in problems]


def locate_in_tree(problems: Iterable[Problem], tree: object, lines: SourceLines) -> list[Problem]:
    """Return the problems of a pool at their places in the document that it was read from."""
    return [_relocate(problem, {"pool": lambda: _build_tree_finder(tree, lines)}) for problem in problems]


def _build_pool_finder(path: Path) -> Finder:
    table = read_table(path)
    return _build_file_finder(path) if table is None else _build_table_finder(table)


def _build_table_finder(table: FileTable) -> Finder:
    rows, columns = index_rows(table)

    def find(inner: str) -> Iterable[str]:
        person = _PERSON.fullmatch(inner)
        if person is None:
            return [table.get_address(table.heading_row)]
        column = columns.get(person[2] or "name")
        return [table.get_address(rows[person[1]], column)] if person[1] in rows else []

    return find


def _build_file_finder(path: Path) -> Finder:
    content, name = read_bytes(path)
    raw, lines = read_tree(content, name)
    return _build_tree_finder(clean_tree(raw, name), lines)


def _build_tree_finder(tree: object, lines: SourceLines) -> Finder:
    return lambda inner: [lines.describe_place(steps) for steps in _find_paths(tree, inner)]


def _find_paths(tree: Any, inner: str, done: PathSteps = ()) -> Sequence[PathSteps]:  # noqa: ANN401  # a document
    """Find every path that is meant: several where an id is used twice and has no number."""
    if isinstance(tree, dict) and inner.removeprefix(".") in tree:  # a name may have dots in it
        return [(*done, inner.removeprefix("."))]
    step = _STEP.match(inner)
    if step is None:
        return [done]
    rest = inner[step.end() :]
    if isinstance(tree, dict) and step[2] in tree:
        return _find_paths(tree[step[2]], rest, (*done, step[2]))
    if isinstance(tree, list) and step[1]:
        with_id = _find_indexes(tree, step[1])
        found = [path for i in with_id for path in _find_paths(tree[i], rest, (*done, i))]
        return found or [done]
    return [done]


def _find_indexes(items: list[Any], i: str) -> list[int]:
    """Find the indexes of an id in a list: all of them, or for ``id#2`` the second."""
    found = [n for n, item in enumerate(items) if isinstance(item, dict) and item.get("id") == i]
    numbered = _NUMBERED.fullmatch(i)
    if found or numbered is None:
        return found
    number = int(numbered[2])
    return _find_indexes(items, numbered[1])[number - 1 : number]
