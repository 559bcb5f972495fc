"""Clashes: two clauses that a council cannot both follow, whoever stands.

The directive asks for more full-time deputies (S2.17); a later text caps them (Resolution 1187, Art. 1(2)).
"""

from collections.abc import Collection

from cocau.constraints.kinds.trend import Trend
from cocau.constraints.model.council import Council
from cocau.constraints.model.selectors import GROUPS, Among
from cocau.constraints.record import Record
from cocau.constraints.rulebook import Rulebook
from cocau.constraints.rules.counts import CouncilCounts
from cocau.constraints.rules.rule import Strength


class Clash(Record):
    """A clash: the rule `wants` asks for `goal` people at least, `caps` allows `cap` at most.

    `before` is the number of the previous term; `uncounted`: deputies who are full-time by the planning
    body's own word, without a post, whom neither clause counts.
    """

    wants: str
    caps: str
    goal: int
    cap: int
    before: int | None = None
    uncounted: tuple[str, ...] = ()


def find_clashes(book: Rulebook, council: Council, without_post: Collection[str] = ()) -> tuple[Clash, ...]:
    """Find each trend towards more deputies of a group whose goal exceeds a must's cap.

    `without_post`: deputies of a slate who are full-time without a post.
    """
    counted = {} if council.prior_term is None else council.prior_term.counts
    return tuple(
        clash.replace_unvalidated(uncounted=tuple(without_post)) if rule.among is Among.IN_OFFICE else clash
        for rule in _list_rising_trends(book)
        for clash in _find_caps_below(
            book,
            rule,
            rule.goal_for(council, council.seats),
            len(council.committees),
            counted.get(rule.group),
        )
    )


def find_certain_clashes(book: Rulebook, counts: CouncilCounts) -> tuple[Clash, ...]:
    """Find the clashes that the figures of a published table make certain."""
    found = []
    for rule in _list_rising_trends(book):
        past = counts.before.get(rule.among.whole)
        ends = () if past is None else past.count_matching(GROUPS[rule.group]).ends
        before = ends[0] if len(ends) == 1 else None
        found += _find_caps_below(book, rule, rule.least_goal(counts), counts.committees, before)
    return tuple(found)


def _list_rising_trends(book: Rulebook) -> tuple[Trend, ...]:
    trends = (rule for rule in book.rules if isinstance(rule, Trend))
    return tuple(t for t in trends if t.direction == "more" and t.among is not Among.INTRODUCED)


def _find_caps_below(
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
