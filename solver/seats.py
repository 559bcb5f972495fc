"""From population to seats, constituencies and the size of the lists; and the council of a draft."""

from collections.abc import Iterator
from fractions import Fraction

from cocau.constraints.checks import council_problems, term_problems
from cocau.constraints.council import Constituency, Council
from cocau.constraints.draft import Draft, draft_problems
from cocau.constraints.errors import InputError, Problem
from cocau.constraints.kinds.share import Share
from cocau.constraints.kinds.surplus import Surplus
from cocau.constraints.rulebook import Rulebook
from cocau.solver.constituencies import impossible, limit_of, place_of, shares_of, units_of
from cocau.solver.lists import list_range
from cocau.solver.seat_count import counted
from cocau.solver.seat_plan import Asked, SeatPlan, asked_by
from cocau.solver.seat_rules import rules_of


def seat_plan(asked: Asked, book: Rulebook) -> SeatPlan:
    """Seats, constituencies and lists.

    Raises:
        InputError: a number cannot be known, or the wish cannot be met; says what would be possible.
    """
    problems = list(term_problems(book, asked.day, "draft.election_day"))
    if problems:
        raise InputError(problems)
    rules = rules_of(book, asked)
    count = counted(asked, rules)
    limit = limit_of(rules)
    problems = list(impossible(asked, count.seats, limit))
    if problems:
        raise InputError(problems)
    shares = shares_of(asked, count.seats, limit)
    units = tuple(units_of(asked, shares, count.seats, limit, rules.surplus))
    sizes = [unit.listed for unit in units if unit.listed is not None]
    listed = sum(sizes) if rules.surplus is not None else None
    shortest, longest = _range(count.seats, len(units), limit, rules.surplus)
    quota = Fraction(sum(p.population for p in asked.places), count.seats) if asked.places else None
    return SeatPlan(
        rulebook=book.name,
        election_day=asked.day,
        kind=asked.kind,
        population=asked.population,
        lower_units=asked.lower_units,
        count=count,
        limit=limit,
        quota=quota,
        places=tuple(place_of(asked, share, quota) for share in shares if quota is not None),
        constituencies=units,
        listed=listed,
        shortest_lists=shortest,
        longest_lists=longest,
        women=None if listed is None or rules.women is None else _least(rules.women, listed),
    )


def council_of(draft: Draft, book: Rulebook) -> tuple[SeatPlan, Council]:
    """The plan of a draft, and the whole council with it.

    Raises:
        InputError: everything wrong with the draft, or with the council that would come of it.
    """
    problems = list(draft_problems(draft))
    if problems:
        raise InputError([*problems, *term_problems(book, draft.election_day, "draft.election_day")])
    plan = seat_plan(asked_by(draft), book)
    if problems := list(_named_like_a_part(plan)):
        raise InputError(problems)
    units = tuple(
        Constituency(id=u.id, name=u.name, seats=u.seats, population=u.population, localities=u.localities)
        for u in plan.constituencies
    )
    same = {field: getattr(draft, field) for field in Draft.model_fields if field in Council.model_fields}
    of = same | {"seats": plan.count.seats, "population": draft.people, "constituencies": units}
    council = Council(**of)
    wrong = council_problems(council, book.for_council(council))
    if wrong:
        raise InputError([_in_draft(problem) for problem in wrong])
    return plan, council


def _named_like_a_part(plan: SeatPlan) -> Iterator[Problem]:
    """Whole places whose id is that of a part (``<id>-<n>``) of a place that votes in parts."""
    parts = {f"{place.id}-{n}": place for place in plan.split for n in range(1, place.constituencies + 1)}
    for place in plan.places:
        if place.id in parts and place.constituencies == 1:
            whole = parts[place.id]
            yield Problem(
                "named_like_a_part",
                f"draft.places[{place.id}]",
                f"'{whole.id}' chia thành {whole.constituencies} đơn vị bầu cử, một đơn vị có mã"
                f" '{place.id}'; hãy đặt mã khác cho nơi này.",
                f"'{whole.id}' votes in {whole.constituencies} constituencies, one of which has the id"
                f" '{place.id}'; give this place another id.",
            )


def _in_draft(problem: Problem) -> Problem:
    where = problem.where.replace("council.constituencies", "draft.places").replace("council.", "draft.")
    return Problem(problem.code, where, problem.vi, problem.en)


def _range(seats: int, units: int, limit: int, surplus: Surplus | None) -> tuple[int | None, int | None]:
    if surplus is None:
        return None, None
    sizes = {n: surplus.needed(Constituency(id="any", seats=n)) for n in range(1, limit + 1)}
    return list_range(seats, units, sizes) or (None, None)


def _least(women: Share, listed: int) -> int:
    """The least whole number of women that reaches the share."""
    return -(-(women.at_least_percent or 0) * listed // 100)
