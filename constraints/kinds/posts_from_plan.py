"""posts_from_plan: who is meant for a post stands in the reviewed cadre plan for it."""

from typing import ClassVar, Literal

from cocau.constraints.council import Office
from cocau.constraints.people import Person
from cocau.constraints.quantity import Quantity
from cocau.constraints.rule import Ballot, Finding, Rule
from cocau.constraints.setting import Setting


class PostsFromPlan(Rule):
    """Directive, S2.7: the plan is reviewed first.

    The text gives no ban, so an unplanned holder is a finding. A plan may name an office (``head``) or one
    post (``head/legal``).
    """

    facts: ClassVar = frozenset({"unplanned", "holders"})

    kind: Literal["posts_from_plan"]
    offices: tuple[Office, ...]

    def compile(self, ballot: Ballot) -> None:
        unplanned = (
            ballot.holds(person.id, post)
            for post in ballot.council.posts_of(*self.offices)
            for person in ballot.pool.people
            if not _planned(person, post)
        )
        ballot.require(Quantity.total(unplanned) <= 0)

    def audit(self, setting: Setting) -> Finding:
        posts = setting.council.posts_of(*self.offices)
        held = [(setting.pool.by_id[i], post) for post in posts for i in setting.slate.holders(post)]
        unplanned = tuple(p.id for p, post in held if not _planned(p, post))
        return self.finding(
            not unplanned, len(unplanned), unplanned, unplanned=len(unplanned), holders=len(held)
        )


def _planned(person: Person, post: str) -> bool:
    return post in person.planned_for or post.partition("/")[0] in person.planned_for
