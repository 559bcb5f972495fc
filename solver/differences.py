"""What is different between a slate and the one it stayed near, person by person, and why."""

from collections.abc import Iterator, Mapping
from enum import StrEnum

from pydantic import Field

from cocau.constraints.record import Record
from cocau.constraints.slate import Slate
from cocau.solver.nearness import OFFERS, PEOPLE, PLACES, POSTS


class Part(Record):
    """What somebody is on a slate: where he or she stands, meant for the council or not, with which posts.

    Before there are names somebody may be introduced without standing anywhere.
    """

    constituency: str | None
    deputy: bool
    posts: tuple[str, ...] = ()
    introduced: bool = False


class Why(StrEnum):
    """Why somebody's part is another one."""

    GONE = "gone"
    BARRED = "barred"
    LEFT_OUT = "left_out"
    CAME_IN = "came_in"
    MOVED = "moved"


class Move(Record):
    """One person's part before and now. `gone`: no longer in the pool; `left_out`, `moved`: for the rules."""

    person: str
    was: Part | None
    now: Part | None
    why: Why
    standards: tuple[str, ...] = Field(default=(), description="that somebody barred misses")


def differences(
    before: Slate, now: Slate, pool: frozenset[str], barred: Mapping[str, tuple[str, ...]]
) -> tuple[Move, ...]:
    """Everybody whose part differs: those who may not stay, those left out, those new, those moved.

    `pool`: ids of everybody who is still there; `barred`: standard -> who misses it.
    """
    found = sorted(_moves(before, now, pool, barred), key=lambda m: (list(Why).index(m.why), m.person))
    return tuple(found)


def counted(before: Slate, now: Slate, able: frozenset[str]) -> dict[str, int]:
    """How many moves of each sort (`solver.nearness.MOVES`) among those who may still stand."""
    people = {*before.listed, *now.listed} & able
    posts = {*before.posts, *now.posts}
    chosen = {}
    if before.introduced is not None and now.introduced is not None:
        chosen = {OFFERS: len({*before.introduced} & able ^ {*now.introduced})}
    return chosen | {
        PEOPLE: sum(_role(before, i) != _role(now, i) for i in people),
        POSTS: sum(len({*before.holders(p)} & able ^ {*now.holders(p)}) for p in posts),
        PLACES: sum(None not in (w := before.list_of(i), n := now.list_of(i)) and w != n for i in people),
    }


def _role(slate: Slate, person: str) -> tuple[bool, bool]:
    return person in slate.listed, person in slate.deputies


def _moves(
    before: Slate, now: Slate, pool: frozenset[str], barred: Mapping[str, tuple[str, ...]]
) -> Iterator[Move]:
    for i in sorted({*before.everybody, *now.everybody}):
        was, part = _part(before, i), _part(now, i)
        if was == part:
            continue
        standards = tuple(rule for rule, ids in barred.items() if i in ids)
        yield Move(person=i, was=was, now=part, why=_why(i, was, part, pool, standards), standards=standards)


def _why(
    person: str, was: Part | None, now: Part | None, pool: frozenset[str], standards: tuple[str, ...]
) -> Why:
    if was is None:
        return Why.CAME_IN
    if now is not None:
        return Why.MOVED
    if person not in pool:
        return Why.GONE
    return Why.BARRED if standards else Why.LEFT_OUT


def _part(slate: Slate, person: str) -> Part | None:
    unit, introduced = slate.list_of(person), person in (slate.introduced or ())
    if unit is None and not introduced:
        return None
    posts = tuple(post for post, ids in slate.posts.items() if person in ids)
    return Part(constituency=unit, deputy=person in slate.deputies, posts=posts, introduced=introduced)
