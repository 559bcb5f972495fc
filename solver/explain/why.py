"""Why a person is in a plan, or not, or not in a post: what the opposite would cost.

Five answers: a standard bars it, a pin of the request itself rules it out, a smallest set of rules
conflicts with it, what it costs tier by tier, or nothing at all: then no rule told the people apart, and
the lot decided.
"""

from collections.abc import Sequence
from dataclasses import replace
from enum import StrEnum
from functools import partial
from typing import Literal

from pydantic import Field

from cocau.constraints.record import Record
from cocau.constraints.rules.rule import Strength
from cocau.solver.conflicts.availability import describe_availability
from cocau.solver.conflicts.describe import build_conflict
from cocau.solver.conflicts.mus import find_smallest_core
from cocau.solver.explain.proven_plan import (
    AlternativeSlate,
    PlanVariant,
    ProvenPlan,
    build_proven_plan,
    compare_with_plan,
)
from cocau.solver.explain.questions import (
    PartQuestion,
    PlanPart,
    build_opposite_rows,
    find_contradicting_pins,
    parse_questions,
)
from cocau.solver.interchangeable_people import find_interchangeable
from cocau.solver.model.restricted_programs import DEMAND_TAG
from cocau.solver.proposal import Proposal, Provenance, RuleConflict
from cocau.solver.question import ProposalQuestion, QuestionAnswer, relocate_problems
from cocau.solver.time_budget import TimeBudget, TimeOver


class WhyAnswerKind(StrEnum):
    """How a question was answered.

    `open`: not in time, which says nothing.
    """

    BARRED = "barred"
    PINNED = "pinned"
    CONFLICT = "conflict"
    COSTS = "costs"
    FREE = "free"
    OPEN = "open"


class WhyAnswer(Record):
    """One answer to a question about a plan.

    `has`: whether the plan gives the person this part, so that the opposite takes it away. `conflict`: what
    the opposite cannot hold together with, the opposite itself left out. `beside`: the best slate with the
    opposite, of several the one that moves the fewest people, posts and constituencies. `alike`: people whom
    no rule tells apart from this one, with the other part.
    """

    question: PartQuestion
    has: bool
    answer: WhyAnswerKind
    standards: tuple[str, ...] = ()
    pins: tuple[str, ...] = ()
    conflict: RuleConflict | None = None
    beside: AlternativeSlate | None = None
    alike: tuple[str, ...] = ()


class WhyAnswers(QuestionAnswer):
    """The answers to questions about a plan, in their order.

    `complete`: none is open.
    """

    format: Literal["cocau/why/1"] = "cocau/why/1"
    of: Provenance
    reasons: tuple[WhyAnswer, ...]

    @property
    def complete(self) -> bool:
        """Return whether every question was answered in time."""
        return all(reason.answer is not WhyAnswerKind.OPEN for reason in self.reasons)


class WhyQuestion(ProposalQuestion):
    """Why people are in or out: as `part` and at `at`; without either, as is usually asked."""

    question: Literal["why"] = "why"
    people: tuple[str, ...] = Field(min_length=1, max_length=200, description="ids")
    part: str | None = Field(default=None, description="in, deputy, or a post: chair, head/legal")
    at: str | None = Field(default=None, description="a constituency")

    def solve(self, proposal: Proposal, effort: TimeBudget) -> WhyAnswers:
        """Explain why people are in or out."""
        with relocate_problems({"person": ("people",), "as": ("part",)}):
            questions = parse_questions(proposal, self.people, self.part, self.at)
            return answer_questions(proposal, questions, effort)


def answer_questions(proposal: Proposal, questions: Sequence[PartQuestion], effort: TimeBudget) -> WhyAnswers:
    """Answer questions about parts of a plan.

    `cocau.solver.explain.questions.parse_questions` makes them of names.

    Raises:
        InputError: see `build_proven_plan`.
        AuditDisagreesError: a defect of ours.
    """
    base = build_proven_plan(proposal, effort)
    found = effort.run_all([partial(_Inquiry(base, question, effort).answer) for question in questions])
    reasons = (
        _build_open_answer(base, q) if reason is None else reason
        for q, reason in zip(questions, found, strict=True)
    )
    return WhyAnswers(of=proposal.provenance, reasons=tuple(reasons))


def _build_open_answer(base: ProvenPlan, question: PartQuestion) -> WhyAnswer:
    """Build the answer to a question that was not answered in time."""
    has = question.is_held_by(base.slate, question.person)
    return WhyAnswer(question=question, has=has, answer=WhyAnswerKind.OPEN)


class _Inquiry:
    """The inquiry into one question about one plan."""

    def __init__(self, base: ProvenPlan, question: PartQuestion, effort: TimeBudget) -> None:
        self._base, self._question, self._effort = base, question, effort
        self._has = question.is_held_by(base.slate, question.person)
        alone = (question.person,) if question.what is PlanPart.AT else ()
        self._variant = PlanVariant(base, partial(build_opposite_rows, question, has=self._has), alone)

    def answer(self) -> WhyAnswer:
        """Answer the question; what needs no search comes first.

        Raises:
            TimeOver: it was not answered in time.
        """
        person, request = self._question.person, self._base.task.request
        if standards := tuple(rule for rule, ids in self._base.barred.items() if person in ids):
            return self._build_answer(WhyAnswerKind.BARRED).replace_unvalidated(standards=standards)
        if pins := find_contradicting_pins(self._question, request.pins, has=self._has):
            return self._build_answer(WhyAnswerKind.PINNED).replace_unvalidated(pins=pins)
        found = self._variant.best(self._effort, close=True)
        if found is None:
            return self._build_answer(WhyAnswerKind.CONFLICT).replace_unvalidated(
                conflict=self._find_conflict()
            )
        other = compare_with_plan(self._base, self._variant.find_slate(found, self._effort), found.reached)
        if other.costs:
            return self._build_answer(WhyAnswerKind.COSTS).replace_unvalidated(beside=other)
        return self._build_answer(WhyAnswerKind.FREE).replace_unvalidated(
            beside=other, alike=self._list_alike()
        )

    def _build_answer(self, answer: WhyAnswerKind) -> WhyAnswer:
        """Build an answer of this kind."""
        return WhyAnswer(question=self._question, has=self._has, answer=answer)

    def _find_conflict(self) -> RuleConflict:
        """Find a smallest set of rules and pins that the opposite conflicts with.

        Raises:
            TimeOver: an engine did not confirm it in time, or denied it.
        """
        task = self._base.task
        aims = {rule.id for rule in task.book.rules if rule.strength is Strength.AIM}
        program = self._variant.program.with_tags(lambda tag: tag not in aims)
        core = find_smallest_core(program, task.engines, self._effort, lots=task.model.people.lots)
        if core is None or len(core.confirmed_by) < len(task.engines):
            raise TimeOver
        found = build_conflict(replace(core, tags=tuple(tag for tag in core.tags if tag != DEMAND_TAG)))
        binding = [task.book.by_id[rule] for rule in found.rules]
        there = describe_availability(task.request, task.barred_by, binding, found.pins)
        return found.replace_unvalidated(described=there.described, wanted=there.wanted)

    def _list_alike(self) -> tuple[str, ...]:
        """List the people whom no rule tells apart from this one, with the other part."""
        task, slate, person = self._base.task, self._base.slate, self._question.person
        apart = task.request.pins.everybody | {i for ids in self._base.barred.values() for i in ids}
        groups = find_interchangeable(task.request, slate, task.signatures, apart)
        alike = next((group.people for group in groups if person in group.people), ())
        return tuple(i for i in alike if self._question.is_held_by(slate, i) is not self._has)
