"""Two clauses that cannot both be followed by this council, whoever stands: told with both numbers.

The directive asks for more full-time deputies (S2.17); a later text caps them (Resolution 1187, Art. 1(2)).
"""

from constraints.council import Council
from constraints.kinds.trend import Trend
from constraints.record import Record
from constraints.rule import Strength
from constraints.rulebook import Rulebook
from constraints.select import GROUPS, Among


class Clash(Record):
    """`wants` asks for at least `goal` people, `caps` allows `cap` at most; `before`: the previous term's."""

    wants: str
    caps: str
    goal: int
    cap: int
    before: int | None = None


def clashes(book: Rulebook, council: Council) -> tuple[Clash, ...]:
    """Each trend towards more deputies of a group whose goal lies above a must's cap on that group."""
    return tuple(
        clash
        for rule in book.rules
        if isinstance(rule, Trend) and rule.direction == "more" and rule.among is not Among.INTRODUCED
        for clash in _over(rule, book, council)
    )


def _over(rule: Trend, book: Rulebook, council: Council) -> list[Clash]:
    goal = rule.goal_for(council, council.seats)
    if goal is None:
        return []
    prior = council.prior_term
    before = None if prior is None else prior.counts.get(rule.group)
    musts = (r for r in book.rules if r.strength is Strength.MUST)
    caps = ((r.id, r.cap_on(GROUPS[rule.group], council)) for r in musts)
    return [
        Clash(wants=rule.id, caps=i, goal=goal, cap=cap, before=before)
        for i, cap in caps
        if cap is not None and goal > cap
    ]
