import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from app.render.annex.form import Annex, KeptBack, Table
from app.render.annex.sight import Sight, kept_back, partition, pointing, telling
from app.render.annex.whole import annex
from constraints.people import Bloc
from constraints.rule import Verdict
from solver.proposal import Proposal
from solver.request import Pins

BLIND = Sight(sensitive=False, least=5)


@pytest.fixture(scope="module")
def without(proposal: Proposal) -> Annex:
    return annex(proposal, "vi", BLIND)


def table(of: Annex, part: str) -> Table:
    return next(p for s in of.sections if s.part == part for p in s.body if isinstance(p, Table))


@pytest.mark.parametrize(
    ("count", "total", "shown"),
    [(0, 30, 0), (1, 30, None), (4, 30, None), (5, 30, 5), (26, 30, None), (30, 30, 30)],
)
def test_a_small_number_or_a_small_rest_is_kept_back(count: int, total: int, shown: int | None) -> None:
    found = kept_back(BLIND, count, total)
    assert found == (KeptBack(least=5) if shown is None else shown)


@given(st.lists(st.integers(0, 30), max_size=12))
def test_no_number_of_a_partition_can_be_worked_out(counts: list[int]) -> None:
    given_ = {str(place): count for place, count in enumerate(counts)}
    found = partition(BLIND, given_)
    hidden = [given_[name] for name, number in found.items() if isinstance(number, KeptBack)]
    assert all(number == given_[name] for name, number in found.items() if not isinstance(number, KeptBack))
    assert all(number == 0 or number >= 5 for number in found.values() if not isinstance(number, KeptBack))
    nothing_else = not any(number for number in found.values() if not isinstance(number, KeptBack))
    assert not hidden or nothing_else or (len(hidden) > 1 and sum(hidden) >= 5)


def test_who_sees_everything_sees_every_number(whole: Annex) -> None:
    assert "KeptBack" not in repr(whole)
    assert whole.left_out == ""


def test_columns_about_party_ethnicity_and_religion_are_left_out(whole: Annex, without: Annex) -> None:
    def keys(of: Annex, part: str) -> set[str]:
        return {column.key for column in table(of, part).columns}

    assert keys(whole, "lists") - keys(without, "lists") == {"ethnicity", "religion"}
    assert keys(whole, "leadership") - keys(without, "leadership") == {"rank", "planned"}
    assert all(len(row.values) in {1, 12} for row in table(without, "lists").rows)


def test_nothing_of_anybody_s_religion_or_rank_is_left_anywhere(proposal: Proposal) -> None:
    people = tuple(p.but(religion="Đạo Thử", ethnicity="Người Thử") for p in proposal.request.pool.people)
    changed = proposal.but(request=proposal.request.but(pool=proposal.request.pool.but(people=people)))
    assert "Đạo Thử" in annex(changed).model_dump_json()
    blind = annex(changed, "vi", BLIND).model_dump_json()
    assert "Đạo Thử" not in blind
    assert "Người Thử" not in blind
    assert "Ban Chấp hành (cấp ủy viên)" not in blind


def test_small_numbers_of_telling_groups_stand_as_an_asterisk(without: Annex) -> None:
    rows = {row.values[1]: row for row in table(without, "composition").rows if len(row.values) > 1}
    assert any(isinstance(value, KeptBack) for value in rows["Tôn giáo"].values)
    assert not any(isinstance(value, KeptBack) for value in rows["Phụ nữ"].values)


def test_figures_and_verdicts_that_point_at_somebody_are_closed(proposal: Proposal, without: Annex) -> None:
    told = {
        str(row.values[1]): row.values for row in table(without, "compliance").rows if len(row.values) > 1
    }
    for rule in proposal.rulebook.rules:
        values = next(v for words, v in told.items() if f"[{rule.id}]" in words)
        assert (values[4] == "(*)") is telling(rule)
        assert (values[5] == "(*)") is pointing(rule, proposal.request.council)
        assert values[6] == ""


def test_rules_about_blocs_and_the_party_tell_and_those_about_women_do_not(proposal: Proposal) -> None:
    found = {rule.id for rule in proposal.rulebook.rules if telling(rule)}
    assert {"chair-is-secretary", "non-party-10-percent-introduced", "administration-spread"} <= found
    assert "women-35-percent" not in found
    assert str(Bloc.RELIGIOUS) == "religious"


def test_nobody_is_named_as_barred_or_as_replaceable(proposal: Proposal) -> None:
    somebody = proposal.request.pool.people[0].id
    barred = proposal.but(barred={"age-21": (somebody,)})
    titles = [section.title for section in annex(barred).sections]
    assert "Người không đủ tiêu chuẩn ứng cử" in titles
    blind = [section.title for section in annex(barred, "vi", BLIND).sections]
    assert "Người không đủ tiêu chuẩn ứng cử" not in blind
    assert "Những người có thể thay cho nhau" not in blind


def test_a_conflict_tells_its_rules_and_not_who_there_is(conflict: Proposal) -> None:
    assert conflict.conflict is not None
    text = annex(conflict, "vi", BLIND).model_dump_json()
    assert all(rule in text for rule in conflict.conflict.rules)
    assert not any(person.name in text for person in conflict.request.pool.people)


NUMBERS = Sight(names=False, sensitive=False, least=5)


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_numbers_only_name_nobody_and_give_no_id_of_anybody(
    proposal: Proposal, conflict: Proposal, lang: str
) -> None:
    for one in (proposal, conflict, *(_pinned(proposal, verdict) for verdict in Verdict)):
        found = annex(one, lang, NUMBERS)
        text = found.model_dump_json()
        people = one.request.pool.people
        assert not [p.name for p in people if p.name in text]
        assert not [p.id for p in people if re.search(rf"\b{p.id}\b", text)]
        assert one.request.pool.note not in text
        assert {"lists", "leadership"}.isdisjoint(section.part for section in found.sections)
        assert found.left_out


def _pinned(proposal: Proposal, verdict: Verdict = Verdict.BROKEN) -> Proposal:
    """With pins, findings whose facts are people, and a note that names one."""
    one = proposal.request.pool.people[0]
    pins = Pins(deputies=(one.id,), posts={"chair": (one.id,)})
    pool = proposal.request.pool.but(note=f"Về {one.name}.")
    found = tuple(
        f.but(verdict=verdict, witnesses=(one.id,), facts=f.facts | {"holder": one.id, "who": one.id})
        for f in proposal.findings
    )
    return proposal.but(request=proposal.request.but(pins=pins, pool=pool), findings=found)


def test_what_was_pinned_is_told_without_whom(proposal: Proposal) -> None:
    first = annex(_pinned(proposal), "vi", NUMBERS).sections[0].model_dump_json()
    assert "(*) phải giữ chức danh Chủ tịch HĐND" in first


def test_sensitive_things_without_names_are_no_sight() -> None:
    with pytest.raises(ValidationError, match="without their names"):
        Sight(names=False)
