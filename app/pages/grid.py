"""The allocation table as a grid: organisations as rows, sorts of people as columns, numbers as cells.

A cell holds the profiles of an organisation that are of its column; one that holds none can be given one.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol

from cocau.constraints.offers import Offers, Organisation, Profile
from cocau.constraints.people import Sex
from cocau.constraints.record import Text

LINE = 40
"""The age that the columns part at, as the texts of 2021 do."""


@dataclass(frozen=True)
class Column:
    """One sort of people: Party members or not, men or women, under 40 or not."""

    id: str
    head: Text
    party_member: bool
    sex: Sex
    young: bool

    def holds(self, profile: Profile) -> bool:
        """Whether a profile is of this sort."""
        mine = (self.party_member, self.sex, self.young)
        return mine == (profile.party_member, profile.sex, profile.typical_age < LINE)

    def profile(self, i: str, number: int) -> Profile:
        """A profile that is of this sort and no more."""
        return Profile(
            id=i, at_most=number, sex=self.sex, under_40=self.young, party_member=self.party_member
        )


def _column(party: bool, sex: Sex, young: bool) -> Column:  # noqa: FBT001  # one of eight
    vi = ("nam" if sex is Sex.MALE else "nữ") + (" dưới 40" if young else "")
    en = ("men" if sex is Sex.MALE else "women") + (" under 40" if young else "")
    i = "-".join(
        (
            "nam" if sex is Sex.MALE else "nu",
            *(("tre",) if young else ()),
            "dang-vien" if party else "ngoai-dang",
        )
    )
    return Column(i, Text(vi=vi.capitalize(), en=en.capitalize()), party, sex, young)


COLUMNS = tuple(
    _column(party, sex, young)
    for party in (True, False)
    for sex in (Sex.MALE, Sex.FEMALE)
    for young in (False, True)
)


@dataclass(frozen=True)
class Slot:
    """One number to type: how many people of a profile there are. `name`: what is particular about them."""

    field: str
    value: str
    name: Text | None = None

    @property
    def place(self) -> str:
        """Its field as the end of an element's id."""
        return self.field.partition(".")[2].replace(".", "--")


@dataclass(frozen=True)
class Row:
    """An organisation, its numbers in each column, and how many it can introduce in all."""

    organisation: Organisation
    least: Slot
    most: Slot
    cells: tuple[tuple[Slot, ...], ...]

    @property
    def sum(self) -> int:
        """How many its profiles can supply."""
        return self.organisation.capacity


@dataclass(frozen=True)
class Grid:
    """The whole table."""

    total: Slot
    rows: tuple[Row, ...]
    sums: tuple[int, ...]

    @property
    def slots(self) -> Iterator[tuple[Row | None, Slot]]:
        """Every number that can be typed, and the row it is in."""
        yield None, self.total
        for row in self.rows:
            slots = (row.least, row.most, *(slot for cell in row.cells for slot in cell))
            yield from ((row, slot) for slot in slots)


TOTAL = "total"


class _Slotted(Protocol):
    """What makes a slot, with what was typed into it."""

    def __call__(self, field: str, value: int | None, name: Text | None = None) -> Slot: ...


def grid_of(offers: Offers, typed: Mapping[str, str] | None = None) -> Grid:
    """The grid of offers; `typed`: numbers that somebody typed, shown in place of those that are kept."""
    said = typed or {}

    def slot(field: str, value: int | None, name: Text | None = None) -> Slot:
        return Slot(field, said.get(field, "" if value is None else str(value)), name)

    rows = tuple(
        Row(
            organisation=org,
            least=slot(f"least.{org.id}", org.at_least or None),
            most=slot(f"most.{org.id}", org.at_most),
            cells=tuple(_cell(org, column, slot) for column in COLUMNS),
        )
        for org in offers.organisations
    )
    profiles = [profile for org in offers.organisations for profile in org.profiles]
    sums = tuple(sum(p.at_most for p in profiles if column.holds(p)) for column in COLUMNS)
    return Grid(slot(TOTAL, offers.total), rows, sums)


def _cell(org: Organisation, column: Column, slot: _Slotted) -> tuple[Slot, ...]:
    held = [profile for profile in org.profiles if column.holds(profile)]
    if not held:
        return (slot(f"n.{org.id}.{free_id(org, column)}", None),)
    return tuple(slot(f"n.{org.id}.{p.id}", p.at_most, particular(p)) for p in held)


def free_id(org: Organisation, column: Column) -> str:
    """The id that a profile of a column gets in an organisation which has none of it."""
    taken = Counter(profile.id for profile in org.profiles)
    return column.id if column.id not in taken else f"{column.id}-2"


def particular(profile: Profile) -> Text | None:
    """What is to be known of a profile besides its column, in words; None: nothing."""
    if profile.name:
        return Text(vi=profile.name, en=profile.name)
    found = [words for words, so in _traits(profile) if so]
    if not found:
        return None
    return Text(vi=", ".join(vi for vi, _ in found), en=", ".join(en for _, en in found))


def _traits(profile: Profile) -> tuple[tuple[tuple[str, str], bool], ...]:
    age, expert = profile.age, profile.expert_in
    return (
        (("tái cử", "standing again"), profile.re_standing),
        (("chuyên trách", "full-time"), profile.meant_full_time),
        ((f"dân tộc {profile.ethnicity}", f"of the {profile.ethnicity}"), profile.ethnicity != "Kinh"),
        ((f"theo {profile.religion}", f"religion: {profile.religion}"), profile.religion is not None),
        ((f"chuyên gia {expert}", f"expert in {expert}"), expert is not None),
        (("thành viên UBND", "People's Committee"), profile.peoples_committee is not None),
        (("cấp ủy", "Party committee"), profile.party_rank is not None),
        (("trong quy hoạch", "in the cadre plan"), bool(profile.planned_for)),
        ((f"{age} tuổi", f"aged {age}"), age is not None),
    )
