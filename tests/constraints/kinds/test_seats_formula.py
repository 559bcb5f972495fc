"""seats_formula: every row of the three laws, around each of its numbers, against published councils."""

from typing import Any

import pytest
from pydantic import ValidationError

from cocau.constraints.kinds.seats_formula import SeatFormula, SeatsFormula
from cocau.constraints.library import load_rulebook
from cocau.constraints.model.council import Council, CouncilKind
from cocau.constraints.rules.rule import Verdict, VerificationMark
from tests.constraints.samples import audited, council, judged, setting

LAWS = {"2015": "2016-05-22", "2019": "2021-05-23", "2025": "2026-03-15"}
DISTRICTS = ("rural_district", "mountainous_district", "town", "provincial_city", "urban_district")


def law(year: str) -> SeatsFormula:
    """The version of the rule that is in force for the elections of that law."""
    book = load_rulebook(f"luat-tccqdp-{'2025' if year == '2025' else '2015'}")
    rule = book.for_day(council(election_day=LAWS[year]).election_day).by_id["seats-by-population"]
    assert isinstance(rule, SeatsFormula)
    return rule


FORMULA = law("2019")
LATER = [CouncilKind.CITY_WARD, CouncilKind.SPECIAL_ZONE]
"""Kinds of unit that there are from the law of 2025 on."""


def of(kind: str, people: int | None, **fields: object) -> Council:
    return council(kind=kind, population=people, **fields)


def computed(year: str, kind: str, people: int) -> int:
    """The number by the formula, verified or not."""
    formula = law(year).get_formula_for(CouncilKind(kind))
    assert formula is not None
    return formula.calculate(people).seats


# One row for each row of the law table: law, kind, status, then people and seats: below the base, at it, one person
# short of a step, a step, and far above, where the most binds.
ROWS = [
    (
        *("2019", "mountainous_province", "V1"),
        {499_999: 50, 500_000: 50, 549_999: 50, 550_000: 51, 9_000_000: 75},
    ),
    ("2019", "province", "V1", {999_999: 50, 1_000_000: 50, 1_069_999: 50, 1_070_000: 51, 9_000_000: 85}),
    ("2019", "city", "V1", {999_999: 50, 1_000_000: 50, 1_059_999: 50, 1_060_000: 51, 9_000_000: 85}),
    ("2019", "special_city", "V1", {1: 95, 9_000_000: 95}),
    ("2019", "mountainous_district", "V1", {39_999: 30, 40_000: 30, 46_999: 30, 47_000: 31, 500_000: 35}),
    ("2019", "rural_district", "V1", {79_999: 30, 80_000: 30, 94_999: 30, 95_000: 31, 500_000: 35}),
    ("2019", "town", "V1", {79_999: 30, 80_000: 30, 94_999: 30, 95_000: 31, 500_000: 35}),
    ("2019", "provincial_city", "V1", {99_999: 30, 100_000: 30, 114_999: 30, 115_000: 31, 500_000: 35}),
    ("2019", "urban_district", "V1", {99_999: 30, 100_000: 30, 114_999: 30, 115_000: 31, 500_000: 35}),
    (
        *("2019", "mountainous_commune", "V1"),
        {1: 15, 2_000: 15, 2_001: 19, 2_999: 19, 3_000: 21, 4_000: 21, 4_999: 21, 5_000: 22, 90_000: 30},
    ),
    ("2019", "commune", "V1", {4_999: 25, 5_000: 25, 7_499: 25, 7_500: 26, 90_000: 30}),
    ("2019", "ward", "V1", {9_999: 21, 10_000: 21, 14_999: 21, 15_000: 22, 90_000: 30}),
    ("2019", "townlet", "V1", {4_999: 25, 5_000: 25, 7_499: 25, 7_500: 26, 90_000: 30}),
    (
        *("2019", "mountainous_townlet", "V1"),
        {1: 15, 2_000: 15, 2_001: 19, 2_999: 19, 3_000: 21, 4_000: 21, 4_999: 21, 5_000: 22, 90_000: 30},
    ),
    (
        *("2015", "mountainous_province", "V1"),
        {499_999: 50, 500_000: 50, 529_999: 50, 530_000: 51, 9_000_000: 85},
    ),
    ("2015", "province", "V1", {999_999: 50, 1_000_000: 50, 1_049_999: 50, 1_050_000: 51, 9_000_000: 95}),
    ("2015", "city", "V1", {999_999: 50, 1_000_000: 50, 1_049_999: 50, 1_050_000: 51, 9_000_000: 95}),
    ("2015", "special_city", "V1", {1: 105, 9_000_000: 105}),
    ("2015", "mountainous_district", "V1", {39_999: 30, 40_000: 30, 44_999: 30, 45_000: 31, 500_000: 40}),
    ("2015", "rural_district", "V1", {79_999: 30, 80_000: 30, 89_999: 30, 90_000: 31, 500_000: 40}),
    ("2015", "urban_district", "V1", {79_999: 30, 80_000: 30, 89_999: 30, 90_000: 31, 500_000: 40}),
    ("2015", "town", "V1", {69_999: 30, 70_000: 30, 79_999: 30, 80_000: 31, 500_000: 40}),
    ("2015", "provincial_city", "V1", {99_999: 30, 100_000: 30, 109_999: 30, 110_000: 31, 500_000: 40}),
    ("2015", "ward", "V1", {7_999: 25, 8_000: 25, 11_999: 25, 12_000: 26, 90_000: 35}),
    *(
        (
            *("2015", kind, "V1"),
            {1: 15, 1_000: 15, 1_001: 20, 2_000: 20, 2_001: 25, 3_000: 25, 3_999: 25, 4_000: 26, 90_000: 35},
        )
        for kind in ("mountainous_commune", "mountainous_townlet")
    ),
    *(
        ("2015", kind, "V1", {3_999: 25, 4_000: 25, 5_999: 25, 6_000: 26, 90_000: 35})
        for kind in ("commune", "townlet")
    ),
    (
        *("2025", "mountainous_province", "V1"),
        {999_999: 50, 1_000_000: 50, 1_069_999: 50, 1_070_000: 51, 9_000_000: 85},
    ),
    ("2025", "province", "V1", {999_999: 50, 1_000_000: 50, 1_069_999: 50, 1_070_000: 51, 9_000_000: 85}),
    ("2025", "city", "V1", {1_199_999: 50, 1_200_000: 50, 1_274_999: 50, 1_275_000: 51, 9_000_000: 85}),
    ("2025", "special_city", "V1", {1: 125, 9_000_000: 125}),
    # 1,000 a seat up to 10,000 people, then 3,000
    (
        *("2025", "mountainous_commune", "V1"),
        {
            4_999: 15,
            5_000: 15,
            5_999: 15,
            6_000: 16,
            9_999: 19,
            10_000: 20,
            12_999: 20,
            13_000: 21,
            90_000: 30,
        },
    ),
    # 2,000 a seat up to 20,000 people, then 6,000
    (
        *("2025", "commune", "V1"),
        {9_999: 15, 10_000: 15, 11_999: 15, 12_000: 16, 19_999: 19, 20_000: 20, 25_999: 20, 26_000: 21}
        | {79_999: 29, 80_000: 30, 900_000: 30},
    ),
    # the answer of the National Election Council: a ward of 11,000 people has 15 seats still
    (
        *("2025", "ward", "V1"),
        {9_999: 15, 10_000: 15, 11_000: 15, 11_999: 15, 12_000: 16, 20_000: 20, 25_999: 20, 26_000: 21}
        | {79_999: 29, 80_000: 30, 900_000: 30},
    ),
    # 6,000 a seat up to 45,000 people, then 7,000
    (
        *("2025", "city_ward", "V1"),
        {14_999: 15, 15_000: 15, 20_999: 15, 21_000: 16, 44_999: 19, 45_000: 20, 51_999: 20, 52_000: 21}
        | {114_999: 29, 115_000: 30, 900_000: 30},
    ),
    # whether so small a unit has a council at all is not asked here
    (
        *("2025", "special_zone", "V1"),
        {1: 15, 1_000: 15, 5_000: 15, 5_999: 15, 6_000: 16, 10_000: 20, 12_999: 20, 13_000: 21}
        | {90_000: 30},
    ),
]


@pytest.mark.parametrize(
    ("year", "kind", "mark", "numbers"), ROWS, ids=[f"{year}-{kind}" for year, kind, *_ in ROWS]
)
def test_each_row_of_the_law(year: str, kind: str, mark: str, numbers: dict[int, int]) -> None:
    rule = law(year)
    formula = rule.get_formula_for(CouncilKind(kind))
    assert formula is not None
    assert formula.mark == mark
    for people, seats in numbers.items():
        assert computed(year, kind, people) == seats, people
        assert rule.get_seats_for(of(kind, people, election_day=LAWS[year])) == seats


@pytest.mark.parametrize("year", LAWS)
def test_no_formula_is_shipped_that_has_no_row_here(year: str) -> None:
    assert sorted(f.kind for f in law(year).formulas) == sorted(row[1] for row in ROWS if row[0] == year)


@pytest.mark.parametrize(
    ("year", "place", "kind", "people", "seats"),
    [
        # the populations are from memory, as in the table these come from
        ("2019", "Nghệ An", "province", 3_370_000, 83),
        ("2019", "Nam Định", "province", 1_780_000, 61),
        ("2019", "Thái Nguyên", "mountainous_province", 1_310_000, 66),
        ("2019", "Đắk Nông", "mountainous_province", 640_000, 52),
        ("2019", "Điện Biên", "mountainous_province", 610_000, 52),
        ("2019", "Hà Giang", "mountainous_province", 870_000, 57),
        ("2019", "Cao Bằng", "mountainous_province", 530_000, 50),
        ("2019", "Đắk Lắk", "mountainous_province", 1_890_000, 75),
        ("2019", "Đà Nẵng", "city", 1_170_000, 52),
        ("2019", "Hà Tĩnh", "province", 1_300_000, 54),
        ("2015", "Hà Tĩnh", "province", 1_260_000, 55),
        # the two examples that the National Election Council gives for 2026 (no rounding)
        ("2025", "a province", "province", 1_761_829, 60),
        ("2025", "a ward of a province", "ward", 11_000, 15),
    ],
)
def test_the_formula_gives_the_seats_that_were_elected(
    year: str, place: str, kind: str, people: int, seats: int
) -> None:
    assert computed(year, kind, people) == seats, place


def test_a_working_shows_each_step_and_the_most() -> None:
    formula = law("2025").get_formula_for(CouncilKind.COMMUNE)
    assert formula is not None
    working = formula.calculate(33_000)
    assert (working.start, working.most, working.seats) == (15, 30, 22)
    assert [(step.above, step.per, step.seats) for step in working.added] == [
        (10_000, 2_000, 5),
        (13_000, 6_000, 2),
    ]
    assert formula.calculate(10_000).added == ()


@pytest.mark.parametrize(
    "wrong",
    [
        {"bands": []},
        {"bands": [{"up_to": 10, "seats": 1}]},  # and beyond?
        {"bands": [{"seats": 1}], "steps": [{"per": 5}]},  # a band without end, and something after it
        {"bands": [{"up_to": 10, "seats": 1}, {"up_to": 10, "seats": 2}], "steps": [{"per": 5}]},
        {"bands": [{"up_to": 10, "seats": 1}], "steps": [{"per": 5, "up_to": 9}, {"per": 5}]},
        {"bands": [{"up_to": 10, "seats": 1}], "steps": [{"per": 0}]},
    ],
)
def test_a_formula_with_a_gap_or_without_end_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        SeatFormula.model_validate({"kind": "commune", "most": 30, "mark": "V2"} | wrong)


# --- verdicts -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("seats", "short"), [(25, 0), (24, 1), (27, 2)])
def test_a_council_has_as_many_seats_as_the_formula_gives(seats: int, short: int) -> None:
    case = setting([], kind="commune", population=5_000, seats=seats, lower_units=7)
    finding = audited(FORMULA, case)
    assert judged(finding) == ("broken" if short else "kept", short, ())
    assert finding.facts == {"seats": seats, "needed": 25, "population": 5_000, "units": 7}


@pytest.mark.parametrize(
    "fields",
    [
        {"kind": "commune"},
        {"kind": "commune", "population": 5_000, "seats_decided_by": "Nghị quyết 12"},
        *({"kind": kind, "population": 5_000} for kind in LATER),
    ],
)
def test_without_population_or_a_formula_there_is_no_verdict(fields: dict[str, object]) -> None:
    assert audited(FORMULA, setting([], **fields)).verdict is Verdict.UNDECIDED


def test_an_unverified_formula_gives_no_verdict() -> None:
    unread = [f.replace_unvalidated(mark=VerificationMark.UNVERIFIED) for f in FORMULA.formulas]
    rule = FORMULA.replace_unvalidated(formulas=tuple(unread))
    assert audited(rule, setting([], kind="commune", population=5_000)).verdict is Verdict.UNDECIDED


def test_a_kind_without_a_formula_has_no_verdict() -> None:
    bare = FORMULA.replace_unvalidated(formulas=())
    assert audited(bare, setting([], population=5_000)).verdict is Verdict.UNDECIDED


@pytest.mark.parametrize(
    ("year", "kind", "most"),
    [
        *(("2019", kind, 40) for kind in DISTRICTS),
        *(("2015", kind, 45) for kind in DISTRICTS),
    ],
)
def test_a_district_of_thirty_communes_is_decided_above_up_to_a_limit(
    year: str, kind: str, most: int
) -> None:
    def found(seats: int, **fields: object) -> tuple[str, int]:
        case = setting([], kind=kind, population=90_000, seats=seats, election_day=LAWS[year], **fields)
        return judged(audited(law(year), case))[:2]

    assert found(most, lower_units=30) == ("undecided", 0)
    assert found(most + 2, lower_units=30) == ("broken", 2)
    assert found(most + 2, lower_units=31, seats_decided_by="Nghị quyết") == ("broken", 2)
    assert found(most, lower_units=29)[0] == "broken"
    assert found(most)[0] == "broken"


def test_who_decides_is_said() -> None:
    case = setting([], kind="rural_district", population=None, seats=40, lower_units=31)
    missing = audited(FORMULA, case).missing
    assert missing is not None
    assert "Ủy ban Thường vụ Quốc hội quyết định, tối đa 40" in missing.vi
    over = audited(FORMULA, setting([], kind="rural_district", seats=41, lower_units=31))
    assert over.facts == {"seats": 41, "needed": "≤ 40", "population": "—", "units": 31}


def test_an_unread_limit_gives_no_verdict() -> None:
    town = FORMULA.get_formula_for(CouncilKind.TOWN)
    assert town is not None
    assert town.large is not None
    large = town.large.replace_unvalidated(mark=VerificationMark.UNVERIFIED)
    rule = FORMULA.replace_unvalidated(formulas=(town.replace_unvalidated(large=large),))
    case = setting([], kind="town", population=90_000, seats=60, lower_units=30)
    assert audited(rule, case).verdict is Verdict.UNDECIDED


# --- clauses and days ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("year", ["2015", "2019"])
def test_every_kind_of_council_of_those_terms_has_a_formula(year: str) -> None:
    assert sorted(f.kind for f in law(year).formulas) == sorted(set(CouncilKind) - set(LATER))


@pytest.mark.parametrize(("year", "kind"), [(year, kind) for year, kind, *_ in ROWS])
def test_the_clauses_of_a_kind_are_of_one_place_and_have_the_mark_of_its_formula(
    year: str, kind: str
) -> None:
    day, name = LAWS[year], f"luat-tccqdp-{'2025' if year == '2025' else '2015'}"
    rule = load_rulebook(name).for_council(council(kind=kind, election_day=day)).by_id["seats-by-population"]
    formula = law(year).get_formula_for(CouncilKind(kind))
    assert formula is not None
    assert {cite.mark for cite in rule.cites} == {formula.mark}
    assert len({cite.article for cite in rule.cites}) == 1


@pytest.mark.parametrize(
    ("kind", "article"),
    [
        *(("province", 18), ("rural_district", 25), ("commune", 32), ("city", 39), ("urban_district", 46)),
        *(("town", 53), ("provincial_city", 53), ("ward", 60), ("townlet", 67), ("mountainous_townlet", 67)),
    ],
)
def test_the_clause_named_to_a_council_is_that_of_its_kind(kind: str, article: int) -> None:
    rule = load_rulebook("luat-tccqdp-2015").for_council(council(kind=kind)).by_id["seats-by-population"]
    assert {cite.article for cite in rule.cites} == {article}


@pytest.mark.parametrize(
    ("day", "seats"), [("2016-01-01", 40), ("2021-05-22", 40), ("2021-05-23", 35), ("2025-02-28", 35)]
)
def test_the_old_numbers_stay_until_the_councils_of_2021_are_elected(day: str, seats: int) -> None:
    case = of("rural_district", 500_000, election_day=day)
    rule = load_rulebook("luat-tccqdp-2015").for_council(case).by_id["seats-by-population"]
    assert isinstance(rule, SeatsFormula)
    assert rule.get_seats_for(case) == seats
