"""Errors: the tree drawn in the module is the tree, and a problem says where it stands."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from cocau import app, constraints, fixtures, solver
from cocau.constraints import errors
from cocau.constraints.errors import (
    CocauError,
    FilePlace,
    GivenValue,
    InputError,
    InputPart,
    ItemId,
    Loc,
    Problem,
)


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
    problems = [Problem("a", ("pool",), "một", "one"), Problem("b", ("council",), "hai", "two")]
    error = InputError(problems)
    assert error.problems == tuple(problems)
    assert str(error) == "pool: one; council: two"


@pytest.mark.parametrize(
    ("loc", "seen"),
    [
        ((), "pool.csv"),
        (("people",), "pool.csv: people"),
        ((3, "born"), "pool.csv[3].born"),
        (("slate", GivenValue("p1")), "pool.csv: slate: p1"),
    ],
)
def test_a_problem_seen_from_further_out_has_the_outer_place_in_front(loc: Loc, seen: str) -> None:
    problem = Problem("code", loc, "vi", "en").within("pool.csv")
    assert (problem.code, problem.where, problem.vi, problem.en) == ("code", seen, "vi", "en")


@pytest.mark.parametrize(
    ("loc", "seen"),
    [
        ((), ""),
        (("people", 3, "born"), "people[3].born"),
        (("pool", "people", ItemId("a.b"), "born"), "pool.people[a.b].born"),
        (("organisations", ItemId("x", 2)), "organisations[x#2]"),
        (("councils", "3", "locality", GivenValue("ha-tinh")), "councils.3.locality: ha-tinh"),
        (("--group", GivenValue("women")), "--group women"),
        (("number", GivenValue(3)), "number: 3"),
        ((GivenValue("p9"),), "p9"),
        ((InputPart("near"), "slate", GivenValue("p1")), "near: slate: p1"),
        ((InputPart("S7"), InputPart("rules"), "one"), "S7: rules: one"),
        ((FilePlace("p.yaml", 12), "people", 3, "born"), "p.yaml:12: people[3].born"),
        ((FilePlace("p.json"), 0), "p.json: [0]"),
        ((FilePlace("p.csv", 7, 2, heading="Giới tính"),), "p.csv:7: Giới tính"),
        ((FilePlace("p.xlsx", 7, 2, "DS!C7", "Giới tính"),), "p.xlsx: DS!C7 (Giới tính)"),
    ],
)
def test_a_place_reads_as_people_write_it(loc: Loc, seen: str) -> None:
    assert Problem("code", loc, "vi", "en").where == seen


def test_several_places_of_one_problem_stand_beside_each_other() -> None:
    people: list[Loc] = [("pool", "people", ItemId(i)) for i in ("a", "b", "b")]
    problem = Problem("code", people[0], "vi", "en", tuple(people[1:]))
    assert problem.where == "pool.people[a], pool.people[b]"
    assert problem.within("near").where == "near: pool.people[a], pool.people[b]"
    assert problem.at((FilePlace("p.csv", 3),), (FilePlace("p.csv", 7),)).where == "p.csv:3; p.csv:7"


def test_a_stored_problem_reads_as_it_was() -> None:
    problem = Problem("code", ("people", 3, "born"), "vi", "en")
    assert Problem.from_dict(problem.to_dict()).to_dict() == problem.to_dict()


_TAKEN_APART = re.compile(
    r"\b(?:problem|p)\.where\.(?:\w*partition|\w*split|replace|remove\w+|startswith|endswith)\("
    r"|\.(?:search|match|fullmatch|findall|finditer|split)\((?:problem|p)\.where\b"
)


def test_no_module_takes_the_text_of_a_place_apart() -> None:
    roots = [Path(package.__path__[0]) for package in (app, constraints, fixtures, solver)]
    sources = {path: path.read_text(encoding="utf-8") for root in roots for path in root.rglob("*.py")}
    assert [str(path) for path, source in sources.items() if _TAKEN_APART.search(source)] == []
    assert _TAKEN_APART.search('field, _, rest = problem.where.partition(": ")')
    assert _TAKEN_APART.search("found = _PLACE.match(problem.where)")
