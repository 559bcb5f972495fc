"""trend: one fewer or one more than before, or the target that was entered."""

import pytest
from pydantic import ValidationError

from cocau.constraints.rules.rule import Verdict
from tests.constraints.samples import Judged, audited, judged, people, rule, setting, slate

ADMIN = "a1 a2 a3"
POOL = [*people(ADMIN, bloc="administration"), *people("x1 x2 x3")]
FEWER = {"group": "administration", "direction": "fewer", "priority": 1}
MORE = {"group": "administration", "direction": "more", "priority": 1}


def prior(count: int, deputies: int = 10) -> dict[str, object]:
    return {"prior_term": {"deputies": deputies, "counts": {"administration": count}}}


@pytest.mark.parametrize(
    ("kind", "before", "deputies", "goal", "verdict"),
    [
        (FEWER, 3, "a1 a2 x1", 2, ("kept", 0, ())),
        (FEWER, 2, "a1 a2 x1", 1, ("broken", 1, ("a1", "a2"))),
        (FEWER, 1, "a1 a2 a3", 0, ("broken", 3, ("a1", "a2", "a3"))),
        (FEWER, 1, "x1", 0, ("kept", 0, ())),
        (MORE, 1, "a1 a2 x1", 2, ("kept", 0, ())),
        (MORE, 2, "a1 a2 x1", 3, ("broken", 1, ("a1", "a2"))),
        (MORE, 0, "", 1, ("broken", 1, ())),
        (MORE, 0, "a3", 1, ("kept", 0, ())),
    ],
)
def test_the_goal_is_one_beyond_the_previous_term(
    kind: dict[str, object], before: int, deputies: str, goal: int, verdict: Judged
) -> None:
    case = setting(POOL, slate({"a": f"{ADMIN} x1"}, deputies), **prior(before))
    finding = audited(rule("trend", **kind), case)
    assert judged(finding) == verdict
    count = sum(i in ADMIN for i in deputies.split())
    facts = {"count": count, "total": len(deputies.split()), "goal": goal, "goal_by_count": goal}
    now = {name: value for name, value in finding.facts.items() if name != "goal_by_share"}
    assert now == facts | {"before": before, "before_total": 10}


@pytest.mark.parametrize("measure", ["count", "share"])
@pytest.mark.parametrize("deputies", ["", "x1", "a1 x1", "a1 a2 a3"])
def test_fewer_than_none_is_impossible_and_said_to_be_broken(measure: str, deputies: str) -> None:
    case = setting(POOL, slate({"a": f"{ADMIN} x1"}, deputies), **prior(0))
    finding = audited(rule("trend", **FEWER, measure=measure), case)
    assert finding.verdict is Verdict.BROKEN
    assert finding.facts["goal"] == -1
    assert finding.short == 1 + deputies.count("a")


@pytest.mark.parametrize(
    ("kind", "before", "of", "deputies", "goal", "verdict"),
    [
        (FEWER, 5, 10, "a1 x1", 0, ("broken", 1, ("a1",))),
        (FEWER, 6, 10, "a1 x1", 1, ("kept", 0, ())),
        (FEWER, 5, 10, "a1 x1 x2", 1, ("kept", 0, ())),
        (FEWER, 1, 3, "a1 x1 x2", 0, ("broken", 1, ("a1",))),
        (FEWER, 1, 3, "a1 x1 x2 x3", 1, ("kept", 0, ())),
        (FEWER, 5, 10, "", -1, ("broken", 1, ())),
        (MORE, 5, 10, "a1 x1", 2, ("broken", 1, ("a1",))),
        (MORE, 4, 10, "a1 x1", 1, ("kept", 0, ())),
        (MORE, 10, 10, "a1 a2", 3, ("broken", 1, ("a1", "a2"))),
        (MORE, 0, 10, "", 1, ("broken", 1, ())),
    ],
)
def test_shares_are_compared_without_rounding(
    kind: dict[str, object], before: int, of: int, deputies: str, goal: int, verdict: Judged
) -> None:
    case = setting(POOL, slate({"a": f"{ADMIN} x1 x2 x3"}, deputies), **prior(before, of))
    finding = audited(rule("trend", **kind, measure="share"), case)
    assert judged(finding) == verdict
    assert finding.facts["goal"] == goal


@pytest.mark.parametrize("before", [{}, prior(1), prior(3)])
@pytest.mark.parametrize(
    ("kind", "target", "short"), [(FEWER, 2, 0), (FEWER, 1, 1), (FEWER, 0, 2), (MORE, 2, 0), (MORE, 4, 2)]
)
def test_a_target_takes_the_place_of_the_previous_term(
    kind: dict[str, object], target: int, short: int, before: dict[str, object]
) -> None:
    case = setting(
        POOL, slate({"a": f"{ADMIN} x1"}, "a1 a2 x1"), targets={"administration": target}, **before
    )
    finding = audited(rule("trend", **kind), case)
    assert finding.short == short
    assert finding.facts["goal"] == target


@pytest.mark.parametrize(("before", "kept"), [(4, True), (3, False)])
def test_the_introduced_are_compared_with_those_introduced_before(before: int, kept: bool) -> None:
    numbers = {"deputies": 5, "counts": {"administration": 5}}
    introduced = {"introduced": 6, "introduced_counts": {"administration": before}}
    case = setting(POOL, prior_term=numbers | introduced, targets={"administration": 0})
    finding = audited(rule("trend", **FEWER, among="introduced", measure="share"), case)
    assert (finding.verdict is Verdict.KEPT) is kept
    assert (finding.facts["count"], finding.facts["total"]) == (3, 6)


@pytest.mark.parametrize(
    ("among", "fields"),
    [
        ("deputies", {}),
        ("deputies", {"prior_term": {"deputies": 5, "counts": {"party": 1}}}),
        ("introduced", {"prior_term": {"deputies": 5, "introduced_counts": {"administration": 1}}}),
        ("introduced", {"prior_term": {"deputies": 5, "introduced": 9}}),
        ("introduced", {"targets": {"administration": 1}}),
    ],
)
def test_without_earlier_numbers_or_a_target_there_is_no_verdict(
    among: str, fields: dict[str, object]
) -> None:
    finding = audited(rule("trend", **FEWER, among=among), setting(POOL, **fields))
    assert finding.verdict is Verdict.UNDECIDED
    assert finding.missing is not None
    assert "previous term" in finding.missing.en


def test_an_unknown_group_is_refused() -> None:
    with pytest.raises(ValidationError, match="no such group"):
        rule("trend", **FEWER | {"group": "left_handed"})


@pytest.mark.parametrize(
    ("kind", "before", "of", "deputies", "goals", "verdict"),
    [
        (FEWER, 3, 8, "a1 a2 x1", (2, 1, 1), ("broken", 1, ("a1", "a2"))),
        (FEWER, 3, 4, "a1 a2 x1", (2, 2, 2), ("kept", 0, ())),
        (FEWER, 2, 4, "a1 a2 x1 x2 x3", (1, 2, 1), ("broken", 1, ("a1", "a2"))),
        (MORE, 1, 2, "a1 a2 x1 x2 x3", (2, 3, 3), ("broken", 1, ("a1", "a2"))),
        (MORE, 1, 2, "a1 a2 x1", (2, 2, 2), ("kept", 0, ())),
    ],
)
def test_both_asks_for_the_number_and_the_share(
    kind: dict[str, object],
    before: int,
    of: int,
    deputies: str,
    goals: tuple[int, int, int],
    verdict: Judged,
) -> None:
    case = setting(POOL, slate({"a": f"{ADMIN} x1 x2 x3"}, deputies), **prior(before, of))
    finding = audited(rule("trend", **kind, measure="both"), case)
    assert judged(finding) == verdict
    assert tuple(finding.facts[f"goal{way}"] for way in ("_by_count", "_by_share", "")) == goals


@pytest.mark.parametrize(
    ("measure", "said"),
    [
        ("count", "By number: 2 against 3 (down); by share: 66.7% against 37.5% (up). The number is what"),
        ("share", "The share is what counts here."),
        ("both", "Both are asked for here."),
    ],
)
def test_readings_that_differ_are_named(measure: str, said: str) -> None:
    case = setting(POOL, slate({"a": f"{ADMIN} x1"}, "a1 a2 x1"), **prior(3, 8))
    note = audited(rule("trend", **FEWER, measure=measure), case).note
    assert note is not None
    assert said in note.en
    assert "Theo số lượng: 2 người so với 3 (giảm); theo tỷ lệ: 66,7% so với 37,5% (tăng)." in note.vi


@pytest.mark.parametrize(
    ("deputies", "fields"),
    [
        ("a1 a2 x1", prior(3, 4)),
        ("a1 a2 a3", prior(3, 3)),
        ("", prior(3, 8)),
        ("a1 a2 x1", prior(3, 8) | {"targets": {"administration": 2}}),
    ],
)
def test_no_reading_is_named_where_both_agree_or_a_target_is_set(
    deputies: str, fields: dict[str, object]
) -> None:
    case = setting(POOL, slate({"a": f"{ADMIN} x1"}, deputies), **fields)
    assert audited(rule("trend", **FEWER), case).note is None


@pytest.mark.parametrize(
    ("posts", "count"),
    [
        ({}, 0),
        ({"chair": "f1"}, 1),
        ({"chair": "f1", "head/legal": "f1", "deputy_head/social": "f1"}, 1),
        ({"chair": "x1", "vice_chair": "f1 f2"}, 2),
        ({"vice_chair": "f3"}, 0),
    ],
)
def test_full_time_deputies_are_those_in_office_each_once(posts: dict[str, str], count: int) -> None:
    everybody = [*people("f1 f2 f3", meant_full_time=True), *people("x1")]
    before = {"prior_term": {"deputies": 6, "counts": {"full_time": 1}}}
    case = setting(everybody, slate({"a": "f1 f2 f3 x1"}, "f1 f2 x1", posts), **before)
    more = {"group": "full_time", "among": "in_office", "direction": "more", "priority": 1}
    facts = audited(rule("trend", **more), case).facts
    assert (facts["count"], facts["total"], facts["goal"]) == (count, 3, 2)


def test_heads_are_not_compared_with_a_share_of_the_deputies() -> None:
    chief = people("h1", bloc="administration")
    case = setting(chief, slate({"a": "h1"}, "h1", {"head/legal": "h1"}), **prior(1))
    finding = audited(rule("trend", **MORE, among="heads"), case)
    assert finding.facts.keys() == {"count", "total", "before", "before_total", "goal"}
    assert finding.note is None
