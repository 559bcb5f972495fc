"""Slates changed by hand, judged by every rule beside the slate before; nothing stored."""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from cocau.constraints.model.slate import Slate
from cocau.constraints.model.slate_steps import EditedSlate, SlateStep, apply_steps
from cocau.constraints.record import Record
from cocau.constraints.rules.audit_context import AuditContext
from cocau.constraints.rules.rule import Finding, Strength, Verdict
from cocau.solver.proposal import Proposal

MAX_JUDGED = 64
"""Slates of one proposal whose findings are remembered."""
MAX_APPLIED = 6
"""Runs of steps whose slates are remembered: the next step starts from one of them."""


class JudgedSlate(Record):
    """A slate changed by hand, judged by every rule.

    `kept`: no standard and no must is broken; `broken`: every rule that is broken or missed now; `new` and
    `gone`: those that were not, and those that were, before the last step.
    """

    format: Literal["cocau/judged/1"] = "cocau/judged/1"
    slate: Slate
    locked: tuple[str, ...] = ()
    kept: bool
    findings: tuple[Finding, ...]
    broken: tuple[str, ...]
    undecided: tuple[str, ...]
    new: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()


NamedLists = tuple[tuple[str, tuple[str, ...]], ...]
SlateKey = tuple[NamedLists, tuple[str, ...], NamedLists]


@dataclass(frozen=True, eq=False)
class EditBase:
    """The proposal whose slate is changed, ready to judge what comes of it.

    The last slates and findings are remembered: a step is judged beside the slate before it.
    """

    proposal: Proposal
    slate: Slate
    context: AuditContext
    _judged: dict[SlateKey, tuple[Finding, ...]] = field(default_factory=dict, repr=False)
    _applied: deque[tuple[tuple[SlateStep, ...], EditedSlate]] = field(
        default_factory=lambda: deque(maxlen=MAX_APPLIED), repr=False
    )

    def apply(self, steps: Sequence[SlateStep]) -> EditedSlate:
        """Apply steps to the proposal's slate.

        Raises:
            InputError: a step that has no meaning.
        """
        request, wanted = self.proposal.request, tuple(steps)
        done, edited = self._find_applied(wanted)
        if len(done) == len(wanted):
            return edited
        edited = apply_steps(request.council, request.pool, edited, wanted[len(done) :])
        self._applied.append((wanted, edited))
        return edited

    def _find_applied(self, steps: tuple[SlateStep, ...]) -> tuple[tuple[SlateStep, ...], EditedSlate]:
        """Find the longest run of steps applied before with which these begin."""
        known = [kept for kept in tuple(self._applied) if steps[: len(kept[0])] == kept[0]]
        return max(known, key=lambda kept: len(kept[0]), default=((), EditedSlate(slate=self.slate)))

    def audit(self, slate: Slate) -> tuple[Finding, ...]:
        """Judge a slate by every rule, without any planner."""
        key = (tuple(slate.candidates.items()), slate.deputies, tuple(slate.posts.items()))
        known = self._judged.get(key)
        if known is None:
            context = self.context.with_slate(slate)
            known = tuple(rule.audit(context) for rule in self.proposal.rulebook.rules)
            if len(self._judged) >= MAX_JUDGED:
                self._judged.clear()
            self._judged[key] = known
        return known

    def judge(self, steps: Sequence[SlateStep]) -> JudgedSlate:
        """Judge what steps come to, and what the last of them has changed."""
        edited = self.apply(steps)
        findings = self.audit(edited.slate)
        before = self.audit(self.apply(steps[:-1]).slate) if steps else findings
        was, broken = (_list_with(of, Verdict.BROKEN) for of in (before, findings))
        by_id = self.proposal.rulebook.by_id
        return JudgedSlate(
            slate=edited.slate,
            locked=edited.locked,
            kept=all(by_id[rule].strength is Strength.AIM for rule in broken),
            findings=findings,
            broken=broken,
            undecided=_list_with(findings, Verdict.UNDECIDED),
            new=tuple(rule for rule in broken if rule not in was),
            gone=tuple(rule for rule in was if rule not in broken),
        )


def _list_with(findings: Sequence[Finding], verdict: Verdict) -> tuple[str, ...]:
    return tuple(finding.rule for finding in findings if finding.verdict is verdict)
