"""A scenario's editor: its council, its people, a slider per movable bound."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from cocau.app.db.models import DocumentRow
from cocau.app.files.text import build_word_matcher
from cocau.app.i18n.words import BOUNDS
from cocau.app.permissions import Permission
from cocau.app.present.names import Names
from cocau.app.services.documents import StoredVersion, is_own_document, list_documents, read_document
from cocau.app.services.planning.explanations import KnownRanges, get_ranges
from cocau.app.services.pools import POOLS, read_pool
from cocau.app.services.rulebooks import choose_council_rulebook
from cocau.app.services.scenarios import SCENARIOS
from cocau.app.web.desk.context import CouncilContext, PageContext, get_council_context
from cocau.app.web.desk.rules import RulebookEntry, build_chapters
from cocau.app.web.desk.scenarios.form import ScenarioForm, build_scenario, get_movable_bounds, parse_number
from cocau.app.web.desk.scenarios.summary import ScenarioSummarizer
from cocau.constraints.errors import GivenValue, InputError, InputPart, Problem
from cocau.constraints.model.name_order import get_person_order
from cocau.constraints.model.people import Person, Pool
from cocau.constraints.model.selectors import Among
from cocau.constraints.rules.rule import Rule, Strength
from cocau.solver.explain.bound_limits import BoundLimits, find_bound_limits, get_bound_group
from cocau.solver.explain.scenario import Scenario

FULL_PERCENT = 100
LEAST_SLIDER_END = 10
"""How far a slider goes at least where nothing says how far it could."""


@dataclass(frozen=True)
class SliderScale:
    """The scale below a slider, in hundredths of its length: range, law, plan."""

    start: float
    width: float
    law: float | None
    plan: float | None


@dataclass(frozen=True)
class BoundSlider:
    """A bound with a slider; `law`: the rulebook's value, `text`: what the form holds."""

    rule: Rule
    field: str
    words: str
    law: int | None
    text: str
    high: int
    found: BoundLimits | None
    problems: tuple[Problem, ...] = ()

    @property
    def id(self) -> str:
        """Return the id of the slider on the page."""
        return f"{self.rule.id}-{self.field.replace('_', '-')}"

    @property
    def name(self) -> str:
        """Return the slider's name in the form."""
        return f"bound:{self.rule.id}:{self.field}"

    @property
    def value(self) -> int | None:
        """Return the number in the form, if there is one."""
        return parse_number(self.text)

    @property
    def percent(self) -> bool:
        """Return whether the bound is counted in percent, not in people."""
        return self.field.endswith("percent")

    @property
    def broken(self) -> bool:
        """Return whether it is known that no slate is left with this number."""
        return self.found is not None and self.value is not None and self.found.is_broken_by(self.value)

    @property
    def scale(self) -> SliderScale:
        """Return the scale drawn below the slider."""
        low, high = 0, self.high
        if self.found is not None:
            low = self.found.below or 0
            high = self.high if self.found.above is None else min(self.found.above, self.high)
        start = self._to_percent(low)
        plan = None if self.found is None else self.found.plan
        return SliderScale(
            start, self._to_percent(high) - start, self._to_mark(self.law), self._to_mark(plan)
        )

    def _to_percent(self, value: int) -> float:
        return round(100 * min(value, self.high) / self.high, 2)

    def _to_mark(self, value: int | None) -> float | None:
        return None if value is None else self._to_percent(value)


@dataclass(frozen=True)
class SliderRow:
    """A rule with its sliders; `raised`: an aim that is to be kept as a must."""

    entry: RulebookEntry
    knobs: tuple[BoundSlider, ...]
    raised: bool
    problems: tuple[Problem, ...]

    @property
    def aim(self) -> bool:
        """Return whether the rule is an aim, which can be raised to a must."""
        return self.entry.strength is Strength.AIM

    @property
    def changed(self) -> bool:
        """Return whether the rule differs from the rulebook's."""
        return self.raised or any(
            knob.text != f"{'' if knob.law is None else knob.law}" for knob in self.knobs
        )


def build_slider_rows(
    speaker: ScenarioSummarizer, scenario: Scenario, typed: ScenarioForm, problems: Sequence[Problem]
) -> Iterator[SliderRow]:
    """Yield every rule that can be moved or raised, in the order of the documents."""
    for chapter in build_chapters(speaker.book, speaker.lang):
        for entry in chapter.entries:
            mine = tuple(p for p in problems if _is_about_rule(p, entry.id))
            knobs = tuple(_build_sliders(speaker, entry.rule, scenario, typed, mine))
            if knobs or entry.strength is Strength.AIM:
                told = {problem for knob in knobs for problem in knob.problems}
                rest = tuple(p for p in mine if p not in told)
                yield SliderRow(entry, knobs, entry.id in typed.raised, rest)


def list_standards(speaker: ScenarioSummarizer) -> tuple[RulebookEntry, ...]:
    """List the rules that no scenario may change."""
    found = build_chapters(speaker.book, speaker.lang)
    return tuple(e for one in found for e in one.entries if e.strength is Strength.STANDARD)


def list_general_problems(problems: Iterable[Problem], shown: Sequence[SliderRow]) -> tuple[Problem, ...]:
    """List the problems that belong to no slider."""
    return tuple(p for p in problems if not any(_is_about_rule(p, row.entry.id) for row in shown))


def _is_about_rule(problem: Problem, rule: str) -> bool:
    return any(step in {rule, GivenValue(rule), InputPart(rule)} for step in problem.loc)


def _build_sliders(
    speaker: ScenarioSummarizer,
    rule: Rule,
    scenario: Scenario,
    typed: ScenarioForm,
    problems: Sequence[Problem],
) -> Iterator[BoundSlider]:
    for name, kept in get_movable_bounds(rule, scenario).items():
        text = typed.bounds.get((rule.id, name), "" if kept is None else str(kept))
        found = find_bound_limits(rule, name, speaker.ranges, speaker.council)
        law: int | None = getattr(rule, name)
        yield BoundSlider(
            rule=rule,
            field=name,
            words=BOUNDS[name].of(speaker.lang),
            law=law,
            text=text,
            high=_get_slider_end(
                speaker, rule, name, [law, kept, parse_number(text), *_list_known_ends(found)]
            ),
            found=found,
            problems=tuple(p for p in problems if name in p.loc or GivenValue(name) in p.loc),
        )


def _list_known_ends(found: BoundLimits | None) -> list[int | None]:
    return [] if found is None else [found.above, found.below, found.plan]


def _get_slider_end(speaker: ScenarioSummarizer, rule: Rule, name: str, values: Iterable[int | None]) -> int:
    """Return the end of a slider: 100%, all seats, or somewhat beyond the known numbers."""
    most = max((value for value in values if value is not None), default=0)
    if name.endswith("percent"):
        return max(FULL_PERCENT, most)
    group = get_bound_group(rule, name)
    if group is not None and group.among is Among.DEPUTIES:
        return max(speaker.council.seats, most)
    return max(LEAST_SLIDER_END, most + most // 4)


MOST_OFFERED = 500
"""The most people in a list to choose from; with more, a search finds them."""


@dataclass(frozen=True)
class ScenarioEditor:
    """One scenario being edited. `pool`: the people it would be planned for, if there are any."""

    desk: PageContext
    place: CouncilContext
    held: StoredVersion[Scenario]
    pools: tuple[DocumentRow, ...]
    pool: StoredVersion[Pool] | None
    reach: KnownRanges
    speaker: ScenarioSummarizer

    @property
    def scenario(self) -> Scenario:
        """Return the scenario as it is stored."""
        return self.held.body

    @cached_property
    def may_edit(self) -> bool:
        """Return whether the caller may save it: owners may, and all with the right to edit."""
        own = is_own_document(self.desk.caller, SCENARIOS, self.held.document)
        return self.desk.may(Permission.ASK) and (own or self.desk.may(Permission.EDIT))

    def build_values(self, typed: ScenarioForm, problems: tuple[Problem, ...]) -> dict[str, Any]:
        """Build the values of the template for what was typed."""
        made = build_scenario(
            ScenarioForm(**{**vars(typed), "problems": []}), self.scenario, self.speaker.book
        )
        shown = tuple(build_slider_rows(self.speaker, self.scenario, typed, problems))
        return {
            "bench": self,
            "place": self.place,
            "typed": typed,
            "told": self.speaker.summarize(made),
            "kept": self.speaker.summarize(self.scenario),
            "rows": shown,
            "standards": list_standards(self.speaker),
            "problems": list_general_problems(problems, shown),
            "faulty": bool(problems),
            "sheet": Names(
                self.speaker.book, self.desk.lang, self.speaker.council, self.speaker.pool, codes=False
            ),
        }

    def found(self, words: str, most: int = MOST_OFFERED) -> tuple[Person, ...]:
        """Return the people whose name has every word, sorted by given name as lists are."""
        stand_in = build_word_matcher(words)
        people = (p for p in self.speaker.pool.people if stand_in(p.name))
        return tuple(sorted(people, key=get_person_order))[:most]


def get_scenario_editor(desk: PageContext, scenario_id: str, pool_id: str) -> ScenarioEditor:
    """Return the editor of a scenario. `pool_id`: its people, else those of the newest list.

    Raises:
        Forbidden, Missing, Erased: as `read_document`.
        InputError: there is no rulebook for the day of the election.
    """
    held = read_document(desk.store, desk.caller, SCENARIOS, scenario_id)
    place = get_council_context(desk, f"{held.document.about}")
    pools = tuple(list_documents(desk.store, desk.caller, POOLS, about=place.id))
    chosen = next((p for p in pools if p.id == pool_id), next(iter(pools), None))
    people = None if chosen is None else read_pool(desk.store, desk.caller, chosen.id)
    known = get_ranges(desk.store, desk.caller, place.id)
    speaker = get_summarizer(desk, place, held.body, None if people is None else people.body, known)
    if speaker is None:
        raise InputError([_NO_RULEBOOK])
    return ScenarioEditor(desk, place, held, pools, people, known, speaker)


def get_summarizer(
    desk: PageContext,
    place: CouncilContext,
    scenario: Scenario | None,
    pool: Pool | None = None,
    known: KnownRanges | None = None,
) -> ScenarioSummarizer | None:
    """Return the summarizer of a council's scenarios; None: no rulebook has its day."""
    named = None if scenario is None else scenario.rulebook
    day = (None if scenario is None else scenario.election_day) or place.council.election_day
    book = choose_council_rulebook(desk.store, desk.caller, place.id, day, named)
    if book is None:
        return None
    council = place.council.replace_unvalidated(election_day=day)
    return ScenarioSummarizer(
        book=book.for_council(council),
        council=council,
        pool=Pool(people=()) if pool is None else pool,
        lang=desk.lang,
        ranges=() if known is None else known.ranges,
    )


_NO_RULEBOOK = Problem(
    "unknown_rulebook",
    ("rulebook",),
    "Chưa có bộ quy định cho ngày bầu cử này.",
    "There is no rulebook for this election day.",
)
