"""Proofs beside their plans, and what share of all claims is proven exactly.

As a script, ``python bench/proofs.py [COUNCILS]``: random councils of all kinds in both terms, their pools
thinned and aims raised by chance, each proof checked here and by the verifier for strangers, in a process of
its own; what rests on engines is counted.
"""

import statistics
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from datetime import date
from functools import partial
from itertools import count
from pathlib import Path
from random import Random

from table import head, judged, line, medians
from works import works

from cocau.app.audits.proof_files import VERIFIER, build_proof_files
from cocau.constraints.errors import InputError
from cocau.constraints.library import load_rulebook
from cocau.constraints.model.council import CouncilKind
from cocau.constraints.model.people import Pool, Sex
from cocau.constraints.rules.rule import Strength
from cocau.fixtures.generators.examples import make_even_council
from cocau.fixtures.generators.people import make_pool
from cocau.solver.plan import plan
from cocau.solver.proofs.check import check_proof
from cocau.solver.proofs.find import find_proof, prove_proposal
from cocau.solver.proofs.proof import EngineClaim, ProposalProof
from cocau.solver.proposal import Proposal
from cocau.solver.request import PlanRequest
from cocau.solver.time_budget import TimeBudget

BARS = {"118 people, 13 constituencies": 0.5, "1,000 people, 27 constituencies": 0.3}
"""How many times its plan a proof may take to be found and checked."""

DAYS = (date(2021, 5, 23), date(2026, 3, 15))


def proofs(repeat: int) -> Iterator[str]:
    """Plan and proof in a warm process; in one go: as `cocau proof` does, rows compiled once."""
    names = ("work", "plan", "finding", "checking", "(found + checked) / plan", "bar", "", "in one go")
    yield from head(*names, "of the file", "exact claims", numbers=9)
    with tempfile.TemporaryDirectory() as folder:
        for work in works(Path(folder)):
            request = work.request()
            proposal = plan(request)
            proof = find_proof(proposal, TimeBudget(60))
            jobs = (
                partial(plan, request),
                lambda p=proposal: find_proof(p, TimeBudget(60)),
                partial(check_proof, proposal, proof),
                lambda p=proposal: prove_proposal(p, TimeBudget(60)),
            )
            planned, found, checked, in_one_go = medians(jobs, repeat)
            ratio = (found + checked) / planned
            seconds = [f"{took:.3f} s" for took in (planned, found, checked)]
            cells = [f"{ratio:.2f}", *judged(ratio, BARS.get(work.name), "times"), f"{in_one_go:.3f} s"]
            share = f"{len(proof.to_json()) / len(proposal.to_json()):.1%}"
            told = count_claims(proof)
            yield line(work.name, *seconds, *cells, share, f"{told['exact']} of {sum(told.values())}")


def count_claims(proof: ProposalProof) -> Counter[str]:
    """How many claims are proven exactly, by a tree, and by the word of engines."""
    told: Counter[str] = Counter()
    for claim in proof.claims:
        if isinstance(claim, EngineClaim):
            told[claim.claim] += 1
        else:
            told["exact" if claim.leaves == 1 else "tree" if claim.leaves else "engines"] += 1
    return told


def draw_request(seed: int) -> PlanRequest:
    """A council of any kind in either term; people left out and aims raised by chance."""
    chance = Random(seed)  # noqa: S311  # made-up people are no secret
    kind, day = chance.choice(list(CouncilKind)), chance.choice(DAYS)
    units = chance.randint(3, 12)
    seats = chance.randint(2 * units, 4 * units)
    council = make_even_council(kind, seats, units, seed).replace_unvalidated(election_day=day)
    whole = make_pool(council, max(round(seats * chance.uniform(1.7, 3)), 40), seed).people
    kept = chance.choice((1, 1, 0.6, 0.4))
    thinned = tuple(p for p in whole if p.sex is Sex.MALE or chance.random() < kept)
    rules = load_rulebook().for_council(council).rules
    aims = [rule.id for rule in rules if rule.strength is Strength.AIM and not rule.after_all]
    raised = tuple(chance.sample(aims, chance.choice((0, 0, 1, 2))))
    return PlanRequest(council=council, pool=Pool(people=thinned), raised=raised, seconds=60)


def verify_apart(proposal: Proposal, proof: ProposalProof) -> str | None:
    """Have the files for strangers verified by the script among them; return what is wrong."""
    with tempfile.TemporaryDirectory() as folder:
        for name, text in build_proof_files(proposal, proof).items():
            path = Path(folder, name)
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8")
        command = [sys.executable, "-I", "-S", f"{folder}/{VERIFIER}", folder]
        done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603  # our own
    expected = int(count_claims(proof)["engines"] > 0)
    return None if done.returncode == expected else (done.stdout + done.stderr).strip()


def councils(_: int = 0, many: int = 500) -> Iterator[str]:
    """Prove so many random plans; say what is proven how, and what either check refuses."""
    told: dict[str, Counter[str]] = {}
    wrong, shares = list[str](), list[float]()
    for seed in count():
        if len(shares) >= many:
            break
        try:
            request = draw_request(seed)
            proposal = plan(request)
        except InputError:
            continue
        proof = find_proof(proposal, TimeBudget(60))
        wrong += [f"{seed}: {problem.where}: {problem.en}" for problem in check_proof(proposal, proof)]
        if apart := verify_apart(proposal, proof):
            wrong.append(f"{seed}: {apart}")
        name = "conflicts of the musts" if proposal.outcome == "conflict" else "the others"
        told.setdefault(name, Counter()).update({"proposals": 1} | count_claims(proof))
        shares.append(len(proof.to_json()) / len(proposal.to_json()))
        if len(shares) % 10 == 0:
            sys.stderr.write(f"{len(shares)}: {dict(sum(told.values(), Counter()))}\n")
    yield from _tell_councils(told, shares, wrong)


def _tell_councils(told: dict[str, Counter[str]], shares: list[float], wrong: list[str]) -> Iterator[str]:
    ways = ("exact", "tree", "engines")
    yield from head(
        "", "proposals", "tiers and conflicts", "by one sum", "by a tree", "by engines", "proven", numbers=6
    )
    for name, counts in sorted({**told, "all": sum(told.values(), Counter())}.items(), reverse=True):
        claims = sum(counts[way] for way in ways)
        share = f"{(claims - counts['engines']) / claims:.1%}"
        yield line(
            name, *(f"{n:,}" for n in (counts["proposals"], claims, *(counts[way] for way in ways))), share
        )
    total = sum(told.values(), Counter())
    yield ""
    yield (
        f"By one engine: {total['lot']} lots, {total['smallest']} times that a conflict is smallest, "
        f"{total['irreducible']} that it is irreducible. Of the file: {statistics.median(shares):.1%}, "
        f"at most {max(shares):.1%}. Refused by a check: {len(wrong)}."
    )
    yield from wrong


if __name__ == "__main__":
    for told_line in councils(many=int(sys.argv[1]) if len(sys.argv) > 1 else 500):
        sys.stdout.write(f"{told_line}\n")
