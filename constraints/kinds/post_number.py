"""post_number: how many hold a post; one fewer below a full-time holder."""

from typing import ClassVar, Literal

from pydantic import model_validator

from cocau.constraints.model.council import CouncilOffice
from cocau.constraints.model.selectors import EVERYONE, Selector
from cocau.constraints.rules.audit_context import AuditContext
from cocau.constraints.rules.rule import Ballot, Finding, Rule

FULL_TIME = Selector(full_time=True)


class PostNumber(Rule):
    """The number for every post of an office (each committee has its own head).

    `one_fewer_under` names the office whose full-time holder takes one place away: a full-time chair
    leaves one vice-chair instead of two, a full-time head one deputy head (Law 77/2015, Art. 18). A
    `ceiling` is a number that may not be exceeded; else it is the number there must be.
    """

    facts: ClassVar = frozenset({"wrong", "holders", "needed"})

    kind: Literal["post_number"]
    office: CouncilOffice
    number: int
    one_fewer_under: CouncilOffice | None = None
    ceiling: bool = False

    @model_validator(mode="before")
    @classmethod
    def _drop_retired_field(cls, given: object) -> object:
        """Drop `keeps_sitting: false`, stored before `post_ceiling` was a kind."""
        if isinstance(given, dict) and given.get("keeps_sitting") is False:
            return {name: value for name, value in given.items() if name != "keeps_sitting"}
        return given

    def compile(self, ballot: Ballot) -> None:
        for post in ballot.council.list_posts_of(self.office):
            taken = ballot.held(EVERYONE, post)
            if self.one_fewer_under is not None:
                taken = taken + ballot.held(FULL_TIME, self._above(post))
            ballot.require(taken <= self.number if self.ceiling else taken.equals(self.number))

    def audit(self, context: AuditContext) -> Finding:
        off, holders, needed = [], 0, 0
        for post in context.council.list_posts_of(self.office):
            places = self.number - self._full_time_above(context, post)
            held = len(context.slate.get_holders(post))
            holders, needed = holders + held, needed + places
            off += [post] * max(held - places, 0 if self.ceiling else places - held)
        witnesses = tuple(dict.fromkeys(off))
        return self.build_finding(
            not off, len(off), witnesses, wrong=len(witnesses), holders=holders, needed=needed
        )

    def _above(self, post: str) -> str:
        return f"{self.one_fewer_under}{post.removeprefix(self.office)}"

    def _full_time_above(self, context: AuditContext, post: str) -> int:
        if self.one_fewer_under is None:
            return 0
        above = context.pool.get_people(context.slate.get_holders(self._above(post)))
        return sum(p.meant_full_time for p in above)
