"""What is asked of a panel: how many people, from which pool, within which quotas."""

import hashlib
import json
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from cocau.constraints.record import Record


class Side(StrEnum):
    """Which of the two bounds of a quota."""

    MIN = "min"
    MAX = "max"


class Quota(Record):
    """How many people with one value of one feature a panel may have.

    `min_flex` and `max_flex` are as far as the bounds may ever be moved; None: see `Task.flex`.
    """

    feature: str
    value: str
    min: int
    max: int
    min_flex: int = 0
    max_flex: int | None = None

    @property
    def key(self) -> tuple[str, str]:
        """What tells quotas apart."""
        return self.feature, self.value


@dataclass(frozen=True, slots=True)
class Respondent:
    """One person of the pool. `values`: one for each feature, in their order; `home` None: not known."""

    id: str
    values: tuple[str, ...]
    home: str | None = None


Bounds = tuple[tuple[int, int], ...]
"""The least and the most of each quota, in the order of `Task.quotas`."""


@dataclass(frozen=True)
class Task:
    """A panel of `size` people is wanted; with `households`, at most one from each known home.

    The seed changes the lots, and so who is drawn; it changes nothing that is possible or not.
    """

    size: int
    quotas: tuple[Quota, ...]
    people: tuple[Respondent, ...]
    households: bool = False
    seed: str = ""

    @cached_property
    def features(self) -> tuple[str, ...]:
        """The features in the order in which the quotas name them."""
        return tuple(dict.fromkeys(quota.feature for quota in self.quotas))

    @property
    def bounds(self) -> Bounds:
        """The quotas as they stand."""
        return tuple((quota.min, quota.max) for quota in self.quotas)

    @cached_property
    def flex(self) -> Bounds:
        """The quotas moved as far as may be.

        Where the file says nothing, a maximum may rise to the largest sum of maxima of a feature, as in
        sortition-algorithms, or to the size of the panel if that is more.
        """
        sums = (sum(q.max for q in self.quotas if q.feature == feature) for feature in self.features)
        most = max([self.size, *sums])
        return tuple((q.min_flex, most if q.max_flex is None else q.max_flex) for q in self.quotas)

    @cached_property
    def pool(self) -> tuple[int, ...]:
        """For each quota, how many people of the pool it counts."""
        counts = dict.fromkeys((quota.key for quota in self.quotas), 0)
        for person in self.people:
            for key in zip(self.features, person.values, strict=True):
                counts[key] += 1
        return tuple(counts[quota.key] for quota in self.quotas)

    @cached_property
    def order(self) -> tuple[int, ...]:
        """The numbers of the quotas in an order that does not depend on the file's."""
        return tuple(sorted(range(len(self.quotas)), key=lambda i: self.quotas[i].key))

    @cached_property
    def digest(self) -> str:
        """sha256 over all that is asked, in whatever order the files have it."""
        quotas = [q.model_dump(mode="json") for q in sorted(self.quotas, key=lambda q: q.key)]
        people = sorted(
            (p.id, sorted(zip(self.features, p.values, strict=True)), p.home or "") for p in self.people
        )
        whole = json.dumps([self.size, self.households, self.seed, quotas, people], ensure_ascii=False)
        return hashlib.sha256(whole.encode()).hexdigest()
