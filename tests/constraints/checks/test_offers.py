"""Faults of offers: each found, each at its place, all of them at once."""

import pytest

from cocau.constraints.checks.offers import check_offers, check_offers_alone
from cocau.constraints.library import load_rulebook
from cocau.constraints.model.offers import Offers, Organisation, Profile
from tests.constraints.model.test_offers import organisation, profile
from tests.constraints.samples import council

COUNCIL = council(seats_decided_by="thử")  # lists: (3 + 2) + (2 + 1) = 8
BOOK = load_rulebook("ha-tinh-2021").for_council(COUNCIL)
EIGHT = profile("tam", at_most=8)


def found(*organisations: Organisation, total: int | None = None) -> list[tuple[str, str]]:
    offers = Offers(total=total, organisations=organisations)
    return [(p.code, p.where) for p in check_offers(COUNCIL, offers, BOOK)]


def with_profile(**fields: object) -> list[tuple[str, str]]:
    return found(organisation(EIGHT, profile("a", **fields)))


def test_offers_that_can_fill_the_lists_have_no_fault() -> None:
    assert found(organisation(EIGHT)) == []
    assert found(organisation(EIGHT, at_least=8, at_most=8), total=8) == []
    chairing = profile(
        "a", party_member=True, party_rank="secretary", planned_for=("chair", "head", "head/legal")
    )
    assert found(organisation(EIGHT, chairing, locality="Bắc")) == []


@pytest.mark.parametrize(
    ("fields", "code", "field"),
    [
        ({"locality": "Tây"}, "unknown_locality", "locality"),
        ({"planned_for": ("head/no",)}, "unknown_post", "planned_for"),
        ({"party_rank": "committee"}, "rank_without_membership", "party_rank"),
        ({"under_40": True, "age": 40}, "age_against_under_40", "age"),
    ],
)
def test_a_fault_of_a_profile_stands_at_its_field(fields: dict[str, object], code: str, field: str) -> None:
    assert with_profile(**fields) == [(code, f"offers.organisations[mttq].profiles[a].{field}")]


def test_a_council_without_localities_takes_any() -> None:
    bare = COUNCIL.replace_unvalidated(
        constituencies=tuple(u.replace_unvalidated(localities=()) for u in COUNCIL.constituencies)
    )
    offers = Offers(organisations=(organisation(EIGHT, locality="Tây"),))
    assert check_offers(bare, offers, BOOK) == []


def test_the_locality_of_an_organisation_is_looked_up_too() -> None:
    assert found(organisation(EIGHT, locality="Tây")) == [
        ("unknown_locality", "offers.organisations[mttq].locality")
    ]


@pytest.mark.parametrize(("capacity", "codes"), [(1, []), (2, ["rank_twice"])])
def test_there_is_one_secretary(capacity: int, codes: list[str]) -> None:
    faults = with_profile(at_most=capacity, party_member=True, party_rank="secretary")
    assert [code for code, _ in faults] == codes


def test_secretaries_of_two_organisations_are_named_together() -> None:
    one = Profile.model_validate(
        {"id": "x", "at_most": 1, "sex": "male", "party_member": True, "party_rank": "secretary"}
    )
    faults = found(organisation(EIGHT, one), organisation(one, id="b", name="B"))
    where = (
        "offers.organisations[mttq].profiles[x].party_rank, offers.organisations[b].profiles[x].party_rank"
    )
    assert faults == [("rank_twice", where)]


def test_ids_and_names_are_given_once_and_ids_have_no_dots() -> None:
    twice = organisation(EIGHT, profile("a.b"), profile("a.b"))
    one, two = "offers.organisations[mttq#1]", "offers.organisations[mttq#2]"
    assert found(twice, twice) == [
        ("duplicate", f"{one}, {two}"),
        ("duplicate", f"{one}.name, {two}.name"),
        *(
            fault
            for at in (one, two)
            for fault in (
                ("duplicate", f"{at}.profiles[a.b#1], {at}.profiles[a.b#2]"),
                ("dot_in_id", f"{at}.profiles[a.b#1].id"),
                ("dot_in_id", f"{at}.profiles[a.b#2].id"),
            )
        ),
    ]
    assert found(organisation(EIGHT, id="m.t")) == [("dot_in_id", "offers.organisations[m.t].id")]


def test_each_fault_of_organisations_of_the_same_id_is_that_of_its_own_organisation() -> None:
    wrong = organisation(EIGHT, profile("a", locality="Tây"), name="B", at_least=20)
    assert found(organisation(EIGHT), wrong) == [
        ("duplicate", "offers.organisations[mttq#1], offers.organisations[mttq#2]"),
        ("at_least_over_capacity", "offers.organisations[mttq#2].at_least"),
        ("unknown_locality", "offers.organisations[mttq#2].profiles[a].locality"),
    ]


def test_what_is_wrong_with_offers_alone_needs_no_council() -> None:
    offers = Offers(total=1, organisations=(organisation(profile(locality="Tây"), at_least=4),))
    assert [p.code for p in check_offers_alone(offers)] == ["at_least_over_capacity"]


def test_names_are_the_same_whatever_their_case() -> None:
    same = (organisation(EIGHT), organisation(id="b", name="MẶT TRẬN"))
    assert found(*same) == [("duplicate", "offers.organisations[mttq].name, offers.organisations[b].name")]


@pytest.mark.parametrize(
    ("at_least", "at_most", "code"),
    [(9, None, "at_least_over_capacity"), (5, 4, "at_least_over_at_most"), (8, 8, None)],
)
def test_an_organisation_is_not_asked_for_more_than_it_has(
    at_least: int, at_most: int | None, code: str | None
) -> None:
    other = organisation(profile(at_most=9), id="b", name="B")
    faults = found(organisation(EIGHT, at_least=at_least, at_most=at_most), other)
    assert faults == ([] if code is None else [(code, "offers.organisations[mttq].at_least")])


@pytest.mark.parametrize(
    ("total", "codes"),
    [
        (None, []),
        (7, ["total_too_small"]),
        (8, []),
        (10, []),
        (11, ["total_out_of_reach"]),
        (1, ["total_out_of_reach", "total_too_small"]),
    ],
)
def test_the_total_reaches_the_lists_and_stays_within_what_is_offered(
    total: int | None, codes: list[str]
) -> None:
    faults = found(organisation(EIGHT, profile(at_most=3), at_least=2, at_most=10), total=total)
    assert faults == [(code, "offers.total") for code in codes]


def test_without_a_total_the_organisations_themselves_are_too_few() -> None:
    assert found(organisation(EIGHT, at_most=7)) == [("total_too_small", "offers.organisations")]


def test_a_waiver_of_the_surplus_asks_for_fewer() -> None:
    waived = BOOK.apply_overrides({"surplus-per-constituency": {"missing": 1}})
    offers = Offers(organisations=(organisation(EIGHT, at_most=7),))
    assert check_offers(COUNCIL, offers, waived) == []


def test_everything_wrong_is_told_at_once_in_both_languages() -> None:
    offers = Offers(total=1, organisations=(organisation(profile(locality="Tây"), at_least=4, at_most=2),))
    problems = check_offers(COUNCIL, offers, BOOK)
    assert [p.code for p in problems] == [
        "at_least_over_at_most",
        "at_least_over_capacity",
        "unknown_locality",
        "total_out_of_reach",
        "total_too_small",
    ]
    assert all(p.vi != p.en and p.vi and p.en for p in problems)
