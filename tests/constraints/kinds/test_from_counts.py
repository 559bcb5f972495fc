"""Rules judged by numbers alone: kept or broken at every number that a table leaves open, else undecided."""

import pytest

from cocau.constraints.model.council import CouncilLevel
from cocau.constraints.model.selectors import Among
from cocau.constraints.rules.counts import NEEDS_NAMES, CouncilCounts, PeopleTally, Span
from cocau.constraints.rules.rule import Rule, Verdict
from tests.constraints.samples import rule


def _counts(among: Among, total: int, group: str, span: Span, **more: object) -> CouncilCounts:
    tally = PeopleTally(Span.exactly(total), {group: span})
    return CouncilCounts(sets={among: tally}, **more)


def _verdict(each: Rule, counts: CouncilCounts) -> tuple[str, dict[str, int | str], int]:
    found = each.audit_counts(counts)
    assert found.facts.keys() <= each.facts
    assert (found.missing is None) is (found.verdict is not Verdict.UNDECIDED)
    return str(found.verdict), found.facts, found.short


W35 = rule("share", where={"sex": "female"}, among="candidates", at_least_percent=35)


@pytest.mark.parametrize(
    ("span", "verdict", "count", "short"),
    [
        (Span(56, 56), "kept", 56, 0),
        (Span(55, 55), "broken", 55, 1),
        (Span(56, 60), "kept", "56–60", 0),
        (Span(50, 54), "broken", "50–54", 2),
        (Span(55, 56), "undecided", "55–56", 0),
    ],
)
def test_a_share_is_tried_at_both_ends(span: Span, verdict: str, count: int | str, short: int) -> None:
    found = _verdict(W35, _counts(Among.CANDIDATES, 160, "women", span))
    assert found == (verdict, {"count": count, "total": 160, "needed": 56, "percent": 35}, short)


def test_a_share_of_another_set_needs_its_size() -> None:
    again = rule("share", where={"re_standing": True}, among="deputies", of="outgoing", at_least_percent=30)
    deputies = _counts(Among.DEPUTIES, 83, "re_elected", Span.exactly(25))
    assert _verdict(again, deputies)[0] == "undecided"
    told = again.audit_counts(deputies).missing
    assert told is not None
    assert told.en == "The previous term is not given."
    known = _counts(Among.DEPUTIES, 83, "re_elected", Span.exactly(25), outgoing=84)
    assert _verdict(again, known) == ("broken", {"count": 25, "total": 84, "needed": 26, "percent": 30}, 1)
    assert again.audit_counts(CouncilCounts(sets={})).missing != told


ONE_OR_TWO = rule("headcount", where={"bloc": "front"}, among="deputies", at_least=1, at_most=2)


@pytest.mark.parametrize(
    ("span", "verdict"),
    [
        (Span(1, 2), "kept"),
        (Span(3, 9), "broken"),
        (Span(0, 0), "broken"),
        (Span(0, 3), "undecided"),  # too few at one end, too many at the other, right between
        (Span(2, 3), "undecided"),
    ],
)
def test_a_headcount_is_tried_at_its_bounds_too(span: Span, verdict: str) -> None:
    assert _verdict(ONE_OR_TWO, _counts(Among.DEPUTIES, 9, "front", span))[0] == verdict


def test_a_headcount_of_posts_needs_names() -> None:
    vice = rule("headcount", where={"full_time": True}, among="vice_chair", at_least=1)
    assert vice.audit_counts(CouncilCounts(sets={})).missing == NEEDS_NAMES
    least = rule("headcount", where={"full_time": True}, among="deputies", at_least=1)
    assert _verdict(least, _counts(Among.DEPUTIES, 9, "full_time", Span(1, 4)))[0] == "kept"


FEWER = rule("trend", group="administration", among="introduced", direction="fewer", measure="share")


@pytest.mark.parametrize(
    ("now", "before", "verdict"),
    [
        (Span(3, 3), Span(8, 8), "kept"),  # 3 of 20 against 8 of 40
        (Span(4, 4), Span(8, 8), "broken"),
        (Span(3, 4), Span(8, 8), "undecided"),
        (Span(3, 3), Span(6, 8), "undecided"),
        (Span(4, 6), Span(6, 8), "broken"),
    ],
)
def test_a_trend_is_tried_at_all_ends_of_both_terms(now: Span, before: Span, verdict: str) -> None:
    past = {Among.INTRODUCED: PeopleTally(Span.exactly(40), {"administration": before})}
    assert _verdict(FEWER, _counts(Among.INTRODUCED, 20, "administration", now, before=past))[0] == verdict


def test_a_trend_without_its_set_or_its_baseline_is_not_judged() -> None:
    assert _verdict(FEWER, CouncilCounts(sets={}))[0] == "undecided"
    found = FEWER.audit_counts(_counts(Among.INTRODUCED, 20, "administration", Span(1, 1)))
    assert found.missing is not None
    assert "previous term" in found.missing.en


SURPLUS = rule("surplus", extra_by_seats={1: 1, 2: 1, 3: 2, 4: 3, 5: 3})


@pytest.mark.parametrize(
    ("listed", "fields", "verdict"),
    [
        (93, {"seats": 58, "constituencies": 12}, "undecided"),
        (92, {"seats": 58, "constituencies": 12}, "broken"),
        (
            200,
            {"seats": 58, "constituencies": 12},
            "undecided",
        ),  # enough in all, but of one list nobody knows
        (86, {"seats": 58}, "broken"),
        (87, {"seats": 58}, "undecided"),
        (1, {}, "undecided"),
        (1, {"seats": 61, "constituencies": 12}, "undecided"),
    ],
)
def test_a_list_too_short_for_every_division_breaks_the_surplus(
    listed: int, fields: dict[str, int], verdict: str
) -> None:
    tally = {Among.CANDIDATES: PeopleTally(Span.exactly(listed))}
    assert _verdict(SURPLUS, CouncilCounts(sets=tally, **fields))[0] == verdict


def test_missing_candidates_are_allowed_for_and_other_sets_say_nothing() -> None:
    tally = {Among.CANDIDATES: PeopleTally(Span.exactly(92))}
    some = SURPLUS.replace_unvalidated(missing=1)
    assert _verdict(some, CouncilCounts(sets=tally, seats=58, constituencies=12))[0] == "undecided"
    assert _verdict(SURPLUS, CouncilCounts(sets=tally, seats=58, constituencies=12)) == (
        "broken",
        {"listed": "92", "needed": 93},
        1,
    )
    assert _verdict(SURPLUS, CouncilCounts(sets={}, seats=58))[0] == "undecided"


CAP = rule("full_time_cap", leaders=2, per_committee=2)


@pytest.mark.parametrize(
    ("span", "committees", "verdict"),
    [
        (Span(9, 9), 3, "broken"),
        (Span(8, 12), 3, "undecided"),
        (Span(0, 0), 3, "undecided"),  # a post may be held by somebody who is no deputy
        (Span(99, 99), None, "undecided"),
    ],
)
def test_more_full_time_deputies_than_all_caps_together_break_them(
    span: Span, committees: int | None, verdict: str
) -> None:
    counts = _counts(Among.DEPUTIES, 99, "full_time", span, committees=committees)
    assert _verdict(CAP, counts)[0] == verdict


def test_the_cap_is_not_judged_on_a_list() -> None:
    assert _verdict(CAP, CouncilCounts(sets={}, committees=3))[0] == "undecided"


LOCAL = rule(
    "local_minimum",
    among="candidates",
    where={"ethnic_minority": True},
    parameter="ethnic_minority_candidates",
)


@pytest.mark.parametrize(
    ("number", "span", "verdict"),
    [
        (4, Span(4, 4), "kept"),
        (4, Span(3, 3), "broken"),
        (4, Span(3, 4), "undecided"),
        (None, Span(4, 4), "undecided"),
    ],
)
def test_the_locality_own_number(number: int | None, span: Span, verdict: str) -> None:
    counts = _counts(Among.CANDIDATES, 20, "ethnic_minority", span, ethnic_minority_candidates=number)
    assert _verdict(LOCAL, counts)[0] == verdict


def test_the_locality_own_number_is_of_the_list() -> None:
    assert _verdict(LOCAL, CouncilCounts(sets={}, ethnic_minority_candidates=4))[0] == "undecided"


def test_all_other_kinds_need_names() -> None:
    assert rule("single_listing").audit_counts(CouncilCounts(sets={})).missing == NEEDS_NAMES


@pytest.mark.parametrize(
    ("level", "verdict"),
    [(CouncilLevel.COMMUNE, "kept"), (CouncilLevel.DISTRICT, "broken"), (None, "undecided")],
)
def test_the_level_of_a_table_is_known(level: CouncilLevel | None, verdict: str) -> None:
    exists = rule("unit_exists", among=["province", "ward"])
    assert _verdict(exists, CouncilCounts(sets={}, level=level))[0] == verdict
