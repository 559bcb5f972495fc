"""Changes since a proposal or in a scenario, and the request that follows from them."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import Literal

from pydantic import Field

from cocau.constraints.checks.council import check_slate
from cocau.constraints.errors import GivenValue, InputError, Loc, Problem
from cocau.constraints.model.council import Council
from cocau.constraints.model.people import Person, Pool
from cocau.constraints.model.slate import Slate
from cocau.constraints.record import Record
from cocau.constraints.rulebook import Rulebook
from cocau.solver.proposal import Proposal
from cocau.solver.request import Pins, PlanRequest


class PlanChanges(Record):
    """What is different now. `pool` replaces the old one before the rest is applied to it."""

    pool: Pool | None = None
    withdrawn: tuple[str, ...] = Field(default=(), description="people who no longer stand")
    confidence: dict[str, int] = Field(default_factory=dict, description="person -> percent of the voters")
    unmet: dict[str, tuple[str, ...]] = Field(default_factory=dict, description="person -> standards missed")
    overrides: dict[str, dict[str, int | None]] = Field(default_factory=dict)
    raised: tuple[str, ...] = ()
    secretary_not_chairing: str | None = Field(default=None, description="recorded reason (S2.2)")
    seconds: float | None = Field(default=None, gt=0, le=3600)


class ReplanQuestion(PlanChanges):
    """What is different now; the answer is the proposal that moves the fewest people."""

    question: Literal["replan"] = "replan"


def apply_changes(request: PlanRequest, changes: PlanChanges, book: Rulebook) -> PlanRequest:
    """Apply changes to a request; `book` holds the rules that bind it, what-ifs included.

    Pins on people who may not stand any more are let go.
    """
    pool = _change_pool(request.pool if changes.pool is None else changes.pool, changes)
    reason = changes.secretary_not_chairing or request.council.secretary_not_chairing
    council = request.council.replace_unvalidated(secretary_not_chairing=reason)
    able = frozenset(pool.by_id) - book.list_barred(council, pool)
    return request.replace_unvalidated(
        council=council,
        pool=pool,
        overrides=_merge_overrides(request.overrides, changes.overrides),
        raised=tuple(sorted({*request.raised, *changes.raised})),
        pins=_keep_able_pins(request.pins, able),
        seconds=request.seconds if changes.seconds is None else changes.seconds,
    )


def find_change_problems(pool: Pool, changes: PlanChanges) -> Iterator[Problem]:
    """Find everything wrong with changes of the people of a pool."""
    named = {"withdrawn": changes.withdrawn, "confidence": changes.confidence, "unmet": changes.unmet}
    for what, people in named.items():
        for i in people:
            if i not in pool.by_id:
                yield Problem(
                    "unknown_person",
                    (what, GivenValue(i)),
                    "Không có người mang mã này trong danh sách giới thiệu.",
                    "Nobody in the pool has this id.",
                )
    yield from find_percent_problems(changes.confidence, lambda i: ("confidence", GivenValue(i)))
    for i, times in Counter(changes.withdrawn).items():
        if times > 1:
            yield Problem("twice", ("withdrawn", GivenValue(i)), "Ghi hai lần.", "Given twice.")


def find_percent_problems(confidence: Mapping[str, int], locate: Callable[[str], Loc]) -> Iterator[Problem]:
    """Find percents of the voters out of 0..100, by person.

    `locate`: where the percent of a person stands.
    """
    for i, percent in confidence.items():
        if not 0 <= percent <= 100:  # noqa: PLR2004  # percent
            yield Problem(
                "out_of_range",
                locate(i),
                f"{percent} không nằm trong 0..100 (%).",
                f"{percent} is not between 0 and 100 (percent).",
            )


def _change_pool(pool: Pool, changes: PlanChanges) -> Pool:
    people = (p for p in pool.people if p.id not in changes.withdrawn)
    return pool.replace_unvalidated(people=tuple(_change_person(p, changes) for p in people))


def _change_person(person: Person, changes: PlanChanges) -> Person:
    unmet = tuple(dict.fromkeys((*person.unmet_standards, *changes.unmet.get(person.id, ()))))
    voters = changes.confidence.get(person.id, person.voter_confidence)
    return person.replace_unvalidated(unmet_standards=unmet, voter_confidence=voters)


def fit_pins(pins: Pins, council: Council, able_people: frozenset[str]) -> Pins:
    """Keep the pins on people who may stand, and on units and posts that the council has."""
    kept, units = _keep_able_pins(pins, able_people), {unit.id for unit in council.constituencies}
    return kept.replace_unvalidated(
        posts={post: ids for post, ids in kept.posts.items() if post in council.posts},
        constituencies={i: unit for i, unit in kept.constituencies.items() if unit in units},
    )


def fit_slate(slate: Slate, council: Council) -> Slate:
    """Keep what a slate says of constituencies and posts that the council has."""
    units = {unit.id for unit in council.constituencies}
    candidates = {unit: ids for unit, ids in slate.candidates.items() if unit in units}
    listed = {i for ids in candidates.values() for i in ids}
    return slate.replace_unvalidated(
        candidates=candidates,
        deputies=tuple(i for i in slate.deputies if i in listed),
        posts={
            post: tuple(i for i in ids if i in listed)
            for post, ids in slate.posts.items()
            if post in council.posts
        },
    )


def _keep_able_pins(pins: Pins, able_people: frozenset[str]) -> Pins:
    """Keep the pins on people who may still stand."""
    held = {post: tuple(i for i in ids if i in able_people) for post, ids in pins.posts.items()}
    return Pins(
        candidates=tuple(i for i in pins.candidates if i in able_people),
        deputies=tuple(i for i in pins.deputies if i in able_people),
        out=tuple(i for i in pins.out if i in able_people),
        posts={post: ids for post, ids in held.items() if ids},
        constituencies={i: unit for i, unit in pins.constituencies.items() if i in able_people},
    )


def _merge_overrides(
    old: dict[str, dict[str, int | None]], new: dict[str, dict[str, int | None]]
) -> dict[str, dict[str, int | None]]:
    return {rule: old.get(rule, {}) | new.get(rule, {}) for rule in sorted({*old, *new})}


def build_replan_request(before: Proposal, changes: PlanChanges) -> tuple[PlanRequest, Rulebook]:
    """Build the request that stays near a proposal's slate, and the rules that bind it.

    The rules are those stored in the proposal, so that it does not matter which are shipped today. Pins on
    people who may not stand any more are let go.

    Raises:
        InputError: all that is wrong with the changes.
        OverrideError: see `Rulebook.apply_overrides` and `Rulebook.raise_aims`.
    """
    slate, request = before.slate, before.request
    if slate is None:
        raise InputError([_NO_SLATE])
    pool = request.pool if changes.pool is None else changes.pool
    if problems := [*check_slate(request.council, request.pool, slate), *find_change_problems(pool, changes)]:
        raise InputError(problems)
    book = before.rulebook.apply_overrides(changes.overrides).raise_aims(changes.raised)
    now = apply_changes(request, changes, book)
    return now.replace_unvalidated(near=slate, gone=get_gone_names(request, now.pool, slate)), book


_NO_SLATE = Problem(
    "no_slate",
    ("proposal", "slate"),
    "Phương án này không có danh sách để điều chỉnh; hãy lập phương án trước.",
    "This proposal holds no slate to stay near; plan one first.",
)


def get_gone_names(before: PlanRequest, pool: Pool, slate: Slate) -> dict[str, str]:
    """Return the names of those on a slate whom a later pool no longer holds."""
    left = [i for i in slate.everybody if i not in pool.by_id and i in before.pool.by_id]
    return {i: before.pool.by_id[i].name for i in left}
