"""posts_from_plan: who is meant for a post stands in the reviewed cadre plan for it."""

from typing import ClassVar, Literal

from cocau.constraints.model.council import CouncilOffice
from cocau.constraints.model.people import Person
from cocau.constraints.rules.audit_context import AuditContext
from cocau.constraints.rules.quantity import Quantity
from cocau.constraints.rules.rule import Ballot, Finding, Rule


class PostsFromPlan(Rule):
    """Directive, S2.7: the plan is reviewed first.

    The text gives no ban, so an unplanned holder is a finding. A plan may name an office (``head``) or one
    post (``head/legal``).
    """

    facts: ClassVar = frozenset({"unplanned", "holders"})

    kind: Literal["posts_from_plan"]
    offices: tuple[CouncilOffice, ...]

    def compile(self, ballot: Ballot) -> None:
        posts = ballot.council.list_posts_of(*self.offices)
        unplanned = (ballot.holds(person.id, *_list_unplanned(person, posts)) for person in ballot.eligible)
        ballot.require(Quantity.total(unplanned) <= 0)

    def audit(self, context: AuditContext) -> Finding:
        posts = context.council.list_posts_of(*self.offices)
        held = [(context.pool.by_id[i], post) for post in posts for i in context.slate.get_holders(post)]
        unplanned = tuple(p.id for p, post in held if not _is_planned_for(p, post))
        return self.build_finding(
            not unplanned, len(unplanned), unplanned, unplanned=len(unplanned), holders=len(held)
        )


def _list_unplanned(person: Person, posts: tuple[str, ...]) -> tuple[str, ...]:
    """Return the posts for which a person is not planned; mostly all of them."""
    if not person.planned_for:
        return posts
    return tuple(post for post in posts if not _is_planned_for(person, post))


def _is_planned_for(person: Person, post: str) -> bool:
    planned = person.planned_for
    return bool(planned) and (post in planned or post.partition("/")[0] in planned)
