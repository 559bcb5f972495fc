"""Counts of people with small cells suppressed, and others that would reveal them.

A table counts groups by a property with one value for each person: the candidates of a
constituency by sex, deputies and others by Party membership. The size of a group is
known anyway, and the total of a value may reveal as much as a cell.

A cell is suppressed if it is small (1 to `least` - 1) or holds a whole group, which
would say what each of its members is. More are suppressed until none can be computed
from the rest: each could be one higher or lower in a table that is published the same
way.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

ALL = "*"
"""The row of the totals of values."""

_Cell = tuple[str, str]


@dataclass(frozen=True)
class SuppressedCounts:
    """Counts that may be told. None in `cells[group][value]` or `values[value]`: suppressed.

    `groups`: how many are in each group; `total`: in all of them.
    """

    cells: dict[str, dict[str, int | None]]
    values: dict[str, int | None]
    groups: dict[str, int]
    total: int


def suppress_counts(rows: Iterable[tuple[str, str, int]], least: int = 5) -> SuppressedCounts:
    """Suppress small cells of counts given as (group, value, count).

    Groups must not overlap, and each must list the same closed set of values: a name that
    appears only because somebody has it reveals as much as a count.
    """
    counted = _tabulate(rows)
    hidden = _find_suppressed_cells(counted, least)

    def suppress_group(group: str) -> dict[str, int | None]:
        return {v: None if (group, v) in hidden else n for v, n in counted[group].items()}

    groups = [group for group in counted if group != ALL]
    return SuppressedCounts(
        cells={group: suppress_group(group) for group in groups},
        values=suppress_group(ALL),
        groups={group: sum(counted[group].values()) for group in groups},
        total=sum(counted[ALL].values()),
    )


def _tabulate(rows: Iterable[tuple[str, str, int]]) -> dict[str, dict[str, int]]:
    """Tabulate counts as group -> value -> count, with a row of totals."""
    given = list(rows)
    values = dict.fromkeys(value for _, value, _ in given)
    table = {group: dict.fromkeys(values, 0) for group in dict.fromkeys([*(g for g, _, _ in given), ALL])}
    for group, value, count in given:
        table[group][value] += count
        table[ALL][value] += count
    return table


def _find_suppressed_cells(table: Mapping[str, Mapping[str, int]], least: int) -> set[_Cell]:
    hidden = {(g, v) for g, row in table.items() for v, n in row.items() if _is_telling(n, row, least)}
    for _ in range(sum(map(len, table.values()))):
        sure = [cell for cell in sorted(hidden) if not _is_ambiguous(cell, table, hidden)]
        if not sure:
            break
        hidden |= {more for cell in sure if (more := _find_partner(cell, table, hidden)) is not None}
    return hidden


def _is_telling(count: int, row: Mapping[str, int], least: int) -> bool:
    return 0 < count < least or (count > 0 and count == sum(row.values()))


def _find_partner(cell: _Cell, table: Mapping[str, Mapping[str, int]], hidden: set[_Cell]) -> _Cell | None:
    """Find a cell to suppress beside one that can be computed: the smallest in its line.

    If both are suppressed already, the smallest of all: the cell may depend on distant
    ones. An empty group hides nothing: anyone who knows that it is empty knows all its
    counts.
    """
    group, value = cell
    free = [
        (g, v) for g, inner in table.items() if any(inner.values()) for v in inner if (g, v) not in hidden
    ]
    row = [(g, v) for g, v in free if g == group]
    column = [(g, v) for g, v in free if v == value]
    lines = [line for line in (row, column) if line]
    alone = [line for line in lines if len(hidden & _list_line_cells(cell, line, table)) == 1]
    found = [c for line in (alone or lines or [free]) for c in line]
    return min(found, key=lambda c: (table[c[0]][c[1]] == 0, table[c[0]][c[1]], c), default=None)


def _list_line_cells(cell: _Cell, line: list[_Cell], table: Mapping[str, Mapping[str, int]]) -> set[_Cell]:
    """Return all cells of the row or column of a cell that `line` is a part of."""
    group, value = cell
    return {(group, v) for v in table[group]} if line[0][0] == group else {(g, value) for g in table}


def _is_ambiguous(cell: _Cell, table: Mapping[str, Mapping[str, int]], hidden: set[_Cell]) -> bool:
    """Return whether a suppressed cell may be another number in a table that looks the same.

    Counts flow from groups to values and on to the totals; a cell can grow (or shrink) by one if the flow can
    be led round a circle through it. Whoever sees no suppressed zero knows that each is at least one.
    """
    floor = 0 if any(table[g][v] == 0 for g, v in hidden) else 1
    steps: dict[str, set[str]] = {}
    for group, value in hidden:
        start, end = (f"v {value}", ALL) if group == ALL else (f"g {group}", f"v {value}")
        steps.setdefault(start, set()).add(end)
        if table[group][value] > floor:
            steps.setdefault(end, set()).add(start)
    start, end = (f"v {cell[1]}", ALL) if cell[0] == ALL else (f"g {cell[0]}", f"v {cell[1]}")
    grows = _has_path(end, start, steps, without=(end, start))
    shrinks = start in steps.get(end, set()) and _has_path(start, end, steps, without=(start, end))
    return grows or shrinks


def _has_path(start: str, goal: str, steps: Mapping[str, set[str]], without: tuple[str, str]) -> bool:
    seen, waiting = {start}, [start]
    while waiting:
        here = waiting.pop()
        for there in steps.get(here, ()):
            if (here, there) == without or there in seen:
                continue
            if there == goal:
                return True
            seen.add(there)
            waiting.append(there)
    return False
