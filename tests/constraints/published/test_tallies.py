"""From a notice to what rules may know: shared blocs, those not itemised, percentages without counts."""

import pytest

from cocau.constraints.model.selectors import EVERYONE, GROUPS, Among, Selector
from cocau.constraints.published.notice import Notice
from cocau.constraints.published.tallies import build_counts, build_tally, count_itemised, list_known_totals
from cocau.constraints.rules.counts import Span
from tests.constraints.notices import bloc, notice


def _span(table: Notice, group: str, **fields: bool) -> Span | None:
    return build_counts(table, **fields).span(table.base, GROUPS[group])


def test_a_shared_bloc_is_in_none_for_sure_and_in_each_at_most() -> None:
    table = notice(
        blocs=[
            bloc("party", count=6),
            bloc("Đảng ủy UBND", "party", "administration", count=2),
            bloc("administration", count=12),
        ]
    )
    assert _span(table, "party") == Span(6, 8)
    assert _span(table, "administration") == Span(12, 14)
    assert _span(table, "front") == Span(0, 0)


def test_those_not_itemised_may_be_in_any_bloc() -> None:
    table = notice(blocs=[bloc("party", count=6), bloc("front", count=11)])
    assert count_itemised(table) == Span(17, 17)
    assert _span(table, "party") == Span(6, 9)
    assert _span(table, "economic") == Span(0, 3)


def test_blocs_that_sum_to_too_many_leave_nothing_sure() -> None:
    table = notice(blocs=[bloc("party", count=16), bloc("front", count=11)])
    assert _span(table, "party") == Span(0, 16)


def test_a_bloc_of_unknown_meaning_may_be_any() -> None:
    table = notice(blocs=[{"name": "x", "count": 5}, bloc("party", count=15)])
    assert _span(table, "front") == Span(0, 5)


def test_a_table_without_blocs_says_nothing_of_them() -> None:
    assert _span(notice(structures={"women": {"count": 7}}), "party") == Span(0, 20)


@pytest.mark.parametrize(
    ("row", "span"),
    [
        ({"count": 7}, Span(7, 7)),
        ({"count": 7, "percent": "35"}, Span(7, 7)),
        ({"percent": "35"}, Span(7, 7)),
        ({"percent": "36"}, Span(0, 20)),
        ({"count": 7, "percent": "43.1"}, Span(0, 20)),  # then 7 may be of other people
        ({"count": 7, "percent": "70"}, Span(7, 7)),  # of the ten outgoing deputies
        ({"count": 7, "percent": "70", "of": "outgoing"}, Span(7, 7)),
        ({"count": 7, "percent": "70", "of": "dossiers"}, Span(7, 7)),
        ({"percent": "70", "of": "outgoing"}, Span(7, 7)),
        ({"percent": "70", "of": "dossiers"}, Span(0, 20)),
    ],
)
def test_a_row_is_its_count_or_what_its_percentage_allows(row: dict[str, object], span: Span) -> None:
    assert _span(notice(structures={"re_elected": row}, totals={"outgoing": 10}), "re_elected") == span


def test_age_lines_bound_one_another() -> None:
    table = notice(structures={"under_35": {"count": 3}, "under_40": {"count": 5}})
    known = build_counts(table)
    assert known.span(Among.CANDIDATES, Selector(age_under=42)) == Span(5, 20)
    assert known.span(Among.CANDIDATES, Selector(age_under=38)) == Span(3, 5)


@pytest.mark.parametrize(
    ("fields", "sets", "as_if"),
    [
        ({}, {"candidates"}, {"introduced", "candidates"}),
        ({"stage": "third_consultation"}, set(), {"introduced", "candidates"}),
        ({"base": "introduced"}, {"introduced"}, {"introduced", "candidates"}),
        ({"base": "introduced", "self_nominated": 1}, set(), {"introduced", "candidates"}),
        ({"base": "deputies", "stage": "elected"}, {"deputies"}, {"deputies"}),
        (
            {"base": "deputies", "stage": "elected", "totals": {"candidates": 30}},
            {"deputies", "candidates"},
            None,
        ),
        ({"base": "deputies", "stage": "adjustment", "totals": {"candidates": 30}}, {"deputies"}, None),
        ({"several": True}, set(), {"introduced", "candidates"}),
        ({"base_total": None}, set(), set()),
    ],
)
def test_only_what_a_table_really_counts_is_known(
    fields: dict[str, object], sets: set[str], as_if: set[str] | None
) -> None:
    assert set(build_counts(notice(**fields)).sets) == sets
    assert as_if is None or set(build_counts(notice(**fields), as_if=True).sets) == as_if


def test_the_last_term_is_a_baseline_where_it_was_elected_or_introduced() -> None:
    past = {"term": "2016-2021", "base": "deputies"}
    elected = notice(**past, stage="elected", base_total=50)
    introduced = notice(term="2016-2021", base="introduced", stage="first_consultation", base_total=90)
    known = build_counts(
        notice(), [elected, introduced, notice(**past, stage="planned_council", base_total=55)]
    )
    assert known.outgoing == 50
    assert {base: tally.total for base, tally in known.before.items()} == {
        Among.DEPUTIES: Span(50, 50),
        Among.INTRODUCED: Span(90, 90),
    }
    assert build_counts(notice(totals={"outgoing": 49}), [elected]).outgoing == 49
    assert build_counts(notice(), [elected.replace_unvalidated(several=True)]).before == {}
    assert known.size(Among.CANDIDATES) == build_counts(notice()).span(Among.CANDIDATES, EVERYONE)


def test_a_percentage_of_a_total_that_comes_first_in_a_funnel() -> None:
    table = notice(structures={"women": {"percent": "50", "of": "introduced"}}, funnel={"introduced": 24})
    assert _span(table, "women") == Span(12, 12)


def test_a_notice_without_a_base_names_no_total() -> None:
    assert list_known_totals(notice(base_total=None, seats=None)) == []


def test_parts_that_make_up_their_row_tell_more_than_it_does() -> None:
    state = bloc("state", "council", "administration", count=12)
    parts = [bloc(name, count=n, part_of="state") for name, n in (("council", 5), ("administration", 7))]
    whole = notice(blocs=[bloc("party", count=8), state, *parts])
    assert build_tally(whole).groups["administration"] == Span.exactly(7)
    some = notice(blocs=[bloc("party", count=8), state, parts[0]])
    assert build_tally(some).groups["administration"] == Span(0, 12)
