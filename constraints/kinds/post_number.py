"""post_number: how many people hold a post; one fewer where a full-time holder stands above it."""

from functools import reduce
from operator import add
from typing import ClassVar, Literal, Self

from pydantic import model_validator

from cocau.constraints.model.council import Council, CouncilOffice
from cocau.constraints.model.selectors import EVERYONE, Selector
from cocau.constraints.rules.audit_context import AuditContext
from cocau.constraints.rules.rule import Ballot, Finding, Rule

FULL_TIME = Selector(full_time=True)


class PostNumber(Rule):
    """The number for every post of an office (each committee has its own head).

    `one_fewer_under` names the office whose full-time holder takes one place away: a full-time chair
    leaves one vice-chair instead of two, a full-time head one deputy head (Law 77/2015, Art. 18). A
    `ceiling` is a number that may not be exceeded; else it is the number there must be. With
    `keeps_sitting` a council may keep as many as hold the office now (Resolution 106/2025).
    """

    facts: ClassVar = frozenset({"wrong", "holders", "needed"})

    kind: Literal["post_number"]
    office: CouncilOffice
    number: int
    one_fewer_under: CouncilOffice | None = None
    ceiling: bool = False
    keeps_sitting: bool = False

    @model_validator(mode="after")
    def _keeps_under_a_ceiling_only(self) -> Self:
        if self.keeps_sitting and not self.ceiling:
            raise ValueError("keeps_sitting goes with a ceiling")
        return self

    def compile(self, ballot: Ballot) -> None:
        posts = ballot.council.list_posts_of(self.office)
        kept = self._kept(ballot.council)
        if kept is not None:
            ballot.require(reduce(add, (ballot.held(EVERYONE, post) for post in posts)) <= kept)
            return
        for post in posts:
            taken = ballot.held(EVERYONE, post)
            if self.one_fewer_under is not None:
                taken = taken + ballot.held(FULL_TIME, self._above(post))
            ballot.require(taken <= self.number if self.ceiling else taken.equals(self.number))

    def audit(self, context: AuditContext) -> Finding:
        off, holders, needed = [], 0, 0
        kept = self._kept(context.council)
        for post in context.council.list_posts_of(self.office):
            places = self.number if kept is not None else self.number - self._full_time_above(context, post)
            held = len(context.slate.get_holders(post))
            holders, needed = holders + held, needed + places
            off += [post] * max(held - places, 0 if self.ceiling else places - held)
        if kept is not None:
            needed = kept
            off = off if holders > kept else []
        witnesses = tuple(dict.fromkeys(off))
        amount = len(off) if kept is None else max(0, holders - kept)
        return self.build_finding(
            not off, amount, witnesses, wrong=len(witnesses), holders=holders, needed=needed
        )

    def _kept(self, council: Council) -> int | None:
        """Return how many may be kept, in all posts together, because no fewer hold the office now."""
        sitting = council.sitting.get(self.office, 0) if self.keeps_sitting else 0
        posts = council.list_posts_of(self.office)
        return sitting if posts and sitting >= self.number * len(posts) else None

    def _above(self, post: str) -> str:
        return f"{self.one_fewer_under}{post.removeprefix(self.office)}"

    def _full_time_above(self, context: AuditContext, post: str) -> int:
        if self.one_fewer_under is None:
            return 0
        above = context.pool.get_people(context.slate.get_holders(self._above(post)))
        return sum(p.meant_full_time for p in above)
