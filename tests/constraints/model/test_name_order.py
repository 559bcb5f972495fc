"""The order of names in lists, by the rule that forms 14 and 15 quote."""

import unicodedata

import pytest

from cocau.constraints.model.name_order import get_person_order, get_text_order, split_name
from cocau.constraints.model.people import Person
from tests.constraints.samples import person


def in_order(*people: Person) -> list[str]:
    backwards = people[::-1]
    return [p.id for p in sorted(backwards, key=get_person_order)]


def named(name: str) -> Person:
    return person("x", name=name)


def test_names_stand_in_the_vietnamese_order_of_given_names() -> None:
    ordered = [
        "Trần Văn An",
        "Đỗ Thị Ánh",
        "Lê Ân",
        "Mai Ba",
        "Bùi Dũng",
        "Cao Đạt",
        "Phan Em",
        "Phan Nga",
        "Đào Nguyên",
        "Lê Thị Nguyên",
        "Lý Ơn",
        "Vũ Tú",
        "Vũ Tư",
        "Vũ Tử",
        "Ngô Yến",
    ]
    assert sorted(sorted(ordered), key=lambda name: get_person_order(named(name))) == ordered


def test_tones_are_ordered_as_in_a_dictionary_and_only_after_letters() -> None:
    ordered = ["Ma", "Mà", "Mả", "Mã", "Má", "Mạ", "Mai"]
    assert sorted(sorted(ordered), key=get_text_order) == ordered
    assert get_text_order("") == ()


def test_given_then_family_then_middle_name_then_the_earlier_birth_date_decide() -> None:
    people = (
        person("a", name="Võ Văn Bình", born="1990-01-01"),
        person("b", name="Lê Văn Đạt", born="1990-01-01"),
        person("c", name="Trần Anh Đạt", born="1970-01-01"),
        person("z", name="Trần Văn Đạt", born="1960-01-01"),
        person("e", name="Trần Văn Đạt", born="1960-01-02"),
    )
    assert in_order(*people) == ["a", "b", "c", "z", "e"]


def test_parts_that_are_noted_apart_go_before_the_words_of_the_name() -> None:
    monk = person(
        "a", name="Hòa thượng Thích Thanh A", family_name="Thích", middle_name="Thanh", given_name="An"
    )
    assert split_name(monk) == ("An", "Thích", "Thanh")
    assert split_name(named("Nguyễn Thị Thu Hà")) == ("Hà", "Nguyễn", "Thị Thu")
    assert split_name(named("Hà")) == ("Hà", "", "")


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_the_way_of_coding_letters_does_not_matter(form: str) -> None:
    names = ["Đặng Thị Dũng", "Võ Văn Dương", "Bùi Đạt", "Ngô Được"]
    people = [person(str(n), name=unicodedata.normalize(form, name)) for n, name in enumerate(names)]  # type: ignore[arg-type]
    assert in_order(*people) == ["0", "1", "2", "3"]
