"""A panel task: how many people, from which pool, within which quotas; and the audit."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from cocau.constraints.errors import AuditDisagreesError
from cocau.constraints.record import Record


class BoundSide(StrEnum):
    """The side of a quota's bound: minimum or maximum."""

    MIN = "min"
    MAX = "max"


class Quota(Record):
    """How many people with one value of one feature a panel may have.

    `min_flex` and `max_flex` are as far as the bounds may ever be moved; None: see `PanelTask.flex`.
    """

    feature: str
    value: str
    min: int
    max: int
    min_flex: int = 0
    max_flex: int | None = None

    @property
    def key(self) -> tuple[str, str]:
        """Return the feature and the value, which tell quotas apart."""
        return self.feature, self.value


@dataclass(frozen=True, slots=True)
class Respondent:
    """One person of the pool.

    `values`: one for each feature, in their order; `home`: the household; None: not known.
    """

    id: str
    values: tuple[str, ...]
    home: str | None = None


QuotaBounds = tuple[tuple[int, int], ...]
"""The least and the most of each quota, in the order of `PanelTask.quotas`."""


@dataclass(frozen=True)
class PanelTask:
    """A panel task: `size` people, with `households` at most one from each known household.

    The seed changes the lots, and so who is drawn; it changes nothing that is possible or not.
    """

    size: int
    quotas: tuple[Quota, ...]
    people: tuple[Respondent, ...]
    households: bool = False
    seed: str = ""

    @cached_property
    def features(self) -> tuple[str, ...]:
        """Return the features in the order in which the quotas name them."""
        return tuple(dict.fromkeys(quota.feature for quota in self.quotas))

    @property
    def bounds(self) -> QuotaBounds:
        """Return the least and the most of each quota."""
        return tuple((quota.min, quota.max) for quota in self.quotas)

    @cached_property
    def flex(self) -> QuotaBounds:
        """Return the bounds of each quota moved as far as allowed.

        Where the file says nothing, a maximum may rise to the largest sum of maxima of a feature, as in
        sortition-algorithms, or to the size of the panel if that is more.
        """
        sums = (sum(q.max for q in self.quotas if q.feature == feature) for feature in self.features)
        most = max([self.size, *sums])
        return tuple((q.min_flex, most if q.max_flex is None else q.max_flex) for q in self.quotas)

    @cached_property
    def pool(self) -> tuple[int, ...]:
        """Return for each quota how many people of the pool it counts."""
        counts = dict.fromkeys((quota.key for quota in self.quotas), 0)
        for person in self.people:
            for key in zip(self.features, person.values, strict=True):
                counts[key] += 1
        return tuple(counts[quota.key] for quota in self.quotas)

    @cached_property
    def order(self) -> tuple[int, ...]:
        """Return the quotas' indices in an order that does not depend on the file's."""
        return tuple(sorted(range(len(self.quotas)), key=lambda i: self.quotas[i].key))

    @cached_property
    def digest(self) -> str:
        """Return the sha256 of the whole question, independent of the order of the files."""
        quotas = [q.model_dump(mode="json") for q in sorted(self.quotas, key=lambda q: q.key)]
        people = sorted(
            (p.id, sorted(zip(self.features, p.values, strict=True)), p.home or "") for p in self.people
        )
        whole = json.dumps([self.size, self.households, self.seed, quotas, people], ensure_ascii=False)
        return hashlib.sha256(whole.encode()).hexdigest()


def list_faults(task: PanelTask, bounds: QuotaBounds, ids: Sequence[str]) -> Iterator[str]:
    """Yield everything wrong with a panel: strangers, repetitions, size, households, quotas."""
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
    for feature, value, count, low, high in count_quotas(task, bounds, ids):
        if not low <= count <= high:
            yield f"{feature} {value}: {count}, not {low} to {high}"


def count_quotas(
    task: PanelTask, bounds: QuotaBounds, ids: Sequence[str]
) -> Iterator[tuple[str, str, int, int, int]]:
    """Yield for each quota: feature, value, how many of these people have it, and its bounds."""
    taken = set(ids)
    people = [person for person in task.people if person.id in taken]
    for quota, (low, high) in zip(task.quotas, bounds, strict=True):
        column = task.features.index(quota.feature)
        count = sum(person.values[column] == quota.value for person in people)
        yield quota.feature, quota.value, count, low, high


def check_panel(task: PanelTask, bounds: QuotaBounds, ids: Sequence[str]) -> None:
    """Check that a panel keeps everything the task asks for.

    Raises:
        AuditDisagreesError: it is not: a defect of ours.
    """
    if found := [*list_faults(task, bounds, ids)]:
        raise AuditDisagreesError(f"the panel: {'; '.join(found)}")
