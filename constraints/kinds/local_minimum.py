"""local_minimum: at least the number that the locality itself has set, where the law leaves it open."""

from typing import ClassVar, Literal

from cocau.constraints.certain import certain
from cocau.constraints.council import Council
from cocau.constraints.counts import Counts
from cocau.constraints.rule import Ballot, Finding, Rule
from cocau.constraints.select import Among, Selector
from cocau.constraints.setting import Setting


class LocalMinimum(Rule):
    """The number is a field of the council file; without it the rule cannot be judged."""

    facts: ClassVar = frozenset({"count", "total", "needed"})

    kind: Literal["local_minimum"]
    among: Among
    where: Selector
    parameter: Literal["ethnic_minority_candidates"]

    def compile(self, ballot: Ballot) -> None:
        needed = self.needed(ballot.council)
        if needed is not None:
            ballot.require(ballot.count(self.where, self.among) >= needed)

    def audit(self, setting: Setting) -> Finding:
        needed = self.needed(setting.council)
        if needed is None:
            return self._not_set()
        inside = setting.matching(self.among, self.where)
        return self._judged(len(inside), len(setting.members(self.among)), needed, inside)

    def from_counts(self, counts: Counts) -> Finding:
        inside, total = counts.span(self.among, self.where), counts.size(self.among)
        if inside is None or total is None:
            lacking = counts.lacks(self.among)
            return self.cannot_judge(lacking.vi, lacking.en)
        needed: int | None = getattr(counts, self.parameter)
        if needed is None:
            return self._not_set()
        judged = (self._judged(count, size, needed) for count in inside.ends for size in total.ends)
        return certain(judged, counts.unclear(self.among, self.where))

    def _judged(self, count: int, total: int, needed: int, inside: tuple[str, ...] = ()) -> Finding:
        short = needed - count
        return self.finding(short <= 0, short, inside, count=count, total=total, needed=needed)

    def _not_set(self) -> Finding:
        return self.cannot_judge(
            f"Luật không nêu con số; địa phương chưa nhập {self.parameter}.",
            f"The law gives no number and the locality has not set {self.parameter}.",
        )

    def needed(self, council: Council) -> int | None:
        """The number that the locality has set; None: it has set none."""
        number: int | None = getattr(council, self.parameter)
        return number
