"""Hundreds of single alterations of proofs: refused, unless what is left adds up all the same.

Whether it does is reckoned here apart, by fractions row by row: neither check may say otherwise than that.
"""

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from copy import deepcopy
from fractions import Fraction
from pathlib import Path
from random import Random
from typing import Any

import pytest
from pydantic import ValidationError

from cocau.app.audits.proof_files import build_proof_files
from cocau.app.files.proofs import verify
from cocau.solver.model.program import STRUCTURAL, NamedRow, Program
from cocau.solver.model.slate_assignment import assign_slate
from cocau.solver.model.variable_names import list_row_names, list_variable_names
from cocau.solver.plan import plan
from cocau.solver.proofs.check import ProofChecker, check_proof
from cocau.solver.proofs.find import find_proof
from cocau.solver.proofs.proof import ConflictClaim, EngineClaim, ProposalProof, TierClaim
from cocau.solver.proposal import Proposal
from cocau.solver.request import Pins
from cocau.solver.time_budget import TimeBudget
from tests.solver.support.shipped import request_for, shipped_plan

Json = Any
EACH = 3
"""Alterations of one number, of all that there are."""

MANY = 250
"""Alterations of one file."""


def _draw(node: Json, chance: Random) -> list[Json]:
    """Draw alterations of all that there are, however deep."""
    every = list(_vary(node, chance))
    return chance.sample(every, min(MANY, len(every)))


@pytest.fixture(scope="module", params=["solved", "conflict"])
def proven(request: pytest.FixtureRequest) -> tuple[Proposal, ProposalProof]:
    asked = request_for("xa-mau")
    if request.param == "solved":
        proposal = shipped_plan("xa-mau")
    else:
        women = tuple(person.id for person in asked.pool.people if person.sex == "female")
        proposal = plan(asked.replace_unvalidated(pins=Pins(out=women[:-2])))
    return proposal, find_proof(proposal, TimeBudget(60))


def _vary(node: Json, chance: Random) -> Iterator[Json]:
    """Every part once more with one thing altered: a number, a name, something left out."""
    if isinstance(node, dict):
        names = list(node)
        for name, other in zip(names, [*names[1:], *names[:1]], strict=True):
            rest = {each: part for each, part in node.items() if each != name}
            kept = [rest] if name == other else [rest, node | {name: node[other], other: node[name]}]
            yield from chance.sample(kept, 1)
            yield {f"{each}x" if each == name else each: part for each, part in node.items()}
            yield from (node | {name: part} for part in _vary(node[name], chance))
    elif isinstance(node, list):
        for i, item in enumerate(node):
            yield [*node[:i], *node[i + 1 :]]
            yield [*node[: i + 1], *node[i:]]
            yield from ([*node[:i], part, *node[i + 1 :]] for part in _vary(item, chance))
    elif isinstance(node, int):
        yield from chance.sample([node + 1, node - 1, -node, 0, node + 2**70, node - 2**70], EACH)
    elif isinstance(node, str):
        yield from (f"{node}x", "")


def _contradict(
    rows: Mapping[str, NamedRow], program: Program, multipliers: Mapping[str, int], ends: list[list[int]]
) -> bool:
    """Whether rows so multiplied ask for more than variables between these ends allow."""
    share, asked = defaultdict[int, Fraction](Fraction), Fraction(0)
    for name, times in multipliers.items():
        side = rows[name].low if times > 0 else rows[name].high
        if side is None:
            return False
        asked += times * side
        for variable, coefficient in rows[name].terms.items():
            share[variable] += times * coefficient
    return asked > sum(max(part * ends[0][v], part * ends[1][v]) for v, part in share.items())


def _adds_up(checker: ProofChecker, claim: TierClaim | ConflictClaim) -> bool:
    """Whether the leaves of a claim's tree, each under its splits, leave no assignment."""
    if isinstance(claim, TierClaim):
        program = checker.build_tier(claim.tier)
    else:
        whole, members = checker.build_conflict(claim.aim)
        program = whole.with_tags(members.__contains__)
    rows = dict(zip(list_row_names(program), program.rows, strict=True))
    numbers = {name: i for i, name in enumerate(list_variable_names(checker.model))}
    left = [[list(program.lower), list(program.upper)]]
    for node in claim.nodes:
        if not left:
            return False
        ends = left.pop()
        if node.variable is not None:
            if node.rows or node.variable not in numbers:
                return False
            i = numbers[node.variable]
            below, above = deepcopy(ends), deepcopy(ends)
            below[1][i], above[0][i] = min(below[1][i], node.at), max(above[0][i], node.at + 1)
            left += [above, below]
        elif not node.rows.keys() <= rows.keys() or not _contradict(rows, program, node.rows, ends):
            return False
    return not left and bool(claim.nodes)


def _is_witness(checker: ProofChecker, claim: ConflictClaim, member: str) -> bool:
    """Whether on a slate all members but one hold, row by row."""
    program, members = checker.build_conflict(claim.aim)
    values = assign_slate(checker.model, claim.witnesses[member])
    ends = zip(program.lower, values, program.upper, strict=True)
    others = {STRUCTURAL, *members} - {member}
    return (
        member in members
        and all(low <= value <= high for low, value, high in ends)
        and all(row.holds(values) for row in program.rows if row.tag in others)
    )


def _still_proves(checker: ProofChecker, proof: ProposalProof, altered: ProposalProof) -> bool:
    """The rule by which an altered proof is one all the same."""
    if altered.of != proof.of or sorted(map(_about, altered.claims)) != sorted(map(_about, proof.claims)):
        return False
    before = {_about(claim): claim for claim in proof.claims}
    for claim in altered.claims:
        honest = before[_about(claim)]
        if isinstance(claim, EngineClaim) or claim == honest:
            continue
        if claim.confirmed_by or not _adds_up(checker, claim):
            return False
        if isinstance(claim, ConflictClaim) and isinstance(honest, ConflictClaim):
            shown = all(_is_witness(checker, claim, member) for member in claim.witnesses)
            if not shown or not honest.witnesses.keys() <= claim.witnesses.keys():
                return False
    return True


def _about(claim: TierClaim | ConflictClaim | EngineClaim) -> tuple[str, ...]:
    """What a claim says, but for why."""
    if isinstance(claim, TierClaim):
        return "tier", str(claim.tier), str(claim.bound), *claim.rules
    if isinstance(claim, ConflictClaim):
        return "conflict", str(claim.aim), *sorted(set(claim.members))
    return claim.claim, str(claim.aim), *(claim.rules if claim.claim == "average" else ())


def test_an_altered_proof_is_refused_unless_it_adds_up(proven: tuple[Proposal, ProposalProof]) -> None:
    proposal, proof = proven
    checker = ProofChecker(proposal)
    refused = 0
    for body in _draw(json.loads(proof.to_json()), Random(1)):
        try:
            altered = ProposalProof.model_validate(body)
        except ValidationError:
            refused += 1
            continue
        right = altered.of == proof.of and not any(checker.check_claims(altered))
        assert right is _still_proves(checker, proof, altered), body
        refused += not right
    assert refused >= (200 if proposal.slate else 15)
    assert check_proof(proposal, proof.replace_unvalidated(of="0" * 64))


class _Reckoner:
    """What the files for strangers show, reckoned once more from the program alone."""

    def __init__(self, text: str) -> None:
        self.program = verify.MpsProgram(text)
        self.numbers = {name: i for i, name in enumerate(self.program.lower)}
        self.ends = [[*self.program.lower.values()], [*self.program.upper.values()]]

    def stands(self, found: Json) -> bool:
        """Whether a solution is there and optimal, and each conflict is one; not what is left unsaid."""
        values = dict.fromkeys(self.program.lower, 0) | found["solution"]
        if values.keys() != self.program.lower.keys() or not self._allows(values):
            return False
        held: dict[str, int] = {}
        for name, constant in self.program.objectives.items():
            reached = constant + self._add(name, values)
            least = {
                v: self.program.lower[v] if c > 0 else self.program.upper[v] for v, c in self._terms(name)
            }
            below = {**held, name: reached - 1}
            if constant + self._add(name, least) < reached and not self._is_refuted(
                found["optimum"].get(name), below, self.ends
            ):
                return False
            held[name] = reached
        return found["optimum"].keys() <= held.keys() and all(
            self._is_conflict(one, held) for one in found["conflicts"]
        )

    def _terms(self, name: str) -> list[tuple[str, int]]:
        return list(self.program.terms[name].items())

    def _add(self, name: str, values: Mapping[str, int]) -> int:
        return sum(times * values[variable] for variable, times in self._terms(name))

    def _allows(self, values: Mapping[str, int]) -> bool:
        inside = all(self.program.lower[v] <= value <= self.program.upper[v] for v, value in values.items())
        sums = {name: self._add(name, values) for name in self.program.terms}
        low, high = self.program.low, self.program.high
        return (
            inside
            and all(sums[name] >= side for name, side in low.items())
            and all(sums[name] <= side for name, side in high.items())
        )

    def _is_refuted(self, tree: Json, held: Mapping[str, int], ends: list[list[int]]) -> bool:
        if any(low > high for low, high in zip(*ends, strict=True)):
            return True
        if tree is None:
            return False
        if "split" in tree:
            below, above, i = deepcopy(ends), deepcopy(ends), self.numbers.get(tree["split"], -1)
            below[1][i], above[0][i] = tree["at"], tree["at"] + 1
            halves = (("below", below), ("above", above))
            return i >= 0 and all(self._is_refuted(tree.get(half), held, part) for half, part in halves)
        rows: dict[str, NamedRow] = {}
        for name in tree.get("rows", {}):
            terms = {self.numbers[v]: c for v, c in self.program.terms.get(name, {}).items()}
            low, high = self.program.low.get(name), self.program.high.get(name)
            if name in self.program.objectives:
                high = held[name] - self.program.objectives[name] if name in held else None
            rows[name] = NamedRow("", terms, low, high)
        program = Program(*ends)
        return 0 not in tree.get("rows", {}).values() and _contradict(
            rows, program, tree.get("rows", {}), ends
        )

    def _is_conflict(self, one: Json, values: Mapping[str, int]) -> bool:
        if not one.keys() >= {"rules", "proof"} or not {*one.get("held", ())} <= values.keys():
            return False
        ends, aim = deepcopy(self.ends), one.get("aim")
        for name, i in self.numbers.items():
            if name == f"missed[{aim}]" or name.startswith(f"missed[{aim},"):
                ends[0][i] = ends[1][i] = 0
        used = {name.rpartition("#")[0] for name in _list_used(one["proof"]) - self.program.objectives.keys()}
        own = {verify.STRUCTURE, *one["rules"]}
        strange = {rule for rule in used if rule not in own and f"missed[{rule}]" not in self.numbers}
        held = {name: values[name] for name in one.get("held", ())}
        return not strange and self._is_refuted(one["proof"], held, ends)


def _list_used(tree: Json) -> set[str]:
    if "split" in tree:
        return _list_used(tree.get("below", {})) | _list_used(tree.get("above", {}))
    return set(tree.get("rows", {}))


@pytest.mark.long
def test_altered_files_for_strangers_are_refused_unless_they_add_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    proposal = shipped_plan("xa-mau")
    files = build_proof_files(proposal, find_proof(proposal, TimeBudget(60)))
    (tmp_path / verify.PROGRAM).write_text(files[verify.PROGRAM], encoding="utf-8")
    honest, reckoner = json.loads(files[verify.PROOF]), _Reckoner(files[verify.PROGRAM])
    assert reckoner.stands(honest)
    refused = 0
    with monkeypatch.context() as patch:
        patch.setattr(verify, "MpsProgram", lambda _: reckoner.program)  # it is read once
        for body in _draw(honest, Random(2)):
            (tmp_path / verify.PROOF).write_text(json.dumps(body), encoding="utf-8")
            right = verify.main([str(tmp_path)]) == 0
            bound = all(body.get(part) == honest[part] for part in ("format", "program"))
            whole = {"solution", "optimum", "conflicts"} <= body.keys()
            assert right is (bound and whole and reckoner.stands(body)), body
            refused += not right
    assert refused >= 200
    text = files[verify.PROGRAM].replace(" 1\n", " 2\n", 1)
    (tmp_path / verify.PROGRAM).write_text(text, encoding="utf-8")
    (tmp_path / verify.PROOF).write_text(json.dumps(honest), encoding="utf-8")
    assert verify.main([str(tmp_path)]) == 2
