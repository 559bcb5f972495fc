"""assured: what a list elects whatever the voters decide."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from cocau.constraints.rules.audit_context import AuditContext
from cocau.constraints.rules.rule import Rule, Verdict
from tests.constraints.cast_ballot import CastBallot
from tests.constraints.samples import Judged, audited, judged, people, rule, setting, slate

POOL = [*people("w1 w2 w3 w4 w5", sex="female"), *people("m1 m2 m3 m4 m5")]
WOMEN = {"where": {"sex": "female"}}


def compiled(made: Rule, where: AuditContext) -> CastBallot:
    """What the rule asks, cast on one slate."""
    ballot = CastBallot(where)
    made.compile(ballot)
    return ballot


@pytest.mark.parametrize(
    ("bounds", "a", "b", "verdict"),  # three seats in a, two in b
    [
        ({"at_least": 3}, "w1 w2 w3 w4 m1", "m2 m3 w5", ("broken", 1, ("b",))),
        ({"at_least": 2}, "w1 w2 w3 w4 m1", "m2 m3 w5", ("kept", 0, ())),
        ({"at_least": 1}, "w1 w2 m1 m2 m3", "m4 m5 w3", ("broken", 1, ("a", "b"))),
        ({"at_least": 3}, "w1 w2 w3", "m1 m2", ("kept", 0, ())),
        ({"at_least": 2}, "w1 w2", "", ("kept", 0, ())),
        ({"at_least": 3}, "w1 w2", "", ("broken", 1, ("b",))),
        ({"at_least": 0}, "", "", ("kept", 0, ())),
        ({"at_least_percent": 40}, "w1 w2 w3 w4 m1", "m2 m3 w5", ("kept", 0, ())),
        ({"at_least_percent": 41}, "w1 w2 w3 w4 m1", "m2 m3 w5", ("broken", 1, ("b",))),
        ({"at_least_percent": 0}, "m1 m2 m3", "m4 m5", ("kept", 0, ())),
    ],
)
def test_no_more_lose_than_there_are_people_too_many(
    bounds: dict[str, int], a: str, b: str, verdict: Judged
) -> None:
    made = rule("assured", **WOMEN, **bounds)
    where = setting(POOL, slate({"a": a, "b": b}))
    assert judged(audited(made, where)) == verdict
    assert audited(made, where).facts["total"] == 5


def test_the_facts_are_the_count_the_seats_and_the_floor() -> None:
    where = setting(POOL, slate({"a": "w1 w2 w3 w4 m1", "b": "m2 m3 w5"}))
    finding = audited(rule("assured", **WOMEN, at_least_percent=50), where)
    assert finding.facts == {"count": 2, "total": 5, "needed": 3}


@given(st.sets(st.sampled_from([p.id for p in POOL])), st.sets(st.sampled_from([p.id for p in POOL])))
def test_the_count_is_the_least_of_all_ways_to_fill_the_seats(one: set[str], two: set[str]) -> None:
    lists = {"a": sorted(one), "b": sorted(two - one)}
    seats = {"a": 3, "b": 2}
    least = sum(
        min(sum(i.startswith("w") for i in way) for way in combinations(ids, min(seats[u], len(ids))))
        for u, ids in lists.items()
    )
    where = setting(POOL, slate({u: " ".join(ids) for u, ids in lists.items()}))
    for needed in (1, least, least + 1):
        made = rule("assured", **WOMEN, at_least=needed)
        finding = made.audit(where)
        assert finding.facts["count"] == least
        assert (finding.verdict is Verdict.KEPT) is (least >= needed)
        if needed:
            assert compiled(made, where).keeps is (least >= needed)


@pytest.mark.parametrize("bounds", [{"at_least": 0}, {"at_least_percent": 0}])
def test_a_floor_of_nothing_asks_for_nothing(bounds: dict[str, int]) -> None:
    where = setting(POOL, slate({"a": "m1 m2 m3 m4", "b": "m5"}))
    assert not compiled(rule("assured", **WOMEN, **bounds), where).asked


@pytest.mark.parametrize("bounds", [{}, {"at_least": 1, "at_least_percent": 1}])
def test_a_floor_has_exactly_one_bound(bounds: dict[str, int]) -> None:
    with pytest.raises(ValidationError, match="exactly one"):
        rule("assured", **WOMEN, **bounds)
