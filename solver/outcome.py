"""The three outcomes of a search, and the progress it reports on the way."""

from collections.abc import Callable
from dataclasses import dataclass

from cocau.constraints.model.slate import Slate


@dataclass(frozen=True)
class Tier:
    """Aims of one priority. `value`: their shortfall; `bound`: proven impossible to beat.

    Both are in the planner's units: people for counts, scaled for percentages of a size that may vary.
    """

    rules: tuple[str, ...]
    value: int
    bound: int

    @property
    def proven(self) -> bool:
        """Return whether nothing better exists without giving up an earlier tier."""
        return self.value == self.bound


@dataclass(frozen=True)
class Solved:
    """Every tier proven."""

    slate: Slate
    tiers: tuple[Tier, ...]


@dataclass(frozen=True)
class Impossible:
    """The musts cannot hold together; `solver.conflicts.mus` says which."""


@dataclass(frozen=True)
class OutOfTime:
    """Time ran out, or the search was stopped: the best slate so far, if any.

    `tiers` are all of them, those not reached with bound 0; `open_tier` is the first that is not proven,
    empty if only the final lot is open.
    """

    slate: Slate | None
    tiers: tuple[Tier, ...]
    open_tier: tuple[str, ...]


@dataclass(frozen=True)
class SearchProgress:
    """Where a search is: tier `step` of `steps`, best value, bound, seconds since its start.

    `best`: what the search would answer if it ended now. Told only where it is better than what was told
    before, and at most every `solver.search.lexicographic.REPORT_INTERVAL` seconds; on its slate no must
    is broken.
    """

    step: int
    steps: int
    rules: tuple[str, ...]
    value: int | None
    bound: int | None
    elapsed: float
    best: OutOfTime | None = None


OnProgress = Callable[[SearchProgress], bool]
"""Told of progress; answers whether to stop."""


SearchOutcome = Solved | Impossible | OutOfTime
