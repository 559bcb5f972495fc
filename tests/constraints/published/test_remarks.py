"""What is said of a table itself: sums, percentages of other bases, totals that disagree, short lists."""

from typing import Any

import pytest

from cocau.constraints.published.audit import TableRequest, audit_tables
from cocau.constraints.published.notice import Notice
from cocau.constraints.published.remarks import TableRemark
from cocau.constraints.rulebook import Rulebook
from tests.constraints.notices import bloc, notice
from tests.constraints.samples import book, rule

SURPLUS = book(rule("surplus", id="surplus", extra_by_seats={1: 1, 2: 1, 3: 2, 4: 3, 5: 3}))


def _remarks(table: Notice, *others: Notice, rules: Rulebook | None = None) -> tuple[TableRemark, ...]:
    report = audit_tables([TableRequest(table, rules), *(TableRequest(o, None) for o in others)])
    found = report.tables[0].remarks
    assert all(r.says.vi != r.says.en for r in found)
    return found


def _codes(table: Notice, *others: Notice) -> list[str]:
    return [r.code for r in _remarks(table, *others)]


def _only(table: Notice, *others: Notice) -> tuple[str, dict[str, Any], bool]:
    (found,) = _remarks(table, *others)
    return found.code, found.numbers, found.fault


# --- blocs --------------------------------------------------------------------------------------------------


def test_blocs_that_sum_are_silent() -> None:
    assert _codes(notice(blocs=[bloc("party", count=8), bloc("front", count=12)])) == []


def test_blocs_that_sum_to_less_tell_how_many_are_not_itemised() -> None:
    code, numbers, fault = _only(notice(blocs=[bloc("party", count=8), bloc("front", count=9)]))
    assert (code, numbers, fault) == ("blocs_short", {"sum": "17", "total": 20, "left": "3"}, True)


def test_blocs_that_sum_to_more_tell_how_many_are_too_many() -> None:
    code, numbers, fault = _only(notice(blocs=[bloc("party", count=18), bloc("front", count=9)]))
    assert (code, numbers, fault) == ("blocs_over", {"sum": "27", "total": 20, "over": 7}, True)


def _with_parts(council: int, *names: str) -> Notice:
    first, second = names or ("council", "administration")
    state = bloc("state", "council", "administration", count=12)
    parts = [
        bloc(first, "council", count=council, part_of="state"),
        bloc(second, "administration", count=7, part_of="state"),
    ]
    return notice(blocs=[bloc("party", count=8), state, *parts])


def test_parts_of_a_row_are_not_counted_again() -> None:
    assert _codes(_with_parts(5)) == []


def test_parts_that_do_not_sum_to_their_row_are_told() -> None:
    assert _only(_with_parts(6)) == ("parts_over", {"sum": "13", "whole": "12"}, True)
    assert _only(_with_parts(4)) == ("parts_short", {"sum": "11", "whole": "12"}, True)


def test_of_which_need_not_name_everybody() -> None:
    assert _codes(_with_parts(4, "Trong đó: HĐND", "UBND")) == []
    assert _codes(_with_parts(6, "Trong đó: HĐND", "UBND")) == ["parts_over"]


def test_a_percentage_of_a_part_may_be_of_its_row() -> None:
    whole = bloc("front", count=20)
    part = bloc("women's union", "front", count=5, percent="25", part_of="front")
    assert _codes(notice(blocs=[whole, part, bloc("youth", "front", count=15, part_of="front")])) == []
    half = bloc("state", "council", "administration", count=10)
    part = bloc("council", count=5, percent="50", part_of="state")
    rest = [bloc("administration", count=5, percent="25", part_of="state"), bloc("party", count=10)]
    assert _codes(notice(blocs=[half, part, *rest])) == []


@pytest.mark.parametrize(
    ("printed", "total", "codes"),
    [
        ("60.00", "100.00", []),
        ("60.00", "99.99", ["total_percent"]),
        ("59.99", "99.99", []),
        ("59.99", "100", []),
        ("59.99", "98", ["total_percent"]),
        (None, "99.99", ["total_percent"]),
        (None, "100", []),
    ],
)
def test_the_total_is_a_hundred_percent_or_the_sum_of_its_rows(
    printed: str | None, total: str, codes: list[str]
) -> None:
    blocs = [bloc("party", count=8000, percent="40.00"), bloc("front", count=11999, percent=printed)]
    assert _codes(notice(base_total=19999, blocs=blocs, total_percent=total)) == codes


WOMEN = {"structures": {"women": {"count": 7}}}
HALF = {"base_total": 20, "seats": 12, "totals": {"introduced": 40}}


def _total(**fields: object) -> Notice:
    whole = {"base_total": 40, "seats": 24, "structures": {"women": {"count": 14}}, "several": True}
    return notice(locality="Tổng cộng", sums=("Tỉnh A", "tỉnh  b"), **(whole | fields))


def test_a_row_of_totals_is_the_sum_of_the_localities_it_names() -> None:
    members = [notice(locality=name, **HALF, **WOMEN) for name in ("Tỉnh A", "Tỉnh B")]
    assert _codes(_total(), *members) == []
    assert _only(_total(structures={"women": {"count": 15}}), *members) == (
        "members_sum",
        {"own": 15, "sum": 14},
        True,
    )
    assert _codes(_total(base_total=41, seats=25, totals={"introduced": 81}), *members) == ["members_sum"] * 3


def test_a_sum_is_not_judged_where_a_locality_or_its_number_is_unknown() -> None:
    wrong = _total(structures={"women": {"count": 15}})
    first = notice(**HALF, **WOMEN)
    assert _codes(wrong, first) == []
    assert _codes(wrong, first, notice(locality="Tỉnh B", **HALF)) == []
    assert _codes(wrong, first, notice(locality="Tỉnh B", term="2016-2021", **HALF, **WOMEN)) == []


def test_two_rows_of_totals_of_different_localities_are_not_of_one_council() -> None:
    other = notice(locality="Tổng cộng", sums=("Tỉnh C",), base_total=99, several=True)
    assert _codes(_total(), other) == []


def test_blocs_by_percentages_alone_sum_as_far_as_they_are_sure() -> None:
    table = notice(
        base_total=300, seats=None, blocs=[bloc("party", percent="40"), bloc("front", percent="50")]
    )
    # 40% of 300 is 119 to 122 people, 50% is 149 to 152: 26 to 32 are left.
    short = _remarks(table)[0]
    assert (short.code, short.numbers["left"]) == ("blocs_short", "26–32")


def test_a_name_that_is_not_plain_is_told() -> None:
    doubt = {"vi": "gộp", "en": "several"}
    table = notice(blocs=[bloc("Đảng, đoàn thể", "party", "front", count=20, doubt=doubt)])
    code, numbers, fault = _only(table)
    assert (code, numbers, fault) == ("reading", {"blocs": "party+front"}, False)


# --- percentages --------------------------------------------------------------------------------------------


def _row(**figure: object) -> dict[str, object]:
    return {"re_elected": figure}


def test_a_percentage_of_another_known_total_says_which() -> None:
    table = notice(structures=_row(count=6, percent="50"), totals={"preliminary": 33})
    code, numbers, fault = _only(table)
    assert (code, fault) == ("other_base", True)
    assert numbers == {"count": 6, "percent": "50", "base": 20, "other": 12}
    (told,) = _remarks(table)
    assert "seats, 12" in told.says.en
    assert "số đại biểu được bầu, 12" in told.says.vi


def test_a_percentage_may_be_of_a_total_in_another_table_of_the_council() -> None:
    table = notice(seats=None, structures=_row(count=6, percent="15"))
    last = notice(term="2016-2021", stage="elected", base="deputies", base_total=40, seats=40)
    code, numbers, _ = _only(table, last)
    assert (code, numbers["other"]) == ("other_base", 40)
    early = notice(seats=None, stage="second_consultation", base_total=40)
    (told,) = _remarks(table, early)
    assert "list of candidates (second consultation), 40" in told.says.en
    assert _only(table, last.replace_unvalidated(locality="Tỉnh B"))[0] == "no_base"
    assert _only(table, last.replace_unvalidated(level="district"))[0] == "no_base"


def test_a_percentage_may_be_of_those_left_by_the_text() -> None:
    funnel = {"introduced": 30, "withdrew": 4, "below_confidence": 2, "result": 20}
    table = notice(structures=_row(count=6, percent="25"), funnel=funnel)
    assert [(r.code, r.numbers.get("other")) for r in _remarks(table)] == [
        ("other_base", 24),
        ("funnel", None),
    ]


@pytest.mark.parametrize(
    ("figure", "code", "implied", "fault"),
    [
        ({"count": 7, "percent": "43.1"}, "no_base", None, True),  # 7/16 is 43.75, 7/17 is 41.2
        ({"count": 7, "percent": "43.7"}, "no_base", "16", True),
        ({"count": 7, "percent": "0"}, "no_base", "701 or more", True),
        ({"count": 0, "percent": "5"}, "no_base", None, True),
        ({"count": 7, "percent": "12"}, "no_base", "54 to 60", True),
        ({"count": 7, "percent": "0.35"}, "fraction", None, True),
        ({"count": 15, "percent": "50", "of": "outgoing"}, "implied_base", "30", False),
        ({"count": 7, "percent": "43.1", "of": "outgoing"}, "implied_base", None, True),
        ({"percent": "50", "of": "outgoing"}, None, None, False),
        ({"percent": "35"}, "implied_count", None, False),
        ({"percent": "36"}, "no_count", None, True),
        ({"count": 7}, None, None, False),
        ({"count": 7, "percent": "35.0"}, None, None, False),
    ],
)
def test_a_percentage_of_no_known_total_tells_what_it_implies(
    figure: dict[str, object], code: str | None, implied: str | None, fault: bool
) -> None:
    found = _remarks(notice(structures=_row(**figure)))
    assert [r.code for r in found] == ([] if code is None else [code])
    assert [r.numbers.get("implied") for r in found if implied] == ([implied] if implied else [])
    assert any(r.fault for r in found) is fault


def test_an_implied_count_is_told_from_to_where_several_fit() -> None:
    _, numbers, _ = _only(notice(base_total=300, seats=None, structures=_row(percent="40")))
    assert numbers["count"] == "119–122"


# --- totals -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "code", "numbers", "fault"),
    [
        ({"totals": {"candidates": 18}}, "totals_differ", {"one": 18, "other": 20}, True),
        ({"funnel": {"introduced": 24, "withdrew": 2}}, "funnel", {"left": 22, "result": 20}, True),
        ({"constituencies": 13}, "units", {"seats": 12, "units": 13}, True),
        (
            {"base": "deputies", "stage": "elected", "base_total": 13},
            "too_many_deputies",
            {"seats": 12, "total": 13},
            True,
        ),
        (
            {"base": "deputies", "stage": "elected", "base_total": 10},
            "unfilled",
            {"seats": 12, "total": 10, "unfilled": 2},
            False,
        ),
        (
            {"base": "deputies", "stage": "planned_council", "base_total": 10},
            "not_all_seats",
            {"seats": 12, "total": 10},
            True,
        ),
    ],
)
def test_totals_that_disagree_are_told(
    fields: dict[str, object], code: str, numbers: dict[str, int], fault: bool
) -> None:
    assert _only(notice(**fields)) == (code, numbers, fault)


@pytest.mark.parametrize(
    "fields",
    [
        {"totals": {"candidates": 20, "dossiers": 30}},
        {"funnel": {"introduced": 24, "withdrew": 3, "below_confidence": 1, "result": 20}},
        {"base": "deputies", "stage": "elected", "base_total": 12},
        {"base": "introduced", "stage": "first_consultation", "funnel": {"introduced": 20}},
    ],
)
def test_totals_that_agree_are_silent(fields: dict[str, object]) -> None:
    assert _codes(notice(**fields)) == []


def test_a_funnel_with_two_wrong_results_tells_both() -> None:
    table = notice(funnel={"introduced": 24, "withdrew": 2, "result": 21})
    assert [r.numbers["result"] for r in _remarks(table)] == [21, 20]


def test_tables_of_one_council_are_compared() -> None:
    assert _codes(notice(), notice(seats=13)) == ["tables_differ"]
    assert _codes(notice(), notice(base_total=21)) == ["tables_differ"]
    assert _codes(notice(), notice(base_total=21, stage="third_consultation")) == []
    assert _codes(notice(), notice(base_total=21, locality="Tỉnh B")) == []
    women, more = ({"women": {"count": n}} for n in (7, 8))
    assert _codes(notice(structures=women), notice(structures=more)) == ["tables_differ"]
    assert _codes(notice(structures=women), notice(structures=women, source="b")) == []
    assert _codes(notice(structures=women), notice(structures={"women": {"percent": "35"}})) == []
    assert _codes(notice(structures=women), notice()) == []


# --- lists --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "code", "fault"),
    [
        ({"base_total": 24}, "list_long_enough", False),
        ({"base_total": 18}, "list_undecided", False),
        ({"base_total": 17}, "list_too_short", True),
        ({"base_total": 17, "stage": "third_consultation"}, "list_too_short", False),
        ({"constituencies": 3, "base_total": 20}, "list_undecided", False),
        ({"constituencies": 3, "base_total": 21}, "list_long_enough", False),
        ({"constituencies": 2}, "division", True),
        (
            {"base": "deputies", "stage": "elected", "base_total": 12, "totals": {"candidates": 24}},
            "list_long_enough",
            False,
        ),
        ({"base": "deputies", "stage": "elected", "base_total": 12}, None, False),
        ({"seats": None}, None, False),
    ],
)
def test_a_list_against_the_legal_minimum(fields: dict[str, object], code: str | None, fault: bool) -> None:
    found = _remarks(notice(**fields), rules=SURPLUS)
    assert [(r.code, r.fault) for r in found] == ([] if code is None else [(code, fault)])


def test_force_majeure_is_no_fault_of_the_numbers() -> None:
    rules = SURPLUS.apply_overrides({"surplus": {"missing": 1}})
    (found,) = _remarks(notice(base_total=17), rules=rules)
    assert (found.code, found.fault) == ("list_too_short", False)
