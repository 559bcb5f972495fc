"""Who could take somebody's part on a slate as it stands: every swap of one for one that keeps the rules.

No search and no engine: the swapped slate is judged by the audit. People alike to every rule are judged once.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from constraints.checks import slate_problems
from constraints.council import Council
from constraints.errors import InputError, Problem
from constraints.people import Pool
from constraints.record import Record
from constraints.rule import Finding, Strength, Verdict
from constraints.rulebook import Rulebook
from constraints.setting import Setting
from constraints.slate import Slate
from solver.interchange import signatures
from solver.places import recorded
from solver.proposal import Proposal


class Costly(Record):
    """Somebody who keeps every standard and must, but misses aims that the slate comes nearer to."""

    person: str
    aims: tuple[str, ...]


class Replacements(Record):
    """Who could take one person's part. `keeping`: no rule is missed by more than before."""

    person: str
    keeping: tuple[str, ...] = ()
    costly: tuple[Costly, ...] = ()


class _Judged(NamedTuple):
    """A swap that may be made: aims that are missed by more than before."""

    aims: tuple[str, ...]


def replacements(proposal: Proposal, people: Iterable[str] | None = None) -> tuple[Replacements, ...]:
    """For each listed person (or these), everybody off the lists who could take over the whole part.

    Raises:
        InputError: a proposal without a slate, or with one that names what is not there; people on no list.
    """
    slate, request = proposal.slate, proposal.request
    if slate is None:
        raise InputError(
            [_problem("proposal.slate", "Phương án này không có danh sách.", "There is no slate.")]
        )
    if problems := slate_problems(request.council, request.pool, slate):
        raise InputError(problems)
    asked = tuple(dict.fromkeys(slate.listed if people is None else people))
    if unlisted := [i for i in asked if i not in slate.listed]:
        vi, en = "Người này không có trong danh sách nào.", "This person is on no list."
        raise InputError([_problem(i, vi, en) for i in unlisted])
    return tuple(_Swaps(request.council, request.pool, proposal.rulebook, slate).over(asked))


def _problem(where: str, vi: str, en: str) -> Problem:
    return Problem("not_listed", where, vi, en)


class _Swaps:
    """The swaps of one slate; what has been judged is kept for people alike in parts alike."""

    def __init__(self, council: Council, pool: Pool, book: Rulebook, slate: Slate) -> None:
        self._pool, self._slate = pool, slate
        self._barred = book.barred(council, pool)
        self._setting = Setting(council, pool, slate, self._barred)
        self._musts = [r for r in book.rules if r.strength is Strength.MUST]  # nobody barred is ever tried
        self._aims = [(r, r.audit(self._setting)) for r in book.rules if r.strength is Strength.AIM]
        selectors = tuple(recorded(council, pool, book.rules).seen)
        self._alike = signatures(council, pool, selectors)
        self._known: dict[object, _Judged | None] = {}

    def over(self, asked: Sequence[str]) -> Iterable[Replacements]:
        """The replacements of each of these people."""
        taken, chosen = {*self._slate.listed} | self._barred, self._slate.introduced
        people = (p.id for p in self._pool.in_order().people)
        free = [i for i in people if i not in taken and (chosen is None or i in chosen)]
        for person in asked:
            found = [(i, judged) for i in free if (judged := self._judged(person, i)) is not None]
            yield Replacements(
                person=person,
                keeping=tuple(i for i, judged in found if not judged.aims),
                costly=tuple(Costly(person=i, aims=judged.aims) for i, judged in found if judged.aims),
            )

    def _judged(self, out: str, into: str) -> _Judged | None:
        key = (self._alike[out], self._alike[into], self._part(out))
        if key not in self._known:
            self._known[key] = self._swapped(out, into)
        return self._known[key]

    def _part(self, person: str) -> object:
        slate = self._slate
        held = tuple(post for post, ids in slate.posts.items() if person in ids)
        return slate.list_of(person), person in slate.deputies, held

    def _swapped(self, out: str, into: str) -> _Judged | None:
        setting = self._setting.with_slate(_swap(self._slate, out, into))
        if any(rule.audit(setting).verdict is Verdict.BROKEN for rule in self._musts):
            return None
        found = ((was, rule.audit(setting)) for rule, was in self._aims)
        return _Judged(tuple(now.rule for was, now in found if _worse(was, now)))


def _worse(was: Finding, now: Finding) -> bool:
    return now.verdict is Verdict.BROKEN and (was.verdict is not Verdict.BROKEN or now.short > was.short)


def _swap(slate: Slate, out: str, into: str) -> Slate:
    def swapped(ids: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(into if i == out else i for i in ids)

    return Slate(
        candidates={unit: swapped(ids) for unit, ids in slate.candidates.items()},
        deputies=swapped(slate.deputies),
        posts={post: swapped(ids) for post, ids in slate.posts.items()},
        introduced=slate.introduced,
    )
