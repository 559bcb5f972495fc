"""Which rules of a book give the seats, the limit of a constituency, the lists and the women on them."""

from collections.abc import Iterator
from typing import TypeVar

from cocau.constraints.kinds.seats_formula import SeatsFormula
from cocau.constraints.kinds.seats_per_constituency import SeatsPerConstituency
from cocau.constraints.kinds.share import Share
from cocau.constraints.kinds.surplus import Surplus
from cocau.constraints.people import Sex
from cocau.constraints.record import Record
from cocau.constraints.rule import Rule, Strength
from cocau.constraints.rulebook import Rulebook
from cocau.constraints.select import Among, Selector
from cocau.solver.seat_plan import Asked

R = TypeVar("R", bound=Rule)


class Rules(Record):
    """The rules of a book that give the numbers."""

    formula: SeatsFormula | None
    limit: SeatsPerConstituency | None
    surplus: Surplus | None
    women: Share | None


def rules_of(book: Rulebook, asked: Asked) -> Rules:
    """The rules in force for a council of this kind on this day, with the clauses on it."""
    here = book.on(asked.day) if asked.kind is None else book.for_kind(asked.kind, asked.day)
    women = (s for s in _musts(here, Share) if _of_women(s))
    return Rules(
        formula=None if asked.kind is None else next(_musts(here, SeatsFormula), None),
        limit=next(_musts(here, SeatsPerConstituency), None),
        surplus=next(_musts(here, Surplus), None),
        women=next(women, None),
    )


def _musts(book: Rulebook, kind: type[R]) -> Iterator[R]:
    return (rule for rule in book.rules if isinstance(rule, kind) and rule.strength is Strength.MUST)


def _of_women(share: Share) -> bool:
    listed = share.among is Among.CANDIDATES and share.of in {None, Among.CANDIDATES}
    return listed and share.where == Selector(sex=Sex.FEMALE) and share.at_least_percent is not None
