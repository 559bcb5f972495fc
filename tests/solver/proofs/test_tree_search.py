"""What has no assignment gets a tree of certificates, and nothing that has one does."""

from itertools import product

import pytest
from hypothesis import given

from cocau.constraints.rules.quantity import Quantity
from cocau.solver.engines.certificate import is_contradiction
from cocau.solver.model.program import NamedRow, Program
from cocau.solver.proofs.tree_search import (
    CertificateTree,
    ProgramAssignment,
    RefutationSearch,
    VariableSplit,
)
from cocau.solver.time_budget import TimeBudget
from tests.solver.engines.test_engine import _least, programs


def _holds(program: Program, nodes: list[object]) -> bool:
    """Whether a tree in preorder leaves nothing out and each of its leaves contradicts itself."""
    node = nodes.pop(0)
    if isinstance(node, VariableSplit):
        low, high = list(program.lower), list(program.upper)
        low[node.variable], high[node.variable] = node.at + 1, node.at
        return _holds(program.with_bounds(program.lower, high), nodes) and _holds(
            program.with_bounds(low, program.upper), nodes
        )
    assert isinstance(node, dict)
    return is_contradiction(program, node)


def _is_refuted(program: Program, objective: Quantity | None, held: tuple[int, ...] = ()) -> bool:
    found = RefutationSearch(program, objective, held, TimeBudget(60)).run()
    if isinstance(found, ProgramAssignment):
        assert program.allows(found.values)
        return False
    assert isinstance(found, CertificateTree)
    nodes: list[object] = [*found.nodes]
    assert _holds(program, nodes)
    assert nodes == []
    return True


@given(programs())
def test_every_small_program_is_refuted_or_possible(case: tuple[Program, Quantity]) -> None:
    program, objective = case
    least = _least(program, Quantity())
    assert _is_refuted(program, None) is (least is None)
    if least is None:
        return
    best = _least(program, objective)
    assert best is not None
    for most, refuted in ((best - 1, True), (best, False)):
        better = NamedRow("better", dict(objective.terms) or {0: 1}, None, most - objective.constant)
        assert _is_refuted(program.with_rows([better]), objective) is refuted


def _triangles(many: int) -> Program:
    """Of each three at most one of two: halves of all look like more."""
    program = Program()
    everybody = []
    for _ in range(many):
        three = [program.variable(1) for _ in range(3)]
        everybody += three
        for a, b in ((0, 1), (1, 2), (0, 2)):
            program.add("apart", Quantity({three[a]: 1, three[b]: 1}) <= 1)
    program.add("many", Quantity(dict.fromkeys(everybody, 2)) >= 3 * many)
    return program


def test_where_fractions_could_hold_a_tree_is_found() -> None:
    found = RefutationSearch(_triangles(4), None, (), TimeBudget(60)).run()
    assert isinstance(found, CertificateTree)
    assert len(found.nodes) > 1


def test_a_tree_that_grows_too_large_is_given_up() -> None:
    assert RefutationSearch(_triangles(4), None, (), TimeBudget(60)).run(most_leaves=1) is None


@pytest.mark.parametrize("asked", list(product((0, 1), repeat=2)))
def test_rows_held_at_their_least_get_what_they_need(asked: tuple[int, int]) -> None:
    """Two shortfalls, the first held at nothing: only the second can pay for what is asked."""
    program = Program()
    person, first, second = program.variable(0), program.variable(9), program.variable(9)
    program.add("one", Quantity({person: 1, first: 1, second: 1}) >= 1)
    rows = [
        NamedRow("held:1", {first: 1}, None, asked[0]),
        NamedRow("better", {second: 1}, None, asked[1] - 1),
    ]
    whole = program.with_rows(rows)
    assert _is_refuted(whole, Quantity({second: 1}), (1,)) is (asked == (0, 1) or asked[1] == 0)
