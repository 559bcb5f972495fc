"""A request looked at without being planned: what would bind it, in numbers."""

from cocau.app.access.caller import Caller
from cocau.app.access.roles import May
from cocau.app.office.ask import Ask
from cocau.app.office.references import References
from cocau.app.office.resolving import resolved
from cocau.app.settings import Settings
from cocau.app.store import Store
from cocau.constraints.clashes import Clash, clashes
from cocau.constraints.record import Record
from cocau.constraints.rule import Strength
from cocau.constraints.rulebook import Departure


class Checked(Record):
    """What a request would bind. `rules`: strength -> how many; `barred`: standard -> how many miss it."""

    rulebook: str
    rulebook_digest: str
    rules: dict[Strength, int]
    departures: tuple[Departure, ...]
    people: int
    seats: int
    barred: dict[str, int]
    able: int
    clashes: tuple[Clash, ...]
    seconds: float
    references: References


def check(store: Store, caller: Caller, settings: Settings, asked: Ask) -> Checked:
    """Look at a request as if it were asked.

    Raises:
        Forbidden, Missing, InputError: see `ask`.
    """
    caller.must(May.ASK)
    ready = resolved(store, caller, settings, asked)
    request, bound = ready.request, ready.bound
    barred = bound.barred_by(request.council, request.pool)
    return Checked(
        rulebook=bound.name,
        rulebook_digest=bound.digest,
        rules={strength: sum(r.strength is strength for r in bound.rules) for strength in Strength},
        departures=bound.departures,
        people=len(request.pool.people),
        seats=request.council.seats,
        barred={rule: len(ids) for rule, ids in barred.items()},
        able=len(request.pool.people) - len({i for ids in barred.values() for i in ids}),
        clashes=clashes(bound, request.council),
        seconds=request.seconds,
        references=ready.references,
    )
