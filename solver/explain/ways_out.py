"""Ways out of a conflict one after another, the cheapest first: sets of tags of which none can be spared.

The hitting-set tree of Reiter, "A theory of diagnosis from first principles" (1987), grown where it is
cheapest: a set that meets every conflict known is tried; if the rest cannot hold, that is one more conflict.
"""

import heapq
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from itertools import count

from cocau.solver.conflict import shrunk
from cocau.solver.effort import TimeOver
from cocau.solver.oracle import Oracle


@dataclass(frozen=True)
class Way:
    """Tags given up; `values` is an assignment in which all others hold."""

    tags: frozenset[str]
    values: list[int]


class WaysOut:
    """The ways out of what an oracle finds impossible; `conflicts` are those met on the way."""

    def __init__(self, oracle: Oracle, tags: Collection[str], price: Callable[[str], int]) -> None:
        """`price`: what giving up a tag costs, one or more."""
        self._oracle, self._tags, self._price = oracle, frozenset(tags), price
        self.conflicts: list[frozenset[str]] = []

    def __iter__(self) -> Iterator[Way]:
        """Each way out, none cheaper than the one before.

        Raises:
            TimeOver: an engine did not answer; nothing is said about what is left.
        """
        number = count()
        queue = [(0, next(number), frozenset[str]())]
        seen: set[frozenset[str]] = set()
        found: list[frozenset[str]] = []
        while queue:
            cost, _, given_up = heapq.heappop(queue)
            if given_up in seen or any(way <= given_up for way in found):
                continue
            seen.add(given_up)
            conflict = self._unmet(given_up)
            if conflict is None:
                found.append(given_up)
                yield Way(given_up, self._witness(given_up))
                continue
            for tag in sorted(conflict):
                heapq.heappush(queue, (cost + self._price(tag), next(number), given_up | {tag}))

    def _unmet(self, given_up: frozenset[str]) -> frozenset[str] | None:
        """A conflict from which nothing is given up; None if all the rest can hold."""
        known = [conflict for conflict in self.conflicts if not conflict & given_up]
        if known:
            return min(known, key=lambda c: (len(c), sorted(c)))
        rest = self._tags - given_up
        core = self._oracle.core(rest)
        if self._oracle.unanswered:
            raise TimeOver
        if core is None:
            return None
        conflict, sure = shrunk(self._oracle, core)
        if not sure:
            raise TimeOver
        self.conflicts.append(conflict)
        return conflict

    def _witness(self, given_up: frozenset[str]) -> list[int]:
        values = self._oracle.values(self._tags - given_up)
        if values is None:
            raise TimeOver
        return values
