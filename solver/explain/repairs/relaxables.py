"""The rules and pins that may be given up to end a conflict, and the cheapest sets that suffice.

A bound that the request itself tightened stands twice in the program: as it is asked, a demand like a
pin, and as the rulebook has it (``rulebook:<id>``), a must of its document. The sets are those of the
hitting-set tree of Reiter, "A theory of diagnosis from first principles" (1987), grown where it is
cheapest: a set that meets every conflict known is tried; if the rest cannot hold, that is one more
conflict.
"""

import heapq
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property
from itertools import count

from cocau.constraints.rulebook import Rulebook, SourceKind
from cocau.constraints.rules.rule import Rule, Strength
from cocau.solver.conflicts.mus import FeasibilityOracle, shrink_core
from cocau.solver.explain.repairs.bounds import is_looser, list_movable_bounds
from cocau.solver.explain.repairs.repair import RepairPrice
from cocau.solver.model.program import NamedRow, Program
from cocau.solver.model.slate_model import INTRODUCED_PIN, PIN_PREFIX, SlateModel
from cocau.solver.search.planning_task import PlanningTask
from cocau.solver.time_budget import TimeOver

RULEBOOK_PREFIX = "rulebook:"
INTRODUCED_TOTAL = f"{PIN_PREFIX}{INTRODUCED_PIN}"


class LossKind(IntEnum):
    """Sorts of things given up, the dearest first; as the fields of `RepairPrice`, without recruits."""

    LAW_DROPPED = 0
    LAW_MOVED = 1
    DOCUMENT_DROPPED = 2
    DOCUMENT_MOVED = 3
    DEMAND = 4
    WISH = 5


_FIELDS = {
    LossKind.LAW_DROPPED: "law_dropped",
    LossKind.LAW_MOVED: "law_moved",
    LossKind.DOCUMENT_DROPPED: "documents_dropped",
    LossKind.DOCUMENT_MOVED: "documents_moved",
    LossKind.DEMAND: "demands",
    LossKind.WISH: "wishes",
}


def build_price(losses: Collection[LossKind], recruits: int = 0) -> RepairPrice:
    """Build the price: how many things of each sort are given up."""
    counted = Counter(losses)
    return RepairPrice(recruits=recruits, **{field: counted[loss] for loss, field in _FIELDS.items()})


class Relaxables:
    """The musts and pins of a request that may be given up, each with its kind of loss.

    Standards are in no program, so never here.
    """

    def __init__(self, asked: PlanningTask) -> None:
        self.task = asked
        self.book = asked.book
        self._raised = {d.rule for d in asked.book.departures if d.field == "priority"}
        plain = (rule for rule in asked.book.rules if rule.id not in self._raised)
        self.eased = {rule.id: eased for rule in plain if (eased := _ease_rule(asked.book, rule))}

    @cached_property
    def program(self) -> Program:
        """Return the program of the request in which every tag may be given up."""
        return self.build_program(self.task.model, self.task.musts)

    def build_program(self, model: SlateModel, musts: Program) -> Program:
        """Build such a program for another model of the same rules.

        The total of introduced people is not given up.
        """
        rows = (
            NamedRow(RULEBOOK_PREFIX + rule, row.terms, row.low, row.high)
            for rule, eased in self.eased.items()
            for row in model.build_rows(eased)
        )
        return musts.with_structural(INTRODUCED_TOTAL.__eq__).with_rows(rows)

    @cached_property
    def losses(self) -> Mapping[str, LossKind]:
        """Return the kind of loss of every tag that may be given up."""
        return {tag: self._classify_loss(tag) for tag in self.program.tags()}

    @cached_property
    def weights(self) -> Mapping[str, int]:
        """Return a weight for each tag, so that sums compare as prices do, the dearest sort first."""
        weight: dict[str, int] = {}
        cheaper = 0
        for loss in sorted(LossKind, reverse=True):
            tags = [tag for tag, of in self.losses.items() if of is loss]
            weight |= dict.fromkeys(tags, cheaper + 1)
            cheaper += (cheaper + 1) * len(tags)
        return weight

    def is_raised(self, tag: str) -> bool:
        """Return whether the tag is an aim that the request raised to a must."""
        return tag in self._raised

    def get_rule(self, tag: str) -> Rule:
        """Return the rule of a tag, with the bounds that it has under this tag."""
        rule = tag.removeprefix(RULEBOOK_PREFIX)
        return self.eased[rule] if tag.startswith(RULEBOOK_PREFIX) else self.book.by_id[rule]

    def _classify_loss(self, tag: str) -> LossKind:
        """Classify what is lost when a tag is given up."""
        if tag.startswith(PIN_PREFIX) or tag in self._raised or tag in self.eased:
            return LossKind.DEMAND
        rule = self.get_rule(tag)
        if self.book.is_ours(rule):
            return LossKind.WISH
        kinds = {self.book.sources[cite.source].kind for cite in rule.cites}
        law, moved = kinds & {SourceKind.LAW, SourceKind.RESOLUTION}, list_movable_bounds(rule)
        if law:
            return LossKind.LAW_MOVED if moved else LossKind.LAW_DROPPED
        return LossKind.DOCUMENT_MOVED if moved else LossKind.DOCUMENT_DROPPED


def get_dropped_loss(loss: LossKind) -> LossKind:
    """Return the loss where no value of a bound suffices and the rule is dropped."""
    return {LossKind.LAW_MOVED: LossKind.LAW_DROPPED, LossKind.DOCUMENT_MOVED: LossKind.DOCUMENT_DROPPED}.get(
        loss, loss
    )


def _ease_rule(book: Rulebook, rule: Rule) -> Rule | None:
    """Return a must with the rulebook's own bounds where the request is tighter; else None."""
    if rule.strength is not Strength.MUST:
        return None
    was = {d.field: d.was for d in book.departures if d.rule == rule.id and d.field in rule.adjustable}
    eased = {field: value for field, value in was.items() if is_looser(field, value, getattr(rule, field))}
    return rule.replace_unvalidated(**eased) if eased else None


@dataclass(frozen=True)
class MinimalCorrection:
    """A minimal correction set: the tags given up, and an assignment in which all others hold."""

    tags: frozenset[str]
    values: list[int]


class CheapestCorrections:
    """The ways out of an impossible program, the cheapest first; `conflicts` are those met so far."""

    def __init__(self, oracle: FeasibilityOracle, tags: Collection[str], price: Callable[[str], int]) -> None:
        """Start a search.

        `price`: what giving up a tag costs, one or more.
        """
        self._oracle, self._tags, self._price = oracle, frozenset(tags), price
        self.conflicts: list[frozenset[str]] = []

    def __iter__(self) -> Iterator[MinimalCorrection]:
        """Yield each way out, none cheaper than the one before.

        Raises:
            TimeOver: an engine did not answer; nothing is said about what is left.
        """
        number = count()
        queue = [(0, next(number), frozenset[str]())]
        seen: set[frozenset[str]] = set()
        found: list[frozenset[str]] = []
        while queue:
            cost, _, given_up = heapq.heappop(queue)
            if given_up in seen or any(way <= given_up for way in found):
                continue
            seen.add(given_up)
            conflict = self._find_unmet_conflict(given_up)
            if conflict is None:
                found.append(given_up)
                yield MinimalCorrection(given_up, self._find_witness(given_up))
                continue
            for tag in sorted(conflict):
                heapq.heappush(queue, (cost + self._price(tag), next(number), given_up | {tag}))

    def _find_unmet_conflict(self, given_up: frozenset[str]) -> frozenset[str] | None:
        """Find a conflict from which nothing is given up; None if all the rest can hold."""
        known = [conflict for conflict in self.conflicts if not conflict & given_up]
        if known:
            return min(known, key=lambda c: (len(c), sorted(c)))
        rest = self._tags - given_up
        core = self._oracle.core(rest)
        if self._oracle.unanswered:
            raise TimeOver
        if core is None:
            return None
        conflict, sure = shrink_core(self._oracle, core)
        if not sure:
            raise TimeOver
        self.conflicts.append(conflict)
        return conflict

    def _find_witness(self, given_up: frozenset[str]) -> list[int]:
        """Return an assignment in which all tags hold that are not given up."""
        values = self._oracle.values(self._tags - given_up)
        if values is None:
            raise TimeOver
        return values
