"""A pool on the desk: its people in one version, its council, and the rules that they are looked at under."""

from dataclasses import dataclass

from cocau.app.office.errors import Refused
from cocau.app.office.pools import looked_at
from cocau.app.office.rulebooks import resolve
from cocau.app.office.shelf import Held
from cocau.app.pages.desk import Desk
from cocau.app.pages.place import Place, place_of
from cocau.constraints.council import Council
from cocau.constraints.library import DEFAULT
from cocau.constraints.people import Person, Pool
from cocau.constraints.rulebook import Rulebook


@dataclass(frozen=True)
class Opened:
    """A version of a pool. `barred`: whom standards keep off every list, and which ones."""

    place: Place
    held: Held[Pool]
    book: Rulebook
    barred: dict[str, tuple[str, ...]]

    @property
    def id(self) -> str:
        """The id of the pool's document."""
        return self.held.document.id

    @property
    def path(self) -> str:
        """The address of its page."""
        return f"/pools/{self.id}"

    @property
    def number(self) -> int:
        """The number of this version."""
        return self.held.version.number

    @property
    def newest(self) -> bool:
        """Whether it is the newest version: only that one is edited."""
        return self.number == self.held.document.version

    @property
    def pool(self) -> Pool:
        """The people."""
        return self.held.body

    @property
    def council(self) -> Council:
        """Whose pool it is."""
        return self.place.council

    def row_of(self, person: str) -> int | None:
        """The place of somebody in the list, from 1; None: not in it."""
        return next((row for row, p in enumerate(self.pool.people, start=1) if p.id == person), None)

    def at(self, row: int) -> Person | None:
        """Who stands at a place of the list."""
        return self.pool.people[row - 1] if 1 <= row <= len(self.pool.people) else None


def opened(desk: Desk, which: str, version: int | None = None) -> Opened:
    """A pool in a version; the newest, if none is named.

    Raises:
        Forbidden, Missing, Erased: as `documents.read`, of the pool and of its council.
        Refused: it has no council.
    """
    held = looked_at(desk.store, desk.caller, which, version)
    if held.document.about is None:
        raise Refused(
            "Danh sách này không thuộc hội đồng nào; bàn làm việc chỉ mở danh sách của một hội đồng.",
            "This pool belongs to no council; the desk opens the pools of councils only.",
        )
    place = place_of(desk, held.document.about)
    book = resolve(desk.store, desk.caller, DEFAULT).for_council(place.council)
    return Opened(place, held, book, _by_person(book.barred_by(place.council, held.body)))


def _by_person(by_rule: dict[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for rule, people in by_rule.items():
        for person in people:
            found[person] = (*found.get(person, ()), rule)
    return found
