"""The variables of people: introduced, listed, deputy, Standing Committee, a post."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import IntEnum
from functools import cached_property
from typing import TypeVar

from cocau.constraints.model.council import Council
from cocau.constraints.model.people import Person
from cocau.constraints.model.selectors import Among
from cocau.constraints.rules.quantity import Quantity
from cocau.solver.model.program import STRUCTURAL, NamedRow, Program
from cocau.solver.model.tie_breaks import draw_lots

Key = TypeVar("Key")


class SlateRole(IntEnum):
    """The role of a person on a list; each has exactly one."""

    CANDIDATE = 0
    DEPUTY = 1
    STANDING = 2


class PeopleVariables:
    """One variable for each person who may stand and each part, and rows that tie them.

    `introduced` is None where that is not chosen; `standing` is empty where no rule counts it locally,
    `in_office` (whoever holds any post) where no rule counts it.
    """

    def __init__(
        self,
        program: Program,
        council: Council,
        people: Sequence[Person],
        *,
        introduced: bool,
        standing: bool,
        in_office: bool,
    ) -> None:
        self._program, self._council = program, council
        ids = [p.id for p in people]
        by_others = [p.id for p in people if p.is_introduced]
        self.introduced = self._add_switches(by_others) if introduced else None
        self.listed = self._add_switches(ids)
        self.deputy = self._add_switches(ids)
        self.holds = self._add_switches([(i, post) for post in council.posts for i in ids])
        self.standing = self._add_switches(ids) if standing else {}
        self.in_office = self._add_switches(ids) if in_office else {}
        for i, variable in (self.introduced or {}).items():
            self._at_most([self.listed[i]], variable)
        for i in ids:
            self._at_most([self.deputy[i]], self.listed[i])
            self._tie_posts(i)
        self._standing_posts = tuple(Among.STANDING.list_posts(council))
        for i, variable in self.standing.items():
            self._in_standing_committee(i, variable)

    def get_part(self, among: Among) -> Mapping[str, int] | None:
        """Return the variables of being in a set, by person; None for sets made of posts."""
        parts = {
            Among.CANDIDATES: self.listed,
            Among.DEPUTIES: self.deputy,
            Among.IN_OFFICE: self.in_office,
        }
        return parts.get(among)

    @property
    def derived(self) -> frozenset[int]:
        """Return the variables that follow from those of lists, council and posts."""
        return frozenset((*self.standing.values(), *self.in_office.values()))

    def count_in_role(self, people: Iterable[Person], role: SlateRole) -> Quantity:
        """Count the people among these who have exactly this role."""
        plus, minus = {
            SlateRole.CANDIDATE: (self.listed, self.deputy),
            SlateRole.DEPUTY: (self.deputy, self.standing),
            SlateRole.STANDING: (self.standing, {}),
        }[role]
        ids = [p.id for p in people if p.id in self.listed]
        taken = {minus[i]: -1 for i in ids if i in minus}
        return Quantity({plus[i]: 1 for i in ids} | taken)

    def get_role(self, person: str, values: Sequence[int]) -> SlateRole:
        """Return the role of a person on a list under an assignment."""
        if self.standing and values[self.standing[person]]:
            return SlateRole.STANDING
        return SlateRole.DEPUTY if values[self.deputy[person]] else SlateRole.CANDIDATE

    def get_introduced(self, values: Sequence[int]) -> tuple[str, ...] | None:
        """Return who is introduced under an assignment, where that is chosen."""
        if self.introduced is None:
            return None
        return tuple(sorted(i for i, v in self.introduced.items() if values[v]))

    def get_holders(self, values: Sequence[int]) -> dict[str, tuple[str, ...]]:
        """Return the holders of every post under an assignment."""
        held: dict[str, list[str]] = {post: [] for post in self._council.posts}
        for (person, post), v in self.holds.items():
            if values[v]:
                held[post].append(person)
        return {post: tuple(sorted(ids)) for post, ids in held.items()}

    def list_variables(self) -> Iterator[int]:
        """List every variable of a person."""
        parts = (self.listed, self.deputy, self.standing, self.in_office, self.holds)
        for part in (self.introduced or {}, *parts):
            yield from part.values()

    @cached_property
    def lots(self) -> Quantity:
        """Return the lots of everybody introduced, listed, in the council and in a post.

        Each is drawn apart.
        """
        lots = {
            **self._draw_lots("introduced", self.introduced or {}),
            **self._draw_lots("list", self.listed),
            **self._draw_lots("council", self.deputy),
        }
        for post in self._council.posts:
            lots |= self._draw_lots(post, {i: self.holds[i, post] for i in self.listed})
        return Quantity(lots)

    def _draw_lots(self, part: str, variable_of: Mapping[str, int]) -> dict[int, int]:
        ids = tuple(variable_of)
        return dict(zip(variable_of.values(), draw_lots(self._council.id, part, ids), strict=True))

    def _tie_posts(self, person: str) -> None:
        """Allow posts to deputies only, and mark their holders as in office."""
        held = [self.holds[person, post] for post in self._council.posts]
        office = self.in_office.get(person, self.deputy[person])
        self._at_most(held, office)
        if self.in_office:
            self._at_most([office], self.deputy[person])
            self._program.rows.append(NamedRow(STRUCTURAL, {office: 1} | dict.fromkeys(held, -1), None, 0))

    def _in_standing_committee(self, person: str, variable: int) -> None:
        """Put exactly the holders of its posts in the Standing Committee."""
        held = [self.holds[person, post] for post in self._standing_posts]
        terms = {variable: 1} | dict.fromkeys(held, -1)
        self._program.rows.append(NamedRow(STRUCTURAL, terms, None, 0))
        self._at_most([variable], self.deputy[person])
        self._at_most(held, variable)

    def _add_switches(self, keys: Sequence[Key]) -> dict[Key, int]:
        """Add a variable for each key: 0 or 1."""
        return dict(zip(keys, self._program.variables(len(keys), 1), strict=True))

    def _at_most(self, smaller: Sequence[int], larger: int) -> None:
        """Add a row for each of these variables: it is at most another.

        Without the detour over a `LinearConstraint`: there is one for each person and post.
        """
        self._program.rows += [NamedRow(STRUCTURAL, {one: 1, larger: -1}, None, 0) for one in smaller]
