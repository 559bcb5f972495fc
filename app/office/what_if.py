"""A scenario done to a request, as `cocau scenarios` does one to its base."""

from cocau.app.office.books import book_of
from cocau.app.office.references import Reader, Reference
from cocau.constraints.errors import InputError, Problem
from cocau.constraints.rulebook import Rulebook
from cocau.solver.changes import change_problems, changed
from cocau.solver.explain.scenario import Scenario
from cocau.solver.request import Pins, PlanRequest

With = tuple[PlanRequest, Rulebook, Reference | None]


def under(
    reader: Reader, request: PlanRequest, book: Rulebook, of_book: Reference | None, scenario: Scenario
) -> With:
    """The request as it is in the scenario, and its rulebook.

    Pins of the request on people who may not stand any more are let go; the scenario's own come to the rest.

    Raises:
        InputError: everything wrong with the changes, as far as no rule is asked.
    """
    pool = request.pool if scenario.pool is None else scenario.pool
    problems = list(change_problems(pool, scenario))
    if scenario.stay_near and request.near is None:
        problems.append(_NO_SLATE)
    if problems:
        raise InputError([problem.at("scenario") for problem in problems])
    if scenario.rulebook is not None:
        book, of_book = book_of(reader, scenario.rulebook)
        request = request.but(rulebook=book.name)
    if scenario.election_day is not None:
        request = request.but(council=request.council.but(election_day=scenario.election_day))
    if scenario.without_pins:
        request = request.but(pins=Pins())
    request = changed(request, scenario, book.for_council(request.council))
    return request.but(pins=request.pins.joined(scenario.pins)), book, of_book


_NO_SLATE = Problem(
    "no_slate",
    "stay_near",
    "Yêu cầu không có danh sách (near) để giữ gần.",
    "The request holds no slate (near) to stay near.",
)
