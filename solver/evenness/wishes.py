"""The wishes for an even average in a rulebook, and what they are on a slate not searched for them."""

from dataclasses import replace

from cocau.constraints.kinds.even_average import EvenAverage
from cocau.constraints.measure import Measure
from cocau.constraints.rulebook import Rulebook
from cocau.constraints.select import Selector
from cocau.constraints.setting import Setting
from cocau.solver.asked import Asked
from cocau.solver.outcome import OutOfTime, Tier


def wishes_of(book: Rulebook) -> tuple[EvenAverage, ...]:
    """The wishes for an even average, by priority; also those that ask for nothing."""
    wishes = (rule for rule in book.rules if isinstance(rule, EvenAverage))
    return tuple(sorted(wishes, key=lambda rule: (rule.priority or 0, rule.id)))


def completed(asked: Asked, outcome: OutOfTime) -> OutOfTime:
    """The same with tiers for the wishes that the search did not come to: as the slate has them, unproven."""
    known = {rule for tier in outcome.tiers for rule in tier.rules}
    lacking = [wish for wish in wishes_of(asked.book) if wish.id not in known]
    if outcome.slate is None or not lacking:
        return outcome
    setting = Setting(asked.request.council, asked.request.pool, outcome.slate)
    more = tuple(Tier((wish.id,), wish.audit(setting).short, 0) for wish in lacking)
    return replace(outcome, tiers=(*outcome.tiers, *more))


def ages_apart(asked: Asked) -> tuple[Selector, ...]:
    """What tells people of different ages apart, where a wish looks at ages."""
    if not any(wish.of is Measure.AGE and wish.within is not None for wish in wishes_of(asked.book)):
        return ()
    day = asked.request.council.election_day
    ages = sorted({person.age_on(day) for person in asked.request.pool.people})
    return tuple(Selector(age_under=age) for age in ages[1:])
