"""trend: fewer, or more, people of a group than in the previous term, or up to a target."""

from typing import ClassVar, Literal

from pydantic import Field, field_validator

from cocau.constraints.model.council import Council
from cocau.constraints.model.selectors import EVERYONE, GROUPS, Among
from cocau.constraints.rules.audit_context import AuditContext
from cocau.constraints.rules.counts import CouncilCounts, Span
from cocau.constraints.rules.rule import Ballot, Finding, Rule, merge_findings


class Trend(Rule):
    """A direction with a goal, not an extreme: one fewer or one more than before, or the target entered.

    `measure: count` compares numbers of people, `share` compares shares of the set (for sets whose size
    changes). A target of the department (`Council.targets`) is always a number of people.
    """

    facts: ClassVar = frozenset({"count", "total", "before", "before_total", "goal"})

    kind: Literal["trend"]
    group: str = Field(json_schema_extra={"enum": list(GROUPS)})
    among: Literal[Among.DEPUTIES, Among.INTRODUCED, Among.HEADS] = Among.DEPUTIES
    direction: Literal["fewer", "more"]
    measure: Literal["count", "share"] = "count"

    @field_validator("group")
    @classmethod
    def _known_group(cls, value: str) -> str:
        if value not in GROUPS:
            raise ValueError(f"no such group; groups: {', '.join(GROUPS)}")
        return value

    def compile(self, ballot: Ballot) -> None:
        sign = -1 if self.direction == "fewer" else 1
        count = ballot.count(GROUPS[self.group], self.among)
        goal = self._target(ballot.council)
        before = self._before(ballot.council)
        if goal is not None:
            ballot.require(sign * count >= sign * goal)
        elif before is not None and self.measure == "count":
            ballot.require(sign * count >= sign * before[0] + 1)
        elif before is not None:
            total = ballot.count(EVERYONE, self.among)
            ballot.require((sign * before[1]) * count >= (sign * before[0]) * total + 1)

    def audit(self, context: AuditContext) -> Finding:
        before = self._before(context.council)
        target = self._target(context.council)
        if before is None and target is None:
            return self._no_baseline()
        inside = context.list_matching(self.among, GROUPS[self.group])
        total = len(context.get_members(self.among))
        goal = target if target is not None else self._goal(before or (0, 0), total)
        past = {} if before is None else {"before": before[0], "before_total": before[1]}
        return self._judge(len(inside), total, goal, past, inside)

    def audit_counts(self, counts: CouncilCounts) -> Finding:
        who = GROUPS[self.group]
        inside, total = counts.span(self.among, who), counts.size(self.among)
        if inside is None or total is None:
            lacking = counts.explain_missing_set(self.among)
            return self.cannot_judge(lacking.vi, lacking.en)
        before = counts.before.get(self.among)
        if before is None:
            return self._no_baseline()
        findings = (
            self._judge(count, size, self._goal((was, of), size), {"before": was, "before_total": of})
            for count in inside.ends
            for size in total.ends
            for was in before.count_matching(who).ends
            for of in before.total.ends
        )
        return merge_findings(findings, counts.explain_unclear_group(self.among, who))

    def _judge(
        self, count: int, total: int, goal: int, past: dict[str, int], inside: tuple[str, ...] = ()
    ) -> Finding:
        short = count - goal if self.direction == "fewer" else goal - count
        return self.build_finding(short <= 0, short, inside, count=count, total=total, goal=goal, **past)

    def _no_baseline(self) -> Finding:
        return self.cannot_judge(
            f"Thiếu số '{self.group}' của nhiệm kỳ trước và chưa có mục tiêu.",
            f"Neither the previous term's '{self.group}' nor a target is given.",
        )

    def goal_for(self, council: Council, total: int) -> int | None:
        """Return the number of people that meets the direction; None if nothing sets it.

        The set has `total` people.
        """
        before, target = self._before(council), self._target(council)
        if target is not None or before is None:
            return target
        return self._goal(before, total)

    def least_goal(self, counts: CouncilCounts) -> int | None:
        """Return the least goal that the figures of a published table allow, or None."""
        size = counts.size(self.among) or (None if counts.seats is None else Span.exactly(counts.seats))
        before = counts.before.get(self.among)
        if before is None or size is None:
            return None
        past = (
            (was, of) for was in before.count_matching(GROUPS[self.group]).ends for of in before.total.ends
        )
        return min(self._goal(one, total) for one in past for total in size.ends)

    def _target(self, council: Council) -> int | None:
        return None if self.among is Among.INTRODUCED else council.targets.get(self.group)

    def _goal(self, before: tuple[int, int], total: int) -> int:
        """Return the nearest number of people on the right side of the previous term."""
        count, size = (before[0], 1) if self.measure == "count" else (before[0] * total, before[1])
        return -(-count // size) - 1 if self.direction == "fewer" else count // size + 1

    def _before(self, council: Council) -> tuple[int, int] | None:
        prior = council.prior_term
        if prior is None:
            return None
        counts, size = (
            (prior.introduced_counts, prior.introduced)
            if self.among is Among.INTRODUCED
            else (prior.counts, prior.deputies)
        )
        return None if self.group not in counts or size is None else (counts[self.group], size)
