"""What the page of a scenario is made of: the council, its rules, its people, and how far bounds can go."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from cocau.app.access.roles import May
from cocau.app.imports.safe_text import fold, looked_for
from cocau.app.office.pools import looked_at
from cocau.app.office.ranging import Reach, reach
from cocau.app.office.reading_documents import listed, read
from cocau.app.office.rulebooks import book_for
from cocau.app.office.scenarios import SCENARIOS
from cocau.app.office.shelf import Held, is_own
from cocau.app.pages.desk import Desk
from cocau.app.pages.knobs import elsewhere, rows, standards
from cocau.app.pages.place import Place, place_of
from cocau.app.pages.scenario_form import Typed, scenario_of
from cocau.app.pages.scenario_words import Speaker
from cocau.app.render.sheet import Sheet
from cocau.app.store.tables import Document, Kind
from cocau.constraints.errors import InputError, Problem
from cocau.constraints.people import Person, Pool
from cocau.solver.explain.scenario import Scenario

MOST_OFFERED = 500
"""People in a list that is not searched: with more, whoever runs no script uses the search."""


@dataclass(frozen=True)
class Bench:
    """One scenario that is worked on. `pool`: the people it would be planned for, if there are any."""

    desk: Desk
    place: Place
    held: Held[Scenario]
    pools: tuple[Document, ...]
    pool: Held[Pool] | None
    reach: Reach
    speaker: Speaker

    @property
    def scenario(self) -> Scenario:
        """The scenario as it is kept."""
        return self.held.body

    @cached_property
    def may_edit(self) -> bool:
        """Whether this caller may save it: one's own, or with the right to edit, anybody's."""
        own = is_own(self.desk.caller, SCENARIOS, self.held.document)
        return self.desk.may(May.ASK) and (own or self.desk.may(May.EDIT))

    def shown(self, typed: Typed, problems: tuple[Problem, ...]) -> dict[str, Any]:
        """What the template needs for what was typed."""
        made = scenario_of(Typed(**{**vars(typed), "problems": []}), self.scenario, self.speaker.book)
        shown = tuple(rows(self.speaker, self.scenario, typed, problems))
        return {
            "bench": self,
            "place": self.place,
            "typed": typed,
            "told": self.speaker.told(made),
            "kept": self.speaker.told(self.scenario),
            "rows": shown,
            "standards": standards(self.speaker),
            "problems": elsewhere(problems, shown),
            "faulty": bool(problems),
            "sheet": Sheet(self.speaker.book, self.desk.lang, self.speaker.council, self.speaker.pool),
        }

    def found(self, words: str, most: int = MOST_OFFERED) -> tuple[Person, ...]:
        """People in whose name every word is found, by given name as lists are."""
        stand_in = looked_for(words)
        people = (p for p in self.speaker.pool.people if stand_in(p.name))
        return tuple(sorted(people, key=lambda p: (fold(p.name).split()[-1:], p.name)))[:most]


def bench_of(desk: Desk, which: str, pool: str) -> Bench:
    """What there is about a scenario. `pool`: of these people, else of the newest list.

    Raises:
        Forbidden, Missing, Erased: as `reading_documents.read`.
        InputError: there is no rulebook for the day of the election.
    """
    held = read(desk.store, desk.caller, SCENARIOS, which)
    place = place_of(desk, f"{held.document.about}")
    pools = tuple(listed(desk.store, desk.caller, Kind.POOL, about=place.id))
    chosen = next((p for p in pools if p.id == pool), next(iter(pools), None))
    people = None if chosen is None else looked_at(desk.store, desk.caller, chosen.id)
    known = reach(desk.store, desk.caller, place.id)
    speaker = speaker_of(desk, place, held.body, None if people is None else people.body, known)
    if speaker is None:
        raise InputError([_NO_BOOK])
    return Bench(desk, place, held, pools, people, known, speaker)


def speaker_of(
    desk: Desk,
    place: Place,
    scenario: Scenario | None,
    pool: Pool | None = None,
    known: Reach | None = None,
) -> Speaker | None:
    """What tells of scenarios about a council; None: there is no rulebook for its day."""
    named = None if scenario is None else scenario.rulebook
    day = (None if scenario is None else scenario.election_day) or place.council.election_day
    book = book_for(desk.store, desk.caller, named, day)
    if book is None:
        return None
    council = place.council.but(election_day=day)
    return Speaker(
        book=book.for_council(council),
        council=council,
        pool=Pool(people=()) if pool is None else pool,
        lang=desk.lang,
        ranges=() if known is None else known.ranges,
    )


_NO_BOOK = Problem(
    "unknown_rulebook",
    "rulebook",
    "Chưa có bộ quy định cho ngày bầu cử này.",
    "There is no rulebook for this election day.",
)
