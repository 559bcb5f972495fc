"""A version of a pool for its pages: people, council, rules, and values in words."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from pydantic import TypeAdapter

from cocau.app.files.people import format_field
from cocau.app.i18n.languages import Lang
from cocau.app.present.names import Names
from cocau.app.present.proposal.remarks import describe_remark
from cocau.app.services.documents import StoredVersion
from cocau.app.services.errors import ActRefused
from cocau.app.services.pool_needs import PoolJudgement, judge_pool
from cocau.app.services.pools import read_pool
from cocau.app.services.rulebooks import choose_council_rulebook, resolve_rulebook
from cocau.app.web.desk.context import CouncilContext, PageContext, get_council_context
from cocau.constraints.checks.remarks import find_counting_day, remark_on_person
from cocau.constraints.library import DEFAULT_RULEBOOK
from cocau.constraints.model.council import Council
from cocau.constraints.model.people import Person, Pool
from cocau.constraints.rulebook import Rulebook


@dataclass(frozen=True)
class PoolContext:
    """A version of a pool, judged for its council."""

    place: CouncilContext
    held: StoredVersion[Pool]
    judgement: PoolJudgement

    @property
    def book(self) -> Rulebook:
        """Return the rules for the pool's council."""
        return self.judgement.book

    @property
    def barred(self) -> Mapping[str, tuple[str, ...]]:
        """Return the people kept off every list, each with the standards missed."""
        return self.judgement.barred

    @property
    def id(self) -> str:
        """Return the id of the pool's document."""
        return self.held.document.id

    @property
    def path(self) -> str:
        """Return the address of the pool's page."""
        return f"/pools/{self.id}"

    @property
    def number(self) -> int:
        """Return the number of this version."""
        return self.held.version.number

    @property
    def newest(self) -> bool:
        """Return whether this is the newest version: only that one is edited."""
        return self.number == self.held.document.version

    @property
    def pool(self) -> Pool:
        """Return the people."""
        return self.held.body

    @property
    def council(self) -> Council:
        """Return the council of the pool."""
        return self.place.council

    def build_remark_writer(self, sheet: Names) -> Callable[[Person], list[str]]:
        """Return a function that lists the remarks on a person, in words."""
        day = find_counting_day(self.book, self.council)
        return lambda person: [describe_remark(sheet, remark) for remark in remark_on_person(person, day)]

    def find_row(self, person_id: str) -> int | None:
        """Return the place of a person in the list, from 1; None: not in it."""
        return next((row for row, p in enumerate(self.pool.people, start=1) if p.id == person_id), None)

    def get_person_at(self, row: int) -> Person | None:
        """Return the person at a place of the list, if there is one."""
        return self.pool.people[row - 1] if 1 <= row <= len(self.pool.people) else None


def get_pool_context(desk: PageContext, pool_id: str, version: int | None = None) -> PoolContext:
    """Return a pool in a version; the newest, if none is named.

    Raises:
        Forbidden, Missing, Erased: as `read_document`, of the pool and of its council.
        ActRefused: it has no council.
    """
    held = read_pool(desk.store, desk.caller, pool_id, version)
    if held.document.about is None:
        raise ActRefused(
            "Danh sách này không thuộc hội đồng nào; bàn làm việc chỉ mở danh sách của một hội đồng.",
            "This pool belongs to no council; the desk opens the pools of councils only.",
        )
    place = get_council_context(desk, held.document.about)
    day = place.council.election_day
    book = choose_council_rulebook(desk.store, desk.caller, place.id, day)
    book = book or resolve_rulebook(desk.store, desk.caller, DEFAULT_RULEBOOK)
    return PoolContext(place, held, judge_pool(held, place.held, book))


def get_value_formatter(lang: Lang) -> Callable[[str, Any], str]:
    """Return a function that formats a field's JSON value as its cell would be written."""

    def words(field: str, value: Any) -> str:  # noqa: ANN401  # whatever JSON holds
        if field not in Person.model_fields:
            return str(value)
        return format_field(field, _get_field_adapter(field).validate_python(value), lang) or "–"

    return words


@cache
def _get_field_adapter(field: str) -> TypeAdapter[Any]:
    annotation: Any = Person.model_fields[field].annotation
    return TypeAdapter(annotation)
