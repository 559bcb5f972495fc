"""How many people of each group a pool has; for whoever may not see people, small groups are kept back.

A group of fewer than `SMALLEST`, or one that lacks fewer than that of everybody, could tell of somebody. The
blocs add up to everybody: where only one of them is kept back, the next smallest is too, else it could be
computed from the others.
"""

from datetime import date

from app.access.caller import Caller
from app.access.roles import May
from app.office.documents import Held, Shelf, read
from app.office.errors import Erased, Missing
from app.store import Store
from app.store.moment import now
from app.store.tables import Kind
from constraints.council import Council
from constraints.people import Bloc, Pool
from constraints.record import Record
from constraints.select import GROUPS

SMALLEST = 5

_COUNTED = Shelf(Kind.POOL, Pool)  # whoever may read; what is read does not leave this module
_COUNCILS = Shelf(Kind.COUNCIL, Council)


class PoolCounts(Record):
    """Everybody, and the people of each group on a day; null: kept back."""

    on: date
    people: int
    groups: dict[str, int | None]


def counted(
    store: Store, caller: Caller, which: str, number: int | None = None
) -> tuple[Held[Pool], PoolCounts]:
    """A pool, empty for whoever may not see people, and those of its counts that the caller may see.

    Ages are taken on the election day of its council; today, if it names none.

    Raises:
        Forbidden, Missing, Erased: as `documents.read`.
    """
    held = read(store, caller, _COUNTED, which, number)
    counts = counts_of(held.body, _day(store, caller, held.document.about))
    if caller.may(May.SEE_PEOPLE):
        return held, counts
    return Held(held.document, held.version, Pool(people=())), suppressed(counts)


def _day(store: Store, caller: Caller, council: str | None) -> date:
    if council is not None:
        try:
            return read(store, caller, _COUNCILS, council).body.election_day
        except (Missing, Erased):  # somebody else's by now, or gone
            pass
    return now().date()


def counts_of(pool: Pool, on: date) -> PoolCounts:
    """All counts of a pool, ages taken on a day. `full_time` counts who is meant to be."""
    found = {name: sum(who.matches(p, on) for p in pool.people) for name, who in GROUPS.items()}
    return PoolCounts(on=on, people=len(pool.people), groups=dict(found))


def suppressed(counts: PoolCounts) -> PoolCounts:
    """The same without what could tell of somebody."""
    groups = {name: _kept(count, counts.people) for name, count in counts.groups.items()}
    blocs = [str(bloc) for bloc in Bloc]
    if sum(groups[bloc] is None for bloc in blocs) == 1:
        told = [(n, bloc) for bloc in blocs if (n := groups[bloc])]
        groups |= {bloc: None for _, bloc in sorted(told)[:1]}
    return counts.but(groups=groups)


def _kept(count: int | None, people: int) -> int | None:
    if count is None or 0 < count < SMALLEST or 0 < people - count < SMALLEST:
        return None
    return count
