"""What has changed since a proposal, or is different in a scenario, and the request that comes of it."""

from collections import Counter
from collections.abc import Iterator, Mapping

from pydantic import Field

from cocau.constraints.errors import Problem
from cocau.constraints.people import Person, Pool
from cocau.constraints.record import Record
from cocau.constraints.rulebook import Rulebook
from cocau.solver.request import Pins, PlanRequest


class Changes(Record):
    """What is different now. `pool` takes the place of the old one before the rest is done to it."""

    pool: Pool | None = None
    withdrawn: tuple[str, ...] = Field(default=(), description="people who no longer stand")
    confidence: dict[str, int] = Field(default_factory=dict, description="person -> percent of the voters")
    unmet: dict[str, tuple[str, ...]] = Field(default_factory=dict, description="person -> standards missed")
    overrides: dict[str, dict[str, int | None]] = Field(default_factory=dict)
    raised: tuple[str, ...] = ()
    secretary_not_chairing: str | None = Field(default=None, description="recorded reason (S2.2)")
    seconds: float | None = Field(default=None, gt=0, le=3600)


def changed(request: PlanRequest, changes: Changes, book: Rulebook) -> PlanRequest:
    """The request with what is different now; `book`: the rules that bind it, what-ifs and all.

    Pins on people who may not stand any more are let go.
    """
    pool = _changed(request.pool if changes.pool is None else changes.pool, changes)
    reason = changes.secretary_not_chairing or request.council.secretary_not_chairing
    council = request.council.but(secretary_not_chairing=reason)
    able = frozenset(pool.by_id) - book.barred(council, pool)
    return request.but(
        council=council,
        pool=pool,
        overrides=_merged(request.overrides, changes.overrides),
        raised=tuple(sorted({*request.raised, *changes.raised})),
        pins=_kept(request.pins, able),
        seconds=request.seconds if changes.seconds is None else changes.seconds,
    )


def change_problems(pool: Pool, changes: Changes) -> Iterator[Problem]:
    """Everything wrong with changes of the people of a pool."""
    named = {"withdrawn": changes.withdrawn, "confidence": changes.confidence, "unmet": changes.unmet}
    for what, people in named.items():
        for i in people:
            if i not in pool.by_id:
                yield Problem(
                    "unknown_person",
                    f"{what}: {i}",
                    "Không có người mang mã này trong danh sách giới thiệu.",
                    "Nobody in the pool has this id.",
                )
    yield from percent_problems(changes.confidence, "confidence: ")
    for i, times in Counter(changes.withdrawn).items():
        if times > 1:
            yield Problem("twice", f"withdrawn: {i}", "Ghi hai lần.", "Given twice.")


def percent_problems(confidence: Mapping[str, int], where: str) -> Iterator[Problem]:
    """Percents of the voters, by person, that are none; `where`: what stands before the person."""
    for i, percent in confidence.items():
        if not 0 <= percent <= 100:  # noqa: PLR2004  # percent
            yield Problem(
                "out_of_range",
                f"{where}{i}",
                f"{percent} không nằm trong 0..100 (%).",
                f"{percent} is not between 0 and 100 (percent).",
            )


def _changed(pool: Pool, changes: Changes) -> Pool:
    people = (p for p in pool.people if p.id not in changes.withdrawn)
    return pool.but(people=tuple(_person(p, changes) for p in people))


def _person(person: Person, changes: Changes) -> Person:
    unmet = tuple(dict.fromkeys((*person.unmet_standards, *changes.unmet.get(person.id, ()))))
    voters = changes.confidence.get(person.id, person.voter_confidence)
    return person.but(unmet_standards=unmet, voter_confidence=voters)


def _kept(pins: Pins, able: frozenset[str]) -> Pins:
    """The pins on people who may still stand."""
    held = {post: tuple(i for i in ids if i in able) for post, ids in pins.posts.items()}
    return Pins(
        candidates=tuple(i for i in pins.candidates if i in able),
        deputies=tuple(i for i in pins.deputies if i in able),
        out=tuple(i for i in pins.out if i in able),
        posts={post: ids for post, ids in held.items() if ids},
        constituencies={i: unit for i, unit in pins.constituencies.items() if i in able},
    )


def _merged(
    old: dict[str, dict[str, int | None]], new: dict[str, dict[str, int | None]]
) -> dict[str, dict[str, int | None]]:
    return {rule: old.get(rule, {}) | new.get(rule, {}) for rule in sorted({*old, *new})}
