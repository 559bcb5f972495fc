"""What a question names: people, posts, constituencies, aims; the unknown are told, nearest names first."""

from collections.abc import Iterable, Iterator, Sequence

from cocau.constraints.errors import InputError, Problem
from cocau.constraints.nearest import nearest_first
from cocau.constraints.people import Pool
from cocau.constraints.rule import Strength, Verdict
from cocau.solver.explain.base import Base
from cocau.solver.explain.question import Question, What, usual
from cocau.solver.proposal import Proposal


def questions(
    proposal: Proposal, people: Iterable[str], part: str | None = None, at: str | None = None
) -> tuple[Question, ...]:
    """What is asked of each of these people: about the part and the constituency named, else what is usual.

    `part`: ``in``, ``deputy`` or a post; `at`: a constituency.

    Raises:
        InputError: unknown names, all of them.
    """
    council, pool, slate = proposal.request.council, proposal.request.pool, proposal.slate
    units = [unit.id for unit in council.constituencies]
    parts = [What.LISTED, What.DEPUTY, *council.posts]
    asked = tuple(dict.fromkeys(people))
    problems = [
        *_unknown_people([i for i in asked if i not in pool.by_id], pool),
        *_unknown("as", [part] if part is not None and part not in parts else [], parts),
        *_unknown("at", [at] if at is not None and at not in units else [], units),
    ]
    if not asked:
        problems.append(_NOBODY)
    if problems:
        raise InputError(problems)
    named = [*([] if part is None else [_about(part)]), *([] if at is None else [(What.AT, at)])]
    if named:
        return tuple(Question(person=i, what=what, where=where) for i in asked for what, where in named)
    return tuple(q for i in asked if slate is not None for q in usual(slate, i))


def _about(part: str) -> tuple[What, str | None]:
    if part in {What.LISTED, What.DEPUTY}:
        return What(part), None
    return What.POST, part


_WORDS = {
    "person": ("Không có người mang mã này", "Nobody has this id"),
    "as": ("Không có chức danh hay vị trí này", "There is no such post or part"),
    "at": ("Không có đơn vị bầu cử này", "There is no such constituency"),
}

_NOBODY = Problem("nobody", "person", "Hãy nêu ít nhất một người (mã).", "Name at least one person, by id.")


def _unknown_people(names: Sequence[str], pool: Pool) -> Iterator[Problem]:
    """Whoever was given by name is told the id to give."""
    for name in names:
        called = ", ".join(p.id for p in pool.people if p.name.casefold() == name.strip().casefold())
        if called:
            yield Problem(
                "name_for_id",
                f"person: {name}",
                f"Hãy ghi mã, không ghi tên: {called}.",
                f"Give the id, not the name: {called}.",
            )
        else:
            yield from _unknown("person", [name], pool.by_id)


def _unknown(what: str, names: Sequence[str], known: Iterable[str]) -> Iterator[Problem]:
    vi, en = _WORDS[what]
    known = list(known)
    for name in names:
        nearest = nearest_first(name, known)
        yield Problem(
            f"unknown_{what}",
            f"{what}: {name}",
            f"{vi}; gần nhất trước: {nearest}.",
            f"{en}; the nearest first: {nearest}.",
        )


def aims_named(base: Base, what: str, names: Sequence[str], problems: list[Problem]) -> tuple[str, ...]:
    """Aims under these ids, each once; what is no aim, or asks nothing here, is added to the problems."""
    book = base.asked.book
    aims = [rule.id for rule in book.rules if rule.strength is Strength.AIM]
    asked = tuple(dict.fromkeys(names))
    for name in asked:
        where = f"{what}: {name}"
        if name not in book.by_id:
            nearest = nearest_first(name, aims)
            vi = f"Không có mục tiêu này; các mục tiêu, gần nhất trước: {nearest}."
            problems.append(
                Problem(
                    "unknown_aim", where, vi, f"There is no such aim; aims, the nearest first: {nearest}."
                )
            )
        elif name not in aims:
            nearest = nearest_first(name, aims)
            problems.append(
                Problem(
                    "not_an_aim",
                    where,
                    f"Quy định này là bắt buộc hoặc tiêu chuẩn: luôn được giữ, không phải mục tiêu. "
                    f"Các mục tiêu, gần nhất trước: {nearest}.",
                    f"This rule is a must or a standard: it always holds and is no aim. "
                    f"Aims, the nearest first: {nearest}.",
                )
            )
        elif not base.asked.model.asks(name):
            problems.append(_asks_nothing(base, where, name))
    return asked


def _asks_nothing(base: Base, where: str, aim: str) -> Problem:
    found = next(f for f in base.findings if f.rule == aim)
    if found.verdict is Verdict.UNDECIDED and found.missing is not None:
        return Problem(
            "undecided",
            where,
            f"Không kết luận được mục tiêu này: {found.missing.vi}",
            f"This aim cannot be judged: {found.missing.en}",
        )
    return Problem(
        "asks_nothing",
        where,
        "Mục tiêu này không phụ thuộc vào việc chọn ai: phương án nào cũng như nhau.",
        "This aim does not depend on who is chosen: it comes out alike in every slate.",
    )
