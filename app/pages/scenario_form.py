"""The form of a scenario: what was typed, and the scenario that it comes to."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from pydantic import ValidationError
from starlette.datastructures import FormData

from cocau.app.imports.safe_text import shown
from cocau.constraints.documents import problems_of
from cocau.constraints.errors import Problem
from cocau.constraints.rule import Rule, Strength
from cocau.constraints.rulebook import Rulebook
from cocau.solver.explain.scenario import Scenario
from cocau.solver.request import Pins

Overrides = dict[str, dict[str, int | None]]
_WHOLE = re.compile(r"[0-9]{1,9}")
"""A number as it may be typed: longer ones are none, and the longest cost time to be read."""
BOUND = "bound"
"""How the names of fields for bounds begin: ``bound:<rule>:<field>``."""


@dataclass(frozen=True)
class Typed:
    """What was typed. `bounds`: by rule and field; `dropped`: keys of pins; `pin`, `person`: a new one."""

    name: str
    version: int
    bounds: Mapping[tuple[str, str], str]
    raised: frozenset[str]
    dropped: frozenset[str] = frozenset()
    pin: str = ""
    person: str = ""
    pool: str = ""
    problems: list[Problem] = field(default_factory=list)


def whole(text: str) -> int | None:
    """The number that was typed; None: it is none."""
    return int(text) if _WHOLE.fullmatch(text) else None


def typed_of(form: FormData) -> Typed:
    """The fields of the form."""

    def one(name: str) -> str:
        return f"{form.get(name, '')}".strip()

    bounds = {}
    for name in form:
        kind, _, rest = name.partition(":")
        if kind == BOUND:
            rule, _, bound = rest.partition(":")
            bounds[rule, bound] = one(name)
    return Typed(
        name=one("name"),
        version=whole(one("version")) or 0,
        bounds=bounds,
        raised=frozenset(map(str, form.getlist("raised"))),
        dropped=frozenset(map(str, form.getlist("drop"))),
        pin=one("pin"),
        person=one("person"),
        pool=one("pool"),
    )


def shown_of(scenario: Scenario, version: int, book: Rulebook) -> Typed:
    """A kept scenario as it stands in the form."""
    bounds = {
        (rule.id, name): "" if value is None else str(value)
        for rule in book.rules
        for name, value in bounds_of(rule, scenario).items()
    }
    return Typed(scenario.name, version, bounds, frozenset(scenario.raised))


def bounds_of(rule: Rule, scenario: Scenario) -> dict[str, int | None]:
    """The bounds that may be moved: those that are set, and those that the scenario sets."""
    if rule.strength is Strength.STANDARD:
        return {}
    own = scenario.overrides.get(rule.id, {})
    values = {name: own.get(name, getattr(rule, name)) for name in sorted(rule.adjustable)}
    return {n: v for n, v in values.items() if n in own or getattr(rule, n) is not None}


def scenario_of(typed: Typed, base: Scenario, book: Rulebook) -> Scenario:
    """The scenario that was typed; what the form does not show stays as it was.

    What cannot be a number is told among the problems of `typed`.
    """
    nameless = name_problems(typed.name) if typed.name else []
    typed.problems.extend(nameless)
    overrides = {rule: dict(fields) for rule, fields in base.overrides.items()}
    for (rule_id, name), text in typed.bounds.items():
        rule = book.by_id.get(rule_id)
        if rule is not None and name in rule.adjustable:
            _set(overrides, rule, name, text, typed.problems)
    aims = {rule.id for rule in book.rules if rule.strength is Strength.AIM}
    raised = {*(i for i in base.raised if i not in aims), *(typed.raised & aims)}
    return base.but(
        name=base.name if nameless or not typed.name else typed.name,
        overrides={rule: fields for rule, fields in overrides.items() if fields},
        raised=tuple(sorted(raised)),
        pins=_pinned(typed, base.pins),
    )


def name_problems(name: str) -> list[Problem]:
    """What is wrong with the name of a scenario: a kept one that has such a name could not be read again."""
    try:
        Scenario(name=name)
    except ValidationError as error:
        return problems_of(error)
    return []


def _set(overrides: Overrides, rule: Rule, name: str, text: str, problems: list[Problem]) -> None:
    value = whole(text)
    if text and value is None:
        where = f"{rule.id}: {name}"
        said = shown(text)
        vi, en = f"“{said}” không phải số nguyên từ 0.", f'"{said}" is not a whole number from 0 on.'
        problems.append(Problem("not_a_number", where, vi, en))
        return
    fields = overrides.setdefault(rule.id, {})
    fields.pop(name, None)
    if value != getattr(rule, name):
        fields[name] = value


@dataclass(frozen=True)
class Pin:
    """One person fixed. `sort`: a field of `Pins`; `where`: a post or a constituency."""

    sort: str
    person: str
    where: str = ""

    @property
    def key(self) -> str:
        """What stands for it in the form."""
        return f"{self.sort}|{self.where}|{self.person}"


def pins_of(pins: Pins) -> Iterator[Pin]:
    """Every pin by itself, in the order in which they are shown."""
    yield from (Pin("deputies", i) for i in pins.deputies)
    yield from (Pin("candidates", i) for i in pins.candidates)
    yield from (Pin("out", i) for i in pins.out)
    yield from (Pin("posts", i, post) for post, people in pins.posts.items() for i in people)
    yield from (Pin("constituencies", i, unit) for i, unit in pins.constituencies.items())


def _pinned(typed: Typed, base: Pins) -> Pins:
    kept = [pin for pin in pins_of(base) if pin.key not in typed.dropped]
    if typed.person and typed.pin:
        sort, _, where = typed.pin.partition(" ")
        kept = [
            pin for pin in kept if not (sort == "constituencies" == pin.sort and pin.person == typed.person)
        ]
        kept.append(Pin(sort, typed.person, where))
    kept = list(dict.fromkeys(kept))

    def of(sort: str) -> tuple[str, ...]:
        return tuple(pin.person for pin in kept if pin.sort == sort)

    posts: dict[str, tuple[str, ...]] = {}
    for pin in kept:
        if pin.sort == "posts":
            posts[pin.where] = (*posts.get(pin.where, ()), pin.person)
    return Pins(
        candidates=of("candidates"),
        deputies=of("deputies"),
        out=of("out"),
        posts=posts,
        constituencies={pin.person: pin.where for pin in kept if pin.sort == "constituencies"},
    )
