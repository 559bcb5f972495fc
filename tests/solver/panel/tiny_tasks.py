"""Tiny tasks for hypothesis, small enough to try every panel."""

from collections.abc import Iterator
from fractions import Fraction
from itertools import combinations, product

from hypothesis import strategies as st

from cocau.solver.panel.task import PanelTask, Quota, QuotaBounds, Respondent, list_faults

FEATURES = {"sex": ("f", "m"), "age": ("young", "mid", "old")}


@st.composite
def tasks(draw: st.DrawFn, *, homes: bool = True) -> PanelTask:
    """Up to seven people, two features, now and then homes and flex."""
    people = tuple(
        Respondent(
            f"p{i}",
            tuple(draw(st.sampled_from(values)) for values in FEATURES.values()),
            draw(st.sampled_from([None, "a", "b", "c"])),
        )
        for i in range(draw(st.integers(1, 7)))
    )
    size, fitting = draw(st.integers(1, 4)), draw(st.booleans())
    quotas: list[Quota] = []
    for feature, values in FEATURES.items():
        bounds = draw(_fitting(size, len(values)) if fitting else _any(len(values)))
        quotas += [draw(_quota(feature, value, *pair)) for value, pair in zip(values, bounds, strict=True)]
    households = homes and draw(st.booleans())
    return PanelTask(size, tuple(quotas), people, households, draw(st.text("xy", max_size=2)))


@st.composite
def _fitting(draw: st.DrawFn, size: int, many: int) -> list[tuple[int, int]]:
    """Bounds around some division of the size: whether they hold is up to the people."""
    parts = [0] * many
    for _ in range(size):
        parts[draw(st.integers(0, many - 1))] += 1
    slack = draw(st.integers(0, 1))
    return [(max(part - slack, 0), part + slack) for part in parts]


@st.composite
def _any(draw: st.DrawFn, many: int) -> list[tuple[int, int]]:
    lows = [draw(st.integers(0, 3)) for _ in range(many)]
    return [(low, draw(st.integers(low, 4))) for low in lows]


@st.composite
def _quota(draw: st.DrawFn, feature: str, value: str, low: int, high: int) -> Quota:
    flex = draw(st.booleans())
    return Quota(
        feature=feature,
        value=value,
        min=low,
        max=high,
        min_flex=draw(st.integers(0, low)) if flex else 0,
        max_flex=draw(st.integers(high, 5)) if flex else None,
    )


def panels(task: PanelTask) -> list[tuple[str, ...]]:
    """Every panel of the size, within the household rule, whatever the quotas."""
    anything: QuotaBounds = tuple((0, len(task.people)) for _ in task.quotas)
    everybody = [person.id for person in task.people]
    return [ids for ids in combinations(everybody, task.size) if not [*list_faults(task, anything, ids)]]


def counts(task: PanelTask, ids: tuple[str, ...]) -> list[int]:
    chosen = [person for person in task.people if person.id in ids]
    at = {feature: i for i, feature in enumerate(FEATURES)}
    return [sum(p.values[at[q.feature]] == q.value for p in chosen) for q in task.quotas]


def fits(task: PanelTask, sides: set[tuple[int, str]], ids: tuple[str, ...]) -> bool:
    """Whether a panel keeps these bounds of the quotas."""
    here = counts(task, ids)
    return all(
        here[i] >= task.quotas[i].min if side == "min" else here[i] <= task.quotas[i].max for i, side in sides
    )


def cheapest(task: PanelTask) -> tuple[Fraction, set[tuple[tuple[int, int], ...]]] | None:
    """The least cost, and the bounds after each set of moves of that cost; None if flex forbids all."""
    found: dict[tuple[tuple[int, int], ...], Fraction] = {}
    for ids in panels(task):
        cost, after = Fraction(0), []
        for quota, flex, count in zip(task.quotas, task.flex, counts(task, ids), strict=True):
            low, high = min(quota.min, count), max(quota.max, count)
            if low < flex[0] or high > flex[1]:
                break
            after.append((low, high))
            cost += (quota.min - low) * (1 + Fraction(2, quota.min or 1)) + (high - quota.max)
        else:
            found[tuple(after)] = cost
    if not found:
        return None
    least = min(found.values())
    return least, {after for after, cost in found.items() if cost == least}


def fewest_recruits(task: PanelTask) -> tuple[int, list[list[int]]]:
    """The fewest recruits, and how many of them have each value in every such group; 0 if none would do."""
    for number in range(1, task.size + 1):
        groups = [counted for counted in _recruited(task, number) if _joined(task, number, counted)]
        if groups:
            return number, groups
    return 0, []


def _recruited(task: PanelTask, number: int) -> Iterator[list[int]]:
    for sex in range(number + 1):
        for young, mid in product(range(number + 1), repeat=2):
            if young + mid <= number:
                yield [sex, number - sex, young, mid, number - young - mid]


def _joined(task: PanelTask, number: int, new: list[int]) -> bool:
    rest = PanelTask(task.size - number, task.quotas, task.people, task.households)
    for ids in panels(rest):
        have = [a + b for a, b in zip(counts(rest, ids), new, strict=True)]
        if all(q.min <= n <= q.max for q, n in zip(task.quotas, have, strict=True)):
            return True
    return False
