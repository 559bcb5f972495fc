"""not_more_than_now: an office that is not fully manned is not filled up; it has no more holders than now."""

from typing import ClassVar, Literal

from cocau.constraints.council import Office
from cocau.constraints.quantity import Quantity
from cocau.constraints.rule import Ballot, Finding, Rule
from cocau.constraints.select import EVERYONE
from cocau.constraints.setting import Setting


class NotMoreThanNow(Rule):
    """Directive, S2.3. Who sits now is entered with the council; without it the rule cannot be judged.

    Where the office is full, the law's own number allows no more either, so the rule asks the same of all.
    """

    facts: ClassVar = frozenset({"holders", "sitting"})

    kind: Literal["not_more_than_now"]
    office: Office

    def compile(self, ballot: Ballot) -> None:
        sitting = ballot.council.sitting.get(self.office)
        if sitting is not None:
            posts = ballot.council.posts_of(self.office)
            ballot.require(Quantity.total(ballot.held(EVERYONE, post) for post in posts) <= sitting)

    def audit(self, setting: Setting) -> Finding:
        sitting = setting.council.sitting.get(self.office)
        if sitting is None:
            return self.cannot_judge(
                f"Chưa nhập số người đang giữ chức danh (sitting.{self.office}).",
                f"How many hold the office now is not given (sitting.{self.office}).",
            )
        holders = setting.slate.holders(*setting.council.posts_of(self.office))
        excess = len(holders) - sitting
        return self.finding(excess <= 0, excess, holders, holders=len(holders), sitting=sitting)
