"""Two clauses that cannot both be followed by this council, whoever stands: told with both numbers.

The directive asks for more full-time deputies (S2.17); a later text caps them (Resolution 1187, Art. 1(2)).
"""

from cocau.constraints.council import Council
from cocau.constraints.counts import Counts
from cocau.constraints.kinds.trend import Trend
from cocau.constraints.record import Record
from cocau.constraints.rule import Strength
from cocau.constraints.rulebook import Rulebook
from cocau.constraints.select import GROUPS, Among


class Clash(Record):
    """`wants` asks for at least `goal` people, `caps` allows `cap` at most; `before`: the previous term's."""

    wants: str
    caps: str
    goal: int
    cap: int
    before: int | None = None


def clashes(book: Rulebook, council: Council) -> tuple[Clash, ...]:
    """Each trend towards more deputies of a group whose goal lies above a must's cap on that group."""
    counted = {} if council.prior_term is None else council.prior_term.counts
    return tuple(
        clash
        for rule in _towards_more(book)
        for clash in _over(
            book,
            rule,
            rule.goal_for(council, council.seats),
            len(council.committees),
            counted.get(rule.group),
        )
    )


def clashes_in(book: Rulebook, counts: Counts) -> tuple[Clash, ...]:
    """The same for a published table: only those that its figures make certain."""
    found = []
    for rule in _towards_more(book):
        past = counts.before.get(rule.among)
        ends = () if past is None else past.matching(GROUPS[rule.group]).ends
        before = ends[0] if len(ends) == 1 else None
        found += _over(book, rule, rule.least_goal(counts), counts.committees, before)
    return tuple(found)


def _towards_more(book: Rulebook) -> tuple[Trend, ...]:
    trends = (rule for rule in book.rules if isinstance(rule, Trend))
    return tuple(t for t in trends if t.direction == "more" and t.among is not Among.INTRODUCED)


def _over(
    book: Rulebook, rule: Trend, goal: int | None, committees: int | None, before: int | None
) -> list[Clash]:
    if goal is None:
        return []
    musts = (r for r in book.rules if r.strength is Strength.MUST)
    caps = ((r.id, r.cap_on(GROUPS[rule.group], committees)) for r in musts)
    return [
        Clash(wants=rule.id, caps=i, goal=goal, cap=cap, before=before)
        for i, cap in caps
        if cap is not None and goal > cap
    ]
