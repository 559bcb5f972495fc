"""From offers to the request that a structure plan answers, all faults reported at once."""

from cocau.constraints.checks.offers import check_offers
from cocau.constraints.errors import InputError, OverrideError, Problem
from cocau.constraints.model.council import Council
from cocau.constraints.model.offers import Offers
from cocau.constraints.rulebook import Overrides, Rulebook
from cocau.solver.plan import check_request, resolve_rulebook
from cocau.solver.request import PlanRequest
from cocau.solver.structure_plan import build_introductions


def build_structure_request(
    council: Council,
    offers: Offers,
    *,
    rulebook: str | Rulebook = "",
    overrides: Overrides | None = None,
    raised: tuple[str, ...] = (),
    seconds: float = 60,
) -> PlanRequest:
    """Build the request that a structure plan answers.

    `rulebook`: a name, that of the election day if empty, or a whole one that is not on disk.

    Raises:
        InputError: everything wrong with the offers; if so, also with the council and the what-ifs.
    """
    request = PlanRequest(
        council=council,
        pool=offers.build_pool(council),
        rulebook=rulebook if isinstance(rulebook, str) else rulebook.name,
        overrides={rule: dict(fields) for rule, fields in (overrides or {}).items()},
        raised=raised,
        introducing=build_introductions(offers),
        seconds=seconds,
    )
    book, others = _resolve_and_check(request, None if isinstance(rulebook, str) else rulebook)
    if problems := check_offers(council, offers, book):
        raise InputError([*(p for p in others if p.loc[:1] not in _DERIVED_PARTS), *problems])
    return request


_DERIVED_PARTS = (("pool",), ("introducing",))
"""Parts made of offers: their problems are reported at the offers themselves."""


def _resolve_and_check(
    request: PlanRequest, given_book: Rulebook | None
) -> tuple[Rulebook, tuple[Problem, ...]]:
    """Return the rules that bind, and every fault of the request but those of the offers."""
    problems: list[Problem] = []
    try:
        book = resolve_rulebook(request, given_book)
    except OverrideError as error:
        problems += error.problems
        request = request.replace_unvalidated(overrides={}, raised=())
        book = resolve_rulebook(request, given_book)
    try:
        check_request(request, book)
    except InputError as error:
        problems += error.problems
    return book, tuple(problems)
