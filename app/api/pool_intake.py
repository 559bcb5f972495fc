"""Taking in a pool that was sent, for the API and the desk: read in its turn, whole or not at all."""

from datetime import date, timedelta

from pydantic import Field

from cocau.app.access.caller import Caller
from cocau.app.access.roles import May
from cocau.app.access.scope import Locality
from cocau.app.api.papers import Label, Note
from cocau.app.api.reading_turns import ReadingTurns
from cocau.app.api.sent_pool import head_and_pool
from cocau.app.api.uploads import Sent
from cocau.app.office.pools import add, revise
from cocau.app.office.shelf import Held
from cocau.app.settings import Settings
from cocau.app.store import Store
from cocau.app.store.moment import now
from cocau.constraints.errors import Problem
from cocau.constraints.people import Pool
from cocau.constraints.record import Record

Taken = tuple[Held[Pool], tuple[Problem, ...]]
"""What was kept, and what whoever sent it should know of how it was read."""


class Described(Record):
    """What is said of a new pool besides its people. Without a council it must say where it belongs."""

    label: Label
    locality: Locality | None = None
    about: str | None = Field(default=None, max_length=40, description="its council")
    kept_until: date | None = Field(default=None, description="the day from which it is erased")
    note: Note = ""


class DescribedVersion(Record):
    """What is said of a new version; without a label the pool keeps its own."""

    label: Label | None = None
    note: Note = ""


def take_new(store: Store, caller: Caller, settings: Settings, turns: ReadingTurns, sent: Sent) -> Taken:
    """Keep a new pool.

    Raises:
        Busy, Malformed, InputError: see `ReadingTurns.taken` and `head_and_pool`.
        Forbidden, Missing, Erased: as `office.pools.add`.
    """
    caller.must(May.EDIT)
    with turns.taken():
        head, uploaded = head_and_pool(sent, Described, settings.max_people)
        held = add(
            store,
            caller,
            uploaded.pool,
            label=head.label,
            locality=head.locality,
            about=head.about,
            kept_until=head.kept_until or _kept_by_default(settings),
            note=head.note,
        )
    return held, uploaded.remarks


def take_version(  # noqa: PLR0913  # as `take_new`
    store: Store,
    caller: Caller,
    settings: Settings,
    turns: ReadingTurns,
    sent: Sent,
    *,
    which: str,
    expected: int,
) -> Taken:
    """Keep a whole new version of a pool.

    Raises:
        Busy, Malformed, InputError: see `ReadingTurns.taken` and `head_and_pool`.
        Forbidden, Missing, Erased, Stale: as `office.pools.revise`.
    """
    caller.must(May.EDIT)
    with turns.taken():
        head, uploaded = head_and_pool(sent, DescribedVersion, settings.max_people)
        held = revise(
            store, caller, which, uploaded.pool, expected=expected, label=head.label, note=head.note
        )
    return held, uploaded.remarks


def _kept_by_default(settings: Settings) -> date | None:
    return now().date() + timedelta(days=settings.keep_days) if settings.keep_days else None
