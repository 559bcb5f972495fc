"""preference: of people alike to all other rules, those the department itself prefers."""

from typing import ClassVar, Literal

from cocau.constraints.model.selectors import Among
from cocau.constraints.rules.audit_context import AuditContext
from cocau.constraints.rules.quantity import Quantity
from cocau.constraints.rules.rule import Ballot, Finding, Rule


class Preference(Rule):
    """The department's entry (`Person.preference`, 0 to 9): once for the list, once as deputy.

    It comes after every rule of law and directive. The program itself scores nobody.
    """

    facts: ClassVar = frozenset({"given", "entered"})

    kind: Literal["preference"]

    def compile(self, ballot: Ballot) -> None:
        chosen = Quantity.total(
            p.preference * ballot.stands(p.id, among)
            for p in ballot.eligible
            if p.preference and ballot.may_stand(p.id)
            for among in (Among.CANDIDATES, Among.DEPUTIES)
        )
        entered = 2 * sum(p.preference for p in ballot.pool.people)
        ballot.require(chosen >= entered)

    def audit(self, context: AuditContext) -> Finding:
        entered = 2 * sum(p.preference for p in context.pool.people)
        sets = (Among.CANDIDATES, Among.DEPUTIES)
        given = sum(p.preference for among in sets for p in context.get_members(among))
        return self.build_finding(given >= entered, entered - given, given=given, entered=entered)
