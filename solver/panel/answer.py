"""The answer to a panel task: a panel within its quotas, or conflicts and ways out."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Literal

from cocau.constraints.record import CanonicalRecord, Record
from cocau.constraints.version import VERSION
from cocau.solver.panel.task import BoundSide, Quota

FORMAT = "cocau/panel/1"


class PanelStatus(StrEnum):
    """The outcome of a panel task.

    `open`: time ran out before anybody knew; it never means that there is no panel.
    """

    PANEL = "panel"
    INFEASIBLE = "infeasible"
    OPEN = "open"


class PanelPart(StrEnum):
    """A part of an answer that time did not allow to finish."""

    PANEL = "panel"
    LOTS = "lots"
    CONFLICTS = "conflicts"
    RELAXATIONS = "relaxations"
    RECRUITS = "recruits"


class Panel(Record):
    """The people on a panel, by id, and how many of them each quota counts, in order."""

    ids: tuple[str, ...]
    counts: tuple[int, ...]


class QuotaBarrier(Record):
    """A bound of a quota in a conflict.

    `pool`: how many people have the value. `reach`: how near to the bound a panel comes that keeps all other
    bounds of the conflict; None: not known.
    """

    feature: str
    value: str
    side: BoundSide
    bound: int
    pool: int
    reach: int | None


class PanelConflictReason(StrEnum):
    """The kind of a conflict.

    `scarce`: too few people with one value. `sum`: the bounds of one feature leave no room for the size.
    `pool`: too few people or households, whatever the quotas. `joint`: quotas that clash through the people.
    """

    SCARCE = "scarce"
    SUM = "sum"
    POOL = "pool"
    JOINT = "joint"


class PanelConflict(Record):
    """Bounds that cannot hold together; empty: no panel of this size exists at all.

    `size`, `households`: whether it would vanish without the size, without the household rule (None: not
    known). `irreducible`: without any one of its bounds the rest can hold; `smallest`: no conflict has fewer.
    """

    reason: PanelConflictReason
    barriers: tuple[QuotaBarrier, ...]
    size: bool | None
    households: bool | None
    irreducible: bool
    smallest: bool
    confirmed_by: tuple[str, ...]


class QuotaChange(Record):
    """A bound of a quota that is moved."""

    feature: str
    value: str
    side: BoundSide
    bound: int
    becomes: int


class QuotaRelaxation(Record):
    """Bounds of quotas moved together, and a panel within them; None: not drawn in time."""

    changes: tuple[QuotaChange, ...]
    panel: Panel | None


class QuotaRelaxations(Record):
    """Every cheapest way to move bounds of quotas.

    `cost`: a fraction, by the measure of sortition-algorithms. `possible` False: none within the flex
    bounds; `in_the_way` is a smallest set of flex bounds that forbid all. `proven`: nothing cheaper does.
    `complete`: there are no others of this cost.
    """

    possible: bool
    cost: str | None
    proven: bool
    complete: bool
    confirmed_by: tuple[str, ...]
    found: tuple[QuotaRelaxation, ...]
    in_the_way: PanelConflict | None


class RecruitNeed(Record):
    """A value that at least so many of the recruits must have."""

    feature: str
    value: str
    least: int


class PanelRecruits(Record):
    """The fewest people who, added to the pool, make a panel possible with all bounds.

    0: no number of them would. `needs`: what they must have whichever way they are chosen; `example`: one
    such group, a value for each feature.
    """

    number: int
    needs: tuple[RecruitNeed, ...]
    example: tuple[tuple[str, ...], ...]
    complete: bool


class PanelAnswer(CanonicalRecord):
    """The whole answer to a panel task.

    `open`: parts not finished in time; "not answered" never counts as "no". `conflicts_complete`: no
    conflict is missing. `task`: sha256 of what was asked.
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
    status: PanelStatus
    panel: Panel | None = None
    conflicts: tuple[PanelConflict, ...] = ()
    conflicts_complete: bool = False
    relaxations: QuotaRelaxations | None = None
    recruits: PanelRecruits | None = None
    open: tuple[PanelPart, ...] = ()

    def with_open_parts(self, parts: Sequence[PanelPart]) -> "PanelAnswer":
        """Return the answer with these parts named as open."""
        return self.replace_unvalidated(open=tuple(part for part in PanelPart if part in parts))
