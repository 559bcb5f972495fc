"""headcount: so many people of one description in a named set, at least and at most."""

from typing import ClassVar, Literal, Self

from pydantic import Field, model_validator

from constraints.rule import Ballot, Finding, Rule
from constraints.select import Among, Selector
from constraints.setting import Setting


class Headcount(Rule):
    """Both bounds may be given; the same number twice means exactly that number."""

    facts: ClassVar = frozenset({"count", "total"})
    adjustable: ClassVar = frozenset({"at_least", "at_most"})

    kind: Literal["headcount"]
    among: Among
    where: Selector
    at_least: int | None = Field(default=None, ge=0)
    at_most: int | None = Field(default=None, ge=0)

    @model_validator(mode="after")
    def _bounded(self) -> Self:
        if self.at_least is None and self.at_most is None:
            raise ValueError("give at_least, at_most or both")
        return self

    def compile(self, ballot: Ballot) -> None:
        count = ballot.count(self.where, self.among)
        if self.at_least is not None:
            ballot.require(count >= self.at_least)
        if self.at_most is not None:
            ballot.require(count <= self.at_most)

    def audit(self, setting: Setting) -> Finding:
        inside = setting.matching(self.among, self.where)
        below = max((self.at_least or 0) - len(inside), 0)
        above = max(len(inside) - self.at_most, 0) if self.at_most is not None else 0
        total = len(setting.members(self.among))
        return self.finding(not below and not above, below + above, inside, count=len(inside), total=total)
