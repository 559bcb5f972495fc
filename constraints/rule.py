"""What a rule is: its strength, its clause, its words; what a finding is; and the words of compile."""

from __future__ import annotations

from abc import ABC, abstractmethod
from enum import StrEnum
from string import Formatter
from typing import ClassVar, Protocol, Self, get_args

from pydantic import Field, model_validator

from cocau.constraints.council import Council, CouncilKind, Level, Office
from cocau.constraints.counts import NEEDS_NAMES, Counts
from cocau.constraints.dated import Dated
from cocau.constraints.people import Person, Pool
from cocau.constraints.quantity import Quantity, Row
from cocau.constraints.record import Record, Text
from cocau.constraints.select import Among, Selector
from cocau.constraints.setting import Setting


class Strength(StrEnum):
    """How binding a rule is. `standard`: who may stand at all; never relaxed, in no conflict and no repair.

    `must`: phải, bảo đảm, không quá. `aim`: phấn đấu, theo hướng, giảm, tăng, cân nhắc; has a priority.
    """

    STANDARD = "standard"
    MUST = "must"
    AIM = "aim"


class Mark(StrEnum):
    """How far a cited text was verified (the degrees of the project's law register)."""

    V1 = "V1"
    V2 = "V2"
    DERIVED = "D"
    UNVERIFIED = "U"


class Citation(Record):
    """The clause a rule rests on. `doubt` says what is uncertain about it; it is shown to users."""

    source: str
    article: int | None = None
    clause: int | None = None
    point: str | None = None
    section: str | None = Field(default=None, description="number in our clause list, e.g. S2.13")
    mark: Mark
    quote: str = Field(default="", max_length=240)
    doubt: Text | None = None
    kinds: tuple[CouncilKind, ...] = Field(default=(), description="councils it speaks of; empty: all")


LAST = 900
"""From this priority on stand the aims that come after all others."""


class Verdict(StrEnum):
    """The three answers of an audit; `undecided` where a figure it needs was not given."""

    KEPT = "kept"
    BROKEN = "broken"
    UNDECIDED = "undecided"


Fact = int | str


class Finding(Record):
    """One rule judged on one slate. `short` is by how many people (or units) it is missed, 0 when kept.

    `witnesses` are ids of people or constituencies that make the verdict so.
    """

    rule: str
    verdict: Verdict
    facts: dict[str, Fact] = {}
    witnesses: tuple[str, ...] = ()
    short: int = 0
    missing: Text | None = Field(default=None, description="what an undecided rule would need")


class Ballot(Protocol):
    """What a rule may say to a planner. Quantities are whole numbers of people.

    A ballot knows the council and the pool, and makes a row binding or a shortfall to be minimised
    according to the strength of the rule that is being compiled.
    """

    @property
    def council(self) -> Council:
        """The council to be composed."""
        ...

    @property
    def pool(self) -> Pool:
        """Everybody who was introduced."""
        ...

    def count(self, who: Selector, among: Among, at: str | None = None) -> Quantity:
        """How many of `among` are described by `who`, in the whole council or at one constituency."""
        ...

    def assured(self, who: Selector, at: str) -> Quantity:
        """How many of a description a constituency elects whatever the voters decide, its seats all filled.

        No more than that, but a planner may take it for less: to be asked for from below only.
        """
        ...

    def stands(self, person: str, among: Among = Among.CANDIDATES) -> Quantity:
        """1 if the person is a candidate (or deputy), else 0."""
        ...

    def holds(self, person: str, post: str) -> Quantity:
        """1 if the person is meant for the post, else 0."""
        ...

    def held(self, who: Selector, post: str) -> Quantity:
        """How many of the people described are meant for one post."""
        ...

    def combines(self, person: str, first: Office, second: Office) -> Quantity:
        """1 if the person is meant for a post of each of two offices, else 0."""
        ...

    def may_stand(self, person: str) -> bool:
        """Whether every standard lets the person stand."""
        ...

    def away_from_home(self) -> Quantity:
        """How many candidates with a home constituency stand in another one."""
        ...

    def require(self, row: Row) -> None:
        """Ask for a row."""
        ...

    def forbid(self, person: Person) -> None:
        """Keep a person off every list. For standards only."""
        ...

    def impossible(self) -> None:
        """No slate can keep this rule."""
        ...


class Rule(Dated, ABC):
    """One rule. A kind of rule is a subclass in a file of its own; subclassing registers it."""

    registry: ClassVar[dict[str, type[Rule]]] = {}
    adjustable: ClassVar[frozenset[str]] = frozenset()
    facts: ClassVar[frozenset[str]] = frozenset()
    about_council: ClassVar[bool] = False
    after_all: ClassVar[bool] = False
    council_field: ClassVar[str] = "seats"

    id: str = Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")
    strength: Strength
    priority: int | None = Field(default=None, ge=1)
    levels: tuple[Level, ...] = tuple(Level)
    cites: tuple[Citation, ...] = Field(min_length=1)
    says: Text
    broken: Text
    doubt: Text | None = None

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: object) -> None:
        if (kind := cls.model_fields.get("kind")) is not None:
            cls.registry[get_args(kind.annotation)[0]] = cls

    @model_validator(mode="after")
    def _strength_and_words(self) -> Self:
        if (self.strength is Strength.AIM) != (self.priority is not None):
            raise ValueError("an aim has a priority, and only an aim")
        if self.priority is not None and (self.priority >= LAST) is not self.after_all:
            raise ValueError(f"priorities from {LAST} on are for kinds that come after all other aims")
        for text in (self.says.vi, self.says.en, self.broken.vi, self.broken.en):
            _check_words(text, self.facts | self.adjustable)
        return self

    @abstractmethod
    def compile(self, ballot: Ballot) -> None:
        """Tell a planner what the rule asks."""

    @abstractmethod
    def audit(self, setting: Setting) -> Finding:
        """Judge a slate, without any planner and without using `compile`."""

    def from_counts(self, counts: Counts) -> Finding:  # noqa: ARG002  # for kinds that numbers can judge
        """Judge a table that has numbers only: kept or broken where it is so whatever the names are."""
        return self.cannot_judge(NEEDS_NAMES.vi, NEEDS_NAMES.en)

    def cap_on(self, who: Selector, committees: int | None) -> int | None:  # noqa: ARG002  # for kinds that have one
        """The most intended deputies of a description that this rule lets a council have, if it caps them.

        `committees` is how many the council has; None where that is not known.
        """
        return None

    def finding(
        self,
        kept: bool,  # noqa: FBT001  # positional only, so that facts may have any name
        short: int = 0,
        witnesses: tuple[str, ...] = (),
        /,
        **facts: Fact,
    ) -> Finding:
        """A verdict of this rule."""
        verdict = Verdict.KEPT if kept else Verdict.BROKEN
        return Finding(
            rule=self.id,
            verdict=verdict,
            facts=facts,
            witnesses=() if kept else witnesses,
            short=0 if kept else max(short, 1),
        )

    def cannot_judge(self, vi: str, en: str) -> Finding:
        """No verdict, and what would be needed for one."""
        return Finding(rule=self.id, verdict=Verdict.UNDECIDED, missing=Text(vi=vi, en=en))


class Standard(Rule, ABC):
    """A rule about one person alone: whoever misses it is on no list, whatever the structure needs."""

    facts: ClassVar[frozenset[str]] = frozenset({"unfit"})

    @model_validator(mode="after")
    def _is_standard(self) -> Self:
        if self.strength is not Strength.STANDARD:
            raise ValueError("who may stand is a standard; it cannot be a must or an aim")
        return self

    @abstractmethod
    def misses(self, person: Person, council: Council) -> bool:
        """Whether the person misses this standard."""

    def compile(self, ballot: Ballot) -> None:
        """Forbid everybody who misses the standard."""
        for person in ballot.pool.people:
            if self.misses(person, ballot.council):
                ballot.forbid(person)

    def audit(self, setting: Setting) -> Finding:
        """Name everybody listed, meant for the council or for a post, who misses the standard."""
        named = setting.pool.named(setting.slate.everybody)
        unfit = tuple(p.id for p in named if self.misses(p, setting.council))
        return self.finding(not unfit, len(unfit), unfit, unfit=len(unfit))


def _check_words(text: str, offered: frozenset[str]) -> None:
    """A text may use the bare names a kind offers: no others, and neither formats, indices nor attributes."""
    for _, name, form, conversion in Formatter().parse(text):
        if name is not None and (name not in offered or form or conversion):
            used = f"{name}{'!' if conversion else ''}{conversion or ''}{':' if form else ''}{form}"
            raise ValueError(f"text uses {{{used}}}; this kind offers: {', '.join(sorted(offered))}")
