"""What is different in a scenario, in words: departures from the rulebook first, then who is fixed where."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from cocau.app.languages import Lang
from cocau.app.law_words import BOUNDS
from cocau.app.pages.law_book import plain
from cocau.app.pages.scenario_form import Pin, pins_of
from cocau.app.render.leaf import Leaf
from cocau.app.render.sheet import Sheet
from cocau.constraints.council import Council
from cocau.constraints.people import Pool
from cocau.constraints.rule import Rule
from cocau.constraints.rulebook import Rulebook
from cocau.solver.explain.breaking import break_of
from cocau.solver.explain.ranges import Range
from cocau.solver.explain.scenario import Scenario


@dataclass(frozen=True)
class Moved:
    """A bound that is another one than the rulebook's. `broken`: it is known that no slate is left."""

    rule: Rule
    says: str
    words: str
    was: str
    now: str
    broken: bool

    @property
    def text(self) -> str:
        """In a line."""
        return f"{self.says} {self.words}: {self.was} → {self.now}"


@dataclass(frozen=True)
class Fixed:
    """One pin in words. `known`: whether the person is in the pool that is looked at."""

    pin: Pin
    name: str
    words: str
    known: bool

    @property
    def text(self) -> str:
        """In a line."""
        return f"{self.name}: {self.words}"


@dataclass(frozen=True)
class Told:
    """Everything that is different in a scenario."""

    moved: tuple[Moved, ...] = ()
    raised: tuple[tuple[Rule, str], ...] = ()
    fixed: tuple[Fixed, ...] = ()
    others: tuple[str, ...] = ()

    @property
    def lines(self) -> tuple[str, ...]:
        """Each difference in a line, to be set beside those of another version."""
        raised = (f"{says} ↑" for _, says in self.raised)
        return (*(m.text for m in self.moved), *raised, *(f.text for f in self.fixed), *self.others)


@dataclass(frozen=True)
class Speaker:
    """What it takes to tell of scenarios about a council: its rules, its people, the language, the ranges."""

    book: Rulebook
    council: Council
    pool: Pool
    lang: Lang
    ranges: tuple[Range, ...] = ()

    def told(self, scenario: Scenario) -> Told:
        """What is different in a scenario."""
        known = self.book.by_id
        return Told(
            moved=tuple(self._moved(scenario)),
            raised=tuple((known[i], self.says(known[i])) for i in scenario.raised if i in known),
            fixed=tuple(self.fixed(pins_of(scenario.pins))),
            others=tuple(self._others(scenario)),
        )

    def says(self, rule: Rule) -> str:
        """A rule in words, with its bounds as in the rulebook."""
        return plain(Leaf(self.book, self.lang).says(rule))

    def fixed(self, pins: Iterable[Pin]) -> Iterator[Fixed]:
        """Pins in words."""
        sheet = Sheet(self.book, self.lang, self.council, self.pool)
        for pin in pins:
            yield Fixed(pin, sheet.person(pin.person), _where(sheet, pin), pin.person in self.pool.by_id)

    def _moved(self, scenario: Scenario) -> Iterator[Moved]:
        for rule_id, fields in scenario.overrides.items():
            rule = self.book.by_id.get(rule_id)
            if rule is None:
                continue
            for name, now in fields.items():
                found = break_of(rule, name, self.ranges, self.council)
                broken = found is not None and now is not None and found.broken_by(now)
                yield Moved(
                    rule,
                    self.says(rule),
                    BOUNDS[name].of(self.lang),
                    self._number(getattr(rule, name)),
                    self._number(now),
                    broken,
                )

    def _number(self, value: int | None) -> str:
        return self._say("không đặt", "not set") if value is None else str(value)

    def _others(self, scenario: Scenario) -> Iterator[str]:
        """What the page shows and does not edit."""
        say = self._say
        for rule in sorted({*scenario.overrides, *scenario.raised} - self.book.by_id.keys()):
            yield say(f"Đổi một quy định không có ở đây: {rule}", f"Changes a rule not known here: {rule}")
        if scenario.rulebook is not None:
            yield say(f"Bộ quy định: {scenario.rulebook}", f"Rulebook: {scenario.rulebook}")
        if scenario.election_day is not None:
            day = scenario.election_day
            yield say(f"Ngày bầu cử: {day:%d/%m/%Y}", f"Election day: {day.day} {day:%B %Y}")
        yield from self._of_people(scenario)
        if scenario.without_pins:
            yield say("Bỏ mọi điều cố định của yêu cầu gốc", "Pins of the request are let go")
        if scenario.stay_near:
            yield say("Giữ gần phương án gốc nhất có thể", "Stays as near to the base as can be")

    def _of_people(self, scenario: Scenario) -> Iterator[str]:
        say, sheet = self._say, Sheet(self.book, self.lang, self.council, self.pool)
        if scenario.withdrawn:
            names = sheet.people(scenario.withdrawn)
            yield say(f"Không còn ứng cử: {names}", f"No longer standing: {names}")
        for i, percent in scenario.confidence.items():
            name = sheet.person(i)
            yield say(f"Tín nhiệm của cử tri: {name} {percent}%", f"Voters' confidence: {name} {percent}%")
        if scenario.secretary_not_chairing is not None:
            yield say(
                "Bí thư không làm Chủ tịch HĐND, có lý do", "The secretary does not chair, for a reason"
            )
        for i in scenario.unmet:
            yield say(f"Có tiêu chuẩn không đạt: {sheet.person(i)}", f"Misses a standard: {sheet.person(i)}")

    def _say(self, vi: str, en: str) -> str:
        return en if self.lang is Lang.EN else vi


def _where(sheet: Sheet, pin: Pin) -> str:
    match pin.sort:
        case "deputies":
            return sheet.say("là đại biểu dự kiến", "is an intended deputy")
        case "candidates":
            return sheet.say("có trong danh sách ứng cử", "is on a list")
        case "out":
            return sheet.say("không đưa vào danh sách nào", "is on no list")
        case "posts":
            return sheet.say(
                f"giữ chức danh {sheet.post(pin.where)}", f"holds the post {sheet.post(pin.where)}"
            )
    return sheet.say(f"ứng cử ở {sheet.unit(pin.where)}", f"stands in {sheet.unit(pin.where)}")
