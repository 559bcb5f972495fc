"""The form of a scenario: the values that were typed, and the scenario they describe."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from pydantic import ValidationError
from starlette.datastructures import FormData

from cocau.app.files.text import make_printable
from cocau.constraints.documents import list_validation_problems
from cocau.constraints.errors import GivenValue, Problem
from cocau.constraints.rulebook import Rulebook
from cocau.constraints.rules.rule import Rule, Strength
from cocau.solver.explain.scenario import Scenario
from cocau.solver.request import Pins

BoundOverrides = dict[str, dict[str, int | None]]
_NUMBER = re.compile(r"[0-9]{1,9}")
"""A number as it may be typed: longer ones are none, and the longest cost time to be read."""
BOUND_PREFIX = "bound"
"""How the names of fields for bounds begin: ``bound:<rule>:<field>``."""


@dataclass(frozen=True)
class ScenarioForm:
    """A scenario's form as it was typed.

    `bounds`: by rule and field; `dropped`: keys of pins; `pin`, `person`: a new pin.
    """

    name: str
    version: int
    bounds: Mapping[tuple[str, str], str]
    raised: frozenset[str]
    dropped: frozenset[str] = frozenset()
    pin: str = ""
    person: str = ""
    pool: str = ""
    problems: list[Problem] = field(default_factory=list)


def parse_number(text: str) -> int | None:
    """Parse a typed number; None: it is none."""
    return int(text) if _NUMBER.fullmatch(text) else None


def read_scenario_form(form: FormData) -> ScenarioForm:
    """Read the fields of the form."""

    def one(name: str) -> str:
        return f"{form.get(name, '')}".strip()

    bounds = {}
    for name in form:
        kind, _, rest = name.partition(":")
        if kind == BOUND_PREFIX:
            rule, _, bound = rest.partition(":")
            bounds[rule, bound] = one(name)
    return ScenarioForm(
        name=one("name"),
        version=parse_number(one("version")) or 0,
        bounds=bounds,
        raised=frozenset(map(str, form.getlist("raised"))),
        dropped=frozenset(map(str, form.getlist("drop"))),
        pin=one("pin"),
        person=one("person"),
        pool=one("pool"),
    )


def build_scenario_form(scenario: Scenario, version: int, book: Rulebook) -> ScenarioForm:
    """Build the form of a stored scenario."""
    bounds = {
        (rule.id, name): "" if value is None else str(value)
        for rule in book.rules
        for name, value in get_movable_bounds(rule, scenario).items()
    }
    return ScenarioForm(scenario.name, version, bounds, frozenset(scenario.raised))


def get_movable_bounds(rule: Rule, scenario: Scenario) -> dict[str, int | None]:
    """Return the bounds that may be moved: those set by the rulebook or by the scenario."""
    if rule.strength is Strength.STANDARD:
        return {}
    own = scenario.overrides.get(rule.id, {})
    values = {name: own.get(name, getattr(rule, name)) for name in sorted(rule.adjustable)}
    return {n: v for n, v in values.items() if n in own or getattr(rule, n) is not None}


def build_scenario(typed: ScenarioForm, base: Scenario, book: Rulebook) -> Scenario:
    """Build the scenario that was typed; what the form does not show stays as it was.

    Texts that are not numbers are added to the problems of `typed`.
    """
    nameless = list_name_problems(typed.name) if typed.name else []
    typed.problems.extend(nameless)
    overrides = {rule: dict(fields) for rule, fields in base.overrides.items()}
    for (rule_id, name), text in typed.bounds.items():
        rule = book.by_id.get(rule_id)
        if rule is not None and name in rule.adjustable:
            _set_override(overrides, rule, name, text, typed.problems)
    aims = {rule.id for rule in book.rules if rule.strength is Strength.AIM}
    raised = {*(i for i in base.raised if i not in aims), *(typed.raised & aims)}
    return base.replace_unvalidated(
        name=base.name if nameless or not typed.name else typed.name,
        overrides={rule: fields for rule, fields in overrides.items() if fields},
        raised=tuple(sorted(raised)),
        pins=_build_pins(typed, base.pins),
    )


def list_name_problems(name: str) -> list[Problem]:
    """List what is wrong with the name of a scenario.

    A stored scenario with such a name could not be read again.
    """
    try:
        Scenario(name=name)
    except ValidationError as error:
        return list_validation_problems(error)
    return []


def _set_override(
    overrides: BoundOverrides, rule: Rule, name: str, text: str, problems: list[Problem]
) -> None:
    value = parse_number(text)
    if text and value is None:
        where = (rule.id, GivenValue(name))
        said = make_printable(text)
        vi, en = f"“{said}” không phải số nguyên từ 0.", f'"{said}" is not a whole number from 0 on.'
        problems.append(Problem("not_a_number", where, vi, en))
        return
    fields = overrides.setdefault(rule.id, {})
    fields.pop(name, None)
    if value != getattr(rule, name):
        fields[name] = value


@dataclass(frozen=True)
class ScenarioPin:
    """One person fixed. `sort`: a field of `Pins`; `where`: a post or a constituency."""

    sort: str
    person: str
    where: str = ""

    @property
    def key(self) -> str:
        """Return the pin as the form names it."""
        return f"{self.sort}|{self.where}|{self.person}"


def list_pins(pins: Pins) -> Iterator[ScenarioPin]:
    """Yield every pin by itself, in the order in which they are shown."""
    yield from (ScenarioPin("deputies", i) for i in pins.deputies)
    yield from (ScenarioPin("candidates", i) for i in pins.candidates)
    yield from (ScenarioPin("out", i) for i in pins.out)
    yield from (ScenarioPin("posts", i, post) for post, people in pins.posts.items() for i in people)
    yield from (ScenarioPin("constituencies", i, unit) for i, unit in pins.constituencies.items())


def _build_pins(typed: ScenarioForm, base: Pins) -> Pins:
    kept = [pin for pin in list_pins(base) if pin.key not in typed.dropped]
    if typed.person and typed.pin:
        sort, _, where = typed.pin.partition(" ")
        kept = [
            pin for pin in kept if not (sort == "constituencies" == pin.sort and pin.person == typed.person)
        ]
        kept.append(ScenarioPin(sort, typed.person, where))
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
