"""What rules count over the whole council, and the bounds they set on it: learned by compiling them.

A recording ballot answers each count with a variable of its own, so a row that a rule asks for is a bound on
one group; where it also has the size of a set, as a percentage has, it is one once that size is known.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from cocau.constraints.council import Council, Office
from cocau.constraints.people import Pool
from cocau.constraints.quantity import Quantity, Row
from cocau.constraints.record import Record
from cocau.constraints.rulebook import Rulebook
from cocau.constraints.select import EVERYONE, Among, Selector
from cocau.solver.places import Recorder

Counted = tuple[Selector, Among]
"""A description of people and the set they are counted in."""

OTHER = Quantity({0: 1})
"""Whatever is no count over the whole council."""


class Bound(Record):
    """What a rule asks of one group, in people; for a share, of a set as large as in the plan (`size`)."""

    rule: str
    at_least: int | None = None
    at_most: int | None = None
    size: int | None = None


@dataclass
class Counting(Recorder):
    """Remembers what is counted over the whole council, and which rows each rule asks for."""

    groups: dict[Counted, int] = field(default_factory=dict)
    rows: list[tuple[str, Row]] = field(default_factory=list)
    rule: str = ""

    def count(self, who: Selector, among: Among, at: str | None = None) -> Quantity:
        """A variable for each description and set; in a constituency, something else."""
        if at is not None:
            return OTHER
        return Quantity({self.groups.setdefault((who, among), len(self.groups) + 1): 1})

    def away_from_home(self) -> Quantity:
        """Something else."""
        return OTHER

    def stands(self, person: str, among: Among = Among.CANDIDATES) -> Quantity:  # noqa: ARG002  # of `Ballot`
        """Something else."""
        return OTHER

    def holds(self, person: str, post: str) -> Quantity:  # noqa: ARG002  # of `Ballot`
        """Something else."""
        return OTHER

    def held(self, who: Selector, post: str) -> Quantity:  # noqa: ARG002  # of `Ballot`
        """Something else."""
        return OTHER

    def combines(self, person: str, first: Office, second: Office) -> Quantity:  # noqa: ARG002  # of `Ballot`
        """Something else."""
        return OTHER

    def require(self, row: Row) -> None:
        """Remember the row of the rule being compiled."""
        self.rows.append((self.rule, row))


def counting(council: Council, pool: Pool, book: Rulebook) -> Counting:
    """What the rules of a book count, each compiled once."""
    recorder = Counting(council, pool)
    for rule in book.rules:
        recorder.rule = rule.id
        rule.compile(recorder)
    return recorder


def bounds_on(recorder: Counting, group: Counted, size: Callable[[Among], int | None]) -> tuple[Bound, ...]:
    """The bounds on one group, rule by rule, each as tight as its rows make it.

    `size`: how many people a set has; None where nobody knows, and a share of it is no bound then.
    """
    found: dict[str, Bound] = {}
    sets = {v: among for (who, among), v in recorder.groups.items() if who == EVERYONE}
    for rule, row in recorder.rows:
        for bound in _bound(rule, row, recorder.groups.get(group, 0), sets, size):
            found[rule] = _tightest(found.get(rule, bound), bound)
    return tuple(found.values())


def _bound(
    rule: str, row: Row, variable: int, sets: dict[int, Among], size: Callable[[Among], int | None]
) -> Iterator[Bound]:
    """The row as a bound on a variable, everything else in it being the size of a set that is known."""
    terms = {v: c for v, c in row.quantity.terms.items() if c}
    weight = terms.pop(variable, 0) if variable else 0
    sizes = {v: size(sets[v]) if v in sets else None for v in terms}
    if not weight or None in sizes.values():
        return
    rest = row.quantity.constant + sum(c * (sizes[v] or 0) for v, c in terms.items())
    ends = [None if end is None else end - rest for end in (row.low, row.high)]
    low, high = ends if weight > 0 else [None if end is None else -end for end in reversed(ends)]
    yield Bound(
        rule=rule,
        at_least=None if low is None else -(-low // abs(weight)),
        at_most=None if high is None else high // abs(weight),
        size=next(iter(sizes.values()), None),
    )


def _tightest(one: Bound, other: Bound) -> Bound:
    lows = [b.at_least for b in (one, other) if b.at_least is not None]
    highs = [b.at_most for b in (one, other) if b.at_most is not None]
    return one.but(at_least=max(lows, default=None), at_most=min(highs, default=None))
