"""How far a slate is from an earlier one: what a re-planned slate keeps small, before any aim."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cocau.constraints.quantity import Quantity
from cocau.constraints.select import Among
from cocau.constraints.slate import Slate

if TYPE_CHECKING:
    from cocau.solver.model import SlateModel

PEOPLE, POSTS, PLACES, OFFERS = MOVES = (
    "moves:people",
    "moves:posts",
    "moves:constituencies",
    "moves:introduced",
)
"""Tiers of a re-planned slate: people move last, then posts, then places, then who is merely introduced."""


def moves(model: "SlateModel", before: Slate) -> dict[str, Quantity]:
    """What each tier of moves counts; people who cannot stand any more move whatever is planned.

    People: whose place on the lists or in the intended council is another one than before. Posts: holders
    who lose one, and holders who gain one. Constituencies: people still listed, but elsewhere. Introduced,
    where that is chosen: those who no longer are, and those who now are.
    """
    moved = {
        PEOPLE: Quantity.total(_changed(model, before)),
        POSTS: Quantity.total(_posts(model, before)),
        PLACES: model.places.displaced(),
    }
    chosen = model.people.introduced
    if chosen is None or before.introduced is None:
        return moved
    was = set(before.introduced)
    now = {i: Quantity({v: 1}) for i, v in chosen.items()}
    each = (Quantity({}, 1) - now[i] if i in was else now[i] for i in now)
    return moved | {OFFERS: Quantity.total(each)}


def _changed(model: "SlateModel", before: Slate) -> Iterator[Quantity]:
    listed, deputies = set(before.listed), set(before.deputies)
    one = Quantity({}, 1)
    for person in model.pool.people:
        i = person.id
        if not model.may_stand(i):
            continue
        if i in deputies:
            yield one - model.stands(i, Among.DEPUTIES)
        elif i in listed:  # listed and no deputy: leaving the list and joining the council exclude each other
            yield one - model.stands(i) + model.stands(i, Among.DEPUTIES)
        else:
            yield model.stands(i)


def _posts(model: "SlateModel", before: Slate) -> Iterator[Quantity]:
    one = Quantity({}, 1)
    for post in model.council.posts:
        held = set(before.holders(post))
        for person in model.pool.people:
            if model.may_stand(person.id):
                now = model.holds(person.id, post)
                yield one - now if person.id in held else now
