"""People: full years on a day, ranks, and pools."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from cocau.constraints.model.people import PartyRank
from tests.constraints.samples import person, pool

S, SD, D, C, M = PartyRank


@pytest.mark.parametrize(
    ("born", "day", "age"),
    [
        ("2000-05-23", "2021-05-22", 20),
        ("2000-05-23", "2021-05-23", 21),
        ("2000-05-23", "2021-05-24", 21),
        ("1999-12-31", "2020-01-01", 20),
        ("2000-01-01", "2019-12-31", 19),
        ("2000-02-29", "2021-02-28", 20),
        ("2000-02-29", "2021-03-01", 21),
        ("2000-02-29", "2024-02-28", 23),
        ("2000-02-29", "2024-02-29", 24),
        ("2000-03-01", "2020-02-29", 19),
        ("2000-05-23", "2000-05-23", 0),
    ],
)
def test_a_year_of_age_is_full_on_the_birthday_itself(born: str, day: str, age: int) -> None:
    assert person(born=born).age_on(date.fromisoformat(day)) == age


@given(born=st.dates(date(1900, 1, 1), date(2000, 1, 1)), days=st.integers(0, 40_000))
def test_an_age_grows_by_one_in_a_year_and_never_shrinks(born: date, days: int) -> None:
    someone, day = person(born=born), born + timedelta(days)
    assert days // 366 <= someone.age_on(day) <= days // 365
    assert someone.age_on(day + timedelta(1)) - someone.age_on(day) in {0, 1}


@pytest.mark.parametrize(
    ("rank", "floors"),
    [(S, [S, SD, D, C, M]), (SD, [SD, D, C, M]), (D, [D, C, M]), (C, [C, M]), (M, [M]), (None, [])],
)
def test_a_rank_reaches_itself_and_every_lower_one(rank: PartyRank | None, floors: list[PartyRank]) -> None:
    someone = person(party_rank=rank)
    assert [floor for floor in PartyRank if someone.has_rank(floor)] == floors


@pytest.mark.parametrize(
    "wrong", [{"id": ""}, {"id": "a b"}, {"id": "-a"}, {"name": " "}, {"preference": 10}]
)
def test_a_person_needs_a_plain_id_and_a_name(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        person(**wrong)


def test_texts_are_stripped_and_values_are_frozen() -> None:
    someone = person(name="  An ")
    assert someone.name == "An"
    with pytest.raises(ValidationError):
        someone.name = "Bình"  # type: ignore[misc]  # that it is frozen is the point


def test_a_pool_names_people_by_id_in_the_order_asked() -> None:
    everybody = pool(person("chi"), person("an"), person("binh"))
    assert [p.id for p in everybody.get_people(["binh", "chi", "binh"])] == ["binh", "chi", "binh"]
    with pytest.raises(KeyError):
        everybody.get_people(["dung"])


def test_a_pool_in_order_is_sorted_by_id_and_knows_the_same_people() -> None:
    everybody = pool(person("chi"), person("an"))
    assert [p.id for p in everybody.in_order().people] == ["an", "chi"]
    assert everybody.in_order().by_id == everybody.by_id


def test_a_changed_pool_forgets_the_people_it_left_out() -> None:
    everybody = pool(person("an"), person("binh"))
    assert "binh" in everybody.by_id
    assert "binh" not in everybody.replace_unvalidated(people=everybody.people[:1]).by_id
