"""Named what-ifs about a council, kept in versions; whoever may ask may keep, edit and erase their own."""

from collections.abc import Iterator

from cocau.app.access.caller import Caller
from cocau.app.access.roles import May
from cocau.app.office.councils import COUNCILS
from cocau.app.office.documents import edit, make
from cocau.app.office.reading_documents import read
from cocau.app.office.rulebooks import book_for
from cocau.app.office.shelf import Held, Shelf
from cocau.app.store import Store
from cocau.app.store.tables import Kind
from cocau.constraints.council import Council
from cocau.constraints.errors import InputError, OverrideError, Problem
from cocau.constraints.rulebook import Rulebook
from cocau.solver.changes import percent_problems
from cocau.solver.explain.scenario import Scenario

SCENARIOS = Shelf(Kind.SCENARIO, Scenario, read=May.SEE_PEOPLE, make=May.ASK)


def add(store: Store, caller: Caller, council: str, scenario: Scenario, *, note: str = "") -> Held[Scenario]:
    """A new scenario about a council, called as it calls itself.

    Raises:
        Forbidden, Missing, Erased: as `documents.make`, and `reading_documents.read` of the council.
        InputError: everything wrong with it, as far as that can be told without people.
    """
    caller.must(SCENARIOS.make)
    _check(store, caller, council, scenario)
    return make(store, caller, SCENARIOS, scenario, label=scenario.name, about=council, note=note)


def revise(
    store: Store, caller: Caller, which: str, scenario: Scenario, *, expected: int, note: str = ""
) -> Held[Scenario]:
    """A new version of a scenario.

    Raises:
        Forbidden, Missing, Erased, Stale: as `documents.edit`.
        InputError: as `add`.
    """
    caller.must(SCENARIOS.make)
    about = read(store, caller, SCENARIOS, which).document.about
    _check(store, caller, f"{about}", scenario)
    return edit(store, caller, SCENARIOS, which, scenario, expected=expected, label=scenario.name, note=note)


def _check(store: Store, caller: Caller, which: str, scenario: Scenario) -> None:
    if problems := problems_with(store, caller, which, scenario):
        raise InputError(problems)


def problems_with(store: Store, caller: Caller, which: str, scenario: Scenario) -> list[Problem]:
    """Everything wrong with a scenario about a council, as far as that can be told without people.

    Raises:
        Forbidden, Missing, Erased: as `reading_documents.read` of the council.
    """
    council = read(store, caller, COUNCILS, which).body
    day = scenario.election_day or council.election_day
    book = book_for(store, caller, scenario.rulebook, day)
    problems = [*_people(scenario), *_places(council, scenario)]
    if book is not None:
        problems += _rules(book.for_council(council.but(election_day=day)), scenario)
    return problems


def _people(scenario: Scenario) -> Iterator[Problem]:
    if scenario.pool is not None:
        yield Problem(
            "pool_not_here",
            "scenario.pool",
            "Danh sách giới thiệu được lưu riêng (pools), có thời hạn lưu; kịch bản không giữ danh sách.",
            "A pool is kept by itself, for its own time; a scenario holds none.",
        )
    yield from percent_problems(scenario.confidence, "scenario.confidence.")


def _places(council: Council, scenario: Scenario) -> Iterator[Problem]:
    """Posts and constituencies that the council does not have."""
    units = [unit.id for unit in council.constituencies]
    for person, unit in scenario.pins.constituencies.items():
        if unit not in units:
            yield Problem(
                "unknown_constituency",
                f"scenario.pins.constituencies.{person}",
                f"Không có đơn vị bầu cử '{unit}'; có: {', '.join(units)}.",
                f"There is no constituency '{unit}'; there are: {', '.join(units)}.",
            )
    for post in scenario.pins.posts:
        if post not in council.posts:
            yield Problem(
                "unknown_post",
                f"scenario.pins.posts.{post}",
                f"Không có chức danh '{post}'; có: {', '.join(council.posts)}.",
                f"There is no post '{post}'; there are: {', '.join(council.posts)}.",
            )


def _rules(book: Rulebook, scenario: Scenario) -> list[Problem]:
    """What no what-if may change, and rules that there are not; each bound and each aim told by itself."""
    problems: list[Problem] = []
    for rule, fields in scenario.overrides.items():
        try:
            book.changed({rule: fields})
        except OverrideError as error:
            problems += [problem.at("scenario.overrides") for problem in error.problems]
    for aim in scenario.raised:
        try:
            book.raised([aim])
        except OverrideError as error:
            problems += [problem.at("scenario.raised") for problem in error.problems]
    return problems
