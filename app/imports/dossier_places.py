"""Faults found in a dossier after reading, moved to their lines in its file."""

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from cocau.app.imports.files import bytes_of
from cocau.app.imports.tree import read_tree
from cocau.constraints.errors import InputError, Problem

_STEP = re.compile(r"\[(\d+)\]|\.?([^.\[\]]+)")


@contextmanager
def in_dossier(path: Path) -> Iterator[None]:
    """Whatever is found wrong with the dossier inside is told at its place in the file.

    Raises:
        InputError: the same problems, each with its place.
    """
    try:
        yield
    except InputError as error:
        error.problems = tuple(_located(error.problems, path))
        raise


def _located(problems: Iterable[Problem], path: Path) -> Iterator[Problem]:
    _, lines = read_tree(*bytes_of(path))
    for problem in problems:
        root, _, inner = problem.where.partition("dossier.")
        if root:
            yield problem
            continue
        steps = tuple(int(m[1]) if m[1] else m[2] for m in _STEP.finditer(inner))
        yield Problem(problem.code, lines.place(steps), problem.vi, problem.en)
