"""Offers to the request that a structure plan answers, with every fault told at once."""

from constraints.council import Council
from constraints.errors import InputError, OverrideError, Problem
from constraints.library import DEFAULT
from constraints.offers import Offers
from constraints.offers_checks import problems_with_offers
from constraints.rulebook import Overrides, Rulebook
from solver.plan import check, rulebook_for
from solver.request import PlanRequest
from solver.structure import introducing


def structure_request(
    council: Council,
    offers: Offers,
    *,
    rulebook: str = DEFAULT,
    overrides: Overrides | None = None,
    raised: tuple[str, ...] = (),
    seconds: float = 60,
) -> PlanRequest:
    """The request that a structure plan answers.

    Raises:
        InputError: everything wrong with the offers; if so, also with the council and the what-ifs.
    """
    request = PlanRequest(
        council=council,
        pool=offers.pool(council),
        rulebook=rulebook,
        overrides={rule: dict(fields) for rule, fields in (overrides or {}).items()},
        raised=raised,
        introducing=introducing(offers),
        seconds=seconds,
    )
    book, others = _checked(request)
    if problems := problems_with_offers(council, offers, book):
        raise InputError([*(p for p in others if not p.where.startswith(_MADE)), *problems])
    return request


_MADE = ("pool.", "introducing")
"""What is made of offers: whatever is wrong with it is told of the offers themselves."""


def _checked(request: PlanRequest) -> tuple[Rulebook, tuple[Problem, ...]]:
    """The rules that bind, and every fault of the request but those of the offers."""
    problems: list[Problem] = []
    try:
        book = rulebook_for(request)
    except OverrideError as error:
        problems += error.problems
        request = request.but(overrides={}, raised=())
        book = rulebook_for(request)
    try:
        check(request, book)
    except InputError as error:
        problems += error.problems
    return book, tuple(problems)
