"""trend: fewer, or more, people of a group than in the previous term, or up to a target."""

from dataclasses import replace
from fractions import Fraction
from typing import ClassVar, Literal

from pydantic import Field, field_validator

from cocau.constraints.model.council import Council
from cocau.constraints.model.selectors import EVERYONE, GROUPS, Among
from cocau.constraints.record import Text
from cocau.constraints.rules.audit_context import AuditContext
from cocau.constraints.rules.counts import CouncilCounts, Span
from cocau.constraints.rules.rule import Ballot, Finding, Rule, merge_findings

Numbers = tuple[int, int]
"""People of the group, and of the set they are a part of."""


class Trend(Rule):
    """A direction with a goal: one fewer or one more than before, or the target entered.

    `measure: count` compares numbers of people, `share` compares shares of the set, `both` asks for both. The
    facts have the goal by either, and a note where the two readings differ. A target of the department
    (`Council.targets`) is always a number of people.
    """

    facts: ClassVar = frozenset(
        {"count", "total", "before", "before_total", "goal", "goal_by_count", "goal_by_share"}
    )

    kind: Literal["trend"]
    group: str = Field(json_schema_extra={"enum": list(GROUPS)})
    among: Literal[Among.DEPUTIES, Among.INTRODUCED, Among.HEADS, Among.IN_OFFICE] = Among.DEPUTIES
    direction: Literal["fewer", "more"]
    measure: Literal["count", "share", "both"] = "count"

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
        elif before is not None:
            total = ballot.count(EVERYONE, self.among.whole)
            by_share = (sign * before[1]) * count >= (sign * before[0]) * total + 1
            rows = {
                "count": sign * count >= sign * before[0] + 1,
                "share": replace(by_share, worth=before[1]),
            }
            ballot.require(*(row for name, row in rows.items() if self.measure in {name, "both"}))

    def audit(self, context: AuditContext) -> Finding:
        inside = context.list_matching(self.among, GROUPS[self.group])
        now = len(inside), len(context.get_members(self.among.whole))
        goal = self.goal_for(context.council, now[1])
        if goal is None:
            return self._no_baseline()
        before, target = self._before(context.council), self._target(context.council)
        finding = self._judge(now, goal, before, inside)
        return finding if target is not None else self._add_readings(finding, now, before)

    def audit_counts(self, counts: CouncilCounts) -> Finding:
        who = GROUPS[self.group]
        inside, total = counts.span(self.among.whole, who), counts.size(self.among.whole)
        if inside is None or total is None:
            lacking = counts.explain_missing_set(self.among.whole)
            return self.cannot_judge(lacking.vi, lacking.en)
        before = counts.before.get(self.among.whole)
        if before is None:
            return self._no_baseline()
        findings = (
            self._judge_readings((count, size), (was, of))
            for count in inside.ends
            for size in total.ends
            for was in before.count_matching(who).ends
            for of in before.total.ends
        )
        return merge_findings(findings, counts.explain_unclear_group(self.among.whole, who))

    def _judge_readings(self, now: Numbers, before: Numbers) -> Finding:
        """Judge figures of a table against those of the previous term."""
        finding = self._judge(now, self._goal(before, now[1]), before)
        return self._add_readings(finding, now, before)

    def _judge(
        self, now: Numbers, goal: int, before: Numbers | None, inside: tuple[str, ...] = ()
    ) -> Finding:
        past = {} if before is None else self._list_past_facts(before, now[1])
        short = self._get_shortfall(now[0], goal)
        return self.build_finding(short <= 0, short, inside, count=now[0], total=now[1], goal=goal, **past)

    def _list_past_facts(self, before: Numbers, total: int) -> dict[str, int]:
        facts = {"before": before[0], "before_total": before[1]}
        if self._has_shares:
            facts["goal_by_count"] = self._goal_by_count(before)
            facts["goal_by_share"] = self._goal_by_share(before, total)
        return facts

    def _get_shortfall(self, count: int, goal: int) -> int:
        return count - goal if self.direction == "fewer" else goal - count

    def _add_readings(self, finding: Finding, now: Numbers, before: Numbers | None) -> Finding:
        """Add both readings where one of them is met and the other is not."""
        if before is None or not (self._has_shares and now[1]):
            return finding
        goals = self._goal_by_count(before), self._goal_by_share(before, now[1])
        by_count, by_share = (self._get_shortfall(now[0], goal) <= 0 for goal in goals)
        if by_count is by_share:
            return finding
        shares = [Fraction(100 * part, whole) for part, whole in (now, before)]
        (now_vi, now_en), (was_vi, was_en) = (_format_percent(share) for share in shares)
        more, share = _compare(now[0], before[0]), _compare(*shares)
        goes_by = _GOES_BY[self.measure]
        note = Text(
            vi=(
                f"Theo số lượng: {now[0]} người so với {before[0]} ({more.vi}); theo tỷ lệ: {now_vi}% so với "
                f"{was_vi}% ({share.vi}). {goes_by.vi}"
            ),
            en=(
                f"By number: {now[0]} against {before[0]} ({more.en}); by share: {now_en}% against {was_en}% "
                f"({share.en}). {goes_by.en}"
            ),
        )
        return finding.replace_unvalidated(note=note)

    def _no_baseline(self) -> Finding:
        return self.cannot_judge(
            "Thiếu số liệu nhiệm kỳ trước của nhóm này và chưa có chỉ tiêu.",
            "Neither the previous term's number for this group nor a target is given.",
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
        size = counts.size(self.among.whole) or (None if counts.seats is None else Span.exactly(counts.seats))
        before = counts.before.get(self.among.whole)
        if before is None or size is None:
            return None
        past = (
            (was, of) for was in before.count_matching(GROUPS[self.group]).ends for of in before.total.ends
        )
        return min(self._goal(one, total) for one in past for total in size.ends)

    def _target(self, council: Council) -> int | None:
        return None if self.among is Among.INTRODUCED else council.targets.get(self.group)

    @property
    def _has_shares(self) -> bool:
        """Return whether the previous term's share is of the same set."""
        return self.among is not Among.HEADS

    def _goal(self, before: Numbers, total: int) -> int:
        """Return the nearest number of people on the right side of the previous term."""
        by_count, by_share = self._goal_by_count(before), self._goal_by_share(before, total)
        if self.measure == "both":
            return min(by_count, by_share) if self.direction == "fewer" else max(by_count, by_share)
        return by_count if self.measure == "count" else by_share

    def _goal_by_count(self, before: Numbers) -> int:
        return before[0] - 1 if self.direction == "fewer" else before[0] + 1

    def _goal_by_share(self, before: Numbers, total: int) -> int:
        count, size = before[0] * total, before[1]
        return -(-count // size) - 1 if self.direction == "fewer" else count // size + 1

    def _before(self, council: Council) -> Numbers | None:
        prior = council.prior_term
        if prior is None:
            return None
        counts, size = (
            (prior.introduced_counts, prior.introduced)
            if self.among is Among.INTRODUCED
            else (prior.counts, prior.deputies)
        )
        return None if self.group not in counts or size is None else (counts[self.group], size)


_GOES_BY = {
    "count": Text(vi="Ở đây xét theo số lượng.", en="The number is what counts here."),
    "share": Text(vi="Ở đây xét theo tỷ lệ.", en="The share is what counts here."),
    "both": Text(vi="Ở đây xét cả hai.", en="Both are asked for here."),
}


def _compare(now: Fraction | int, before: Fraction | int) -> Text:
    if now == before:
        return Text(vi="không đổi", en="unchanged")
    return Text(vi="tăng", en="up") if now > before else Text(vi="giảm", en="down")


def _format_percent(share: Fraction) -> tuple[str, str]:
    """Format a percentage with one decimal, half up, in Vietnamese and English."""
    whole, tenth = divmod((20 * share.numerator + share.denominator) // (2 * share.denominator), 10)
    return f"{whole},{tenth}", f"{whole}.{tenth}"
