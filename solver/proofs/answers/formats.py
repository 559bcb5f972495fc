"""Which answers say that something cannot be, and what lists it."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from cocau.constraints.errors import InputError, Loc, Problem
from cocau.solver.proofs.answers.cheapest_repair import list_cheaper_repairs
from cocau.solver.proofs.answers.impossibility import AskedPlan, Impossibility
from cocau.solver.proofs.answers.lawful_outcomes import list_outcome_bounds
from cocau.solver.proofs.answers.next_best import list_next_best
from cocau.solver.proofs.answers.pareto_points import list_front_bounds
from cocau.solver.proofs.answers.range_ends import list_range_ends
from cocau.solver.proofs.answers.rule_prices import list_price_bounds
from cocau.solver.proposal import Proposal
from cocau.solver.question import QuestionAnswer

_LISTS: Mapping[str, Callable[[AskedPlan, Any], Iterator[Impossibility]]] = {
    "cocau/ranges/1": list_range_ends,
    "cocau/prices/1": list_price_bounds,
    "cocau/alternatives/1": list_next_best,
    "cocau/front/1": list_front_bounds,
    "cocau/outcomes/1": list_outcome_bounds,
    "cocau/repairs/1": list_cheaper_repairs,
}
"""By the format of an answer."""

PROVABLE_FORMATS = tuple(_LISTS)


def list_impossibilities(proposal: Proposal, answer: QuestionAnswer) -> Iterator[Impossibility]:
    """List what an answer says cannot be, but for what the bounds of variables say plainly.

    Raises:
        InputError: answers of this sort have no proof.
    """
    listed = _LISTS.get(str(getattr(answer, "format", "")))
    if listed is None:
        raise InputError([build_no_proof(("answer", "format"))])
    return (one for one in listed(AskedPlan(proposal), answer) if not one.is_plain)


def build_no_proof(loc: Loc) -> Problem:
    """Build the problem of an answer of which there is no proof."""
    return Problem(
        "no_proof_of_this",
        loc,
        "Điều không thể trong loại trả lời này dựa vào bộ giải; có chứng minh: khoảng số người, "
        "cái giá của quy định, phương án kế tiếp, đánh đổi giữa hai mục tiêu, kết quả bầu cử có thể có, "
        "cách tháo gỡ.",
        "What such an answer calls impossible rests on solvers alone; there are proofs of "
        "ranges, prices, alternatives, trade-offs, outcomes and repairs.",
    )
