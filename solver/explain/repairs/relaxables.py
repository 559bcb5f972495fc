"""Rules and pins that may be given up to end a conflict; what each loss counts.

No engine in it.

A bound that the request itself tightened stands twice in the program: as it is asked, a demand like a
pin, and as the rulebook has it (``rulebook:<id>``), a must of its document. So does a post that falls to
the secretary: as it is, given up by recording a reason, and for the secretary or the next in order.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from enum import IntEnum
from functools import cached_property
from typing import Protocol

from cocau.constraints.kinds.post_precedence import PostPrecedence
from cocau.constraints.rulebook import Rulebook, SourceKind
from cocau.constraints.rules.rule import Rule, Strength
from cocau.solver.explain.repairs.movable_bounds import is_looser, list_movable_bounds
from cocau.solver.explain.repairs.repair import RepairPrice
from cocau.solver.model.program import NamedRow, Program
from cocau.solver.model.slate_model import INTRODUCED_PIN, PIN_PREFIX, SlateModel
from cocau.solver.request import PlanRequest

RULEBOOK_PREFIX = "rulebook:"
INTRODUCED_TOTAL = f"{PIN_PREFIX}{INTRODUCED_PIN}"


class LossKind(IntEnum):
    """Sorts of things given up, dearest first; the fields of `RepairPrice` except `recruits`."""

    LAW_DROPPED = 0
    LAW_MOVED = 1
    DOCUMENT_DROPPED = 2
    DOCUMENT_MOVED = 3
    REASON = 4
    DEMAND = 5
    WISH = 6


LOSS_FIELDS = {
    LossKind.LAW_DROPPED: "law_dropped",
    LossKind.LAW_MOVED: "law_moved",
    LossKind.DOCUMENT_DROPPED: "documents_dropped",
    LossKind.DOCUMENT_MOVED: "documents_moved",
    LossKind.REASON: "reasons",
    LossKind.DEMAND: "demands",
    LossKind.WISH: "wishes",
}


def build_price(losses: Collection[LossKind], recruits: int = 0) -> RepairPrice:
    """Build the price: how many things of each sort are given up."""
    counted = Counter(losses)
    return RepairPrice(recruits=recruits, **{field: counted[loss] for loss, field in LOSS_FIELDS.items()})


class RelaxableRequest(Protocol):
    """A request whose musts and pins may be given up, with its program."""

    @property
    def request(self) -> PlanRequest: ...  # noqa: D102
    @property
    def book(self) -> Rulebook: ...  # noqa: D102
    @property
    def model(self) -> SlateModel: ...  # noqa: D102
    @property
    def musts(self) -> Program: ...  # noqa: D102


class Relaxables:
    """The musts and pins of a request that may be given up, each with its kind of loss.

    Standards are in no program, so never here.
    """

    def __init__(self, task: RelaxableRequest) -> None:
        self.task = task
        self.book = task.book
        self._raised = {d.rule for d in task.book.departures if d.field == "priority"}
        plain = (rule for rule in task.book.rules if rule.id not in self._raised)
        self.eased = {rule.id: eased for rule in plain if (eased := _ease_rule(task.book, rule))}
        excused = task.request.council.secretary_not_chairing
        musts = (rule for rule in task.book.rules if rule.strength is Strength.MUST and not excused)
        self._excusable = {
            rule.id: rule
            for rule in musts
            if isinstance(rule, PostPrecedence) and len(rule.order) > 1 and rule.id not in self._raised
        }

    @cached_property
    def program(self) -> Program:
        """Return the program of the request in which every tag may be given up."""
        return self.build_program(self.task.model, self.task.musts)

    def build_program(self, model: SlateModel, musts: Program) -> Program:
        """Build such a program for another model of the same rules.

        The total of introduced people is not given up.
        """
        loose = [(rule, model.build_rows(eased)) for rule, eased in self.eased.items()]
        loose += [(rule.id, _build_excused_rows(rule, model)) for rule in self._excusable.values()]
        rows = (
            NamedRow(RULEBOOK_PREFIX + rule, row.terms, row.low, row.high)
            for rule, eased in loose
            for row in eased
        )
        return musts.with_structural(INTRODUCED_TOTAL.__eq__).with_rows(rows)

    @cached_property
    def losses(self) -> Mapping[str, LossKind]:
        """Return the kind of loss of every tag that may be given up."""
        return self._classify_losses(self.program.tags())

    def _classify_losses(self, tags: Iterable[str]) -> dict[str, LossKind]:
        return {tag: self.classify_loss(tag) for tag in tags}

    @cached_property
    def weights(self) -> Mapping[str, int]:
        """Return a weight for each tag, so that sums compare as prices do, the dearest sort first."""
        return self.weigh_with_recruits(0)[0]

    def weigh_with_recruits(self, most: int, more: Iterable[str] = ()) -> tuple[Mapping[str, int], int]:
        """Return these weights, with that of a recruit if there may be that many.

        `more`: tags of rules that ask for nothing until there is a recruit.
        """
        losses = {**self.losses, **self._classify_losses(more)}
        weight: dict[str, int] = {}
        cheaper = person = 0
        for loss in sorted(LossKind, reverse=True):
            if loss is LossKind.DOCUMENT_MOVED:
                person = cheaper + 1
                cheaper += person * most
            tags = [tag for tag, of in losses.items() if of is loss]
            weight |= dict.fromkeys(tags, cheaper + 1)
            cheaper += (cheaper + 1) * len(tags)
        for rule in self._excusable:  # whoever leaves the rule out needs no reason
            weight[RULEBOOK_PREFIX + rule] -= weight[rule]
        return weight, person

    def list_losses(self, tags: Collection[str]) -> list[LossKind]:
        """List what is lost with these tags."""
        spared = {rule for rule in self._excusable if RULEBOOK_PREFIX + rule in tags}
        return [self.classify_loss(tag) for tag in sorted(tags) if tag not in spared]

    def is_excusable(self, tag: str) -> bool:
        """Return whether the tag is a rule that lets a reason be recorded instead."""
        return tag in self._excusable

    def is_raised(self, tag: str) -> bool:
        """Return whether the tag is an aim that the request raised to a must."""
        return tag in self._raised

    def get_rule(self, tag: str) -> Rule:
        """Return the rule of a tag, with the bounds that it has under this tag."""
        rule = tag.removeprefix(RULEBOOK_PREFIX)
        eased = self.eased.get(rule) if tag.startswith(RULEBOOK_PREFIX) else None
        return self.book.by_id[rule] if eased is None else eased

    def classify_loss(self, tag: str) -> LossKind:
        """Classify what is lost when a tag is given up."""
        if tag in self._excusable:
            return LossKind.REASON
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


def _build_excused_rows(rule: PostPrecedence, model: SlateModel) -> list[NamedRow]:
    """Return rows by which the post falls to the first in order or, excused, to the next."""
    own, later = model.build_rows(rule), model.build_rows(rule.replace_unvalidated(order=rule.order[1:]))
    if not any(is_demanding(row) and {*row.terms} - {0} for row in later):
        return own  # nobody is next
    first = {v: c for row in own if is_demanding(row) for v, c in row.terms.items()}
    return [
        NamedRow(row.tag, row.terms | first, row.low, row.high) if is_demanding(row) else row for row in later
    ]


def is_demanding(row: NamedRow) -> bool:
    """Return whether a row asks for one or more."""
    return row.low is not None and row.low > 0
