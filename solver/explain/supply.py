"""Who there is for what the members of a conflict ask: whom they describe, who can hold the posts they need.

No engine: it follows from the pool, the standards and each member alone, so an audit can work it out again.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from cocau.constraints.council import Council
from cocau.constraints.people import Pool
from cocau.constraints.record import Record
from cocau.constraints.rule import Rule, Standard
from cocau.constraints.select import Selector
from cocau.constraints.setting import Setting
from cocau.constraints.slate import Slate
from cocau.solver.explain.facts import Described, Wanted
from cocau.solver.explain.hearing import Hearing, heard
from cocau.solver.request import PlanRequest

OUT = "out:"
"""The pins that keep somebody off every list."""


class Supply(Record):
    """What there is for a conflict."""

    described: tuple[Described, ...] = ()
    wanted: tuple[Wanted, ...] = ()


@dataclass(frozen=True)
class _Members:
    """What was heard of each member; `out`: pin -> the person it keeps off; `pinned`: pin -> post, person."""

    heard: Mapping[str, Hearing]
    out: Mapping[str, str]
    pinned: Mapping[str, tuple[str, str]]


def supply(
    request: PlanRequest, barred_by: Mapping[str, Sequence[str]], rules: Iterable[Rule], pins: Iterable[str]
) -> Supply:
    """Who there is for these rules and pins together. `barred_by`: standard -> who misses it."""
    council, pool = request.council, request.pool
    barred = {i for ids in barred_by.values() for i in ids}
    hearings = {r.id: heard(council, pool, barred, r) for r in rules if not isinstance(r, Standard)}
    members = _Members(hearings, *_pins(council, pins))
    return Supply(
        described=tuple(_described(pool, council, members, barred_by)),
        wanted=tuple(_merged(_wanted(members, barred_by))),
    )


def _pins(council: Council, pins: Iterable[str]) -> tuple[dict[str, str], dict[str, tuple[str, str]]]:
    pins = [*pins]
    out = {pin: pin.removeprefix(OUT) for pin in pins if pin.startswith(OUT)}
    parts = {pin: pin.rpartition(":") for pin in pins}
    posts = {pin: (post, who) for pin, (post, _, who) in parts.items() if post in council.posts}
    return out, posts


def _described(
    pool: Pool, council: Council, members: _Members, barred_by: Mapping[str, Sequence[str]]
) -> Iterator[Described]:
    setting = Setting(council, pool, Slate(candidates={}, deputies=()))
    by_selector: dict[Selector, list[str]] = {}
    for name, hearing in members.heard.items():
        for who in hearing.about:
            by_selector.setdefault(who, []).append(name)
    for who, names in by_selector.items():
        ids = setting.described(who, pool.people)
        barred = _among(ids, barred_by)
        off = {i for missing in barred.values() for i in missing}
        out = tuple(i for i in ids if i in members.out.values())
        left = tuple(i for i in ids if i not in off and i not in out)
        yield Described(who=who, members=tuple(names), left=left, barred=barred, out=out)


def _among(ids: Iterable[str], barred_by: Mapping[str, Sequence[str]]) -> dict[str, tuple[str, ...]]:
    """For each standard who of these people misses it."""
    ids = [*ids]
    missing = {standard: {*people} for standard, people in barred_by.items()}
    found = {standard: tuple(i for i in ids if i in people) for standard, people in missing.items()}
    return {standard: people for standard, people in found.items() if people}


def _wanted(members: _Members, barred_by: Mapping[str, Sequence[str]]) -> Iterator[Wanted]:
    excluded = {name: hearing.excluded() for name, hearing in members.heard.items()}
    demands = [(n, d.holdings, d.need) for n, h in members.heard.items() for d in h.demands()]
    demands += [(pin, ((who, post),), 1) for pin, (post, who) in members.pinned.items()]
    for name, holdings, need in demands:
        others = {other: out for other, out in excluded.items() if other != name}
        others |= {
            pin: frozenset(holding for holding in holdings if holding[0] == who)
            for pin, who in members.out.items()
        }
        found = _filled(name, holdings, need, others, barred_by)
        if found.excluded or found.barred or len(found.left) < need:
            yield found


def _filled(
    name: str,
    holdings: Sequence[tuple[str, str]],
    need: int,
    others: Mapping[str, frozenset[tuple[str, str]]],
    barred_by: Mapping[str, Sequence[str]],
) -> Wanted:
    people = tuple(dict.fromkeys(i for i, _ in holdings))
    open_to = {i: [h for h in holdings if h[0] == i] for i in people}
    kept_out = {
        other: tuple(i for i in people if all(h in out for h in open_to[i])) for other, out in others.items()
    }
    passed = [i for i in people if any(all(h not in out for out in others.values()) for h in open_to[i])]
    barred = _among(passed, barred_by)
    off = {i for missing in barred.values() for i in missing}
    return Wanted(
        posts=tuple(dict.fromkeys(post for _, post in holdings)),
        member=name,
        need=need,
        people=people,
        excluded={other: ids for other, ids in kept_out.items() if ids},
        barred=barred,
        left=tuple(i for i in passed if i not in off),
    )


def _merged(wanted: Iterable[Wanted]) -> Iterator[Wanted]:
    """Alike for several posts: once, with all of them."""
    together: dict[str, list[Wanted]] = {}
    for one in wanted:
        together.setdefault(one.but(posts=()).model_dump_json(), []).append(one)
    for alike in together.values():
        yield alike[0].but(posts=tuple(post for one in alike for post in one.posts))
