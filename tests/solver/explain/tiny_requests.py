"""Tiny requests whose musts and aims get in one another's way, and every slate there is of them."""

from dataclasses import dataclass
from functools import cached_property

from hypothesis import strategies as st

from cocau.constraints.library import load_rulebook
from cocau.constraints.model.council import CouncilLevel
from cocau.constraints.model.people import Bloc, Sex
from cocau.constraints.model.selectors import Among, Selector
from cocau.constraints.model.slate import Slate
from cocau.constraints.rulebook import Rulebook
from cocau.constraints.rules.rule import Finding, Rule, Strength
from cocau.solver.request import Pins, PlanRequest
from cocau.solver.search.lexicographic import get_tiers
from tests.solver.support.small_councils import councils, every_slate, people

WHOLE = load_rulebook()
FRAME = WHOLE.select_rules(["seats-filled", "surplus-per-constituency", "list-at-legal-minimum"])


@dataclass(frozen=True)
class Every:
    """Every slate there is of a tiny request, and each rule judged on it."""

    request: PlanRequest
    book: Rulebook

    @cached_property
    def judged(self) -> list[tuple[Slate, dict[str, Finding]]]:
        council, pool = self.request.council, self.request.pool
        sizes = {unit.id: {1: 2, 2: 3}[unit.seats] for unit in council.constituencies}
        slates = every_slate(council, pool, sizes, {})
        return [(s, {f.rule: f for f in self.book.audit(council, pool, s)}) for s in slates]

    @property
    def keeping(self) -> list[Slate]:
        """Those that keep every must and pin."""
        return [slate for slate, findings in self.judged if self._keeps(slate, findings, "")]

    def best(
        self, without: str = "", book: Rulebook | None = None
    ) -> tuple[tuple[int, ...] | None, list[Slate]]:
        """The least shortfalls tier by tier, and the slates that have them; None if nothing is possible."""
        council, pool = self.request.council, self.request.pool
        found: dict[tuple[int, ...], list[Slate]] = {}
        for slate, findings in self.judged:
            now = findings
            if book is not None:
                now = findings | {f.rule: f for f in book.audit(council, pool, slate)}
            if self._keeps(slate, now, without):
                missed = tuple(sum(now[i].short for i in ids) for ids in get_tiers(self.book.rules))
                found.setdefault(missed, []).append(slate)
        least = min(found, default=None)
        return least, [] if least is None else found[least]

    def _keeps(self, slate: Slate, findings: dict[str, Finding], without: str) -> bool:
        pins = self.request.pins
        kept = {f"deputy:{i}": i in slate.deputies for i in pins.deputies}
        kept |= {f"out:{i}": i not in slate.listed for i in pins.out}
        broken = [r.id for r in self.book.rules if r.strength != "aim" and findings[r.id].verdict == "broken"]
        return {*broken, *(pin for pin, keeps in kept.items() if not keeps)} <= {without}


WHO = (
    Selector(sex=Sex.FEMALE),
    Selector(sex=Sex.MALE),
    Selector(bloc=Bloc.ADMINISTRATION),
    Selector(bloc=Bloc.FRONT),
    Selector(re_standing=True),
    Selector(party_member=False),
)
MODEL = WHOLE.by_id["full-time-vice-chair-commune"]


def headcount(
    name: str, priority: int | None, where: Selector, among: Among, *, least: bool, number: int
) -> Rule:
    """At least, or at most, so many of one description; a must, or an aim of this priority."""
    return MODEL.replace_unvalidated(
        id=name,
        strength=Strength.MUST if priority is None else Strength.AIM,
        priority=priority,
        levels=tuple(CouncilLevel),
        among=among,
        where=where,
        at_least=number if least else None,
        at_most=None if least else number,
    )


@st.composite
def _headcounts(draw: st.DrawFn, name: str, priority: int | None) -> Rule:
    among = draw(st.sampled_from([Among.CANDIDATES, Among.DEPUTIES]))
    number, least = draw(st.integers(0, 3)), draw(st.booleans())
    return headcount(name, priority, draw(st.sampled_from(WHO)), among, least=least, number=number)


def book_of(*rules: Rule) -> Rulebook:
    """These rules, and what makes every list as long as `Every` has it."""
    return FRAME.replace_unvalidated(rules=(*FRAME.rules, *rules))


@st.composite
def requests(draw: st.DrawFn) -> tuple[PlanRequest, Rulebook]:
    """A tiny request with a pin now and then; two musts and three aims, likely in one another's way."""
    council = draw(councils())
    pool = draw(people(6, 6))
    pool = pool.replace_unvalidated(
        people=tuple(p.replace_unvalidated(unmet_standards=()) for p in pool.people)
    )
    musts = [draw(_headcounts(f"must-{n}", None)) for n in range(2)]
    aims = [draw(_headcounts(f"aim-{n}", n + 1)) for n in range(3)]
    someone = st.sampled_from([p.id for p in pool.people])
    pins = draw(st.sampled_from([Pins(), Pins(deputies=(draw(someone),)), Pins(out=(draw(someone),))]))
    return PlanRequest(council=council, pool=pool, pins=pins), book_of(*musts, *aims)
