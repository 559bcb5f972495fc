"""What comes of a programme: each council's outcome, who left which level, and how near it is to the best."""

from enum import StrEnum
from typing import Literal

from cocau.constraints.council import Level
from cocau.constraints.people import Elsewhere
from cocau.constraints.programme import Limit, Standing
from cocau.constraints.record import Record
from cocau.solver.programme.parts import CouncilPart


class Fate(StrEnum):
    """What became of a council. `limited`: it has slates, but none without those whom the limit keeps off."""

    SOLVED = "solved"
    CONFLICT = "conflict"
    LIMITED = "limited"
    OUT_OF_TIME = "out_of_time"


class Exactness(StrEnum):
    """How the joint plan compares with the best joint plan.

    `apart`: nobody is over the limit, so that the plans of the councils by themselves are the joint plan;
    `searched`: proven the best over all departures; `bounded`: the plans asked for ended, see the bounds;
    `unproven`: time ran out in a council, see the bounds. Only the first two are exact.
    """

    APART = "apart"
    SEARCHED = "searched"
    BOUNDED = "bounded"
    UNPROVEN = "unproven"


class Together(Record):
    """One tier of all councils. `what`: ``councils`` (without a slate for the limit), a move or a priority.

    `apart`: the sum over the councils planned by themselves; `joint`: over the joint plan; `bound`: the least
    that any joint plan can have, compared tier by tier: where an earlier tier's bound is below its joint
    value, later ones say nothing.
    """

    what: str
    apart: int
    joint: int
    bound: int


class CouncilOutcome(Record):
    """One council in the joint plan. `apart`: planned by itself; `part`: as it is in the joint plan.

    Where `part.out` names people, it is another proposal than the one planned apart.
    """

    id: str
    name: str
    level: Level
    fate: Fate
    apart: CouncilPart
    part: CouncilPart


class Left(Record):
    """Somebody who would be over the limit: the levels kept, and those left for it with their councils."""

    person: str
    name: str
    kept: tuple[Level, ...]
    left: tuple[Level, ...]
    councils: tuple[str, ...]
    filed: tuple[Elsewhere, ...] = ()
    allowed: int


class ProgrammeResult(Record):
    """The joint plan. `standings`: everybody on lists of several councils; `over`: of these, over the limit.

    `over` is empty in every result: it is what the audit of the whole says. `planned`: plans asked for beyond
    one for each council. `limit` None: no rulebook of the programme sets one. `anew`: in a re-plan, the
    councils planned anew; what is told of exactness holds while the others stay.
    """

    format: Literal["cocau/programme-result/1"] = "cocau/programme-result/1"
    exactness: Exactness
    limit: Limit | None
    tiers: tuple[Together, ...]
    councils: tuple[CouncilOutcome, ...]
    left: tuple[Left, ...] = ()
    standings: tuple[Standing, ...] = ()
    over: tuple[Standing, ...] = ()
    planned: int = 0
    anew: tuple[str, ...] | None = None

    @property
    def exact(self) -> bool:
        """Whether no joint plan is better."""
        return self.exactness in {Exactness.APART, Exactness.SEARCHED}

    @property
    def by_id(self) -> dict[str, CouncilOutcome]:
        """Each council's outcome under its id."""
        return {council.id: council for council in self.councils}
