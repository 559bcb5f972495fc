"""Councils tight in many rules at once: when the plan is proven, and bare engines prove the same model.

Each council is a process of its own, ``python hard.py SEED LIMIT [ENGINE ...]``, which runs the plan and each
engine after one another; as many processes run as there are processors, each engine on one thread. The
plan's seconds have all in them that its user gets: audits, lots, and where there is no slate the rules that
clash, told.
``docs/pictures/hard.png`` is drawn anew.
"""

import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path

from engines import ENGINES, NoSlateError, lexicographic
from table import head, line

from cocau.fixtures.generators.hard_councils import make_hard_council
from cocau.solver.plan import plan_with_rulebook
from cocau.solver.proposal import Proposal, ProposalOutcome, get_proven_tiers
from cocau.solver.request import PlanRequest

ROOT = Path(__file__).parents[1]
PICTURE = ROOT / "docs" / "pictures" / "hard.png"
COUNT, LIMIT = 200, 60.0
"""Councils; seconds that the plan and each engine may take for one."""

WITHIN = (1.0, 5.0, 60.0)
"""Seconds within which the share that is proven is told."""

BESIDE = {
    "HiGHS alone": "HiGHS",
    "CP-SAT alone": "CP-SAT, 1 worker, linearization 2",
    "SCIP alone": "SCIP",
}
"""The engines beside the plan, as the table names them and as `engines.py` has them; one thread each."""


@dataclass(frozen=True)
class HardRun:
    """One council by one solver. `found`: "slate" or "none" where proven, else "open" with its `gap`."""

    solver: str
    seconds: float
    found: str
    gap: str = ""


def hard(
    _repeat: int, count: int = COUNT, beside: int = COUNT, limit: float = LIMIT, picture: Path = PICTURE
) -> Iterator[str]:
    """Tell the share of councils proven within so many seconds, by the plan and by each engine alone.

    `beside`: on so many councils, the first ones, the engines run too; each may take its whole time on each.
    """
    with ThreadPoolExecutor(os.cpu_count()) as processes:
        run = partial(_run_alone, limit=limit)
        councils = list(processes.map(run, range(count), [seed < beside for seed in range(count)]))
    runs = {solver: [told[solver] for told in councils if solver in told] for solver in ("plan", *BESIDE)}
    yield from tell_councils(councils, limit)
    columns = [f"proven within {seconds:g} s" for seconds in WITHIN]
    yield from head("by", "councils", *columns, "median", numbers=len(WITHIN) + 2)
    if beside < count:
        yield _describe_solver("plan", runs["plan"], limit)
    for solver, own in runs.items():
        yield _describe_solver(solver, own[:beside], limit)
    every = {f"plan, {count} councils": runs["plan"]} if beside < count else {}
    _draw(every | {solver: own[:beside] for solver, own in runs.items()}, limit, picture)
    yield from ("", f"![Share proven beside seconds](pictures/{picture.name})")
    still_open = [(seed, run) for seed, run in enumerate(runs["plan"]) if run.found == "open"]
    if still_open:
        yield ""
        yield from head("seed", "the plan after its time", numbers=0)
        yield from (line(f"{seed}", run.gap) for seed, run in still_open)


def _describe_solver(solver: str, runs: Sequence[HardRun], limit: float) -> str:
    shares = [f"{share_proven(runs, seconds):.0%}" for seconds in WITHIN]
    middle = statistics.median(run.seconds if run.found != "open" else limit for run in runs)
    return line(solver, f"{len(runs)}", *shares, f"> {limit:g} s" if middle >= limit else f"{middle:.1f} s")


def tell_councils(councils: Sequence[dict[str, HardRun]], limit: float) -> Iterator[str]:
    """Tell how many have a slate; it is a defect if two solvers contradict each other."""
    found = [{run.found for run in council.values()} - {"open"} for council in councils]
    torn = [seed for seed, answers in enumerate(found) if len(answers) > 1]
    if torn:
        raise AssertionError(f"solvers contradict each other on the councils of seeds {torn}")
    slates, none = found.count({"slate"}), found.count({"none"})
    unknown = len(councils) - slates - none
    yield (
        f"{len(councils)} councils of seeds 0 to {len(councils) - 1}: {slates} with a slate, {none} without, "
        f"{unknown} unknown; at most {limit:g} s each. An engine proves tier after tier and the first lot."
    )
    yield ""


def share_proven(runs: Sequence[HardRun], seconds: float) -> float:
    """Return the share of councils for which all was proven within so many seconds."""
    return sum(run.found != "open" and run.seconds <= seconds for run in runs) / len(runs)


def describe_gap(proposal: Proposal) -> str:
    """Describe what is open of a plan that ran out of time: of the first open tier, and how many follow."""
    tiers = get_proven_tiers(proposal)
    for n, tier in enumerate(tiers):
        if not tier.proven:
            return f"{n} of {len(tiers)} tiers proven, the next at {tier.value}, at least {tier.bound}"
    return "all tiers proven, a lot open" if tiers else "no slate yet"


def _run_alone(seed: int, beside: bool, limit: float) -> dict[str, HardRun]:  # noqa: FBT001  # mapped over
    command = [sys.executable, __file__, str(seed), str(limit), *(BESIDE if beside else ())]
    done = subprocess.run(command, stdout=subprocess.PIPE, check=True, cwd=ROOT)  # noqa: S603  # our own
    return {told["solver"]: HardRun(**told) for told in json.loads(done.stdout)}


def run_council(seed: int, limit: float, solvers: Sequence[str]) -> Iterator[HardRun]:
    """Run the plan of one council, then each of these engines alone."""
    council, pool, book = make_hard_council(seed)
    request = PlanRequest(council=council, pool=pool, seconds=limit).in_order()
    begun = time.perf_counter()
    proposal = plan_with_rulebook(request, book)
    taken = time.perf_counter() - begun
    match proposal.outcome:
        case ProposalOutcome.SOLVED:
            yield HardRun("plan", taken, "slate")
        case ProposalOutcome.CONFLICT:
            yield HardRun("plan", taken, "none")
        case ProposalOutcome.OUT_OF_TIME:
            yield HardRun("plan", taken, "open", describe_gap(proposal))
    for solver in solvers:
        begun = time.perf_counter()
        try:
            found = "slate" if lexicographic(request, ENGINES[BESIDE[solver]], book, limit) else "open"
        except NoSlateError:
            found = "none"
        yield HardRun(solver, time.perf_counter() - begun, found)


def _draw(runs: dict[str, list[HardRun]], limit: float, picture: Path) -> None:
    import matplotlib as mpl  # noqa: PLC0415  # the measured processes need none of it

    mpl.use("agg")
    from matplotlib import pyplot as plt  # noqa: PLC0415

    figure, axis = plt.subplots(figsize=(7, 4), layout="constrained")
    for solver, own in runs.items():
        proven = sorted(run.seconds for run in own if run.found != "open" and run.seconds <= limit)
        shares = [100 * n / len(own) for n in range(len(proven) + 1)]
        axis.step([*proven, limit], [*shares[1:], shares[-1]], where="post", label=solver)
    axis.set(xscale="log", xlabel="seconds", ylabel="percent proven", ylim=(0, 100), xlim=(None, limit))
    axis.grid(visible=True, which="both", alpha=0.3)
    axis.legend()
    figure.savefig(picture, dpi=100, metadata={"Software": None})
    plt.close(figure)


if __name__ == "__main__":
    asked_seed, asked_limit = int(sys.argv[1]), float(sys.argv[2])
    sys.stdout.write(json.dumps([asdict(run) for run in run_council(asked_seed, asked_limit, sys.argv[3:])]))
