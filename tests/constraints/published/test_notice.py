"""A published table: what its fields take, and what is told when they do not."""

from datetime import date
from decimal import Decimal

import pytest
from pydantic import ValidationError

from cocau.constraints.documents import list_validation_problems
from cocau.constraints.published.notice import Notice, NoticeTotal
from tests.constraints.notices import bloc, notice


def _wrong(**fields: object) -> list[tuple[str, str]]:
    with pytest.raises(ValidationError) as caught:
        notice(**fields)
    found = list_validation_problems(caught.value)
    assert all(p.vi != p.en for p in found)
    return [(p.code, p.where) for p in found]


@pytest.mark.parametrize(
    ("fields", "code", "where"),
    [
        ({"base_total": -1}, "greater_than_equal", "base_total"),
        ({"base_total": 2.5}, "int_type", "base_total"),
        ({"base_total": True}, "int_type", "base_total"),
        ({"base_total": "20"}, "int_type", "base_total"),
        ({"base_total": 10**9}, "less_than_equal", "base_total"),
        ({"structures": {"women": {"count": -1}}}, "greater_than_equal", "structures.women.count"),
        ({"structures": {"women": {"percent": "35,5%x"}}}, "percent", "structures.women.percent"),
        ({"structures": {"women": {"percent": True}}}, "percent", "structures.women.percent"),
        ({"structures": {"women": {"percent": 100.5}}}, "percent", "structures.women.percent"),
        ({"structures": {"women": {"percent": "-1"}}}, "percent", "structures.women.percent"),
        ({"structures": {"women": {"of": "everybody"}}}, "enum", "structures.women.of"),
        ({"structures": {"wimmin": {"count": 1}}}, "group", "structures.wimmin.[key]"),
        ({"structures": {"party": {"count": 1}}}, "group", "structures.party.[key]"),
        ({"structures": {"women": {"number": 1}}}, "extra_forbidden", "structures.women.number"),
        ({"totals": {"guests": 1}}, "enum", "totals.guests.[key]"),
        ({"blocs": [bloc("x", "princes")]}, "enum", "blocs[0].blocs[0]"),
        ({"blocs": [bloc("", "party")]}, "string_too_short", "blocs[0].name"),
        ({"term": "2021"}, "term", "term"),
        ({"term": "2026-2021"}, "term", "term"),
        ({"stage": "fourth_consultation"}, "enum", "stage"),
        ({"base": "outgoing"}, "literal_error", "base"),
        ({"election_day": "2021-02-30"}, "date_from_datetime_parsing", "election_day"),
        ({"funnel": {"withdrew": 1}}, "missing", "funnel.introduced"),
        ({"colour": "red"}, "extra_forbidden", "colour"),
    ],
)
def test_a_wrong_field_is_told_at_its_place(fields: dict[str, object], code: str, where: str) -> None:
    assert _wrong(**fields) == [(code, where)]


def test_percentages_keep_their_decimals() -> None:
    rows = notice(
        structures={
            "women": {"percent": "38,50%"},
            "under_42": {"percent": 43.1},
            "under_35": {"percent": 50},
        }
    )
    assert [str(f.percent) for f in rows.structures.values()] == ["38.50", "43.1", "50"]
    assert rows.structures["women"].percent == Decimal("38.5")


def test_the_election_day_is_that_of_the_term_unless_given() -> None:
    assert notice().day == date(2021, 5, 23)
    assert notice(election_day="2021-06-06").day == date(2021, 6, 6)
    assert notice(term=None, election_day="2026-03-15").years == "2026-2031"
    assert notice(term="2004-2011").day is None
    assert notice(term=None, election_day="2011-05-22").years is None
    assert notice(term=None).years is None


def test_the_base_is_its_own_number_or_a_total_of_that_name() -> None:
    assert notice().total == 20
    assert notice(base_total=None).total is None
    assert notice(base_total=None, totals={NoticeTotal.CANDIDATES: 21}).total == 21
    assert notice(base_total=None, base="deputies", stage="planned_council").total == 12
    assert notice(base_total=None, base="deputies", stage="elected").total is None


def test_a_council_is_known_by_name_level_and_term() -> None:
    assert notice(locality="Tỉnh  a").council == notice(locality="TỈNH A").council
    assert notice(level="district").council != notice().council
    assert Notice.model_validate(notice().model_dump(mode="json")) == notice()
