"""All conflicts of a program, and all smallest ways to give something up, the cheapest first.

MARCO (Liffiton, Previti, Malik and Mushtaq, "Fast, flexible MUS enumeration", Constraints 2016), its seeds
the dearest sets of tags not looked at yet: a seed that can hold leaves out a cheapest correction, one that
cannot is shrunk to a conflict. When no seed is left, every conflict and every correction has been met.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from cocau.constraints.quantity import Quantity
from cocau.solver.conflict import shrunk
from cocau.solver.effort import Effort
from cocau.solver.highs import Highs
from cocau.solver.oracle import Oracle
from cocau.solver.program import Program


@dataclass(frozen=True)
class Correction:
    """Tags of which none can be spared: given up together, all others hold, as `values` shows."""

    tags: frozenset[str]
    values: list[int]


@dataclass(frozen=True)
class Enumerated:
    """Irreducible conflicts as they were met, corrections the cheapest first.

    `complete`: there are no others. Else time or the limit ran out: no correction that is missing is cheaper
    than the last one here; conflicts may be missing. `unshrunk`: tags that were found impossible together
    when time ran out; some of them may not be needed.
    """

    conflicts: tuple[frozenset[str], ...]
    corrections: tuple[Correction, ...]
    complete: bool
    unshrunk: frozenset[str] | None = None


def enumerated(
    oracle: Oracle,
    price: Callable[[str], int],
    effort: Effort,
    limit: int,
    *,
    conflicts_only: bool = False,
) -> Enumerated:
    """Every conflict and correction of an oracle's program, or `limit` of both together.

    `price`: what giving up a tag costs, one or more; a correction costs the sum of its tags.
    `conflicts_only`: the limit is one of conflicts, and corrections are met only on the way.
    """
    tags = oracle.program.tags()
    seeds = _Seeds(tags, price)
    conflicts: list[frozenset[str]] = []
    corrections: list[Correction] = []
    complete, unshrunk = False, None
    while len(conflicts) + (0 if conflicts_only else len(corrections)) < limit and not effort.over:
        seed = seeds.next(effort)
        if seed is None:
            complete = not effort.over
            break
        impossible = oracle.core(seed)
        if impossible is not None:
            core, sure = shrunk(oracle, impossible)
            if not sure:
                unshrunk = core
                break
            conflicts.append(core)
            seeds.not_all_of(core)
            continue
        values = oracle.values(seed)
        if values is None:
            break
        given_up = frozenset(tags) - seed
        corrections.append(Correction(given_up, values))
        seeds.one_of(given_up)
    return Enumerated(tuple(conflicts), tuple(corrections), complete, unshrunk)


class _Seeds:
    """The sets of tags that were not looked at yet, as a small program of their own: 1 is given up."""

    def __init__(self, tags: Iterable[str], price: Callable[[str], int]) -> None:
        self._map = Program()
        self._given_up = {tag: self._map.variable(1) for tag in tags}
        self._cost = Quantity({v: price(tag) for tag, v in self._given_up.items()})

    def next(self, effort: Effort) -> frozenset[str] | None:
        """The dearest set that was not looked at yet; None if there is none, or no time."""
        values = Highs().minimise(self._map, self._cost, effort.left(), watch=effort.watch).values
        return None if values is None else frozenset(t for t, v in self._given_up.items() if not values[v])

    def not_all_of(self, conflict: Iterable[str]) -> None:
        """From now on something of this conflict is given up."""
        self._map.add("", self._sum(conflict) >= 1)

    def one_of(self, correction: Iterable[str]) -> None:
        """From now on something of this correction is kept."""
        given_up = frozenset(correction)
        self._map.add("", self._sum(given_up) <= len(given_up) - 1)

    def _sum(self, tags: Iterable[str]) -> Quantity:
        return Quantity({self._given_up[tag]: 1 for tag in tags})
