"""Offers: what a profile with a capacity stands for."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from cocau.constraints.model.offers import Offers, Organisation, OrganisationKind, Profile, compute_birth_date
from cocau.constraints.model.people import Bloc, Person, Sex
from cocau.constraints.model.selectors import GROUPS
from tests.constraints.samples import council

DAY = date(2021, 5, 23)


def profile(i: str = "nu", **fields: object) -> Profile:
    return Profile.model_validate({"id": i, "at_most": 1, "sex": "female"} | fields)


def organisation(*profiles: Profile, **fields: object) -> Organisation:
    plain = {"id": "mttq", "name": "Mặt trận", "bloc": "front", "profiles": profiles or (profile(),)}
    return Organisation.model_validate(plain | fields)


def people(*organisations: Organisation) -> tuple[Person, ...]:
    return Offers(organisations=organisations).build_pool(council()).people


def test_a_capacity_of_three_is_three_people_of_whom_each_has_an_id_and_a_name() -> None:
    three = people(organisation(profile(at_most=3)))
    assert [p.id for p in three] == ["mttq.nu.1", "mttq.nu.2", "mttq.nu.3"]
    assert three[0].name == "Mặt trận – nữ, ngoài Đảng (1)"
    assert len({p.name for p in three}) == 3
    assert {p.introduced_by for p in three} == {"Mặt trận"}


def test_a_profile_hands_on_whatever_it_says() -> None:
    said = profile(
        name="Bí thư",
        age=50,
        ethnicity="Thái",
        religion="Phật giáo",
        party_member=True,
        party_rank="secretary",
        re_standing=True,
        meant_full_time=True,
        already_full_time=True,
        planned_for=("chair",),
        peoples_committee="member",
        expert_in="luật",
        locality="Nam",
        bloc="party",
    )
    person = people(organisation(said, locality="Bắc"))[0]
    assert person.name == "Mặt trận – Bí thư (1)"
    assert (person.bloc, person.locality) == (Bloc.PARTY, "Nam")
    for field in set(Profile.model_fields) & set(Person.model_fields) - {"id", "name", "bloc", "locality"}:
        assert getattr(person, field) == getattr(said, field), field


def test_what_a_profile_leaves_out_is_that_of_its_organisation() -> None:
    person = people(organisation(locality="Bắc"))[0]
    assert (person.bloc, person.locality, person.sex) == (Bloc.FRONT, "Bắc", Sex.FEMALE)


def test_profiles_of_the_same_words_are_told_apart_by_their_ids() -> None:
    alike = organisation(profile("a", planned_for=("chair",)), profile("b"), profile("c", sex="male"))
    assert [p.name for p in people(alike)] == [
        "Mặt trận – nữ, ngoài Đảng · a (1)",
        "Mặt trận – nữ, ngoài Đảng · b (1)",
        "Mặt trận – nam, ngoài Đảng (1)",
    ]


def test_everything_that_sets_a_profile_apart_is_in_its_words() -> None:
    said = profile(
        sex="male",
        under_40=True,
        ethnicity="Chứt",
        religion="Công giáo",
        re_standing=True,
        meant_full_time=True,
        expert_in="y tế",
    )
    assert said.described.vi == (
        "nam, dưới 40 tuổi, dân tộc Chứt, theo Công giáo, ngoài Đảng, tái cử, chuyên trách, chuyên gia y tế"
    )
    assert said.described.en == (
        "male, under 40, of the Chứt, religion: Công giáo, not in the Party, standing again, full-time,"
        " expert in y tế"
    )
    assert (profile(party_member=True).described.vi, profile(party_member=True).described.en) == (
        "nữ",
        "female",
    )


def test_a_name_that_was_given_is_shown_as_it_is_in_both_languages() -> None:
    assert set(profile(name="Bí thư").described.model_dump().values()) == {"Bí thư"}


def test_the_people_are_the_same_in_both_languages_but_for_the_names_we_make() -> None:
    offers = Offers(
        organisations=(organisation(profile("a"), profile("b"), profile("c", name="Trưởng ban")),)
    )
    vi, en = (offers.build_pool(council(), lang).people for lang in ("vi", "en"))
    assert [p.name for p in en] == [
        "Mặt trận – female, not in the Party · a (1)",
        "Mặt trận – female, not in the Party · b (1)",
        "Mặt trận – Trưởng ban (1)",
    ]
    assert tuple(p.replace_unvalidated(name="") for p in vi) == tuple(
        p.replace_unvalidated(name="") for p in en
    )


def test_offers_in_order_are_sorted_by_id_down_to_the_profiles() -> None:
    b = organisation(profile("y"), profile("x"), id="b", name="B")
    ordered = Offers(organisations=(b, organisation(id="a", name="A"))).in_order()
    assert [(o.id, [p.id for p in o.profiles]) for o in ordered.organisations] == [
        ("a", ["nu"]),
        ("b", ["x", "y"]),
    ]


@pytest.mark.parametrize(
    ("fields", "age", "under"),
    [
        ({}, 45, False),
        ({"under_40": True}, 35, True),
        ({"age": 39}, 39, True),
        ({"age": 40}, 40, False),
        ({"age": 30, "under_40": True}, 30, True),
    ],
)
def test_a_profile_without_an_age_is_thirty_five_or_forty_five(
    fields: dict[str, object], age: int, under: bool
) -> None:
    person = people(organisation(profile(**fields)))[0]
    assert person.age_on(DAY) == age
    assert GROUPS["under_40"].matches(person, DAY) is under


@given(st.integers(18, 100), st.dates(date(2016, 1, 1), date(2035, 12, 31)))
def test_the_age_on_election_day_is_the_age_given_whatever_the_day(age: int, day: date) -> None:
    person = people(organisation())[0].replace_unvalidated(born=compute_birth_date(age, day))
    assert person.age_on(day) == age


@pytest.mark.parametrize(("at_most", "supply"), [(None, 5), (4, 4), (9, 5)])
def test_an_organisation_supplies_no_more_than_its_bound_and_its_profiles(
    at_most: int | None, supply: int
) -> None:
    org = organisation(profile("a", at_most=3), profile("b", at_most=2), at_most=at_most)
    assert (org.capacity, org.supply, org.sort) == (5, supply, OrganisationKind.ORGANISATION)


@pytest.mark.parametrize("capacity", [0, -1, 501])
def test_a_capacity_is_at_least_one_and_not_boundless(capacity: int) -> None:
    with pytest.raises(ValidationError, match="at_most"):
        profile(at_most=capacity)
