"""A repair: steps out of a conflict, their price, the rules they lead to, and a slate."""

from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from cocau.constraints.model.people import Person
from cocau.constraints.model.selectors import Selector
from cocau.constraints.model.slate import Slate
from cocau.constraints.record import Record
from cocau.constraints.rulebook import Departure, Rulebook
from cocau.constraints.rules.rule import Finding, Strength
from cocau.solver.model.slate_model import INTRODUCED_PIN
from cocau.solver.proposal import AimResult, ProposalOutcome, Provenance
from cocau.solver.question import QuestionAnswer
from cocau.solver.request import Introductions, Pins, PlanRequest


class ReleasedPin(Record):
    """A demand of the request that is released.

    ``in:p001``, ``chair:p001``, ``introduced:<organisation>``.
    """

    what: Literal["released"] = "released"
    pin: str


class LoweredAim(Record):
    """A raised aim that becomes an aim again."""

    what: Literal["lowered"] = "lowered"
    rule: str


class RelaxedBound(Record):
    """A bound moved by the least that suffices, after the steps before it.

    `proven`: nothing nearer to `was` suffices. `back`: the request itself had moved it from the rulebook's
    value, and it stays within that value.
    """

    what: Literal["moved"] = "moved"
    rule: str
    field: str
    was: int
    now: int
    proven: bool
    back: bool = False


class DroppedRule(Record):
    """A must that is not applied at all.

    `bounds`: those it has, of which no value suffices; often none.
    """

    what: Literal["dropped"] = "dropped"
    rule: str
    bounds: tuple[str, ...] = ()


class RecordedReason(Record):
    """A reason to record why the secretary cannot chair, which the rule itself allows."""

    what: Literal["reason"] = "reason"
    rule: str


class RepairWanted(Record):
    """So many people to recruit who match `who` and none of `unlike`; nothing else matters."""

    number: int
    who: Selector
    unlike: tuple[Selector, ...] = ()


class RecruitedPeople(Record):
    """People to introduce who are not in the pool; every standard applies to them.

    `proven`: with fewer, of whatever description the musts look at, nothing is possible.
    """

    what: Literal["recruited"] = "recruited"
    people: tuple[RepairWanted, ...]
    proven: bool


RepairStep = Annotated[
    ReleasedPin | LoweredAim | RelaxedBound | DroppedRule | RecordedReason | RecruitedPeople,
    Field(discriminator="what"),
]


class RepairPrice(Record):
    """The price of a repair: how many of each sort it gives up, compared from the dearest on."""

    law_dropped: int = 0
    law_moved: int = 0
    documents_dropped: int = 0
    documents_moved: int = 0
    recruits: int = 0
    reasons: int = Field(default=0, description="reasons to record where a rule allows an exception")
    demands: int = 0
    wishes: int = Field(default=0, description="musts that are the program's own wish")

    @property
    def order(self) -> tuple[int, ...]:
        """Return the numbers of the price, the dearest sort first."""
        return tuple(getattr(self, name) for name in type(self).model_fields)

    @property
    def has_dearer_than_recruits(self) -> bool:
        """Return whether somebody is recruited, or something given up that is dearer."""
        return any(self.order[: list(type(self).model_fields).index("recruits") + 1])

    @property
    def lawful(self) -> bool:
        """Return whether no must of a law or resolution gives way."""
        return not (self.law_dropped or self.law_moved)


class RequestPatch(Record):
    """The fields of the request as the repair leaves them, and what it adds to the pool.

    `dropped`: musts not applied; no request can ask for that, so such a repair only shows what is in the way.
    """

    overrides: dict[str, dict[str, int | None]] = Field(default_factory=dict)
    raised: tuple[str, ...] = ()
    pins: Pins = Pins()
    introducing: Introductions | None = None
    recruits: tuple[Person, ...] = Field(default=(), description="stand-ins for the people to be found")
    dropped: tuple[str, ...] = ()
    secretary_not_chairing: str | None = Field(
        default=None, description="stands for the reason to be recorded (S2.2)"
    )


REASON_TO_RECORD = "(lý do do cấp có thẩm quyền ghi / reason to be recorded)"
"""The text in place of a reason until one is recorded."""


class Repair(Record):
    """One repair.

    `planned`: the slate is the plan of the patched request, its tiers in `aims`. Else the slate is any that
    keeps every other must. `outcome` is that of the plan.
    """

    steps: tuple[RepairStep, ...]
    price: RepairPrice
    proven: bool = Field(description="no part of it can be spared, and no smaller move suffices")
    patch: RequestPatch
    planned: bool = False
    outcome: ProposalOutcome | None = None
    departures: tuple[Departure, ...] = ()
    slate: Slate | None = None
    findings: tuple[Finding, ...] = ()
    aims: tuple[AimResult, ...] = ()


class RepairsPart(StrEnum):
    """A part of the answer left open: other ways out, all recruits, the plan of a slate.

    `answers`: so many sorts of people to recruit would do that not all of them are told; no matter of time.
    """

    WAYS = "ways"
    RECRUITS = "recruits"
    SLATES = "slates"
    ANSWERS = "answers"


class Repairs(QuestionAnswer):
    """The cheapest ways out of a conflict, ranked. `open`: what time, or a limit, left open.

    `needed`: whether there is a conflict at all, as far as is known. `complete`: there are no others, and
    whoever may be recruited for the fewest is told.
    """

    format: Literal["cocau/repairs/1"] = "cocau/repairs/1"
    of: Provenance
    needed: bool = True
    repairs: tuple[Repair, ...] = ()
    complete: bool
    open: tuple[RepairsPart, ...] = ()

    @property
    def in_time(self) -> bool:
        """Return whether time sufficed; what the limit left out was not asked for."""
        return not {*self.open} - {RepairsPart.ANSWERS}


APPLIED_FIELD = "applied"
"""The field of a departure that says a must is not applied: 1 before, 0 now."""


def apply_steps(book: Rulebook, steps: Iterable[RepairStep]) -> Rulebook:
    """Apply steps to a rulebook; each move, and each must dropped, is a departure."""
    for step in steps:
        match step:
            case RelaxedBound():
                book = book.apply_overrides({step.rule: {step.field: step.now}})
            case LoweredAim():
                book = _lower_aim(book, step.rule)
            case DroppedRule():
                gone = Departure(rule=step.rule, field=APPLIED_FIELD, was=1, now=0)
                left = tuple(rule for rule in book.rules if rule.id != step.rule)
                book = book.replace_unvalidated(rules=left, departures=(*book.departures, gone))
    return book


def _lower_aim(book: Rulebook, aim: str) -> Rulebook:
    """Make a raised aim an aim again."""
    raised = next(d for d in book.departures if d.rule == aim and d.field == "priority")
    rule = book.by_id[aim].replace_unvalidated(strength=Strength.AIM, priority=raised.was)
    return book.replace_unvalidated(
        rules=tuple(rule if r.id == aim else r for r in book.rules),
        departures=tuple(d for d in book.departures if d != raised),
    )


def build_patch(
    request: PlanRequest, book: Rulebook, steps: Sequence[RepairStep], recruits: tuple[Person, ...]
) -> RequestPatch:
    """Build the request's fields after these steps.

    `book`: the rules after them.
    """
    overrides: dict[str, dict[str, int | None]] = {}
    gone = tuple(step.rule for step in steps if isinstance(step, DroppedRule))
    for d in book.departures:
        if d.field not in {"priority", APPLIED_FIELD} and d.rule not in gone:
            overrides.setdefault(d.rule, {})[d.field] = d.now
    lowered = {step.rule for step in steps if isinstance(step, LoweredAim)}
    pins = [step.pin for step in steps if isinstance(step, ReleasedPin)]
    return RequestPatch(
        overrides={rule: dict(sorted(fields.items())) for rule, fields in sorted(overrides.items())},
        raised=tuple(rule for rule in request.raised if rule not in {*lowered, *gone}),
        pins=_release_pins(request.pins, pins),
        introducing=_drop_demands(request.introducing, pins),
        recruits=recruits,
        dropped=gone,
        secretary_not_chairing=REASON_TO_RECORD if has_reason(steps) else None,
    )


def has_reason(steps: Iterable[RepairStep]) -> bool:
    """Return whether a reason is to be recorded."""
    return any(isinstance(step, RecordedReason) for step in steps)


def apply_reason(request: PlanRequest, reason: str | None) -> PlanRequest:
    """Record a reason, if there is one, in the request's council."""
    if reason is None:
        return request
    council = request.council.replace_unvalidated(secretary_not_chairing=reason)
    return request.replace_unvalidated(council=council)


def apply_patch(request: PlanRequest, patch: RequestPatch) -> PlanRequest:
    """Apply a patch to a request; the rules that go with it are those of `apply_steps`."""
    return (
        apply_reason(request, patch.secretary_not_chairing)
        .replace_unvalidated(
            pool=request.pool.replace_unvalidated(people=(*request.pool.people, *patch.recruits)),
            overrides=patch.overrides,
            raised=patch.raised,
            pins=patch.pins,
            introducing=patch.introducing,
        )
        .in_order()
    )


def _release_pins(pins: Pins, tags: Iterable[str]) -> Pins:
    """Return the pins that stay after these are released.

    `tags` are ``what:person``.
    """
    for tag in tags:
        what, _, person = tag.rpartition(":")
        match what:
            case "in":
                pins = pins.replace_unvalidated(candidates=_remove_person(pins.candidates, person))
            case "deputy":
                pins = pins.replace_unvalidated(deputies=_remove_person(pins.deputies, person))
            case "out":
                pins = pins.replace_unvalidated(out=_remove_person(pins.out, person))
            case "at":
                left = {i: unit for i, unit in pins.constituencies.items() if i != person}
                pins = pins.replace_unvalidated(constituencies=left)
            case post if post in pins.posts:
                held = pins.posts | {post: _remove_person(pins.posts[post], person)}
                pins = pins.replace_unvalidated(posts={p: ids for p, ids in held.items() if ids})
    return pins


def _remove_person(people: tuple[str, ...], person: str) -> tuple[str, ...]:
    """Return the people without one."""
    return tuple(i for i in people if i != person)


def _drop_demands(introductions: Introductions | None, tags: Iterable[str]) -> Introductions | None:
    """Drop the demands on organisations that are released."""
    gone = {tag.removeprefix(f"{INTRODUCED_PIN}:") for tag in tags if tag.startswith(f"{INTRODUCED_PIN}:")}
    if introductions is None or not gone:
        return introductions
    return introductions.replace_unvalidated(
        at_least={name: n for name, n in introductions.at_least.items() if name not in gone},
        at_most={name: n for name, n in introductions.at_most.items() if name not in gone},
    )
