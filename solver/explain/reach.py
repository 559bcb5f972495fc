"""How many of a group the voters may elect from a ballot: least, most, and the mean of all ways to choose.

Voters choose any of the people listed: whoever gets more than half of the valid ballots, at most as many as
there are seats (Law 85/2015, Art. 78). Every set of that size can come about, since all voters may mark just
these names. With fewer than two thirds of the seats filled there is one extra vote, and no second one
(Art. 79): so any smaller set can be the outcome too.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from cocau.constraints.council import Council
from cocau.constraints.people import Pool
from cocau.constraints.record import Record
from cocau.constraints.select import GROUPS, Selector
from cocau.constraints.slate import Slate


class Between(Record):
    """From least to most, both possible."""

    least: int
    most: int


class Reach(Record):
    """How many may be elected: `filled` when all seats are, `once` without an extra vote, `lawful` in all.

    Art. 79(2) lets up to a third of a constituency's seats stay empty without an extra vote; after one any
    number may. `once` is None where a list has too few people for it. `expected` is the mean if all ways to
    fill the seats were equally likely, which nobody claims.
    """

    filled: Between
    once: Between | None
    lawful: Between
    expected: Fraction


class Here(Reach):
    """The same for one constituency: `listed` people, `described` of them of the group."""

    constituency: str
    seats: int
    listed: int
    described: int


@dataclass(frozen=True)
class Split:
    """The list of one constituency: those of a group, and the others."""

    unit: str
    seats: int
    described: tuple[str, ...]
    others: tuple[str, ...]

    @property
    def listed(self) -> int:
        """How many stand here."""
        return len(self.described) + len(self.others)

    @property
    def places(self) -> int:
        """The seats that can be filled."""
        return min(self.seats, self.listed)

    def least(self, elected: int) -> int:
        """Of so many who are elected."""
        return max(elected - len(self.others), 0)

    @property
    def most(self) -> int:
        """Whatever is lawful."""
        return min(len(self.described), self.places)

    def elected(self, described: int) -> tuple[str, ...]:
        """Somebody for each seat, so many of the group; which of them, the list does not say."""
        return (*self.described[:described], *self.others[: self.places - described])


def splits(council: Council, pool: Pool, slate: Slate, who: Selector) -> tuple[Split, ...]:
    """Each list, told apart by a description."""
    made = []
    for unit in council.constituencies:
        ids = slate.candidates.get(unit.id, ())
        inside = tuple(i for i in ids if who.matches(pool.by_id[i], council.election_day))
        made.append(Split(unit.id, unit.seats, inside, tuple(i for i in ids if i not in inside)))
    return tuple(made)


def here(split: Split) -> Here:
    """What one constituency may elect."""
    enough = -(-2 * split.seats // 3)
    k, n, f = len(split.described), split.listed, split.places
    return Here(
        constituency=split.unit,
        seats=split.seats,
        listed=n,
        described=k,
        filled=Between(least=split.least(f), most=split.most),
        once=None if n < enough else Between(least=split.least(enough), most=split.most),
        lawful=Between(least=0, most=split.most),
        expected=Fraction(f * k, n) if n else Fraction(0),
    )


def together(parts: Sequence[Reach]) -> Reach:
    """What all constituencies may elect: they choose independently, so the bounds add up."""
    once = [part.once for part in parts if part.once is not None]
    return Reach(
        filled=_sum(part.filled for part in parts),
        once=_sum(once) if len(once) == len(parts) else None,
        lawful=_sum(part.lawful for part in parts),
        expected=sum((part.expected for part in parts), Fraction(0)),
    )


def _sum(parts: Iterable[Between]) -> Between:
    several = list(parts)
    return Between(least=sum(p.least for p in several), most=sum(p.most for p in several))


def outcomes_by_count(slate: Slate, lists: Sequence[Split]) -> Iterator[Slate]:
    """An outcome for each number of a group that can be elected, from the least to the most.

    Constituency after constituency turns from its least to its most, one person at a time.
    """
    counts: dict[str, int] = {split.unit: split.least(split.places) for split in lists}
    yield _outcome(slate, lists, counts)
    for split in lists:
        while counts[split.unit] < split.most:
            counts[split.unit] += 1
            yield _outcome(slate, lists, counts)


def _outcome(slate: Slate, lists: Sequence[Split], counts: Mapping[str, int]) -> Slate:
    elected = [i for split in lists for i in split.elected(counts[split.unit])]
    return slate.but(deputies=tuple(sorted(elected)), posts={})


def name_of(who: Selector) -> str | None:
    """The named group that a description is, if it is one."""
    return next((name for name, known in GROUPS.items() if known == who), None)
