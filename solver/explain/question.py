"""What may be asked of somebody's part in a plan, and the opposite of what the plan has."""

from collections.abc import Iterator
from enum import StrEnum
from typing import assert_never

from cocau.constraints.quantity import Quantity, Row
from cocau.constraints.record import Record
from cocau.constraints.select import Among
from cocau.constraints.slate import Slate
from cocau.solver.model import SlateModel
from cocau.solver.request import Pins


class What(StrEnum):
    """On a list, an intended deputy, holder of a post, or standing at a constituency."""

    LISTED = "in"
    DEPUTY = "deputy"
    POST = "post"
    AT = "at"


class Question(Record):
    """Why somebody has, or has not, this part; `where` is the post or the constituency it is about."""

    person: str
    what: What
    where: str | None = None

    def has(self, slate: Slate, person: str) -> bool:
        """Whether somebody has the part on a slate."""
        match self.what:
            case What.LISTED:
                return person in slate.listed
            case What.DEPUTY:
                return person in slate.deputies
            case What.POST:
                return person in slate.holders(self.where or "")
            case What.AT:
                return slate.list_of(person) == self.where
        assert_never(self.what)


def usual(slate: Slate, person: str) -> Iterator[Question]:
    """What is asked of somebody where nothing is said: why (not) in, and why (not) more than a candidate."""
    yield Question(person=person, what=What.LISTED)
    if person not in slate.listed:
        return
    held = [post for post, ids in slate.posts.items() if person in ids]
    for post in held:
        yield Question(person=person, what=What.POST, where=post)
    if not held:
        yield Question(person=person, what=What.DEPUTY)


def opposite(asked: Question, model: SlateModel, *, has: bool) -> Iterator[Row]:
    """The rows under which the part is given to somebody who has it not, or taken from one who `has` it.

    Somebody taken from a constituency stands at another one.
    """
    part = _part(asked, model)
    yield part <= 0 if has else part >= 1
    if has and asked.what is What.AT:
        yield model.stands(asked.person) >= 1


def _part(asked: Question, model: SlateModel) -> Quantity:
    i, where = asked.person, asked.where or ""
    match asked.what:
        case What.LISTED:
            return model.stands(i)
        case What.DEPUTY:
            return model.stands(i, Among.DEPUTIES)
        case What.POST:
            return model.holds(i, where)
        case What.AT:
            return model.places.placed(i, where)
    assert_never(asked.what)


def contradicting(asked: Question, pins: Pins, *, has: bool) -> tuple[str, ...]:
    """The pins of the request that by themselves rule out the opposite, as ``what:person``."""
    i = asked.person
    held = [f"{post}:{i}" for post, people in pins.posts.items() if i in people]
    placed = [f"at:{i}"] if i in pins.constituencies else []
    if not has:
        elsewhere = asked.what is What.AT and pins.constituencies.get(i, asked.where) != asked.where
        return (*([f"out:{i}"] if i in pins.out else ()), *(placed if elsewhere else ()))
    meant = [f"deputy:{i}"] if i in pins.deputies else []
    match asked.what:
        case What.LISTED:
            return (*([f"in:{i}"] if i in pins.candidates else ()), *meant, *held, *placed)
        case What.DEPUTY:
            return (*meant, *held)
        case What.POST:
            return tuple(pin for pin in held if pin == f"{asked.where}:{i}")
        case What.AT:
            return tuple(placed)
    assert_never(asked.what)
