"""What may be given up to get out of a conflict, what that costs, and the program it is taken out of.

A bound that the request itself tightened stands twice in the program: as it is asked, a demand like a pin,
and as the rulebook has it (``rulebook:<id>``), a must of its document.
"""

from collections import Counter
from collections.abc import Collection, Mapping
from enum import IntEnum
from functools import cached_property

from cocau.constraints.rule import Rule, Strength
from cocau.constraints.rulebook import Rulebook
from cocau.constraints.sources import SourceKind
from cocau.solver.asked import Asked
from cocau.solver.explain.bounds import looser, movable
from cocau.solver.explain.repair import Price
from cocau.solver.model import SlateModel
from cocau.solver.pinned import INTRODUCED, PIN
from cocau.solver.program import NamedRow, Program

RULEBOOK = "rulebook:"
TOTAL = f"{PIN}{INTRODUCED}"


class Loss(IntEnum):
    """Sorts of things given up, the dearest first; as the fields of `Price`, without the recruits."""

    LAW_DROPPED = 0
    LAW_MOVED = 1
    DOCUMENT_DROPPED = 2
    DOCUMENT_MOVED = 3
    DEMAND = 4
    WISH = 5


_FIELDS = {
    Loss.LAW_DROPPED: "law_dropped",
    Loss.LAW_MOVED: "law_moved",
    Loss.DOCUMENT_DROPPED: "documents_dropped",
    Loss.DOCUMENT_MOVED: "documents_moved",
    Loss.DEMAND: "demands",
    Loss.WISH: "wishes",
}


def price_of(losses: Collection[Loss], recruits: int = 0) -> Price:
    """How many of each sort."""
    counted = Counter(losses)
    return Price(recruits=recruits, **{field: counted[loss] for loss, field in _FIELDS.items()})


class Givable:
    """The musts and pins of a request, each with its loss; standards are in no program, so never here."""

    def __init__(self, asked: Asked) -> None:
        self.asked = asked
        self.book = asked.book
        self._raised = {d.rule for d in asked.book.departures if d.field == "priority"}
        plain = (rule for rule in asked.book.rules if rule.id not in self._raised)
        self.eased = {rule.id: eased for rule in plain if (eased := _eased(asked.book, rule))}

    @cached_property
    def program(self) -> Program:
        """The program of the request in which every tag may be given up."""
        return self.of(self.asked.model, self.asked.musts)

    def of(self, model: SlateModel, musts: Program) -> Program:
        """The same for another model of the same rules; who is introduced in all is not given up."""
        rows = (
            NamedRow(RULEBOOK + rule, row.terms, row.low, row.high)
            for rule, eased in self.eased.items()
            for row in model.rows_of(eased)
        )
        return musts.fixing(TOTAL.__eq__).with_rows(rows)

    @cached_property
    def losses(self) -> Mapping[str, Loss]:
        """Every tag that may be given up."""
        return {tag: self._loss(tag) for tag in self.program.tags()}

    @cached_property
    def weights(self) -> Mapping[str, int]:
        """One number for each tag, so that sums compare as prices do: the dearest sort first."""
        weight: dict[str, int] = {}
        cheaper = 0
        for loss in sorted(Loss, reverse=True):
            tags = [tag for tag, of in self.losses.items() if of is loss]
            weight |= dict.fromkeys(tags, cheaper + 1)
            cheaper += (cheaper + 1) * len(tags)
        return weight

    def is_raised(self, tag: str) -> bool:
        """Whether the tag is an aim that the request raised to a must."""
        return tag in self._raised

    def rule(self, tag: str) -> Rule:
        """The rule of a tag, with the bounds that it has under this tag."""
        rule = tag.removeprefix(RULEBOOK)
        return self.eased[rule] if tag.startswith(RULEBOOK) else self.book.by_id[rule]

    def _loss(self, tag: str) -> Loss:
        if tag.startswith(PIN) or tag in self._raised or tag in self.eased:
            return Loss.DEMAND
        rule = self.rule(tag)
        if self.book.is_ours(rule):
            return Loss.WISH
        kinds = {self.book.sources[cite.source].kind for cite in rule.cites}
        law, moved = kinds & {SourceKind.LAW, SourceKind.RESOLUTION}, movable(rule)
        if law:
            return Loss.LAW_MOVED if moved else Loss.LAW_DROPPED
        return Loss.DOCUMENT_MOVED if moved else Loss.DOCUMENT_DROPPED


def dropped(loss: Loss) -> Loss:
    """The loss where no value of a bound suffices, so that the rule cannot be applied at all."""
    return {Loss.LAW_MOVED: Loss.LAW_DROPPED, Loss.DOCUMENT_MOVED: Loss.DOCUMENT_DROPPED}.get(loss, loss)


def _eased(book: Rulebook, rule: Rule) -> Rule | None:
    """A must with the rulebook's own bounds wherever the request asks for more; None if it nowhere does."""
    if rule.strength is not Strength.MUST:
        return None
    was = {d.field: d.was for d in book.departures if d.rule == rule.id and d.field in rule.adjustable}
    eased = {field: value for field, value in was.items() if looser(field, value, getattr(rule, field))}
    return rule.but(**eased) if eased else None
