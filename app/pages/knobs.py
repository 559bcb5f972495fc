"""Bounds as sliders: how far each goes, where it breaks, and what is wrong with what was typed."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from cocau.app.law_words import BOUNDS
from cocau.app.pages.law_book import Entry, chapters
from cocau.app.pages.scenario_form import Typed, bounds_of, whole
from cocau.app.pages.scenario_words import Speaker
from cocau.constraints.errors import Problem
from cocau.constraints.rule import Rule, Strength
from cocau.constraints.select import Among
from cocau.solver.explain.breaking import Break, break_of, group_of
from cocau.solver.explain.scenario import Scenario

PERCENT = 100
ROOM = 10
"""How far a slider goes at least where nothing says how far it could."""


@dataclass(frozen=True)
class Scale:
    """What is drawn below a slider, in hundredths of its length: what is possible, the law, the plan."""

    start: float
    width: float
    law: float | None
    plan: float | None


@dataclass(frozen=True)
class Knob:
    """A bound that may be moved. `law`: the rulebook's value; `text`: what stands in the form."""

    rule: Rule
    field: str
    words: str
    law: int | None
    text: str
    high: int
    found: Break | None
    problems: tuple[Problem, ...] = ()

    @property
    def id(self) -> str:
        """What tells it from the others on the page."""
        return f"{self.rule.id}-{self.field.replace('_', '-')}"

    @property
    def name(self) -> str:
        """Its name in the form."""
        return f"bound:{self.rule.id}:{self.field}"

    @property
    def value(self) -> int | None:
        """The number in the form, if there is one."""
        return whole(self.text)

    @property
    def percent(self) -> bool:
        """Whether it is counted in percent, not in people."""
        return self.field.endswith("percent")

    @property
    def broken(self) -> bool:
        """Whether it is known that no slate is left with this number."""
        return self.found is not None and self.value is not None and self.found.broken_by(self.value)

    @property
    def scale(self) -> Scale:
        """What is drawn."""
        low, high = 0, self.high
        if self.found is not None:
            low = self.found.below or 0
            high = self.high if self.found.above is None else min(self.found.above, self.high)
        start = self._at(low)
        plan = None if self.found is None else self.found.plan
        return Scale(start, self._at(high) - start, self._mark(self.law), self._mark(plan))

    def _at(self, value: int) -> float:
        return round(100 * min(value, self.high) / self.high, 2)

    def _mark(self, value: int | None) -> float | None:
        return None if value is None else self._at(value)


@dataclass(frozen=True)
class Row:
    """A rule with its sliders; `raised`: an aim that is to be kept as a must."""

    entry: Entry
    knobs: tuple[Knob, ...]
    raised: bool
    problems: tuple[Problem, ...]

    @property
    def aim(self) -> bool:
        """Whether it can be raised."""
        return self.entry.strength is Strength.AIM

    @property
    def changed(self) -> bool:
        """Whether it is another one than in the rulebook."""
        return self.raised or any(
            knob.text != f"{'' if knob.law is None else knob.law}" for knob in self.knobs
        )


def rows(speaker: Speaker, scenario: Scenario, typed: Typed, problems: Sequence[Problem]) -> Iterator[Row]:
    """Every rule that has something to be moved or raised, in the order of the documents."""
    for chapter in chapters(speaker.book, speaker.lang):
        for entry in chapter.entries:
            mine = tuple(p for p in problems if _about(p, entry.id))
            knobs = tuple(_knobs(speaker, entry.rule, scenario, typed, mine))
            if knobs or entry.strength is Strength.AIM:
                told = {problem for knob in knobs for problem in knob.problems}
                rest = tuple(p for p in mine if p not in told)
                yield Row(entry, knobs, entry.id in typed.raised, rest)


def standards(speaker: Speaker) -> tuple[Entry, ...]:
    """What no scenario may change."""
    found = chapters(speaker.book, speaker.lang)
    return tuple(e for one in found for e in one.entries if e.strength is Strength.STANDARD)


def elsewhere(problems: Iterable[Problem], shown: Sequence[Row]) -> tuple[Problem, ...]:
    """What is told at the head of the page, as it belongs to no slider."""
    return tuple(p for p in problems if not any(_about(p, row.entry.id) for row in shown))


def _about(problem: Problem, rule: str) -> bool:
    words = problem.where.replace(":", " ").replace(".", " ").split()
    return rule in words


def _knobs(
    speaker: Speaker, rule: Rule, scenario: Scenario, typed: Typed, problems: Sequence[Problem]
) -> Iterator[Knob]:
    for name, kept in bounds_of(rule, scenario).items():
        text = typed.bounds.get((rule.id, name), "" if kept is None else str(kept))
        found = break_of(rule, name, speaker.ranges, speaker.council)
        law: int | None = getattr(rule, name)
        yield Knob(
            rule=rule,
            field=name,
            words=BOUNDS[name].of(speaker.lang),
            law=law,
            text=text,
            high=_high(speaker, rule, name, [law, kept, whole(text), *_ends(found)]),
            found=found,
            problems=tuple(p for p in problems if name in p.where),
        )


def _ends(found: Break | None) -> list[int | None]:
    return [] if found is None else [found.above, found.below, found.plan]


def _high(speaker: Speaker, rule: Rule, name: str, values: Iterable[int | None]) -> int:
    """The end of a slider: all of 100%, all seats, else somewhat beyond every number that is known."""
    most = max((value for value in values if value is not None), default=0)
    if name.endswith("percent"):
        return max(PERCENT, most)
    group = group_of(rule, name)
    if group is not None and group.among is Among.DEPUTIES:
        return max(speaker.council.seats, most)
    return max(ROOM, most + most // 4)
