"""A slate as the assignment it would be in a model: how compile is compared with audit without any engine."""

from collections import Counter

from cocau.constraints.model.slate import Slate
from cocau.solver.model.people_variables import SlateRole
from cocau.solver.model.slate_model import SlateModel


def assignment(model: SlateModel, slate: Slate) -> list[int]:
    """The values of every variable under a slate whose people may all stand."""
    values = [0] * len(model.program.lower)
    standing = set(slate.get_holders(*model.council.list_posts_of("chair", "vice_chair", "head")))  # type: ignore[arg-type]
    for i in slate.listed:
        values[model.people.listed[i]] = 1
    for i in slate.deputies:
        values[model.people.deputy[i]] = 1
    for post, ids in slate.posts.items():
        for i in ids:
            values[model.people.holds[i, post]] = 1
    _derived(model, slate, standing, values)
    for (i, *offices), variable in model.combined.items():
        values[variable] = int(all(i in slate.get_holders(*model.council.list_posts_of(o)) for o in offices))
    _places(model, slate, standing, values)
    for (who, unit), made in model.assurances.assurances.items():
        listed = model.pool.get_people(slate.candidates[unit])
        others = sum(not who.matches(p, model.council.election_day) for p in listed)
        values[made.number] = max(min(made.seats, len(listed)) - others, 0)
        values[made.switch] = int(values[made.number] > 0)
    return model.tighten_slacks(values)


def _derived(model: SlateModel, slate: Slate, standing: set[str], values: list[int]) -> None:
    for i, variable in model.people.standing.items():
        values[variable] = int(i in standing)
    for i, variable in model.people.in_office.items():
        values[variable] = int(i in slate.get_holders(*slate.posts))


def _places(model: SlateModel, slate: Slate, standing: set[str], values: list[int]) -> None:
    group_of = {p.id: g for g, people in enumerate(model.places.groups) for p in people}
    stands = {i: unit for unit, ids in slate.candidates.items() for i in ids}
    at, home = Counter[tuple[int, SlateRole, str]](), Counter[tuple[int, SlateRole, str]]()
    for i, unit in stands.items():
        role = SlateRole.DEPUTY if i in slate.deputies else SlateRole.CANDIDATE
        role = SlateRole.STANDING if i in standing and model.people.standing else role
        at[group_of[i], role, unit] += 1
        home[group_of[i], role, model.places.home.get(i, "")] += 1
    for key, variable in model.places.places.items():
        values[variable] = at[key]
    for key, variable in vars(model.places).get("at_home", {}).items():  # where some rule asks for homes
        values[variable] = min(at[key], home[key])
