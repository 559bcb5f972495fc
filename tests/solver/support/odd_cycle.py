"""Pools in which halves of three people do what takes two whole ones, or one who is left out at first.

Asked for are women, the young and those of no party. Three people are two of these each, one may be all three, the
others are none. Whole numbers of people need two of the three, or the one; a relaxation takes a half of each.
"""

from collections.abc import Callable, Sequence
from datetime import date
from functools import cache

import numpy as np
import pytest

import cocau.solver.model.people_variables
import cocau.solver.search.sifting.template
from cocau.constraints.kinds.headcount import Headcount
from cocau.constraints.library import load_rulebook
from cocau.constraints.model.council import Constituency, Council, CouncilKind
from cocau.constraints.model.people import Bloc, Person, Pool, Sex
from cocau.constraints.model.selectors import Among, Selector
from cocau.constraints.rulebook import Rulebook
from cocau.constraints.rules.rule import Strength
from cocau.solver.request import Pins, PlanRequest
from cocau.solver.search.planning_task import PlanningTask
from cocau.solver.search.sifting.sieve import Sieve
from cocau.solver.time_budget import TimeBudget

DAY = date(2021, 5, 23)
MARKS = {
    "women": Selector(sex=Sex.FEMALE),
    "young": Selector(age_under=40),
    "free": Selector(party_member=False),
}
PAIRS = {"pair-0": ("women", "young"), "pair-1": ("young", "free"), "pair-2": ("women", "free")}
ALL = "all-three"
TWO = 200_001
"""The lots of the two cheapest pairs."""
LOTS = {"pair-0": 100_000, "pair-1": 100_001, "pair-2": 100_002}

COUNCIL = Council(
    id="thu",
    name="Hội đồng thử (hư cấu)",
    kind=CouncilKind.COMMUNE,
    election_day=DAY,
    seats=1,
    seats_decided_by="thử",
    constituencies=(Constituency(id="dv1", seats=1, population=1000, localities=("Xã A",)),),
)
FRAME = ("seats-filled", "surplus-per-constituency", "list-at-legal-minimum", "deputy-standards")


def person(name: str, *marks: str) -> Person:
    return Person(
        id=name,
        name=f"Người {name}",
        born=date(1990 if "young" in marks else 1970, 1, 1),
        sex=Sex.FEMALE if "women" in marks else Sex.MALE,
        bloc=Bloc.FRONT,
        party_member="free" not in marks,
        introduced_by="Mặt trận",
        meant_full_time=True,
    )


def pool(*others: Person, many: int = 30) -> Pool:
    """The three pairs, these, and many who are nothing that is asked for."""
    plain = (person(f"plain-{n:02}") for n in range(many))
    return Pool(people=(*(person(i, *marks) for i, marks in PAIRS.items()), *others, *plain))


def count(mark: str, least: int | None, most: int | None = None, priority: int | None = None) -> Headcount:
    """So many candidates of a mark: a must, or an aim of this priority."""
    strength = Strength.MUST if priority is None else Strength.AIM
    return _any_headcount().replace_unvalidated(
        id=f"{mark}-{'must' if priority is None else priority}",
        where=MARKS[mark],
        among=Among.CANDIDATES,
        at_least=least,
        at_most=most,
        strength=strength,
        priority=priority,
    )


def book(*rules: Headcount) -> Rulebook:
    """A list of two for one seat, and these."""
    frame = load_rulebook().select_rules(FRAME).for_council(COUNCIL)
    return frame.replace_unvalidated(rules=(*frame.rules, *rules))


@cache
def _any_headcount() -> Headcount:
    return next(rule for rule in load_rulebook().rules if isinstance(rule, Headcount))


def asked(
    rules: Rulebook, people: Pool, effort: TimeBudget | None = None, pins: Pins | None = None
) -> PlanningTask:
    request = PlanRequest(council=COUNCIL, pool=people, pins=pins or Pins()).in_order()
    return PlanningTask(request, rules, effort or TimeBudget(60))


def draw(patch: pytest.MonkeyPatch, lots: dict[str, int], seat: int = 1) -> None:
    """Lots for the list as told, of plain people 10 more from one to the next; next to nothing (`seat`: 0) for the seat."""

    def lot(part: str, name: str) -> int:
        number = int(name[-2:].strip("-")) if name[-1].isdigit() else 0
        plain = name.startswith("plain")
        if part == "list":
            return lots.get(name, 10 * number)
        return seat * (number + 100 * plain) if part == "council" else 1_000

    def lots_of(_: str, part: str, ids: Sequence[str]) -> tuple[int, ...]:
        return tuple(lot(part, name) for name in ids)

    patch.setattr(cocau.solver.model.people_variables, "draw_lots", lots_of)
    patch.setattr(cocau.solver.search.sifting.template, "draw_lots", lots_of)


def begin_without(*left_out: str) -> Callable[[Sieve], None]:
    """Take everybody at first but these, and of the plain ones only the two first."""

    def begin(sieve: Sieve) -> None:
        names = (p.id for p in sieve.classes.people)
        took = [
            name not in left_out and not (name.startswith("plain") and name > "plain-01") for name in names
        ]
        sieve.take(np.flatnonzero(np.array(took)))

    return begin
