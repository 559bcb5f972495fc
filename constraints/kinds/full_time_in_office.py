"""full_time_in_office: deputies meant to be full-time hold a post of the council."""

from typing import ClassVar, Literal

from cocau.constraints.model.selectors import Among, Selector
from cocau.constraints.rules.audit_context import AuditContext
from cocau.constraints.rules.rule import Ballot, Finding, Rule

FULL_TIME = Selector(full_time=True)


class FullTimeInOffice(Rule):
    """The law knows full-time deputies by their posts; whoever has none is a witness here."""

    facts: ClassVar = frozenset({"count", "total"})

    kind: Literal["full_time_in_office"]

    def compile(self, ballot: Ballot) -> None:
        everybody, holders = (ballot.count(FULL_TIME, among) for among in (Among.DEPUTIES, Among.IN_OFFICE))
        ballot.require(everybody <= holders)

    def audit(self, context: AuditContext) -> Finding:
        everybody = context.list_matching(Among.DEPUTIES, FULL_TIME)
        posts = {*context.slate.get_holders(*context.slate.posts)}
        without = tuple(i for i in everybody if i not in posts)
        return self.build_finding(
            not without, len(without), without, count=len(without), total=len(everybody)
        )
