"""One id for one person: whatever councils number people alike, nobody is taken for another, nobody is lost."""

from collections import defaultdict
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from cocau.constraints.model.council import CouncilKind
from cocau.constraints.model.people import Pool
from cocau.constraints.model.slate import Slate
from cocau.solver.programme.entries import IDENTITY_FIELDS, get_identity
from cocau.solver.programme.person_ids import unify_person_ids
from cocau.solver.request import Pins, PlanRequest
from tests.examples import examples
from tests.solver.programme.tiny_programmes import entry, person

IDS = [f"p{n}" for n in range(4)] + ["h1-p0"]
"""The codes of every list; the last is one that might be made."""


def council(name: str, people: dict[str, str], gone: str = "") -> PlanRequest:
    """A council's request by code and name of its people, all of them pinned and on the slate before.

    What somebody is occupied with tells him or her apart, whatever the id.
    """
    pool = Pool(
        people=tuple(
            person(i).replace_unvalidated(name=called, occupation=f"{name} {i}")
            for i, called in people.items()
        )
    )
    ids, left = tuple(people), tuple(filter(None, [gone]))
    pins = Pins(
        candidates=ids[:2],
        deputies=ids[2:],
        out=ids[:1],
        posts={"chair": ids[1:3]},
        constituencies=dict.fromkeys(ids, "dv1"),
    )
    near = Slate(
        candidates={"dv1": (*ids[1:], *left)}, deputies=ids[:1], posts={"chair": left}, introduced=ids
    )
    made = entry(name, CouncilKind.COMMUNE, pool.people).request
    return made.replace_unvalidated(pins=pins, near=near, gone=dict.fromkeys(left, "Đã rút")).in_order()


@st.composite
def councils(draw: st.DrawFn) -> list[PlanRequest]:
    """Up to four councils whose lists use the same few codes for the same few names."""
    requests = []
    for n in range(draw(st.integers(1, 4))):
        people = draw(st.dictionaries(st.sampled_from(IDS), st.sampled_from("ABCDE"), max_size=4))
        free = [i for i in IDS if i not in people]
        requests.append(council(f"h{n}", people, draw(st.sampled_from(["", *free]))))
    return requests


def call_back(value: Any, old_ids: dict[str, str]) -> Any:
    """The same JSON with everybody's old id, wherever it stands."""
    if isinstance(value, dict):
        return {call_back(k, old_ids): call_back(v, old_ids) for k, v in value.items()}
    if isinstance(value, list):
        return [call_back(one, old_ids) for one in value]
    return old_ids.get(value, value) if isinstance(value, str) else value


@given(councils())
@examples(200)
def test_an_id_becomes_one_persons_and_every_request_stays_what_it_was(drawn: list[PlanRequest]) -> None:
    unified = unify_person_ids(drawn)
    identities, clashing = defaultdict(set), defaultdict(set)
    ids, doubled = defaultdict(set), set()
    for before, after in zip(drawn, unified, strict=True):
        told = {p.occupation: p.id for p in after.pool.people}
        old_ids = {told[p.occupation]: p.id for p in before.pool.people}
        assert len(old_ids) == len(before.pool.people) == len(after.pool.people), "a bijection"
        old_ids |= dict(zip(after.gone, before.gone, strict=True))
        again = call_back(after.model_dump(mode="json"), old_ids)
        assert PlanRequest.model_validate(again).in_order() == before
        named = [get_identity(p) for p in after.pool.people]
        doubled |= {one for one in named if named.count(one) > 1}
        for p in before.pool.people:
            clashing[p.id].add(get_identity(p))
        for p in after.pool.people:
            identities[p.id].add(get_identity(p))
            ids[get_identity(p)].add(p.id)
        assert not {*after.gone} & after.pool.by_id.keys()
    if all(len(one) == 1 for one in clashing.values()):
        assert all(after is before for before, after in zip(drawn, unified, strict=True))
        return
    assert all(len(one) == 1 for one in identities.values()), "nobody shares an id with somebody else"
    assert all(len(found) == 1 for one, found in ids.items() if one not in doubled), "one person has one id"


def test_a_person_in_two_lists_takes_over_the_first_id_and_a_clashing_one_tells_its_council() -> None:
    first, second = unify_person_ids(
        [council("tinh", {"p1": "A", "p2": "B"}), council("xa", {"p1": "C", "p5": "A", "p9": "D"}, "p2")]
    )
    assert list(first.pool.by_id) == ["p1", "p2"]
    assert {p.name: p.id for p in second.pool.people} == {"C": "xa-p1", "A": "p1", "D": "p9"}
    assert second.gone == {"xa-p2": "Đã rút"}
    _, other = unify_person_ids([first, council("xa", {"p1": "C", "xa-p1": "D"})])
    assert {p.name: p.id for p in other.pool.people} == {"C": "xa-xa-p1", "D": "xa-p1"}


def test_namesakes_in_one_pool_are_nobody_else() -> None:
    twins = council("xa", {"p1": "A", "p2": "A", "p3": "B"})
    _, second = unify_person_ids([council("tinh", {"p1": "A", "p3": "C"}), twins])
    assert list(second.pool.by_id) == ["p2", "xa-p1", "xa-p3"]


def test_who_differs_in_anything_that_identifies_is_somebody_else() -> None:
    first = council("tinh", {"p1": "A"})
    other = {"name": "B", "born": person("x").born.replace(year=1981), "sex": "male", "religion": "Phật giáo"}
    other |= {"ethnicity": "Tày", "party_member": True}
    assert other.keys() == {*IDENTITY_FIELDS}
    for name, value in other.items():
        (same,) = first.pool.people
        pool = Pool(people=(same.replace_unvalidated(**{name: value}),))
        _, second = unify_person_ids([first, first.replace_unvalidated(pool=pool)])
        assert list(second.pool.by_id) == ["tinh-p1"], name
