"""Who has to leave which level: what one person over the limit asks for."""

from collections.abc import Iterable
from dataclasses import dataclass

from cocau.constraints.council import Level
from cocau.constraints.people import Elsewhere
from cocau.constraints.programme import Standing
from cocau.solver.programme.losses import Loss

Departure = tuple[str, Level]
"""A person who is on no list of a level."""

Departures = frozenset[Departure]


@dataclass(frozen=True)
class Need:
    """A person found on lists of too many levels: so many of these must go at least, in any joint plan."""

    person: str
    choices: tuple[Level, ...]
    least: int

    def first(self, posts: Departures) -> tuple[Departure, ...]:
        """As many as must go, those without a post first, the lowest level first."""
        each = [(self.person, level) for level in self.choices]
        each.sort(key=lambda one: (one in posts, -rank(one[1])))
        return tuple(each[: self.least])


@dataclass(frozen=True)
class Chosen:
    """Departures, and the least that all councils together have to give with them by what is known."""

    departures: Departures
    total: Loss


def rank(level: Level) -> int:
    """0 for the highest level."""
    return list(Level).index(level)


def need_of(standing: Standing, tied: Departures) -> Need | None:
    """What somebody over the limit asks for. `tied`: levels in which he or she stays in any case.

    A level that a dossier names is not gained by leaving its lists; where the dossiers alone are too many,
    all lists must go. None where nothing can go.
    """
    filed = {Level(body) for body in standing.filed if body is not Elsewhere.NATIONAL}
    too_many = len(filed) > standing.allowed
    can = [level for level in standing.levels if (standing.person, level) not in tied]
    choices = tuple(level for level in can if too_many or level not in filed)
    least = min(len(choices) if too_many else standing.over, len(choices))
    return Need(standing.person, choices, least) if least else None


def at_level(departures: Iterable[Departure], level: Level) -> dict[str, None]:
    """Who leaves this level."""
    return {person: None for person, where in departures if where is level}
