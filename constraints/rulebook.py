"""Rulebooks and what they cite: dated rules in layers, selected, overridden, audited."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from enum import StrEnum
from functools import cached_property, reduce
from operator import or_
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

from pydantic import Field, ValidationError

import cocau.constraints.kinds  # noqa: F401  # importing registers every kind
from cocau.constraints.documents import list_validation_problems
from cocau.constraints.errors import (
    NotAdjustable,
    OverrideError,
    Problem,
    StandardNotRelaxable,
    UnknownRule,
    list_nearest,
)
from cocau.constraints.model.council import Council, CouncilKind
from cocau.constraints.model.people import Pool
from cocau.constraints.model.slate import Slate
from cocau.constraints.record import Record, Text
from cocau.constraints.rules.audit_context import AuditContext
from cocau.constraints.rules.rule import Citation, Dated, Finding, Rule, Standard, Strength
from cocau.constraints.rules.steps import ProcedureStep


class SourceKind(StrEnum):
    """The sort of a cited document; `house` is cocau's own wishes, which are not law."""

    LAW = "law"
    RESOLUTION = "resolution"
    GUIDANCE = "guidance"
    DIRECTIVE = "directive"
    HOUSE = "house"


class CitedSource(Record):
    """A document that rules cite. `verified`: the day our quotes were compared with its text.

    None means that they never were.
    """

    kind: SourceKind
    number: str | None
    title: Text
    issuer: Text
    dated: date | None
    in_force: date
    amended_by: tuple[str, ...] = ()
    verified: date | None
    doubt: Text | None = None


if TYPE_CHECKING:
    AnyRule = Rule
else:  # a type checker cannot see a union made at import; pydantic reads the kind and builds the right one
    AnyRule = Annotated[reduce(or_, Rule.registry.values()), Field(discriminator="kind")]

_Provision = TypeVar("_Provision", Rule, ProcedureStep)
Overrides = Mapping[str, Mapping[str, int | None]]


class NotModelled(Record):
    """A provision read and left to people, and why; with days: for some elections only."""

    in_force: date | None = None
    until: date | None = None
    cites: tuple[Citation, ...] = Field(min_length=1)
    why: Text


class RulebookTerm(Record):
    """The election days a rulebook is made for, both included, and why these."""

    first: date
    last: date
    because: Text | None = None


class Layer(Record):
    """One document's rules and steps: what a file in ``rulebooks/`` holds."""

    title: Text
    rules: tuple[AnyRule, ...] = ()
    steps: tuple[ProcedureStep, ...] = ()
    not_modelled: tuple[NotModelled, ...] = ()
    sources: dict[str, CitedSource] = {}


class Departure(Record):
    """A bound that a request set apart from the rulebook; shown before everything else."""

    rule: str
    field: str
    was: int | None
    now: int | None


_COMES_LAST_TEXTS = (
    "Mục tiêu này được xét sau mọi mục tiêu khác, không nâng thành bắt buộc được; hãy đổi giới hạn của nó.",
    "This aim is only looked at after all others, so it cannot be raised to a must; set its bound instead.",
)

_COMPARED = 50
"""Unknown names that get suggestions; nobody mistypes thousands."""


_MOST_SELECTIONS = 16
"""Selections for councils that a rulebook keeps: a service is asked about any day."""


class Rulebook(Record):
    """Rules of one or more documents that hold together on a day, in the documents' order."""

    name: str
    title: Text
    term: RulebookTerm | None = None
    rules: tuple[AnyRule, ...]
    steps: tuple[ProcedureStep, ...] = ()
    not_modelled: tuple[NotModelled, ...] = ()
    sources: dict[str, CitedSource]
    departures: tuple[Departure, ...] = ()

    def __repr_args__(self) -> Iterator[tuple[str, object]]:
        yield "name", self.name
        yield "rules", len(self.rules)

    @cached_property
    def by_id(self) -> dict[str, Rule]:
        """Return each rule under its id; of several dated versions, the latest."""
        return {rule.id: rule for rule in sorted(self.rules, key=lambda r: r.in_force)}

    @cached_property
    def digest(self) -> str:
        """Return the sha256 of the whole text of the rulebook, in canonical JSON."""
        canonical = json.dumps(self.model_dump(mode="json"), sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(canonical.encode()).hexdigest()

    @cached_property
    def text(self) -> str:
        """Return the rulebook as JSON, fields in the order of their class."""
        return self.model_dump_json()

    @cached_property
    def _selections(self) -> dict[tuple[CouncilKind, date, date], Rulebook]:
        """Return what `for_council` has selected, by all that it looks at."""
        return {}

    def for_day(self, day: date) -> Rulebook:
        """Select the rules and steps in force for an election on `day`."""
        steps = tuple(step for step in self.steps if step.in_force_on(day))
        return self._with((rule for rule in self.rules if rule.in_force_on(day)), steps=steps)

    def select_rules(self, ids: Iterable[str]) -> Rulebook:
        """Select the rules with these ids.

        Raises:
            UnknownRule: an id that this book does not hold.
        """
        wanted = set(ids)
        self._check_known(wanted)
        return self._with(rule for rule in self.rules if rule.id in wanted)

    def for_council(self, council: Council) -> Rulebook:
        """Select what holds for a council, with the clauses on its kind only."""
        key = (council.kind, council.election_day, council.plan_day)
        selected = self._selections.get(key)
        if selected is None:
            if len(self._selections) >= _MOST_SELECTIONS:
                self._selections.clear()
            selected = self._select_for_kind(council.kind, lambda one: one.holds_for(council))
            self._selections[key] = selected
        return selected

    def for_kind(self, kind: CouncilKind, day: date) -> Rulebook:
        """Select the rules for a kind of council of which only the election day is known."""
        return self._select_for_kind(kind, lambda one: one.in_force_on(day))

    def steps_for(self, council: Council) -> tuple[ProcedureStep, ...]:
        """Select the steps that hold for a council."""
        return self.for_council(council).steps

    def apply_overrides(self, overrides: Overrides) -> Rulebook:
        """Apply the overrides of a what-if and record each as a departure.

        ``strength`` cannot be set here: see `raise_aims`.

        Raises:
            UnknownRule: an id that this book does not hold.
            StandardNotRelaxable: a bound of a standard.
            NotAdjustable: a field that is no bound.
            OverrideError: a value the bound cannot have.
        """
        if not overrides:
            return self
        self._check_known(overrides)
        rules = {rule.id: rule for rule in self.rules}
        departures = []
        for rule_id, fields in overrides.items():
            rule = rules[rule_id]
            for field, value in fields.items():
                _check_adjustable(rule, field)
                departures.append(Departure(rule=rule_id, field=field, was=getattr(rule, field), now=value))
            rules[rule_id] = _replace_fields(rule, dict(fields))
        return self._with(
            (rules[r.id] for r in self.rules),
            departures=_merge_departures((*self.departures, *departures)),
        )

    def raise_aims(self, ids: Iterable[str]) -> Rulebook:
        """Raise these aims to musts, each recorded as a departure (priority -> none).

        Raises:
            UnknownRule: an id that this book does not hold.
            NotAdjustable: a rule that is no aim.
        """
        wanted = list(dict.fromkeys(ids))
        if not wanted:
            return self
        self._check_known(wanted)
        for rule_id in wanted:
            if self.by_id[rule_id].strength is not Strength.AIM:
                raise NotAdjustable(
                    [
                        Problem(
                            "not_an_aim",
                            (rule_id,),
                            "Chỉ nâng được mục tiêu thành bắt buộc; quy định này không phải mục tiêu.",
                            "Only an aim can be raised to a must; this rule is not an aim.",
                        )
                    ]
                )
            if self.by_id[rule_id].after_all:
                raise NotAdjustable([Problem("not_raisable", (rule_id,), *_COMES_LAST_TEXTS)])
        raised = {i: self.by_id[i].replace_unvalidated(strength=Strength.MUST, priority=None) for i in wanted}
        departures = tuple(
            Departure(rule=i, field="priority", was=self.by_id[i].priority, now=None) for i in wanted
        )
        return self._with(
            (raised.get(r.id, r) for r in self.rules), departures=(*self.departures, *departures)
        )

    def list_barred(self, council: Council, pool: Pool) -> frozenset[str]:
        """Return the ids of everybody whom a standard keeps off every list."""
        return frozenset(i for ids in self.list_barred_by_standard(council, pool).values() for i in ids)

    def list_barred_by_standard(self, council: Council, pool: Pool) -> dict[str, tuple[str, ...]]:
        """Map each standard that somebody misses to the ids of those who miss it."""
        standards = (rule for rule in self.rules if isinstance(rule, Standard))
        found = {s.id: tuple(p.id for p in pool.people if s.misses(p, council)) for s in standards}
        return {rule: ids for rule, ids in found.items() if ids}

    def audit(self, council: Council, pool: Pool, slate: Slate) -> tuple[Finding, ...]:
        """Judge a slate by every rule of this book, in the order of the book."""
        setting = AuditContext(council, pool, slate, self.list_barred(council, pool))
        return tuple(rule.audit(setting) for rule in self.rules)

    def is_ours(self, rule: Rule) -> bool:
        """Return whether the rule, or the number in it, is a wish of this program."""
        return any(self.sources[c.source].kind is SourceKind.HOUSE for c in rule.cites)

    def _select_for_kind(self, kind: CouncilKind, holds: Callable[[Dated], bool]) -> Rulebook:
        rules = (_select_clauses(r, kind) for r in self.rules if kind.level in r.levels and holds(r))
        steps = (_select_clauses(s, kind) for s in self.steps if kind.level in s.levels and holds(s))
        return self._with(rules, steps=tuple(steps))

    def _with(self, rules: Iterable[Rule], **other: Any) -> Rulebook:  # noqa: ANN401  # fields of this class
        return self.replace_unvalidated(rules=tuple(rules), **other)

    def _check_known(self, ids: Iterable[str]) -> None:
        problems: list[Problem] = []
        for i in ids:
            if i not in self.by_id:
                vi, en = "Không có quy định này", "There is no such rule"
                if len(problems) < _COMPARED:
                    known = list_nearest(i, self.by_id)
                    vi += f"; các quy định, gần nhất trước: {known}"
                    en += f"; rules, the nearest first: {known}"
                problems.append(Problem("unknown_rule", (i,), f"{vi}.", f"{en}."))
        if problems:
            raise UnknownRule(problems)


def _select_clauses(provision: _Provision, kind: CouncilKind) -> _Provision:
    """Drop the clauses on other kinds of council, unless none would be left."""
    cites = tuple(c for c in provision.cites if not c.kinds or kind in c.kinds)
    return provision if cites == provision.cites or not cites else provision.replace_unvalidated(cites=cites)


def _merge_departures(departures: Iterable[Departure]) -> tuple[Departure, ...]:
    """Merge the departures of each bound into one, from the first value to the last.

    None is left where these are the same.
    """
    first: dict[tuple[str, str], Departure] = {}
    for d in departures:
        first[d.rule, d.field] = d.replace_unvalidated(was=first.get((d.rule, d.field), d).was)
    return tuple(d for d in first.values() if d.was != d.now)


def _check_adjustable(rule: Rule, field: str) -> None:
    where = (rule.id, field)
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


def _replace_fields(rule: Rule, fields: dict[str, int | None]) -> Rule:
    try:
        return type(rule).model_validate(rule.model_dump() | fields)
    except ValidationError as error:
        raise OverrideError([p.within(rule.id) for p in list_validation_problems(error)]) from None
