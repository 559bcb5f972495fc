"""Errors: the tree drawn in the module is the tree, and a problem says where it stands."""

import re
from collections.abc import Iterator

import pytest

from cocau.constraints import errors
from cocau.constraints.errors import CocauError, InputError, Problem


def drawn() -> dict[str, str]:
    """Child -> parent, as the module's docstring draws them."""
    tree: dict[str, str] = {}
    above: dict[int, str] = {}
    for line in (errors.__doc__ or "").splitlines():
        match = re.match(r"^([ │├└─]*)([A-Z]\w+)(?:\s|$)", line)
        if match and isinstance(getattr(errors, match[2], None), type):
            depth = len(match[1]) // 4
            above[depth] = match[2]
            tree[match[2]] = above.get(depth - 1, "Exception")
    return tree


def raised() -> Iterator[type[Exception]]:
    return (v for v in vars(errors).values() if isinstance(v, type) and issubclass(v, Exception))


def test_every_error_stands_in_the_drawing_under_its_parent() -> None:
    real = {error.__name__: error.__bases__[0].__name__ for error in raised()}
    assert real == drawn()
    assert real["CocauError"] == "Exception"
    assert all(issubclass(error, CocauError) for error in raised())


def test_an_input_error_carries_every_problem_in_order_and_reads_in_english() -> None:
    problems = [Problem("a", "pool", "một", "one"), Problem("b", "council", "hai", "two")]
    error = InputError(problems)
    assert error.problems == tuple(problems)
    assert str(error) == "pool: one; council: two"


@pytest.mark.parametrize(
    ("where", "seen"),
    [
        ("", "pool.csv"),
        ("people", "pool.csv: people"),
        ("[3].born", "pool.csv[3].born"),
        (":7", "pool.csv:7"),
    ],
)
def test_a_problem_seen_from_further_out_has_the_outer_place_in_front(where: str, seen: str) -> None:
    problem = Problem("code", where, "vi", "en").with_prefix("pool.csv")
    assert problem == Problem("code", seen, "vi", "en")
