"""post_full_time: who holds a post is meant for full-time work, or is not."""

from typing import ClassVar, Literal

from cocau.constraints.council import Office
from cocau.constraints.rule import Ballot, Finding, Rule
from cocau.constraints.select import Selector
from cocau.constraints.setting import Setting


class PostFullTime(Rule):
    """Law 77/2015: vice-chairs and provincial deputy heads are full-time, commune committees part-time."""

    facts: ClassVar = frozenset({"wrong"})

    kind: Literal["post_full_time"]
    offices: tuple[Office, ...]
    full_time: bool

    def compile(self, ballot: Ballot) -> None:
        others = Selector(full_time=not self.full_time)
        for post in ballot.council.posts_of(*self.offices):
            ballot.require(ballot.held(others, post) <= 0)

    def audit(self, setting: Setting) -> Finding:
        posts = setting.council.posts_of(*self.offices)
        holders = setting.pool.named(setting.slate.holders(*posts))
        wrong = tuple(p.id for p in holders if p.meant_full_time is not self.full_time)
        return self.finding(not wrong, len(wrong), wrong, wrong=len(wrong))
