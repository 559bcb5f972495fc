"""posts_by_deputies: whoever is meant for a post is meant to be a deputy."""

from typing import ClassVar, Literal

from cocau.constraints.rule import Ballot, Finding, Rule
from cocau.constraints.setting import Setting


class PostsByDeputies(Rule):
    """Law 77/2015, Art. 83: posts are filled from among the deputies.

    A planner only gives posts to deputies, so compile has nothing to ask.
    """

    facts: ClassVar = frozenset({"outside"})

    kind: Literal["posts_by_deputies"]

    def compile(self, ballot: Ballot) -> None:
        """Every planner's variables give posts to deputies only."""

    def audit(self, setting: Setting) -> Finding:
        holders = set(setting.slate.holders(*setting.slate.posts))
        outside = tuple(sorted(holders - set(setting.slate.deputies)))
        return self.finding(not outside, len(outside), outside, outside=len(outside))
