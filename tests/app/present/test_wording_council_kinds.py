"""Kinds of council in a few words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cocau.app.present.wording import Wording, describe_council_kinds
from cocau.constraints.library import load_all_layers
from cocau.constraints.model.council import CouncilKind, CouncilLevel

VI, EN = Wording(load_all_layers(), "vi"), Wording(load_all_layers(), "en")
K = CouncilKind

SETS = st.sets(st.sampled_from(CouncilKind))


@pytest.mark.parametrize(
    ("some", "vi", "en"),
    [
        ([k for k in K if k.level is CouncilLevel.PROVINCE], "cấp tỉnh", "provincial level"),
        ([k for k in K if k.level is CouncilLevel.DISTRICT], "cấp huyện", "district level"),
        ([k for k in K if k.level is CouncilLevel.COMMUNE], "cấp xã", "commune level"),
        (
            [K.TOWNLET, K.MOUNTAINOUS_TOWNLET, K.MOUNTAINOUS_COMMUNE, K.COMMUNE],
            "xã, thị trấn",
            "communes and townlets",
        ),
        ([K.TOWNLET, K.MOUNTAINOUS_TOWNLET], "mọi thị trấn", "every townlet"),
        ([K.COMMUNE, K.MOUNTAINOUS_COMMUNE], "mọi xã", "every commune"),
        ([K.PROVINCE, K.MOUNTAINOUS_PROVINCE], "mọi tỉnh", "every province"),
        ([K.TOWN, K.PROVINCIAL_CITY], "thị xã; thành phố thuộc tỉnh", "town; provincial city"),
        ([K.SPECIAL_CITY], "thành phố Hà Nội, Thành phố Hồ Chí Minh", "Hà Nội or Hồ Chí Minh City"),
        (
            [K.WARD, *(k for k in K if k.level is CouncilLevel.PROVINCE)],
            "cấp tỉnh; phường",
            "provincial level; ward",
        ),
        ([], "", ""),
    ],
)
def test_all_of_one_sort_are_named_together(some: list[CouncilKind], vi: str, en: str) -> None:
    assert describe_council_kinds(VI, some) == vi
    assert describe_council_kinds(EN, some) == en


@given(SETS, SETS)
def test_other_kinds_have_other_words(some: set[CouncilKind], others: set[CouncilKind]) -> None:
    assert (describe_council_kinds(VI, some) == describe_council_kinds(VI, others)) is (some == others)
    assert (describe_council_kinds(EN, some) == describe_council_kinds(EN, others)) is (some == others)
