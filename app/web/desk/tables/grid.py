"""An allocation table as a grid: organisations by sorts of people, numbers as cells.

A cell holds the profiles of an organisation that are of its column; one that holds none can be given one.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol

from cocau.app.i18n.languages import Lang
from cocau.constraints.model.offers import Offers, Organisation, Profile
from cocau.constraints.model.people import Sex
from cocau.constraints.record import Text, bilingual

AGE_LIMIT = 40
"""The age that the columns part at, as the texts of 2021 do."""


@dataclass(frozen=True)
class GridColumn:
    """One sort of people: Party members or not, men or women, under 40 or not."""

    id: str
    head: Text
    party_member: bool
    sex: Sex
    young: bool

    def holds(self, profile: Profile) -> bool:
        """Return whether a profile is of this sort."""
        mine = (self.party_member, self.sex, self.young)
        return mine == (profile.party_member, profile.sex, profile.typical_age < AGE_LIMIT)

    def build_profile(self, profile_id: str, number: int) -> Profile:
        """Build a profile that is of this sort and no more."""
        return Profile(
            id=profile_id, at_most=number, sex=self.sex, under_40=self.young, party_member=self.party_member
        )


def _build_column(party: bool, sex: Sex, young: bool) -> GridColumn:  # noqa: FBT001  # one of eight
    vi = ("nam" if sex is Sex.MALE else "nữ") + (" dưới 40" if young else "")
    en = ("men" if sex is Sex.MALE else "women") + (" under 40" if young else "")
    i = "-".join(
        (
            "nam" if sex is Sex.MALE else "nu",
            *(("tre",) if young else ()),
            "dang-vien" if party else "ngoai-dang",
        )
    )
    return GridColumn(i, bilingual(vi.capitalize(), en.capitalize()), party, sex, young)


COLUMNS = tuple(
    _build_column(party, sex, young)
    for party in (True, False)
    for sex in (Sex.MALE, Sex.FEMALE)
    for young in (False, True)
)


@dataclass(frozen=True)
class GridSlot:
    """A number to type: how many people of a profile; `name`: what is special about them."""

    field: str
    value: str
    name: Text | None = None

    @property
    def number(self) -> int:
        """Return the number; 0 where none is typed, or none that can be."""
        return int(self.value) if self.value.isascii() and self.value.isdigit() else 0

    @property
    def place(self) -> str:
        """Return the field's name as the end of an element's id."""
        return self.field.partition(".")[2].replace(".", "--")


@dataclass(frozen=True)
class GridRow:
    """An organisation with its bounds, and its numbers in each column."""

    organisation: Organisation
    least: GridSlot
    most: GridSlot
    cells: tuple[tuple[GridSlot, ...], ...]

    @property
    def sum(self) -> int:
        """Return how many people the organisation can supply by the numbers in its cells."""
        return sum(slot.number for cell in self.cells for slot in cell)


@dataclass(frozen=True)
class OffersGrid:
    """The whole allocation table as rows, columns and sums."""

    total: GridSlot
    rows: tuple[GridRow, ...]
    sums: tuple[int, ...]

    @property
    def slots(self) -> Iterator[tuple[GridRow | None, GridSlot]]:
        """Yield every number that can be typed, with its row."""
        yield None, self.total
        for row in self.rows:
            slots = (row.least, row.most, *(slot for cell in row.cells for slot in cell))
            yield from ((row, slot) for slot in slots)


TOTAL_FIELD = "total"


class _SlotFactory(Protocol):
    """A function that makes a slot with the number that was typed into it."""

    def __call__(self, field: str, value: int | None, name: Text | None = None) -> GridSlot: ...


def build_grid(offers: Offers, typed: Mapping[str, str] | None = None) -> OffersGrid:
    """Build the grid of offers; `typed`: typed numbers, shown in place of stored ones."""
    said = typed or {}

    def slot(field: str, value: int | None, name: Text | None = None) -> GridSlot:
        return GridSlot(field, said.get(field, "" if value is None else str(value)), name)

    rows = tuple(
        GridRow(
            organisation=org,
            least=slot(f"least.{org.id}", org.at_least or None),
            most=slot(f"most.{org.id}", org.at_most),
            cells=tuple(_build_cell(org, column, slot) for column in COLUMNS),
        )
        for org in offers.organisations
    )
    sums = tuple(
        sum(slot.number for cell in column for slot in cell)
        for column in zip(*(row.cells for row in rows), strict=True)
    )
    return OffersGrid(slot(TOTAL_FIELD, offers.total), rows, sums)


def _build_cell(org: Organisation, column: GridColumn, slot: _SlotFactory) -> tuple[GridSlot, ...]:
    held = [profile for profile in org.profiles if column.holds(profile)]
    if not held:
        return (slot(f"n.{org.id}.{get_free_profile_id(org, column)}", None),)
    return tuple(slot(f"n.{org.id}.{p.id}", p.at_most, describe_profile(p)) for p in held)


def get_free_profile_id(org: Organisation, column: GridColumn) -> str:
    """Return the id of a new profile of a column at an organisation that has none."""
    taken = Counter(profile.id for profile in org.profiles)
    return column.id if column.id not in taken else f"{column.id}-2"


def describe_profile(profile: Profile) -> Text | None:
    """Describe what a profile has besides its column; None: nothing."""
    if profile.name:
        return bilingual(profile.name, profile.name)
    found = [words for words, so in _list_traits(profile) if so]
    if not found:
        return None
    return bilingual(", ".join(vi for vi, _ in found), ", ".join(en for _, en in found))


def _list_traits(profile: Profile) -> tuple[tuple[tuple[str, str], bool], ...]:
    age, expert = profile.age, profile.expert_in
    return (
        (("tái cử", "standing again"), profile.re_standing),
        (("chuyên trách", "full-time"), profile.meant_full_time),
        ((f"dân tộc {profile.ethnicity}", f"of the {profile.ethnicity}"), profile.ethnicity != "Kinh"),
        ((f"theo {profile.religion}", f"religion: {profile.religion}"), profile.religion is not None),
        ((f"chuyên gia {expert}", f"expert in {expert}"), expert is not None),
        (("thành viên UBND", "People's Committee"), profile.peoples_committee is not None),
        (("đứng đầu cơ quan chuyên môn", "heads an agency"), profile.heads_agency),
        (("cấp ủy", "Party committee"), profile.party_rank is not None),
        (("trong quy hoạch", "in the cadre plan"), bool(profile.planned_for)),
        ((f"{age} tuổi", f"aged {age}"), age is not None),
    )


class CellLabels:
    """The names of a table's cells in words; where versions differ, as in the first of them.

    Made once for an answer: a form can hold thousands of cells with something wrong in each.
    """

    def __init__(self, _: Callable[[str], str], lang: Lang, *versions: Offers) -> None:
        self._words: dict[str, str] = {}
        for offers in versions:
            self._words = dict(_label_cells(_, lang, build_grid(offers))) | self._words
        self._names = {org.id: org.name for offers in versions for org in offers.organisations}

    def get_label(self, field: str) -> str:
        """Return a cell in words; of an unknown cell its organisation, if that is known."""
        return self._words.get(field) or self._names.get(field.partition(".")[2], "")


def _label_cells(_: Callable[[str], str], lang: Lang, grid: OffersGrid) -> Iterator[tuple[str, str]]:
    yield grid.total.field, _("Tổng số người được giới thiệu")
    for row in grid.rows:
        name = row.organisation.name
        yield row.least.field, f"{name} · {_('ít nhất')}"
        yield row.most.field, f"{name} · {_('nhiều nhất')}"
        for column, cell in zip(COLUMNS, row.cells, strict=True):
            for slot in cell:
                yield slot.field, f"{name} · {(slot.name or column.head).of(lang)}"
