"""Seat formulas in words: a sentence each, or rows of a table."""

import pytest

from cocau.app.present.law.seat_formulas import describe_formula, get_formula_heads, list_formula_rows
from cocau.app.present.wording import Wording
from cocau.constraints.kinds.seats_formula import (
    LargeUnitLimit,
    SeatBand,
    SeatFormula,
    SeatsFormula,
    SeatStep,
)
from cocau.constraints.library import load_all_layers
from cocau.constraints.model.council import CouncilKind
from cocau.constraints.rules.rule import VerificationMark

BOOK = load_all_layers()
VI, EN = Wording(BOOK, "vi"), Wording(BOOK, "en")
RULES = [rule for rule in BOOK.rules if isinstance(rule, SeatsFormula)]

COMMUNE = SeatFormula(
    kind=CouncilKind.COMMUNE,
    bands=(SeatBand(up_to=2000, seats=15), SeatBand(up_to=2999, seats=19)),
    steps=(SeatStep(per=1000, up_to=10000), SeatStep(per=3000)),
    most=30,
    mark=VerificationMark.V2,
)
CITY = SeatFormula(
    kind=CouncilKind.SPECIAL_CITY, bands=(SeatBand(seats=95),), most=95, mark=VerificationMark.V1
)
TOWN = SeatFormula(
    kind=CouncilKind.TOWN,
    bands=(SeatBand(up_to=80000, seats=30),),
    steps=(SeatStep(per=15000),),
    most=35,
    mark=VerificationMark.V2,
    large=LargeUnitLimit(lower_units=30, most=40, mark=VerificationMark.UNVERIFIED),
)
PROVINCE = TOWN.replace_unvalidated(kind=CouncilKind.PROVINCE, mark=VerificationMark.UNVERIFIED)


@pytest.mark.parametrize(
    ("formula", "vi", "en"),
    [
        (
            COMMUNE,
            (
                "Xã: đến 2.000 dân 15 đại biểu; đến 2.999 dân 19 đại biểu; trên đó cứ thêm 1.000 dân (đến 10.000"
                " dân), rồi 3.000 dân thì thêm 1; tối đa 30 (theo nguồn thứ cấp)"
            ),
            (
                "Commune: up to 2,000 people 15 seats; up to 2,999 people 19 seats; above, one more for every 1,000"
                " people (up to 10,000 people), then 3,000 people; at most 30 (secondary source)"
            ),
        ),
        (
            CITY,
            "Thành phố Hà Nội, Thành phố Hồ Chí Minh: 95 đại biểu",
            "Hà Nội or Hồ Chí Minh City: 95 seats",
        ),
        (
            TOWN,
            (
                "Thị xã: đến 80.000 dân 30 đại biểu; trên đó cứ thêm 15.000 dân thì thêm 1; tối đa 35 (theo nguồn thứ cấp). Có từ 30"
                " đơn vị hành chính cấp xã trở lên: Ủy ban Thường vụ Quốc hội quyết định, tối đa 40 (chưa kiểm chứng"
                " – không trình bày như luật)"
            ),
            (
                "Town: up to 80,000 people 30 seats; above, one more for every 15,000 people; at most 35 (secondary source). With 30"
                " units of commune level or more: decided by the Standing Committee of the National Assembly, at most"
                " 40 (unverified – not to be presented as law)"
            ),
        ),
    ],
)
def test_a_formula_is_one_sentence_with_how_far_it_was_verified(
    formula: SeatFormula, vi: str, en: str
) -> None:
    assert describe_formula(VI, formula) == vi
    assert describe_formula(EN, formula) == en


def test_units_below_a_province_are_of_the_level_below() -> None:
    assert "Có từ 30 đơn vị hành chính cấp dưới trở lên" in describe_formula(VI, PROVINCE)
    assert "at most 35 (unverified" in describe_formula(EN, PROVINCE)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: f"{rule.cites[0].source} {rule.in_force}")
def test_every_row_of_the_shipped_formulas_names_its_clause(rule: SeatsFormula) -> None:
    for wording in (VI, EN):
        clause = get_formula_heads(wording).index(wording.say("Điều khoản", "Clause"))
        table = list(list_formula_rows(wording, rule))
        assert {len(row) for row in table} == {len(get_formula_heads(wording))}
        assert all(row[clause].startswith(wording.say("Điều ", "Art. ")) for row in table)
