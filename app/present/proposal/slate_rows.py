"""A slate as typed rows for terminal, pages and files: leadership, lists, composition."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import get_args

from cocau.app.files.text import fold
from cocau.app.present.names import Names
from cocau.app.present.wording import format_tenths, round_half_up
from cocau.constraints.model.council import Committee, Constituency, CouncilOffice
from cocau.constraints.model.people import PERSON_FIELDS, Person
from cocau.constraints.model.selectors import BLOC_GROUPS, SHORT_GROUPS, list_counted
from cocau.constraints.model.slate import Slate

INTENDED_MARK, CANDIDATE_MARK = "●", "○"


def describe_list_marks(names: Names) -> str:
    """Describe the marks of the lists, and that the voters decide."""
    return names.say(
        "● đại biểu dự kiến, ○ ứng cử. Người trúng cử do cử tri quyết định.",
        "● intended deputy, ○ candidate. The voters decide who is elected.",
    )


@dataclass(frozen=True)
class HolderRow:
    """A holder of a post; `person`: None for somebody unknown to the pool."""

    person_id: str
    name: str
    person: Person | None
    is_planned: bool


@dataclass(frozen=True)
class LeadershipRow:
    """A post with its holders. `title`: with the committee; `office`: without it."""

    post: str
    title: str
    office: str
    committee: Committee | None
    holders: tuple[HolderRow, ...]


def list_leadership(names: Names, slate: Slate) -> Iterator[LeadershipRow]:
    """Yield the posts of the council, then those of each committee, as the law names them."""
    committees = {committee.id: committee for committee in names.council.committees}
    for post in sorted(names.council.posts, key=lambda post: _rank_post(names, post)):
        office, _, committee_id = post.partition("/")
        yield LeadershipRow(
            post=post,
            title=names.post(post),
            office=names.label(CouncilOffice(office)),
            committee=committees.get(committee_id),
            holders=tuple(_build_holder(names, post, i) for i in slate.get_holders(post)),
        )


_COMMITTEE_ORDER = (
    "phap che",
    "kinh te - ngan sach",
    "kinh te - xa hoi",
    "van hoa - xa hoi",
    "do thi",
    "dan toc",
)
"""Committees in the order of Law 77/2015 (Art. 18 to 60, clause 3)."""


def _rank_post(names: Names, post: str) -> tuple[int, int]:
    """Return the rank of a post: the council's own, then by committee, others behind."""
    _, _, committee_id = post.partition("/")
    place = {one.id: at for at, one in enumerate(names.council.committees)}
    if not committee_id:
        return -1, 0
    name = fold(next((one.name for one in names.council.committees if one.id == committee_id), ""))
    known = [rank for rank, words in enumerate(_COMMITTEE_ORDER) if words in name]
    return known[0] if known else len(_COMMITTEE_ORDER), place.get(committee_id, 0)


def _build_holder(names: Names, post: str, person_id: str) -> HolderRow:
    person = names.pool.by_id.get(person_id)
    planned = () if person is None else person.planned_for
    is_planned = post in planned or post.partition("/")[0] in planned
    return HolderRow(person_id, names.person(person_id), person, is_planned)


@dataclass(frozen=True)
class CandidateRow:
    """A candidate; `person`: None if not in the pool, `is_remarked`: there are remarks."""

    person_id: str
    name: str
    person: Person | None
    is_intended: bool
    is_away: bool
    is_remarked: bool = False

    @property
    def mark(self) -> str:
        """Return the mark of an intended deputy or of another candidate."""
        return INTENDED_MARK if self.is_intended else CANDIDATE_MARK


@dataclass(frozen=True)
class ConstituencyRow:
    """The list of a constituency, intended deputies first, each in the order of names."""

    unit: Constituency
    name: str
    candidates: tuple[CandidateRow, ...]


def list_candidates(names: Names, slate: Slate, remarked: Collection[str] = ()) -> Iterator[ConstituencyRow]:
    """Yield the list of every constituency in the order of the council; `remarked` are marked."""
    intended = set(slate.deputies)
    for unit in names.council.constituencies:
        ids = sorted(slate.candidates.get(unit.id, ()), key=names.get_order)
        ids.sort(key=lambda i: i not in intended)
        rows = tuple(
            _build_candidate(names, unit, i, is_intended=i in intended, is_remarked=i in remarked)
            for i in ids
        )
        yield ConstituencyRow(unit, names.unit(unit.id), rows)


def _build_candidate(
    names: Names, unit: Constituency, person_id: str, *, is_intended: bool, is_remarked: bool
) -> CandidateRow:
    person = names.pool.by_id.get(person_id)
    away = person is not None and person.locality is not None and person.locality not in unit.localities
    name = names.person(person_id)
    return CandidateRow(person_id, name, person, is_intended, away, is_remarked)


@dataclass(frozen=True)
class GroupShare:
    """A count of a total; `count` is None where nobody gave the number."""

    count: int | None
    total: int

    def tenths(self) -> int | None:
        """Return tenths of a percent, rounded half up."""
        known = self._percent
        return None if known is None else round_half_up(10 * known)

    def percent(self, lang: str, nothing: str = "—") -> str:
        """Format the share as ``35,8%``; a dash where there is none."""
        known = self._percent
        return nothing if known is None else f"{format_tenths(known, lang)}%"

    def format(self, lang: str) -> str:
        """Format the count with its share as ``12 (35,8%)``; a dash where there is none."""
        return "—" if self._percent is None else f"{self.count} ({self.percent(lang)})"

    @property
    def _percent(self) -> Fraction | None:
        return None if self.count is None or not self.total else Fraction(100 * self.count, self.total)


@dataclass(frozen=True)
class CompositionRow:
    """The shares of one group: previous term (None: not given), lists, intended council."""

    group: str
    before: GroupShare | None
    listed: GroupShare
    intended: GroupShare

    @property
    def change(self) -> int:
        """Return the change since the previous term, in tenths of a percentage point."""
        was, now = None if self.before is None else self.before.tenths(), self.intended.tenths()
        return 0 if was is None or now is None else now - was


def list_composition(
    names: Names, slate: Slate, groups: Iterable[str] = (*SHORT_GROUPS, *BLOC_GROUPS)
) -> Iterator[CompositionRow]:
    """Yield the shares of each group; people unknown to the pool are left out."""
    prior = names.council.prior_term
    for group in groups:
        before = None if prior is None else GroupShare(prior.counts.get(group), prior.deputies)
        listed, intended = (_count_share(names, slate, ids, group) for ids in (slate.listed, slate.deputies))
        yield CompositionRow(group, before, listed, intended)


def _count_share(names: Names, slate: Slate, ids: Iterable[str], group: str) -> GroupShare:
    people = [names.pool.by_id[i] for i in ids if i in names.pool.by_id]
    holders = slate.get_holders(*slate.posts)
    return GroupShare(len(list_counted(group, people, holders, names.council.election_day)), len(people))


@dataclass(frozen=True)
class CompositionRowGroup:
    """The rows of one field in a composition table: a row for each of its values."""

    field: str
    rows: tuple[CompositionRow, ...]


def list_breakdowns(names: Names, slate: Slate) -> Iterator[CompositionRowGroup]:
    """Yield a breakdown of each counted field that is noted for anybody on the lists."""
    for field, values in _COUNTED_VALUES.items():
        rows = tuple(
            CompositionRow(
                value,
                None,
                *(_count_value(names, ids, field, value) for ids in (slate.listed, slate.deputies)),
            )
            for value in values
        )
        if any(row.listed.count for row in rows):
            yield CompositionRowGroup(field, rows)


_COUNTED_VALUES: dict[str, type[StrEnum]] = {
    name: next(t for t in get_args(Person.model_fields[name].annotation) if issubclass(t, StrEnum))
    for name, declared in PERSON_FIELDS.items()
    if declared.is_counted
}


def _count_value(names: Names, ids: Iterable[str], field: str, value: StrEnum) -> GroupShare:
    people = [names.pool.by_id[i] for i in ids if i in names.pool.by_id]
    return GroupShare(sum(getattr(person, field) is value for person in people), len(people))


def count_composition(names: Names, slate: Slate) -> tuple[int | None, int, int]:
    """Count the previous council (None: not given), the candidates, and the intended deputies."""
    prior = names.council.prior_term
    return None if prior is None else prior.deputies, len(slate.listed), len(slate.deputies)
