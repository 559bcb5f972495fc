"""Bounds over a ballot's outcomes: how many of a group win, and which rules are kept.

Voters choose any of the people listed: whoever gets more than half of the valid ballots, at most as many
as there are seats (Law 85/2015, Art. 78). Every set of that size can come about, since all voters may
mark just these names. With fewer than two thirds of the seats filled there is one extra vote, and no
second one (Art. 79): so any smaller set can be the outcome too. Rules over the intended deputies are
judged on what may be elected instead: they are kept always, sometimes or never.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction

from cocau.constraints.kinds.assured import Assured
from cocau.constraints.kinds.intended import Intended
from cocau.constraints.kinds.reference import ReferenceRule
from cocau.constraints.model.council import Council, CouncilOffice
from cocau.constraints.model.people import Pool
from cocau.constraints.model.selectors import EVERYONE, GROUPS, Among, Selector
from cocau.constraints.model.slate import Slate
from cocau.constraints.record import Record
from cocau.constraints.rules.audit_context import AuditContext
from cocau.constraints.rules.quantity import Quantity
from cocau.constraints.rules.rule import Finding, Rule, Standard, Verdict
from cocau.solver.model.aggregation import SelectorRecorder


class CountInterval(Record):
    """An interval of counts, both ends possible."""

    least: int
    most: int


class ElectionBounds(Record):
    """How many of a group may be elected.

    `filled`: when all seats are; `once`: without an extra vote; `lawful`: in all. Art. 79(2) lets up to a
    third of a constituency's seats stay empty without an extra vote; after one any number may. `once` is
    None where a list has too few people for it. `expected` is the mean if all ways to fill the seats were
    equally likely, which nobody claims.
    """

    filled: CountInterval
    once: CountInterval | None
    lawful: CountInterval
    expected: Fraction


class ConstituencyBounds(ElectionBounds):
    """How many of a group a constituency may elect: `described` of its `listed` are of it."""

    constituency: str
    seats: int
    listed: int
    described: int


@dataclass(frozen=True)
class ListSplit:
    """The list of one constituency, split into those of a group and the others."""

    unit: str
    seats: int
    described: tuple[str, ...]
    others: tuple[str, ...]

    @property
    def listed(self) -> int:
        """Return how many people stand on the list."""
        return len(self.described) + len(self.others)

    @property
    def places(self) -> int:
        """Return how many seats can be filled."""
        return min(self.seats, self.listed)

    def get_least(self, elected: int) -> int:
        """Return the least number of the group among so many who are elected."""
        return max(elected - len(self.others), 0)

    @property
    def most(self) -> int:
        """Return the largest number of the group that can lawfully be elected."""
        return min(len(self.described), self.places)

    def pick_elected(self, described: int) -> tuple[str, ...]:
        """Pick a person for each seat, so many of the group; any of them will do."""
        return (*self.described[:described], *self.others[: self.places - described])


def split_lists(council: Council, pool: Pool, slate: Slate, who: Selector) -> tuple[ListSplit, ...]:
    """Split each constituency's list by a description."""
    splits = []
    for unit in council.constituencies:
        ids = slate.candidates.get(unit.id, ())
        inside = tuple(i for i in ids if who.matches(pool.by_id[i], council.election_day))
        splits.append(ListSplit(unit.id, unit.seats, inside, tuple(i for i in ids if i not in inside)))
    return tuple(splits)


def bound_constituency(split: ListSplit) -> ConstituencyBounds:
    """Compute how many of the group one constituency may elect."""
    enough = -(-2 * split.seats // 3)
    k, n, f = len(split.described), split.listed, split.places
    return ConstituencyBounds(
        constituency=split.unit,
        seats=split.seats,
        listed=n,
        described=k,
        filled=CountInterval(least=split.get_least(f), most=split.most),
        once=None if n < enough else CountInterval(least=split.get_least(enough), most=split.most),
        lawful=CountInterval(least=0, most=split.most),
        expected=Fraction(f * k, n) if n else Fraction(0),
    )


def sum_bounds(parts: Sequence[ElectionBounds]) -> ElectionBounds:
    """Add the constituencies' bounds, since they choose independently."""
    once = [part.once for part in parts if part.once is not None]
    return ElectionBounds(
        filled=_sum_intervals(part.filled for part in parts),
        once=_sum_intervals(once) if len(once) == len(parts) else None,
        lawful=_sum_intervals(part.lawful for part in parts),
        expected=sum((part.expected for part in parts), Fraction(0)),
    )


def _sum_intervals(parts: Iterable[CountInterval]) -> CountInterval:
    """Add intervals end by end."""
    several = list(parts)
    return CountInterval(least=sum(p.least for p in several), most=sum(p.most for p in several))


def list_outcomes_by_count(slate: Slate, lists: Sequence[ListSplit]) -> Iterator[Slate]:
    """Yield an outcome for each number of the group that can be elected, the least first.

    Constituency after constituency turns from its least to its most, one person at a time.
    """
    counts: dict[str, int] = {split.unit: split.get_least(split.places) for split in lists}
    yield _build_outcome(slate, lists, counts)
    for split in lists:
        while counts[split.unit] < split.most:
            counts[split.unit] += 1
            yield _build_outcome(slate, lists, counts)


def _build_outcome(slate: Slate, lists: Sequence[ListSplit], counts: Mapping[str, int]) -> Slate:
    """Build the outcome in which each list elects so many of the group."""
    elected = [i for split in lists for i in split.pick_elected(counts[split.unit])]
    return slate.replace_unvalidated(deputies=tuple(sorted(elected)), posts={})


def get_group_name(who: Selector) -> str | None:
    """Return the name of the group that a description is, if it has one."""
    return next((name for name, known in GROUPS.items() if known == who), None)


OFFICES = frozenset(Among) - {Among.INTRODUCED, Among.CANDIDATES, Among.DEPUTIES, Among.OUTGOING}


class KeptInOutcomes(StrEnum):
    """In which of the outcomes that fill all seats a rule is kept."""

    EVERY = "every"
    SOME = "some"
    NONE = "none"


class UnjudgedReason(StrEnum):
    """Why a rule over the deputies was not judged over the outcomes."""

    POSTS = "posts"
    SEVERAL = "several"
    FIGURES = "figures"
    TIME = "time"


class OutcomeJudgement(Record):
    """One rule judged over all outcomes that fill the seats.

    `least`, `most`: its findings where a group has least and most.
    """

    rule: str
    held: KeptInOutcomes
    least: Finding
    most: Finding


@dataclass
class DeputyRecorder(SelectorRecorder):
    """A ballot that records what a rule asks of the deputies, and whether it asks about posts."""

    deputies: dict[Selector, None] = field(default_factory=dict)
    posts: bool = False
    named: bool = False

    @property
    def silent(self) -> bool:
        """Return whether the rule asked nothing at all."""
        return not (self.seen or self.personal or self.posts)

    def count(self, who: Selector, among: Among, at: str | None = None) -> Quantity:
        """Record a description of deputies; sets of posts count as posts."""
        if among is Among.DEPUTIES:
            self.deputies[who] = None
        self.posts |= among in OFFICES
        return super().count(who, among, at)

    def stands(self, person: str, among: Among = Among.CANDIDATES) -> Quantity:
        """Record that deputies are asked about one by one."""
        self.named |= among is Among.DEPUTIES
        return super().stands(person, among)

    def holds(self, person: str, *posts: str) -> Quantity:
        """Record that the rule asks about posts."""
        self.posts = True
        return super().holds(person, *posts)

    def held(self, who: Selector, post: str) -> Quantity:
        """Record that the rule asks about posts."""
        self.posts = True
        return super().held(who, post)

    def combines(self, person: str, first: CouncilOffice, second: CouncilOffice) -> Quantity:
        """Record that the rule asks about posts."""
        self.posts = True
        return super().combines(person, first, second)

    def impossible(self) -> None:
        """Record a rule about posts: it counts against everybody who may hold one."""
        self.posts = True


def record_deputy_use(council: Council, pool: Pool, rule: Rule) -> DeputyRecorder:
    """Record what a rule asks of deputies and posts."""
    watcher = DeputyRecorder(council, pool)
    rule.compile(watcher)
    return watcher


@dataclass(frozen=True)
class DeputyRule:
    """A rule that the vote may keep or break, by how many winners; `open`: not judged, why."""

    rule: Rule
    who: tuple[Selector, ...]
    open: UnjudgedReason | None


def list_deputy_rules(setting: AuditContext, rules: Iterable[Rule]) -> tuple[DeputyRule, ...]:
    """List the rules that count deputies, each with the descriptions it counts."""
    found = (_classify_rule(setting, r) for r in rules if not isinstance(r, Standard) and not r.about_council)
    return tuple(each for each in found if each is not None)


def _classify_rule(setting: AuditContext, rule: Rule) -> DeputyRule | None:
    """Classify a rule by whom it counts among deputies; None if it counts no one there."""
    seen = record_deputy_use(setting.council, setting.pool, rule)
    who = tuple(one for one in seen.deputies if one != EVERYONE)
    if isinstance(rule, Assured):
        return DeputyRule(rule, (rule.where,), None) if seen.local else None
    if isinstance(rule, Intended):
        return DeputyRule(rule, (rule.where,), None)
    counts = getattr(rule, "among", None) is Among.DEPUTIES or isinstance(rule, ReferenceRule)
    counts |= seen.in_office
    if (who or counts) and rule.audit(setting).verdict is Verdict.UNDECIDED:
        return DeputyRule(rule, who, UnjudgedReason.FIGURES)
    if not (who or seen.named or seen.in_office):
        return None
    if seen.posts:
        return DeputyRule(rule, who, UnjudgedReason.POSTS)
    return DeputyRule(rule, who, None if len(who) == 1 and not seen.named else UnjudgedReason.SEVERAL)


def judge_over_outcomes(
    rule: Rule, setting: AuditContext, lists: tuple[ListSplit, ...], filled: CountInterval
) -> OutcomeJudgement:
    """Judge a rule that counts one description over every number that can be elected.

    Exact: every number is tried; a rule that looks at single constituencies has one bound, and the first and
    the last outcome tried have the least and the most in every one of them.
    """
    if isinstance(rule, Assured):
        return _judge_floor(rule, rule.audit(setting), filled)
    found = [rule.audit(setting.with_slate(one)) for one in list_outcomes_by_count(setting.slate, lists)]
    verdicts = {finding.verdict for finding in found}
    return OutcomeJudgement(rule=rule.id, held=_judge_verdicts(verdicts), least=found[0], most=found[-1])


def _judge_verdicts(verdicts: set[Verdict]) -> KeptInOutcomes:
    """Return in which outcomes a rule with these verdicts is kept."""
    if Verdict.BROKEN not in verdicts:
        return KeptInOutcomes.EVERY
    return KeptInOutcomes.SOME if Verdict.KEPT in verdicts else KeptInOutcomes.NONE


def _judge_floor(rule: Rule, finding: Finding, filled: CountInterval) -> OutcomeJudgement:
    """Judge a floor for every outcome: it is asked of the ballot, some outcomes reach it."""
    needed = int(finding.facts["needed"])
    held = (
        KeptInOutcomes.EVERY
        if filled.least >= needed
        else KeptInOutcomes.SOME
        if filled.most >= needed
        else KeptInOutcomes.NONE
    )
    return OutcomeJudgement(rule=rule.id, held=held, least=finding, most=finding)
