"""Rulebooks: dated, cited rules in layers; chosen for a day and a council, changed by what-ifs, audited."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import cached_property, reduce
from operator import or_
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

from pydantic import Field, ValidationError

import cocau.constraints.kinds  # noqa: F401  # importing registers every kind
from cocau.constraints.council import Council, CouncilKind
from cocau.constraints.dated import Dated
from cocau.constraints.documents import problems_of
from cocau.constraints.errors import NotAdjustable, OverrideError, Problem, StandardNotRelaxable, UnknownRule
from cocau.constraints.nearest import nearest_first
from cocau.constraints.people import Pool
from cocau.constraints.record import Record, Text
from cocau.constraints.rule import Citation, Finding, Rule, Standard, Strength
from cocau.constraints.setting import Setting
from cocau.constraints.slate import Slate
from cocau.constraints.sources import Source, SourceKind
from cocau.constraints.steps import Step

if TYPE_CHECKING:
    AnyRule = Rule
else:  # a type checker cannot see a union made at import; pydantic reads the kind and builds the right one
    AnyRule = Annotated[reduce(or_, Rule.registry.values()), Field(discriminator="kind")]

_Cited = TypeVar("_Cited", Rule, Step)
Overrides = Mapping[str, Mapping[str, int | None]]


class NotModelled(Record):
    """A provision that was read and is left to people, and why; for some elections only, if it has days."""

    in_force: date | None = None
    until: date | None = None
    cites: tuple[Citation, ...] = Field(min_length=1)
    why: Text


class Term(Record):
    """The election days a rulebook is made for, both included."""

    first: date
    last: date


class Layer(Record):
    """One document's rules and steps: what a file in ``rulebooks/`` holds."""

    title: Text
    rules: tuple[AnyRule, ...] = ()
    steps: tuple[Step, ...] = ()
    not_modelled: tuple[NotModelled, ...] = ()
    sources: dict[str, Source] = {}


class Departure(Record):
    """A bound that a request set apart from the rulebook; shown before everything else."""

    rule: str
    field: str
    was: int | None
    now: int | None


_COMES_LAST = (
    "Mục tiêu này được xét sau mọi mục tiêu khác, không nâng thành bắt buộc được; hãy đổi giới hạn của nó.",
    "This aim is only looked at after all others, so it cannot be raised to a must; set its bound instead.",
)

_COMPARED = 50
"""Unknown names for which the nearest are looked for: whoever sent thousands did not mistype them."""


class Rulebook(Record):
    """Rules of one or more documents that hold together on a day; sorted as their documents are."""

    name: str
    title: Text
    term: Term | None = None
    rules: tuple[AnyRule, ...]
    steps: tuple[Step, ...] = ()
    not_modelled: tuple[NotModelled, ...] = ()
    sources: dict[str, Source]
    departures: tuple[Departure, ...] = ()

    @cached_property
    def by_id(self) -> dict[str, Rule]:
        """Each rule under its id; with several dated versions, the latest."""
        return {rule.id: rule for rule in sorted(self.rules, key=lambda r: r.in_force)}

    @cached_property
    def digest(self) -> str:
        """sha256 over the whole text of the rulebook, in canonical JSON."""
        canonical = json.dumps(self.model_dump(mode="json"), sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(canonical.encode()).hexdigest()

    @cached_property
    def text(self) -> str:
        """Its JSON, fields in the order of their class."""
        return self.model_dump_json()

    def on(self, day: date) -> Rulebook:
        """The rules and steps in force for an election on `day`."""
        steps = tuple(step for step in self.steps if step.in_force_on(day))
        return self._with((rule for rule in self.rules if rule.in_force_on(day)), steps=steps)

    def only(self, ids: Iterable[str]) -> Rulebook:
        """Only these rules.

        Raises:
            UnknownRule: an id that this book does not hold.
        """
        wanted = set(ids)
        self._known(wanted)
        return self._with(rule for rule in self.rules if rule.id in wanted)

    def for_council(self, council: Council) -> Rulebook:
        """What holds for it on the days it looks at and speaks of its level, with the clauses on its kind."""
        return self._of_kind(council.kind, lambda one: one.holds_for(council))

    def for_kind(self, kind: CouncilKind, day: date) -> Rulebook:
        """The same for a council to be elected on `day` of which no more is known yet."""
        return self._of_kind(kind, lambda one: one.in_force_on(day))

    def steps_for(self, council: Council) -> tuple[Step, ...]:
        """The steps of its level that hold for it."""
        return self.for_council(council).steps

    def changed(self, overrides: Overrides) -> Rulebook:
        """A what-if: other bounds, or an aim raised to a must (``strength``: see `raised`).

        Raises:
            UnknownRule, StandardNotRelaxable, NotAdjustable: see there.
            OverrideError: a value the bound cannot have.
        """
        self._known(overrides)
        rules = {rule.id: rule for rule in self.rules}
        departures = []
        for rule_id, fields in overrides.items():
            rule = rules[rule_id]
            for field, value in fields.items():
                _check_adjustable(rule, field)
                departures.append(Departure(rule=rule_id, field=field, was=getattr(rule, field), now=value))
            rules[rule_id] = _replaced(rule, dict(fields))
        return self._with(
            (rules[r.id] for r in self.rules),
            departures=_folded((*self.departures, *departures)),
        )

    def raised(self, ids: Iterable[str]) -> Rulebook:
        """The same book with these aims as musts, each recorded as a departure (priority -> none).

        Raises:
            UnknownRule: an id that this book does not hold.
            NotAdjustable: a rule that is no aim.
        """
        wanted = list(dict.fromkeys(ids))
        self._known(wanted)
        for rule_id in wanted:
            if self.by_id[rule_id].strength is not Strength.AIM:
                raise NotAdjustable(
                    [
                        Problem(
                            "not_an_aim",
                            rule_id,
                            "Chỉ nâng được mục tiêu thành bắt buộc; quy định này không phải mục tiêu.",
                            "Only an aim can be raised to a must; this rule is none.",
                        )
                    ]
                )
            if self.by_id[rule_id].after_all:
                raise NotAdjustable([Problem("not_raisable", rule_id, *_COMES_LAST)])
        raised = {i: self.by_id[i].but(strength=Strength.MUST, priority=None) for i in wanted}
        departures = tuple(
            Departure(rule=i, field="priority", was=self.by_id[i].priority, now=None) for i in wanted
        )
        return self._with(
            (raised.get(r.id, r) for r in self.rules), departures=(*self.departures, *departures)
        )

    def barred(self, council: Council, pool: Pool) -> frozenset[str]:
        """Ids of everybody whom a standard keeps off every list."""
        return frozenset(i for ids in self.barred_by(council, pool).values() for i in ids)

    def barred_by(self, council: Council, pool: Pool) -> dict[str, tuple[str, ...]]:
        """For each standard that somebody misses, who does."""
        standards = (rule for rule in self.rules if isinstance(rule, Standard))
        found = {s.id: tuple(p.id for p in pool.people if s.misses(p, council)) for s in standards}
        return {rule: ids for rule, ids in found.items() if ids}

    def audit(self, council: Council, pool: Pool, slate: Slate) -> tuple[Finding, ...]:
        """Every rule of this book judged on a slate, in the order of the book."""
        setting = Setting(council, pool, slate, self.barred(council, pool))
        return tuple(rule.audit(setting) for rule in self.rules)

    def is_ours(self, rule: Rule) -> bool:
        """Whether the rule, or the number in it, is a wish of this program."""
        return any(self.sources[c.source].kind is SourceKind.HOUSE for c in rule.cites)

    def _of_kind(self, kind: CouncilKind, holds: Callable[[Dated], bool]) -> Rulebook:
        rules = (_clauses_for(r, kind) for r in self.rules if kind.level in r.levels and holds(r))
        steps = (_clauses_for(s, kind) for s in self.steps if kind.level in s.levels and holds(s))
        return self._with(rules, steps=tuple(steps))

    def _with(self, rules: Iterable[Rule], **other: Any) -> Rulebook:  # noqa: ANN401  # fields of this class
        return self.but(rules=tuple(rules), **other)

    def _known(self, ids: Iterable[str]) -> None:
        problems: list[Problem] = []
        for i in ids:
            if i not in self.by_id:
                vi, en = "Không có quy định này", "There is no such rule"
                if len(problems) < _COMPARED:
                    known = nearest_first(i, self.by_id)
                    vi += f"; các quy định, gần nhất trước: {known}"
                    en += f"; rules, the nearest first: {known}"
                problems.append(Problem("unknown_rule", i, f"{vi}.", f"{en}."))
        if problems:
            raise UnknownRule(problems)


def _clauses_for(one: _Cited, kind: CouncilKind) -> _Cited:
    """The rule or step without the clauses on other kinds of council; with all if none is on this one."""
    cites = tuple(c for c in one.cites if not c.kinds or kind in c.kinds)
    return one if cites == one.cites or not cites else one.but(cites=cites)


def _folded(departures: Iterable[Departure]) -> tuple[Departure, ...]:
    """One departure for each bound, from the rulebook's value to the last one; none if they are the same."""
    first: dict[tuple[str, str], Departure] = {}
    for d in departures:
        first[d.rule, d.field] = d.but(was=first.get((d.rule, d.field), d).was)
    return tuple(d for d in first.values() if d.was != d.now)


def _check_adjustable(rule: Rule, field: str) -> None:
    where = f"{rule.id}.{field}"
    if rule.strength is Strength.STANDARD:
        raise StandardNotRelaxable(
            [
                Problem(
                    "standard",
                    where,
                    "Đây là tiêu chuẩn: không vì cơ cấu mà hạ thấp tiêu chuẩn.",
                    "This is a standard; standards are never lowered for the sake of structure.",
                )
            ]
        )
    if field not in rule.adjustable:
        bounds = ", ".join(sorted(rule.adjustable)) or "—"
        raise NotAdjustable(
            [
                Problem(
                    "not_adjustable",
                    where,
                    f"Không đổi được trường này; các giới hạn đổi được: {bounds}.",
                    f"This field cannot be changed; bounds that can: {bounds}.",
                )
            ]
        )


def _replaced(rule: Rule, fields: dict[str, int | None]) -> Rule:
    try:
        return type(rule).model_validate(rule.model_dump() | fields)
    except ValidationError as error:
        raise OverrideError(problems_of(error, rule.id)) from None
