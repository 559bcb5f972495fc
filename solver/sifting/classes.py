"""People alike to every rule and of one home: whoever of a class is taken, no rule notices."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cocau.constraints.kinds.intended import Intended
from cocau.constraints.people import PartyRank, Person
from cocau.constraints.rulebook import Rulebook
from cocau.solver.interchange import homes
from cocau.solver.request import PlanRequest

FIRST = (PartyRank.SECRETARY, PartyRank.STANDING_DEPUTY_SECRETARY)


@dataclass(frozen=True)
class Classes:
    """Everybody who may stand, by number: `of` is the class of each, `kind` the same but for the home.

    Those in `apart` are a class each: rules and pins may ask about them by name.
    """

    people: tuple[Person, ...]
    of: NDArray[np.int32]
    kind: NDArray[np.int32]
    apart: NDArray[np.bool_]

    @property
    def first(self) -> NDArray[np.intp]:
        """The number of somebody of each class: the first one."""
        first: NDArray[np.intp] = np.unique(self.of, return_index=True)[1]
        return first


def classes_of(
    request: PlanRequest, book: Rulebook, barred: Collection[str], seen: Mapping[str, object]
) -> Classes:
    """The classes of a request in order; `seen` are the signatures of its people."""
    people = tuple(p for p in request.pool.people if p.id not in barred)
    home = homes(request.council, request.pool)
    named = {*request.pins.everybody, *_asked_by_name(request, book, people)}
    own = [p.id if p.id in named else None for p in people]
    kinds = _numbered([(name, seen[p.id]) for name, p in zip(own, people, strict=True)])
    of = _numbered([(kind, home.get(p.id)) for kind, p in zip(kinds, people, strict=True)])
    return Classes(
        people, np.array(of, np.int32), np.array(kinds, np.int32), np.array([i is not None for i in own])
    )


def _asked_by_name(request: PlanRequest, book: Rulebook, people: Sequence[Person]) -> set[str]:
    """Whom a rule may single out among people who are alike to its descriptions."""
    day = request.council.election_day
    must = [rule.where for rule in book.rules if isinstance(rule, Intended)]
    return {p.id for p in people if p.party_rank in FIRST or any(where.matches(p, day) for where in must)}


def _numbered(keys: Sequence[object]) -> list[int]:
    """A number for each key, from 0, in the order of the first of it."""
    numbers: dict[object, int] = {}
    return [numbers.setdefault(key, len(numbers)) for key in keys]
