"""The assignment of a slate in its program: each variable's value, without an engine."""

from collections import Counter

from cocau.constraints.model.selectors import Among
from cocau.constraints.model.slate import Slate
from cocau.solver.model.program import evaluate
from cocau.solver.model.slate_model import SlateModel


def assign_slate(model: SlateModel, slate: Slate) -> list[int]:
    """Return the assignment of a slate, as good as its variables allow.

    Everybody on it must be allowed to stand; whether the rows hold is not asked.
    """
    values = list(model.program.lower)
    _assign_people(model, slate, values)
    _assign_places(model, slate, values)
    _assign_assurances(model, values)
    return model.tighten_slacks(values)


def _assign_people(model: SlateModel, slate: Slate, values: list[int]) -> None:
    people, council = model.people, model.council
    held = {(i, post) for post in council.posts for i in slate.get_holders(post)}
    in_committee = {i for post in Among.STANDING.list_posts(council) for i in slate.get_holders(post)}
    parts = (
        (people.introduced or {}, slate.introduced or ()),
        (people.listed, slate.listed),
        (people.deputy, slate.deputies),
        (people.standing, in_committee),
        (people.in_office, {i for i, _ in held}),
    )
    for variables, ids in parts:
        for i in ids:
            if i in variables:
                values[variables[i]] = 1
    for key in held:
        if key in people.holds:
            values[people.holds[key]] = 1
    for (person, *offices), variable in model.combined.items():
        posts = (council.list_posts_of(office) for office in offices)
        values[variable] = int(all(any((person, post) in held for post in each) for each in posts))


def _assign_places(model: SlateModel, slate: Slate, values: list[int]) -> None:
    """Count who of each group stands where in which role, and how many of them can be at home."""
    places = model.places
    unit_of = {i: unit for unit, ids in slate.candidates.items() for i in ids}
    there: Counter[tuple[int, int, str]] = Counter()
    homes: Counter[tuple[int, int, str]] = Counter()
    for group, members in enumerate(places.groups):
        for person in members:
            if person.id in unit_of and person.id in model.people.listed:
                role = model.people.get_role(person.id, values)
                there[group, role, unit_of[person.id]] += 1
                if person.id in places.home:
                    homes[group, role, places.home[person.id]] += 1
    for key, variable in places.places.items():
        values[variable] = there[key]
    for key, variable in places.at_home.items():
        values[variable] = min(there[key], homes[key])


def _assign_assurances(model: SlateModel, values: list[int]) -> None:
    for (who, unit), made in model.assurances.assurances.items():
        described = evaluate(model.count(who, Among.CANDIDATES, unit), values)
        values[made.number] = max(min(described, made.seats - evaluate(made.others, values)), 0)
        values[made.switch] = int(values[made.number] > 0)
