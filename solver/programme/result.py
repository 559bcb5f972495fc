"""A programme's result: each council's outcome, who left which level, and the gap."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from cocau.constraints.checks.programme import (
    ComposedCouncil,
    LevelStanding,
    StandingLimit,
    collect_filings,
    get_strictest_limit,
    list_standings,
)
from cocau.constraints.model.council import CouncilLevel
from cocau.constraints.model.people import OtherBody
from cocau.constraints.record import CanonicalRecord, Record
from cocau.solver.programme.entries import ProgrammeEntry
from cocau.solver.programme.parts import CouncilLoss, CouncilPart, LossOrder
from cocau.solver.proposal import ProposalOutcome


class CouncilFate(StrEnum):
    """The fate of a council in a programme.

    `limited`: it has slates, but none without those whom the limit keeps off.
    """

    SOLVED = "solved"
    CONFLICT = "conflict"
    LIMITED = "limited"
    OUT_OF_TIME = "out_of_time"


class ProgrammeExactness(StrEnum):
    """How the joint plan compares with the optimal joint plan.

    `apart`: nobody is over the limit, so that the plans of the councils by themselves are the joint plan;
    `searched`: proven the best over all departures; `bounded`: the plans asked for ended, see the bounds;
    `unproven`: time ran out in a council, see the bounds. Only the first two are exact.
    """

    APART = "apart"
    SEARCHED = "searched"
    BOUNDED = "bounded"
    UNPROVEN = "unproven"


class ProgrammeTier(Record):
    """One tier of all councils.

    `what`: ``councils`` (without a slate for the limit), a move or a priority. `apart`: the sum over the
    councils planned by themselves; `joint`: over the joint plan; `bound`: the least that any joint plan can
    have, compared tier by tier: where an earlier tier's bound is below its joint value, later ones say
    nothing.
    """

    what: str
    apart: int
    joint: int
    bound: int


class CouncilOutcome(Record):
    """One council in the joint plan.

    `apart`: planned by itself; `part`: as it is in the joint plan. Where `part.out` names people, it is
    another proposal than the one planned apart.
    """

    id: str
    name: str
    level: CouncilLevel
    fate: CouncilFate
    apart: CouncilPart
    part: CouncilPart


class LimitedPerson(Record):
    """A person over the limit: the levels kept, and those left with their councils."""

    person: str
    name: str
    kept: tuple[CouncilLevel, ...]
    left: tuple[CouncilLevel, ...]
    councils: tuple[str, ...]
    filed: tuple[OtherBody, ...] = ()
    allowed: int


class ProgrammeResult(CanonicalRecord):
    """The joint plan. `standings`: people on several lists; `over`: those over the limit.

    `over` is empty in every result: it is what the audit of the whole says. `planned`: plans asked for beyond
    one for each council. `limit` None: no rulebook of the programme sets one. `anew`: in a re-plan, the
    councils planned anew; what is told of exactness holds while the others stay.
    """

    format: Literal["cocau/programme-result/1"] = "cocau/programme-result/1"
    exactness: ProgrammeExactness
    limit: StandingLimit | None
    tiers: tuple[ProgrammeTier, ...]
    councils: tuple[CouncilOutcome, ...]
    left: tuple[LimitedPerson, ...] = ()
    standings: tuple[LevelStanding, ...] = ()
    over: tuple[LevelStanding, ...] = ()
    planned: int = 0
    anew: tuple[str, ...] | None = None

    @property
    def exact(self) -> bool:
        """Return whether no joint plan is better."""
        return self.exactness in {ProgrammeExactness.APART, ProgrammeExactness.SEARCHED}

    @property
    def by_id(self) -> dict[str, CouncilOutcome]:
        """Return the councils' outcomes by council id."""
        return {council.id: council for council in self.councils}


@dataclass(frozen=True)
class JointSearchResult:
    """The end of a search: each council's part, and the least sum of losses still possible."""

    parts: Mapping[str, CouncilPart]
    exactness: ProgrammeExactness
    order: LossOrder
    bound: CouncilLoss


def build_programme_result(
    entries: Sequence[ProgrammeEntry],
    apart: Mapping[str, CouncilPart],
    search_result: JointSearchResult,
    limit: StandingLimit | None,
    plans_made: int,
) -> ProgrammeResult:
    """Build the result of a programme, councils and people by id.

    `apart`: each council as it was planned by itself.
    """
    entries = sorted(entries, key=lambda entry: entry.id)
    composed = [
        ComposedCouncil(e.request.council, e.request.pool, search_result.parts[e.id].slate) for e in entries
    ]
    standing = () if limit is None else list_standings(composed, limit)
    return ProgrammeResult(
        exactness=search_result.exactness,
        limit=limit,
        tiers=tuple(_sum_tiers(entries, apart, search_result)),
        councils=tuple(_build_council_outcome(e, apart[e.id], search_result.parts[e.id]) for e in entries),
        left=() if limit is None else tuple(_list_limited_people(entries, search_result.parts, limit)),
        standings=standing,
        over=tuple(one for one in standing if one.over),
        planned=plans_made,
    )


def build_separate_result(councils: Sequence[CouncilOutcome]) -> ProgrammeResult:
    """Build the result of councils that share nobody, or of those planned so far.

    Nothing is joined.
    """
    parts = {council.id: council.part for council in councils}
    order = LossOrder(parts.values())
    value = order.add_up(map(order.compute_loss, parts.values()))
    bound = order.add_up(map(order.compute_bound, parts.values()))
    return ProgrammeResult(
        exactness=ProgrammeExactness.UNPROVEN if value > bound else ProgrammeExactness.APART,
        limit=get_strictest_limit(part.limit for part in parts.values()),
        tiers=tuple(
            ProgrammeTier(what=what, apart=v, joint=v, bound=b)
            for what, v, b in zip(order.names, value, bound, strict=True)
        ),
        councils=tuple(sorted(councils, key=lambda council: council.id)),
    )


def _sum_tiers(
    entries: Sequence[ProgrammeEntry], apart: Mapping[str, CouncilPart], search_result: JointSearchResult
) -> Iterator[ProgrammeTier]:
    """Yield each tier summed over all councils."""
    order = search_result.order
    alone = order.add_up(order.compute_loss(apart[entry.id]) for entry in entries)
    joint = order.add_up(order.compute_loss(search_result.parts[entry.id]) for entry in entries)
    for what, *numbers in zip(order.names, alone, joint, search_result.bound, strict=True):
        yield ProgrammeTier(what=what, apart=numbers[0], joint=numbers[1], bound=numbers[2])


def _build_council_outcome(entry: ProgrammeEntry, apart: CouncilPart, part: CouncilPart) -> CouncilOutcome:
    """Build the outcome of one council."""
    council = entry.request.council
    return CouncilOutcome(
        id=council.id,
        name=council.name,
        level=council.level,
        fate=_judge_fate(apart, part),
        apart=apart,
        part=part,
    )


def _judge_fate(apart: CouncilPart, part: CouncilPart) -> CouncilFate:
    """Return the fate of a council from its plan apart and its part in the joint plan."""
    if part.outcome is ProposalOutcome.CONFLICT and part.out and apart.slate is not None:
        return CouncilFate.LIMITED
    return CouncilFate(part.outcome)


def _list_limited_people(
    entries: Sequence[ProgrammeEntry], parts: Mapping[str, CouncilPart], limit: StandingLimit
) -> Iterator[LimitedPerson]:
    """Yield everybody kept off a list, with the levels on whose lists he or she is."""
    filed = collect_filings(entry.request.pool for entry in entries)
    for i in sorted({i for part in parts.values() for i in part.out}):
        off = [entry for entry in entries if i in parts[entry.id].out]
        on = {entry.level for entry in entries if _is_listed(parts[entry.id], i)}
        bodies = filed.get(i, frozenset())
        yield LimitedPerson(
            person=i,
            name=off[0].request.pool.by_id[i].name,
            kept=tuple(level for level in CouncilLevel if level in on),
            left=tuple(level for level in CouncilLevel if level in {entry.level for entry in off}),
            councils=tuple(entry.id for entry in off),
            filed=tuple(body for body in OtherBody if body in bodies),
            allowed=limit.get_allowed_levels(bodies),
        )


def _is_listed(part: CouncilPart, person: str) -> bool:
    """Return whether a council's slate lists a person."""
    return part.slate is not None and person in part.slate.listed
