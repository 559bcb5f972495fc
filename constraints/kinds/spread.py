"""spread: every constituency has at least, or at most, so many people of one description."""

from typing import ClassVar, Literal, Self

from pydantic import Field, model_validator

from cocau.constraints.model.selectors import Among, Selector
from cocau.constraints.rules.audit_context import AuditContext
from cocau.constraints.rules.rule import Ballot, Finding, Rule


class Spread(Rule):
    """A wish of a good list, not law: Art. 9's 35% is over all lists, not per constituency."""

    facts: ClassVar = frozenset({"uneven", "off"})
    adjustable: ClassVar = frozenset({"at_least", "at_most"})

    kind: Literal["spread"]
    where: Selector = Selector()
    among: Literal[Among.CANDIDATES, Among.DEPUTIES, Among.STANDING]
    at_least: int | None = Field(default=None, ge=0)
    at_most: int | None = Field(default=None, ge=0)

    @model_validator(mode="after")
    def _one_bound(self) -> Self:
        if (self.at_least is None) == (self.at_most is None):
            raise ValueError("give exactly one of at_least and at_most")
        return self

    def compile(self, ballot: Ballot) -> None:
        for unit in ballot.council.constituencies:
            count = ballot.count(self.where, self.among, at=unit.id)
            if self.at_least is not None:
                ballot.require(count >= self.at_least)
            if self.at_most is not None:
                ballot.require(count <= self.at_most)

    def audit(self, context: AuditContext) -> Finding:
        off = {unit.id: self._off(context, unit.id) for unit in context.council.constituencies}
        uneven = tuple(unit for unit, n in off.items() if n)
        return self.build_finding(
            not uneven, sum(off.values()), uneven, uneven=len(uneven), off=sum(off.values())
        )

    def _off(self, context: AuditContext, unit: str) -> int:
        count = len(context.list_described(self.where, context.get_list_members(unit, self.among)))
        if self.at_most is not None:
            return max(count - self.at_most, 0)
        return max((self.at_least or 0) - count, 0)
