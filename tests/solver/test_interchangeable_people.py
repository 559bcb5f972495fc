"""What sets people apart for rules, whether or not a rule of this book describes people by it."""

import pytest

from cocau.constraints.model.people import Pool
from cocau.constraints.model.selectors import SelectorMatches
from cocau.constraints.model.slate import Slate
from cocau.solver.interchangeable_people import build_signatures, find_interchangeable
from cocau.solver.request import PlanRequest
from tests.constraints.samples import council, person


@pytest.mark.parametrize(
    "other",
    [
        {"meant_full_time": True},
        {"introduced_by": None},
        {"party_rank": "secretary", "party_member": True},
        {"peoples_committee": "member"},
        {"planned_for": ("chair",)},
        {"preference": 3},
    ],
)
def test_people_who_differ_in_what_a_rule_reads_of_one_person_are_not_alike(other: dict[str, object]) -> None:
    units = [{"id": place, "seats": 1, "localities": [place]} for place in ("Bac", "Nam")]
    here = council(constituencies=units)
    plain = {"introduced_by": "Mặt trận", "locality": "Bac"}
    pool = [person("x", **plain), person("y", **plain), person("z", **plain | other)]
    seen = build_signatures(SelectorMatches(tuple(pool), here.election_day), ())
    assert seen["x"] == seen["y"] != seen["z"]


@pytest.mark.parametrize(
    "other",
    [
        {"posts": {"chair": ("x",)}},
        {"introduced": ("x",)},
        {"deputies": ("x",)},
        {"candidates": {"a": ("x",), "b": ("y",)}},
    ],
)
def test_people_alike_whose_parts_differ_in_anything_are_told(other: dict[str, object]) -> None:
    request = PlanRequest(council=council(), pool=Pool(people=(person("x"), person("y"))))
    alike = Slate(candidates={"a": ("x", "y")}, deputies=("x", "y"), introduced=("x", "y"))
    seen = build_signatures(SelectorMatches(request.pool.people, request.council.election_day), ())
    assert find_interchangeable(request, alike, seen, frozenset()) == ()
    (group,) = find_interchangeable(request, alike.replace_unvalidated(**other), seen, frozenset())
    assert group.people == ("x", "y")
    assert find_interchangeable(request, alike.replace_unvalidated(**other), seen, frozenset({"x"})) == ()
