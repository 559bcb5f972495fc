"""How many seats a council has: by a decision, or by the formula of its kind and population."""

from datetime import date

from cocau.constraints.council import CouncilKind
from cocau.constraints.errors import InputError, Problem
from cocau.constraints.kinds.seats_formula import Large
from cocau.constraints.rule import Mark
from cocau.solver.seat_plan import Asked, Count
from cocau.solver.seat_rules import Rules


def counted(asked: Asked, rules: Rules) -> Count:
    """The seats, by a decision or by the formula.

    Raises:
        InputError: neither is known.
    """
    formula = None
    if rules.formula is not None and asked.kind is not None:
        formula = rules.formula.formula_for(asked.kind)
    large = None if formula is None else formula.set_apart(asked.lower_units)
    if asked.seats is not None:
        if large is not None and large.mark is not Mark.UNVERIFIED and asked.seats > large.most:
            raise InputError([_above_most(asked.seats, large)])
        known = formula is not None and asked.population is not None and large is None
        return Count(
            seats=asked.seats,
            by_formula=False,
            decided_by=asked.decided_by,
            working=formula.working(asked.population or 0) if formula is not None and known else None,
            mark=formula.mark if formula is not None and known else None,
        )
    if large is not None:
        raise InputError([_decided_above(large)])
    if asked.kind is None or asked.population is None:
        raise InputError([_TOO_LITTLE])
    if formula is None:
        raise InputError([_no_formula(asked.kind, asked.day)])
    working = formula.working(asked.population)
    return Count(seats=working.seats, by_formula=True, working=working, mark=formula.mark)


_TOO_LITTLE = Problem(
    "too_little_known",
    "draft.population",
    "Phải có loại đơn vị và dân số để tính số đại biểu; hoặc số đại biểu đã được quyết định (seats).",
    "Seats follow from the kind and the population; or give the number that was decided (seats).",
)


def _no_formula(kind: CouncilKind, day: date) -> Problem:
    return Problem(
        "no_formula",
        "draft.kind",
        f"Bộ quy định không có công thức số đại biểu cho loại '{kind}' vào ngày {day};"
        " hãy ghi số đại biểu đã được quyết định (seats) và văn bản (seats_decided_by).",
        f"The rulebook has no seat formula for '{kind}' on {day};"
        " give the number that was decided (seats) and the decision (seats_decided_by).",
    )


def _decided_above(large: Large) -> Problem:
    vi, en = ("", "") if large.mark is not Mark.UNVERIFIED else (" (chưa kiểm chứng)", " (unverified)")
    return Problem(
        "decided_above",
        "draft.lower_units",
        f"Có từ {large.lower_units} đơn vị cấp dưới trở lên: số đại biểu do Ủy ban Thường vụ Quốc hội"
        f" quyết định, tối đa {large.most}{vi}; hãy ghi số đó (seats) và văn bản quyết định"
        " (seats_decided_by).",
        f"With {large.lower_units} lower units or more the Standing Committee of the National Assembly"
        f" decides, at most {large.most}{en}; give that number (seats) and the decision"
        " (seats_decided_by).",
    )


def _above_most(seats: int, large: Large) -> Problem:
    return Problem(
        "above_most",
        "draft.seats",
        f"{seats} đại biểu; có từ {large.lower_units} đơn vị cấp dưới trở lên thì tối đa {large.most}.",
        f"{seats} seats; with {large.lower_units} lower units or more there are at most {large.most}.",
    )
