"""local_minimum: at least the number that the locality itself has set, where the law leaves it open."""

from typing import ClassVar, Literal

from constraints.council import Council
from constraints.rule import Ballot, Finding, Rule
from constraints.select import Among, Selector
from constraints.setting import Setting


class LocalMinimum(Rule):
    """The number is a field of the council file; without it the rule cannot be judged."""

    facts: ClassVar = frozenset({"count", "total", "needed"})

    kind: Literal["local_minimum"]
    among: Among
    where: Selector
    parameter: Literal["ethnic_minority_candidates"]

    def compile(self, ballot: Ballot) -> None:
        needed = self._needed(ballot.council)
        if needed is not None:
            ballot.require(ballot.count(self.where, self.among) >= needed)

    def audit(self, setting: Setting) -> Finding:
        needed = self._needed(setting.council)
        if needed is None:
            return self.cannot_judge(
                f"Luật không nêu con số; địa phương chưa nhập {self.parameter}.",
                f"The law gives no number and the locality has not set {self.parameter}.",
            )
        inside = setting.matching(self.among, self.where)
        total = len(setting.members(self.among))
        short = needed - len(inside)
        return self.finding(short <= 0, short, inside, count=len(inside), total=total, needed=needed)

    def _needed(self, council: Council) -> int | None:
        number: int | None = getattr(council, self.parameter)
        return number
