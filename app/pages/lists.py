"""A slate as lists: who holds which post, who stands where, and the places for people still to be found."""

from collections.abc import Collection
from dataclasses import dataclass

from cocau.app.render.sheet import Sheet
from cocau.constraints.council import Office
from cocau.constraints.slate import Slate


@dataclass(frozen=True)
class Name:
    """One person on a slate. `sought`: nobody yet, a place for somebody to be found."""

    text: str
    intended: bool = False
    sought: bool = False


@dataclass(frozen=True)
class Lists:
    """The posts and the constituencies of a slate, each with its people."""

    posts: tuple[tuple[str, tuple[Name, ...]], ...]
    units: tuple[tuple[str, tuple[Name, ...]], ...]


def lists_of(sheet: Sheet, slate: Slate, sought: Collection[str] = ()) -> Lists:
    """The lists of a slate, intended deputies first. `sought`: ids of people still to be found."""
    places = {i: number for number, i in enumerate(sorted(sought, key=_numbered), 1)}
    meant = set(slate.deputies)

    def name(i: str) -> Name:
        if i in places:
            words = sheet.say(f"Người cần tìm {places[i]}", f"To be found: {places[i]}")
            return Name(words, i in meant, sought=True)
        return Name(sheet.person(i), i in meant)

    posts = ((post, slate.holders(post)) for post in sheet.council.posts_of(*Office))
    units = ((unit, slate.candidates.get(unit.id, ())) for unit in sheet.council.constituencies)
    return Lists(
        posts=tuple((sheet.post(post), tuple(map(name, ids))) for post, ids in posts if ids),
        units=tuple(
            (unit.name or unit.id, tuple(name(i) for i in sorted(ids, key=lambda i: (i not in meant, i))))
            for unit, ids in units
        ),
    )


def _numbered(i: str) -> tuple[int, str]:
    return len(i), i
