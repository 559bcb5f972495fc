"""The wish for an even average, beside the plan without it: time, gap and proof.

Usage: ``./run bench even``; of other wishes or councils
``.venv/bin/python bench/even.py [--repeat N] [--of age|preference|size] [NAME ...]``.
Seconds belong to one machine; processor seconds and ratios are what may be compared.
"""

import argparse
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

from table import head, judged, line

from cocau.app.files.readers import read_council, read_pool
from cocau.constraints.model.council import Council, CouncilKind
from cocau.constraints.model.people import Pool
from cocau.constraints.rules.rule import Finding
from cocau.fixtures.generators.examples import make_even_council
from cocau.fixtures.generators.people import make_pool
from cocau.solver.plan import plan, resolve_rulebook
from cocau.solver.proposal import Proposal
from cocau.solver.request import PlanRequest

CASES = Path(__file__).parents[1] / "fixtures"
BOOK = "ha-tinh-2021+cocau-even-lists"
COUNCIL_OF_72 = make_even_council(CouncilKind.PROVINCE, 72, 18, 1)


def shipped(name: str) -> tuple[Council, Pool]:
    """A council of the fixtures with its pool."""
    return read_council(CASES / "councils" / f"{name}.yaml"), read_pool(CASES / "pools" / f"{name}.yaml")


def all_needed(council: Council, pool: Pool) -> tuple[Council, Pool]:
    """Nobody too many: those of the plan, so that the sum of all lists cannot move."""
    slate = plan(PlanRequest(council=council, pool=pool)).slate
    if slate is None:
        raise SystemExit("no slate to take the people of")
    return council, pool.replace_unvalidated(people=pool.get_people(slate.listed))


def all_tied(council: Council, pool: Pool) -> tuple[Council, Pool]:
    """Everybody has a home, so that averages cannot meet even in fractions."""
    rng = Random(3)  # noqa: S311  # made-up homes are no secret
    places = [place for unit in council.constituencies for place in unit.localities]
    people = (p if p.locality else p.replace_unvalidated(locality=rng.choice(places)) for p in pool.people)
    return council, pool.replace_unvalidated(people=tuple(people))


def preferred(council: Council, pool: Pool) -> tuple[Council, Pool]:
    """The department prefers some people, more or less."""
    rng = Random(3)  # noqa: S311  # made-up preferences are no secret
    people = (p.replace_unvalidated(preference=rng.choice([0, 0, 0, 1, 2, 3, 5, 7, 9])) for p in pool.people)
    return council, pool.replace_unvalidated(people=tuple(people))


WORKS: dict[str, Callable[[], tuple[Council, Pool]]] = {
    "118/13": lambda: shipped("ha-tinh"),
    "300/26": lambda: shipped("nghe-an"),
    "500/18": lambda: (COUNCIL_OF_72, make_pool(COUNCIL_OF_72, 500, 1)),
    "118/13 all needed": lambda: all_needed(*shipped("ha-tinh")),
    "118/13 all tied": lambda: all_tied(*shipped("ha-tinh")),
    "118/13 preferred": lambda: preferred(*shipped("ha-tinh")),
}

BARS = {"118/13": 10.0, "500/18": 30.0}
"""Seconds in which it is to be proven, or within a thousandth."""

HEAD = (
    "people/constituencies", "of", "bar", "", "without, s (processor)", "with, s (processor)",
    "apart without", "apart", "bound", "", "lists", "runs",
)  # fmt: skip


def evened(repeat: int) -> Iterator[str]:
    """The table of ages, for every council there is here."""
    yield from head(*HEAD, numbers=8)
    for work in WORKS:
        yield from rows(work, "age", repeat)


def rows(work: str, of: str, repeat: int) -> Iterator[str]:
    """Build one line: median seconds, how far apart the averages are, and what is proven."""
    council, pool = WORKS[work]()
    plain = PlanRequest(council=council, pool=pool)
    even = plain.replace_unvalidated(rulebook=BOOK, overrides={f"even-{of}": {"within": 0}})
    took: dict[str, list[float]] = {"plain": [], "even": [], "plain cpu": [], "even cpu": []}
    proposals: list[Proposal] = []
    for _ in range(repeat):
        for name, request in (("plain", plain), ("even", even)):
            wall, cpu = time.perf_counter(), time.process_time()
            proposals.append(plan(request))
            took[name].append(time.perf_counter() - wall)
            took[f"{name} cpu"].append(time.process_time() - cpu)
    aim = next(aim for aim in proposals[-1].aims if aim.rule == f"even-{of}")
    facts = next(f.facts for f in proposals[-1].findings if f.rule == aim.rule)
    before = next(f.short for f in _judged(even, proposals[0]) if f.rule == aim.rule)
    same = len({p.to_json() for p in proposals[1::2]}) == 1
    median = {name: statistics.median(times) for name, times in took.items()}
    yield line(
        work,
        of,
        *judged(median["even"], BARS.get(work)),
        f"{median['plain']:.1f} ({median['plain cpu']:.1f})",
        f"{median['even']:.1f} ({median['even cpu']:.1f})",
        f"{before / 100:.2f}",
        f"{facts['apart']}",
        f"{aim.tier_bound / 100:.2f}",
        "proven" if aim.proven else "open",
        f"{facts['lowest']} - {facts['highest']}",
        "same bytes" if same else "DIFFER",
    )


def _judged(request: PlanRequest, proposal: Proposal) -> tuple[Finding, ...]:
    """The plan without the wish, judged by the wish."""
    if proposal.slate is None:
        raise SystemExit("no slate")
    return resolve_rulebook(request).audit(request.council, request.pool, proposal.slate)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("works", nargs="*", default=list(WORKS), metavar="NAME", help=", ".join(WORKS))
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--of", default="age", choices=["age", "preference", "size"])
    given = parser.parse_args()
    print(*head(*HEAD, numbers=8), sep="\n")
    for work in given.works:
        for row in rows(work, given.of, given.repeat):
            print(row)
            sys.stdout.flush()


if __name__ == "__main__":
    main()
