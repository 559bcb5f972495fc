"""What a programme is asked for with: councils and their people, or so many made-up ones for a drill."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from cocau.app.access.caller import Caller
from cocau.app.access.scope import Locality, inside
from cocau.app.jobs.tasks.programme import Common, Member
from cocau.app.office.ask import Ask, Label
from cocau.app.office.errors import Missing
from cocau.app.office.resolving import Book, Resolved, resolved
from cocau.app.settings import Settings
from cocau.app.store import Store
from cocau.constraints.council import Level
from cocau.constraints.errors import InputError, Problem
from cocau.constraints.library import load
from cocau.constraints.record import Record
from cocau.fixtures.made_up_country import SEED, of_province, sampled, sketched
from cocau.fixtures.made_up_totals import COUNCILS, RULEBOOK, TOTALS
from cocau.solver.programme.entries import Entry, Programme
from cocau.solver.programme.faults import programme_problems

MOST = 1_000
"""Councils that are sent or referred to in one programme; made-up ones may be more."""

TOLD = 100
"""Problems that are told at once."""


class MadeUp(Record):
    """Made-up councils under the nationwide rules of 2021: one province, so many of all, or the country."""

    seed: int = Field(default=SEED, ge=0, le=2**31 - 1)
    province: int | None = Field(default=None, ge=1, le=TOTALS[Level.PROVINCE].councils)
    count: int | None = Field(
        default=None, ge=1, le=COUNCILS, description="so many, spread evenly over all or over the province"
    )
    seconds: float = Field(default=60, gt=0, le=3600, description="for each council")

    @property
    def numbers(self) -> tuple[int, ...]:
        """Which of the country's councils they are."""
        if self.province is None:
            return sampled(self.count or COUNCILS)
        family = of_province(self.province, self.seed)
        many = min(self.count or len(family), len(family))
        return tuple(family[len(family) * k // many] for k in range(many))


class ProgrammeAsk(Record):
    """A programme asked for: `councils`, each as a proposal is asked for, or `made_up`."""

    councils: tuple[Ask, ...] = Field(default=(), max_length=MOST)
    made_up: MadeUp | None = Field(default=None, description="for drills: nobody in it exists")
    label: Label = Field(default="", max_length=300, description="to find it again by; no personal data")
    locality: Locality | None = Field(
        default=None, description="whose it is; by default what all its councils' localities lie in"
    )

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if (self.made_up is None) == (not self.councils):
            raise PydanticCustomError("one_of_both", "one of two", {"these": "councils, made_up"})
        return self


@dataclass(frozen=True)
class Ready:
    """A programme that can be planned: what its councils share, and each of them."""

    locality: str
    seconds: float
    base: Common
    members: tuple[Member, ...]
    pools: frozenset[str] = frozenset()

    @property
    def shares_people(self) -> bool:
        """Whether somebody is in the pools of several councils; nobody is in made-up ones."""
        requests = [member.request for member in self.members if member.request is not None]
        everybody = [person.id for request in requests for person in request.pool.people]
        return len(set(everybody)) < len(everybody)


def ready(store: Store, caller: Caller, settings: Settings, asked: ProgrammeAsk) -> Ready:
    """All councils resolved and checked.

    Raises:
        Forbidden: the role does not allow to read what is referred to.
        Missing: the locality is not the caller's.
        InputError: everything wrong with the councils (the first hundred things), or between them.
    """
    if asked.made_up is not None:
        return _drill(caller, settings, asked.made_up, asked.locality)
    gathered = _gathered(store, caller, settings, asked)
    locality = asked.locality or _around([one.locality for one in gathered], caller.scope)
    if not caller.sees(locality):
        raise Missing(locality)
    books = {one.request.rulebook: one.book for one in gathered}
    entries = tuple(Entry(request=one.request) for one in gathered)
    problems = [
        *(_outside(n, one.locality) for n, one in enumerate(gathered) if not inside(one.locality, locality)),
        *programme_problems(Programme(entries=entries, rulebooks=books)),
    ]
    if problems:
        raise InputError(problems[:TOLD])
    return Ready(
        locality=locality,
        seconds=max(entry.request.seconds for entry in entries),
        base=Common(rulebooks=books),
        members=tuple(Member(request=entry.request) for entry in entries),
        pools=frozenset(one.references.pool.ref for one in gathered if one.references.pool is not None),
    )


def _gathered(store: Store, caller: Caller, settings: Settings, asked: ProgrammeAsk) -> list[Resolved]:
    """Each council resolved; a rulebook that several name is read once, and is the same for all of them.

    Raises:
        Forbidden, Missing, InputError: see `ready`.
    """
    found: list[Resolved] = []
    problems: list[Problem] = []
    kept: dict[str, Book] = {}
    for number, one in enumerate(asked.councils):
        try:
            found.append(resolved(store, caller, settings, one, kept.get(one.rulebook)))
        except InputError as error:
            problems += [problem.at(f"councils.{number}") for problem in error.problems]
        else:
            if one.scenario is None:  # which may bring another rulebook
                kept.setdefault(one.rulebook, (found[-1].book, found[-1].references.rulebook))
        if len(problems) >= TOLD:
            break
    if problems:
        raise InputError(problems[:TOLD])
    return found


def _outside(number: int, locality: str) -> Problem:
    return Problem(
        "outside_locality",
        f"councils.{number}.locality: {locality}",
        "Hội đồng ở ngoài địa phương của chương trình.",
        "The council lies outside the programme's locality.",
    )


def _around(localities: Sequence[str], scope: str) -> str:
    """The smallest locality that all lie in; the caller's own, if they have nothing in common."""
    paths = [locality.split("/") for locality in localities]
    same = takewhile(lambda names: len(set(names)) == 1, zip(*paths, strict=False))
    return "/".join(names[0] for names in same) or scope


def _drill(caller: Caller, settings: Settings, made_up: MadeUp, asked: str | None) -> Ready:
    """Raises Missing: the locality is not the caller's."""
    locality = asked or caller.scope
    if not caller.sees(locality):
        raise Missing(locality)
    seconds = min(made_up.seconds, settings.max_seconds)
    sketches = (sketched(number, made_up.seed) for number in made_up.numbers)
    return Ready(
        locality=locality,
        seconds=seconds,
        base=Common(rulebooks={RULEBOOK: load(RULEBOOK)}),
        members=tuple(Member(sketch=sketch, seconds=seconds) for sketch in sketches),
    )
