"""Check a tree of multipliers in whole numbers: that a program has no assignment."""

from collections.abc import Iterator, Mapping, Sequence

from cocau.constraints.errors import Loc, Problem
from cocau.solver.engines.certificate import is_contradiction
from cocau.solver.model.program import Program
from cocau.solver.model.variable_names import find_rows
from cocau.solver.proofs.proof import ProofNode

Branch = tuple[tuple[int, int | None, int | None], ...]
"""Variables by number, each with its least or its most."""


def check_tree(
    nodes: Sequence[ProofNode], program: Program, variables: Mapping[str, int]
) -> Iterator[Problem]:
    """Check a tree in preorder: its splits leave nothing out, its leaves are impossible.

    No nodes: nothing is claimed, and nothing wrong.
    """
    if not nodes:
        return
    rows = find_rows(program, {name for node in nodes for name in node.rows})
    open_ones: list[Branch] = [()]
    for i, node in enumerate(nodes):
        if not open_ones:
            yield build_failure(("nodes", i), "cây có nút thừa", "the tree has nodes too many")
            return
        path = open_ones.pop()
        if node.variable is not None:
            variable = variables.get(node.variable)
            if variable is None or node.rows:
                yield build_failure(("nodes", i), "không có biến này", "there is no such variable")
                return
            open_ones += [(*path, (variable, node.at + 1, None)), (*path, (variable, None, node.at))]
        else:
            for problem in _check_leaf(_narrow(program, path), rows, node):
                yield problem.at(("nodes", i, *problem.loc))
    if open_ones:
        yield build_failure(("nodes",), "cây thiếu nút", "the tree lacks nodes")


def _narrow(program: Program, path: Branch) -> Program:
    """Return the program with the bounds of a branch."""
    lower, upper = list(program.lower), list(program.upper)
    for variable, least, most in path:
        lower[variable] = max(lower[variable], lower[variable] if least is None else least)
        upper[variable] = min(upper[variable], upper[variable] if most is None else most)
    return program.with_bounds(lower, upper)


def _check_leaf(program: Program, rows: Mapping[str, int], leaf: ProofNode) -> Iterator[Problem]:
    """Check that the rows so multiplied ask for more than the bounds of the variables allow."""
    unknown = [name for name in leaf.rows if name not in rows]
    if unknown:
        yield build_failure(("rows", unknown[0]), "không có ràng buộc này", "there is no such row here")
    elif not is_contradiction(program, {rows[name]: times for name, times in leaf.rows.items()}):
        yield build_failure(
            ("rows",),
            "tổng các ràng buộc không mâu thuẫn, nên không chứng minh điều gì",
            "the rows so multiplied do not contradict each other, so they prove nothing",
        )


def build_failure(loc: Loc, vi: str, en: str) -> Problem:
    """Build the problem of a claim that its proof does not show."""
    return Problem("proof_fails", loc, f"Chưa chứng minh được: {vi}.", f"Not proven: {en}.")
