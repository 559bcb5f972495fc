"""From plans of the councils by themselves to one joint plan in which nobody is at too many levels.

Plans and bounds sharpen each other (see the package): the departures that cost least by all that is known are
planned; what they cost, and whom the new slates bring over the limit, is known from then on; until nothing
cheaper than a joint plan already found is possible.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence

from cocau.constraints.errors import AuditDisagreesError, InputError
from cocau.constraints.programme import Composed, Limit, over_limit, strictest
from cocau.constraints.record import digest
from cocau.constraints.slate import Slate
from cocau.solver.programme.departures import Chosen, Departures, Need, need_of
from cocau.solver.programme.entries import Ask, Entry, Programme, ask
from cocau.solver.programme.faults import programme_problems
from cocau.solver.programme.losses import Loss, Order
from cocau.solver.programme.master import Known, Master
from cocau.solver.programme.parts import CouncilPart
from cocau.solver.programme.result import Exactness, ProgrammeResult
from cocau.solver.programme.telling import Found, told
from cocau.solver.proposal import Outcome

PlanAll = Callable[[Sequence[Ask]], Sequence[CouncilPart]]
"""What plans several councils, side by side if it can, and answers their parts in the same order."""

MOST_PLANS = 400
"""Plans asked for beyond one for each council, before the search settles for what it has found."""


def together(programme: Programme, plan: PlanAll, *, most_plans: int = MOST_PLANS) -> ProgrammeResult:
    """The joint plan of a programme, from the plans of its councils by themselves on.

    Raises:
        InputError: the faults of the councils beside each other; what `plan` raises for those of one.
        AuditDisagreesError: see `joined`.
    """
    if problems := [*programme_problems(programme)]:
        raise InputError(problems)
    parts = plan([ask(entry) for entry in programme.in_order().entries])
    return joined(programme.entries, {part.council: part for part in parts}, plan, most_plans=most_plans)


def joined(
    entries: Sequence[Entry],
    apart: Mapping[str, CouncilPart],
    plan: PlanAll,
    *,
    frozen: Mapping[str, CouncilPart] | None = None,
    most_plans: int = MOST_PLANS,
) -> ProgrammeResult:
    """The joint plan of councils that have been planned by themselves.

    `apart`: the part of each entry, by council, or only of those that are not `frozen`: those stay as they
    are, whatever comes. `plan` is asked for plans of single councils with some people kept off; whoever plans
    keeps the proposals: a council's proposal in the result is the one whose people kept off are `part.out`.

    Raises:
        AuditDisagreesError: somebody is over the limit all the same; a defect of ours.
    """
    search = _Search(entries, apart, frozen or {}, plan, most_plans)
    result = told(entries, {**apart, **(frozen or {})}, search.found(), search.limit, search.planned)
    if result.over:
        raise AuditDisagreesError(f"the joint plan leaves {len(result.over)} people over the limit of levels")
    return result


class _Search:
    """One search. Councils that have no slate by themselves, and the frozen ones, are planned no more."""

    def __init__(
        self,
        entries: Sequence[Entry],
        apart: Mapping[str, CouncilPart],
        frozen: Mapping[str, CouncilPart],
        plan: PlanAll,
        most_plans: int,
    ) -> None:
        everything = [*apart.values(), *frozen.values()]
        self.limit: Limit | None = strictest(part.limit for part in everything)
        self.planned = 0
        self._entries = {entry.id: entry for entry in entries}
        self._order = Order(everything)
        self._free = {i: part for i, part in sorted(apart.items()) if part.slate is not None}
        self._fixed = {i: part for i, part in apart.items() if part.slate is None} | {**frozen}
        self._frozen = frozen.keys()
        self._plan, self._most, self._used_up = plan, most_plans, False
        self._plans = {(i, frozenset[str]()): part for i, part in self._free.items()}
        self._needs: dict[Need, None] = {}
        self._best: tuple[Loss, Departures] | None = None
        self._tied = self._at(frozen.values(), lambda slate: slate.listed)
        self._posts = self._at(self._free.values(), lambda slate: slate.holders(*slate.posts))

    def found(self) -> Found:
        """Search until nothing cheaper is possible than what was found, or the plans are used up."""
        chosen = Chosen(frozenset(), self._order.total(map(self._order.bound, self._free.values())))
        while self.planned + len(asks := self._missing(chosen.departures)) <= self._most:
            self._learn(asks)
            news = self._weigh(chosen.departures)
            if self._proven(chosen) or not (asks or news):
                return self._answer(chosen)
            chosen = self._least()
        self._used_up = True
        if self._best is None:
            self._settle(chosen.departures)
        return self._answer(chosen)

    def _proven(self, chosen: Chosen) -> bool:
        return self._best is not None and self._best[0] <= chosen.total

    def _answer(self, chosen: Chosen) -> Found:
        """What was found, beside the least that is still possible."""
        if self._best is None:
            raise AssertionError("a search ends with a joint plan")
        value, departures = self._best
        own, least = self._whole(value, self._order.value), self._whole(chosen.total, self._order.bound)
        exactness = Exactness.SEARCHED if self._needs else Exactness.APART
        if own > least:
            exactness = Exactness.BOUNDED if self._used_up else Exactness.UNPROVEN
        return Found({**self._fixed, **self._parts(departures)}, exactness, self._order, least)

    def _whole(self, total: Loss, of_others: Callable[[CouncilPart], Loss]) -> Loss:
        """With the councils that are planned no more; what is frozen has no bound but what it is."""
        others = ((self._order.value if i in self._frozen else of_others)(p) for i, p in self._fixed.items())
        return self._order.total([total, *others])

    def _settle(self, departures: Departures) -> None:
        """Let people leave, without asking what it costs, until nobody is over the limit."""
        while True:
            self._learn(self._missing(departures))
            needs = self._violated(departures)
            if not needs:
                break
            departures |= {one for need in needs for one in need.first(self._posts)}
        self._weigh(departures)

    def _learn(self, asks: Sequence[Ask]) -> None:
        impossible = [
            one for one in asks if set(one.out) & set(self._entries[one.council].request.pins.wanted)
        ]
        possible = [one for one in asks if one not in impossible]
        for one in impossible:
            self._plans[one.council, frozenset(one.out)] = self._pinned(one)
        if possible:
            for one, part in zip(possible, self._plan(possible), strict=True):
                self._plans[one.council, frozenset(one.out)] = part
            self.planned += len(possible)

    def _pinned(self, one: Ask) -> CouncilPart:
        """That a council has no slate without those whom its own pins want on a list."""
        wanted = sorted(set(one.out) & set(self._entries[one.council].request.pins.wanted))
        return CouncilPart(
            council=one.council,
            out=one.out,
            outcome=Outcome.CONFLICT,
            conflict=tuple(f"pin:{what}:{i}" for i in wanted for what in ("in", "out")),
            limit=self.limit,
            made_of=digest(one.request),
        )

    def _weigh(self, departures: Departures) -> bool:
        """Keep the joint plan if it is the best yet; else learn who is over the limit, if that is news."""
        needs = dict.fromkeys(self._violated(departures))
        if not needs:
            value = self._order.total(map(self._order.value, self._parts(departures).values()))
            if self._best is None or value < self._best[0]:
                self._best = (value, departures)
        news = not needs.keys() <= self._needs.keys()
        self._needs |= needs
        return news

    def _violated(self, departures: Departures) -> list[Need]:
        if self.limit is None:
            return []
        parts = {**self._fixed, **self._parts(departures)}
        composed = [
            Composed(entry.request.council, entry.request.pool, parts[i].slate)
            for i, entry in self._entries.items()
        ]
        each = (need_of(standing, self._tied) for standing in over_limit(composed, self.limit))
        return [need for need in each if need is not None]

    def _least(self) -> Chosen:
        known = {i: Known(self._entries[i].level) for i in self._free}
        for (council, out), part in self._plans.items():
            known[council].bounds[out] = self._order.bound(part)
        return Master(self._needs, known, self._posts).least()

    def _out(self, council: str, departures: Departures) -> frozenset[str]:
        entry = self._entries[council]
        pool = entry.request.pool.by_id
        return frozenset(i for i, level in departures if level is entry.level and i in pool)

    def _missing(self, departures: Departures) -> list[Ask]:
        outs = {i: self._out(i, departures) for i in self._free}
        return [ask(self._entries[i], out) for i, out in outs.items() if (i, out) not in self._plans]

    def _parts(self, departures: Departures) -> dict[str, CouncilPart]:
        return {i: self._plans[i, self._out(i, departures)] for i in self._free}

    def _at(self, parts: Iterable[CouncilPart], who: Callable[[Slate], Iterable[str]]) -> Departures:
        slates = ((self._entries[part.council].level, part.slate) for part in parts)
        return frozenset((i, level) for level, slate in slates if slate is not None for i in who(slate))
