"""Sums and trees in VeriPB's format: every step is right, and what they conclude with is a contradiction."""

import re

import pytest

from cocau.app.files.proofs.veripb import VeripbProof, format_veripb
from cocau.solver.model.program import NamedRow, Program
from cocau.solver.proofs.prover import ProofFinder, ProofRoom
from cocau.solver.time_budget import TimeBudget
from tests.app.files.proofs.veripb_steps import is_refuted

NAMES = ("zero", "a", "b", "c", "d")


def _prove(*rows: NamedRow) -> VeripbProof:
    program = Program()
    for upper, lower in ((6, 0), (4, 1), (1, 0), (3, -1)):
        program.variable(upper, lower)
    program.rows += rows
    finder = ProofFinder(TimeBudget(60), lambda: NAMES, ProofRoom(lambda: 10**6))
    nodes = finder.prove(program, finder.find_tree(program, None, ())).nodes
    assert nodes
    return format_veripb(program, nodes, NAMES)


def test_one_sum_is_one_step() -> None:
    found = _prove(NamedRow("most", {1: 1, 4: 2}, None, 5), NamedRow("least", {1: 1, 4: 2}, 6, None))
    assert found.proof.count("pol ") == 1
    assert "red" not in found.proof
    assert is_refuted(found.problem, found.proof)


@pytest.fixture(scope="module")
def tree() -> VeripbProof:
    """No sum of even numbers is odd, which no multiples of rows show, and other rows stand in between."""
    odd = NamedRow("odd", {1: 2, 2: 2, 3: 2}, 9, 9)
    return _prove(odd, NamedRow("apart", {1: 1, 4: -2}, -1, 4), NamedRow("few", {2: 1, 4: 1}, 2, 5))


def test_a_tree_is_a_proof(tree: VeripbProof) -> None:
    assert tree.proof.count("red ") >= 4
    assert is_refuted(tree.problem, tree.proof)


def _accepts(problem: str, proof: str) -> bool:
    try:
        return is_refuted(problem, proof)
    except (AssertionError, IndexError, ValueError):
        return False


@pytest.mark.parametrize(
    ("planted", "instead"),
    [
        (r">= 7 ;", ">= 6 ;"),  # the problem asks for less
        (r"(?m)^(red .*) >= (-?\d+) : ", r"\1 >= 99 : "),
        (r"-> 0", "-> 1"),
        (r"\+ s ;", "+ ;"),  # without saturation a clause is too weak
        (r"(?m)^pol (\d+) \d+ \*", r"pol \1 0 *"),
    ],
)
def test_a_step_that_is_wrong_proves_nothing(tree: VeripbProof, planted: str, instead: str) -> None:
    altered = [re.sub(planted, instead, text) for text in (tree.problem, tree.proof)]
    assert altered != [tree.problem, tree.proof]
    assert not _accepts(*altered)
