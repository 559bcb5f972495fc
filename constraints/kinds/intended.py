"""intended: everybody of one description is meant to be a deputy."""

from typing import ClassVar, Literal

from cocau.constraints.rule import Ballot, Finding, Rule
from cocau.constraints.select import Among, Selector
from cocau.constraints.setting import Setting


class Intended(Rule):
    """Law 77/2015, Art. 83: the chair of the People's Committee is elected from among the deputies."""

    facts: ClassVar = frozenset({"left_out", "count"})

    kind: Literal["intended"]
    where: Selector

    def compile(self, ballot: Ballot) -> None:
        day = ballot.council.election_day
        for person in ballot.pool.people:
            if self.where.matches(person, day):
                ballot.require(ballot.stands(person.id, Among.DEPUTIES) >= 1)

    def audit(self, setting: Setting) -> Finding:
        meant = [p.id for p in setting.pool.people if self.where.matches(p, setting.day)]
        left_out = tuple(i for i in meant if i not in setting.slate.deputies)
        return self.finding(not left_out, len(left_out), left_out, left_out=len(left_out), count=len(meant))
