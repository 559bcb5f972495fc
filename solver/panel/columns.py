"""People alike counted together, as arrays: what the first look at a panel reckons with."""

from collections import Counter
from dataclasses import dataclass
from operator import attrgetter

import numpy as np
from numpy.typing import NDArray

from cocau.solver.panel.homes import Values, streets
from cocau.solver.panel.task import Task

Whole = NDArray[np.int64]
VALUES = attrgetter("values")


@dataclass(frozen=True)
class Columns:
    """One column for each set of people alike.

    `kinds`: for each column and feature the number of the quota that counts its people; `street`: for each
    column where its homes are; `homes`: for each street how many people all its columns can give.
    """

    kinds: Whole
    street: Whole
    homes: Whole

    @property
    def most(self) -> Whole:
        """How many people each column can give."""
        return self.homes[self.street]

    @property
    def shared(self) -> Whole:
        """The columns of streets that have several; in order."""
        return np.flatnonzero(np.bincount(self.street, minlength=len(self.homes))[self.street] > 1)

    def counts(self, taken: Whole, quotas: int) -> Whole:
        """How many people each quota counts."""
        counts = np.zeros(quotas, dtype=np.int64)
        for feature in self.kinds.T:
            counts += np.bincount(feature, taken, quotas).astype(np.int64)
        return counts

    def gives(self, taken: Whole) -> bool:
        """Whether so many people can be had of each column."""
        used = np.bincount(self.street, taken, len(self.homes))
        return bool((taken >= 0).all() and (used <= self.homes).all())


def columns(task: Task) -> Columns:
    """The columns of a task, in an order that does not depend on the file's."""
    by_street = [*_streets(task)]
    quota = {quota.key: number for number, quota in enumerate(task.quotas)}
    number = [{value: quota[f, value] for f, value in quota if f == feature} for feature in task.features]
    kinds = [
        [number[at][value] for at, value in enumerate(values)] for every, _ in by_street for values in every
    ]
    return Columns(
        np.array(kinds, dtype=np.int64).reshape(len(kinds), len(task.features)),
        np.repeat(np.arange(len(by_street)), [len(every) for every, _ in by_street]),
        np.array([homes for _, homes in by_street], dtype=np.int64),
    )


def _streets(task: Task) -> list[tuple[tuple[Values, ...], int]]:
    """The values that occur in homes of a sort, and how many such homes there are."""
    if task.households:
        return [(street.values, len(street.homes)) for street in streets(task)]
    return [((values,), many) for values, many in sorted(Counter(map(VALUES, task.people)).items())]
