"""share: at least, or at most, P percent of a named total are people of one description."""

from fractions import Fraction
from math import ceil, floor
from typing import ClassVar, Literal, Self

from pydantic import Field, model_validator

from constraints.council import Council
from constraints.quantity import Quantity
from constraints.rule import Ballot, Finding, Rule
from constraints.select import EVERYONE, Among, Selector
from constraints.setting import Setting


class Share(Rule):
    """People described by `where` among `among`, as a percentage of `of` (left out: of `among` itself)."""

    facts: ClassVar = frozenset({"count", "total", "needed", "percent"})
    adjustable: ClassVar = frozenset({"at_least_percent", "at_most_percent"})

    kind: Literal["share"]
    where: Selector
    among: Among
    of: Among | None = None
    at_least_percent: int | None = Field(default=None, ge=0, le=100)
    at_most_percent: int | None = Field(default=None, ge=0, le=100)

    @model_validator(mode="after")
    def _one_bound(self) -> Self:
        if (self.at_least_percent is None) == (self.at_most_percent is None):
            raise ValueError("give exactly one of at_least_percent and at_most_percent")
        return self

    def compile(self, ballot: Ballot) -> None:
        total = self._total(ballot)
        if total is None:
            return
        count = ballot.count(self.where, self.among)
        if self.at_least_percent is not None:
            ballot.require(100 * count >= self.at_least_percent * total)
        if self.at_most_percent is not None:
            ballot.require(100 * count <= self.at_most_percent * total)

    def _total(self, ballot: Ballot) -> Quantity | None:
        if self.of is not Among.OUTGOING:
            return ballot.count(EVERYONE, self.of or self.among)
        prior = ballot.council.prior_term
        return None if prior is None else Quantity({}, prior.deputies)

    def audit(self, setting: Setting) -> Finding:
        inside = setting.matching(self.among, self.where)
        total = self._size(setting.council, setting)
        if total is None:
            return self.cannot_judge("Thiếu số đại biểu nhiệm kỳ trước.", "The previous term is not given.")
        percent = self.at_least_percent if self.at_least_percent is not None else self.at_most_percent or 0
        limit = Fraction(percent * total, 100)
        if self.at_least_percent is not None:
            needed = ceil(limit)
            kept, short = len(inside) >= needed, needed - len(inside)
        else:
            needed = floor(limit)
            kept, short = len(inside) <= needed, len(inside) - needed
        return self.finding(
            kept, short, inside, count=len(inside), total=total, needed=needed, percent=percent
        )

    def _size(self, council: Council, setting: Setting) -> int | None:
        if self.of is Among.OUTGOING:
            return None if council.prior_term is None else council.prior_term.deputies
        return len(setting.members(self.of or self.among))
