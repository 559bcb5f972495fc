"""Texts of people as long as fits a cell: a name of thousands of letters would take pages, and minutes."""

from cocau.app.render.annex.letters import cut
from cocau.constraints.people import Person, Pool

_LONGEST = 200
_FIELDS = ("name", "work_place", "ethnicity", "religion")


def fitted(pool: Pool) -> Pool:
    """The same people; what is printed of them is cut where it is longer than any real one."""
    return pool.but(people=tuple(_person(person) for person in pool.people))


def _person(person: Person) -> Person:
    long = [field for field in _FIELDS if len(getattr(person, field) or "") > _LONGEST]
    return person.but(**{field: cut(getattr(person, field), _LONGEST) for field in long}) if long else person
