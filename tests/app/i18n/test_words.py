"""Every code has its words, in both languages, and no two of one table share them."""

import importlib
import pkgutil
from enum import StrEnum

import pytest

from cocau import constraints
from cocau.app.files.tables.cells import list_spellings
from cocau.app.files.text import fold
from cocau.app.i18n.words import FIELDS, GROUP, PLAIN, get_label, list_word_tables
from cocau.constraints.model.council import CouncilKind, CouncilLevel
from cocau.constraints.model.people import Bloc, OtherBody, PartyRank, Person
from cocau.constraints.model.selectors import GROUPS
from cocau.solver.explain.elections.bounds import KeptInOutcomes, UnjudgedReason
from cocau.solver.explain.price_report import AimEffect
from cocau.solver.proposal import ProposalOutcome

for module in pkgutil.walk_packages(constraints.__path__, "cocau.constraints."):
    importlib.import_module(module.name)

OURS: list[type[StrEnum]] = [
    *(e for e in StrEnum.__subclasses__() if e.__module__.startswith("cocau.constraints.")),
    ProposalOutcome,
    KeptInOutcomes,
    UnjudgedReason,
    AimEffect,
]
EVERY_VALUE = [value for enum in OURS for value in enum]


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_every_value_of_every_enum_every_field_of_a_person_and_every_group_has_words(lang: str) -> None:
    assert len(EVERY_VALUE) > 150
    for value in (*EVERY_VALUE, *Person.model_fields, *GROUPS):
        assert get_label(value, lang).strip(), (type(value), value)


def test_no_word_stands_for_something_that_is_not_there() -> None:
    words = list_word_tables()
    assert set(words) == set(OURS)
    assert all(set(words[enum]) == set(enum) for enum in OURS)
    assert list(FIELDS) == list(Person.model_fields)
    assert set(GROUP) == set(GROUPS)


def test_no_string_is_both_a_field_and_a_group() -> None:
    assert len(PLAIN) == len(FIELDS) + len(GROUP)


@pytest.mark.parametrize("words", [*list_word_tables().values(), FIELDS, GROUP])
@pytest.mark.parametrize("lang", ["vi", "en"])
def test_no_two_words_of_a_table_are_the_same_even_without_diacritics(
    words: dict[str, object], lang: str
) -> None:
    labels = [fold(get_label(value, lang)) for value in words]
    assert len(set(labels)) == len(labels)


@pytest.mark.parametrize("words", list_word_tables().values())
def test_a_word_means_its_own_value_in_either_language(words: dict[str, object]) -> None:
    for value in words:
        for way in (value, get_label(value, "vi"), get_label(value, "en")):
            assert list_spellings(list_word_tables()[type(value)])[fold(way)] == value


@pytest.mark.parametrize("words", list_word_tables().values())
def test_words_hold_no_semicolon_because_lists_are_split_there(words: dict[str, object]) -> None:
    assert not any(";" in get_label(value, lang) for value in words for lang in ("vi", "en"))


@pytest.mark.parametrize(
    ("value", "vi"),
    [
        (PartyRank.STANDING_DEPUTY_SECRETARY, "Phó Bí thư Thường trực"),
        (PartyRank.COMMITTEE, "Ủy viên Ban Chấp hành (cấp ủy viên)"),
        (Bloc.ADMINISTRATION, "Khối cơ quan hành chính nhà nước (UBND)"),
        (CouncilLevel.PROVINCE, "Cấp tỉnh"),
        (CouncilKind.PROVINCE, "Tỉnh"),
        (OtherBody.PROVINCE, "HĐND cấp tỉnh"),
        ("women", "Phụ nữ"),
        ("party", "Khối Đảng"),
        ("born", "Ngày sinh"),
    ],
)
def test_one_code_in_several_enums_is_told_apart_by_its_type(value: str, vi: str) -> None:
    assert get_label(value, "vi") == vi
