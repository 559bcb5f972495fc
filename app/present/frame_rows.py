"""Rows of proposals and answers for data frames."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from enum import Enum
from typing import get_args

from pydantic import BaseModel
from pydantic_core import to_json

from cocau.app.files.tables.columns import COLUMNS
from cocau.app.i18n.languages import Lang
from cocau.constraints.model.people import Person
from cocau.constraints.model.selectors import Selector
from cocau.solver.proposal import Proposal

FrameRow = Mapping[str, object]
"""A row of a frame, by column."""


def flatten_record(record: BaseModel, prefix: str = "") -> Iterator[tuple[str, object]]:
    """Yield the fields of a record as columns; those of inner records with a dot.

    Numbers, words, days and lists of them stay what they are; anything else becomes JSON.
    """
    for name, declared in type(record).model_fields.items():
        value = getattr(record, name)
        if isinstance(value, Selector):
            yield f"{prefix}{name}", _describe_selector(value)
        elif isinstance(value, BaseModel):
            yield from flatten_record(value, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", _simplify(value, declared.annotation)


def _describe_selector(selector: Selector) -> str:
    """Describe a group as the command line takes it: ``sex=female,age_under=35``."""
    given = selector.model_dump(mode="json", exclude_defaults=True)
    return ",".join(f"{name}={value}" for name, value in given.items())


def _simplify(value: object, annotation: object) -> object:
    """Return a value of a field as a cell; one type for a field, whatever it holds."""
    if isinstance(value, Enum):
        return value.value
    if value is None or isinstance(value, str | int | float | date):
        return value
    item = next(iter(get_args(annotation)), None)
    if isinstance(value, tuple) and isinstance(item, type) and issubclass(item, str | int):
        return [one.value if isinstance(one, Enum) else one for one in value]
    return to_json(value).decode()


def list_people(proposal: Proposal) -> Iterator[FrameRow]:
    """Yield everybody in the pool: own fields, then the part that the proposal gives."""
    slate, units, posts = proposal.slate, dict[str, str](), dict[str, list[str]]()
    if slate is not None:
        units = {i: unit for unit, ids in slate.candidates.items() for i in ids}
        for post, ids in slate.posts.items():
            for i in ids:
                posts.setdefault(i, []).append(post)
    deputies = frozenset(() if slate is None else slate.deputies)
    for person in proposal.request.pool.people:
        yield dict(_list_cells(person)) | {
            "constituency": units.get(person.id),
            "deputy": person.id in deputies,
            "posts": posts.get(person.id, []),
            "barred_by": [rule for rule, ids in proposal.barred.items() if person.id in ids],
        }


_RECORDS = frozenset(
    name
    for name, declared in Person.model_fields.items()
    if any(
        isinstance(inner, type) and issubclass(inner, BaseModel) for inner in get_args(declared.annotation)
    )
)
"""Fields of a person that hold records."""


def _list_cells(person: Person) -> Iterator[tuple[str, object]]:
    """Yield the fields of a person; records as cells of a list, so that they are read again."""
    for name, declared in Person.model_fields.items():
        value = getattr(person, name)
        if name in _RECORDS:
            yield name, COLUMNS[name].cell.write(value, Lang.VI) or None if value else None
        else:
            yield name, _simplify(value, declared.annotation)


def list_candidates(proposal: Proposal) -> Iterator[FrameRow]:
    """Yield the lists: one row for each candidate of each constituency."""
    slate, request = proposal.slate, proposal.request
    if slate is None:
        return
    for unit in request.council.constituencies:
        for i in slate.candidates.get(unit.id, ()):
            yield {
                "constituency": unit.id,
                "constituency_name": unit.name,
                "seats": unit.seats,
                "person": i,
                "name": request.pool.by_id[i].name,
                "deputy": i in slate.deputies,
            }


def list_findings(proposal: Proposal) -> Iterator[FrameRow]:
    """Yield the verdict on each rule, with its facts in words and how much it is short of."""
    for finding in proposal.findings:
        rule = proposal.rulebook.by_id[finding.rule]
        yield {
            "rule": rule.id,
            "strength": rule.strength.value,
            "priority": rule.priority,
            "verdict": finding.verdict.value,
            "short": finding.short,
            "facts": ", ".join(f"{name}={value}" for name, value in finding.facts.items()),
            "witnesses": list(finding.witnesses),
            "says_vi": rule.says.vi,
            "says_en": rule.says.en,
        }


def list_aims(proposal: Proposal) -> Iterator[FrameRow]:
    """Yield each aim: whether it is missed, the least shortfall of its tier, and its bound."""
    for aim in proposal.aims:
        yield {
            "rule": aim.rule,
            "priority": aim.priority,
            "missed": aim.missed,
            "tier_value": aim.tier_value,
            "tier_bound": aim.tier_bound,
            "proven": aim.proven,
        }


def list_records(records: Sequence[BaseModel]) -> Iterator[FrameRow]:
    """Yield records as rows, their fields as columns."""
    return (dict(flatten_record(record)) for record in records)
