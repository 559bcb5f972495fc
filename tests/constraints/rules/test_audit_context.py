"""Settings: the people an audit counts."""

from datetime import date

import pytest

from cocau.constraints.model.selectors import Among, Selector
from tests.constraints.samples import people, person, setting, slate

CASE = setting(
    [*people("an binh"), person("chi", sex="female"), person("dung", introduced_by=None)],
    slate(
        {"a": "an chi", "b": "binh"},
        "chi an",
        {"chair": "an", "head/legal": "an", "deputy_head/legal": "chi"},
    ),
)


@pytest.mark.parametrize(
    ("among", "ids"),
    [
        (Among.INTRODUCED, "an binh chi"),
        (Among.CANDIDATES, "an chi binh"),
        (Among.DEPUTIES, "chi an"),
        (Among.CHAIR, "an"),
        (Among.VICE_CHAIR, ""),
        (Among.STANDING, "an an"),
        (Among.OFFICE_HOLDERS, "an an chi"),
    ],
)
def test_a_set_has_these_members_and_two_posts_count_twice(among: Among, ids: str) -> None:
    assert [p.id for p in CASE.get_members(among)] == ids.split()


def test_the_outgoing_council_has_no_people_only_numbers() -> None:
    with pytest.raises(ValueError, match="numbers only"):
        CASE.get_members(Among.OUTGOING)


def test_matching_names_the_described_in_the_order_of_the_slate() -> None:
    assert CASE.list_matching(Among.DEPUTIES, Selector()) == ("chi", "an")
    assert CASE.list_matching(Among.DEPUTIES, Selector(sex="female")) == ("chi",)  # type: ignore[arg-type]  # as YAML


def test_another_slate_keeps_what_was_found_in_the_pool_unless_others_are_introduced() -> None:
    women = Selector(sex="female")  # type: ignore[arg-type]  # as YAML
    assert CASE.list_matching(Among.INTRODUCED, women) == ("chi",)
    moved = CASE.with_slate(slate({"a": "an", "b": "binh chi"}, "chi an"))
    assert moved.get_members(Among.INTRODUCED) is CASE.get_members(Among.INTRODUCED)
    assert moved.list_matching(Among.INTRODUCED, women) == ("chi",)
    fewer = CASE.with_slate(CASE.slate.replace_unvalidated(introduced=("an", "binh")))
    assert [p.id for p in fewer.get_members(Among.INTRODUCED)] == ["an", "binh"]
    assert fewer.list_matching(Among.INTRODUCED, women) == ()
    assert fewer.list_in_pool(women) == ("chi",)


@pytest.mark.parametrize(
    ("unit", "among", "ids"),
    [
        ("a", Among.CANDIDATES, "an chi"),
        ("b", Among.DEPUTIES, ""),
        ("a", Among.STANDING, "an"),
        ("none", Among.CANDIDATES, ""),
    ],
)
def test_those_on_one_list_are_the_members_who_stand_there_each_once(
    unit: str, among: Among, ids: str
) -> None:
    assert [p.id for p in CASE.get_list_members(unit, among)] == ids.split()


def test_ages_are_taken_on_election_day() -> None:
    assert CASE.day == date(2021, 5, 23)
