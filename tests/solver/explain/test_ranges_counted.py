"""What rules count and the bounds they set, learned from the rules themselves."""

from cocau.app.files.readers import read_council, read_pool
from cocau.constraints.library import load_rulebook
from cocau.constraints.model.council import Council
from cocau.constraints.model.people import Pool
from cocau.constraints.model.selectors import EVERYONE, GROUPS, Among
from cocau.constraints.rulebook import Rulebook
from cocau.fixtures.run import SHIPPED
from cocau.solver.explain.ranges import CountRecorder, GroupBound, list_group_bounds, record_counts

SIZES = {Among.CANDIDATES: 93, Among.DEPUTIES: 54, Among.INTRODUCED: 118}


def _ha_tinh() -> tuple[Council, Pool, Rulebook]:
    council = read_council(SHIPPED / "councils" / "ha-tinh.yaml")
    return council, read_pool(SHIPPED / "pools" / "ha-tinh.yaml"), load_rulebook().for_council(council)


def _bounds(
    recorder: CountRecorder, group: str, among: Among
) -> list[tuple[str, int | None, int | None, int | None]]:
    found = list_group_bounds(recorder, (GROUPS[group], among), SIZES.get)
    return [(b.rule, b.at_least, b.at_most, b.size) for b in found]


def test_shares_directions_caps_and_numbers_become_bounds_in_people() -> None:
    recorder = record_counts(*_ha_tinh())
    assert _bounds(recorder, "women", Among.CANDIDATES) == [("women-35-percent", 33, None, 93)]  # 32.55
    assert _bounds(recorder, "administration", Among.DEPUTIES) == [
        ("fewer-administration-deputies", None, 11, None),  # 12 before
        ("stay-near-reference", 11, 11, None),  # 12 of 55 before: 11.8 of 54, the smallest remainder
    ]
    assert _bounds(recorder, "full_time", Among.IN_OFFICE) == [
        ("more-full-time-deputies", 10, None, None),  # 9 before
    ]
    assert _bounds(recorder, "full_time", Among.LEADERS) == [("full-time-cap-province", None, 2, None)]
    # 28 of 112 before is a quarter; of 118 that is 29.5
    assert _bounds(recorder, "administration", Among.INTRODUCED) == [
        ("fewer-administration-introduced", None, 29, 118)
    ]


def test_a_share_of_a_set_whose_size_nobody_knows_is_no_bound() -> None:
    recorder = record_counts(*_ha_tinh())
    assert list_group_bounds(recorder, (GROUPS["women"], Among.CANDIDATES), lambda _: None) == ()


def test_the_size_of_a_set_is_not_bounded_by_a_share_of_it() -> None:
    recorder = record_counts(*_ha_tinh())
    assert list_group_bounds(recorder, (EVERYONE, Among.CANDIDATES), SIZES.get) == ()


def test_a_group_that_no_rule_counts_has_no_bounds() -> None:
    recorder = record_counts(*_ha_tinh())
    assert list_group_bounds(recorder, (GROUPS["women"], Among.HEADS), SIZES.get) == ()


def test_counts_per_constituency_and_of_single_people_are_none_over_the_council() -> None:
    council, pool, book = _ha_tinh()
    personal = ("stand-at-home", "women-in-every-constituency", "department-preference", "people-per-seat")
    assert not record_counts(council, pool, book.select_rules(personal)).groups


def test_several_rows_of_one_rule_are_one_bound_the_tightest() -> None:
    council, pool, book = _ha_tinh()
    both = book.by_id["standing-committee-not-in-peoples-committee"].replace_unvalidated(
        at_least=0, at_most=2
    )
    recorder = record_counts(council, pool, book.replace_unvalidated(rules=(both,)))
    ((who, among),) = recorder.groups
    assert list_group_bounds(recorder, (who, among), SIZES.get) == (
        GroupBound(rule=both.id, at_least=0, at_most=2),
    )
