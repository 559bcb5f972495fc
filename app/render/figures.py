"""Composition tables in numbers: each group in the previous term, on the lists, in the intended council."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from cocau.constraints.council import Council, PriorTerm
from cocau.constraints.people import Bloc, Pool
from cocau.constraints.select import GROUPS
from cocau.constraints.slate import Slate

SHOWN = ("women", "under_40", "non_party", "ethnic_minority", "re_elected", "full_time", *Bloc)


@dataclass(frozen=True)
class Share:
    """So many of so many; `count` is None where nobody gave the number."""

    count: int | None
    total: int

    def tenths(self) -> int | None:
        """Tenths of a percent, rounded half up, in whole numbers."""
        return (
            None
            if self.count is None or not self.total
            else (2000 * self.count + self.total) // (2 * self.total)
        )


@dataclass(frozen=True)
class Figures:
    """One group, three times."""

    group: str
    before: Share | None
    listed: Share
    intended: Share


def figures(council: Council, pool: Pool, slate: Slate, groups: Iterable[str] = SHOWN) -> Iterator[Figures]:
    """One row for each group that composition tables show; people the pool does not know are left out."""
    for group in groups:
        yield Figures(
            group,
            _before(council.prior_term, group),
            _share(council, pool, slate.listed, group),
            _share(council, pool, slate.deputies, group),
        )


def _before(prior: PriorTerm | None, group: str) -> Share | None:
    return None if prior is None else Share(prior.counts.get(group), prior.deputies)


def _share(council: Council, pool: Pool, ids: Iterable[str], group: str) -> Share:
    people = [pool.by_id[i] for i in ids if i in pool.by_id]
    who = GROUPS[group]
    return Share(sum(who.matches(p, council.election_day) for p in people), len(people))
