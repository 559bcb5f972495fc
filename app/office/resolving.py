"""From what was asked to a request that needs nothing else: references followed, the scenario done to it."""

from dataclasses import dataclass

from cocau.app.access.caller import Caller
from cocau.app.office.ask import Ask
from cocau.app.office.books import book_of
from cocau.app.office.councils import COUNCILS
from cocau.app.office.errors import Missing
from cocau.app.office.pools import POOLS
from cocau.app.office.references import Reader, Reference, References
from cocau.app.office.scenarios import SCENARIOS
from cocau.app.office.what_if import under
from cocau.app.settings import Settings
from cocau.app.store import Store
from cocau.constraints.council import Council
from cocau.constraints.errors import InputError, OverrideError, Problem
from cocau.constraints.people import Pool
from cocau.constraints.rulebook import Rulebook
from cocau.solver.asked import problems_of
from cocau.solver.plan import rulebook_for
from cocau.solver.request import PlanRequest


@dataclass(frozen=True)
class Resolved:
    """A request in canonical order with its whole rulebook, and where its parts came from.

    `book`: as loaded, with no what-if in it; `bound`: the rules that bind the request.
    """

    request: PlanRequest
    book: Rulebook
    bound: Rulebook
    references: References
    label: str
    locality: str


Book = tuple[Rulebook, Reference | None]


def resolved(
    store: Store, caller: Caller, settings: Settings, asked: Ask, kept: Book | None = None
) -> Resolved:
    """What is to be planned. `kept`: a rulebook to take instead of looking for the one that is named.

    Raises:
        Forbidden: the role does not allow to read what is referred to.
        Missing: the locality is not the caller's.
        InputError: everything wrong with the references; else everything wrong with the request.
    """
    reader = Reader(store, caller)
    council = reader.found(COUNCILS, asked.council, "council")
    pool = reader.found(POOLS, asked.pool, "pool")
    book, of_book = book_of(reader, asked.rulebook) if kept is None else kept
    scenario = None if asked.scenario is None else reader.found(SCENARIOS, asked.scenario, "scenario")
    reader.settle()
    locality = _locality(caller, asked.locality, council.locality)
    request = _request(asked, council.body, pool.body).but(rulebook=book.name)
    if scenario is not None:
        request, book, of_book = under(reader, request, book, of_book, scenario.body)
    references = References(
        council=council.reference,
        pool=pool.reference,
        rulebook=of_book,
        scenario=None if scenario is None else scenario.reference,
    )
    request = request.but(seconds=min(request.seconds, settings.max_seconds)).in_order()
    return Resolved(request, book, checked(request, book, settings), references, asked.label, locality)


def checked(request: PlanRequest, book: Rulebook, settings: Settings) -> Rulebook:
    """The rules that bind a request that can be planned.

    Raises:
        InputError: everything wrong with it.
    """
    too_many = _too_many(request.pool, settings.max_people)
    if too_many:
        raise InputError(too_many)
    try:
        bound = rulebook_for(request, book)
    except OverrideError as error:
        unchanged = book.for_council(request.council)
        raise type(error)([*error.problems, *problems_of(request, unchanged)]) from None
    if problems := problems_of(request, bound):
        raise InputError(problems)
    return bound


def _request(asked: Ask, council: Council, pool: Pool) -> PlanRequest:
    return PlanRequest(
        council=council,
        pool=pool,
        rulebook=asked.rulebook,
        overrides=asked.overrides,
        raised=asked.raised,
        pins=asked.pins,
        introducing=asked.introducing,
        near=asked.near,
        gone=asked.gone,
        seconds=asked.seconds,
    )


def _locality(caller: Caller, asked: str | None, home: str | None) -> str:
    """Raises Missing: it is not the caller's."""
    locality = asked or home or caller.scope
    if not caller.sees(locality):
        raise Missing(locality)
    return locality


def _too_many(pool: Pool, most: int) -> list[Problem]:
    if len(pool.people) <= most:
        return []
    vi = f"Có {len(pool.people)} người, nhiều nhất là {most}."
    return [Problem("too_many_people", "pool.people", vi, f"{len(pool.people)} people, at most {most}.")]
