"""The result of a programme, told: outcomes, sums tier by tier, who left which level for the limit."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from cocau.constraints.council import Level
from cocau.constraints.people import Elsewhere
from cocau.constraints.programme import Composed, Limit, filed_by, standings, strictest
from cocau.solver.programme.entries import Entry
from cocau.solver.programme.losses import Loss, Order
from cocau.solver.programme.parts import CouncilPart
from cocau.solver.programme.result import (
    CouncilOutcome,
    Exactness,
    Fate,
    Left,
    ProgrammeResult,
    Together,
)
from cocau.solver.proposal import Outcome


@dataclass(frozen=True)
class Found:
    """What a search ended with: each council's part, and the least sum of losses that is still possible."""

    parts: Mapping[str, CouncilPart]
    exactness: Exactness
    order: Order
    bound: Loss


def told(
    entries: Sequence[Entry],
    apart: Mapping[str, CouncilPart],
    found: Found,
    limit: Limit | None,
    planned: int,
) -> ProgrammeResult:
    """The result, councils and people by id. `apart`: each council as it was planned by itself."""
    entries = sorted(entries, key=lambda entry: entry.id)
    composed = [Composed(e.request.council, e.request.pool, found.parts[e.id].slate) for e in entries]
    standing = () if limit is None else standings(composed, limit)
    return ProgrammeResult(
        exactness=found.exactness,
        limit=limit,
        tiers=tuple(_together(entries, apart, found)),
        councils=tuple(_council(e, apart[e.id], found.parts[e.id]) for e in entries),
        left=() if limit is None else tuple(_left(entries, found.parts, limit)),
        standings=standing,
        over=tuple(one for one in standing if one.over),
        planned=planned,
    )


def by_themselves(councils: Sequence[CouncilOutcome]) -> ProgrammeResult:
    """The result of councils that share nobody, or of those planned so far: nothing is joined."""
    parts = {council.id: council.part for council in councils}
    order = Order(parts.values())
    value = order.total(map(order.value, parts.values()))
    bound = order.total(map(order.bound, parts.values()))
    return ProgrammeResult(
        exactness=Exactness.UNPROVEN if value > bound else Exactness.APART,
        limit=strictest(part.limit for part in parts.values()),
        tiers=tuple(
            Together(what=what, apart=v, joint=v, bound=b)
            for what, v, b in zip(order.names, value, bound, strict=True)
        ),
        councils=tuple(sorted(councils, key=lambda council: council.id)),
    )


def _together(entries: Sequence[Entry], apart: Mapping[str, CouncilPart], found: Found) -> Iterator[Together]:
    order = found.order
    alone = order.total(order.value(apart[entry.id]) for entry in entries)
    joint = order.total(order.value(found.parts[entry.id]) for entry in entries)
    for what, *numbers in zip(order.names, alone, joint, found.bound, strict=True):
        yield Together(what=what, apart=numbers[0], joint=numbers[1], bound=numbers[2])


def _council(entry: Entry, apart: CouncilPart, part: CouncilPart) -> CouncilOutcome:
    council = entry.request.council
    return CouncilOutcome(
        id=council.id, name=council.name, level=council.level, fate=_fate(apart, part), apart=apart, part=part
    )


def _fate(apart: CouncilPart, part: CouncilPart) -> Fate:
    if part.outcome is Outcome.CONFLICT and part.out and apart.slate is not None:
        return Fate.LIMITED
    return Fate(part.outcome)


def _left(entries: Sequence[Entry], parts: Mapping[str, CouncilPart], limit: Limit) -> Iterator[Left]:
    """Everybody kept off a list, with the levels on whose lists he or she is."""
    filed = filed_by(entry.request.pool for entry in entries)
    for i in sorted({i for part in parts.values() for i in part.out}):
        off = [entry for entry in entries if i in parts[entry.id].out]
        on = {entry.level for entry in entries if _lists(parts[entry.id], i)}
        bodies = filed.get(i, frozenset())
        yield Left(
            person=i,
            name=off[0].request.pool.by_id[i].name,
            kept=tuple(level for level in Level if level in on),
            left=tuple(level for level in Level if level in {entry.level for entry in off}),
            councils=tuple(entry.id for entry in off),
            filed=tuple(body for body in Elsewhere if body in bodies),
            allowed=limit.of(bodies),
        )


def _lists(part: CouncilPart, person: str) -> bool:
    return part.slate is not None and person in part.slate.listed
