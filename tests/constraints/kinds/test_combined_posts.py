"""combined_posts: where all vice-chairs sit, one heads a committee as well."""

import pytest

from tests.constraints.samples import Judged, audited, judged, people, rule, setting, slate

IDS = "x y z"
RULE = rule("combined_posts", office="vice_chair", with_office="head", full=2, priority=1)


@pytest.mark.parametrize(
    ("posts", "combined", "verdict"),
    [
        ({"vice_chair": "x y", "head/legal": "z"}, 0, ("broken", 1, ("x", "y"))),
        ({"vice_chair": "x y", "head/legal": "x"}, 1, ("kept", 0, ())),
        ({"vice_chair": "x y", "head/legal": "x", "head/social": "y"}, 2, ("kept", 0, ())),
        ({"vice_chair": "x y", "deputy_head/legal": "x"}, 0, ("broken", 1, ("x", "y"))),
        ({"vice_chair": "x y", "chair": "x"}, 0, ("broken", 1, ("x", "y"))),
        ({}, 0, ("broken", 1, ())),
    ],
)
def test_one_of_them_heads_a_committee(posts: dict[str, str], combined: int, verdict: Judged) -> None:
    case = setting(people(IDS), slate({"a": IDS}, IDS, posts), sitting={"vice_chair": 2})
    finding = audited(RULE, case)
    assert judged(finding) == verdict
    assert finding.facts == {"combined": combined, "holders": len(posts.get("vice_chair", "").split())}


def test_a_council_that_is_short_of_them_is_asked_nothing() -> None:
    case = setting(people(IDS), slate({"a": IDS}, IDS, {"vice_chair": "x"}), sitting={"vice_chair": 1})
    assert judged(audited(RULE, case)) == ("kept", 0, ())


def test_a_council_without_committees_is_asked_nothing() -> None:
    named = slate({"a": IDS}, IDS, {"vice_chair": "x y"})
    assert judged(audited(RULE, setting(people(IDS), named, sitting={"vice_chair": 2}, committees=[]))) == (
        "kept",
        0,
        (),
    )


def test_without_knowing_who_sits_there_is_no_verdict() -> None:
    finding = audited(RULE, setting(people(IDS)))
    assert finding.missing is not None
    assert "sitting.vice_chair" in finding.missing.en


def test_a_council_with_more_than_its_full_number_is_asked_too() -> None:
    case = setting(people(IDS), slate({"a": IDS}, IDS, {"vice_chair": "x y"}), sitting={"vice_chair": 3})
    assert judged(audited(RULE, case)) == ("broken", 1, ("x", "y"))
