"""trend: fewer, or more, people of a group than in the previous term, or up to a target."""

from typing import ClassVar, Literal

from pydantic import Field, field_validator

from constraints.council import Council
from constraints.rule import Ballot, Finding, Rule
from constraints.select import EVERYONE, GROUPS, Among
from constraints.setting import Setting


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
            return self.cannot_judge(
                f"Thiếu số '{self.group}' của nhiệm kỳ trước và chưa có mục tiêu.",
                f"Neither the previous term's '{self.group}' nor a target is given.",
            )
        inside = setting.matching(self.among, GROUPS[self.group])
        total = len(setting.members(self.among))
        goal = target if target is not None else self._goal(before or (0, 0), total)
        short = len(inside) - goal if self.direction == "fewer" else goal - len(inside)
        past = {} if before is None else {"before": before[0], "before_total": before[1]}
        return self.finding(short <= 0, short, inside, count=len(inside), total=total, goal=goal, **past)

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
