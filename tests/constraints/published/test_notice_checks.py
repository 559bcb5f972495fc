"""Numbers and days of notices that cannot both be true: each told, in its notice and field."""

import pytest

from cocau.constraints.published.notice_checks import check_notices
from tests.constraints.notices import bloc, notice


def _found(*fields: dict[str, object]) -> list[tuple[int, str, str]]:
    found = list(check_notices([notice(**f) for f in fields]))
    assert all(m.vi != m.en for m in found)
    return [(m.notice, ".".join(map(str, m.path)), m.code) for m in found]


@pytest.mark.parametrize(
    ("fields", "path", "code"),
    [
        ({"base_total": None}, "base_total", "no_base"),
        ({"structures": {"women": {"count": 21}}}, "structures.women.count", "more_than_total"),
        ({"blocs": [bloc("party", count=30)]}, "blocs.0.count", "more_than_total"),
        ({"structures": {"women": {}}}, "structures.women", "no_figure"),
        ({"self_nominated": 21}, "self_nominated", "more_than_total"),
        (
            {"funnel": {"introduced": 5, "withdrew": 4, "below_confidence": 2}},
            "funnel.withdrew",
            "more_than_total",
        ),
        ({"blocs": [bloc("party", count=1), bloc("Party", "party", count=1)]}, "blocs.1.name", "bloc_twice"),
        ({"term": None}, "term", "no_term"),
        ({"election_day": "2026-03-15"}, "election_day", "wrong_term"),
        ({"dated": "2021-05-24"}, "dated", "out_of_order"),
        ({"stage": "elected", "dated": "2021-05-22"}, "dated", "out_of_order"),
    ],
)
def test_one_thing_wrong_is_told_once(fields: dict[str, object], path: str, code: str) -> None:
    given = {"structures": {"non_party": {"count": 2}}} | fields
    assert _found(given) == [(0, path, code)]


def test_a_table_without_figures_is_refused() -> None:
    assert _found({"base_total": None, "base": "deputies"}) == [(0, "blocs", "no_rows")]


def test_right_tables_have_nothing_wrong() -> None:
    good = {"structures": {"women": {"count": 20}}, "self_nominated": 20, "dated": "2021-04-27"}
    assert _found(good) == []
    assert _found({"stage": "elected", "dated": "2021-05-23"}) == []
    assert _found({"term": "2004-2011", "dated": "2004-01-01"}) == []


FIRST = {"stage": "first_consultation", "dated": "2021-02-17"}
SECOND = {"stage": "second_consultation", "dated": "2021-03-19"}


def test_stages_of_one_council_come_in_their_order() -> None:
    assert _found(FIRST, SECOND) == []
    assert _found(SECOND, FIRST) == []
    early = SECOND | {"dated": "2021-02-16"}
    assert _found(FIRST, early) == [(1, "dated", "out_of_order")]
    assert _found(early, FIRST) == [(1, "dated", "out_of_order")]
    assert _found(FIRST, early | {"locality": "Tỉnh B"}) == []
    assert _found(FIRST, early | {"term": "2016-2021", "dated": "2016-01-01"}) == []
    assert _found(FIRST, {"stage": "planned_council", "dated": "2021-02-01"}) == []
    assert _found(FIRST, {"stage": "second_consultation"}) == []


def test_one_table_given_twice_is_told() -> None:
    assert _found(FIRST, FIRST) == [(1, "stage", "notice_twice")]
