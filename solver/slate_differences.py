"""Differences between a slate and the one it stayed near, person by person, with reasons."""

from collections.abc import Iterator, Mapping
from enum import StrEnum

from pydantic import Field

from cocau.constraints.model.slate import Slate
from cocau.constraints.record import Record
from cocau.solver.model.slate_model import CONSTITUENCY_MOVES, INTRODUCTION_MOVES, PEOPLE_MOVES, POST_MOVES


class SlatePart(Record):
    """What somebody is on a slate: constituency, meant for the council or not, and posts.

    Before there are names somebody may be introduced without standing anywhere.
    """

    constituency: str | None
    deputy: bool
    posts: tuple[str, ...] = ()
    introduced: bool = False


class MoveReason(StrEnum):
    """Why somebody's part has changed."""

    GONE = "gone"
    BARRED = "barred"
    LEFT_OUT = "left_out"
    CAME_IN = "came_in"
    MOVED = "moved"


class PersonMove(Record):
    """One person's part before and now.

    `why`: `gone` is no longer in the pool; `left_out` and `moved` are changes that the rules need.
    """

    person: str
    was: SlatePart | None
    now: SlatePart | None
    why: MoveReason
    standards: tuple[str, ...] = Field(default=(), description="that somebody barred misses")


def compare_slates(
    before: Slate, now: Slate, pool: frozenset[str], barred: Mapping[str, tuple[str, ...]]
) -> tuple[PersonMove, ...]:
    """List everybody whose part differs: gone or barred, left out, new, moved.

    `pool`: ids of everybody who is still there; `barred`: standard -> who misses it.
    """
    found = sorted(
        _list_moves(before, now, pool, barred), key=lambda m: (list(MoveReason).index(m.why), m.person)
    )
    return tuple(found)


def count_moves(before: Slate, now: Slate, able: frozenset[str]) -> dict[str, int]:
    """Count the moves of each sort (`MOVE_TIERS`) among those who may still stand."""
    people = {*before.listed, *now.listed} & able
    posts = {*before.posts, *now.posts}
    chosen = {}
    if before.introduced is not None and now.introduced is not None:
        chosen = {INTRODUCTION_MOVES: len({*before.introduced} & able ^ {*now.introduced})}
    return chosen | {
        PEOPLE_MOVES: sum(_get_role(before, i) != _get_role(now, i) for i in people),
        POST_MOVES: sum(len({*before.get_holders(p)} & able ^ {*now.get_holders(p)}) for p in posts),
        CONSTITUENCY_MOVES: sum(
            None not in (w := before.get_constituency(i), n := now.get_constituency(i)) and w != n
            for i in people
        ),
    }


def _get_role(slate: Slate, person: str) -> tuple[bool, bool]:
    return person in slate.listed, person in slate.deputies


def _list_moves(
    before: Slate, now: Slate, pool: frozenset[str], barred: Mapping[str, tuple[str, ...]]
) -> Iterator[PersonMove]:
    for i in sorted({*before.everybody, *now.everybody}):
        was, part = get_slate_part(before, i), get_slate_part(now, i)
        if was == part:
            continue
        standards = tuple(rule for rule, ids in barred.items() if i in ids)
        yield PersonMove(
            person=i, was=was, now=part, why=_get_reason(i, was, part, pool, standards), standards=standards
        )


def _get_reason(
    person: str,
    was: SlatePart | None,
    now: SlatePart | None,
    pool: frozenset[str],
    standards: tuple[str, ...],
) -> MoveReason:
    if was is None:
        return MoveReason.CAME_IN
    if now is not None:
        return MoveReason.MOVED
    if person not in pool:
        return MoveReason.GONE
    return MoveReason.BARRED if standards else MoveReason.LEFT_OUT


def get_slate_part(slate: Slate, person: str) -> SlatePart | None:
    """Return what somebody is on a slate; None if nothing."""
    unit, introduced = slate.get_constituency(person), person in (slate.introduced or ())
    if unit is None and not introduced:
        return None
    posts = tuple(post for post, ids in slate.posts.items() if person in ids)
    return SlatePart(constituency=unit, deputy=person in slate.deputies, posts=posts, introduced=introduced)
