"""How the cost of a plan grows: with people, constituencies, rules and councils, each alone.

Each run is a process of its own, ``python growth.py PEOPLE UNITS RULES COUNCILS [ENGINE]``: it prints the
seconds of its plans and the most memory that it had. An engine alone solves the same program and tiers, each
held for the next. Besides the tables ``docs/pictures/growth.png`` is drawn anew.
"""

import json
import math
import statistics
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import islice, product
from pathlib import Path

from table import head, line, peak_bytes, seconds
from works import made_up

from cocau.constraints.kinds.share import ShareRule
from cocau.constraints.model.selectors import Selector
from cocau.constraints.model.traits import Bloc, Sex
from cocau.constraints.rulebook import Rulebook
from cocau.constraints.rules.rule import Strength
from cocau.fixtures.generators.country import make_council, sample_numbers
from cocau.fixtures.generators.sizes import COUNCILS
from cocau.solver.plan import plan, plan_with_rulebook, resolve_rulebook
from cocau.solver.request import PlanRequest

ROOT = Path(__file__).parents[1]
PICTURE = ROOT / "docs" / "pictures" / "growth.png"
USUAL = (1_000, 27, 0, 0)
"""People, constituencies, rules (0: as shipped) and councils of the country (0: one of them alone)."""

SERIES = {
    "people": (200, 500, 1_000, 3_000, 10_000, 30_000, 100_000),
    "constituencies": (17, 27, 40, 60, 85),
    "rules": (10, 20, 40, 80, 140, 200),
    "councils": (1, 10, 100, 1_000, COUNCILS),
}
PLACE = {name: n for n, name in enumerate(SERIES)}
ENGINES = {"HiGHS alone": "HiGHS", "CP-SAT alone": "CP-SAT, 1 worker, linearization 2"}
MOST_PEOPLE, PATIENCE = 3_000, 3_600.0
"""People up to which engines are asked alone; seconds after which a run is given up."""


BENDS = (
    "People beyond some thousands are sifted before they are planned, so further ones cost little more than "
    "reading them. Rules cost most while they begin to compete for the same seats; more of them then change "
    "little. With one seat a constituency (85 of each) the least lots lie far from the relaxation: most "
    "time goes into proving them. Councils are planned one after another."
)
"""Why the curves bend, as profiles show it."""


@dataclass(frozen=True)
class Run:
    """One size: seconds of its plans, and bytes that the process had at most."""

    size: int
    seconds: float
    memory: float


def growth(repeat: int) -> Iterator[str]:
    """Seconds and memory of each series, beside bare engines, with the exponents that fit them."""
    yield from head("grows", "to", "plans", *ENGINES, "memory at most", numbers=4 + len(ENGINES) - 1)
    drawn: dict[str, dict[str, list[Run]]] = {}
    for name, sizes in SERIES.items():
        drawn[name] = {label: [] for label in ("plan", *ENGINES)}
        for size in sizes:
            yield _measure(name, size, repeat, drawn[name])
    yield ""
    yield from head("grows", "seconds as size to the power of", "at the end", *ENGINES, "memory", numbers=5)
    for name, runs in drawn.items():
        own = runs["plan"]
        powers = [fit_power(own), fit_power(own[-2:]), *map(fit_power, (runs[e] for e in ENGINES))]
        memory = fit_power([Run(run.size, run.memory, 0) for run in own])
        yield line(name, *("" if one is None else f"{one:.2f}" for one in (*powers, memory)))
    _draw(drawn)
    yield ""
    yield f"![Seconds beside sizes](pictures/{PICTURE.name})"
    yield ""
    yield BENDS


def fit_power(runs: Sequence[Run]) -> float | None:
    """Fit the exponent of seconds as a power of the size, by least squares of logarithms."""
    if len(runs) < 2:  # noqa: PLR2004  # two points make a line
        return None
    sizes, taken = (
        [math.log(one) for one in side] for side in zip(*((r.size, r.seconds) for r in runs), strict=True)
    )
    return statistics.linear_regression(sizes, taken).slope


def _measure(name: str, size: int, repeat: int, runs: dict[str, list[Run]]) -> str:
    from engines import LIMIT  # noqa: PLC0415  # the measured processes need none of it

    asked = list(USUAL)
    asked[PLACE[name]] = size
    runs["plan"].append(own := _run_alone(size, asked, repeat) or Run(size, math.nan, math.nan))
    cells = []
    for engine in ENGINES if asked[0] <= MOST_PEOPLE and not asked[3] else ():
        alone = _run_alone(size, [*asked, engine], 1)
        if alone is not None:
            runs[engine].append(alone)
        cells.append(f"> {LIMIT:g} s" if alone is None else f"{alone.seconds:.2f} s")
    cells += [""] * (len(ENGINES) - len(cells))
    return line(name, f"{size:,}", f"{own.seconds:.2f} s", *cells, f"{own.memory / 1e9:.2f} GB")


def _run_alone(size: int, asked: Sequence[object], repeat: int) -> Run | None:
    """The median of some runs; None if one is given up, or does not prove all."""
    command = [sys.executable, __file__, *map(str, asked)]
    told = []
    for _ in range(repeat):
        try:
            done = subprocess.run(command, capture_output=True, check=True, cwd=ROOT, timeout=PATIENCE)  # noqa: S603  # our own
        except subprocess.TimeoutExpired:
            return None
        told.append(json.loads(done.stdout))
        if told[-1]["seconds"] is None:
            return None
    return Run(size, statistics.median(one["seconds"] for one in told), max(one["bytes"] for one in told))


def _draw(drawn: dict[str, dict[str, list[Run]]]) -> None:
    import matplotlib as mpl  # noqa: PLC0415  # the measured processes need none of it

    mpl.use("agg")
    from matplotlib import pyplot as plt  # noqa: PLC0415

    figure, axes = plt.subplots(1, len(drawn), figsize=(4 * len(drawn), 3.6), layout="constrained")
    for axis, (name, runs) in zip(axes, drawn.items(), strict=True):
        for label, points in runs.items():
            if points:
                axis.loglog([p.size for p in points], [p.seconds for p in points], marker="o", label=label)
        axis.set(xlabel=name, ylabel="seconds")
        axis.grid(visible=True, which="both", alpha=0.3)
        axis.legend()
    figure.savefig(PICTURE, dpi=100, metadata={"Software": None})


def build_rulebook(request: PlanRequest, count: int) -> Rulebook:
    """The rulebook of a request cut to so many rules, or with further aims of shares; 0: as it is."""
    book = resolve_rulebook(request)
    if not count:
        return book
    model = next(rule for rule in book.rules if isinstance(rule, ShareRule) and rule.strength is Strength.AIM)
    described = product(range(45, 66, 3), Bloc, Sex)
    more = (
        model.replace_unvalidated(
            id=f"more-{n}",
            where=Selector(age_under=age, bloc=bloc, sex=sex),
            at_least_percent=1,
            at_most_percent=None,
            priority=500 + n % 10,
        )
        for n, (age, bloc, sex) in enumerate(described)
    )
    musts_first = sorted(book.rules, key=lambda rule: rule.strength is Strength.AIM)
    rules = (*musts_first[:count], *islice(more, max(0, count - len(book.rules))))
    return book.replace_unvalidated(rules=rules)


def main(people: int, units: int, rules: int, councils: int, engine: str = "") -> None:
    """Plan in this process; print the seconds (null: not proven) and the bytes."""
    if councils:
        made = map(make_council, sample_numbers(councils))
        requests = (PlanRequest(council=one.council, pool=one.pool).in_order() for one in made)
        taken: float | None = sum(seconds(partial(plan, request)) for request in requests)
    elif engine:
        from engines import ENGINES as BARE  # noqa: PLC0415  # only then
        from engines import lexicographic  # noqa: PLC0415

        request = made_up(people, units)
        book = build_rulebook(request, rules)
        proven: list[bool] = []
        taken = seconds(lambda: proven.append(lexicographic(request, BARE[ENGINES[engine]], book)))
        taken = taken if proven[0] else None
    else:
        request = made_up(people, units).replace_unvalidated(seconds=PATIENCE)
        book = build_rulebook(request, rules)
        taken = seconds(lambda: plan_with_rulebook(request, book))
    sys.stdout.write(json.dumps({"seconds": taken, "bytes": peak_bytes()}))


if __name__ == "__main__":
    asked_people, asked_units, asked_rules, asked_councils = map(int, sys.argv[1:5])
    main(asked_people, asked_units, asked_rules, asked_councils, *sys.argv[5:])
