"""Selectors on literal people, the sets rules count among, and the named groups."""

from datetime import date

import pytest

from cocau.constraints.model.people import Bloc
from cocau.constraints.model.selectors import EVERYONE, GROUPS, Among, Selector, SelectorMatches
from tests.constraints.samples import council, person

DAY = date(2021, 5, 23)

AN = person("an")  # forty-one, a man, outside the Party, Kinh
CHAU = person(
    "chau",
    born="1981-05-24",
    sex="female",
    bloc="administration",
    ethnicity="Thái",
    religion="Phật giáo",
    party_member=True,
    party_rank="deputy_secretary",
    re_standing=True,
    meant_full_time=True,
    expert_in="y tế",
    peoples_committee="member",
    heads_agency=True,
    chair_terms=2,
    yearly_grade="good",
    confidence_vote={"held": "2020-12-01", "high": 50, "some": 20, "low": 30},
)  # one day short of forty

TABLE = [
    ({}, True, True),
    ({"sex": "male"}, True, False),
    ({"sex": "female"}, False, True),
    ({"bloc": "other"}, True, False),
    ({"bloc": "administration"}, False, True),
    ({"age_under": 39}, False, False),
    ({"age_under": 40}, False, True),
    ({"age_under": 41}, False, True),
    ({"age_under": 42}, True, True),
    ({"ethnic_minority": True}, False, True),
    ({"ethnic_minority": False}, True, False),
    ({"religious": True}, False, True),
    ({"religious": False}, True, False),
    ({"party_member": True}, False, True),
    ({"party_member": False}, True, False),
    ({"rank_at_least": "committee"}, False, True),
    ({"rank_at_least": "deputy_secretary"}, False, True),
    ({"rank_at_least": "standing_deputy_secretary"}, False, False),
    ({"re_standing": True}, False, True),
    ({"re_standing": False}, True, False),
    ({"full_time": True}, False, True),
    ({"full_time": False}, True, False),
    ({"expert": True}, False, True),
    ({"expert": False}, True, False),
    ({"peoples_committee": "chair"}, False, False),
    ({"peoples_committee": "member"}, False, True),
    ({"in_peoples_committee": True}, False, True),
    ({"in_peoples_committee": False}, True, False),
    ({"heads_agency": True}, False, True),
    ({"heads_agency": False}, True, False),
    ({"chair_terms_at_least": 2}, False, True),
    ({"chair_terms_at_least": 3}, False, False),
    ({"grade_at_least": "excellent"}, False, False),
    ({"grade_at_least": "good"}, False, True),
    ({"grade_at_least": "poor"}, False, True),
    ({"low_confidence_over": 30}, False, False),
    ({"low_confidence_over": 29}, False, True),
    ({"low_confidence_over": 0}, False, True),
    ({"structures_over": 0}, True, True),  # an: outside the Party
    ({"structures_over": 1}, False, True),
    ({"structures_over": 3}, False, True),  # chau: woman, 39, Thái, Phật giáo
    ({"structures_over": 4}, False, False),
    ({"sex": "female", "party_member": True}, False, True),
    ({"sex": "female", "party_member": False}, False, False),
    ({"sex": None, "party_member": False}, True, False),
]


@pytest.mark.parametrize(("fields", "an", "chau"), TABLE, ids=[str(row[0]) for row in TABLE])
def test_a_selector_describes_those_for_whom_every_field_holds(
    fields: dict[str, object], an: bool, chau: bool
) -> None:
    selector = Selector.model_validate(fields)
    assert (selector.matches(AN, DAY), selector.matches(CHAU, DAY)) == (an, chau)


def test_columns_of_many_selectors_say_what_each_says_of_each_person() -> None:
    selectors = [Selector.model_validate(fields) for fields, *_ in TABLE]
    rows = [*SelectorMatches((AN, CHAU, AN), DAY).list_rows(selectors)]
    an = tuple(int(is_so) for _, is_so, _ in TABLE)
    chau = tuple(int(is_so) for _, _, is_so in TABLE)
    assert rows == [an, chau, an]


def test_no_selectors_tell_nobody_apart() -> None:
    assert [*SelectorMatches((AN, CHAU), DAY).list_rows(())] == [(), ()]


def test_the_table_has_every_field_of_a_selector() -> None:
    assert {field for fields, _, _ in TABLE for field in fields} == set(Selector.model_fields)


@pytest.mark.parametrize("name", ["Kinh", "kinh", "KINH"])
def test_kinh_is_the_majority_however_it_is_written(name: str) -> None:
    assert not Selector(ethnic_minority=True).matches(person(ethnicity=name), DAY)


@pytest.mark.parametrize(
    ("fields", "expert"),
    [({"bloc": "expert"}, True), ({"expert_in": "luật"}, True), ({"bloc": "economic"}, False)],
)
def test_an_expert_is_of_the_bloc_or_has_a_field(fields: dict[str, object], expert: bool) -> None:
    assert GROUPS["experts"].matches(person(**fields), DAY) is expert


@pytest.mark.parametrize(("born", "young"), [("1981-05-23", False), ("1981-05-24", True)])
def test_somebody_whose_fortieth_birthday_is_election_day_is_not_under_forty(born: str, young: bool) -> None:
    assert GROUPS["under_40"].matches(person(born=born), DAY) is young


def test_everybody_is_everyone() -> None:
    assert EVERYONE.matches(AN, DAY)
    assert EVERYONE.matches(CHAU, DAY)


def test_the_groups_are_these_nine_and_every_bloc() -> None:
    nine = "women under_40 non_party ethnic_minority religious_people re_elected full_time experts"
    assert list(GROUPS) == [*nine.split(), "committee_member_heads", *Bloc]


@pytest.mark.parametrize("bloc", Bloc)
def test_a_bloc_is_a_group_of_its_own_people_only(bloc: Bloc) -> None:
    someone = person(bloc=bloc)
    assert [other for other in Bloc if GROUPS[other].matches(someone, DAY)] == [bloc]


@pytest.mark.parametrize(
    ("group", "an", "chau"),
    [
        ("women", False, True),
        ("under_40", False, True),
        ("non_party", True, False),
        ("ethnic_minority", False, True),
        ("religious_people", False, True),
        ("re_elected", False, True),
        ("full_time", False, True),
        ("committee_member_heads", False, True),
    ],
)
def test_a_group_counts_whom_its_name_says(group: str, an: bool, chau: bool) -> None:
    assert (GROUPS[group].matches(AN, DAY), GROUPS[group].matches(CHAU, DAY)) == (an, chau)


@pytest.mark.parametrize(
    ("among", "posts"),
    [
        (Among.INTRODUCED, []),
        (Among.CANDIDATES, []),
        (Among.DEPUTIES, []),
        (Among.OUTGOING, []),
        (Among.CHAIR, ["chair"]),
        (Among.VICE_CHAIR, ["vice_chair"]),
        (Among.LEADERS, ["chair", "vice_chair"]),
        (Among.HEADS, ["head/legal"]),
        (Among.DEPUTY_HEADS, ["deputy_head/legal"]),
        (Among.COMMITTEE_LEADERS, ["head/legal", "deputy_head/legal"]),
        (Among.STANDING, ["chair", "vice_chair", "head/legal"]),
        (Among.OFFICE_HOLDERS, ["chair", "vice_chair", "head/legal", "deputy_head/legal"]),
    ],
)
def test_a_set_made_of_posts_knows_its_posts(among: Among, posts: list[str]) -> None:
    assert list(among.list_posts(council(committees=[{"id": "legal"}]))) == posts
