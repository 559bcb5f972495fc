"""From population to seats, constituencies and list sizes; and the council of a draft."""

from collections.abc import Iterator
from datetime import date
from fractions import Fraction

from cocau.constraints.checks.council import check_council, check_term, check_unit
from cocau.constraints.errors import InputError, ItemId, Loc, Problem
from cocau.constraints.kinds.seats_formula import LargeUnitLimit
from cocau.constraints.kinds.share import ShareRule
from cocau.constraints.kinds.surplus import Surplus
from cocau.constraints.model.council import Constituency, Council, CouncilKind
from cocau.constraints.model.draft import CouncilDraft, check_draft
from cocau.constraints.rulebook import Rulebook
from cocau.constraints.rules.rule import VerificationMark
from cocau.solver.apportionment import least_deviation
from cocau.solver.apportionment.least_deviation import get_list_range
from cocau.solver.apportionment.seat_plan import (
    PlaceSeats,
    PlannedConstituency,
    SeatCount,
    SeatPlan,
    SeatQuestion,
    SeatRules,
    build_seat_question,
    get_seat_rules,
)


def get_limit(rules: SeatRules) -> int:
    """Return how many deputies a constituency may elect.

    Raises:
        InputError: the book has no such rule.
    """
    if rules.limit is None:
        raise InputError(
            [
                Problem(
                    "no_limit",
                    (),
                    "Bộ quy định không nói một đơn vị bầu cử được bầu tối đa bao nhiêu đại biểu.",
                    "The rulebook does not say how many deputies a constituency may elect.",
                )
            ]
        )
    return rules.limit.limit


def find_division_problems(question: SeatQuestion, seats: int, limit: int) -> Iterator[Problem]:
    """Find why the seats cannot be divided as wished, and what would be possible."""
    places, wanted = max(len(question.places), 1), question.constituencies
    if least_deviation.is_possible(places, seats, limit, wanted):
        return
    if places > seats:
        yield Problem(
            "too_many_places",
            ("draft", "places"),
            f"Có {places} nơi mà chỉ có {seats} đại biểu; hãy gộp các nơi nhỏ thành một (một nơi, nhiều"
            f" localities) để còn nhiều nhất {seats} nơi.",
            f"There are {places} places and only {seats} seats; join small places (one place, several"
            f" localities) until there are at most {seats}.",
        )
        return
    least = max(places, -(-seats // limit))
    join_vi, join_en = "", ""
    if wanted is not None and wanted < places:
        join_vi = f" Muốn ít đơn vị hơn số nơi ({places}) thì gộp các nơi (một nơi, nhiều localities)."
        join_en = f" For fewer than there are places ({places}), join places (one place, several localities)."
    yield Problem(
        "constituencies_impossible",
        ("draft", "constituencies"),
        f"Không chia được {seats} đại biểu thành {wanted} đơn vị bầu cử, mỗi đơn vị từ 1 đến {limit}"
        f" đại biểu; có thể từ {least} đến {seats} đơn vị.{join_vi}",
        f"{seats} seats cannot be given to {wanted} constituencies of 1 to {limit} seats;"
        f" {least} to {seats} constituencies are possible.{join_en}",
    )


def apportion_places(
    question: SeatQuestion, seats: int, limit: int
) -> tuple[least_deviation.PlaceShare, ...]:
    """Apportion the seats to places; to none, where no places are known."""
    places = [least_deviation.PopulatedPlace(place.id, place.population) for place in question.places]
    return least_deviation.apportion(places, seats, limit, question.constituencies) if places else ()


def build_place_seats(
    question: SeatQuestion, share: least_deviation.PlaceShare, quota: Fraction
) -> PlaceSeats:
    """Build the seats of a place beside the mean."""
    name = next(place.name for place in question.places if place.id == share.place.id)
    return PlaceSeats(
        id=share.place.id,
        name=name,
        population=share.place.population,
        seats=share.seats,
        constituencies=len(share.parts),
        people_per_seat=share.per_seat,
        deviation=share.per_seat / quota - 1,
    )


def build_constituencies(
    question: SeatQuestion,
    shares: tuple[least_deviation.PlaceShare, ...],
    seats: int,
    limit: int,
    surplus: Surplus | None,
) -> Iterator[PlannedConstituency]:
    """Build the constituencies; without places, with seats as even as they can be."""
    if not shares:
        parts = least_deviation.split_evenly(seats, question.constituencies or -(-seats // limit))
        for n, own in enumerate(parts, start=1):
            yield _build_constituency(f"dv{n:02}", "", own, None, (), surplus)
    for place, share in zip(question.places, shares, strict=True):
        if len(share.parts) == 1:
            yield _build_constituency(
                place.id, place.name, share.seats, place.population, place.voting_localities, surplus
            )
            continue
        for n, own in enumerate(share.parts, start=1):
            yield _build_constituency(
                f"{place.id}-{n}", f"{place.name or place.id} ({n})", own, None, (), surplus
            )


def _build_constituency(
    i: str, name: str, seats: int, people: int | None, localities: tuple[str, ...], surplus: Surplus | None
) -> PlannedConstituency:
    unit = Constituency(id=i, name=name, seats=seats, population=people, localities=localities)
    listed = None if surplus is None else surplus.needed(unit)
    return PlannedConstituency(
        id=i, name=name, seats=seats, population=people, localities=localities, listed=listed
    )


def count_seats(question: SeatQuestion, rules: SeatRules) -> SeatCount:
    """Count the seats, by a decision or by the formula.

    Raises:
        InputError: neither is known.
    """
    formula = None
    if rules.formula is not None and question.kind is not None:
        formula = rules.formula.get_formula_for(question.kind)
    large = None if formula is None else formula.get_large_unit_limit(question.lower_units)
    if question.seats is not None:
        if (
            large is not None
            and large.mark is not VerificationMark.UNVERIFIED
            and question.seats > large.most
        ):
            raise InputError([_build_above_most(question.seats, large)])
        known = formula is not None and question.population is not None and large is None
        return SeatCount(
            seats=question.seats,
            by_formula=False,
            decided_by=question.decided_by,
            working=formula.calculate(question.population or 0) if formula is not None and known else None,
            mark=formula.mark if formula is not None and known else None,
        )
    if large is not None:
        raise InputError([_build_decided_above(large)])
    if question.kind is None or question.population is None:
        raise InputError([_TOO_LITTLE])
    if formula is None:
        raise InputError([_build_no_formula(question.kind, question.day)])
    working = formula.calculate(question.population)
    if not working.seats:
        raise InputError([_NO_COUNCIL])
    return SeatCount(seats=working.seats, by_formula=True, working=working, mark=formula.mark)


_TOO_LITTLE = Problem(
    "too_little_known",
    ("draft", "population"),
    "Phải có loại đơn vị và dân số để tính số đại biểu; hoặc số đại biểu đã được quyết định (seats).",
    "Seats follow from the kind and the population; or give the number that was decided (seats).",
)


_NO_COUNCIL = Problem(
    "no_council",
    ("draft", "population"),
    "Theo công thức, đơn vị có dân số như vậy không bầu HĐND.",
    "By the formula a unit with so few people elects no council.",
)


def _build_no_formula(kind: CouncilKind, day: date) -> Problem:
    return Problem(
        "no_formula",
        ("draft", "kind"),
        f"Bộ quy định không có công thức số đại biểu cho loại '{kind}' vào ngày {day};"
        " hãy ghi số đại biểu đã được quyết định (seats) và văn bản (seats_decided_by).",
        f"The rulebook has no seat formula for '{kind}' on {day};"
        " give the number that was decided (seats) and the decision (seats_decided_by).",
    )


def _build_decided_above(large: LargeUnitLimit) -> Problem:
    vi, en = (
        ("", "") if large.mark is not VerificationMark.UNVERIFIED else (" (chưa kiểm chứng)", " (unverified)")
    )
    return Problem(
        "decided_above",
        ("draft", "lower_units"),
        f"Có từ {large.lower_units} đơn vị cấp dưới trở lên: số đại biểu do Ủy ban Thường vụ Quốc hội"
        f" quyết định, tối đa {large.most}{vi}; hãy ghi số đó (seats) và văn bản quyết định"
        " (seats_decided_by).",
        f"With {large.lower_units} lower units or more the Standing Committee of the National Assembly"
        f" decides, at most {large.most}{en}; give that number (seats) and the decision"
        " (seats_decided_by).",
    )


def _build_above_most(seats: int, large: LargeUnitLimit) -> Problem:
    return Problem(
        "above_most",
        ("draft", "seats"),
        f"{seats} đại biểu; có từ {large.lower_units} đơn vị cấp dưới trở lên thì tối đa {large.most}.",
        f"{seats} seats; with {large.lower_units} lower units or more there are at most {large.most}.",
    )


def plan_seats(question: SeatQuestion, book: Rulebook) -> SeatPlan:
    """Plan seats, constituencies and lists.

    Raises:
        InputError: a number cannot be known, or the wish cannot be met; says what would be possible.
    """
    problems = list(check_term(book, question.day, ("draft", "election_day")))
    if question.kind is not None:
        problems += check_unit(book, question.day, question.kind, question.population, "draft")
    if problems:
        raise InputError(problems)
    rules = get_seat_rules(book, question)
    count = count_seats(question, rules)
    limit = get_limit(rules)
    problems = list(find_division_problems(question, count.seats, limit))
    if problems:
        raise InputError(problems)
    shares = apportion_places(question, count.seats, limit)
    units = tuple(build_constituencies(question, shares, count.seats, limit, rules.surplus))
    sizes = [unit.listed for unit in units if unit.listed is not None]
    listed = sum(sizes) if rules.surplus is not None else None
    shortest, longest = _get_lengths(count.seats, len(units), limit, rules.surplus)
    quota = Fraction(sum(p.population for p in question.places), count.seats) if question.places else None
    return SeatPlan(
        rulebook=book.name,
        election_day=question.day,
        kind=question.kind,
        population=question.population,
        lower_units=question.lower_units,
        count=count,
        limit=limit,
        quota=quota,
        places=tuple(build_place_seats(question, share, quota) for share in shares if quota is not None),
        constituencies=units,
        listed=listed,
        shortest_lists=shortest,
        longest_lists=longest,
        women=None if listed is None or rules.women is None else _count_least_women(rules.women, listed),
    )


def build_council(draft: CouncilDraft, book: Rulebook) -> tuple[SeatPlan, Council]:
    """Build the plan of a draft, and the whole council with it.

    Raises:
        InputError: everything wrong with the draft, or with the council that would come of it.
    """
    day = draft.election_day
    problems = list(check_draft(draft))
    if problems:
        unit = check_unit(book, day, draft.kind, draft.population, "draft")
        raise InputError([*problems, *check_term(book, day, ("draft", "election_day")), *unit])
    plan = plan_seats(build_seat_question(draft), book)
    if problems := list(_find_part_clashes(plan)):
        raise InputError(problems)
    units = tuple(
        Constituency(id=u.id, name=u.name, seats=u.seats, population=u.population, localities=u.localities)
        for u in plan.constituencies
    )
    same = {
        field: getattr(draft, field) for field in CouncilDraft.model_fields if field in Council.model_fields
    }
    of = same | {"seats": plan.count.seats, "population": draft.total_population, "constituencies": units}
    council = Council(**of)
    wrong = check_council(council, book.for_council(council))
    if wrong:
        raise InputError([_relocate_to_draft(problem) for problem in wrong])
    return plan, council


def _find_part_clashes(plan: SeatPlan) -> Iterator[Problem]:
    """Find whole places whose id is that of a part (``<id>-<n>``) of another place."""
    parts = {f"{place.id}-{n}": place for place in plan.split for n in range(1, place.constituencies + 1)}
    for place in plan.places:
        if place.id in parts and place.constituencies == 1:
            whole = parts[place.id]
            yield Problem(
                "named_like_a_part",
                ("draft", "places", ItemId(place.id)),
                f"'{whole.id}' chia thành {whole.constituencies} đơn vị bầu cử, một đơn vị có mã"
                f" '{place.id}'; hãy đặt mã khác cho nơi này.",
                f"'{whole.id}' votes in {whole.constituencies} constituencies, one of which has the id"
                f" '{place.id}'; give this place another id.",
            )


def _relocate_to_draft(problem: Problem) -> Problem:
    return problem.at(*map(_find_in_draft, problem.locs))


def _find_in_draft(loc: Loc) -> Loc:
    if loc[:1] != ("council",):
        return loc
    return ("draft", "places", *loc[2:]) if loc[1:2] == ("constituencies",) else ("draft", *loc[1:])


def _get_lengths(
    seats: int, units: int, limit: int, surplus: Surplus | None
) -> tuple[int | None, int | None]:
    if surplus is None:
        return None, None
    sizes = {n: surplus.needed(Constituency(id="any", seats=n)) for n in range(1, limit + 1)}
    return get_list_range(seats, units, sizes) or (None, None)


def _count_least_women(women: ShareRule, listed: int) -> int:
    """Return the least whole number of women that reaches the share."""
    return -(-(women.at_least_percent or 0) * listed // 100)
