"""How many people of each group a pool has; for whoever may not see people, telling groups are kept back."""

from datetime import date

from cocau.app.access.caller import Caller
from cocau.app.access.roles import May
from cocau.app.access.suppression import suppressed
from cocau.app.office.errors import Erased, Missing
from cocau.app.office.reading_documents import read
from cocau.app.office.shelf import Held, Shelf
from cocau.app.store import Store
from cocau.app.store.moment import now
from cocau.app.store.tables import Kind
from cocau.app.trail.reading_once import Reading, noted
from cocau.constraints.council import Council
from cocau.constraints.people import Bloc, Pool
from cocau.constraints.record import Record
from cocau.constraints.select import GROUPS

_COUNTED = Shelf(Kind.POOL, Pool)  # whoever may read; what is read does not leave this module
_COUNCILS = Shelf(Kind.COUNCIL, Council)


class PoolCounts(Record):
    """Everybody, and the people of each group on a day; null: kept back."""

    on: date
    people: int
    groups: dict[str, int | None]


def counted(
    store: Store, caller: Caller, which: str, number: int | None, least: int
) -> tuple[Held[Pool], PoolCounts]:
    """A pool, empty for whoever may not see people, and those of its counts that the caller may see.

    Ages are taken on the election day of its council; today, if it names none. `least`: the smallest count
    that somebody is told who may not see people.

    Raises:
        Forbidden, Missing, Erased: as `reading_documents.read`.
    """
    held = read(store, caller, _COUNTED, which, number)
    counts = counts_of(held.body, _day(store, caller, held.document.about))
    if caller.may(May.SEE_PEOPLE):
        noted(store, caller, Reading("pool", which, held.version.number))
        return held, counts
    return Held(held.document, held.version, Pool(people=())), told(counts, least)


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


def told(counts: PoolCounts, least: int) -> PoolCounts:
    """What a caller is told who may not see people.

    Each group is published beside everybody else, the blocs beside each other: see `app.access.suppression`.
    """
    blocs = {str(bloc) for bloc in Bloc}
    rows = [("pool", bloc, counts.groups[bloc] or 0) for bloc in sorted(blocs)]
    published = suppressed(rows, least).cells["pool"]
    for name in counts.groups.keys() - blocs:
        inside = counts.groups[name] or 0
        beside = [("pool", "inside", inside), ("pool", "outside", counts.people - inside)]
        published[name] = suppressed(beside, least).cells["pool"]["inside"]
    return counts.but(groups={name: published[name] for name in counts.groups})
