"""The request and the rules that a repair leads to."""

from collections.abc import Iterable, Sequence

from cocau.constraints.people import Person
from cocau.constraints.rule import Strength
from cocau.constraints.rulebook import Departure, Rulebook
from cocau.solver.explain.repair import Dropped, Lowered, Moved, Patch, Released, Step
from cocau.solver.pinned import INTRODUCED
from cocau.solver.request import Introducing, Pins, PlanRequest

APPLIED = "applied"
"""The field of a departure that says a must is not applied: 1 before, 0 now."""


def repaired_book(book: Rulebook, steps: Iterable[Step]) -> Rulebook:
    """The rules after these steps; each move, and each must dropped, is a departure."""
    for step in steps:
        match step:
            case Moved():
                book = book.changed({step.rule: {step.field: step.now}})
            case Lowered():
                book = _lowered(book, step.rule)
            case Dropped():
                gone = Departure(rule=step.rule, field=APPLIED, was=1, now=0)
                left = tuple(rule for rule in book.rules if rule.id != step.rule)
                book = book.but(rules=left, departures=(*book.departures, gone))
    return book


def _lowered(book: Rulebook, aim: str) -> Rulebook:
    raised = next(d for d in book.departures if d.rule == aim and d.field == "priority")
    rule = book.by_id[aim].but(strength=Strength.AIM, priority=raised.was)
    return book.but(
        rules=tuple(rule if r.id == aim else r for r in book.rules),
        departures=tuple(d for d in book.departures if d != raised),
    )


def patch_of(
    request: PlanRequest, book: Rulebook, steps: Sequence[Step], recruits: tuple[Person, ...]
) -> Patch:
    """The fields of the request after these steps; `book`: the rules after them."""
    overrides: dict[str, dict[str, int | None]] = {}
    gone = tuple(step.rule for step in steps if isinstance(step, Dropped))
    for d in book.departures:
        if d.field not in {"priority", APPLIED} and d.rule not in gone:
            overrides.setdefault(d.rule, {})[d.field] = d.now
    lowered = {step.rule for step in steps if isinstance(step, Lowered)}
    pins = [step.pin for step in steps if isinstance(step, Released)]
    return Patch(
        overrides={rule: dict(sorted(fields.items())) for rule, fields in sorted(overrides.items())},
        raised=tuple(rule for rule in request.raised if rule not in {*lowered, *gone}),
        pins=_released(request.pins, pins),
        introducing=_fewer_demands(request.introducing, pins),
        recruits=recruits,
        dropped=gone,
    )


def patched(request: PlanRequest, patch: Patch) -> PlanRequest:
    """The request that a repair leads to; its rules are those of `repaired_book`."""
    return request.but(
        pool=request.pool.but(people=(*request.pool.people, *patch.recruits)),
        overrides=patch.overrides,
        raised=patch.raised,
        pins=patch.pins,
        introducing=patch.introducing,
    ).in_order()


def _released(pins: Pins, tags: Iterable[str]) -> Pins:
    """The pins that stay; `tags` are ``what:person``."""
    for tag in tags:
        what, _, person = tag.rpartition(":")
        match what:
            case "in":
                pins = pins.but(candidates=_without(pins.candidates, person))
            case "deputy":
                pins = pins.but(deputies=_without(pins.deputies, person))
            case "out":
                pins = pins.but(out=_without(pins.out, person))
            case "at":
                left = {i: unit for i, unit in pins.constituencies.items() if i != person}
                pins = pins.but(constituencies=left)
            case post if post in pins.posts:
                held = pins.posts | {post: _without(pins.posts[post], person)}
                pins = pins.but(posts={p: ids for p, ids in held.items() if ids})
    return pins


def _without(people: tuple[str, ...], person: str) -> tuple[str, ...]:
    return tuple(i for i in people if i != person)


def _fewer_demands(asked: Introducing | None, tags: Iterable[str]) -> Introducing | None:
    """What is still asked of organisations."""
    gone = {tag.removeprefix(f"{INTRODUCED}:") for tag in tags if tag.startswith(f"{INTRODUCED}:")}
    if asked is None or not gone:
        return asked
    return asked.but(
        at_least={name: n for name, n in asked.at_least.items() if name not in gone},
        at_most={name: n for name, n in asked.at_most.items() if name not in gone},
    )
