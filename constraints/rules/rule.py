"""Rules: strength, dates, citations, texts; the findings of audits; a planner's ballot."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from string import Formatter
from typing import ClassVar, Protocol, Self, final, get_args

from pydantic import ConfigDict, Field, model_validator

from cocau.constraints.model.council import Council, CouncilKind, CouncilLevel, CouncilOffice
from cocau.constraints.model.people import Person, Pool
from cocau.constraints.model.selectors import Among, Selector
from cocau.constraints.record import Record, Text
from cocau.constraints.rules.audit_context import AuditContext
from cocau.constraints.rules.counts import NEEDS_NAMES, CouncilCounts
from cocau.constraints.rules.quantity import LinearConstraint, Quantity


class DatedBy(StrEnum):
    """The day a provision looks at; `plan`: it is about councils that sit, not elections."""

    ELECTION = "election"
    PLAN = "plan"


class Dated(Record):
    """A provision that holds from one day on and, with `until`, before another."""

    in_force: date
    until: date | None = None
    dated_by: DatedBy = DatedBy.ELECTION

    @model_validator(mode="after")
    def _ends_after_it_begins(self) -> Self:
        if self.until is not None and self.until <= self.in_force:
            raise ValueError("until must come after in_force")
        return self

    def in_force_on(self, day: date) -> bool:
        """Return whether it holds for an election on `day`, planned for that day."""
        return self.in_force <= day and not self._ended(day)

    def holds_for(self, council: Council) -> bool:
        """Return whether it holds for a council, by the day it looks at.

        What is dated by the plan binds no council elected from `until` on, even if its plan was made before.
        """
        if self.dated_by is DatedBy.ELECTION:
            return self.in_force_on(council.election_day)
        return self.in_force_on(council.plan_day) and not self._ended(council.election_day)

    def may_overlap(self, later: Self) -> bool:
        """Return whether some council could have this and a later version of the provision.

        A later version that looks at the plan's day also reaches councils elected before it began.
        """
        if self.until is None or later.in_force < self.until:
            return True
        return self.dated_by is DatedBy.ELECTION and later.dated_by is DatedBy.PLAN

    def _ended(self, day: date) -> bool:
        return self.until is not None and self.until <= day


class Strength(StrEnum):
    """How binding a rule is. `standard`: who may stand at all; never relaxed or repaired.

    `must`: phải, bảo đảm, không quá. `aim`: phấn đấu, theo hướng, giảm, tăng, cân nhắc; has a priority.
    """

    STANDARD = "standard"
    MUST = "must"
    AIM = "aim"


class VerificationMark(StrEnum):
    """How far a cited text was verified (the degrees of the project's law register)."""

    V1 = "V1"
    V2 = "V2"
    DERIVED = "D"
    UNVERIFIED = "U"


class Citation(Record):
    """The clause a rule rests on; `doubt`: what is uncertain about it, shown to users."""

    source: str
    article: int | None = None
    clause: int | None = None
    point: str | None = None
    section: str | None = Field(default=None, description="number in our clause list, e.g. S2.13")
    mark: VerificationMark
    quote: str = Field(default="", max_length=240)
    doubt: Text | None = None
    kinds: tuple[CouncilKind, ...] = Field(default=(), description="councils it speaks of; empty: all")


AFTER_ALL_PRIORITY = 900
"""From this priority on stand the aims that come after all others."""


class Verdict(StrEnum):
    """The three answers of an audit; `undecided` where a figure it needs was not given."""

    KEPT = "kept"
    BROKEN = "broken"
    UNDECIDED = "undecided"


Fact = int | str


class Finding(Record):
    """One rule judged on one slate; `short`: by how many people (or units) it is missed.

    `witnesses` are ids of people or constituencies that make the verdict so; `note` says what the
    verdict rests on, where that is a reading.
    """

    rule: str
    verdict: Verdict
    facts: dict[str, Fact] = {}
    witnesses: tuple[str, ...] = ()
    short: int = 0
    missing: Text | None = Field(default=None, description="what an undecided rule would need")
    note: Text | None = Field(
        default=None, description="the reading that the verdict rests on, if it needs saying"
    )


class Ballot(Protocol):
    """The language in which a rule speaks to a planner, in whole numbers of people.

    A ballot knows the council and the pool, and makes a row binding or a shortfall to be minimised
    according to the strength of the rule that is being compiled.
    """

    @property
    def council(self) -> Council:
        """Return the council to be composed."""
        ...

    @property
    def pool(self) -> Pool:
        """Return everybody who was introduced."""
        ...

    @property
    def eligible(self) -> tuple[Person, ...]:
        """Return whoever can have a part here; of anybody else every quantity is 0."""
        ...

    def count(self, who: Selector, among: Among, at: str | None = None) -> Quantity:
        """Count those of `among` whom `who` describes, in the council or at one constituency."""
        ...

    def assured(self, who: Selector, at: str) -> Quantity:
        """Count those of a description whom a constituency elects whatever the voters decide.

        All its seats are taken to be filled.

        No more than that, but a planner may take it for less: to be asked for from below only.
        """
        ...

    def stands(self, person: str, among: Among = Among.CANDIDATES) -> Quantity:
        """Return 1 if the person is a candidate (or deputy), else 0."""
        ...

    def holds(self, person: str, *posts: str) -> Quantity:
        """Count the posts among these that the person is meant for."""
        ...

    def held(self, who: Selector, post: str) -> Quantity:
        """Count the people described who are meant for one post."""
        ...

    def combines(self, person: str, first: CouncilOffice, second: CouncilOffice) -> Quantity:
        """Return 1 if the person is meant for a post of each of two offices, else 0."""
        ...

    def may_stand(self, person: str) -> bool:
        """Return whether every standard lets the person stand."""
        ...

    def away_from_home(self) -> Quantity:
        """Count the candidates with a home constituency who stand in another one."""
        ...

    def require(self, *rows: LinearConstraint) -> None:
        """Ask for linear constraints to hold; together they are missed by the worst of them."""
        ...

    def forbid(self, person: Person) -> None:
        """Keep a person off every list. For standards only."""
        ...

    def impossible(self) -> None:
        """Declare that no slate can keep this rule."""
        ...


class Rule(Dated, ABC):
    """One rule. A kind of rule is a subclass in a file of its own; subclassing registers it."""

    model_config = ConfigDict(defer_build=True)  # a rulebook builds all kinds at once; nobody reads one alone

    registry: ClassVar[dict[str, type[Rule]]] = {}
    adjustable: ClassVar[frozenset[str]] = frozenset()
    facts: ClassVar[frozenset[str]] = frozenset()
    about_council: ClassVar[bool] = False
    after_all: ClassVar[bool] = False
    council_field: ClassVar[str] = "seats"

    id: str = Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")
    strength: Strength
    priority: int | None = Field(default=None, ge=1)
    levels: tuple[CouncilLevel, ...] = tuple(CouncilLevel)
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
        if self.priority is not None and (self.priority >= AFTER_ALL_PRIORITY) is not self.after_all:
            raise ValueError(
                f"priorities from {AFTER_ALL_PRIORITY} on are for kinds that come after all other aims"
            )
        for text in (self.says.vi, self.says.en, self.broken.vi, self.broken.en):
            _check_words(text, self.facts | self.adjustable)
        return self

    @abstractmethod
    def compile(self, ballot: Ballot) -> None:
        """Tell a planner what the rule asks."""

    @abstractmethod
    def audit(self, context: AuditContext) -> Finding:
        """Judge a slate, without any planner and without using `compile`."""

    def audit_counts(self, counts: CouncilCounts) -> Finding:  # noqa: ARG002  # for kinds that numbers can judge
        """Judge a table that has numbers only.

        A rule is kept or broken where it is so whatever the names are.
        """
        return self.cannot_judge(NEEDS_NAMES.vi, NEEDS_NAMES.en)

    def cap_on(self, who: Selector, committees: int | None) -> int | None:  # noqa: ARG002  # for kinds that have one
        """Return the most deputies of a description that this rule allows, if it caps them.

        `committees` is how many the council has; None where that is not known.
        """
        return None

    def build_finding(
        self,
        kept: bool,  # noqa: FBT001  # positional only, so that facts may have any name
        short: int = 0,
        witnesses: tuple[str, ...] = (),
        /,
        **facts: Fact,
    ) -> Finding:
        """Build a finding of this rule: its verdict, shortfall, witnesses and facts."""
        verdict = Verdict.KEPT if kept else Verdict.BROKEN
        return Finding(
            rule=self.id,
            verdict=verdict,
            facts=facts,
            witnesses=() if kept else witnesses,
            short=0 if kept else max(short, 1),
        )

    def cannot_judge(self, vi: str, en: str) -> Finding:
        """Build an undecided finding that says what a verdict would need."""
        return Finding(rule=self.id, verdict=Verdict.UNDECIDED, missing=Text(vi=vi, en=en))


class Standard(Rule, ABC):
    """A rule about one person alone: whoever misses it is on no list, for no structure."""

    facts: ClassVar[frozenset[str]] = frozenset({"unfit"})

    @model_validator(mode="after")
    def _is_standard(self) -> Self:
        if self.strength is not Strength.STANDARD:
            raise ValueError("who may stand is a standard; it cannot be a must or an aim")
        return self

    @abstractmethod
    def misses(self, person: Person, council: Council) -> bool:
        """Return whether the person misses this standard."""

    @final
    def compile(self, ballot: Ballot) -> None:
        """Forbid everybody who misses the standard."""
        for person in ballot.pool.people:
            if self.misses(person, ballot.council):
                ballot.forbid(person)

    def audit(self, context: AuditContext) -> Finding:
        """Name everybody listed, meant for the council or for a post, who misses the standard."""
        named = context.pool.get_people(context.slate.everybody)
        unfit = tuple(p.id for p in named if self.misses(p, context.council))
        return self.build_finding(not unfit, len(unfit), unfit, unfit=len(unfit))


def _check_words(text: str, offered: frozenset[str]) -> None:
    """Check that a text uses only bare names that its kind offers.

    Formats, indices and attributes are refused too.
    """
    for _, name, form, conversion in Formatter().parse(text):
        if name is not None and (name not in offered or form or conversion):
            used = f"{name}{'!' if conversion else ''}{conversion or ''}{':' if form else ''}{form}"
            raise ValueError(f"text uses {{{used}}}; this kind offers: {', '.join(sorted(offered))}")


def merge_findings(findings: Iterable[Finding], missing: Text) -> Finding:
    """Merge findings into the verdict they share; undecided where they differ.

    The least shortfall is kept; `missing` is what an undecided finding would need.

    A fact that differs is written from its least to its greatest value.
    """
    several = tuple(findings)
    first = several[0]
    facts = {name: _format_range([f.facts[name] for f in several]) for name in first.facts}
    if any(f.verdict is not first.verdict for f in several):
        return Finding(rule=first.rule, verdict=Verdict.UNDECIDED, facts=facts, missing=missing)
    note = first.note if all(f.note == first.note for f in several) else None
    short = min(f.short for f in several)
    return first.replace_unvalidated(facts=facts, witnesses=(), short=short, note=note)


def _format_range(values: list[Fact]) -> Fact:
    numbers = [value for value in values if isinstance(value, int)]
    low, high = min(numbers), max(numbers)
    return low if low == high else f"{low}–{high}"


def format_citation(cite: Citation) -> Text:
    """Format a citation as document and place, for the text of an error.

    ``nq-1187-2021 Điều 1 khoản 2``, ``nq-1187-2021 Art. 1(2)``; or the number of our clause list.
    """
    if cite.section is not None:
        return Text(vi=f"{cite.source} mục {cite.section}", en=f"{cite.source} {cite.section}")
    if cite.article is None:
        return Text(vi=cite.source, en=cite.source)
    vi, en = (f" khoản {cite.clause}", f"({cite.clause})") if cite.clause else ("", "")
    return Text(
        vi=f"{cite.source} Điều {cite.article}{vi}",
        en=f"{cite.source} Art. {cite.article}{en}",
    )
