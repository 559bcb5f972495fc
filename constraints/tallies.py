"""From a notice to what rules may know of it: exact numbers as they stand, all others from least to most."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from cocau.constraints.counts import Counts, Tally
from cocau.constraints.notice import BEFORE_LIST, BlocRow, Figure, Notice, Stage, Total, age_line, parts_of
from cocau.constraints.people import Bloc
from cocau.constraints.percent import counts_for, fits
from cocau.constraints.select import Among
from cocau.constraints.span import Span

_LISTED = (Among.INTRODUCED, Among.CANDIDATES)


def counts(notice: Notice, before: Iterable[Notice] = (), *, as_if: bool = False) -> Counts:
    """A notice as rules see it; `before` are the notices of the same council in the previous term.

    Only the set that the notice really counts is in it. `as_if` adds a list that is not the official one
    yet, introduced people and list in each other's place, and several councils as though they were one.
    """
    past = [n for n in before if not n.several or notice.several]
    elected = next((n.total for n in past if n.stage is Stage.ELECTED and n.base is Among.DEPUTIES), None)
    return Counts(
        sets=_sets(notice, as_if=as_if),
        before={n.base: tally(n) for n in past if n.total and _is_baseline(n)},
        outgoing=notice.totals.get(Total.OUTGOING, elected),
        level=notice.level,
        seats=notice.seats,
        constituencies=notice.constituencies,
        committees=notice.committees,
        ethnic_minority_candidates=notice.ethnic_minority_candidates,
    )


def _is_baseline(notice: Notice) -> bool:
    return notice.base is Among.INTRODUCED or notice.stage is Stage.ELECTED


def _sets(notice: Notice, *, as_if: bool) -> Mapping[Among, Tally]:
    if notice.total is None or (notice.several and not as_if):
        return {}
    found: dict[Among, Tally] = {notice.base: tally(notice)}
    if as_if and notice.base in _LISTED:
        return dict.fromkeys(_LISTED, found[notice.base])
    listed = notice.totals.get(Total.CANDIDATES)
    if notice.self_nominated:  # introduced by nobody, but counted in the table
        found.pop(Among.INTRODUCED, None)
    if notice.stage in BEFORE_LIST:
        found.pop(Among.CANDIDATES, None)
    elif listed and Among.CANDIDATES not in found:
        found[Among.CANDIDATES] = Tally(Span.exactly(listed))
    return found


def tally(notice: Notice) -> Tally:
    """The rows of a notice, over its base."""
    total = notice.total or 0
    spans = {group: _trusted(row, notice) for group, row in notice.structures.items()}
    return Tally(
        Span.exactly(total),
        {g: s for g, s in spans.items() if age_line(g) is None} | _blocs(notice, total),
        {line: s for g, s in spans.items() if (line := age_line(g)) is not None},
    )


def printed(row: Figure, notice: Notice) -> Span:
    """The people of a row: its count, or those its percentage allows; anything where neither is printed."""
    whole = Span(0, notice.total or 0)
    if row.count is not None:
        return Span.exactly(row.count)
    base = base_of(row, notice)
    implied = None if row.percent is None or base is None else counts_for(row.percent, base)
    return whole if implied is None else implied.within(whole)


def _trusted(row: Figure, notice: Notice) -> Span:
    """The people of a row; anything where its percentage shows that its count may be of other people.

    A percentage of the outgoing deputies is only another way to say how many stand again.
    """
    base, outgoing = base_of(row, notice), notice.totals.get(Total.OUTGOING, 0)
    if row.count is None or row.percent is None or base is None:
        return printed(row, notice)
    bases = (base, outgoing, whole_of(row, notice) or 0)
    right = any(fits(row.count, number, row.percent) for number in bases)
    return Span.exactly(row.count) if right else Span(0, notice.total or 0)


def base_of(row: Figure, notice: Notice) -> int | None:
    """The number that the percentage of a row is said to be of, where it is known."""
    if row.of is None:
        return notice.total
    named = dict(known_totals(notice))
    return named.get(row.of)


def whole_of(row: Figure, notice: Notice) -> int | None:
    """The number of the row that a row is part of; its percentage may be of that, too."""
    name = row.part_of if isinstance(row, BlocRow) else None
    return next((r.count for r in notice.blocs if name is not None and r.name == name), None)


def known_totals(notice: Notice) -> list[tuple[Total, int]]:
    """Every total that the notice itself names."""
    found = list(notice.totals.items())
    if notice.seats is not None:
        found.append((Total.SEATS, notice.seats))
    if notice.total is not None:
        found.append((Total(notice.base), notice.total))
    if notice.funnel is not None:
        found.append((Total.INTRODUCED, notice.funnel.introduced))
    return found


def itemised(notice: Notice) -> Span:
    """How many people the printed blocs have in all, parts of other rows not counted again."""
    return summed(parts_of(notice, None), notice)


def summed(rows: Iterable[BlocRow], notice: Notice) -> Span:
    """How many people some rows have in all."""
    return sum((printed(row, notice) for row in rows), Span(0, 0))


def _finest(notice: Notice, name: str | None = None) -> Iterator[BlocRow]:
    """Rows with nobody in two of them: the parts of a row where they make it up, else the row itself."""
    for row in parts_of(notice, name):
        parts = list(_finest(notice, row.name))
        whole = printed(row, notice)
        exact = whole.low == whole.high and summed(parts, notice) == whole
        yield from parts if parts and exact else [row]


def _blocs(notice: Notice, total: int) -> dict[str, Span]:
    """Each bloc: those of its own rows for sure; those of shared rows and those not itemised at the most."""
    if not notice.blocs:
        return {}
    rows = [(row, _trusted(row, notice)) for row in _finest(notice)]
    rest = max(total - sum(span.low for _, span in rows), 0)
    if itemised(notice).low > total:  # somebody is counted twice: nobody can say where
        return {str(b): Span(0, min(_most(rows, b), total)) for b in Bloc}
    return {str(b): Span(_least(rows, b), min(_most(rows, b) + rest, total)) for b in Bloc}


def _least(rows: Sequence[tuple[BlocRow, Span]], bloc: Bloc) -> int:
    return sum(span.low for row, span in rows if row.blocs == (bloc,))


def _most(rows: Sequence[tuple[BlocRow, Span]], bloc: Bloc) -> int:
    return sum(span.high for row, span in rows if bloc in (row.blocs or Bloc))
