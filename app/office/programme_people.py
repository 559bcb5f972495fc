"""The people of a programme, to be found by name: in whose pools they are, and on whose lists."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from cocau.app.access.caller import Caller
from cocau.app.access.roles import May
from cocau.app.imports.safe_text import fold
from cocau.app.office.programme_asked import MOST
from cocau.app.office.programme_stored import StoredCouncil, StoredProgramme, stored
from cocau.app.office.withdrawing import planned_before
from cocau.app.store import Store
from cocau.constraints.people import Person

AT_ONCE = 50
"""People found at once; who looks for somebody among more writes more of the name."""


@dataclass(frozen=True)
class Place:
    """A council, by id and name, in whose pool somebody is; `listed`: and on a list of it."""

    council: str
    name: str
    listed: bool


@dataclass(frozen=True)
class Introduced:
    """Somebody, and the councils in whose pools he or she is."""

    person: Person
    places: tuple[Place, ...]


@dataclass(frozen=True)
class Looked:
    """Who was found. `chosen`: those named by id, whatever was looked for; `more`: how many are not told."""

    chosen: tuple[Introduced, ...]
    found: tuple[Introduced, ...]
    more: int


def look(store: Store, caller: Caller, which: str, words: str, chosen: Collection[str] = ()) -> Looked:
    """People of a programme that has ended, whose name or id has all these words, with or without diacritics.

    Of more than a thousand councils (a drill's), only those that a word or somebody chosen begins with.

    Raises:
        Forbidden: the role does not allow it.
        Missing, NotReady, Refused, Erased: see `withdrawing.withdraw`.
    """
    caller.must(May.SEE_PEOPLE)
    whole = stored(store, caller, which)
    outcomes = planned_before(store, caller, which, whole).by_id
    wanted = fold(words).split()
    found: dict[str, list[tuple[dict[str, Any], Place]]] = {}
    for one in _searched(whole, [*wanted, *chosen]):
        slate = outcomes[one.id].part.slate if one.id in outcomes else None
        for person in one.people:
            i = person["id"]
            if i in chosen or (wanted and _says(person, wanted)):
                on = slate is not None and i in slate.listed
                found.setdefault(i, []).append((person, Place(one.id, one.name, on)))
    everybody = {i: _introduced(each) for i, each in found.items()}
    others = sorted((one for i, one in everybody.items() if i not in chosen), key=_by_name)
    return Looked(
        chosen=tuple(everybody[i] for i in dict.fromkeys(chosen) if i in everybody),
        found=tuple(others[:AT_ONCE]),
        more=max(0, len(others) - AT_ONCE),
    )


def _searched(whole: StoredProgramme, begins: Sequence[str]) -> list[StoredCouncil]:
    councils = [*whole.councils.values()]
    if len(councils) <= MOST:
        return councils
    return [one for one in councils if any(word.startswith(one.id) for word in begins)]


def _says(person: dict[str, Any], words: Iterable[str]) -> bool:
    text = fold(f"{person['name']} {person['id']}")
    return all(word in text for word in words)


def _introduced(each: Sequence[tuple[dict[str, Any], Place]]) -> Introduced:
    return Introduced(Person.model_validate(each[0][0]), tuple(place for _, place in each))


def _by_name(one: Introduced) -> tuple[list[str], str]:
    return fold(one.person.name).split()[::-1], one.person.id
