"""seats_per_constituency: no constituency elects more than so many deputies."""

from typing import ClassVar, Literal

from cocau.constraints.rule import Ballot, Finding, Rule
from cocau.constraints.setting import Setting


class SeatsPerConstituency(Rule):
    """Law 85/2015, Art. 10(4)."""

    facts: ClassVar = frozenset({"over", "limit"})
    about_council: ClassVar = True

    kind: Literal["seats_per_constituency"]
    limit: int

    def compile(self, ballot: Ballot) -> None:
        if any(unit.seats > self.limit for unit in ballot.council.constituencies):
            ballot.impossible()

    def audit(self, setting: Setting) -> Finding:
        over = tuple(u.id for u in setting.council.constituencies if u.seats > self.limit)
        return self.finding(not over, len(over), over, over=len(over), limit=self.limit)
