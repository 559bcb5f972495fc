"""The cheapest sets of rules and pins to give up in a conflict, recruits counted in.

The sets are those of the hitting-set tree of Reiter, "A theory of diagnosis from first principles" (1987),
grown where it is cheapest: a set that meets every conflict known is tried; if the rest cannot hold, that
is one more conflict. With recruits, a conflict may be one only with too few of them.
"""

import heapq
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from itertools import count
from typing import NamedTuple, Protocol

from cocau.solver.conflicts.mus import FeasibilityOracle, shrink_core
from cocau.solver.time_budget import TimeOver


@dataclass(frozen=True)
class MinimalCorrection:
    """A minimal correction set: the tags given up, and an assignment in which all others hold.

    `recruits`: with at most so many people recruited; with fewer, more tags would have to go.
    """

    tags: frozenset[str]
    values: list[int]
    recruits: int = 0


class RecruitCounter(Protocol):
    """A program in which people can be recruited, at a price each."""

    price: int

    def limit(self, most: int) -> str:
        """Return the tag of the row by which at most so many people are recruited."""

    def count_fewest(self, tags: frozenset[str]) -> int:
        """Return the fewest recruits with whom these tags hold.

        Raises:
            TimeOver: an engine did not answer in time.
        """


class _Conflict(NamedTuple):
    """Tags that cannot hold together with at most so many recruits; None: with however many."""

    tags: frozenset[str]
    most: int | None


class CheapestCorrections:
    """The ways out of an impossible program, cheapest first; `conflicts`: those met so far.

    With a counter of recruits each way has at least one, and is minimal in both: nothing given up can be
    kept without more recruits, and with fewer recruits more has to be given up.
    """

    def __init__(
        self,
        oracle: FeasibilityOracle,
        tags: Collection[str],
        price: Callable[[str], int],
        counter: RecruitCounter | None = None,
    ) -> None:
        """Start a search.

        `price`: what giving up a tag costs, one or more.
        """
        self._oracle, self._tags, self._price = oracle, frozenset(tags), price
        self._counter = counter
        self._known: list[_Conflict] = []

    @property
    def conflicts(self) -> list[frozenset[str]]:
        """Return the tags of the conflicts met so far."""
        return [conflict.tags for conflict in self._known]

    def __iter__(self) -> Iterator[MinimalCorrection]:
        """Yield each way out, none cheaper than the one before.

        Raises:
            TimeOver: an engine did not answer; nothing is said about what is left.
        """
        number, person = count(), 0 if self._counter is None else self._counter.price
        least = 0 if self._counter is None else 1
        queue = [(least * person, next(number), frozenset[str](), least)]
        seen: set[tuple[frozenset[str], int]] = set()
        found: list[tuple[frozenset[str], int]] = []
        while queue:
            cost, _, given_up, recruits = heapq.heappop(queue)
            if (given_up, recruits) in seen or any(t <= given_up and n <= recruits for t, n in found):
                continue
            seen.add((given_up, recruits))
            conflict = self._find_unmet_conflict(given_up, recruits)
            if conflict is None:
                found.append((given_up, recruits))
                yield MinimalCorrection(given_up, self._find_witness(given_up, recruits), recruits)
                continue
            for tag in sorted(conflict.tags):
                heapq.heappush(queue, (cost + self._price(tag), next(number), given_up | {tag}, recruits))
            if conflict.most is not None:
                more = conflict.most + 1
                dearer = cost + (more - recruits) * person
                heapq.heappush(queue, (dearer, next(number), given_up, more))

    def _find_unmet_conflict(self, given_up: frozenset[str], recruits: int) -> _Conflict | None:
        """Find a conflict from which nothing is given up; None if all the rest can hold."""
        known = [c for c in self._known if not c.tags & given_up and (c.most is None or recruits <= c.most)]
        if known:
            return min(known, key=lambda c: (len(c.tags), sorted(c.tags)))
        rest, limit = self._tags - given_up, self._list_limits(recruits)
        core = self._oracle.core(rest | limit)
        if self._oracle.unanswered:
            raise TimeOver
        if core is None:
            return None
        tags, sure = shrink_core(self._oracle, core)
        if not sure:
            raise TimeOver
        conflict = _Conflict(tags - limit, None)
        if self._counter is not None and limit <= tags:
            conflict = conflict._replace(most=self._counter.count_fewest(conflict.tags) - 1)
        self._known.append(conflict)
        return conflict

    def _find_witness(self, given_up: frozenset[str], recruits: int) -> list[int]:
        """Return an assignment in which all tags hold that are not given up."""
        values = self._oracle.values((self._tags - given_up) | self._list_limits(recruits))
        if values is None:
            raise TimeOver
        return values

    def _list_limits(self, recruits: int) -> frozenset[str]:
        """Return the tag that limits the recruits, if there may be any."""
        return frozenset() if self._counter is None else frozenset({self._counter.limit(recruits)})
