"""The intended council as a figure: a seat for everybody, side by side with their like, and the numbers."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from cocau.app.languages import Lang
from cocau.app.pages.chamber.colouring import TITLES, By, Kind, coloured
from cocau.app.pages.chamber.geometry import Plan, plan_of
from cocau.app.pages.people_of import numbers
from cocau.app.render.annex.form import Percent
from cocau.app.render.annex.shown import shown
from cocau.app.render.figures import Share
from cocau.constraints.council import Council
from cocau.constraints.people import Pool
from cocau.constraints.slate import Slate


@dataclass(frozen=True)
class Seat:
    """A place in the chamber; nobody's yet, if `person` is None. `number`: see `people_of.numbers`."""

    x: float
    y: float
    person: str | None = None
    name: str = ""
    kind: Kind | None = None
    number: int | None = None


@dataclass(frozen=True)
class Entry:
    """One kind in the legend: so many, a share of all."""

    kind: Kind
    count: int
    percent: str


@dataclass(frozen=True)
class Figure:
    """A chamber that is coloured by something."""

    by: By
    title: str
    plan: Plan
    seats: tuple[Seat, ...]
    legend: tuple[Entry, ...]
    empty: int

    @property
    def total(self) -> int:
        """How many are meant for the council."""
        return len(self.seats) - self.empty


def figure(council: Council, pool: Pool, slate: Slate, by: By, lang: Lang) -> Figure:
    """The figure for a slate."""
    people = pool.named(i for i in slate.deputies if i in pool.by_id)
    sorted_by = coloured(people, by, council.election_day, lang, slate.posts)
    order = {kind: n for n, kind in enumerate(sorted_by.kinds)}
    seated = sorted(people, key=lambda p: (order[sorted_by.of[p.id]], p.id))
    at = numbers(pool)
    plan = plan_of(max(council.seats, len(seated)))
    taken = [
        Seat(spot.x, spot.y, p.id, p.name, sorted_by.of[p.id], at[p.id])
        for spot, p in zip(plan.spots, seated, strict=False)
    ]
    free = [Seat(spot.x, spot.y) for spot in plan.spots[len(seated) :]]
    counts = Counter(kind.key for kind in sorted_by.of.values())
    return Figure(
        by=by,
        title=TITLES[by].of(lang),
        plan=plan,
        seats=(*taken, *free),
        legend=tuple(
            Entry(kind, counts[kind.key], percent(counts[kind.key], len(people), lang))
            for kind in sorted_by.kinds
            if counts[kind.key]
        ),
        empty=len(free),
    )


def percent(count: int, total: int, lang: Lang) -> str:
    """``35,8%``; a dash of nothing."""
    tenths = Share(count, total).tenths()
    return "—" if tenths is None else shown(Percent(tenths=tenths), lang)


def choices(lang: Lang) -> Mapping[By, str]:
    """Everything a chamber may be coloured by, in words."""
    return {by: TITLES[by].of(lang) for by in By}
