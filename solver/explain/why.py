"""Why somebody is in a plan, or not, or not in this post: the opposite is planned, and cannot be, or costs.

Five answers: a standard bars it, a pin of the request itself rules it out, a smallest set of rules it cannot
hold together with, what it costs tier by tier, or nothing at all: then no rule told the people apart, and
the lot decided.
"""

from collections.abc import Sequence
from dataclasses import replace
from enum import StrEnum
from functools import partial
from typing import Literal

from cocau.constraints.record import Record
from cocau.constraints.rule import Strength
from cocau.solver.conflict import smallest_core
from cocau.solver.effort import Effort, TimeOver
from cocau.solver.explain.base import Base, base_of
from cocau.solver.explain.beside import Beside, beside
from cocau.solver.explain.question import Question, What, contradicting, opposite
from cocau.solver.explain.supply import supply
from cocau.solver.explain.told import conflict_of
from cocau.solver.explain.variant import DEMAND, Variant
from cocau.solver.interchange import interchangeable
from cocau.solver.proposal import Conflict, Proposal, Provenance


class Answered(StrEnum):
    """How a question was answered; `open`: not in time, which says nothing."""

    BARRED = "barred"
    PINNED = "pinned"
    CONFLICT = "conflict"
    COSTS = "costs"
    FREE = "free"
    OPEN = "open"


class Reason(Record):
    """One answer. `has`: whether the plan gives the person this part, so that the opposite takes it away.

    `conflict`: what the opposite cannot hold together with, the opposite itself left out. `beside`: the best
    slate with the opposite, of several the one that moves the fewest people, posts and constituencies.
    `alike`: people whom no rule tells apart from this one, with the other part.
    """

    question: Question
    has: bool
    answer: Answered
    standards: tuple[str, ...] = ()
    pins: tuple[str, ...] = ()
    conflict: Conflict | None = None
    beside: Beside | None = None
    alike: tuple[str, ...] = ()


class Reasons(Record):
    """The answers, in the order of the questions. `complete`: none is open."""

    format: Literal["cocau/why/1"] = "cocau/why/1"
    of: Provenance
    reasons: tuple[Reason, ...]

    @property
    def complete(self) -> bool:
        """Whether every question was answered in time."""
        return all(reason.answer is not Answered.OPEN for reason in self.reasons)

    def to_json(self) -> str:
        """JSON, the same for the same answer."""
        return self.model_dump_json(indent=1) + "\n"


def why(proposal: Proposal, asked: Sequence[Question], effort: Effort) -> Reasons:
    """Answers to questions about parts of a plan; `solver.explain.questions` makes them of names.

    Raises:
        InputError: see `base_of`.
        AuditDisagreesError: a defect of ours.
    """
    base = base_of(proposal, effort)
    found = effort.each([partial(_Inquest(base, question, effort).answer) for question in asked])
    reasons = (_open(base, q) if reason is None else reason for q, reason in zip(asked, found, strict=True))
    return Reasons(of=proposal.provenance, reasons=tuple(reasons))


def _open(base: Base, question: Question) -> Reason:
    has = question.has(base.slate, question.person)
    return Reason(question=question, has=has, answer=Answered.OPEN)


class _Inquest:
    """One question of one plan."""

    def __init__(self, base: Base, question: Question, effort: Effort) -> None:
        self._base, self._question, self._effort = base, question, effort
        self._has = question.has(base.slate, question.person)
        alone = (question.person,) if question.what is What.AT else ()
        self._variant = Variant(base, partial(opposite, question, has=self._has), alone)

    def answer(self) -> Reason:
        """What needs no search is told first.

        Raises:
            TimeOver: it was not answered in time.
        """
        person, request = self._question.person, self._base.asked.request
        if standards := tuple(rule for rule, ids in self._base.barred.items() if person in ids):
            return self._reason(Answered.BARRED).but(standards=standards)
        if pins := contradicting(self._question, request.pins, has=self._has):
            return self._reason(Answered.PINNED).but(pins=pins)
        found = self._variant.best(self._effort, close=True)
        if found is None:
            return self._reason(Answered.CONFLICT).but(conflict=self._conflict())
        other = beside(self._base, self._variant.slate(found, self._effort), found.reached)
        if other.costs:
            return self._reason(Answered.COSTS).but(beside=other)
        return self._reason(Answered.FREE).but(beside=other, alike=self._alike())

    def _reason(self, answer: Answered) -> Reason:
        return Reason(question=self._question, has=self._has, answer=answer)

    def _conflict(self) -> Conflict:
        """A smallest set of rules and pins that the opposite cannot hold together with.

        Raises:
            TimeOver: an engine did not confirm it in time, or denied it.
        """
        asked = self._base.asked
        aims = {rule.id for rule in asked.book.rules if rule.strength is Strength.AIM}
        program = self._variant.program.keeping(lambda tag: tag not in aims)
        core = smallest_core(program, asked.engines, self._effort, lots=asked.model.people.lots)
        if core is None or len(core.confirmed_by) < len(asked.engines):
            raise TimeOver
        found = conflict_of(replace(core, tags=tuple(tag for tag in core.tags if tag != DEMAND)))
        binding = [asked.book.by_id[rule] for rule in found.rules]
        there = supply(asked.request, asked.barred_by, binding, found.pins)
        return found.but(described=there.described, wanted=there.wanted)

    def _alike(self) -> tuple[str, ...]:
        asked, slate, person = self._base.asked, self._base.slate, self._question.person
        apart = asked.request.pins.everybody | {i for ids in self._base.barred.values() for i in ids}
        groups = interchangeable(asked.request, slate, asked.signatures, apart)
        alike = next((group.people for group in groups if person in group.people), ())
        return tuple(i for i in alike if self._question.has(slate, i) is not self._has)
