"""The proof of an answer as a folder for somebody without cocau.

Each thing that the answer says cannot be is a conflict: rows of the request, and one that says otherwise.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from cocau.app.audits.proof_files import nest_nodes, read_checking_files
from cocau.app.files.proofs.mps import format_mps
from cocau.app.files.proofs.verify import FORMAT, PROGRAM, PROOF
from cocau.app.files.proofs.veripb import format_veripb
from cocau.constraints.errors import format_loc
from cocau.constraints.record import compute_digest
from cocau.solver.model.program import NamedRow, Program
from cocau.solver.model.restricted_programs import BETTER
from cocau.solver.model.variable_names import STRUCTURE, find_rows
from cocau.solver.proofs.answers.answer_proof import AnswerClaim, AnswerProof
from cocau.solver.proofs.answers.formats import list_impossibilities
from cocau.solver.proofs.answers.impossibility import Impossibility
from cocau.solver.proofs.proof import ProofNode
from cocau.solver.proposal import Proposal
from cocau.solver.question import QuestionAnswer

ANSWER = "answer.json"

OTHERWISE = "otherwise:"
"""How the row that says otherwise than the answer begins; the place in it follows."""


def build_answer_files(proposal: Proposal, answer: QuestionAnswer, proof: AnswerProof) -> dict[str, str]:
    """Build the files of a checked proof by name; a person is an id in them."""
    found = _AnswerFiles(proposal, answer).build(proof)
    return {**found, ANSWER: answer.to_json(), **read_checking_files()}


class _FoundRow(NamedTuple):
    """A row over named variables."""

    terms: Mapping[str, int]
    low: int | None
    high: int | None


class _AnswerFiles:
    """The rows and variables that a proof uses, each by one name.

    Rows and variables of another model (a bound was moved) that differ get a name of their own.
    """

    def __init__(self, proposal: Proposal, answer: QuestionAnswer) -> None:
        self._said = {said.place: said for said in list_impossibilities(proposal, answer)}
        self._digest = compute_digest(answer)
        self._ends: dict[str, tuple[int, int]] = {}
        self._rows: dict[str, _FoundRow] = {}

    def build(self, proof: AnswerProof) -> dict[str, str]:
        veripb: dict[str, str] = {}
        conflicts: list[dict[str, Any]] = []
        for claim in proof.claims:
            for place in claim.places:
                said = self._said[place]
                conflicts.append(self._build_conflict(claim, said))
                veripb |= _list_veripb(claim, said, len(conflicts))
        program = self._format_program()
        found = {
            "format": FORMAT,
            "proposal": proof.of,
            "answer": proof.answer,
            "program": hashlib.sha256(program.encode()).hexdigest(),
            "conflicts": conflicts,
        }
        return {PROGRAM: program, PROOF: json.dumps(found, ensure_ascii=False, indent=1) + "\n", **veripb}

    def _format_program(self) -> str:
        numbers = {name: number for number, name in enumerate(self._ends)}
        rows = [
            NamedRow("", {numbers[name]: times for name, times in row.terms.items()}, row.low, row.high)
            for row in self._rows.values()
        ]
        program = Program(
            [low for low, _ in self._ends.values()], [high for _, high in self._ends.values()], rows
        )
        return format_mps(program, list(self._ends), list(self._rows), {}, f"cocau-{self._digest[:12]}")

    def _build_conflict(self, claim: AnswerClaim, said: Impossibility) -> dict[str, Any]:
        otherwise = OTHERWISE + format_loc(said.place)
        if not claim.nodes:
            return {"rules": [otherwise]}
        program = said.build()
        found = find_rows(program, {name for node in claim.nodes for name in node.rows})
        rows = {name: self._add_row(said, program, number, name) for name, number in found.items()}
        split = {node.variable for node in claim.nodes if node.variable is not None}
        names = {name: self._name_variable(said, program, said.variables.numbers[name]) for name in split}

        def name_rows(leaf: ProofNode) -> Mapping[str, int]:
            return {rows[name]: times for name, times in leaf.rows.items()}

        nodes = [
            node if node.variable is None else node.replace_unvalidated(variable=names[node.variable])
            for node in claim.nodes
        ]
        tags = dict.fromkeys((otherwise, *(name.rpartition("#")[0] for name in rows.values())))
        return {"rules": [tag for tag in tags if tag != STRUCTURE], "proof": nest_nodes(nodes, name_rows)}

    def _add_row(self, said: Impossibility, program: Program, number: int, name: str) -> str:
        """Add a row under its name, or another name where there is another row of that name."""
        row = program.rows[number]
        terms = {self._name_variable(said, program, v): times for v, times in row.terms.items()}
        tag, _, count = name.rpartition("#")
        own = OTHERWISE + format_loc(said.place) if tag == BETTER else tag
        added = _FoundRow(terms, row.low, row.high)
        names = (f"{one}#{count}" for one in _list_names(own))
        return next(one for one in names if self._rows.setdefault(one, added) == added)

    def _name_variable(self, said: Impossibility, program: Program, number: int) -> str:
        """Name a variable, and add it where it is new or has other bounds."""
        ends = program.lower[number], program.upper[number]
        names = _list_names(said.variables.names[number])
        return next(name for name in names if self._ends.setdefault(name, ends) == ends)


def _list_names(name: str) -> Iterator[str]:
    """Yield a name, and then what to call others of that name: without an end."""
    yield name
    number = 2
    while True:
        yield f"{name}~{number}"
        number += 1


def _list_veripb(claim: AnswerClaim, said: Impossibility, number: int) -> dict[str, str]:
    """List problem and proof of something that is proven."""
    if not claim.nodes:
        return {}
    found = format_veripb(said.build(), claim.nodes, said.variables.names)
    name = f"veripb/{number}-{'-'.join(map(str, said.place))}"
    return {f"{name}.opb": found.problem, f"{name}.pbp": found.proof}
