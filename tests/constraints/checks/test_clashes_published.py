"""The clash of S2.17 with the caps on full-time deputies, told from published tables."""

import pytest

from cocau.constraints.checks.clashes import Clash
from cocau.constraints.library import load_rulebook
from cocau.constraints.published.audit import TableRequest, audit_tables, select_rules
from cocau.constraints.published.notice import Notice
from cocau.constraints.rulebook import Rulebook
from tests.constraints.notices import notice

PLANNED = {"stage": "planned_council", "base": "deputies", "base_total": None, "seats": 54, "committees": 3}
NINE = {"full_time": {"count": 9}}


def _before(**fields: object) -> Notice:
    plain = {"term": "2016-2021", "stage": "elected", "base": "deputies", "base_total": 55, "seats": 55}
    return notice(**(plain | {"structures": NINE} | fields))


def _found(table: Notice, *before: Notice, book: Rulebook | None = None) -> tuple[Clash, ...]:
    rules = select_rules(table, book or load_rulebook("ha-tinh-2021"))
    return audit_tables([TableRequest(table, rules)], before).tables[0].clashes


def _clash(goal: int, cap: int, before: int | None, level: str = "province") -> Clash:
    caps = f"full-time-cap-{level}"
    return Clash(wants="more-full-time-deputies", caps=caps, goal=goal, cap=cap, before=before)


def test_nine_before_clash_with_a_cap_of_eight_whatever_the_table_counts() -> None:
    # 2 leaders + 2 for each of 3 committees = 8; more than 9 is at least 10
    assert _found(notice(**PLANNED), _before()) == (_clash(10, 8, 9),)
    assert _found(notice(**PLANNED | {"structures": NINE}), _before()) == (_clash(10, 8, 9),)


def test_a_table_of_the_introduced_tells_it_too_where_the_seats_are_known() -> None:
    introduced = {"stage": "first_consultation", "base": "introduced", "base_total": 118}
    assert _found(notice(**PLANNED | introduced), _before()) == (_clash(10, 8, 9),)
    assert _found(notice(**PLANNED | introduced | {"seats": None}), _before()) == ()


@pytest.mark.parametrize(("before", "clash"), [(7, False), (8, True)])
def test_a_goal_that_is_the_cap_itself_does_not_clash(before: int, clash: bool) -> None:
    found = _found(notice(**PLANNED), _before(structures={"full_time": {"count": before}}))
    assert bool(found) is clash


def test_nothing_clashes_where_a_number_is_not_known() -> None:
    assert _found(notice(**PLANNED)) == ()
    assert _found(notice(**PLANNED | {"committees": None}), _before()) == ()
    assert _found(notice(**PLANNED), _before(structures={})) == ()


def test_of_a_percentage_the_least_that_it_allows_is_taken() -> None:
    # 16% of 555 is 87 to 91 people (86 are 15.495%): more than that is at least 88, and nobody knows the number before
    before = _before(base_total=555, structures={"full_time": {"percent": "16"}})
    assert _found(notice(**PLANNED), before) == (_clash(88, 8, None),)


def test_figures_of_several_councils_are_under_no_cap_of_one() -> None:
    assert _found(notice(**PLANNED, several=True), _before(several=True)) == ()


def test_a_commune_has_a_cap_whatever_its_committees() -> None:
    commune = {"level": "commune", "committees": None, "seats": 25}
    before = _before(level="commune", structures={"full_time": {"count": 1}})
    assert _found(notice(**PLANNED | commune), before) == (_clash(2, 1, 1, "commune"),)


def test_a_book_without_the_directive_has_no_clash() -> None:
    assert _found(notice(**PLANNED), _before(), book=load_rulebook("national-2021")) == ()
    assert audit_tables([TableRequest(notice(**PLANNED), None)], [_before()]).tables[0].clashes == ()
