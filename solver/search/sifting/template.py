"""Columns and rows that one person of each class adds to the program.

A class is people alike to every rule and of one home: whoever of a class is taken, no rule notices. The
program of everybody is the template's shared part with a copy of these for each member of a class.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from cocau.constraints.kinds.intended import Intended
from cocau.constraints.model.people import PartyRank, Person
from cocau.constraints.rulebook import Rulebook
from cocau.solver.interchangeable_people import map_homes
from cocau.solver.model.program import Program
from cocau.solver.model.slate_model import SlateModel
from cocau.solver.model.tie_breaks import draw_lots
from cocau.solver.request import PlanRequest

LEADING_RANKS = (PartyRank.SECRETARY, PartyRank.STANDING_DEPUTY_SECRETARY)


@dataclass(frozen=True)
class PeopleClasses:
    """Everybody who may stand, by number; `of`: each one's class, `kind`: without the home.

    Those in `apart` are a class each: rules and pins may ask about them by name.
    """

    people: tuple[Person, ...]
    of: NDArray[np.int32]
    kind: NDArray[np.int32]
    apart: NDArray[np.bool_]

    @property
    def first(self) -> NDArray[np.intp]:
        """Return the number of the first person of each class."""
        first: NDArray[np.intp] = np.unique(self.of, return_index=True)[1]
        return first


def build_classes(
    request: PlanRequest, book: Rulebook, barred: Collection[str], seen: Mapping[str, object]
) -> PeopleClasses:
    """Build the classes of a request in order; `seen` are the signatures of its people."""
    people = tuple(p for p in request.pool.people if p.id not in barred)
    home = map_homes(request.council, request.pool)
    named = {*request.pins.everybody, *_find_named_people(request, book, people)}
    own = [p.id if p.id in named else None for p in people]
    kinds = _number_keys((name, seen[p.id]) for name, p in zip(own, people, strict=True))
    of = _number_keys((kind, home.get(p.id)) for kind, p in zip(kinds, people, strict=True))
    return PeopleClasses(
        people, np.array(of, np.int32), np.array(kinds, np.int32), np.array([i is not None for i in own])
    )


def _find_named_people(request: PlanRequest, book: Rulebook, people: Sequence[Person]) -> set[str]:
    """Find whom a rule may single out among people alike to its descriptions."""
    day = request.council.election_day
    must = [rule.where for rule in book.rules if isinstance(rule, Intended)]
    return {
        p.id for p in people if p.party_rank in LEADING_RANKS or any(where.matches(p, day) for where in must)
    }


def _number_keys(keys: Iterable[object]) -> list[int]:
    """Number the keys from 0, in the order of the first of each."""
    numbers: dict[object, int] = {}
    return [numbers.setdefault(key, len(numbers)) for key in keys]


MOST_PARTS = 18
"""More variables for one person than this are not listed pattern by pattern."""

MOST_PATTERNS = 400
"""More ways for one person to take part than this would fill the memory of a large pool."""

OwnRow = tuple[tuple[tuple[int, int], ...], int | None, int | None]
"""A row about one person: terms by part, low, high."""


class NotSiftable(Exception):
    """Raised where the program has something that sifting does not know: it is planned whole."""


@dataclass(frozen=True)
class SharedColumns:
    """Terms of the parts of each class in the shared rows, in the order of class and part."""

    start: NDArray[np.int64]
    row: NDArray[np.int32]
    coefficient: NDArray[np.double]


@dataclass
class PersonTemplate:
    """The program of one person for each class (`model`, compiled over these), taken apart.

    `shared_rows`, `shared`: its rows and variables that are of no person alone.
    """

    model: SlateModel
    classes: PeopleClasses
    first: NDArray[np.intp] = field(init=False)

    def __post_init__(self) -> None:
        self.first = self.classes.first
        parts = _get_parts(self.model, [self.classes.people[q].id for q in self.first])
        self.parts = parts.shape[1]
        program, matrix = self.model.program, self.model.program.matrix
        block = np.full(len(program.lower), -1, np.int32)
        part = np.zeros(len(program.lower), np.int32)
        block[parts] = np.arange(len(parts), dtype=np.int32)[:, None]
        part[parts] = np.arange(self.parts, dtype=np.int32)[None, :]
        whose = block[matrix.variable]
        low = np.minimum.reduceat(whose, matrix.start[:-1])
        alone = (low == np.maximum.reduceat(whose, matrix.start[:-1])) & (low >= 0)
        own = self._find_own_rows(program, np.flatnonzero(alone), low, part)
        self.shared = np.flatnonzero(block < 0)
        self.shared_rows = np.flatnonzero(~own)
        self._build_columns(own, whose, part)
        self.column_of = np.full(len(program.lower), -1, np.int64)
        self.column_of[self.shared] = np.arange(len(self.shared))

    def _find_own_rows(
        self, program: Program, alone: NDArray[np.intp], whose: NDArray[np.int32], part: NDArray[np.int32]
    ) -> NDArray[np.bool_]:
        """Mark, of the rows with one person of the template, those that everybody has alike.

        A rule that counts people of one class only has such a row too, and shares it among that class.
        """
        rows: dict[tuple[str, OwnRow], list[int]] = {}
        number = part.tolist()
        for i in alone.tolist():
            rows.setdefault(_get_row_key(program, i, number), []).append(i)
        common = {key: found for key, found in rows.items() if len({*whose[found]}) == len(self.first)}
        own = np.zeros(len(program.rows), np.bool_)
        own[[i for found in common.values() for i in found]] = True
        self.own = tuple(common)
        if own.sum() != len(self.own) * len(self.first):
            raise NotSiftable
        some = whose[np.setdiff1d(alone, np.flatnonzero(own))]
        self.doubtful = np.unique(some[~self.classes.apart[self.first[some]]])
        return own

    def _build_columns(
        self, own: NDArray[np.bool_], whose: NDArray[np.int32], part: NDArray[np.int32]
    ) -> None:
        matrix = self.model.program.matrix
        row_of = np.repeat(np.cumsum(~own) - 1, np.diff(matrix.start))
        about = (whose >= 0) & ~np.repeat(own, np.diff(matrix.start))
        column = whose[about].astype(np.int64) * self.parts + part[matrix.variable[about]]
        order = np.argsort(column, kind="stable")
        start = np.concatenate(
            ([0], np.cumsum(np.bincount(column, minlength=len(self.first) * self.parts)))
        ).astype(np.int64)
        coefficient = matrix.coefficient[about].astype(np.double)[order]
        self.columns = SharedColumns(start, row_of[about][order].astype(np.int32), coefficient)

    def find_shared_rows(self, model: SlateModel, members: Sequence[int]) -> NDArray[np.intp]:
        """Return which rows of a program of some people are the shared ones, in order.

        Raises:
            NotSiftable: that program is not made of copies of the template's parts.
        """
        program, matrix = model.program, model.program.matrix
        people = [self.classes.people[m] for m in members]
        parts = _get_parts(model, [p.id for p in people])
        block = np.full(len(program.lower), -1, np.int64)
        block[parts] = np.arange(len(parts))[:, None]
        whose = block[matrix.variable]
        low = np.minimum.reduceat(whose, matrix.start[:-1])
        alone = (low == np.maximum.reduceat(whose, matrix.start[:-1])) & (low >= 0)
        kinds = {(tag, row) for tag, row in self.own}
        part = np.zeros(len(program.lower), np.int64)
        part[parts] = np.arange(self.parts)[None, :]
        number = part.tolist()
        own = [i for i in np.flatnonzero(alone).tolist() if _get_row_key(program, i, number) in kinds]
        rows = np.setdiff1d(np.arange(len(program.rows)), own)
        mine = [self.model.program.rows[i] for i in self.shared_rows]
        same = len(rows) == len(mine) and all(
            (a.tag, a.low, a.high) == (b.tag, b.low, b.high)
            for a, b in zip(mine, (program.rows[i] for i in rows), strict=True)
        )
        if (
            not same
            or len(own) != len(members) * len(self.own)
            or not self._is_made_of_copies(model, members, rows)
        ):
            raise NotSiftable
        return rows

    def _is_made_of_copies(self, model: SlateModel, members: Sequence[int], rows: NDArray[np.intp]) -> bool:
        """Return whether every shared row has as many terms as the copied columns make."""
        rows_here = self.model.program.matrix
        sizes = np.diff(rows_here.start)[self.shared_rows]
        of_people = np.bincount(self.columns.row, minlength=len(sizes))
        classes = np.bincount(self.classes.of[np.array(members, np.int64)], minlength=len(self.first))
        each = np.repeat(np.repeat(classes, self.parts), np.diff(self.columns.start))
        wanted = sizes - of_people + np.bincount(self.columns.row, each, len(sizes)).astype(np.int64)
        found = np.diff(model.program.matrix.start)[rows]
        several = wanted > 0  # a row without terms has one of the constant nothing
        return bool((found[several] == wanted[several]).all())

    def sum_rows(self, times: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return what the shared rows, so multiplied, add up to for each part of each class."""
        columns = self.columns
        total = np.zeros(len(self.first) * self.parts, np.int64)
        column = np.repeat(np.arange(len(total)), np.diff(columns.start))
        np.add.at(total, column, columns.coefficient.astype(np.int64) * times[columns.row])
        return total.reshape(len(self.first), self.parts)

    def compute_prices(self, duals: NDArray[np.double]) -> NDArray[np.double]:
        """Return what each part of each class costs under duals, its own cost aside."""
        columns, many = self.columns, len(self.first) * self.parts
        column = np.repeat(np.arange(many), np.diff(columns.start))
        paid = np.bincount(column, columns.coefficient * duals[columns.row], many)
        price: NDArray[np.double] = -paid.reshape(len(self.first), self.parts).astype(np.double)
        return price

    @cached_property
    def patterns(self) -> NDArray[np.double]:
        """Return every way in which somebody who is not apart can take part, one a line.

        The first is: not.

        Raises:
            NotSiftable: there are too many, or people differ in it.
        """
        if self.parts > MOST_PARTS:
            raise NotSiftable
        ways = np.arange(1 << self.parts)
        bits = (ways[:, None] >> np.arange(self.parts)[None, :]) & 1
        for terms, low, high in (row for _, row in self.own):
            total = sum(c * bits[:, k] for k, c in terms)
            bits = bits[
                (total >= (low if low is not None else -np.inf))
                & (total <= (high if high is not None else np.inf))
            ]
        if not len(bits) or bits[0].any() or len(bits) > MOST_PATTERNS:
            raise NotSiftable
        return bits.astype(np.double)

    @cached_property
    def lots(self) -> NDArray[np.double]:
        """Return the lot of everybody for each part."""
        council, model = self.model.council, self.model
        names = ["list", "council", *council.posts]
        lots = np.zeros((len(self.classes.people), self.parts))
        ids = tuple(p.id for p in self.classes.people)
        for k, name in enumerate(names):
            lots[:, k] = draw_lots(council.id, name, ids)
        rep = self.classes.people[self.first[0]].id  # the same as the model draws
        drawn = model.people.lots.terms
        mine = _get_parts(model, [rep])[0]
        if [drawn.get(int(v), 0) for v in mine] != lots[self.first[0]].astype(int).tolist():
            raise AssertionError("lots are drawn otherwise")
        return lots


def _get_row_key(program: Program, i: int, part: Sequence[int]) -> tuple[str, OwnRow]:
    """Return a row's key: its tag and its terms over parts."""
    row = program.rows[i]
    return row.tag, (tuple(sorted((part[v], c) for v, c in row.terms.items())), row.low, row.high)


def _get_parts(model: SlateModel, ids: Sequence[str]) -> NDArray[np.int64]:
    """Return each person's variables: listed, deputy, posts, standing, in office, combined."""
    people, posts = model.people, model.council.posts
    combined: dict[str, list[int]] = {}
    for (person, *_), variable in model.combined.items():
        combined.setdefault(person, []).append(variable)
    rows = [
        [
            people.listed[i],
            people.deputy[i],
            *(people.holds[i, post] for post in posts),
            *(part[i] for part in (people.standing, people.in_office) if part),
            *combined.get(i, ()),
        ]
        for i in ids
    ]
    if people.introduced is not None or len({len(row) for row in rows}) != 1:
        raise NotSiftable
    return np.array(rows, np.int64)
