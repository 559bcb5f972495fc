"""A proof as a folder for somebody without cocau: program, proof, verifier, VeriPB."""

import hashlib
import io
import json
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from importlib.resources import files
from typing import Any

from cocau.app.files.proofs.mps import format_mps
from cocau.app.files.proofs.verify import FORMAT, PROGRAM, PROOF
from cocau.app.files.proofs.veripb import format_veripb
from cocau.app.files.readers import PROOF_FIELD
from cocau.constraints.errors import AuditDisagreesError
from cocau.constraints.record import Text, bilingual
from cocau.constraints.rules.rule import Verdict
from cocau.solver.model.program import NamedRow, Program
from cocau.solver.model.restricted_programs import AIM_PREFIX, BETTER, HELD_PREFIX
from cocau.solver.model.slate_assignment import assign_slate
from cocau.solver.model.variable_names import list_row_names, list_variable_names
from cocau.solver.proofs.agreement import hold_against_audit
from cocau.solver.proofs.answers.answer_proof import AnswerProof
from cocau.solver.proofs.check import ProofChecker
from cocau.solver.proofs.proof import ConflictClaim, ProofNode, ProposalProof, ProvenClaim, TierClaim
from cocau.solver.proposal import Proposal

VERIFIER, PAGE = "verify.py", "README.md"


def build_proof_files(proposal: Proposal, proof: ProposalProof) -> dict[str, str]:
    """Build the files of a checked proof by name; a person is an id in them."""
    return _ProofFiles(ProofChecker(proposal), proof).build()


def read_checking_files() -> dict[str, str]:
    """Read what goes with every proof: the verifier, and the page on what is proven."""
    return {name: (files("cocau.app.files.proofs") / name).read_text("utf-8") for name in (VERIFIER, PAGE)}


def nest_nodes(
    nodes: Iterable[ProofNode], name_rows: Callable[[ProofNode], Mapping[str, int]]
) -> dict[str, Any]:
    """Nest the halves of what stands in preorder, as the verifier reads them."""
    left = iter(nodes)

    def nest() -> dict[str, Any]:
        node = next(left)
        if node.variable is not None:
            return {"split": node.variable, "at": node.at, "below": nest(), "above": nest()}
        return {"rows": dict(name_rows(node))}

    return nest()


def pack_files(texts: Mapping[str, str]) -> bytes:
    """Pack such files into one zip; the same files give the same bytes."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name, text in texts.items():
            entry = zipfile.ZipInfo(name)  # without a moment of its own
            archive.writestr(entry, text, zipfile.ZIP_DEFLATED)
    return content.getvalue()


def check_agreement(proposal: Proposal, slates: int) -> Text:
    """Hold the rows that a proof adds up against the audit, on random slates of the request.

    Raises:
        AuditDisagreesError: a rule's rows say otherwise than its audit; a defect of ours.
    """
    agreed = hold_against_audit(proposal, slates)
    if agreed.disagreements:
        rules = ", ".join(sorted({one.rule for one in agreed.disagreements}))
        raise AuditDisagreesError(f"the rows of {rules} say otherwise than its audit on a random slate")
    kept, broken = (
        {rule for rule, verdict in agreed.verdicts if verdict is wanted}
        for wanted in (Verdict.KEPT, Verdict.BROKEN)
    )
    return bilingual(
        f"{slates} phương án ngẫu nhiên: ràng buộc và phần chấm nói như nhau về mọi quy định "
        f"({len(kept & broken)} quy định có cả khi đạt và khi không đạt).",
        f"{slates} random slates: rows and audit say the same of every rule "
        f"({len(kept & broken)} rules were both kept and broken).",
    )


class _ProofFiles:
    """One proof, and the names of what it is about."""

    def __init__(self, checker: ProofChecker, proof: ProposalProof) -> None:
        self._checker, self._proof, self._model = checker, proof, checker.model
        self._variables = list_variable_names(checker.model)
        tiers = enumerate(checker.tiers, start=1)
        self._objectives = {
            f"{number}:{'+'.join(tier.rules)}": checker.model.objective(tier.rules) for number, tier in tiers
        }
        self._names = list(self._objectives)
        program = checker.model.program
        self._row_names = list_row_names(program)
        self._rows = {id(row.terms): name for row, name in zip(program.rows, self._row_names, strict=True)}

    def build(self) -> dict[str, str]:
        title = f"cocau-{self._proof.of[:12]}"
        rows = self._row_names
        program = format_mps(self._model.program, self._variables, rows, self._objectives, title)
        proof = json.dumps(self._build_proof(program), ensure_ascii=False, indent=1) + "\n"
        return {PROGRAM: program, PROOF: proof, **read_checking_files(), **dict(self._list_veripb())}

    def _build_proof(self, program: str) -> dict[str, Any]:
        claims = [claim for claim in self._proof.claims if isinstance(claim, ProvenClaim)]
        found: dict[str, Any] = {
            "format": FORMAT,
            "proposal": self._proof.of,
            "program": hashlib.sha256(program.encode()).hexdigest(),
        }
        slate = self._checker.proposal.slate
        if slate is not None:
            values = zip(self._variables, assign_slate(self._model, slate), strict=True)
            found["solution"] = {name: value for name, value in values if value}
            found["optimum"] = {
                self._names[claim.tier - 1]: self._build_tree(claim, self._checker.build_tier(claim.tier))
                for claim in claims
                if isinstance(claim, TierClaim) and claim.nodes
            }
        conflicts = (claim for claim in claims if isinstance(claim, ConflictClaim))
        return {**found, "conflicts": [self._build_conflict(claim) for claim in conflicts]}

    def _build_conflict(self, claim: ConflictClaim) -> dict[str, Any]:
        program, members = self._checker.build_conflict(claim.aim)
        found: dict[str, Any] = {
            "rules": [member for member in members if not member.startswith(AIM_PREFIX)],
            "held": [self._get_tier(member) for member in members if member.startswith(AIM_PREFIX)],
        }
        if claim.aim is not None:
            found["aim"] = claim.aim
        if claim.nodes:
            found["proof"] = self._build_tree(claim, program.with_tags(members.__contains__))
        return found

    def _get_tier(self, tag: str) -> str:
        """Return the objective of a tier by its first rule."""
        first = tag.removeprefix(AIM_PREFIX)
        return next(
            name
            for name, tier in zip(self._names, self._checker.tiers, strict=True)
            if tier.rules[0] == first
        )

    def _build_tree(self, claim: ProvenClaim, program: Program) -> dict[str, Any]:
        rows = dict(zip(list_row_names(program), program.rows, strict=True))
        own = self._names[claim.tier - 1] if isinstance(claim, TierClaim) else None
        return nest_nodes(claim.nodes, lambda leaf: dict(self._name_rows(leaf, rows, own)))

    def _name_rows(
        self, leaf: ProofNode, rows: Mapping[str, NamedRow], own: str | None
    ) -> Iterator[tuple[str, int]]:
        """Name the rows of a leaf as the program does; locks are its objectives.

        The row that an aim binds is left out: its shortfalls are 0 there.
        """
        for name, times in leaf.rows.items():
            row = rows[name]
            if id(row.terms) in self._rows:
                yield self._rows[id(row.terms)], times
            elif own is not None and row.tag == BETTER:
                yield own, times
            elif row.tag.startswith(HELD_PREFIX):
                yield self._names[int(row.tag.removeprefix(HELD_PREFIX)) - 1], times
            elif row.tag.startswith(AIM_PREFIX):
                yield self._get_tier(row.tag), times

    def _list_veripb(self) -> Iterator[tuple[str, str]]:
        """List problem and proof of each claim that is proven."""
        for number, claim in enumerate(self._proof.claims, start=1):
            if not isinstance(claim, ProvenClaim) or not claim.nodes:
                continue
            if isinstance(claim, TierClaim):
                own, what = self._checker.build_tier(claim.tier), f"tier-{claim.tier}"
            else:
                built, members = self._checker.build_conflict(claim.aim)
                own, what = built.with_tags(members.__contains__), claim.aim or "conflict"
            found = format_veripb(own, claim.nodes, self._variables)
            yield f"veripb/{number}-{what}.opb", found.problem
            yield f"veripb/{number}-{what}.pbp", found.proof


def embed_proof(proven: str, proof: ProposalProof | AnswerProof) -> str:
    """Embed a proof in the JSON of what it proves, whose other bytes stay as they are."""
    return f'{proven.rstrip().removesuffix("}").rstrip()},\n "{PROOF_FIELD}": {proof.to_json().strip()}\n}}\n'
