"""One id for one person, where each council numbered its people by itself.

Codes that an import gives (p001, p002 and so on) name somebody within one pool only. As soon as one of
them is two people's, the codes of these councils say nothing beyond their pools: people are then one where
their whole identity agrees, and different people otherwise.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence

from cocau.solver.programme.entries import PersonIdentity, get_identity
from cocau.solver.request import Pins, PlanRequest

NewIds = Mapping[str, str]
"""The new id of each person whom a request names, by the old one; no two have the same."""


def unify_person_ids(requests: Sequence[PlanRequest]) -> tuple[PlanRequest, ...]:
    """Return the requests with one id for each person; as they are where no id clashes.

    Whoever is in an earlier council's pool too takes over the id from there; whose id is another's there gets
    one of the council's id and the old one. Two people of one identity in one pool are taken for nobody else.
    """
    if not _has_clashing_ids(requests):
        return tuple(requests)
    namesakes = {identity for request in requests for identity in _list_namesakes(request)}
    known: dict[PersonIdentity, str] = {}
    taken: set[str] = set()
    unified = []
    for request in requests:
        new_ids = _choose_ids(request, known, taken)
        unified.append(_rename_people(request, new_ids))
        taken.update(new_ids.values())
        for person in request.pool.people:
            if (identity := get_identity(person)) not in namesakes:
                known[identity] = new_ids[person.id]
    return tuple(unified)


def _has_clashing_ids(requests: Iterable[PlanRequest]) -> bool:
    """Return whether one id is of people of different identity."""
    first: dict[str, PersonIdentity] = {}
    everybody = (person for request in requests for person in request.pool.people)
    return any(first.setdefault(p.id, get_identity(p)) != get_identity(p) for p in everybody)


def _list_namesakes(request: PlanRequest) -> list[PersonIdentity]:
    """List the identities that several people of one pool have."""
    times = Counter(map(get_identity, request.pool.people))
    return [identity for identity, count in times.items() if count > 1]


def _choose_ids(
    request: PlanRequest, known: Mapping[PersonIdentity, str], taken: Collection[str]
) -> dict[str, str]:
    """Choose the ids of everybody in a request; `known`, `taken`: of the councils before."""
    new_ids = {
        person.id: known[identity]
        for person in request.pool.people
        if (identity := get_identity(person)) in known
    }
    own = [*request.pool.by_id, *request.gone]
    used = {*taken, *own}
    for i in own:
        if i not in new_ids:
            new_ids[i] = _find_free_id(request.council.id, i, used) if i in taken else i
            used.add(new_ids[i])
    return new_ids


def _find_free_id(council_id: str, person_id: str, used: Collection[str]) -> str:
    """Find an id that tells the council, and is nobody's yet."""
    free = f"{council_id}-{person_id}"
    while free in used:
        free = f"{council_id}-{free}"
    return free


def _rename_people(request: PlanRequest, new_ids: NewIds) -> PlanRequest:
    """Rename people wherever a request names them; the request itself if nobody has a new id."""
    if all(old == new for old, new in new_ids.items()):
        return request
    people = tuple(p.replace_unvalidated(id=new_ids[p.id]) for p in request.pool.people)
    return request.replace_unvalidated(
        pool=request.pool.replace_unvalidated(people=people),
        pins=_rename_pinned(request.pins, new_ids),
        near=None if request.near is None else request.near.rename(new_ids.__getitem__),
        gone={new_ids[i]: name for i, name in request.gone.items()},
    ).in_order()


def _rename_pinned(pins: Pins, new_ids: NewIds) -> Pins:
    return Pins(
        candidates=_rename(pins.candidates, new_ids),
        deputies=_rename(pins.deputies, new_ids),
        out=_rename(pins.out, new_ids),
        posts={post: _rename(people, new_ids) for post, people in pins.posts.items()},
        constituencies={new_ids[i]: unit for i, unit in pins.constituencies.items()},
    )


def _rename(people: Iterable[str], new_ids: NewIds) -> tuple[str, ...]:
    return tuple(new_ids[i] for i in people)
