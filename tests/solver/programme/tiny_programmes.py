"""Tiny made-up programmes for hypothesis, with a planner of their own that can be tried out in full."""

from collections.abc import Sequence
from datetime import date
from itertools import combinations

from hypothesis import strategies as st

from cocau.constraints.checks.programme import StandingLimit
from cocau.constraints.model.council import Constituency, Council, CouncilKind
from cocau.constraints.model.people import Bloc, OtherBody, Person, Pool, Sex
from cocau.constraints.model.slate import Slate
from cocau.solver.programme.entries import CouncilPlanRequest, ProgrammeEntry
from cocau.solver.programme.parts import CouncilPart, TierReached
from cocau.solver.proposal import ProposalOutcome
from cocau.solver.request import Pins, PlanRequest

KINDS = (CouncilKind.PROVINCE, CouncilKind.RURAL_DISTRICT, CouncilKind.COMMUNE, CouncilKind.COMMUNE)
LAW = StandingLimit(levels=2, with_national=1)


def person(i: str, *elsewhere: OtherBody) -> Person:
    """Somebody of whom nothing matters but who it is."""
    return Person(
        id=i,
        name=f"Người {i}",
        born=date(1980, 1, 1),
        sex=Sex.FEMALE,
        bloc=Bloc.OTHER,
        stands_elsewhere=elsewhere,
    )


def entry(i: str, kind: CouncilKind, people: Sequence[Person], *pinned: str) -> ProgrammeEntry:
    """A council of one seat with these people in its pool, some of them pinned to its list."""
    council = Council(
        id=i,
        name=f"Hội đồng {i}",
        kind=kind,
        election_day=date(2021, 5, 23),
        seats=1,
        constituencies=(Constituency(id="dv1", seats=1),),
    )
    return ProgrammeEntry(
        request=PlanRequest(council=council, pool=Pool(people=tuple(people)), pins=Pins(candidates=pinned))
    )


class Shop:
    """A planner whose councils list so many people, at what each of them costs there in two tiers.

    `late`: councils whose time is over at the second best list; their bounds are those of the best one.
    """

    def __init__(
        self, sizes: dict[str, int], costs: dict[tuple[str, str], tuple[int, int]], late: frozenset[str]
    ) -> None:
        self.sizes, self.costs, self.late = sizes, costs, late
        self.asked: list[tuple[str, frozenset[str]]] = []

    def __call__(self, asks: Sequence[CouncilPlanRequest]) -> list[CouncilPart]:
        """A part for each; two people together cost a pair's charge more, so that costs do not just add up."""
        self.asked += [(one.council, frozenset(one.out)) for one in asks]
        return [self._part(one) for one in asks]

    def _part(self, one: CouncilPlanRequest) -> CouncilPart:
        name = one.council
        ids = [p.id for p in one.request.pool.people if p.id not in one.request.pins.out]
        lists = combinations(sorted(ids), self.sizes[name])
        wanted = {*one.request.pins.wanted}
        priced = [(self.cost(name, each), each) for each in lists if wanted <= {*each}]
        made = CouncilPart(
            council=name, out=one.out, outcome=ProposalOutcome.CONFLICT, limit=LAW, made_of="-"
        )
        if not priced:
            return made
        best, listed = min(priced)
        reached = best
        if name in self.late:
            reached, listed = sorted(priced)[:2][-1]
        tiers = (
            TierReached(what="5", value=reached[0], bound=best[0]),
            TierReached(what="10", value=reached[1], bound=best[1] if reached[0] == best[0] else 0),
        )
        outcome = ProposalOutcome.OUT_OF_TIME if name in self.late else ProposalOutcome.SOLVED
        slate = Slate(candidates={"dv1": listed}, deputies=())
        return made.replace_unvalidated(outcome=outcome, tiers=tiers, slate=slate)

    def cost(self, council: str, ids: tuple[str, ...]) -> tuple[int, int]:
        """What a list costs in the two tiers."""
        each = [self.costs[council, i] for i in ids]
        pairs = sum(1 for a, b in combinations(ids, 2) if (len(council) + ord(a[-1]) * ord(b[-1])) % 3 == 0)
        return sum(c[0] for c in each), sum(c[1] for c in each) + pairs


@st.composite
def programmes(draw: st.DrawFn, *, late: bool = False) -> tuple[list[ProgrammeEntry], Shop]:
    """Two to four councils of three levels, four people whom they share, some with a national dossier."""
    filed = st.sampled_from([(), (), (), (OtherBody.NATIONAL,), (OtherBody.DISTRICT,)])
    people = [person(f"p{n}", *draw(filed)) for n in range(4)]
    count = draw(st.integers(2, 4))
    entries: list[ProgrammeEntry] = []
    sizes: dict[str, int] = {}
    costs: dict[tuple[str, str], tuple[int, int]] = {}
    for kind in KINDS[:count]:
        name = f"{kind}-{len(entries)}"
        pool = [p for p in people if draw(st.sampled_from([True, True, True, False]))]
        sizes[name] = draw(st.integers(0, min(3, len(pool))))
        for p in pool:
            costs[name, p.id] = (draw(st.sampled_from([0, 0, 1])), draw(st.integers(0, 2)))
        pinned = [pool[0].id] if sizes[name] and draw(st.integers(0, 4)) == 0 else []
        entries.append(entry(name, kind, pool, *pinned))
    slow = frozenset(name for name in sizes if late and draw(st.booleans()))
    return entries, Shop(sizes, costs, slow)
