"""A panel judged from the pool itself, person by person; no solver, and nothing of the program's."""

from collections import Counter
from collections.abc import Iterator, Sequence

from cocau.constraints.errors import AuditDisagreesError
from cocau.solver.panel.task import Bounds, Task


def faults(task: Task, bounds: Bounds, ids: Sequence[str]) -> Iterator[str]:
    """Everything wrong with a panel: strangers, people named twice, size, households, quotas."""
    by_id = {person.id: person for person in task.people}
    for one, times in Counter(ids).items():
        if times > 1:
            yield f"{one} is named {times} times"
        if one not in by_id:
            yield f"{one} is not in the pool"
    if len(ids) != task.size:
        yield f"{len(ids)} people, not {task.size}"
    people = [by_id[one] for one in ids if one in by_id]
    homes = Counter(person.home for person in people if task.households and person.home is not None)
    yield from (f"{together} people of one household" for together in homes.values() if together > 1)
    for feature, value, count, low, high in counted(task, bounds, ids):
        if not low <= count <= high:
            yield f"{feature} {value}: {count}, not {low} to {high}"


def counted(task: Task, bounds: Bounds, ids: Sequence[str]) -> Iterator[tuple[str, str, int, int, int]]:
    """For each quota: feature, value, how many of these people have it, and its bounds."""
    taken = set(ids)
    people = [person for person in task.people if person.id in taken]
    for quota, (low, high) in zip(task.quotas, bounds, strict=True):
        column = task.features.index(quota.feature)
        count = sum(person.values[column] == quota.value for person in people)
        yield quota.feature, quota.value, count, low, high


def check(task: Task, bounds: Bounds, ids: Sequence[str]) -> None:
    """Nothing, if a panel is as it should be.

    Raises:
        AuditDisagreesError: it is not: a defect of ours.
    """
    if found := [*faults(task, bounds, ids)]:
        raise AuditDisagreesError(f"the panel: {'; '.join(found)}")
