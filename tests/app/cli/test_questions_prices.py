import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cocau.app.files.readers import read_council, read_pool
from cocau.app.present.explanations.prices import render_prices
from cocau.app.present.names import Names
from cocau.app.present.terminal import render_lines
from cocau.fixtures.run import SHIPPED
from cocau.solver.explain.price_report import AimEffect, PeopleSwap, RulePrice, RulePrices, TierChange
from cocau.solver.explain.prices import compute_prices
from cocau.solver.model.slate_model import PEOPLE_MOVES
from cocau.solver.plan import plan
from cocau.solver.proposal import Proposal
from cocau.solver.request import Pins, PlanRequest
from cocau.solver.time_budget import TimeBudget

Run = Callable[..., Any]
CAP = "full-time-cap-province"


@pytest.fixture(scope="module")
def ha_tinh() -> Proposal:
    council, pool = (SHIPPED / part / "ha-tinh.yaml" for part in ("councils", "pools"))
    return plan(PlanRequest(council=read_council(council), pool=read_pool(pool)))


def _text(proposal: Proposal, found: RulePrices, lang: str) -> str:
    sheet = Names(proposal.rulebook, lang, proposal.request.council, proposal.request.pool)
    return " ".join(" ".join(render_lines(render_prices(sheet, proposal, found), 100)).split())


def test_what_a_rule_costs_who_would_change_and_each_step_are_told(ha_tinh: Proposal) -> None:
    found = compute_prices(ha_tinh, TimeBudget(60), [CAP, "seats-filled", "women-35-percent"])
    (price,) = (p for p in found.prices if p.rule == "seats-filled")
    english, vietnamese = (_text(ha_tinh, found, lang) for lang in ("en", "vi"))
    assert "3 musts and pins priced: 1 at a cost to the aims, 2 at none." in english
    assert "A must of law cannot be dropped" in english
    assert "stay-near-reference: 4 → 3" in english
    assert "1187/NQ-UBTVQH14 Art. 1(2)(a)" in english
    assert f"{CAP}.leaders=3 (looser 2 → 3): no change" in english
    assert f"{CAP}.leaders=1 (tighter 2 → 1): conflict, no plan exists: " in english
    assert "Deputies intended: 55 for 54 seats" in english
    assert "one step of their bounds changes nothing: women-35-percent." in english
    assert (
        "vice-chairs-province: A provincial council has one vice-chair if its Chair is full-time" in english
    )
    assert price.swap is not None
    for one in (*price.swap.joined, *price.swap.left):
        assert ha_tinh.request.pool.by_id[one].name in english
    assert "3 quy định bắt buộc và yêu cầu: 1 làm các mục tiêu kém đi, 2 không ảnh hưởng gì" in vietnamese
    assert f"{CAP}.leaders=3 (nới 2 → 3): không đổi" in vietnamese
    assert f"{CAP}.leaders=1 (siết 2 → 1): xung đột, không có phương án: " in vietnamese


def test_pins_are_priced_in_words(ha_tinh: Proposal) -> None:
    person, other = ha_tinh.request.pool.people[:2]
    pinned = ha_tinh.replace_unvalidated(
        request=ha_tinh.request.replace_unvalidated(pins=Pins(out=(person.id,)))
    )
    tier = TierChange(rules=("more-experts",), was=1, now=0)
    swap = PeopleSwap(
        listed=(person.id,), unlisted=(other.id,), posts={"chair": (), "vice_chair": (person.id,)}
    )
    dear = RulePrice(
        pin=f"out:{person.id}", effect=AimEffect.BETTER, tiers=(tier,), short={"more-experts": 0}, swap=swap
    )
    found = RulePrices(of=ha_tinh.provenance, outcome=ha_tinh.outcome, prices=(dear,))
    text = _text(pinned, found, "en")
    assert f"{person.name} must be on no list [a pin of this request]" in text
    assert f"onto the lists: {person.name}; off the lists: {other.name}" in text
    assert f"Chair: —; Vice-chair: {person.name}." in text
    nobody = found.replace_unvalidated(prices=(dear.replace_unvalidated(swap=PeopleSwap()),))
    assert "[a pin of this request]: không ai." not in _text(pinned, nobody, "en")
    assert "nobody." in _text(pinned, nobody, "en")


def test_shortfalls_of_shares_are_in_people_and_moves_in_words(ha_tinh: Proposal) -> None:
    share = TierChange(rules=("women-30-percent-deputies",), was=250, now=100)
    moved = TierChange(rules=(PEOPLE_MOVES,), was=3, now=1)
    dear = RulePrice(rule="one-chair", effect=AimEffect.BETTER, tiers=(moved, share))
    found = RulePrices(of=ha_tinh.provenance, outcome=ha_tinh.outcome, prices=(dear,), complete=False)
    english = _text(ha_tinh, found, "en")
    assert "the fewest people moved against before: 3 → 1" in english
    assert "women-30-percent-deputies: 2.5 → 1" in english
    assert "Not everything was answered in time" in english
    assert "women-30-percent-deputies: 2,5 → 1" in _text(ha_tinh, found, "vi")


def test_only_the_rules_asked_for_are_priced(run: Run, stored: Path) -> None:
    result = run("prices", stored, "--rule", "women-35-percent", "--format", "json")
    assert result.code == 0, result.err
    body = json.loads(result.out)
    assert body["format"] == "cocau/prices/1"
    assert [price["rule"] for price in body["prices"]] == ["women-35-percent"]


def test_rules_that_have_no_price_are_told(run: Run, stored: Path) -> None:
    result = run(
        "prices", stored, "--rule", "women-35", "--rule", "women-30-percent-deputies", "--lang", "en"
    )
    assert result.code == 2
    told = result.err.splitlines()
    assert told[0].startswith("women-35: No must and no pin has this id; the nearest first: women-35-percent")
    assert told[1].startswith("women-30-percent-deputies: This is an aim")
    assert told[2] == "2 problem(s)."


def test_the_whole_book_is_priced_by_default(run: Run, stored: Path, proposal: Proposal) -> None:
    result = run("prices", stored)
    assert result.code == 0, result.err
    musts = [rule.id for rule in proposal.rulebook.rules if rule.strength == "must"]
    assert result.out.splitlines()[1].startswith(f"{len(musts)} quy định bắt buộc và yêu cầu:")
