"""Who could take somebody's part on a slate as it stands: every swap of one for one that keeps the rules.

No search and no engine: the swapped slate is judged by the audit. People alike to every rule are judged once.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from cocau.constraints.checks import slate_problems
from cocau.constraints.council import Council
from cocau.constraints.errors import InputError, Problem
from cocau.constraints.people import Pool
from cocau.constraints.record import Record
from cocau.constraints.rule import Finding, Rule, Strength, Verdict
from cocau.constraints.rulebook import Rulebook
from cocau.constraints.select import Among, Selector
from cocau.constraints.setting import Setting
from cocau.constraints.slate import Slate
from cocau.solver.interchange import homes, signatures
from cocau.solver.places import recorded
from cocau.solver.proposal import Proposal


class Costly(Record):
    """Somebody who keeps every standard and must, but misses aims that the slate comes nearer to."""

    person: str
    aims: tuple[str, ...]


class Replacements(Record):
    """Who could take one person's part. `keeping`: no rule is missed by more than before."""

    person: str
    keeping: tuple[str, ...] = ()
    costly: tuple[Costly, ...] = ()


class _Sight(NamedTuple):
    """A rule, what it found before, and whom it can tell apart: by these descriptions, or (`all`) by more."""

    rule: Rule
    before: Finding
    selectors: frozenset[Selector]
    all: bool


class _Judged(NamedTuple):
    """A swap that may be made: aims that are missed by more than before."""

    aims: tuple[str, ...]


def replacements(proposal: Proposal, people: Iterable[str] | None = None) -> tuple[Replacements, ...]:
    """For each listed person (or these), everybody off the lists who could take over the whole part.

    Whoever the request keeps off every list replaces nobody.

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
    swaps = _Swaps(request.council, request.pool, proposal.rulebook, slate)
    return tuple(swaps.over(asked, frozenset(request.pins.out)))


def _problem(where: str, vi: str, en: str) -> Problem:
    return Problem("not_listed", where, vi, en)


class _Swaps:
    """The swaps of one slate; what has been judged is kept for people alike in parts alike."""

    def __init__(self, council: Council, pool: Pool, book: Rulebook, slate: Slate) -> None:
        self._pool, self._slate = pool, slate
        self._barred = book.barred(council, pool)
        self._setting = Setting(council, pool, slate, self._barred)
        self._rules = [
            self._sight(council, rule)
            for rule in book.rules
            if rule.strength is not Strength.STANDARD and not rule.about_council
        ]  # nobody barred is ever tried, and no swap changes the council
        counted = recorded(council, pool, book.rules)
        self._selectors = tuple(counted.seen)
        self._alike = signatures(council, pool, self._selectors)
        self._home = homes(council, pool)
        self._units = {unit.id: self._state(unit.id, tuple(counted.local)) for unit in council.constituencies}
        self._known: dict[object, _Judged | None] = {}

    def over(self, asked: Sequence[str], kept_off: frozenset[str]) -> Iterable[Replacements]:
        """The replacements of each of these people."""
        taken, chosen = {*self._slate.listed} | self._barred | kept_off, self._slate.introduced
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
        key = (self._alike[out], self._alike[into], self._ties(out, into), self._part(out))
        if key not in self._known:
            self._known[key] = self._swapped(out, into)
        return self._known[key]

    def _part(self, person: str) -> object:
        slate = self._slate
        held = tuple(post for post, ids in slate.posts.items() if person in ids)
        return self._units[slate.list_of(person) or ""], person in slate.deputies, held

    def _ties(self, out: str, into: str) -> object:
        """Who of the two has a home, and who has it here: all that any rule sees of homes."""
        here = self._slate.list_of(out)
        return tuple((i in self._home, self._home.get(i) == here) for i in (out, into))

    def _state(self, unit: str, local: tuple[Selector, ...]) -> object:
        """All that a rule can see of one constituency: whom it counts there, and how many they are."""
        sets = (Among.CANDIDATES, Among.DEPUTIES, Among.STANDING)
        people = [self._setting.on_list(unit, among) for among in sets]
        seats = next(u.seats for u in self._setting.council.constituencies if u.id == unit)
        counts = (len(self._setting.described(who, p)) for who in local for p in people)
        return (seats, len(people[0]), *counts)  # of lists as full of somebody, the longer one assures less

    def _sight(self, council: Council, rule: Rule) -> _Sight:
        seen = recorded(council, self._pool, (rule,))
        return _Sight(rule, rule.audit(self._setting), frozenset(seen.seen), seen.personal)

    def _swapped(self, out: str, into: str) -> _Judged | None:
        """Only the rules that can tell the two apart are asked again; the others find what they found."""
        pairs = zip(self._selectors, self._alike[out], self._alike[into], strict=False)
        apart = {who for who, a, b in pairs if a != b}
        setting = self._setting.with_slate(_swap(self._slate, out, into))
        aims = []
        for rule, before, selectors, always in self._rules:
            now = rule.audit(setting) if always or selectors & apart else before
            if rule.strength is Strength.MUST and now.verdict is Verdict.BROKEN:
                return None
            if _worse(before, now):
                aims.append(rule.id)
        return _Judged(tuple(aims))


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
