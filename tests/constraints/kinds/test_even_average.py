"""even_average: about the same average on every list."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from cocau.constraints.errors import NotAdjustable
from cocau.constraints.model.people import Person
from cocau.constraints.rules.rule import Rule, Verdict
from tests.constraints.cast_ballot import CastBallot
from tests.constraints.samples import Judged, book, judged, person, rule, setting, slate

AGED = [person(f"a{age}", born=f"{2021 - age}-01-01", preference=age % 10) for age in range(30, 60)]
BORN_NEXT_DAY = person("late", born="1981-05-24")  # 39 on 23 May 2021, 40 a day later


def even(**fields: object) -> Rule:
    return rule("even_average", priority=900, **fields)


@pytest.mark.parametrize(
    ("a", "b", "within", "verdict"),
    [
        ("a40 a50", "a45", 0, ("kept", 0, ())),
        ("a40 a41", "a40", 50, ("kept", 0, ())),
        ("a40 a41", "a40", 49, ("broken", 1, ("a", "b"))),
        ("a40 a40 a41", "a40", 0, ("broken", 34, ("a", "b"))),  # a third of a year: 33.3 hundredths
        ("a40", "a30", 999, ("broken", 1, ("a", "b"))),
        ("a40", "a30", None, ("kept", 0, ())),
        ("a40", "", 0, ("kept", 0, ())),  # a list without anybody has no average
        ("late", "a40", 0, ("broken", 100, ("a", "b"))),
    ],
)
def test_the_largest_and_the_smallest_average_may_be_so_far_apart(
    a: str, b: str, within: int | None, verdict: Judged
) -> None:
    people = {p.id: p for p in [*AGED, BORN_NEXT_DAY]}
    twin = person("twin", born="1981-01-01")
    first = a.replace("a40 a40", "a40 twin")
    where = setting([*people.values(), twin], slate({"a": first, "b": b.replace("a40", "x40")}))
    where = setting([*where.pool.people, person("x40", born="1981-01-01")], where.slate)
    assert judged(even(of="age", within=within).audit(where)) == verdict


def test_the_facts_are_the_ends_and_how_far_they_are_apart() -> None:
    finding = even(of="age", within=0).audit(setting(AGED, slate({"a": "a40 a41 a43", "b": "a44"})))
    assert finding.facts == {"lowest": "41.33", "highest": "44.00", "apart": "2.67"}


def test_only_the_deputies_count_where_they_are_meant() -> None:
    where = setting(AGED, slate({"a": "a40 a50", "b": "a45 a59"}, "a40 a45"))
    assert judged(even(of="age", among="deputies", within=0).audit(where)) == ("broken", 500, ("a", "b"))


def test_size_is_candidates_for_one_seat() -> None:  # 3 and 2 seats
    where = setting(AGED, slate({"a": "a30 a31 a32 a33 a34", "b": "a40 a41 a42"}))
    assert judged(even(of="size", within=16).audit(where)) == ("broken", 1, ("a", "b"))  # 5/3 - 3/2 = 1/6
    assert judged(even(of="size", within=17).audit(where)) == ("kept", 0, ())


@given(st.lists(st.sampled_from(AGED), unique=True, min_size=2), st.integers(1, 28), st.integers(0, 300))
def test_preference_against_fractions_by_hand(people: list[Person], at: int, within: int) -> None:
    first, second = people[: min(at, len(people) - 1)], people[min(at, len(people) - 1) :]
    means = [Fraction(sum(p.preference for p in part), len(part)) for part in (first, second)]
    lists = {"a": " ".join(p.id for p in first), "b": " ".join(p.id for p in second)}
    finding = even(of="preference", within=within).audit(setting(AGED, slate(lists)))
    over = 100 * abs(means[0] - means[1]) - within
    assert (finding.verdict is Verdict.KEPT) is (over <= 0)
    assert over <= 0 or over <= finding.short < over + 1


def test_without_anybody_on_a_list_there_is_no_verdict() -> None:
    assert even(of="age", within=0).audit(setting(AGED)).verdict is Verdict.UNDECIDED


def test_it_comes_after_all_others_and_binds_nobody() -> None:
    with pytest.raises(ValidationError, match="cannot be a must"):
        rule("even_average", of="age", within=0)
    with pytest.raises(ValidationError, match="from 900 on"):
        rule("even_average", of="age", priority=899)
    with pytest.raises(ValidationError, match="from 900 on"):
        rule("preference", priority=900)
    with pytest.raises(ValidationError, match="of its candidates"):
        even(of="size", among="deputies")
    with pytest.raises(NotAdjustable) as caught:
        book(even(of="age", within=0)).raise_aims(["r"])
    assert [problem.code for problem in caught.value.problems] == ["not_raisable"]


def test_a_planner_is_told_nothing() -> None:
    ballot = CastBallot(setting(AGED))
    even(of="age", within=0).compile(ballot)
    assert not ballot.asked
