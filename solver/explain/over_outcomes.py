"""Rules over the intended deputies, judged on what may be elected instead: kept always, sometimes, never."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from cocau.constraints.council import Council, Office
from cocau.constraints.kinds.assured import Assured
from cocau.constraints.kinds.intended import Intended
from cocau.constraints.kinds.reference import Reference
from cocau.constraints.people import Pool
from cocau.constraints.quantity import Quantity
from cocau.constraints.record import Record
from cocau.constraints.rule import Finding, Rule, Standard, Verdict
from cocau.constraints.select import EVERYONE, Among, Selector
from cocau.constraints.setting import Setting
from cocau.solver.explain.reach import Between, Split, outcomes_by_count
from cocau.solver.places import Recorder

OFFICES = frozenset(Among) - {Among.INTRODUCED, Among.CANDIDATES, Among.DEPUTIES, Among.OUTGOING}


class Held(StrEnum):
    """In which outcomes, of those that fill all seats, a rule is kept."""

    EVERY = "every"
    SOME = "some"
    NONE = "none"


class Why(StrEnum):
    """Why a rule over the deputies was not judged over the outcomes."""

    POSTS = "posts"
    SEVERAL = "several"
    FIGURES = "figures"
    TIME = "time"


class Ruled(Record):
    """One rule over all outcomes that fill the seats: its findings where a group has least and most."""

    rule: str
    held: Held
    least: Finding
    most: Finding


@dataclass
class Watcher(Recorder):
    """A ballot that remembers what a rule asks of the deputies, and whether it asks about posts."""

    deputies: dict[Selector, None] = field(default_factory=dict)
    posts: bool = False
    named: bool = False

    @property
    def silent(self) -> bool:
        """Whether the rule asked nothing at all."""
        return not (self.seen or self.personal or self.posts)

    def count(self, who: Selector, among: Among, at: str | None = None) -> Quantity:
        """Remember a description of deputies; sets of posts count as posts."""
        if among is Among.DEPUTIES:
            self.deputies[who] = None
        self.posts |= among in OFFICES
        return super().count(who, among, at)

    def stands(self, person: str, among: Among = Among.CANDIDATES) -> Quantity:
        """Remember that deputies are asked about one by one."""
        self.named |= among is Among.DEPUTIES
        return super().stands(person, among)

    def holds(self, person: str, post: str) -> Quantity:
        """Remember posts."""
        self.posts = True
        return super().holds(person, post)

    def held(self, who: Selector, post: str) -> Quantity:
        """Remember posts."""
        self.posts = True
        return super().held(who, post)

    def combines(self, person: str, first: Office, second: Office) -> Quantity:
        """Remember posts."""
        self.posts = True
        return super().combines(person, first, second)

    def impossible(self) -> None:
        """Remember it as a rule about posts: whoever may hold one, it stands against them."""
        self.posts = True


def watched(council: Council, pool: Pool, rule: Rule) -> Watcher:
    """What a rule asks."""
    watcher = Watcher(council, pool)
    rule.compile(watcher)
    return watcher


@dataclass(frozen=True)
class OverDeputies:
    """A rule that the vote may keep or break, by how many of one description win; else `open` says why."""

    rule: Rule
    who: tuple[Selector, ...]
    open: Why | None


def over_deputies(setting: Setting, rules: Iterable[Rule]) -> tuple[OverDeputies, ...]:
    """The rules that count deputies, each with the descriptions it counts."""
    found = (_over(setting, r) for r in rules if not isinstance(r, Standard) and not r.about_council)
    return tuple(each for each in found if each is not None)


def _over(setting: Setting, rule: Rule) -> OverDeputies | None:
    seen = watched(setting.council, setting.pool, rule)
    who = tuple(one for one in seen.deputies if one != EVERYONE)
    if isinstance(rule, Assured):
        return OverDeputies(rule, (rule.where,), None) if seen.local else None
    if isinstance(rule, Intended):
        return OverDeputies(rule, (rule.where,), None)
    counts = getattr(rule, "among", None) is Among.DEPUTIES or isinstance(rule, Reference)
    if (who or counts) and rule.audit(setting).verdict is Verdict.UNDECIDED:
        return OverDeputies(rule, who, Why.FIGURES)
    if not who and not seen.named:
        return None
    if seen.posts:
        return OverDeputies(rule, who, Why.POSTS)
    return OverDeputies(rule, who, None if len(who) == 1 and not seen.named else Why.SEVERAL)


def ruled(rule: Rule, setting: Setting, lists: tuple[Split, ...], filled: Between) -> Ruled:
    """A rule that counts one description, over every number of it that can be elected.

    Exact: every number is tried; a rule that looks at single constituencies has one bound, and the first and
    the last outcome tried have the least and the most in every one of them.
    """
    if isinstance(rule, Assured):
        return _floor(rule, rule.audit(setting), filled)
    found = [rule.audit(setting.with_slate(one)) for one in outcomes_by_count(setting.slate, lists)]
    verdicts = {finding.verdict for finding in found}
    return Ruled(rule=rule.id, held=_held(verdicts), least=found[0], most=found[-1])


def _held(verdicts: set[Verdict]) -> Held:
    if Verdict.BROKEN not in verdicts:
        return Held.EVERY
    return Held.SOME if Verdict.KEPT in verdicts else Held.NONE


def _floor(rule: Rule, finding: Finding, filled: Between) -> Ruled:
    """A floor for every outcome is asked of the ballot; which outcomes reach it is told here."""
    needed = int(finding.facts["needed"])
    held = Held.EVERY if filled.least >= needed else Held.SOME if filled.most >= needed else Held.NONE
    return Ruled(rule=rule.id, held=held, least=finding, most=finding)
