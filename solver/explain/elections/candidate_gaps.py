"""Candidate gaps: the options for an official list that lost candidates."""

from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from typing import Literal

from pydantic import Field

from cocau.constraints.errors import GivenValue, InputError, Problem
from cocau.constraints.kinds.surplus import Surplus
from cocau.constraints.model.council import Constituency
from cocau.constraints.model.slate import Slate
from cocau.constraints.record import Record
from cocau.constraints.rules.steps import CandidateGapTerms, ProcedureStep
from cocau.solver.proposal import Proposal
from cocau.solver.question import ProposalQuestion, QuestionAnswer
from cocau.solver.time_budget import TimeBudget


class GapWay(StrEnum):
    """An option: keep the list, add somebody, or elect fewer."""

    KEEP = "keep"
    ADD = "add"
    CUT = "cut"


class ConsideredPerson(Record):
    """Somebody left of the third consultation, with the percent of its votes."""

    person: str
    percent: int = Field(ge=0, le=100)


class CandidateGap(Record):
    """A constituency that lost candidates: `needed` is the shortest list it may still have.

    `added`: those with the most votes, where somebody is added; `tied`: others with as many as the last of
    them. `seats_then`: how many it elects; less than `seats` where seats are cut.
    """

    constituency: str
    seats: int
    lost: tuple[str, ...]
    left: int
    needed: int
    way: GapWay
    added: tuple[str, ...] = ()
    tied: tuple[str, ...] = ()
    seats_then: int


class CandidateGaps(QuestionAnswer):
    """The options where candidates were lost; `step`: of the guidance."""

    format: Literal["cocau/gaps/1"] = "cocau/gaps/1"
    step: str
    posted: bool
    terms: CandidateGapTerms
    gaps: tuple[CandidateGap, ...]


class CandidateGapsQuestion(ProposalQuestion):
    """What may be done where these people can no longer stand, after the official list.

    `posted`: the list is posted already; `days`: left until it is, unless given enough of them.
    `considered`: who is left of the list of the third consultation.
    """

    question: Literal["gaps"] = "gaps"
    lost: tuple[str, ...] = Field(default=(), description="ids")
    posted: bool = Field(default=False, description="whether the list is posted already")
    days: int | None = Field(default=None, ge=0, description="days left until the list is posted")
    considered: tuple[ConsideredPerson, ...] = ()

    def solve(self, proposal: Proposal, effort: TimeBudget) -> CandidateGaps:  # noqa: ARG002  # takes a moment
        """Find the options; it takes a moment and cannot be stopped.

        Raises:
            InputError: the rulebook has no guidance, or nobody is lost who stands.
        """
        step, rule = _find_guidance(proposal)
        slate = proposal.slate
        problems = [*_find_problems(self, proposal, slate, step, rule)]
        if problems or slate is None or step is None or step.gap is None or rule is None:
            raise InputError(problems)
        return CandidateGaps(
            step=step.id,
            posted=self.posted,
            terms=step.gap,
            gaps=tuple(_fill_gaps(self, proposal, slate, step.gap, rule)),
        )


def has_gap_guidance(proposal: Proposal) -> bool:
    """Return whether the rules of a proposal say what may be done about lost candidates."""
    return None not in _find_guidance(proposal)


def _find_guidance(proposal: Proposal) -> tuple[ProcedureStep | None, Surplus | None]:
    steps = proposal.rulebook.steps_for(proposal.request.council)
    step = next((step for step in steps if step.gap is not None), None)
    return step, next((rule for rule in proposal.rulebook.rules if isinstance(rule, Surplus)), None)


def _find_problems(
    asked: CandidateGapsQuestion,
    proposal: Proposal,
    slate: Slate | None,
    step: ProcedureStep | None,
    rule: Surplus | None,
) -> Iterator[Problem]:
    if slate is None:
        yield Problem(
            "not_listed",
            ("proposal", "slate"),
            "Phương án này không có danh sách.",
            "This proposal has no slate.",
        )
        return
    if step is None or rule is None:
        name = proposal.rulebook.name
        yield Problem(
            "no_guidance",
            ("proposal", "rulebook"),
            f"'{name}' không có hướng dẫn về khuyết người ứng cử vì lý do bất khả kháng: khoản 3 Điều 58 "
            "Luật 85/2015/QH13 giao Hội đồng bầu cử quốc gia hướng dẫn.",
            f"'{name}' has no guidance on candidates lost through force majeure: Article 58(3) of Law "
            "85/2015/QH13 leaves it to the National Election Council.",
        )
    if not asked.lost:
        yield Problem(
            "nobody_lost", ("lost",), "Nêu ít nhất một người khuyết.", "Name at least one person who is lost."
        )
    for i in asked.lost:
        if i not in slate.listed:
            yield Problem(
                "not_listed",
                ("lost", GivenValue(i)),
                "Người này không có trong danh sách nào.",
                "This person is on no list.",
            )
    for one in asked.considered:
        if one.person not in proposal.request.pool.by_id:
            yield Problem(
                "unknown_person",
                ("considered", GivenValue(one.person)),
                "Không có ai mang mã này trong danh sách giới thiệu.",
                "Nobody in the pool has this id.",
            )


def _fill_gaps(
    asked: CandidateGapsQuestion, proposal: Proposal, slate: Slate, terms: CandidateGapTerms, rule: Surplus
) -> Iterator[CandidateGap]:
    """Yield the gap of each constituency that lost candidates, in their order."""
    free = _list_addable(asked, proposal, slate, terms)
    for unit in proposal.request.council.constituencies:
        lost = tuple(i for i in slate.candidates.get(unit.id, ()) if i in asked.lost)
        if not lost:
            continue
        left = len(slate.candidates[unit.id]) - len(lost)
        gap = _fill_gap(unit, lost, left, free, terms if asked.posted else None, rule)
        free = {i: percent for i, percent in free.items() if i not in gap.added}
        yield gap


def _list_addable(
    asked: CandidateGapsQuestion, proposal: Proposal, slate: Slate, terms: CandidateGapTerms
) -> dict[str, int]:
    """List who may be added, the most votes first."""
    if asked.posted or (asked.days is not None and asked.days < terms.least_days):
        return {}
    request = proposal.request
    barred = proposal.rulebook.list_barred(request.council, request.pool)
    taken = {*slate.listed, *asked.lost} | barred
    votes = {one.person: one.percent for one in asked.considered}
    able = [(i, n) for i, n in votes.items() if n > terms.above_percent and i not in taken]
    return dict(sorted(able, key=lambda one: (-one[1], one[0])))


def _fill_gap(
    unit: Constituency,
    lost: Sequence[str],
    left: int,
    free: Mapping[str, int],
    posted: CandidateGapTerms | None,
    rule: Surplus,
) -> CandidateGap:
    def need(seats: int) -> int:
        if posted is not None:
            return seats + posted.extra_after_posting
        return rule.needed(unit.replace_unvalidated(seats=seats))

    needed, order = need(unit.seats), tuple(free)
    lacking = max(needed - left, 0)
    gap = CandidateGap(
        constituency=unit.id,
        seats=unit.seats,
        lost=tuple(lost),
        left=left,
        needed=needed,
        way=GapWay.KEEP,
        seats_then=unit.seats,
    )
    if not lacking:
        return gap
    if lacking <= len(order):
        last = free[order[lacking - 1]]
        tied = tuple(i for i in order[lacking:] if free[i] == last)
        return gap.replace_unvalidated(way=GapWay.ADD, added=order[:lacking], tied=tied)
    seats = next((n for n in range(unit.seats - 1, 0, -1) if left >= need(n)), 0)
    return gap.replace_unvalidated(way=GapWay.CUT, seats_then=seats)
