"""A withdrawal: what it touches is the best there is beside the rest, and the rest does not move a byte."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from cocau.constraints.errors import InputError
from cocau.constraints.library import load_rulebook
from cocau.constraints.model.people import Sex
from cocau.solver.programme.entries import Programme, ProgrammeEntry, find_programme_problems
from cocau.solver.programme.replanning import replan_programme
from cocau.solver.programme.result import CouncilFate
from tests.examples import examples
from tests.solver.programme.test_joint_plan import best, planned, told
from tests.solver.programme.test_joint_plan_limit import COMMUNE, DISTRICT, PROVINCE
from tests.solver.programme.tiny_programmes import Shop, entry, person, programmes

BOOK = load_rulebook()


def programme(entries: list[ProgrammeEntry]) -> Programme:
    return Programme(entries=tuple(entries), rulebooks={BOOK.name: BOOK})


@given(programmes(), st.sampled_from(["p0", "p1", "p2", "p3"]))
@examples(40)
def test_what_is_not_touched_stays_byte_for_byte(drawn: tuple[list[ProgrammeEntry], Shop], gone: str) -> None:
    entries, shop = drawn
    touched = {e.id for e in entries if gone in e.request.pool.by_id}
    assume(touched)
    before = planned(entries, shop)
    shop.asked.clear()
    whole = programme(entries)
    now, after = replan_programme(whole, before, [gone], shop)
    assert {council for council, _ in shop.asked} <= touched == {*(after.anew or ())}
    for entry_before, entry_now in zip(whole.entries, now.entries, strict=True):
        if entry_now.id in touched:
            assert gone not in entry_now.request.pool.by_id
        else:
            assert entry_now is entry_before
            assert after.by_id[entry_now.id].model_dump_json() == before.by_id[entry_now.id].model_dump_json()
    assert not after.over
    stay = {i: council.part.slate for i, council in before.by_id.items() if i not in touched}
    fixed = {i: () if slate is None else slate.listed for i, slate in stay.items()}
    assert after.exact
    assert told(after, "joint") == best(now.entries, shop, fixed)


@pytest.mark.parametrize("touched", ["t", "h", "x"])
def test_lists_that_stay_keep_somebody_off_the_list_that_is_planned_anew(touched: str) -> None:
    """Only `a` could take the place of `b`, and is at two levels that stay, whichever they are."""
    a, b = person("a"), person("b")
    kinds = {"t": PROVINCE, "h": DISTRICT, "x": COMMUNE}
    entries = [entry(i, kind, [a, b] if i == touched else [a]) for i, kind in kinds.items()]
    costs = {(i, "a"): (0, int(i == touched)) for i in kinds} | {(touched, "b"): (0, 0)}
    shop = Shop(dict.fromkeys(kinds, 1), costs, frozenset())
    _, after = replan_programme(programme(entries), planned(entries, shop), ["b"], shop)
    assert {c.id: c.fate for c in after.councils} == dict.fromkeys(kinds, CouncilFate.SOLVED) | {
        touched: CouncilFate.LIMITED
    }


def test_faults_of_a_withdrawal_are_told_at_once() -> None:
    entries = [entry("t", PROVINCE, [person("a")])]
    shop = Shop({"t": 1}, {("t", "a"): (0, 0)}, frozenset())
    with pytest.raises(InputError) as raised:
        replan_programme(programme(entries), planned(entries, shop), ["a", "nobody"], shop, councils=["h"])
    assert [p.code for p in raised.value.problems] == ["unknown_council", "unknown_person", "unknown_person"]


def test_faults_of_councils_beside_each_other() -> None:
    other = person("a").replace_unvalidated(name="Người khác", sex=Sex.MALE)
    entries = [entry("t", PROVINCE, [person("a")]), entry("h", DISTRICT, [other]), entry("t", PROVINCE, [])]
    problems = [*find_programme_problems(programme(entries))]
    found = [(p.code, p.where) for p in problems]
    assert found == [("duplicate_council", "councils: t"), ("other_person", "h: people: a")]
    assert "(Họ và tên, Giới tính)" in problems[1].of("vi")
    assert "(Name, Sex)" in problems[1].of("en")
