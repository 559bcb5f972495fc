"""Scenarios: named what-ifs about a council, in versions, edited by who may create one."""

from collections.abc import Iterator

from cocau.app.auth.caller import Caller
from cocau.app.db.engine import Store
from cocau.app.db.models import DocumentKind
from cocau.app.permissions import Permission
from cocau.app.services.councils import COUNCILS
from cocau.app.services.documents import DocumentChange, DocumentType, read_document
from cocau.app.services.rulebooks import choose_council_rulebook
from cocau.constraints.errors import OverrideError, Problem
from cocau.constraints.model.council import Council
from cocau.constraints.rulebook import Rulebook
from cocau.solver.explain.scenario import Scenario
from cocau.solver.replanning import find_percent_problems


def find_problems(store: Store, caller: Caller, council_id: str, scenario: Scenario) -> list[Problem]:
    """List everything wrong with a scenario that can be found without people.

    Raises:
        Forbidden, Missing, Erased: as `read_document` of the council.
    """
    council = read_document(store, caller, COUNCILS, council_id).body
    day = scenario.election_day or council.election_day
    book = choose_council_rulebook(store, caller, council_id, day, scenario.rulebook)
    problems = [*_check_people(scenario), *_check_places(council, scenario)]
    if book is not None:
        problems += _check_rules(book.for_council(council.replace_unvalidated(election_day=day)), scenario)
    return problems


def _check_people(scenario: Scenario) -> Iterator[Problem]:
    if scenario.pool is not None:
        yield Problem(
            "pool_not_here",
            ("scenario", "pool"),
            "Danh sách giới thiệu được lưu riêng (pools), có thời hạn lưu; kịch bản không giữ danh sách.",
            "A pool is kept by itself, for its own time; a scenario holds none.",
        )
    yield from find_percent_problems(scenario.confidence, lambda i: ("scenario", "confidence", i))


def _check_places(council: Council, scenario: Scenario) -> Iterator[Problem]:
    """Yield problems with posts and constituencies that the council does not have."""
    units = [unit.id for unit in council.constituencies]
    for person, unit in scenario.pins.constituencies.items():
        if unit not in units:
            yield Problem(
                "unknown_constituency",
                ("scenario", "pins", "constituencies", person),
                f"Không có đơn vị bầu cử '{unit}'; có: {', '.join(units)}.",
                f"There is no constituency '{unit}'; there are: {', '.join(units)}.",
            )
    for post in scenario.pins.posts:
        if post not in council.posts:
            yield Problem(
                "unknown_post",
                ("scenario", "pins", "posts", post),
                f"Không có chức danh '{post}'; có: {', '.join(council.posts)}.",
                f"There is no post '{post}'; there are: {', '.join(council.posts)}.",
            )


def _check_rules(book: Rulebook, scenario: Scenario) -> list[Problem]:
    """List the overrides and raised aims that the rulebook does not allow."""
    problems: list[Problem] = []
    for rule, fields in scenario.overrides.items():
        try:
            book.apply_overrides({rule: fields})
        except OverrideError as error:
            problems += [problem.within("scenario.overrides") for problem in error.problems]
    for aim in scenario.raised:
        try:
            book.raise_aims([aim])
        except OverrideError as error:
            problems += [problem.within("scenario.raised") for problem in error.problems]
    return problems


def _check_scenario(change: DocumentChange[Scenario]) -> list[Problem]:
    return find_problems(change.store, change.caller, change.get_subject(), change.body)


SCENARIOS = DocumentType(
    DocumentKind.SCENARIO,
    Scenario,
    read_permission=Permission.SEE_PEOPLE,
    create_permission=Permission.ASK,
    check=_check_scenario,
    label=lambda scenario: scenario.name,
)
