import json
import random

import pytest

import cocau.constraints.kinds  # noqa: F401  # importing registers every kind
from cocau.app.auth.redaction import OPEN_KINDS, ProposalView, build_proposal_view, is_open_to_all, redact
from cocau.constraints.model.people import Person
from cocau.constraints.rules.rule import Rule
from cocau.solver.proposal import Proposal
from cocau.solver.request import Pins

SHOWN = {"name", "born", "sex"}
MARK = "KHONG-AI-DUOC-THAY"


def _with(proposal: Proposal, people: list[Person]) -> Proposal:
    request = proposal.request
    return proposal.replace_unvalidated(
        request=request.replace_unvalidated(pool=request.pool.replace_unvalidated(people=tuple(people)))
    )


def test_the_lists_are_told_by_name(proposal: Proposal) -> None:
    assert proposal.slate is not None
    view = build_proposal_view(proposal)
    for shown in view.lists:
        people = proposal.request.pool.get_people(proposal.slate.candidates[shown.constituency])
        assert {(p.name, p.born, p.sex) for p in shown.candidates} == {
            (p.name, p.born, p.sex) for p in people
        }
    assert view.candidates == len(proposal.slate.listed)
    assert sum(view.posts.values()) == sum(map(len, proposal.slate.posts.values()))


def test_the_view_is_one_closed_format(proposal: Proposal) -> None:
    text = redact(proposal.to_json())
    assert ProposalView.model_validate_json(text) == build_proposal_view(proposal)
    assert json.loads(text)["format"] == "cocau/proposal-view/2"


def test_nothing_else_of_a_person_is_anywhere_in_it(proposal: Proposal) -> None:
    """Every text of a person but the name is marked; ids everywhere in the proposal are too."""
    people = proposal.request.pool.people
    marked = [
        p.replace_unvalidated(
            **{
                name: f"{MARK}-{name}"
                for name in Person.model_fields
                if type(getattr(p, name)) is str
                and name not in {*SHOWN, "id", "bloc", "party_rank", "introduced_by", "religion"}
            },
            planned_for=(MARK,),
            unmet_standards=(MARK,),
            introduced_by=MARK,
            religion=MARK,
        )
        for p in people
    ]
    pinned = _with(proposal, marked)
    pinned = pinned.replace_unvalidated(
        request=pinned.request.replace_unvalidated(pins=Pins(out=(people[0].id,)), gone={"x": MARK})
    )
    text = redact(pinned.to_json())
    assert MARK not in text
    told = set(_texts(json.loads(text)))
    assert not told & {p.id for p in people}
    for digest in ("pool_digest", "slate_digest", "council_digest"):  # a small pool could be guessed by them
        assert getattr(proposal.provenance, digest) not in text


def _texts(value: object) -> list[str]:
    if isinstance(value, dict):
        return [*value, *(t for v in value.values() for t in _texts(v))]
    if isinstance(value, list):
        return [t for v in value for t in _texts(v)]
    return [value] if isinstance(value, str) else []


@pytest.mark.parametrize("seed", range(5))
def test_who_is_what_makes_no_difference(proposal: Proposal, seed: int) -> None:
    """What is not shown, dealt anew among those meant for the council and among the other candidates."""
    assert proposal.slate is not None
    chance = random.Random(seed)
    deputies = set(proposal.slate.deputies)
    others = set(proposal.slate.listed) - deputies
    dealt: dict[str, Person] = {p.id: p for p in proposal.request.pool.people}
    for group in (deputies, others):
        ids = sorted(group)
        shuffled = chance.sample(ids, len(ids))
        held = {i: dealt[i] for i in ids}
        for i, j in zip(ids, shuffled, strict=True):
            own = {name: getattr(held[i], name) for name in {*SHOWN, "id"}}
            dealt[i] = held[j].replace_unvalidated(**own)
    assert redact(_with(proposal, list(dealt.values())).to_json()) == redact(proposal.to_json())


def test_who_is_meant_for_the_council_is_not_told(proposal: Proposal) -> None:
    """Two of one list, alike but for their names: one is meant for the council, the other is not."""
    assert proposal.slate is not None
    slate = proposal.slate
    ids = next(
        ids for ids in slate.candidates.values() if {*ids} & {*slate.deputies} and {*ids} - {*slate.deputies}
    )
    held = {*slate.get_holders(*slate.posts)}
    one = next(i for i in ids if i in slate.deputies)
    two = next(i for i in ids if i not in slate.deputies)
    same = {name: getattr(proposal.request.pool.by_id[one], name) for name in Person.model_fields}
    people = [
        p.replace_unvalidated(**{n: v for n, v in same.items() if n not in {*SHOWN, "id"}})
        if p.id == two
        else p
        for p in proposal.request.pool.people
    ]
    alike = _with(proposal, people)
    swapped = {one: two, two: one}
    other = slate.replace_unvalidated(
        deputies=tuple(swapped.get(i, i) for i in slate.deputies),
        posts={post: tuple(swapped.get(i, i) for i in who) for post, who in slate.posts.items()},
    )
    assert held
    assert redact(alike.replace_unvalidated(slate=other).to_json()) == redact(alike.to_json())


def test_verdicts_about_what_is_withheld_are_withheld(proposal: Proposal) -> None:
    verdicts = {f.rule: f.verdict for f in build_proposal_view(proposal).findings}
    assert verdicts["women-35-percent"] is not None
    for rule in proposal.rulebook.rules:
        text = rule.model_dump_json(exclude={"cites", "says", "broken", "doubt"})
        if any(
            f'"{word}":true' in text or f'"{word}":false' in text
            for word in ("party_member", "religious", "ethnic_minority")
        ):
            assert verdicts.get(rule.id) is None


def test_a_bound_on_what_is_withheld_is_withheld(proposal: Proposal) -> None:
    rules = {is_open_to_all(r): r.id for r in proposal.rulebook.rules}
    departures = [{"rule": rules[told], "field": "at_least", "was": 1, "now": 77} for told in (True, False)]
    text = json.dumps(json.loads(proposal.to_json()) | {"departures": departures})
    shown = ProposalView.model_validate_json(redact(text)).departures
    assert [(d.rule, d.now, d.withheld) for d in shown] == [
        (rules[True], 77, False),
        (rules[False], None, True),
    ]


def test_a_conflict_has_its_open_rules_and_no_people(conflict: Proposal) -> None:
    assert conflict.conflict is not None
    rules = (*conflict.conflict.rules, "non-party-10-percent-introduced")
    both = conflict.replace_unvalidated(conflict=conflict.conflict.replace_unvalidated(rules=rules))
    view = build_proposal_view(both)
    assert (view.conflict, view.conflict_withheld) == (conflict.conflict.rules, 1)
    assert (view.lists, view.posts) == ((), {})
    text = view.model_dump_json()
    assert not [p.id for p in conflict.request.pool.people if f'"{p.id}"' in text]
    assert not [p.name for p in conflict.request.pool.people if p.name in text]


def test_a_new_kind_of_rule_is_withheld_until_somebody_looks_at_it() -> None:
    assert set(Rule.registry) >= OPEN_KINDS
    assert not {"post_precedence", "posts_from_plan", "birth_line", "no_bar", "local_minimum"} & OPEN_KINDS
