"""home_ties: candidates stand where they live or work, as far as the lists allow."""

from typing import ClassVar, Literal

from cocau.constraints.rules.audit_context import AuditContext
from cocau.constraints.rules.rule import Ballot, Finding, Rule


class HomeTies(Rule):
    """A person's `locality` is one of a constituency's; people without a tie do not count."""

    facts: ClassVar = frozenset({"away", "tied"})

    kind: Literal["home_ties"]

    def compile(self, ballot: Ballot) -> None:
        ballot.require(ballot.away_from_home() <= 0)

    def audit(self, context: AuditContext) -> Finding:
        home = {place: u.id for u in context.council.constituencies for place in u.localities}
        stands = {i: unit for unit, ids in context.slate.candidates.items() for i in ids}
        tied = {p.id: home[p.locality] for p in context.pool.get_people(sorted(stands)) if p.locality in home}
        away = tuple(i for i, unit in tied.items() if stands[i] != unit)
        return self.build_finding(not away, len(away), away, away=len(away), tied=len(tied))
