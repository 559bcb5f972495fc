"""Questions about a person's part in a plan, its opposite, and the names given."""

from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from typing import assert_never

from cocau.constraints.errors import GivenValue, InputError, Loc, Problem, list_nearest
from cocau.constraints.model.people import Pool
from cocau.constraints.model.selectors import Among
from cocau.constraints.model.slate import Slate
from cocau.constraints.record import Record
from cocau.constraints.rules.quantity import LinearConstraint, Quantity
from cocau.constraints.rules.rule import Strength, Verdict
from cocau.solver.explain.proven_plan import ProvenPlan
from cocau.solver.model.slate_model import SlateModel
from cocau.solver.proposal import Proposal
from cocau.solver.request import Pins


class PlanPart(StrEnum):
    """The part of a person that a question is about.

    On a list, an intended deputy, holder of a post, or standing at a constituency.
    """

    LISTED = "in"
    DEPUTY = "deputy"
    POST = "post"
    AT = "at"


class PartQuestion(Record):
    """The question why a person has, or has not, a part of a plan.

    `where` is the post or the constituency it is about.
    """

    person: str
    what: PlanPart
    where: str | None = None

    def is_held_by(self, slate: Slate, person: str) -> bool:
        """Return whether a person has the part on a slate."""
        match self.what:
            case PlanPart.LISTED:
                return person in slate.listed
            case PlanPart.DEPUTY:
                return person in slate.deputies
            case PlanPart.POST:
                return person in slate.get_holders(self.where or "")
            case PlanPart.AT:
                return slate.get_constituency(person) == self.where
        assert_never(self.what)


def list_usual_questions(slate: Slate, person: str) -> Iterator[PartQuestion]:
    """Yield the usual questions about a person: why (not) in, why (not) more than a candidate."""
    yield PartQuestion(person=person, what=PlanPart.LISTED)
    if person not in slate.listed:
        return
    held = [post for post, ids in slate.posts.items() if person in ids]
    for post in held:
        yield PartQuestion(person=person, what=PlanPart.POST, where=post)
    if not held:
        yield PartQuestion(person=person, what=PlanPart.DEPUTY)


def build_opposite_rows(
    question: PartQuestion, model: SlateModel, *, has: bool
) -> Iterator[LinearConstraint]:
    """Yield the rows that give a person the part, or take it if the person `has` it.

    Somebody taken from a constituency stands at another one.
    """
    part = _get_part_quantity(question, model)
    yield part <= 0 if has else part >= 1
    if has and question.what is PlanPart.AT:
        yield model.stands(question.person) >= 1


def _get_part_quantity(question: PartQuestion, model: SlateModel) -> Quantity:
    """Return the part that a question is about as a quantity of the model."""
    i, where = question.person, question.where or ""
    match question.what:
        case PlanPart.LISTED:
            return model.stands(i)
        case PlanPart.DEPUTY:
            return model.stands(i, Among.DEPUTIES)
        case PlanPart.POST:
            return model.holds(i, where)
        case PlanPart.AT:
            return model.places.count_placed(i, where)
    assert_never(question.what)


def find_contradicting_pins(question: PartQuestion, pins: Pins, *, has: bool) -> tuple[str, ...]:
    """Return the request's pins that by themselves rule out the opposite, as ``what:person``."""
    i = question.person
    held = [f"{post}:{i}" for post, people in pins.posts.items() if i in people]
    placed = [f"at:{i}"] if i in pins.constituencies else []
    if not has:
        elsewhere = (
            question.what is PlanPart.AT and pins.constituencies.get(i, question.where) != question.where
        )
        return (*([f"out:{i}"] if i in pins.out else ()), *(placed if elsewhere else ()))
    meant = [f"deputy:{i}"] if i in pins.deputies else []
    match question.what:
        case PlanPart.LISTED:
            return (*([f"in:{i}"] if i in pins.candidates else ()), *meant, *held, *placed)
        case PlanPart.DEPUTY:
            return (*meant, *held)
        case PlanPart.POST:
            return tuple(pin for pin in held if pin == f"{question.where}:{i}")
        case PlanPart.AT:
            return tuple(placed)
    assert_never(question.what)


def parse_questions(
    proposal: Proposal, people: Iterable[str], part: str | None = None, at: str | None = None
) -> tuple[PartQuestion, ...]:
    """Build the questions about these people: about the part and constituency, or the usual.

    `part`: ``in``, ``deputy`` or a post; `at`: a constituency.

    Raises:
        InputError: unknown names, all of them.
    """
    council, pool, slate = proposal.request.council, proposal.request.pool, proposal.slate
    units = [unit.id for unit in council.constituencies]
    parts = [PlanPart.LISTED, PlanPart.DEPUTY, *council.posts]
    unique = tuple(dict.fromkeys(people))
    problems = [
        *_find_unknown_people([i for i in unique if i not in pool.by_id], pool),
        *_find_unknown_names("as", [part] if part is not None and part not in parts else [], parts),
        *_find_unknown_names("at", [at] if at is not None and at not in units else [], units),
    ]
    if not unique:
        problems.append(_NOBODY)
    if problems:
        raise InputError(problems)
    named = [*([] if part is None else [_parse_part(part)]), *([] if at is None else [(PlanPart.AT, at)])]
    if named:
        return tuple(PartQuestion(person=i, what=what, where=where) for i in unique for what, where in named)
    return tuple(q for i in unique if slate is not None for q in list_usual_questions(slate, i))


def _parse_part(part: str) -> tuple[PlanPart, str | None]:
    """Parse the name of a part: ``in``, ``deputy`` or a post."""
    if part in {PlanPart.LISTED, PlanPart.DEPUTY}:
        return PlanPart(part), None
    return PlanPart.POST, part


_WORDS = {
    "person": ("Không có người mang mã này", "Nobody has this id"),
    "as": ("Không có chức danh hay vị trí này", "There is no such post or part"),
    "at": ("Không có đơn vị bầu cử này", "There is no such constituency"),
}

_NOBODY = Problem(
    "nobody", ("person",), "Hãy nêu ít nhất một người (mã).", "Name at least one person, by id."
)


def _find_unknown_people(names: Sequence[str], pool: Pool) -> Iterator[Problem]:
    """Yield a problem for each unknown person; for a name given as an id, tell the id."""
    for name in names:
        called = ", ".join(p.id for p in pool.people if p.name.casefold() == name.strip().casefold())
        if called:
            yield Problem(
                "name_for_id",
                ("person", GivenValue(name)),
                f"Hãy ghi mã, không ghi tên: {called}.",
                f"Give the id, not the name: {called}.",
            )
        else:
            yield from _find_unknown_names("person", [name], pool.by_id)


def find_range_problems(label: str, value: int, most: int | None) -> Iterator[Problem]:
    """Yield a problem if a number is below 1 or above `most`."""
    if value < 1 or (most is not None and value > most):
        upper_vi, upper_en = ("", "") if most is None else (f" đến {most}", f" to {most}")
        yield Problem(
            "out_of_range",
            (label, GivenValue(value)),
            f"Phải là số nguyên từ 1{upper_vi}.",
            f"Must be a whole number from 1{upper_en}." if upper_en else "Must be 1 or more.",
        )


def _find_unknown_names(label: str, names: Sequence[str], known: Iterable[str]) -> Iterator[Problem]:
    """Yield a problem for each unknown name, with the nearest known ones."""
    vi, en = _WORDS[label]
    known = list(known)
    for name in names:
        nearest = list_nearest(name, known)
        yield Problem(
            f"unknown_{label}",
            (label, GivenValue(name)),
            f"{vi}; gần nhất trước: {nearest}.",
            f"{en}; the nearest first: {nearest}.",
        )


def parse_aims(
    base: ProvenPlan, label: str, names: Sequence[str], problems: list[Problem]
) -> tuple[str, ...]:
    """Parse the ids of aims, without repeats; add a problem for each that is no aim here."""
    book = base.task.book
    aims = [rule.id for rule in book.rules if rule.strength is Strength.AIM]
    unique = tuple(dict.fromkeys(names))
    for name in unique:
        loc: Loc = (label, GivenValue(name))
        if name not in book.by_id:
            nearest = list_nearest(name, aims)
            vi = f"Không có mục tiêu này; các mục tiêu, gần nhất trước: {nearest}."
            problems.append(
                Problem("unknown_aim", loc, vi, f"There is no such aim; aims, the nearest first: {nearest}.")
            )
        elif name not in aims:
            nearest = list_nearest(name, aims)
            problems.append(
                Problem(
                    "not_an_aim",
                    loc,
                    f"Quy định này là bắt buộc hoặc tiêu chuẩn: luôn được giữ, không phải mục tiêu. "
                    f"Các mục tiêu, gần nhất trước: {nearest}.",
                    f"This rule is a must or a standard: it always holds and is no aim. "
                    f"Aims, the nearest first: {nearest}.",
                )
            )
        elif not base.task.model.has_rows(name):
            problems.append(_build_idle_aim_problem(base, loc, name))
    return unique


def _build_idle_aim_problem(base: ProvenPlan, loc: Loc, aim: str) -> Problem:
    """Build the problem of an aim that does not depend on who is chosen."""
    found = next(f for f in base.findings if f.rule == aim)
    if found.verdict is Verdict.UNDECIDED and found.missing is not None:
        return Problem(
            "undecided",
            loc,
            f"Không kết luận được mục tiêu này: {found.missing.vi}",
            f"This aim cannot be judged: {found.missing.en}",
        )
    return Problem(
        "asks_nothing",
        loc,
        "Mục tiêu này không phụ thuộc vào việc chọn ai: phương án nào cũng như nhau.",
        "This aim does not depend on who is chosen: it comes out alike in every slate.",
    )
