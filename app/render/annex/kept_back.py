"""Numbers of the composition table that are kept back from a reader who may not see all of people."""

from collections.abc import Iterator, Mapping, Sequence

from cocau.app.access.suppression import suppressed
from cocau.app.render.annex.form import KeptBack
from cocau.app.render.figures import Figures

Shown = int | KeptBack
Stages = tuple[Shown | None, Shown, Shown]
"""One group in the previous term (None: nobody gave the number), on the lists, and as intended."""

_REST = ""
"""Whoever is in none of the groups."""


def everything(groups: Sequence[Figures]) -> dict[str, Stages]:
    """Every number of each group."""
    return {f.group: (_before(f), f.listed.count or 0, f.intended.count or 0) for f in groups}


def kept_back(groups: Sequence[Figures], least: int) -> dict[str, Stages]:
    """The numbers of groups without anybody in common, small ones suppressed as in the view of a proposal.

    The lists mark who is meant for the council, so those on them are counted as these and the others.
    """
    past = {f.group: before for f in groups if (before := _before(f)) is not None}
    prior = suppressed(_rows("before", past, _all_before(groups)), least)
    meant = {f.group: f.intended.count or 0 for f in groups}
    others = {f.group: (f.listed.count or 0) - meant[f.group] for f in groups}
    listed, intended = groups[0].listed.total, groups[0].intended.total
    rows = [*_rows("meant", meant, intended), *_rows("others", others, listed - intended)]
    now = suppressed(rows, least)

    def told(number: int | None) -> Shown:
        return KeptBack(least=least) if number is None else number

    return {
        f.group: (
            told(prior.cells["before"][f.group]) if f.group in past else None,
            told(now.values[f.group]),
            told(now.cells["meant"][f.group]),
        )
        for f in groups
    }


def _rows(name: str, counts: Mapping[str, int], total: int) -> Iterator[tuple[str, str, int]]:
    yield from ((name, group, count) for group, count in counts.items())
    yield name, _REST, total - sum(counts.values())


def _all_before(groups: Sequence[Figures]) -> int:
    return next((f.before.total for f in groups if f.before is not None), 0)


def _before(figure: Figures) -> int | None:
    return None if figure.before is None else figure.before.count
