"""A smallest set of rules that cannot hold together: found with linear relaxations, proven with integers.

First an irreducible set, by deletion from the core of a Farkas ray. Then, as long as time allows, a smallest
one: minimal hitting sets of correction sets, as in Ignatiev et al., "Smallest MUS Extraction with Minimal
Hitting Set Dualization" (CP 2015). A question that an engine did not answer in time never counts as "no".
"""

import time
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from constraints.quantity import Quantity
from solver.engine import Engine, Status
from solver.highs import Relaxation
from solver.program import STRUCTURE, NamedRow, Program, value_of


@dataclass(frozen=True)
class Core:
    """Tags that cannot hold together. `irreducible`: without any one of them the rest can.

    `smallest`: no conflict has fewer. `confirmed_by`: engines that each found it impossible.
    """

    tags: tuple[str, ...]
    irreducible: bool
    smallest: bool
    confirmed_by: tuple[str, ...]


class Oracle:
    """Says whether the rows of some tags can hold together: relaxation first, integers where it must be."""

    def __init__(self, program: Program, engine: Engine, deadline: float) -> None:
        self._program, self._engine, self._deadline = program, engine, deadline
        self._relaxation = Relaxation(program)
        self.unanswered = False

    def core(self, tags: Collection[str]) -> frozenset[str] | None:
        """Some of these tags that cannot hold together; None if all can, or if time ran out."""
        core = self._relaxation.core(tags)
        if core is not None:
            return core
        return frozenset(tags) if self.values(tags) is None and not self.unanswered else None

    def values(self, tags: Collection[str]) -> list[int] | None:
        """An assignment under these tags; None if there is none, or (`unanswered`) none was found in time."""
        wanted = frozenset(tags)
        session = self._engine.open(self._program.keeping(wanted.__contains__))
        answer = session.minimise(Quantity(), self._deadline - time.monotonic())
        self.unanswered = answer.status is Status.STOPPED and answer.values is None
        return answer.values


def smallest_core(program: Program, engines: tuple[Engine, Engine], seconds: float) -> Core | None:
    """A smallest core of a program, confirmed by both engines; None if the second one finds it possible.

    `seconds` bounds the search for fewer tags; what is not proven by then is said in the result.
    """
    deadline = time.monotonic() + seconds
    first, second = engines
    oracle = Oracle(program, first, deadline)
    core, irreducible = _irreducible(oracle, program.tags())
    if Oracle(program, second, deadline + seconds).values(core) is not None:
        return None
    smaller = _smallest(oracle, program, core, deadline) if irreducible else None
    best = core if smaller is None else smaller
    tags = tuple(tag for tag in program.tags() if tag in best)
    return Core(tags, irreducible, smaller is not None, (first.name, second.name))


def _irreducible(oracle: Oracle, tags: Iterable[str]) -> tuple[frozenset[str], bool]:
    """Delete one tag after another as long as the rest stays impossible."""
    everything = frozenset(tags)
    core = oracle.core(everything) or everything
    sure = True
    for tag in sorted(core):
        if tag in core:
            rest = oracle.core(core - {tag})
            sure = sure and not oracle.unanswered
            core = core if rest is None else rest
    return core, sure


def _smallest(
    oracle: Oracle, program: Program, core: frozenset[str], deadline: float
) -> frozenset[str] | None:
    """A core of the fewest tags, at most as many as `core` has; None if time ran out before it was proven."""
    tags = program.tags()
    rows = [row for row in program.rows if row.tag != STRUCTURE]
    corrections: list[frozenset[str]] = []
    while time.monotonic() < deadline:
        hitting = _least_hitting_set(corrections, len(core))
        if hitting is None:
            return core
        values = oracle.values(hitting)
        if oracle.unanswered:
            return None
        if values is None:
            return hitting
        corrections.append(_correction(oracle, rows, frozenset(tags), hitting, values))
    return None


def _correction(
    oracle: Oracle, rows: list[NamedRow], tags: frozenset[str], kept: frozenset[str], values: list[int]
) -> frozenset[str]:
    """Tags to give up so that the rest can hold: what an assignment breaks, made smaller one by one."""
    broken = {row.tag for row in rows if not _holds(row, values)}
    for tag in sorted(broken):
        if tag in broken:
            better = oracle.values(tags - broken | {tag})
            if better is not None:
                broken = {row.tag for row in rows if not _holds(row, better)}
    return frozenset(broken) - kept


def _holds(row: NamedRow, values: list[int]) -> bool:
    value = value_of(Quantity(row.terms), values)
    return (row.low is None or value >= row.low) and (row.high is None or value <= row.high)


def _least_hitting_set(sets: list[frozenset[str]], below: int) -> frozenset[str] | None:
    """A smallest set that meets all of `sets` and has fewer than `below` members, else None."""
    best: frozenset[str] | None = None
    stack: list[tuple[frozenset[str], int]] = [(frozenset(), 0)]
    limit = below
    while stack:
        chosen, start = stack.pop()
        missed = next((s for s in sets[start:] if not s & chosen), None)
        if missed is None and len(chosen) < limit:
            best, limit = chosen, len(chosen)
        elif missed is not None and len(chosen) + 1 < limit:
            stack += [(chosen | {tag}, sets.index(missed) + 1) for tag in sorted(missed, reverse=True)]
    return best
