import pytest

from cocau.app.present.annex.build import build_annex
from cocau.app.present.annex.disclosure import (
    SENSITIVE_FIELDS,
    AnnexDisclosure,
    is_identifying_rule,
    is_sensitive_rule,
    suppress_counts,
)
from cocau.app.present.annex.model import Annex, AnnexTable, SuppressedCount
from cocau.app.present.proposal.slate_rows import CompositionRow, GroupShare
from cocau.constraints.model.people import Bloc
from cocau.solver.proposal import Proposal

BLIND = AnnexDisclosure(sensitive=False, least=5)


@pytest.fixture(scope="module")
def without(proposal: Proposal) -> Annex:
    return build_annex(proposal, "vi", BLIND)


def table(of: Annex, part: str) -> AnnexTable:
    return next(p for s in of.sections if s.part == part for p in s.body if isinstance(p, AnnexTable))


def _figures(group: str, listed: int, intended: int, before: int | None) -> CompositionRow:
    return CompositionRow(group, GroupShare(before, 40), GroupShare(listed, 50), GroupShare(intended, 30))


_HIDDEN = SuppressedCount(least=5)


@pytest.mark.parametrize(
    ("before", "listed", "intended", "shown"),
    [
        (10, 17, 9, (10, 17, 9)),
        (10, 16, 12, (10, 16, _HIDDEN)),  # or else it would be told that 4 of the others are
        (None, 16, 4, (None, 16, _HIDDEN)),
        (3, 17, 9, (_HIDDEN, 17, 9)),
        (40, 17, 9, (_HIDDEN, 17, 9)),  # everybody: so is each of them
        (0, 0, 0, (_HIDDEN, _HIDDEN, _HIDDEN)),  # everybody is not
    ],
)
def test_a_number_is_kept_back_with_what_it_follows_from(
    before: int | None, listed: int, intended: int, shown: tuple[object, ...]
) -> None:
    assert suppress_counts([_figures("non_party", listed, intended, before)], 5) == {"non_party": shown}


def test_no_bloc_can_be_worked_out_from_the_others() -> None:
    sizes = {"party": (12, 8), "women": (9, 2), "youth": (11, 9), "army": (18, 11)}
    found = suppress_counts([_figures(g, a, b, None) for g, (a, b) in sizes.items()], 5)
    closed = {group for group, (_, _, intended) in found.items() if intended == _HIDDEN}
    assert "women" in closed
    assert len(closed) > 1
    assert all(found[g][2] == sizes[g][1] for g in sizes.keys() - closed)


def test_who_sees_everything_sees_every_number(whole: Annex) -> None:
    assert "SuppressedCount" not in repr(whole)
    assert whole.left_out == ""


def test_columns_about_party_ethnicity_and_religion_are_left_out(whole: Annex, without: Annex) -> None:
    def keys(of: Annex, part: str) -> set[str]:
        return {column.key for column in table(of, part).columns}

    assert keys(whole, "lists") - keys(without, "lists") == keys(whole, "lists") & SENSITIVE_FIELDS
    assert keys(whole, "lists") >= {"ethnicity", "religion", "occupation"}
    assert keys(whole, "leadership") - keys(without, "leadership") == {"rank", "planned"}
    assert all(
        len(row.values) in {1, len(table(without, "lists").columns)} for row in table(without, "lists").rows
    )


def test_nothing_of_anybody_s_religion_or_rank_is_left_anywhere(proposal: Proposal) -> None:
    people = tuple(
        p.replace_unvalidated(religion="Đạo Thử", ethnicity="Người Thử") for p in proposal.request.pool.people
    )
    changed = proposal.replace_unvalidated(
        request=proposal.request.replace_unvalidated(
            pool=proposal.request.pool.replace_unvalidated(people=people)
        )
    )
    assert "Đạo Thử" in build_annex(changed).model_dump_json()
    blind = build_annex(changed, "vi", BLIND).model_dump_json()
    assert "Đạo Thử" not in blind
    assert "Người Thử" not in blind
    assert "Ban Chấp hành (cấp ủy viên)" not in blind


def test_small_numbers_of_telling_groups_stand_as_an_asterisk(without: Annex) -> None:
    rows = {row.values[1]: row for row in table(without, "composition").rows if len(row.values) > 1}
    assert any(isinstance(value, SuppressedCount) for value in rows["Tôn giáo"].values)
    assert not any(isinstance(value, SuppressedCount) for value in rows["Phụ nữ"].values)


def test_figures_and_verdicts_that_point_at_somebody_are_closed(proposal: Proposal, without: Annex) -> None:
    told = {
        str(row.values[1]): row.values for row in table(without, "compliance").rows if len(row.values) > 1
    }
    for rule in proposal.rulebook.rules:
        values = next(v for words, v in told.items() if f"[{rule.id}]" in words)
        assert (values[4] == "(*)") is is_sensitive_rule(rule)
        assert (values[5] == "(*)") is is_identifying_rule(rule, proposal.request.council)
        assert values[6] == ""


def test_rules_about_blocs_and_the_party_tell_and_those_about_women_do_not(proposal: Proposal) -> None:
    found = {rule.id for rule in proposal.rulebook.rules if is_sensitive_rule(rule)}
    assert {"chair-is-secretary", "non-party-10-percent-introduced", "administration-spread"} <= found
    assert "women-35-percent" not in found
    assert str(Bloc.RELIGIOUS) == "religious"


def test_nobody_is_named_as_barred_or_as_replaceable(proposal: Proposal) -> None:
    somebody = proposal.request.pool.people[0].id
    barred = proposal.replace_unvalidated(barred={"age-21": (somebody,)})
    titles = [section.title for section in build_annex(barred).sections]
    assert "Người không đủ tiêu chuẩn ứng cử" in titles
    blind = [section.title for section in build_annex(barred, "vi", BLIND).sections]
    assert "Người không đủ tiêu chuẩn ứng cử" not in blind
    assert "Những người có thể thay cho nhau" not in blind


def test_a_conflict_tells_its_rules_and_not_who_there_is(conflict: Proposal) -> None:
    assert conflict.conflict is not None
    text = build_annex(conflict, "vi", BLIND).model_dump_json()
    assert all(rule in text for rule in conflict.conflict.rules)
    assert not any(person.name in text for person in conflict.request.pool.people)
