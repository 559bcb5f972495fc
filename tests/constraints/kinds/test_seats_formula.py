"""seats_formula: seats by kind and population, checked against published councils."""

import pytest

from constraints.council import Council, CouncilKind
from constraints.kinds.seats_formula import SeatsFormula
from constraints.library import load
from constraints.rule import Mark, Verdict
from tests.constraints.small import audited, council, judged, setting

FORMULA = load("luat-tccqdp-2015").by_id["seats-by-population"]
assert isinstance(FORMULA, SeatsFormula)
UNVERIFIED = [CouncilKind.URBAN_DISTRICT, CouncilKind.PROVINCIAL_CITY, CouncilKind.TOWNLET]


def of(kind: str, people: int | None, **fields: object) -> Council:
    return council(kind=kind, population=people, **fields)


@pytest.mark.parametrize(
    ("place", "kind", "people", "seats"),
    [
        ("Nghệ An", "province", 3_370_000, 83),
        ("Nam Định", "province", 1_780_000, 61),
        ("Thái Nguyên", "mountainous_province", 1_310_000, 66),
        ("Đắk Nông", "mountainous_province", 640_000, 52),
        ("Điện Biên", "mountainous_province", 610_000, 52),
        ("Hà Giang", "mountainous_province", 870_000, 57),
        ("Cao Bằng", "mountainous_province", 530_000, 50),
        ("Đắk Lắk", "mountainous_province", 1_890_000, 75),
        ("Đà Nẵng", "city", 1_170_000, 52),
        ("Hà Tĩnh", "province", 1_300_000, 54),
    ],
)
def test_the_formula_gives_the_seats_elected_in_2021(place: str, kind: str, people: int, seats: int) -> None:
    assert FORMULA.seats_for(of(kind, people)) == seats, place


@pytest.mark.parametrize(
    ("kind", "people", "seats"),
    [
        ("province", 1, 50),
        ("province", 1_000_000, 50),
        ("province", 1_069_999, 50),
        ("province", 1_070_000, 51),
        ("province", 3_449_999, 84),
        ("province", 3_450_000, 85),
        ("province", 9_000_000, 85),
        ("mountainous_province", 500_000, 50),
        ("mountainous_province", 550_000, 51),
        ("mountainous_province", 1_750_000, 75),
        ("mountainous_province", 1_800_000, 75),
        ("city", 1_060_000, 51),
        ("city", 5_000_000, 85),
        ("special_city", 1, 95),
        ("special_city", 9_000_000, 95),
        ("rural_district", 80_000, 30),
        ("rural_district", 95_000, 31),
        ("rural_district", 500_000, 35),
        ("mountainous_district", 40_000, 30),
        ("mountainous_district", 47_000, 31),
        ("town", 94_999, 30),
        ("town", 95_000, 31),
        ("mountainous_commune", 2_000, 15),
        ("mountainous_commune", 2_001, 19),
        ("mountainous_commune", 2_999, 19),
        ("mountainous_commune", 3_000, 21),
        ("mountainous_commune", 4_000, 21),
        ("mountainous_commune", 4_999, 21),
        ("mountainous_commune", 5_000, 22),
        ("mountainous_commune", 20_000, 30),
        ("commune", 5_000, 25),
        ("commune", 7_499, 25),
        ("commune", 7_500, 26),
        ("commune", 50_000, 30),
        ("ward", 10_000, 21),
        ("ward", 15_000, 22),
        ("ward", 100_000, 30),
    ],
)
def test_a_remainder_earns_no_seat_and_the_most_is_the_most(kind: str, people: int, seats: int) -> None:
    assert FORMULA.seats_for(of(kind, people)) == seats


@pytest.mark.parametrize(("seats", "short"), [(25, 0), (24, 1), (27, 2)])
def test_a_council_has_as_many_seats_as_the_formula_gives(seats: int, short: int) -> None:
    case = setting([], kind="commune", population=5_000, seats=seats)
    finding = audited(FORMULA, case)
    assert judged(finding) == ("broken" if short else "kept", short, ())
    assert finding.facts == {"seats": seats, "needed": 25, "population": 5_000}


@pytest.mark.parametrize(
    "fields",
    [
        {"kind": "commune"},
        {"kind": "commune", "population": 5_000, "seats_decided_by": "Nghị quyết 12"},
        *({"kind": kind, "population": 5_000} for kind in UNVERIFIED),
    ],
)
def test_without_population_or_a_verified_formula_there_is_no_verdict(fields: dict[str, object]) -> None:
    assert audited(FORMULA, setting([], **fields)).verdict is Verdict.UNDECIDED


def test_a_kind_without_a_formula_has_no_verdict() -> None:
    bare = FORMULA.but(formulas=())
    assert audited(bare, setting([], population=5_000)).verdict is Verdict.UNDECIDED
    assert bare.cite_for(council()) == FORMULA.cites[0]


def test_every_kind_of_council_has_a_formula_and_the_unread_ones_are_marked() -> None:
    assert sorted(f.kind for f in FORMULA.formulas) == sorted(CouncilKind)
    assert [f.kind for f in FORMULA.formulas if f.mark is Mark.UNVERIFIED] == UNVERIFIED


@pytest.mark.parametrize(
    ("kind", "article"),
    [("province", 18), ("rural_district", 25), ("commune", 32), ("city", 39), ("ward", 60)],
)
def test_the_clause_named_to_a_council_is_that_of_its_kind(kind: str, article: int) -> None:
    assert FORMULA.cite_for(council(kind=kind)).article == article


def test_every_formula_rests_on_a_cited_article() -> None:
    assert {f.article for f in FORMULA.formulas} <= {cite.article for cite in FORMULA.cites}
