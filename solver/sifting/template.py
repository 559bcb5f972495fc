"""What one person of each class adds to the program: its columns, and the rows that are about it alone.

The program of everybody is the template's shared part with a copy of these for each member of a class.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from cocau.solver.lots import lot
from cocau.solver.model import SlateModel
from cocau.solver.program import Program
from cocau.solver.sifting.classes import Classes

MOST_PARTS = 18
"""More variables for one person than this are not listed pattern by pattern."""

MOST_PATTERNS = 400
"""More ways for one person to take part than this would fill the memory of a large pool."""

OwnRow = tuple[tuple[tuple[int, int], ...], int | None, int | None]
"""A row about one person: terms by part, low, high."""


class NotSifted(Exception):
    """The program has something that sifting does not know; it has to be planned whole."""


@dataclass(frozen=True)
class Columns:
    """Of the rows that are shared: the terms of the parts of each class, in the order of class and part."""

    start: NDArray[np.int64]
    row: NDArray[np.int32]
    coefficient: NDArray[np.double]


@dataclass
class Template:
    """The program of one person for each class (`model`, compiled over these), taken apart.

    `shared_rows`, `shared`: its rows and variables that are of no person alone.
    """

    model: SlateModel
    classes: Classes
    first: NDArray[np.intp] = field(init=False)

    def __post_init__(self) -> None:
        self.first = self.classes.first
        parts = _parts(self.model, [self.classes.people[q].id for q in self.first])
        self.parts = parts.shape[1]
        program, matrix = self.model.program, self.model.program.matrix
        block = np.full(len(program.lower), -1, np.int32)
        part = np.zeros(len(program.lower), np.int32)
        block[parts] = np.arange(len(parts), dtype=np.int32)[:, None]
        part[parts] = np.arange(self.parts, dtype=np.int32)[None, :]
        whose = block[matrix.variable]
        low = np.minimum.reduceat(whose, matrix.start[:-1])
        alone = (low == np.maximum.reduceat(whose, matrix.start[:-1])) & (low >= 0)
        own = self._own_rows(program, np.flatnonzero(alone), low, part)
        self.shared = np.flatnonzero(block < 0)
        self.shared_rows = np.flatnonzero(~own)
        self._columns(own, whose, part)
        self.column_of = np.full(len(program.lower), -1, np.int64)
        self.column_of[self.shared] = np.arange(len(self.shared))

    def _own_rows(
        self, program: Program, alone: NDArray[np.intp], whose: NDArray[np.int32], part: NDArray[np.int32]
    ) -> NDArray[np.bool_]:
        """Of the rows with one person of the template, those that everybody has alike: which they are.

        A rule that counts people of one class only has such a row too, and shares it among that class.
        """
        rows: dict[tuple[str, OwnRow], list[int]] = {}
        number = part.tolist()
        for i in alone.tolist():
            rows.setdefault(_named(program, i, number), []).append(i)
        common = {key: found for key, found in rows.items() if len({*whose[found]}) == len(self.first)}
        own = np.zeros(len(program.rows), np.bool_)
        own[[i for found in common.values() for i in found]] = True
        self.own = tuple(common)
        if own.sum() != len(self.own) * len(self.first):
            raise NotSifted
        some = whose[np.setdiff1d(alone, np.flatnonzero(own))]
        self.doubtful = np.unique(some[~self.classes.apart[self.first[some]]])
        return own

    def _columns(self, own: NDArray[np.bool_], whose: NDArray[np.int32], part: NDArray[np.int32]) -> None:
        matrix = self.model.program.matrix
        row_of = np.repeat(np.cumsum(~own) - 1, np.diff(matrix.start))
        about = (whose >= 0) & ~np.repeat(own, np.diff(matrix.start))
        column = whose[about].astype(np.int64) * self.parts + part[matrix.variable[about]]
        order = np.argsort(column, kind="stable")
        start = np.concatenate(
            ([0], np.cumsum(np.bincount(column, minlength=len(self.first) * self.parts)))
        ).astype(np.int64)
        coefficient = matrix.coefficient[about].astype(np.double)[order]
        self.columns = Columns(start, row_of[about][order].astype(np.int32), coefficient)

    def shared_rows_of(self, model: SlateModel, members: Sequence[int]) -> NDArray[np.intp]:
        """Which rows of the program of some people are the shared ones, in their order here.

        Raises:
            NotSifted: that program is not made of copies of the template's parts.
        """
        program, matrix = model.program, model.program.matrix
        people = [self.classes.people[m] for m in members]
        parts = _parts(model, [p.id for p in people])
        block = np.full(len(program.lower), -1, np.int64)
        block[parts] = np.arange(len(parts))[:, None]
        whose = block[matrix.variable]
        low = np.minimum.reduceat(whose, matrix.start[:-1])
        alone = (low == np.maximum.reduceat(whose, matrix.start[:-1])) & (low >= 0)
        kinds = {(tag, row) for tag, row in self.own}
        part = np.zeros(len(program.lower), np.int64)
        part[parts] = np.arange(self.parts)[None, :]
        number = part.tolist()
        own = [i for i in np.flatnonzero(alone).tolist() if _named(program, i, number) in kinds]
        rows = np.setdiff1d(np.arange(len(program.rows)), own)
        mine = [self.model.program.rows[i] for i in self.shared_rows]
        same = len(rows) == len(mine) and all(
            (a.tag, a.low, a.high) == (b.tag, b.low, b.high)
            for a, b in zip(mine, (program.rows[i] for i in rows), strict=True)
        )
        if not same or len(own) != len(members) * len(self.own) or not self._makes(model, members, rows):
            raise NotSifted
        return rows

    def _makes(self, model: SlateModel, members: Sequence[int], rows: NDArray[np.intp]) -> bool:
        """Whether the terms of every shared row are as many as the copies of the columns make."""
        rows_here = self.model.program.matrix
        sizes = np.diff(rows_here.start)[self.shared_rows]
        of_people = np.bincount(self.columns.row, minlength=len(sizes))
        classes = np.bincount(self.classes.of[np.array(members, np.int64)], minlength=len(self.first))
        each = np.repeat(np.repeat(classes, self.parts), np.diff(self.columns.start))
        wanted = sizes - of_people + np.bincount(self.columns.row, each, len(sizes)).astype(np.int64)
        found = np.diff(model.program.matrix.start)[rows]
        several = wanted > 0  # a row without terms has one of the constant nothing
        return bool((found[several] == wanted[several]).all())

    def added(self, times: NDArray[np.int64]) -> NDArray[np.int64]:
        """What the shared rows, so multiplied, add up to for each part of each class."""
        columns = self.columns
        total = np.zeros(len(self.first) * self.parts, np.int64)
        column = np.repeat(np.arange(len(total)), np.diff(columns.start))
        np.add.at(total, column, columns.coefficient.astype(np.int64) * times[columns.row])
        return total.reshape(len(self.first), self.parts)

    def prices(self, duals: NDArray[np.double]) -> NDArray[np.double]:
        """What each part of each class costs under duals of the shared rows, its own cost aside."""
        columns, many = self.columns, len(self.first) * self.parts
        column = np.repeat(np.arange(many), np.diff(columns.start))
        paid = np.bincount(column, columns.coefficient * duals[columns.row], many)
        price: NDArray[np.double] = -paid.reshape(len(self.first), self.parts).astype(np.double)
        return price

    @cached_property
    def patterns(self) -> NDArray[np.double]:
        """Every way in which somebody who is not apart can take part, one in each line; the first is: not.

        Raises:
            NotSifted: there are too many, or people differ in it.
        """
        if self.parts > MOST_PARTS:
            raise NotSifted
        ways = np.arange(1 << self.parts)
        bits = (ways[:, None] >> np.arange(self.parts)[None, :]) & 1
        for terms, low, high in (row for _, row in self.own):
            total = sum(c * bits[:, k] for k, c in terms)
            bits = bits[
                (total >= (low if low is not None else -np.inf))
                & (total <= (high if high is not None else np.inf))
            ]
        if not len(bits) or bits[0].any() or len(bits) > MOST_PATTERNS:
            raise NotSifted
        return bits.astype(np.double)

    @cached_property
    def lots(self) -> NDArray[np.double]:
        """The lot of everybody for each part."""
        council, model = self.model.council, self.model
        names = ["list", "council", *council.posts]
        lots = np.zeros((len(self.classes.people), self.parts))
        for k, name in enumerate(names):
            lots[:, k] = [lot(council.id, name, p.id) for p in self.classes.people]
        rep = self.classes.people[self.first[0]].id  # the same as the model draws
        drawn = model.people.lots.terms
        mine = _parts(model, [rep])[0]
        if [drawn.get(int(v), 0) for v in mine] != lots[self.first[0]].astype(int).tolist():
            raise AssertionError("lots are drawn otherwise")
        return lots


def _named(program: Program, i: int, part: Sequence[int]) -> tuple[str, OwnRow]:
    """A row by its tag and its terms over parts."""
    row = program.rows[i]
    return row.tag, (tuple(sorted((part[v], c) for v, c in row.terms.items())), row.low, row.high)


def _parts(model: SlateModel, ids: Sequence[str]) -> NDArray[np.int64]:
    """The variables of each person: listed, deputy, each post, standing, and posts combined."""
    people, posts = model.people, model.council.posts
    combined: dict[str, list[int]] = {}
    for (person, *_), variable in model.combined.items():
        combined.setdefault(person, []).append(variable)
    rows = [
        [
            people.listed[i],
            people.deputy[i],
            *(people.holds[i, post] for post in posts),
            *((people.standing[i],) if people.standing else ()),
            *combined.get(i, ()),
        ]
        for i in ids
    ]
    if people.introduced is not None or len({len(row) for row in rows}) != 1:
        raise NotSifted
    return np.array(rows, np.int64)
