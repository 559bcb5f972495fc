"""Prove that a program has no assignment: by a tree, or else by the word of engines."""

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property

from cocau.constraints.errors import AuditDisagreesError
from cocau.constraints.rules.quantity import Quantity
from cocau.solver.engines.engine import Engine, EngineStatus
from cocau.solver.engines.highs import Highs
from cocau.solver.engines.lazy_cpsat import LazyCpSat
from cocau.solver.model.program import Program
from cocau.solver.model.variable_names import name_rows
from cocau.solver.proofs.proof import ProofNode, ProvenClaim
from cocau.solver.proofs.tree_search import (
    CertificateTree,
    ProgramAssignment,
    RefutationSearch,
    TreeNode,
    VariableSplit,
)
from cocau.solver.time_budget import TimeBudget

NO_QUANTITY = Quantity()


class ProofFinder:
    """Proves claims about programs of the same variables, as far as time allows."""

    def __init__(self, effort: TimeBudget, list_variables: Callable[[], Sequence[str]]) -> None:
        self._effort, self._list_variables = effort, list_variables
        self._engines: tuple[Engine, Engine] = (Highs(), LazyCpSat())

    @cached_property
    def _variables(self) -> Sequence[str]:
        return self._list_variables()

    @property
    def first(self) -> tuple[str]:
        """Return the engine that said so when the answer was made."""
        return (self._engines[0].name,)

    def find_tree(
        self, program: Program, objective: Quantity | None, held: Sequence[int]
    ) -> Sequence[TreeNode]:
        """Find a tree that shows that a program has no assignment; empty where none is found.

        Raises:
            AuditDisagreesError: it has one.
        """
        share = TimeBudget(
            self._effort.left() / 4, self._effort.on_progress
        )  # one tree leaves time for others
        found = RefutationSearch(program, objective, held, share).run()
        if isinstance(found, ProgramAssignment):
            raise _build_refutation()
        return found.nodes if isinstance(found, CertificateTree) else ()

    def prove(self, program: Program, nodes: Sequence[TreeNode]) -> ProvenClaim:
        """Write down a tree; without one, have engines confirm that there is no assignment.

        Raises:
            AuditDisagreesError: there is one.
        """
        if nodes:
            rows = name_rows(program, {i for node in nodes if isinstance(node, dict) for i in node})
            return ProvenClaim(nodes=tuple(self._name(node, rows) for node in nodes))
        confirmed = [*self.first]
        last = self._effort.renew()
        answer = self._engines[1].minimise(program, NO_QUANTITY, last.left(), watch=last.watch)
        if answer.values is not None and program.allows(answer.values):
            raise _build_refutation()
        if answer.status is EngineStatus.INFEASIBLE:
            confirmed.append(self._engines[1].name)
        return ProvenClaim(confirmed_by=tuple(confirmed))

    def _name(self, node: TreeNode, rows: Mapping[int, str]) -> ProofNode:
        if isinstance(node, VariableSplit):
            return ProofNode(variable=self._variables[node.variable], at=node.at)
        return ProofNode(rows={rows[i]: times for i, times in sorted(node.items())})


def _build_refutation() -> AuditDisagreesError:
    return AuditDisagreesError("a slate was found that the answer says cannot be")
