"""assured: so many people of one description are elected whatever the voters decide."""

from fractions import Fraction
from math import ceil
from typing import ClassVar, Literal, Self

from pydantic import Field, model_validator

from cocau.constraints.model.council import Constituency, Council
from cocau.constraints.model.selectors import Selector
from cocau.constraints.rules.audit_context import AuditContext
from cocau.constraints.rules.quantity import Quantity
from cocau.constraints.rules.rule import Ballot, Finding, Rule


class Assured(Rule):
    """A floor in every outcome that fills all seats, in people or in percent of the seats.

    From a list of *n* people for *s* seats, *k* of them described, at least *k* - (*n* - *s*) of those are
    elected: no more can lose than there are people too many. A floor of nothing asks for nothing.
    """

    facts: ClassVar = frozenset({"count", "total", "needed"})
    adjustable: ClassVar = frozenset({"at_least", "at_least_percent"})

    kind: Literal["assured"]
    where: Selector
    at_least: int | None = Field(default=None, ge=0)
    at_least_percent: int | None = Field(default=None, ge=0, le=100)

    @model_validator(mode="after")
    def _one_bound(self) -> Self:
        if (self.at_least is None) == (self.at_least_percent is None):
            raise ValueError("give exactly one of at_least and at_least_percent")
        return self

    def compile(self, ballot: Ballot) -> None:
        needed = self._needed(ballot.council)
        if needed:
            units = ballot.council.constituencies
            ballot.require(Quantity.total(ballot.assured(self.where, unit.id) for unit in units) >= needed)

    def audit(self, context: AuditContext) -> Finding:
        needed, seats = self._needed(context.council), sum(u.seats for u in context.council.constituencies)
        sure = {unit.id: self._sure(context, unit) for unit in context.council.constituencies}
        count = sum(sure.values())
        without = tuple(unit for unit, n in sure.items() if not n)
        return self.build_finding(
            count >= needed, needed - count, without, count=count, total=seats, needed=needed
        )

    def _sure(self, context: AuditContext, unit: Constituency) -> int:
        """Count those who are elected even if everybody else on the list is elected first."""
        listed = context.pool.get_people(context.slate.candidates.get(unit.id, ()))
        others = len(listed) - len(context.list_described(self.where, listed))
        return max(min(unit.seats, len(listed)) - others, 0)

    def _needed(self, council: Council) -> int:
        if self.at_least is not None:
            return self.at_least
        seats = sum(unit.seats for unit in council.constituencies)
        return ceil(Fraction((self.at_least_percent or 0) * seats, 100))
