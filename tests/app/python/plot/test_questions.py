import numpy as np
import pytest
from matplotlib.axes import Axes

import cocau
from cocau.app.i18n.languages import Lang
from cocau.app.python.answers import NotebookAnswer
from cocau.app.python.plot import questions
from cocau.solver.explain.pareto import ParetoFront
from cocau.solver.explain.price_report import AimEffect, RulePrice, RulePrices, TierChange
from cocau.solver.proposal import Proposal
from tests.app.python.examples import count_examples


def _list_labels(axes: Axes) -> list[str]:
    return [label.get_text() for label in axes.get_yticklabels()]


def _list_keys(axes: Axes) -> list[str]:
    legend = axes.get_legend()
    return [] if legend is None else [text.get_text() for text in legend.get_texts()]


def test_the_examples_are_true(proposal: Proposal) -> None:
    assert count_examples(questions, proposal) >= 3


def test_what_is_no_answer_to_the_question_says_what_would_be(proposal: Proposal) -> None:
    prices = RulePrices(of=proposal.provenance, outcome=proposal.outcome)
    answer = NotebookAnswer(prices, render=lambda _lang: ())
    for draw, name in ((cocau.plot.ranges, "ranges"), (cocau.plot.front, "front")):
        with pytest.raises(ValueError, match=f"an answer of cocau.{name}, not RulePrices"):
            draw(answer)
    with pytest.raises(ValueError, match=r"an answer of cocau\.prices, not "):
        cocau.plot.prices(proposal)  # type: ignore[arg-type]


def test_ranges_are_drawn_from_the_least_to_the_most_with_the_plan(proposal: Proposal) -> None:
    answer = cocau.ranges(proposal, ["women", "under_40"], among="deputies")
    axes = cocau.plot.ranges(answer, lang=Lang.EN)
    women = answer.groups[0].possible
    at = _list_labels(axes).index("Women")
    bars = {
        (b.get_x(), b.get_x() + b.get_width())
        for b in axes.patches
        if abs(b.get_y() + b.get_height() / 2 - at) < 0.01
    }  # type: ignore[attr-defined]
    assert (women.least, women.most) in bars
    assert {"this plan", "target"} <= set(_list_keys(axes))
    assert "Intended deputies" in axes.get_xlabel()
    with pytest.raises(ValueError, match="deputies"):
        cocau.plot.ranges(answer, among="candidates")


def test_a_conflict_has_no_ranges_and_says_so(conflict: Proposal) -> None:
    axes = cocau.plot.ranges(cocau.ranges(conflict, "women"))
    assert "không có phương án" in axes.texts[0].get_text().replace("\n", " ")


def _price(proposal: Proposal, *prices: RulePrice) -> NotebookAnswer[RulePrices]:
    told = RulePrices(of=proposal.provenance, outcome=proposal.outcome, prices=prices)
    return NotebookAnswer(told, lambda _: (), "prices", {"proposal": proposal})


def test_prices_are_what_is_gained_without_a_rule(proposal: Proposal) -> None:
    tier = TierChange(rules=("stay-near-reference",), was=4, now=1)
    dear = RulePrice(rule="surplus-per-constituency", effect=AimEffect.BETTER, tiers=(tier,))
    axes = cocau.plot.prices(_price(proposal, dear), lang=Lang.EN)
    assert [(bar.get_x(), bar.get_width()) for bar in axes.patches] == [(0, 1), (1, 3)]  # type: ignore[attr-defined]
    assert "3 people nearer" in _list_labels(axes)[0].replace("\n", " ")
    free = RulePrice(rule="surplus-per-constituency", effect=AimEffect.SAME)
    assert "No rule" in cocau.plot.prices(_price(proposal, free), lang=Lang.EN).texts[0].get_text()


def test_a_front_shows_its_points_and_the_plan(proposal: Proposal) -> None:
    answer = cocau.front(proposal, ("more-front-deputies", "stay-near-reference"))
    axes = cocau.plot.front(answer, lang=Lang.EN)
    _, points, plan = axes.get_lines()
    assert np.array(points.get_xydata()).tolist() == [list(p.short) for p in answer.points]
    assert np.array(plan.get_xydata()).tolist() == [[f.short for f in answer.plan]]
    assert _list_keys(axes) == ["none is better in both", "this plan"]
    partly = answer.value.replace_unvalidated(complete=False)
    assert isinstance(partly, ParetoFront)
    half = NotebookAnswer(partly, answer.render, "points", {"proposal": proposal})
    assert "chưa đủ các điểm" in [text.get_text() for text in cocau.plot.front(half).texts]
