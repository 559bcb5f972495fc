"""Councils: levels, posts, and what cannot be a council."""

import pytest
from pydantic import ValidationError

from cocau.constraints.model.council import CouncilKind, CouncilLevel, CouncilOffice
from tests.constraints.samples import council

LEVELS = {
    "province": "province",
    "mountainous_province": "province",
    "city": "province",
    "special_city": "province",
    "rural_district": "district",
    "mountainous_district": "district",
    "town": "district",
    "provincial_city": "district",
    "urban_district": "district",
    "commune": "commune",
    "mountainous_commune": "commune",
    "ward": "commune",
    "townlet": "commune",
    "mountainous_townlet": "commune",
    "city_ward": "commune",
    "special_zone": "commune",
}


@pytest.mark.parametrize("kind", CouncilKind)
def test_every_kind_of_unit_has_its_council_at_one_level(kind: CouncilKind) -> None:
    assert kind.level is council(kind=kind).level is CouncilLevel(LEVELS[kind])


def test_a_council_has_two_leading_posts_and_two_in_every_committee() -> None:
    assert council().posts == (
        "chair",
        "vice_chair",
        "head/legal",
        "deputy_head/legal",
        "head/social",
        "deputy_head/social",
    )
    assert council(committees=[]).posts == ("chair", "vice_chair")


@pytest.mark.parametrize(
    ("offices", "posts"),
    [
        ([], ()),
        ([CouncilOffice.CHAIR], ("chair",)),
        ([CouncilOffice.HEAD], ("head/legal", "head/social")),
        (
            [CouncilOffice.DEPUTY_HEAD, CouncilOffice.VICE_CHAIR],
            ("vice_chair", "deputy_head/legal", "deputy_head/social"),
        ),
    ],
)
def test_the_posts_of_an_office_are_those_of_all_committees(
    offices: list[CouncilOffice], posts: tuple[str, ...]
) -> None:
    assert council().list_posts_of(*offices) == posts


def test_a_council_in_order_has_constituencies_and_committees_by_id() -> None:
    mixed = council(
        constituencies=[{"id": "b", "seats": 2}, {"id": "a", "seats": 3}],
        committees=[{"id": "social"}, {"id": "legal"}],
    )
    assert mixed.posts[2] == "head/social"
    assert [u.id for u in mixed.in_order().constituencies] == ["a", "b"]
    assert mixed.in_order().posts[2] == "head/legal"


@pytest.mark.parametrize(
    "wrong",
    [
        {"constituencies": []},
        {"constituencies": [{"id": "a", "seats": 0}]},
        {"constituencies": [{"id": "a/b", "seats": 1}]},
        {"committees": [{"id": "pháp chế"}]},
        {"seats": 0},
        {"population": 0},
        {"seats_decided_by": " "},
        {"election_day": "2021-02-30"},
        {"prior_term": {"deputies": 0}},
        {"mayor": "an"},
    ],
)
def test_a_council_without_sense_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        council(**wrong)
