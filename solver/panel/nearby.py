"""From an assignment that is not whole to a panel close to it: rounded, then one swap after another.

Each swap takes one person out and another in, where that helps the quotas most; what was just swapped rests
for a few steps, so that a dead end is left. No search of everything: finding nothing means nothing.
"""

import numpy as np
from numpy.typing import NDArray

from cocau.solver.panel.columns import Columns, Whole

STEPS, REST = 100, 8
"""Swaps that are tried, and for how many a column rests after one."""

AT_ONCE = 4_000
"""Columns to come in that are looked at in one step, those that help most alone."""


def nearby(people: Columns, low: Whole, high: Whole, size: int, start: NDArray[np.double]) -> Whole | None:
    """So many people of each column that make a panel of this size within these bounds; None: none met."""
    taken = _rounded(start, size)
    if taken is None or not people.gives(taken):
        return None
    resting, draw = np.zeros(len(taken), dtype=np.int64), np.random.default_rng(0)
    weight = np.ones(len(low), dtype=np.int64)
    for step in range(STEPS):
        counts = people.counts(taken, len(low))
        missed = _missed(counts, low, high)
        if not missed.any():
            return taken
        fewer = weight * (_missed(counts - 1, low, high) - missed)
        more = weight * (_missed(counts + 1, low, high) - missed)
        free = resting <= step
        loss, out, into = _swaps(people, (fewer, more), *_sides(people, taken, free, more))
        if not loss.size:
            return None
        least = loss.min()
        weight += missed.astype(bool) & (least >= 0)
        best = np.flatnonzero(loss == least)
        swap = divmod(int(best[draw.integers(len(best))]), len(into))
        leaves, comes = out[swap[0]], into[swap[1]]
        taken[leaves] -= 1
        taken[comes] += 1
        resting[[leaves, comes]] = step + REST
    return None


def _rounded(start: NDArray[np.double], size: int) -> Whole | None:
    """Rounded down, and up where most is missing, until so many people are taken."""
    taken = np.floor(start + 1e-6).astype(np.int64)
    missing = size - int(taken.sum())
    if not 0 <= missing <= len(taken):
        return None
    taken[np.argsort(taken - start, kind="stable")[:missing]] += 1
    return taken


def _missed(counts: Whole, low: Whole, high: Whole) -> Whole:
    missed: Whole = np.maximum(low - counts, 0) + np.maximum(counts - high, 0)
    return missed


def _sides(people: Columns, taken: Whole, free: NDArray[np.bool_], more: Whole) -> tuple[Whole, Whole]:
    """The columns that can give somebody back, and those that can give somebody more."""
    room = people.homes - np.bincount(people.street, taken, len(people.homes)).astype(np.int64)
    out, into = np.flatnonzero(free & (taken > 0)), np.flatnonzero(free & (room[people.street] > 0))
    if len(into) > AT_ONCE:
        into = into[np.argsort(more[people.kinds[into]].sum(1), kind="stable")[:AT_ONCE]]
    return out, into


def _swaps(
    people: Columns, change: tuple[Whole, Whole], out: Whole, into: Whole
) -> tuple[Whole, Whole, Whole]:
    """What each swap adds to what is missed; a feature that both have alike is not changed by it."""
    fewer, more = change
    loss = np.zeros((len(out), len(into)), dtype=np.int64)
    for leaves, comes in zip(people.kinds[out].T, people.kinds[into].T, strict=True):
        differ = leaves[:, None] != comes[None, :]
        loss += differ * (fewer[leaves][:, None] + more[comes][None, :])
    return loss.ravel(), out, into
