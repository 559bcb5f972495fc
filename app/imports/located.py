"""Faults that were found after reading, moved to their places in the files: a line, a row, a cell."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from cocau.app.imports.files import bytes_of, table_in
from cocau.app.imports.people_table import rows_of
from cocau.app.imports.table import Table
from cocau.app.imports.tree import Lines, cleaned, read_tree
from cocau.constraints.council import Council
from cocau.constraints.draft import Draft
from cocau.constraints.errors import InputError, Problem
from cocau.constraints.offers import Offers

Steps = tuple[int | str, ...]
Finder = Callable[[str], Iterable[str]]

_COUNCIL, _OFFERS, _DRAFT = ("|".join(model.model_fields) for model in (Council, Offers, Draft))
_WHERE = re.compile(
    rf"(?:pool\.people|council\.(?:{_COUNCIL})|offers\.(?:{_OFFERS})|draft\.(?:{_DRAFT}))(?:[.\[].*)?",
    re.DOTALL,
)
_STEP = re.compile(r"\[([^\]]*)\]|\.?([^.\[\]]+)")
_NUMBERED = re.compile(r"(.*)#(\d+)", re.DOTALL)
_PERSON = re.compile(r"people\[([^\]]*)\](?:\.(\w+))?")
_BETWEEN = re.compile(r", (?=pool\.people|council\.|offers\.|draft\.)")


@contextmanager
def at_their_places(council: Path, pool: Path | None = None, offers: Path | None = None) -> Iterator[None]:
    """Whatever is found wrong with them inside is told at its place in the files.

    Raises:
        InputError: the same problems, each with its place.
    """
    try:
        yield
    except InputError as error:
        error.problems = tuple(located(error.problems, council, pool, offers))
        raise


@contextmanager
def draft_at_its_places(draft: Path) -> Iterator[None]:
    """Whatever is found wrong with a draft inside is told at its place in the file.

    Raises:
        InputError: the same problems, each with its place.
    """
    try:
        yield
    except InputError as error:
        finders: dict[str, Callable[[], Finder]] = {"draft": cache(lambda: _in_tree(draft))}
        error.problems = tuple(_moved(problem, finders) for problem in error.problems)
        raise


@contextmanager
def pool_at_its_places(pool: Path) -> Iterator[None]:
    """Whatever is found wrong with the people of a pool inside is told at its place in the file.

    Raises:
        InputError: the same problems, each with its place.
    """
    try:
        yield
    except InputError as error:
        finders: dict[str, Callable[[], Finder]] = {"pool": cache(lambda: _in_pool(pool))}
        error.problems = tuple(_moved(problem, finders) for problem in error.problems)
        raise


def located(
    problems: Iterable[Problem], council: Path, pool: Path | None = None, offers: Path | None = None
) -> list[Problem]:
    """The problems with their places; the files are read again only if one of them is in a file."""
    finders: dict[str, Callable[[], Finder]] = {"council": cache(lambda: _in_tree(council))}
    if pool is not None:
        finders["pool"] = cache(lambda: _in_pool(pool))
    if offers is not None:
        finders["offers"] = cache(lambda: _in_tree(offers))
    return [_moved(problem, finders) for problem in problems]


def _moved(problem: Problem, finders: dict[str, Callable[[], Finder]]) -> Problem:
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


def located_in_table(problems: Iterable[Problem], table: Table) -> list[Problem]:
    """The problems of the people of a pool at their cells in the table that they were read from."""
    return [_moved(problem, {"pool": cache(lambda: _people_in(table))}) for problem in problems]


def located_in_tree(problems: Iterable[Problem], tree: object, lines: Lines) -> list[Problem]:
    """The problems of the people of a pool at their places in the document that they were read from."""
    return [_moved(problem, {"pool": lambda: _steps_in(tree, lines)}) for problem in problems]


def _in_pool(path: Path) -> Finder:
    table = table_in(path)
    return _in_tree(path) if table is None else _people_in(table)


def _people_in(table: Table) -> Finder:
    rows, columns = rows_of(table)

    def find(inner: str) -> Iterable[str]:
        person = _PERSON.fullmatch(inner)
        if person is None:
            return [table.at(table.heading_row)]
        column = columns.get(person[2] or "name")
        return [table.at(rows[person[1]], column)] if person[1] in rows else []

    return find


def _in_tree(path: Path) -> Finder:
    content, name = bytes_of(path)
    raw, lines = read_tree(content, name)
    return _steps_in(cleaned(raw, name), lines)


def _steps_in(tree: object, lines: Lines) -> Finder:
    return lambda inner: [lines.place(steps) for steps in _paths(tree, inner)]


def _paths(tree: Any, inner: str, done: Steps = ()) -> Sequence[Steps]:  # noqa: ANN401  # a document
    """Every path that is meant, as deep as it goes: several where an id is used twice and has no number."""
    if isinstance(tree, dict) and inner.removeprefix(".") in tree:  # a name may have dots in it
        return [(*done, inner.removeprefix("."))]
    step = _STEP.match(inner)
    if step is None:
        return [done]
    rest = inner[step.end() :]
    if isinstance(tree, dict) and step[2] in tree:
        return _paths(tree[step[2]], rest, (*done, step[2]))
    if isinstance(tree, list) and step[1]:
        with_id = _with_id(tree, step[1])
        found = [path for i in with_id for path in _paths(tree[i], rest, (*done, i))]
        return found or [done]
    return [done]


def _with_id(items: list[Any], i: str) -> list[int]:
    """The places of an id in a list: all of them, or for ``id#2`` the second."""
    found = [n for n, item in enumerate(items) if isinstance(item, dict) and item.get("id") == i]
    numbered = _NUMBERED.fullmatch(i)
    if found or numbered is None:
        return found
    number = int(numbered[2])
    return _with_id(items, numbered[1])[number - 1 : number]
