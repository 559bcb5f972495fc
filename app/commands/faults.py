"""Faults of a request as faults of the options that it was made of."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager

from cocau.constraints.errors import InputError, Problem


def options_of(problems: Iterable[Problem]) -> list[Problem]:
    """Each problem of a field at the option of that name: ``seconds`` at ``--seconds``."""
    return [Problem(p.code, f"--{p.where}" if p.where else "", p.vi, p.en) for p in problems]


@contextmanager
def as_options(options: Mapping[str, str]) -> Iterator[None]:
    """Problems at ``withdrawn: x`` are told at ``--withdraw x``: `options` has the option of each field.

    Raises:
        InputError: the same problems at their options.
    """
    try:
        yield
    except InputError as error:
        error.problems = tuple(_moved(problem, options) for problem in error.problems)
        raise


def _moved(problem: Problem, options: Mapping[str, str]) -> Problem:
    field, colon, rest = problem.where.partition(": ")
    if not colon or field not in options:
        return problem
    return Problem(problem.code, f"{options[field]} {rest}", problem.vi, problem.en)
