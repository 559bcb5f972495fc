"""Replacements: every swap of one person for another that keeps the rules.

No search and no engine: the swapped slate is judged by the audit. People alike to every rule are judged
once.
"""

from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Literal, NamedTuple

from pydantic import Field

from cocau.constraints.checks.council import check_slate
from cocau.constraints.errors import GivenValue, InputError, Loc, Problem
from cocau.constraints.model.council import Council
from cocau.constraints.model.people import Pool
from cocau.constraints.model.selectors import Among, Selector, SelectorMatches
from cocau.constraints.model.slate import Slate
from cocau.constraints.record import Record
from cocau.constraints.rulebook import Rulebook
from cocau.constraints.rules.audit_context import AuditContext
from cocau.constraints.rules.rule import Finding, Rule, Strength, Verdict
from cocau.solver.interchangeable_people import build_signatures, map_homes
from cocau.solver.model.aggregation import record_selectors
from cocau.solver.proposal import Proposal
from cocau.solver.question import ProposalQuestion, QuestionAnswer, relocate_problems
from cocau.solver.time_budget import TimeBudget


class CostlyReplacement(Record):
    """Somebody who keeps every standard and must, but misses aims that the slate meets."""

    person: str
    aims: tuple[str, ...]


class PersonReplacements(Record):
    """Who could take one person's part. `keeping`: no rule is missed by more than before."""

    person: str
    keeping: tuple[str, ...] = ()
    costly: tuple[CostlyReplacement, ...] = ()


class _RuleView(NamedTuple):
    """A rule, its finding before, and whom it can tell apart: by `descriptions`, or (`all`).

    `descriptions`: their places in a person's signature.
    """

    rule: Rule
    before: Finding
    descriptions: tuple[int, ...]
    all: bool


class _JudgedSwap(NamedTuple):
    """A swap that may be made, and the aims that are missed by more than before."""

    aims: tuple[str, ...]


class ReplacementsAnswer(QuestionAnswer):
    """The replacements of each person asked about."""

    replacements: tuple[PersonReplacements, ...]


class ReplacementsQuestion(ProposalQuestion):
    """Replacements of these people; of everybody listed, where none is given."""

    question: Literal["replacements"] = "replacements"
    people: tuple[str, ...] | None = Field(default=None, description="ids")

    def solve(self, proposal: Proposal, effort: TimeBudget) -> ReplacementsAnswer:  # noqa: ARG002  # takes a moment
        """Find replacements; it takes a moment and is not stopped."""
        with relocate_problems({"": ("people",)}):
            return ReplacementsAnswer(replacements=find_replacements(proposal, self.people))


def find_replacements(
    proposal: Proposal, person_ids: Iterable[str] | None = None
) -> tuple[PersonReplacements, ...]:
    """Find for each listed person (or these) everybody off the lists who could take over.

    Whoever the request keeps off every list replaces nobody.

    Raises:
        InputError: a proposal without a slate, or with one that names what is not there; people on no list.
    """
    slate, request = proposal.slate, proposal.request
    if slate is None:
        raise InputError(
            [
                _build_problem(
                    ("proposal", "slate"), "Phương án này không có danh sách.", "This proposal has no slate."
                )
            ]
        )
    if problems := check_slate(request.council, request.pool, slate):
        raise InputError(problems)
    wanted = tuple(dict.fromkeys(slate.listed if person_ids is None else person_ids))
    if unlisted := [i for i in wanted if i not in slate.listed]:
        vi, en = "Người này không có trong danh sách nào.", "This person is on no list."
        raise InputError([_build_problem((GivenValue(i),), vi, en) for i in unlisted])
    swaps = _Swaps(request.council, request.pool, proposal.rulebook, slate)
    return tuple(swaps.list_replacements(wanted, frozenset(request.pins.out)))


def _build_problem(loc: Loc, vi: str, en: str) -> Problem:
    return Problem("not_listed", loc, vi, en)


class _Swaps:
    """The swaps of one slate; judgements are kept for people alike in parts alike."""

    def __init__(self, council: Council, pool: Pool, book: Rulebook, slate: Slate) -> None:
        self._pool, self._slate = pool, slate
        self._barred = book.list_barred(council, pool)
        self._setting = AuditContext(council, pool, slate, self._barred)
        counted = record_selectors(council, pool, book.rules)
        self._selectors = tuple(counted.seen)
        # Nobody barred is ever tried, and no swap changes the council.
        judged = [r for r in book.rules if r.strength is not Strength.STANDARD and not r.about_council]
        self._rules = [self._view_rule(council, rule) for rule in judged]
        self._alike = build_signatures(SelectorMatches(pool.people, council.election_day), self._selectors)
        self._home = map_homes(council, pool)
        self._units = {
            unit.id: self._get_state(unit.id, tuple(counted.local)) for unit in council.constituencies
        }
        self._known: dict[object, _JudgedSwap | None] = {}
        self._findings: dict[object, Finding] = {}

    def list_replacements(
        self, person_ids: Sequence[str], kept_off: frozenset[str]
    ) -> Iterable[PersonReplacements]:
        """List the replacements of each of these people."""
        taken, chosen = {*self._slate.listed} | self._barred | kept_off, self._slate.introduced
        people = (p.id for p in self._pool.in_order().people)
        free = [i for i in people if i not in taken and (chosen is None or i in chosen)]
        for person in person_ids:
            found = [(i, judged) for i in free if (judged := self._judge(person, i)) is not None]
            yield PersonReplacements(
                person=person,
                keeping=tuple(i for i, judged in found if not judged.aims),
                costly=tuple(
                    CostlyReplacement(person=i, aims=judged.aims) for i, judged in found if judged.aims
                ),
            )

    def _judge(self, out: str, into: str) -> _JudgedSwap | None:
        key = (self._alike[out], self._alike[into], self._get_ties(out, into), self._get_part(out))
        if key not in self._known:
            self._known[key] = self._judge_swap(out, into)
        return self._known[key]

    def _get_part(self, person: str) -> object:
        slate = self._slate
        held = tuple(post for post, ids in slate.posts.items() if person in ids)
        return self._units[slate.get_constituency(person) or ""], person in slate.deputies, held

    def _get_ties(self, out: str, into: str) -> object:
        """Return who of two has a home, and who has it here: all that rules see of homes."""
        here = self._slate.get_constituency(out)
        return tuple((i in self._home, self._home.get(i) == here) for i in (out, into))

    def _get_state(self, unit: str, local: tuple[Selector, ...]) -> object:
        """Return all that a rule can see of one constituency: whom it counts, and how many."""
        sets = (Among.CANDIDATES, Among.DEPUTIES, Among.STANDING)
        people = [self._setting.get_list_members(unit, among) for among in sets]
        seats = next(u.seats for u in self._setting.council.constituencies if u.id == unit)
        counts = (len(self._setting.list_described(who, p)) for who in local for p in people)
        return (seats, len(people[0]), *counts)  # of lists as full of somebody, the longer one assures less

    def _view_rule(self, council: Council, rule: Rule) -> _RuleView:
        seen = record_selectors(council, self._pool, (rule,))
        descriptions = tuple(self._selectors.index(who) for who in seen.seen)
        return _RuleView(rule, rule.audit(self._setting), descriptions, seen.personal)

    def _judge_swap(self, out: str, into: str) -> _JudgedSwap | None:
        """Judge a swap by every rule that can tell the two apart; the others find the same."""
        swapped = _SwappedContext(self._setting, out, into)
        part, beyond = self._get_part(out), len(self._selectors)
        personal = (self._alike[out][beyond:], self._alike[into][beyond:], self._get_ties(out, into))
        aims = []
        for view in self._rules:
            seen = (self._list_differences(view, out, into), personal if view.all else None)
            now = view.before if seen == ((), None) else self._judge_rule(view.rule, (*seen, part), swapped)
            if view.rule.strength is Strength.MUST and now.verdict is Verdict.BROKEN:
                return None
            if _is_worse(view.before, now):
                aims.append(view.rule.id)
        return _JudgedSwap(tuple(aims))

    def _list_differences(self, view: _RuleView, out: str, into: str) -> tuple[tuple[int, object], ...]:
        """List the descriptions that one of two people meets, and whether the first does."""
        was, will = self._alike[out], self._alike[into]
        return tuple((n, was[n]) for n in view.descriptions if was[n] != will[n])

    def _judge_rule(self, rule: Rule, seen: tuple[object, ...], swapped: "_SwappedContext") -> Finding:
        """Judge by one rule, once for all swaps of which it sees the same."""
        if (rule.id, seen) not in self._findings:
            self._findings[rule.id, seen] = rule.audit(swapped.context)
        return self._findings[rule.id, seen]


class _SwappedContext:
    """The context of a slate after a swap, built where some rule is asked about it."""

    def __init__(self, before: AuditContext, out: str, into: str) -> None:
        self._before, self._out, self._into = before, out, into

    @cached_property
    def context(self) -> AuditContext:
        return self._before.with_slate(_swap_people(self._before.slate, self._out, self._into))


def _is_worse(was: Finding, now: Finding) -> bool:
    return now.verdict is Verdict.BROKEN and (was.verdict is not Verdict.BROKEN or now.short > was.short)


def _swap_people(slate: Slate, out: str, into: str) -> Slate:
    swapped = slate.rename(lambda i: into if i == out else i)
    return swapped.replace_unvalidated(introduced=slate.introduced)
