"""Offers to the request that a structure plan answers, with every fault told at once."""

from cocau.constraints.council import Council
from cocau.constraints.errors import InputError, OverrideError, Problem
from cocau.constraints.library import DEFAULT
from cocau.constraints.offers import Offers
from cocau.constraints.offers_checks import problems_with_offers
from cocau.constraints.rulebook import Overrides, Rulebook
from cocau.solver.plan import check, rulebook_for
from cocau.solver.request import PlanRequest
from cocau.solver.structure import introducing


def structure_request(
    council: Council,
    offers: Offers,
    *,
    rulebook: str | Rulebook = DEFAULT,
    overrides: Overrides | None = None,
    raised: tuple[str, ...] = (),
    seconds: float = 60,
) -> PlanRequest:
    """The request that a structure plan answers. `rulebook`: a name, or a whole one that is not on disk.

    Raises:
        InputError: everything wrong with the offers; if so, also with the council and the what-ifs.
    """
    request = PlanRequest(
        council=council,
        pool=offers.pool(council),
        rulebook=rulebook if isinstance(rulebook, str) else rulebook.name,
        overrides={rule: dict(fields) for rule, fields in (overrides or {}).items()},
        raised=raised,
        introducing=introducing(offers),
        seconds=seconds,
    )
    book, others = _checked(request, None if isinstance(rulebook, str) else rulebook)
    if problems := problems_with_offers(council, offers, book):
        raise InputError([*(p for p in others if not p.where.startswith(_MADE)), *problems])
    return request


_MADE = ("pool.", "introducing")
"""What is made of offers: whatever is wrong with it is told of the offers themselves."""


def _checked(request: PlanRequest, whole: Rulebook | None) -> tuple[Rulebook, tuple[Problem, ...]]:
    """The rules that bind, and every fault of the request but those of the offers."""
    problems: list[Problem] = []
    try:
        book = rulebook_for(request, whole)
    except OverrideError as error:
        problems += error.problems
        request = request.but(overrides={}, raised=())
        book = rulebook_for(request, whole)
    try:
        check(request, book)
    except InputError as error:
        problems += error.problems
    return book, tuple(problems)
