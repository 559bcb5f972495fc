"""trend: fewer, or more, people of a group than in the previous term, or up to a target."""

from typing import ClassVar, Literal

from pydantic import Field, field_validator

from cocau.constraints.certain import certain
from cocau.constraints.council import Council
from cocau.constraints.counts import Counts
from cocau.constraints.rule import Ballot, Finding, Rule
from cocau.constraints.select import EVERYONE, GROUPS, Among
from cocau.constraints.setting import Setting
from cocau.constraints.span import Span


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

    def audit(self, setting: Setting) -> Finding:
        before = self._before(setting.council)
        target = self._target(setting.council)
        if before is None and target is None:
            return self._no_baseline()
        inside = setting.matching(self.among, GROUPS[self.group])
        total = len(setting.members(self.among))
        goal = target if target is not None else self._goal(before or (0, 0), total)
        past = {} if before is None else {"before": before[0], "before_total": before[1]}
        return self._judged(len(inside), total, goal, past, inside)

    def from_counts(self, counts: Counts) -> Finding:
        who = GROUPS[self.group]
        inside, total = counts.span(self.among, who), counts.size(self.among)
        if inside is None or total is None:
            lacking = counts.lacks(self.among)
            return self.cannot_judge(lacking.vi, lacking.en)
        before = counts.before.get(self.among)
        if before is None:
            return self._no_baseline()
        findings = (
            self._judged(count, size, self._goal((was, of), size), {"before": was, "before_total": of})
            for count in inside.ends
            for size in total.ends
            for was in before.matching(who).ends
            for of in before.total.ends
        )
        return certain(findings, counts.unclear(self.among, who))

    def _judged(
        self, count: int, total: int, goal: int, past: dict[str, int], inside: tuple[str, ...] = ()
    ) -> Finding:
        short = count - goal if self.direction == "fewer" else goal - count
        return self.finding(short <= 0, short, inside, count=count, total=total, goal=goal, **past)

    def _no_baseline(self) -> Finding:
        return self.cannot_judge(
            f"Thiếu số '{self.group}' của nhiệm kỳ trước và chưa có mục tiêu.",
            f"Neither the previous term's '{self.group}' nor a target is given.",
        )

    def goal_for(self, council: Council, total: int) -> int | None:
        """The number of people that meets the direction in a set of `total`; None if nothing says."""
        before, target = self._before(council), self._target(council)
        if target is not None or before is None:
            return target
        return self._goal(before, total)

    def least_goal(self, counts: Counts) -> int | None:
        """The same from a published table, at the least that its figures allow."""
        size = counts.size(self.among) or (None if counts.seats is None else Span.exactly(counts.seats))
        before = counts.before.get(self.among)
        if before is None or size is None:
            return None
        past = ((was, of) for was in before.matching(GROUPS[self.group]).ends for of in before.total.ends)
        return min(self._goal(one, total) for one in past for total in size.ends)

    def _target(self, council: Council) -> int | None:
        return None if self.among is Among.INTRODUCED else council.targets.get(self.group)

    def _goal(self, before: tuple[int, int], total: int) -> int:
        """The nearest number of people that is on the right side of the previous term."""
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
