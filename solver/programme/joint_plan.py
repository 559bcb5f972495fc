"""The joint plan of several councils: departures that keep everybody within the limit.

Plans and bounds sharpen each other (see the package): the departures that cost least by all that is known
are planned; what they cost, and whom the new slates bring over the limit, is known from then on; until
nothing cheaper than a joint plan already found is possible.

The integer program over departures bounds every joint plan. Its variables are departures (a person, a
level). A row for each person found over the limit says how many of the levels then used must go. A
council costs at least what the dearest plan known of it costs whose departures are all taken: rows
choose, for each council, one of its known losses, and forbid those below such a plan. Losses are whole
vectors, minimised name by name in their order; what is left open is settled by the fewest departures,
then by the fewest from a post, then from the lowest levels, last by lot.

Shape: persons x 3 departures, one choice for each distinct loss known of a council; solved by HiGHS in
milliseconds for a province.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from cocau.constraints.checks.programme import (
    ComposedCouncil,
    LevelStanding,
    StandingLimit,
    get_strictest_limit,
    list_over_limit,
)
from cocau.constraints.errors import AuditDisagreesError, InputError
from cocau.constraints.model.council import CouncilLevel
from cocau.constraints.model.people import OtherBody
from cocau.constraints.model.slate import Slate
from cocau.constraints.record import compute_digest
from cocau.constraints.rules.quantity import Quantity
from cocau.solver.engines.engine import EngineStatus
from cocau.solver.engines.highs import Highs
from cocau.solver.model.program import Program, evaluate
from cocau.solver.model.tie_breaks import draw_lot
from cocau.solver.programme.entries import (
    CouncilPlanRequest,
    Programme,
    ProgrammeEntry,
    build_plan_request,
    find_programme_problems,
)
from cocau.solver.programme.parts import CouncilLoss, CouncilPart, LossOrder
from cocau.solver.programme.result import (
    JointSearchResult,
    ProgrammeExactness,
    ProgrammeResult,
    build_programme_result,
)
from cocau.solver.proposal import ProposalOutcome

LevelDeparture = tuple[str, CouncilLevel]
"""A person who is on no list of a level."""

LevelDepartures = frozenset[LevelDeparture]


@dataclass(frozen=True)
class RequiredDepartures:
    """A person on lists of too many levels: at least so many of the `choices` must go."""

    person: str
    choices: tuple[CouncilLevel, ...]
    least: int

    def pick_first(self, posts: LevelDepartures) -> tuple[LevelDeparture, ...]:
        """Return as many departures as must go, those without a post and the lowest level first."""
        each = [(self.person, level) for level in self.choices]
        each.sort(key=lambda one: (one in posts, -get_level_rank(one[1])))
        return tuple(each[: self.least])


@dataclass(frozen=True)
class ChosenDepartures:
    """Chosen departures, and the least total loss of all councils with them by what is known."""

    departures: LevelDepartures
    total: CouncilLoss


def get_level_rank(level: CouncilLevel) -> int:
    """Return the rank of a level, 0 for the highest."""
    return list(CouncilLevel).index(level)


def find_required_departures(standing: LevelStanding, tied: LevelDepartures) -> RequiredDepartures | None:
    """Find which levels somebody over the limit must leave; None where nothing can go.

    `tied`: levels in which he or she stays in any case. A level that a dossier names is not gained by
    leaving its lists; where the dossiers alone are too many, all lists must go.
    """
    filed = {CouncilLevel(body) for body in standing.filed if body is not OtherBody.NATIONAL}
    too_many = len(filed) > standing.allowed
    can = [level for level in standing.levels if (standing.person, level) not in tied]
    choices = tuple(level for level in can if too_many or level not in filed)
    least = min(len(choices) if too_many else standing.over, len(choices))
    return RequiredDepartures(standing.person, choices, least) if least else None


MASTER_SECONDS = 600.0
"""For one minimum of so small a program; it takes milliseconds."""


@dataclass
class KnownLosses:
    """Lower bounds of one council's losses, by the set of people kept off its lists."""

    level: CouncilLevel
    bounds: dict[frozenset[str], CouncilLoss] = field(default_factory=dict)

    def get_monotone_bounds(self) -> dict[frozenset[str], CouncilLoss]:
        """Return the bounds, each at least that of the plans with fewer people kept off."""
        return {
            out: max(bound for fewer, bound in self.bounds.items() if fewer <= out) for out in self.bounds
        }


class DepartureMaster:
    """The integer program over departures.

    `posts`: departures of people from a level in which they have a post.
    """

    def __init__(
        self,
        needs: Iterable[RequiredDepartures],
        known: Mapping[str, KnownLosses],
        posts: LevelDepartures,
    ) -> None:
        self._program, self._posts = Program(), posts
        self._leaves: dict[LevelDeparture, int] = {}
        for need in needs:
            self._add_need(need)
        self._width = len(next(iter(next(iter(known.values())).bounds.values())))
        self._costs: list[dict[int, int]] = [{} for _ in range(self._width)]
        self._constant = [0] * self._width
        for council in known.values():
            self._add_council(council)

    def choose_departures(self) -> ChosenDepartures:
        """Choose the departures that cost least by all that is known.

        Raises:
            AssertionError: an engine failed, since such departures always exist: everybody may leave.
        """
        program, values = self._program, [0] * len(self._program.upper)
        for objective in self._list_objectives():
            if not objective.terms:
                continue
            answer = Highs().minimise(program, objective, MASTER_SECONDS)
            if answer.status is not EngineStatus.OPTIMAL or answer.values is None:
                raise AssertionError(f"departures cannot be chosen: {answer.status}")
            values = answer.values
            program = program.with_lock(objective, evaluate(objective, values))
        taken = frozenset(one for one, v in self._leaves.items() if values[v])
        total = (evaluate(Quantity(c, k), values) for c, k in zip(self._costs, self._constant, strict=True))
        return ChosenDepartures(taken, tuple(total))

    def _add_need(self, need: RequiredDepartures) -> None:
        """Add what a person over the limit must leave."""
        for level in need.choices:
            one = (need.person, level)
            if one not in self._leaves:
                self._leaves[one] = self._program.variable(1)
        gone = Quantity({self._leaves[need.person, level]: 1 for level in need.choices})
        self._program.add("need", gone >= need.least)

    def _add_council(self, council: KnownLosses) -> None:
        """Add the known losses of a council."""
        bounds = council.get_monotone_bounds()
        losses = sorted(set(bounds.values()))
        self._constant = [k + loss for k, loss in zip(self._constant, losses[0], strict=True)]
        if len(losses) == 1:
            return
        chosen = {loss: self._program.variable(1) for loss in losses}
        self._program.add("one", Quantity(dict.fromkeys(chosen.values(), 1)).equals(1))
        for loss, v in chosen.items():
            for costs, dearer, cheapest in zip(self._costs, loss, losses[0], strict=True):
                if dearer != cheapest:
                    costs[v] = dearer - cheapest
        for out, loss in bounds.items():
            here = [self._leaves.get((i, council.level)) for i in sorted(out)]
            if loss > losses[0] and None not in here:
                high = Quantity({v: 1 for other, v in chosen.items() if other >= loss})
                stay = Quantity({v: -1 for v in here if v is not None}, len(here))
                self._program.add("costs", high + stay >= 1)

    def _list_objectives(self) -> Iterator[Quantity]:
        """Yield what is minimised, in its order."""
        yield from map(Quantity, self._costs)
        each: Sequence[tuple[LevelDeparture, int]] = sorted(self._leaves.items())
        yield Quantity({v: 1 for _, v in each})
        yield Quantity({v: 1 for one, v in each if one in self._posts})
        low = len(CouncilLevel) - 1
        yield Quantity(
            {v: low - get_level_rank(level) for (_, level), v in each if get_level_rank(level) < low}
        )
        yield Quantity({v: draw_lot(person, level) for (person, level), v in each})


PlanCouncils = Callable[[Sequence[CouncilPlanRequest]], Sequence[CouncilPart]]
"""A function that plans several councils and answers their parts in the same order."""

MOST_PLANS = 400
"""Plans beyond one per council, before the search settles for what it has found."""


def plan_programme(
    programme: Programme, plan: PlanCouncils, *, most_plans: int = MOST_PLANS
) -> ProgrammeResult:
    """Plan the councils of a programme by themselves, then join the plans.

    Raises:
        InputError: the faults of the councils beside each other; what `plan` raises for those of one.
        AuditDisagreesError: see `join_plans`.
    """
    if problems := [*find_programme_problems(programme)]:
        raise InputError(problems)
    parts = plan([build_plan_request(entry) for entry in programme.in_order().entries])
    return join_plans(programme.entries, {part.council: part for part in parts}, plan, most_plans=most_plans)


def join_plans(
    entries: Sequence[ProgrammeEntry],
    apart: Mapping[str, CouncilPart],
    plan: PlanCouncils,
    *,
    frozen: Mapping[str, CouncilPart] | None = None,
    most_plans: int = MOST_PLANS,
) -> ProgrammeResult:
    """Join the plans of councils that have been planned by themselves.

    `apart`: the part of each entry, by council, or only of those that are not `frozen`: those stay as they
    are, whatever comes. `plan` is asked for plans of single councils with some people kept off; whoever plans
    keeps the proposals: a council's proposal in the result is the one whose people kept off are `part.out`.

    Raises:
        AuditDisagreesError: somebody is over the limit all the same; a defect of ours.
    """
    search = _JointSearch(entries, apart, frozen or {}, plan, most_plans)
    result = build_programme_result(
        entries, {**apart, **(frozen or {})}, search.find_joint_plan(), search.limit, search.planned
    )
    if result.over:
        raise AuditDisagreesError(f"the joint plan leaves {len(result.over)} people over the limit of levels")
    return result


class _JointSearch:
    """The search for one joint plan.

    Councils that have no slate by themselves, and the frozen ones, are planned no more.
    """

    def __init__(
        self,
        entries: Sequence[ProgrammeEntry],
        apart: Mapping[str, CouncilPart],
        frozen: Mapping[str, CouncilPart],
        plan: PlanCouncils,
        most_plans: int,
    ) -> None:
        everything = [*apart.values(), *frozen.values()]
        self.limit: StandingLimit | None = get_strictest_limit(part.limit for part in everything)
        self.planned = 0
        self._entries = {entry.id: entry for entry in entries}
        self._order = LossOrder(everything)
        self._free = {i: part for i, part in sorted(apart.items()) if part.slate is not None}
        self._fixed = {i: part for i, part in apart.items() if part.slate is None} | {**frozen}
        self._frozen = frozen.keys()
        self._plan, self._most, self._used_up = plan, most_plans, False
        self._plans = {(i, frozenset[str]()): part for i, part in self._free.items()}
        self._needs: dict[RequiredDepartures, None] = {}
        self._best: tuple[CouncilLoss, LevelDepartures] | None = None
        self._tied = self._collect_departures(frozen.values(), lambda slate: slate.listed)
        self._posts = self._collect_departures(
            self._free.values(), lambda slate: slate.get_holders(*slate.posts)
        )

    def find_joint_plan(self) -> JointSearchResult:
        """Search until nothing cheaper is possible than what was found, or plans are used up."""
        chosen = ChosenDepartures(
            frozenset(), self._order.add_up(map(self._order.compute_bound, self._free.values()))
        )
        while self.planned + len(asks := self._list_missing_plans(chosen.departures)) <= self._most:
            self._learn(asks)
            news = self._weigh(chosen.departures)
            if self._is_proven(chosen) or not (asks or news):
                return self._build_result(chosen)
            chosen = self._choose_departures()
        self._used_up = True
        if self._best is None:
            self._settle(chosen.departures)
        return self._build_result(chosen)

    def _is_proven(self, chosen: ChosenDepartures) -> bool:
        """Return whether the best joint plan is no dearer than the least that is possible."""
        return self._best is not None and self._best[0] <= chosen.total

    def _build_result(self, chosen: ChosenDepartures) -> JointSearchResult:
        """Build the search's result, beside the least loss that is still possible."""
        if self._best is None:
            raise AssertionError("a search ends with a joint plan")
        value, departures = self._best
        own, least = (
            self._add_fixed_parts(value, self._order.compute_loss),
            self._add_fixed_parts(chosen.total, self._order.compute_bound),
        )
        exactness = ProgrammeExactness.SEARCHED if self._needs else ProgrammeExactness.APART
        if own > least:
            exactness = ProgrammeExactness.BOUNDED if self._used_up else ProgrammeExactness.UNPROVEN
        return JointSearchResult(
            {**self._fixed, **self._get_parts(departures)}, exactness, self._order, least
        )

    def _add_fixed_parts(
        self, total: CouncilLoss, of_others: Callable[[CouncilPart], CouncilLoss]
    ) -> CouncilLoss:
        """Add the losses of the councils that are planned no more.

        What is frozen has no bound but what it is.
        """
        others = (
            (self._order.compute_loss if i in self._frozen else of_others)(p) for i, p in self._fixed.items()
        )
        return self._order.add_up([total, *others])

    def _settle(self, departures: LevelDepartures) -> None:
        """Remove people from lists until nobody is over the limit, at any cost."""
        while True:
            self._learn(self._list_missing_plans(departures))
            needs = self._list_violations(departures)
            if not needs:
                break
            departures |= {one for need in needs for one in need.pick_first(self._posts)}
        self._weigh(departures)

    def _learn(self, asks: Sequence[CouncilPlanRequest]) -> None:
        """Plan the councils asked for, and keep their parts."""
        impossible = [
            one for one in asks if set(one.out) & set(self._entries[one.council].request.pins.wanted)
        ]
        possible = [one for one in asks if one not in impossible]
        for one in impossible:
            self._plans[one.council, frozenset(one.out)] = self._build_pinned_part(one)
        if possible:
            for one, part in zip(possible, self._plan(possible), strict=True):
                self._plans[one.council, frozenset(one.out)] = part
            self.planned += len(possible)

    def _build_pinned_part(self, plan_request: CouncilPlanRequest) -> CouncilPart:
        """Build the part of a council without slate, as people it pins are kept off."""
        wanted = sorted(set(plan_request.out) & set(self._entries[plan_request.council].request.pins.wanted))
        return CouncilPart(
            council=plan_request.council,
            out=plan_request.out,
            outcome=ProposalOutcome.CONFLICT,
            conflict=tuple(f"pin:{what}:{i}" for i in wanted for what in ("in", "out")),
            limit=self.limit,
            made_of=compute_digest(plan_request.request),
        )

    def _weigh(self, departures: LevelDepartures) -> bool:
        """Keep the joint plan if it is the best yet; else learn who is over the limit."""
        needs = dict.fromkeys(self._list_violations(departures))
        if not needs:
            value = self._order.add_up(map(self._order.compute_loss, self._get_parts(departures).values()))
            if self._best is None or value < self._best[0]:
                self._best = (value, departures)
        news = not needs.keys() <= self._needs.keys()
        self._needs |= needs
        return news

    def _list_violations(self, departures: LevelDepartures) -> list[RequiredDepartures]:
        """List what has to leave where these departures still break the limit."""
        if self.limit is None:
            return []
        parts = {**self._fixed, **self._get_parts(departures)}
        composed = [
            ComposedCouncil(entry.request.council, entry.request.pool, parts[i].slate)
            for i, entry in self._entries.items()
        ]
        each = (
            find_required_departures(standing, self._tied)
            for standing in list_over_limit(composed, self.limit)
        )
        return [need for need in each if need is not None]

    def _choose_departures(self) -> ChosenDepartures:
        """Choose the departures that cost least by all that is known."""
        known = {i: KnownLosses(self._entries[i].level) for i in self._free}
        for (council, out), part in self._plans.items():
            known[council].bounds[out] = self._order.compute_bound(part)
        return DepartureMaster(self._needs, known, self._posts).choose_departures()

    def _list_kept_off(self, council: str, departures: LevelDepartures) -> frozenset[str]:
        """List whom these departures keep off a council's lists."""
        entry = self._entries[council]
        pool = entry.request.pool.by_id
        return frozenset(i for i, level in departures if level is entry.level and i in pool)

    def _list_missing_plans(self, departures: LevelDepartures) -> list[CouncilPlanRequest]:
        """List the plans that these departures need and that are not made yet."""
        outs = {i: self._list_kept_off(i, departures) for i in self._free}
        return [
            build_plan_request(self._entries[i], out)
            for i, out in outs.items()
            if (i, out) not in self._plans
        ]

    def _get_parts(self, departures: LevelDepartures) -> dict[str, CouncilPart]:
        """Return the part of each council under these departures."""
        return {i: self._plans[i, self._list_kept_off(i, departures)] for i in self._free}

    def _collect_departures(
        self, parts: Iterable[CouncilPart], who: Callable[[Slate], Iterable[str]]
    ) -> LevelDepartures:
        """Collect people of slates as pairs of a person and a level."""
        slates = ((self._entries[part.council].level, part.slate) for part in parts)
        return frozenset((i, level) for level, slate in slates if slate is not None for i in who(slate))
