"""What rules cost, in sentences and drawn, for readers who type no commands."""

from cocau.app.present.blocks import Block, ChartBlock, ChartSign, LineBlock
from cocau.app.present.explanations.prices import render_prices
from cocau.app.present.names import Names
from cocau.solver.explain.price_report import (
    AimEffect,
    PeopleSwap,
    PriceStep,
    RulePrice,
    RulePrices,
    TierChange,
)
from cocau.solver.proposal import Proposal, RuleConflict

AIM, SHARE, MUST = "more-experts", "women-30-percent-deputies", "one-chair"


def _render(proposal: Proposal, lang: str, *prices: RulePrice) -> list[Block]:
    found = RulePrices(of=proposal.provenance, outcome=proposal.outcome, prices=prices)
    return list(render_prices(Names.of(proposal, lang, codes=False), proposal, found))


def _says(proposal: Proposal, lang: str, rule: str) -> str:
    return Names.of(proposal, lang, codes=False).name_rule(rule)


def test_a_gain_is_a_bar_and_a_sentence_that_name_rules_by_their_words(proposal: Proposal) -> None:
    person = proposal.request.pool.people[0]
    price = RulePrice(
        rule=MUST,
        effect=AimEffect.BETTER,
        tiers=(TierChange(rules=(AIM,), was=4, now=2), TierChange(rules=(SHARE,), was=50, now=150)),
        swap=PeopleSwap(joined=(person.id,)),
    )
    (chart,) = (block for block in _render(proposal, "vi", price) if isinstance(block, ChartBlock))
    first, second = chart.rows
    assert first.label == f"Nếu không có quy định {_says(proposal, 'vi', MUST)}"
    assert first.says.startswith(f"Đạt thêm 2 người ở chỉ tiêu {_says(proposal, 'vi', AIM)} (còn thiếu 2).")
    assert first.says.endswith(f"thành đại biểu dự kiến: {person.name}.")
    assert second.says == f"Kém đi 1 người ở chỉ tiêu {_says(proposal, 'vi', SHARE)}."
    assert [(bar.sign, bar.low, bar.high) for bar in first.bars] == [
        (ChartSign.LEFT, 0, 2),
        (ChartSign.GAINED, 2, 4),
    ]
    assert [(bar.sign, bar.low, bar.high) for bar in second.bars] == [
        (ChartSign.LEFT, 0, 0.5),
        (ChartSign.LOST, 0.5, 1.5),
    ]
    assert first.top == second.top == 4


def test_a_step_says_which_bound_and_what_comes_of_it(proposal: Proposal) -> None:
    steps = (
        PriceStep(field="at_least_percent", was=35, now=36, looser=False, effect=AimEffect.SAME),
        PriceStep(
            field="at_least_percent",
            was=35,
            now=60,
            looser=False,
            effect=AimEffect.CONFLICT,
            conflict=RuleConflict(rules=(MUST,), irreducible=True, smallest=True, confirmed_by=("cp-sat",)),
        ),
    )
    price = RulePrice(rule="women-35-percent", effect=AimEffect.OPEN, steps=steps)
    free = RulePrice(rule=MUST, effect=AimEffect.SAME)
    lines = [b.text for b in _render(proposal, "en", price, free) if isinstance(b, LineBlock)]
    named = _says(proposal, "en", "women-35-percent")
    assert f"Without the rule {named}: open." in lines
    (same, broken) = (line for line in lines if line.startswith("Tighten "))
    assert "from 35 to 36: no change." in same
    assert broken.endswith(f"no plan is left, since these cannot all be met: {_says(proposal, 'en', MUST)}.")
    assert any(line.startswith("1 other rule: no target") for line in lines)
    assert not any("at_least_percent" in line or "--set" in line for line in lines)
