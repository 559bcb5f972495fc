"""Drafts of councils: what may be left out, and what must agree."""

from typing import Any

import pytest
from pydantic import ValidationError

from cocau.constraints.model.draft import CouncilDraft, check_draft


def draft(**fields: object) -> CouncilDraft:
    plain: dict[str, Any] = {
        "id": "xa",
        "name": "HĐND xã",
        "kind": "commune",
        "election_day": "2021-05-23",
        "places": [
            {"id": "a", "name": "Thôn Bắc", "population": 30},
            {"id": "b", "population": 20, "localities": ["Nam", "Tây"]},
            {"id": "c", "population": 10},
        ],
    }
    return CouncilDraft.model_validate(plain | fields)


def codes(**fields: object) -> list[tuple[str, str]]:
    return [(p.code, p.where) for p in check_draft(draft(**fields))]


def test_a_place_votes_with_its_localities_or_as_itself() -> None:
    assert [place.voting_localities for place in draft().places] == [("Thôn Bắc",), ("Nam", "Tây"), ("c",)]


@pytest.mark.parametrize(
    ("given", "people", "wrong"),
    [(None, 60, []), (60, 60, []), (59, 59, ["population_sum"]), (61, 61, ["population_sum"])],
)
def test_the_population_is_the_sum_of_the_places(given: int | None, people: int, wrong: list[str]) -> None:
    assert draft(population=given).total_population == people
    assert [code for code, _ in codes(population=given)] == wrong


@pytest.mark.parametrize(
    ("fields", "where"),
    [
        ({}, None),
        ({"seats": 5, "seats_decided_by": "Nghị quyết"}, None),
        ({"seats": 5}, "draft.seats"),
        ({"seats_decided_by": "Nghị quyết"}, "draft.seats_decided_by"),
    ],
)
def test_seats_and_the_decision_go_together(fields: dict[str, object], where: str | None) -> None:
    assert codes(**fields) == ([] if where is None else [("seats_decided_by", where)])


def test_ids_and_localities_are_given_once() -> None:
    places = [
        {"id": "a", "name": "Bắc", "population": 1},
        {"id": "a", "name": "Nam", "population": 1},
        {"id": "b", "population": 1, "localities": ["Bắc", "Tây"]},
    ]
    committees = [{"id": "x"}, {"id": "x"}, {"id": "x"}]
    assert codes(places=places, committees=committees) == [
        ("duplicate", "draft.places[a]"),
        ("duplicate", "draft.committees[x]"),
        ("duplicate", "draft.places"),
    ]


@pytest.mark.parametrize(
    "fields",
    [
        {"places": []},
        {"places": [{"id": "a"}]},
        {"places": [{"id": "a", "population": -5}]},
        {"places": [{"id": "a", "population": 2.5}]},
        {"constituencies": 0},
        {"constituencies": [{"id": "a", "seats": 5}]},
        {"seats": 201, "seats_decided_by": "Nghị quyết"},
        {"seats": 25, "seats_decided_by": " "},
        {"lower_units": -1},
    ],
)
def test_numbers_that_cannot_be_are_refused(fields: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        draft(**fields)
