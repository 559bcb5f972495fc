"""A scenario's differences in words: departures from the rulebook, then fixed people."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from cocau.app.i18n.languages import Lang, say
from cocau.app.i18n.words import BOUNDS
from cocau.app.present.names import Names
from cocau.app.present.wording import PlainWording
from cocau.app.web.desk.rules import strip_markdown
from cocau.app.web.desk.scenarios.form import ScenarioPin, list_pins
from cocau.constraints.model.council import Council
from cocau.constraints.model.people import Pool
from cocau.constraints.rulebook import Rulebook
from cocau.constraints.rules.rule import Rule
from cocau.solver.explain.bound_limits import find_bound_limits
from cocau.solver.explain.ranges import GroupRange
from cocau.solver.explain.scenario import Scenario


@dataclass(frozen=True)
class MovedBound:
    """A bound that differs from the rulebook's. `broken`: it is known that no slate is left."""

    rule: Rule
    says: str
    words: str
    was: str
    now: str
    broken: bool

    @property
    def text(self) -> str:
        """Return the moved bound in one line."""
        return f"{self.says} {self.words}: {self.was} → {self.now}"


@dataclass(frozen=True)
class FixedPerson:
    """One pin in words. `known`: whether the person is in the pool shown."""

    pin: ScenarioPin
    name: str
    words: str
    known: bool

    @property
    def text(self) -> str:
        """Return the pin in one line."""
        return f"{self.name}: {self.words}"


@dataclass(frozen=True)
class ScenarioSummary:
    """Everything that a scenario changes."""

    moved: tuple[MovedBound, ...] = ()
    raised: tuple[tuple[Rule, str], ...] = ()
    fixed: tuple[FixedPerson, ...] = ()
    others: tuple[str, ...] = ()

    @property
    def lines(self) -> tuple[str, ...]:
        """Return each change in a line, to be compared with those of another version."""
        raised = (f"{says} ↑" for _, says in self.raised)
        return (*(m.text for m in self.moved), *raised, *(f.text for f in self.fixed), *self.others)


@dataclass(frozen=True)
class ScenarioSummarizer:
    """The rules, people, language and ranges that scenarios of a council are described with."""

    book: Rulebook
    council: Council
    pool: Pool
    lang: Lang
    ranges: tuple[GroupRange, ...] = ()

    def summarize(self, scenario: Scenario) -> ScenarioSummary:
        """Summarize what a scenario changes."""
        known = self.book.by_id
        return ScenarioSummary(
            moved=tuple(self._list_moved_bounds(scenario)),
            raised=tuple((known[i], self.describe_rule(known[i])) for i in scenario.raised if i in known),
            fixed=tuple(self.describe_pins(list_pins(scenario.pins))),
            others=tuple(self._list_other_changes(scenario)),
        )

    def describe_rule(self, rule: Rule) -> str:
        """Describe a rule, with its bounds as in the rulebook."""
        return strip_markdown(PlainWording(self.book, self.lang).says(rule))

    def describe_pins(self, pins: Iterable[ScenarioPin]) -> Iterator[FixedPerson]:
        """Describe pins."""
        sheet = Names(self.book, self.lang, self.council, self.pool, codes=False)
        for pin in pins:
            yield FixedPerson(
                pin, sheet.person(pin.person), _describe_pin(sheet, pin), pin.person in self.pool.by_id
            )

    def _list_moved_bounds(self, scenario: Scenario) -> Iterator[MovedBound]:
        for rule_id, fields in scenario.overrides.items():
            rule = self.book.by_id.get(rule_id)
            if rule is None:
                continue
            for name, now in fields.items():
                found = find_bound_limits(rule, name, self.ranges, self.council)
                broken = found is not None and now is not None and found.is_broken_by(now)
                yield MovedBound(
                    rule,
                    self.describe_rule(rule),
                    BOUNDS[name].of(self.lang),
                    self._format_number(getattr(rule, name)),
                    self._format_number(now),
                    broken,
                )

    def _format_number(self, value: int | None) -> str:
        return self._say("không đặt", "not set") if value is None else str(value)

    def _list_other_changes(self, scenario: Scenario) -> Iterator[str]:
        """Yield the changes that the page shows and does not edit."""
        say = self._say
        for rule in sorted({*scenario.overrides, *scenario.raised} - self.book.by_id.keys()):
            yield say(f"Đổi một quy định không có ở đây: {rule}", f"Changes a rule not known here: {rule}")
        if scenario.rulebook is not None:
            yield say(f"Bộ quy định: {scenario.rulebook}", f"Rulebook: {scenario.rulebook}")
        if scenario.election_day is not None:
            day = scenario.election_day
            yield say(f"Ngày bầu cử: {day:%d/%m/%Y}", f"Election day: {day.day} {day:%B %Y}")
        yield from self._list_people_changes(scenario)
        if scenario.without_pins:
            yield say("Bỏ mọi điều cố định của yêu cầu gốc", "Pins of the request are let go")
        if scenario.stay_near:
            yield say("Giữ gần phương án gốc nhất có thể", "Stays as near to the base as can be")

    def _list_people_changes(self, scenario: Scenario) -> Iterator[str]:
        say, sheet = self._say, Names(self.book, self.lang, self.council, self.pool, codes=False)
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
        return say(self.lang, vi, en)


def _describe_pin(sheet: Names, pin: ScenarioPin) -> str:
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
