"""What the rules ask of each structure, beside what the organisations could supply of it."""

from collections.abc import Iterator
from dataclasses import dataclass

from cocau.app.office.first_table import shortest_lists
from cocau.app.render.wording import Wording
from cocau.constraints.council import Council
from cocau.constraints.kinds.headcount import Headcount
from cocau.constraints.kinds.share import Share
from cocau.constraints.kinds.surplus import Surplus
from cocau.constraints.offers import Offers
from cocau.constraints.rule import Strength
from cocau.constraints.rulebook import Rulebook
from cocau.constraints.select import EVERYONE, GROUPS, Among, Selector
from cocau.solver.allocation import STRUCTURES


@dataclass(frozen=True)
class Need:
    """So many at the least, of whom, and by which rule."""

    number: int
    among: str
    says: str
    clause: str
    must: bool


@dataclass(frozen=True)
class Supply:
    """A structure: how many people of it the organisations could introduce, and what is asked of it."""

    name: str
    supply: int
    needs: tuple[Need, ...]

    @property
    def enough(self) -> bool:
        """Whether there could be enough for every must."""
        return all(self.supply >= need.number for need in self.needs if need.must)


def supplies(council: Council, offers: Offers, book: Rulebook | None, lang: str) -> Iterator[Supply]:
    """Everybody first, then each structure, as allocations count them."""
    wording = None if book is None else Wording(book, lang)
    pool = offers.pool(council)
    sizes = _sizes(council, offers, book)
    for name in ("everybody", *STRUCTURES):
        who = EVERYONE if name == "everybody" else GROUPS[name]
        supply = sum(who.matches(person, council.election_day) for person in pool.people)
        needs = tuple(_needs(wording, who, sizes)) if wording is not None else ()
        if name == "everybody":
            most = sum(org.supply for org in offers.organisations)
            yield Supply(name, most, (*_lists(wording, sizes), *needs))
        else:
            yield Supply(name, supply, needs)


def _sizes(council: Council, offers: Offers, book: Rulebook | None) -> dict[Among, int]:
    lists = shortest_lists(council, book)
    introduced = offers.total or lists
    return {Among.INTRODUCED: introduced, Among.CANDIDATES: lists, Among.DEPUTIES: council.seats}


def _lists(wording: Wording | None, sizes: dict[Among, int]) -> Iterator[Need]:
    for rule in wording.book.rules if wording is not None else ():
        if wording is not None and isinstance(rule, Surplus):
            among = wording.label(Among.CANDIDATES)
            number = sizes[Among.CANDIDATES]
            yield Need(number, among, wording.says(rule), wording.clause(rule), must=True)


def _needs(wording: Wording, who: Selector, sizes: dict[Among, int]) -> Iterator[Need]:
    for rule in wording.book.rules:
        if not isinstance(rule, Share | Headcount) or rule.where != who or rule.among not in sizes:
            continue
        if isinstance(rule, Headcount):
            number = rule.at_least
        else:
            size = sizes.get(rule.of or rule.among)
            percent = rule.at_least_percent
            number = None if percent is None or size is None else -(-percent * size // 100)
        if number:
            must = rule.strength is not Strength.AIM
            yield Need(number, wording.label(rule.among), wording.says(rule), wording.clause(rule), must)
