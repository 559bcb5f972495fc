"""What somebody is shown of a proposal: whole, or without whatever tells of a person."""

from cocau.app.access.caller import Caller
from cocau.app.access.hiding import PARTS, hidden
from cocau.app.access.roles import May
from cocau.app.access.suppression import suppressed
from cocau.app.office.aggregate import TOTAL, Aggregate
from cocau.constraints.people import Bloc
from cocau.constraints.select import Among


def shown_to(caller: Caller, text: str, least: int) -> str:
    """The JSON of a proposal for this caller: `least` is the smallest count that a viewer is told."""
    return text if caller.may(May.SEE_PEOPLE) else hidden(text, least)


def numbers_for(caller: Caller, aggregate: Aggregate, least: int) -> Aggregate:
    """The numbers of a proposal for this caller."""
    return aggregate if caller.may(May.SEE_PEOPLE) else kept_back(aggregate, least)


def kept_back(aggregate: Aggregate, least: int) -> Aggregate:
    """The same numbers as the view of a proposal has, small ones suppressed; null: kept back.

    Verdicts and bounds are left out: without the rulebook nobody knows which of them tell of people.
    """
    return aggregate.but(
        counts=_counts(aggregate.counts, least) if aggregate.counts else {},
        barred={},
        departures=tuple(d.but(was=None, now=None) for d in aggregate.departures),
        findings=(),
        aims=(),
    )


_Counts = dict[Among, dict[str, int | None]]
_ON_LISTS = ("women", "under_40")


def _counts(counts: _Counts, least: int) -> _Counts:
    listed, meant = counts[Among.CANDIDATES], counts[Among.DEPUTIES]
    told: _Counts = {among: {TOTAL: of[TOTAL]} for among, of in counts.items()}
    told[Among.CANDIDATES] |= {group: listed[group] for group in _ON_LISTS}
    for group in PARTS:
        rows = _rows(listed, meant, group)
        rest = [(part, "rest", _of(of, TOTAL) - n) for of, (part, _, n) in _each(listed, meant, rows)]
        _tell(told, [*rows, *rest], (group,), least)
    blocs = tuple(str(bloc) for bloc in Bloc)
    _tell(told, [row for bloc in blocs for row in _rows(listed, meant, bloc)], blocs, least)
    return told


_Of = dict[str, int | None]
_Row = tuple[str, str, int]


def _of(counts: _Of, group: str) -> int:
    return counts[group] or 0


def _rows(listed: _Of, meant: _Of, group: str) -> list[_Row]:
    """How many of a group are meant for the council, and how many of the other candidates."""
    deputies = _of(meant, group)
    return [("deputies", group, deputies), ("others", group, _of(listed, group) - deputies)]


def _each(listed: _Of, meant: _Of, rows: list[_Row]) -> list[tuple[_Of, _Row]]:
    others: _Of = {TOTAL: _of(listed, TOTAL) - _of(meant, TOTAL)}
    return list(zip((meant, others), rows, strict=True))


def _tell(told: _Counts, rows: list[_Row], groups: tuple[str, ...], least: int) -> None:
    published = suppressed(rows, least)
    for group in groups:
        told[Among.DEPUTIES][group] = published.cells["deputies"][group]
        told[Among.CANDIDATES][group] = published.values[group]
