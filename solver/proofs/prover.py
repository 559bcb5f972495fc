"""Prove that a program has no assignment: by a tree, or else by the word of engines."""

from collections.abc import Callable, Collection, Mapping, Sequence
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
from cocau.solver.proposal import Proposal
from cocau.solver.time_budget import TimeBudget

NO_QUANTITY = Quantity()

SHARE_OF_FILE = 20
"""All trees of a proof together may take one in so many bytes of the proposal's file."""

LEAST_ROOM = 20_000
"""Bytes that trees may take beside the file of a very small council."""


def measure_room(proposal: Proposal) -> int:
    """Return how many bytes trees may take beside a proposal."""
    return max(len(proposal.model_dump_json(exclude_defaults=True)) // SHARE_OF_FILE, LEAST_ROOM)


class ProofRoom:
    """The bytes that the trees of one proof may take; one sum of rows is always kept.

    `measure`: returns how many there are, asked for the first tree only.
    """

    def __init__(self, measure: Callable[[], int]) -> None:
        self._measure, self._taken = measure, 0

    @cached_property
    def _bytes(self) -> int:
        return self._measure()

    def take(self, claim: ProvenClaim) -> bool:
        """Return whether a claim is one sum, or its tree has room beside those before."""
        if claim.leaves == 1:
            return True
        size = len(claim.model_dump_json(exclude_defaults=True))
        if self._taken + size > self._bytes:
            return False
        self._taken += size
        return True


class ProofFinder:
    """Proves claims about programs of the same variables, as far as time and room allow."""

    def __init__(
        self, effort: TimeBudget, list_variables: Callable[[], Sequence[str]], room: ProofRoom
    ) -> None:
        self._effort, self._list_variables, self._room = effort, list_variables, room
        self._engines: tuple[Engine, Engine] = (Highs(), LazyCpSat())

    @cached_property
    def _variables(self) -> Sequence[str]:
        return self._list_variables()

    @property
    def first(self) -> tuple[str]:
        """Return the engine that said so when the answer was made."""
        return (self._engines[0].name,)

    def find_tree(
        self,
        program: Program,
        objective: Quantity | None,
        held: Sequence[int],
        split_first: Collection[int] = (),
    ) -> Sequence[TreeNode]:
        """Find a tree that shows that a program has no assignment; empty where none is found.

        Raises:
            AuditDisagreesError: it has one.
        """
        share = TimeBudget(
            self._effort.left() / 4, self._effort.on_progress
        )  # one tree leaves time for others
        found = RefutationSearch(program, objective, held, share, split_first=split_first).run()
        if isinstance(found, ProgramAssignment):
            raise _build_refutation()
        return found.nodes if isinstance(found, CertificateTree) else ()

    def prove(self, program: Program, nodes: Sequence[TreeNode]) -> ProvenClaim:
        """Write down a tree; without one that has room, have engines confirm it.

        Raises:
            AuditDisagreesError: there is one.
        """
        if nodes:
            rows = name_rows(program, {i for node in nodes if isinstance(node, dict) for i in node})
            claim = ProvenClaim(nodes=tuple(self._name(node, rows) for node in nodes))
            if self._room.take(claim):
                return claim
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
