"""An integer program whose rows carry the name of the rule that asked for them. No engine in it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from math import gcd

import numpy as np

from cocau.constraints.quantity import Quantity, Row
from cocau.solver.matrix import Matrix

STRUCTURE = ""


@dataclass(frozen=True)
class NamedRow:
    """``low <= sum(coefficient * variable) <= high``; `tag` is a rule id, a pin, or STRUCTURE."""

    tag: str
    terms: dict[int, int]
    low: int | None
    high: int | None

    def holds(self, values: list[int]) -> bool:
        """Whether an assignment keeps the row."""
        value = sum(c * values[v] for v, c in self.terms.items())
        return (self.low is None or value >= self.low) and (self.high is None or value <= self.high)


@dataclass
class Program:
    """Whole-number variables with bounds, and rows. Variable 0 is the constant zero.

    `_known`: the first rows as arrays, or all of them; `_tags`: of how many rows, and what they were.
    Rows are added behind, and taken back by `taken`.
    """

    lower: list[int] = field(default_factory=lambda: [0])
    upper: list[int] = field(default_factory=lambda: [0])
    rows: list[NamedRow] = field(default_factory=list)
    _known: Matrix | None = field(default=None, repr=False, compare=False)
    _tags: tuple[int, tuple[str, ...]] = field(default=(0, ()), repr=False, compare=False)

    @property
    def matrix(self) -> Matrix:
        """The rows as arrays."""
        known = self._known
        if known is None:
            self._known = known = Matrix.of(self.rows)
        elif len(known) < len(self.rows):
            self._known = known = known.followed_by(Matrix.of(self.rows[len(known) :]))
        return known

    def variable(self, upper: int, lower: int = 0) -> int:
        """A new variable between two whole numbers."""
        self.lower.append(lower)
        self.upper.append(upper)
        return len(self.upper) - 1

    def add(self, tag: str, row: Row) -> None:
        """Add a row, its bounds tightened to what whole numbers can reach."""
        terms = {v: c for v, c in row.quantity.terms.items() if c} or {0: 1}
        low = None if row.low is None else row.low - row.quantity.constant
        high = None if row.high is None else row.high - row.quantity.constant
        step = gcd(*terms.values())
        if step > 1:
            terms = {v: c // step for v, c in terms.items()}
            low = None if low is None else -(-low // step)
            high = None if high is None else high // step
        self.rows.append(NamedRow(tag, terms, low, high))

    def taken(self, first: int) -> list[NamedRow]:
        """The rows from this one on, which are of the program no longer."""
        rows, self._known, self._tags = self.rows[first:], None, (0, ())
        del self.rows[first:]
        return rows

    def bounded(self, lower: list[int], upper: list[int]) -> "Program":
        """The same rows over variables with other bounds."""
        return Program(lower, upper, self.rows, self._known)

    def with_rows(self, rows: Iterable[NamedRow]) -> "Program":
        """The same program with more rows behind its own."""
        return Program(self.lower, self.upper, [*self.rows, *rows], self.matrix)

    def fixing(self, fixed: Callable[[str], bool]) -> "Program":
        """The same program in which the rows of some tags are structure."""
        rows = [NamedRow(STRUCTURE, r.terms, r.low, r.high) if fixed(r.tag) else r for r in self.rows]
        return Program(self.lower, self.upper, rows, self.matrix)

    def keeping(self, keep: Callable[[str], bool]) -> "Program":
        """The same variables with only the rows of some tags; structure always stays."""
        kept = [row.tag == STRUCTURE or keep(row.tag) for row in self.rows]
        rows = [row for row, stays in zip(self.rows, kept, strict=True) if stays]
        return Program(self.lower, self.upper, rows, self.matrix.only(np.array(kept, dtype=np.bool_)))

    def with_lock(self, objective: Quantity, most: int) -> "Program":
        """The same program in which `objective` is at most `most`."""
        if not objective.terms and objective.constant <= most:
            return self
        terms = dict(objective.terms) or {0: 1}
        return self.with_rows([NamedRow(STRUCTURE, terms, None, most - objective.constant)])

    def allows(self, values: list[int]) -> bool:
        """Whether an assignment keeps every bound and row, reckoned in whole numbers."""
        found = np.array(values, dtype=np.int64).reshape(len(self.lower))
        inside = (np.array(self.lower) <= found) & (found <= np.array(self.upper))
        return bool(inside.all()) and bool(self.matrix.held(found).all())

    def kept(self, values: list[int]) -> frozenset[str]:
        """The tags all of whose rows an assignment keeps."""
        held = self.matrix.held(np.array(values, dtype=np.int64))
        return frozenset(self.tags()) - {self.rows[i].tag for i in np.flatnonzero(~held)}

    def tags(self) -> tuple[str, ...]:
        """Every tag that has rows, in the order of its first row."""
        if self._tags[0] != len(self.rows):
            found = dict.fromkeys(row.tag for row in self.rows if row.tag != STRUCTURE)
            self._tags = len(self.rows), tuple(found)
        return self._tags[1]


def value_of(quantity: Quantity, values: list[int]) -> int:
    """The number a quantity has under an assignment."""
    return quantity.constant + sum(c * values[v] for v, c in quantity.terms.items())
