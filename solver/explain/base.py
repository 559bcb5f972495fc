"""A proven plan that more is asked of: its slate, its tiers, and what is judged beside it."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from cocau.constraints.checks import slate_problems
from cocau.constraints.errors import InputError, Problem
from cocau.constraints.rule import Finding, Verdict
from cocau.constraints.slate import Slate
from cocau.solver.asked import Asked, asked_of, tiers_told
from cocau.solver.effort import Effort
from cocau.solver.explain.descent import Goal
from cocau.solver.model import SlateModel
from cocau.solver.nearness import MOVES
from cocau.solver.outcome import Tier
from cocau.solver.proposal import Outcome, Proposal
from cocau.solver.solve import tiers_of


@dataclass(frozen=True)
class Base:
    """A proposal whose slate was proven the best there is, and the frame to ask it something else."""

    proposal: Proposal
    asked: Asked
    slate: Slate
    tiers: tuple[Tier, ...]

    def goals(self, model: SlateModel) -> list[Goal]:
        """The tiers of the plan; with more demanded none can fall below the plan's value before one rises."""
        return [Goal(model.objective(tier.rules), tier.value) for tier in self.tiers]

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """Every rule judged on the slate of the plan."""
        request = self.asked.request
        return self.asked.book.audit(request.council, request.pool, self.slate)

    @cached_property
    def barred(self) -> dict[str, tuple[str, ...]]:
        """Standard -> who misses it."""
        return self.asked.book.barred_by(self.asked.request.council, self.asked.request.pool)


def base_of(proposal: Proposal, effort: Effort, others: Sequence[Problem] = ()) -> Base:
    """What a stored proposal is as something to compare with; `others`: problems to be told with its own.

    Raises:
        InputError: no slate, one that was not proven the best, or one altered so that it means nothing.
    """
    slate, request = proposal.slate, proposal.request
    if slate is None:
        raise InputError([*others, _NO_SLATE])
    if proposal.outcome is not Outcome.SOLVED:
        raise InputError([*others, _NOT_PROVEN])
    if problems := slate_problems(request.council, request.pool, slate):
        raise InputError([*others, *problems])
    asked = asked_of(proposal, effort)
    return Base(proposal, asked, slate, trusted_tiers(proposal, asked, slate))


def trusted_tiers(proposal: Proposal, asked: Asked, slate: Slate) -> tuple[Tier, ...]:
    """The tiers of a proven proposal, where they are those of its rules and fit its slate.

    Raises:
        InputError: an aim is lacking, or one that is missed has no shortfall, or one that is kept has some.
    """
    tiers, request = tiers_told(proposal), asked.request
    findings = asked.book.audit(request.council, request.pool, slate)
    missed = {finding.rule for finding in findings if finding.verdict is Verdict.BROKEN}
    aims = (tier for tier in tiers if tier.rules[0] not in MOVES)
    fit = all((tier.value > 0) is not missed.isdisjoint(tier.rules) for tier in aims)
    if not fit or [tier.rules for tier in tiers] != _expected(asked):
        raise InputError([ALTERED])
    return tiers


def _expected(asked: Asked) -> Sequence[tuple[str, ...]]:
    return [*((moves,) for moves in asked.model.moves), *tiers_of(asked.book.rules)]


_NO_SLATE = Problem(
    "no_slate",
    "proposal.slate",
    "Phương án này không có danh sách nên không có gì để hỏi; hãy lập được phương án trước.",
    "This proposal holds no slate, so there is nothing to ask about; plan one first.",
)
_NOT_PROVEN = Problem(
    "not_proven",
    "proposal.outcome",
    "Chưa chứng minh phương án này là tốt nhất (hết thời gian hoặc đã dừng), nên không so sánh được; "
    "hãy lập lại với nhiều thời gian hơn (--seconds).",
    "This slate was not proven the best (out of time or stopped), so nothing can be compared with it; "
    "plan again with more time (--seconds).",
)
ALTERED = Problem(
    "altered",
    "proposal.aims",
    "Các bậc mục tiêu đã lưu không khớp với những gì lưu cùng chúng; tệp đã bị sửa, xem `cocau audit`.",
    "The tiers stored do not fit what is stored with them; the file was altered, see `cocau audit`.",
)
"""Tiers of other rules, or values that no slate reaches."""
