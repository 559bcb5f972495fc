"""intended: everybody of one description is meant to be a deputy."""

from typing import ClassVar, Literal

from cocau.constraints.model.selectors import Among, Selector
from cocau.constraints.rules.audit_context import AuditContext
from cocau.constraints.rules.rule import Ballot, Finding, Rule


class Intended(Rule):
    """Law 77/2015, Art. 83: the People's Committee's chair is elected from among the deputies."""

    facts: ClassVar = frozenset({"left_out", "count"})

    kind: Literal["intended"]
    where: Selector

    def compile(self, ballot: Ballot) -> None:
        day = ballot.council.election_day
        meant = sum(self.where.matches(person, day) for person in ballot.pool.people)
        if meant:
            ballot.require(ballot.count(self.where, Among.DEPUTIES) >= meant)

    def audit(self, context: AuditContext) -> Finding:
        meant = context.list_in_pool(self.where)
        left_out = tuple(i for i in meant if i not in context.slate.deputies)
        return self.build_finding(
            not left_out, len(left_out), left_out, left_out=len(left_out), count=len(meant)
        )
