"""Descriptions in words, in both languages: every field of a selector has its words."""

import pytest

from cocau.app.present.wording import Wording, describe_selector
from cocau.constraints.library import load_rulebook
from cocau.constraints.model.people import Bloc, PartyRank, PeoplesCommitteeRole, Sex, YearlyGrade
from cocau.constraints.model.selectors import EVERYONE, GROUPS, Selector

BOOK = load_rulebook()
ONE_OF_EACH = {
    "sex": Sex.FEMALE,
    "bloc": Bloc.ECONOMIC,
    "age_under": 35,
    "ethnic_minority": False,
    "religious": False,
    "party_member": True,
    "rank_at_least": PartyRank.STANDING_COMMITTEE,
    "re_standing": False,
    "full_time": False,
    "expert": False,
    "peoples_committee": PeoplesCommitteeRole.CHAIR,
    "in_peoples_committee": True,
    "heads_agency": True,
    "chair_terms_at_least": 2,
    "grade_at_least": YearlyGrade.GOOD,
    "low_confidence_over": 50,
    "structures_over": 2,
}


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_every_field_of_a_description_is_said(lang: str) -> None:
    assert ONE_OF_EACH.keys() == Selector.model_fields.keys()
    words = describe_selector(Wording(BOOK, lang), Selector(**ONE_OF_EACH))
    assert words.count(", ") >= len(ONE_OF_EACH) - 1


@pytest.mark.parametrize(
    ("who", "vi", "en"),
    [
        (EVERYONE, "tất cả", "everybody"),
        (Selector(sex=Sex.FEMALE), "phụ nữ", "women"),
        (Selector(sex=Sex.FEMALE, age_under=40), "nữ, dưới 40 tuổi", "female, under 40"),
        (
            Selector(rank_at_least=PartyRank.COMMITTEE, re_standing=True),
            "từ Ủy viên Ban Chấp hành (cấp ủy viên) trở lên, tái cử",
            "Member of the Party Committee or higher, standing again",
        ),
    ],
)
def test_a_description_reads_as_part_of_a_sentence(who: Selector, vi: str, en: str) -> None:
    assert describe_selector(Wording(BOOK, "vi"), who) == vi
    assert describe_selector(Wording(BOOK, "en"), who) == en


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_no_two_groups_of_tables_are_described_alike(lang: str) -> None:
    words = [describe_selector(Wording(BOOK, lang), who) for who in GROUPS.values()]
    assert len(set(words)) == len(words)
