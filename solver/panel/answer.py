"""What `cocau panel` answers: a panel within the quotas; or what stands in the way, and the ways out."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Literal

from cocau.constraints.record import Record
from cocau.constraints.version import VERSION
from cocau.solver.panel.task import Quota, Side

FORMAT = "cocau/panel/1"


class Status(StrEnum):
    """`open`: time ran out before anybody knew; it never means that there is no panel."""

    PANEL = "panel"
    INFEASIBLE = "infeasible"
    OPEN = "open"


class Part(StrEnum):
    """Parts of an answer that time did not allow to finish."""

    PANEL = "panel"
    LOTS = "lots"
    CONFLICTS = "conflicts"
    RELAXATIONS = "relaxations"
    RECRUITS = "recruits"


class Panel(Record):
    """Who is on it, by id, and for each quota, in their order, how many people it counts."""

    ids: tuple[str, ...]
    counts: tuple[int, ...]


class Barrier(Record):
    """A bound in a conflict. `pool`: how many people have the value.

    `reach`: how near to the bound a panel comes that keeps all other bounds of the conflict; None: not known.
    """

    feature: str
    value: str
    side: Side
    bound: int
    pool: int
    reach: int | None


class Reason(StrEnum):
    """`scarce`: too few people with one value. `sum`: the bounds of one feature leave no room for the size.

    `pool`: too few people or households, whatever the quotas. `joint`: quotas that clash through the people.
    """

    SCARCE = "scarce"
    SUM = "sum"
    POOL = "pool"
    JOINT = "joint"


class Conflict(Record):
    """Bounds that cannot hold together; empty: the pool cannot give a panel of this size at all.

    `size`, `households`: whether it would vanish without the size, without the household rule (None: not
    known). `irreducible`: without any one of its bounds the rest can hold; `smallest`: no conflict has fewer.
    """

    reason: Reason
    barriers: tuple[Barrier, ...]
    size: bool | None
    households: bool | None
    irreducible: bool
    smallest: bool
    confirmed_by: tuple[str, ...]


class Change(Record):
    """A bound that is moved."""

    feature: str
    value: str
    side: Side
    bound: int
    becomes: int


class Relaxation(Record):
    """Bounds moved together, and a panel they give; None: not drawn in time."""

    changes: tuple[Change, ...]
    panel: Panel | None


class Relaxations(Record):
    """Every cheapest way to move bounds. `cost`: a fraction, by the measure of sortition-algorithms.

    `possible` False: none within the flex bounds; `in_the_way` is a smallest set of flex bounds that forbid
    all. `proven`: nothing cheaper does. `complete`: there are no others of this cost.
    """

    possible: bool
    cost: str | None
    proven: bool
    complete: bool
    confirmed_by: tuple[str, ...]
    found: tuple[Relaxation, ...]
    in_the_way: Conflict | None


class Need(Record):
    """At least so many of the recruits must have this value."""

    feature: str
    value: str
    least: int


class Recruits(Record):
    """The fewest people who, found and added to the pool, make a panel possible without moving a bound.

    0: no number of them would. `needs`: what they must have whichever way they are chosen; `example`: one
    such group, a value for each feature.
    """

    number: int
    needs: tuple[Need, ...]
    example: tuple[tuple[str, ...], ...]
    complete: bool


class PanelAnswer(Record):
    """The whole answer. `open`: parts not finished in time; "not answered" never counts as "no".

    `conflicts_complete`: no conflict is missing. `task`: sha256 of what was asked.
    """

    format: Literal["cocau/panel/1"] = "cocau/panel/1"
    version: str = VERSION
    task: str
    size: int
    seed: str
    people: int
    homes: int | None
    without_address: int
    features: tuple[str, ...]
    quotas: tuple[Quota, ...]
    pool: tuple[int, ...]
    status: Status
    panel: Panel | None = None
    conflicts: tuple[Conflict, ...] = ()
    conflicts_complete: bool = False
    relaxations: Relaxations | None = None
    recruits: Recruits | None = None
    open: tuple[Part, ...] = ()

    def to_json(self) -> str:
        """The answer as stored."""
        return self.model_dump_json(indent=1) + "\n"

    def opened(self, parts: Sequence[Part]) -> "PanelAnswer":
        """The answer with what is open."""
        return self.but(open=tuple(part for part in Part if part in parts))
