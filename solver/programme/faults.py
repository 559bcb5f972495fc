"""Faults of a programme that no council could tell alone."""

from collections import Counter, defaultdict
from collections.abc import Iterator

from cocau.constraints.errors import Problem
from cocau.constraints.people import Person
from cocau.solver.programme.entries import Entry, Programme

THE_SAME = ("name", "born", "sex", "ethnicity", "religion", "party_member")
"""Fields that say who somebody is: one id in several pools must have one of each."""


def programme_problems(programme: Programme) -> Iterator[Problem]:
    """Everything wrong with the councils of a programme beside each other. Each council's own: see `plan`."""
    for i, times in sorted(Counter(entry.id for entry in programme.entries).items()):
        if times > 1:
            yield Problem(
                "duplicate_council",
                f"councils: {i}",
                f"Có {times} hội đồng cùng mã này; mỗi hội đồng một mã.",
                f"{times} councils have this id; give each its own.",
            )
    yield from _days(programme)
    yield from _people(programme)
    for entry in programme.entries:
        if entry.dossier is not None and entry.dossier.council != entry.id:
            yield Problem(
                "other_council",
                f"{entry.id}: dossier.council: {entry.dossier.council}",
                f"Hồ sơ các bước là của hội đồng khác; hội đồng này là {entry.id}.",
                f"The dossier is of another council; this one is {entry.id}.",
            )


def _days(programme: Programme) -> Iterator[Problem]:
    days = Counter(entry.request.council.election_day for entry in programme.entries)
    usual = min(days, key=lambda day: (-days[day], day))
    for entry in programme.entries:
        day = entry.request.council.election_day
        if day != usual:
            yield Problem(
                "other_election",
                f"{entry.id}: election_day: {day}",
                f"Các hội đồng khác bầu ngày {usual}; một chương trình là của một cuộc bầu cử.",
                f"The other councils are elected on {usual}; a programme is of one election.",
            )


def _people(programme: Programme) -> Iterator[Problem]:
    """One id, several people: then nobody could say at how many levels anybody stands."""
    shared: dict[str, list[tuple[Entry, Person]]] = defaultdict(list)
    for entry in programme.entries:
        for person in entry.request.pool.people:
            shared[person.id].append((entry, person))
    for i, each in sorted(shared.items()):
        first = each[0]
        for entry, person in each[1:]:
            fields = [f for f in THE_SAME if getattr(person, f) != getattr(first[1], f)]
            if fields:
                told = ", ".join(fields)
                yield Problem(
                    "other_person",
                    f"{entry.id}: people: {i}",
                    f"Khác với người cùng mã ở {first[0].id} ({told}); một mã là của một người.",
                    f"Differs from the person of this id in {first[0].id} ({told}); an id is one person's.",
                )
