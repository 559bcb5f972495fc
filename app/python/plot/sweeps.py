"""The plot of a sweep: what its bounds cost the aims, and where no plan is left."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import isnan
from typing import TYPE_CHECKING, Any

from cocau.app.files.tables.frames import is_frame, list_frame_records
from cocau.app.i18n.languages import Lang, say
from cocau.app.i18n.words import BOUNDS
from cocau.app.present.frame_rows import FrameRow
from cocau.app.present.html import SEAT_FILLS
from cocau.app.present.wording import Wording, capitalise_first
from cocau.app.python.inputs import Ids, list_ids
from cocau.app.python.plot.look import (
    BAD_GROUND,
    CARE_GROUND,
    EDGE,
    GOOD_GROUND,
    INK,
    LINE,
    SUNK,
    choose_language,
    open_axes,
    put_legend_below,
    wrap,
    write_title,
)
from cocau.app.python.sweeps import Sweep, SweepBase
from cocau.constraints.record import Text, bilingual
from cocau.constraints.rulebook import Rulebook
from cocau.solver.sweep import ItemOutcome

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.axis import Axis

_GROUNDS: dict[ItemOutcome, tuple[str, str, Text]] = {
    ItemOutcome.SOLVED: (GOOD_GROUND, "", bilingual("có phương án", "a plan exists")),
    ItemOutcome.CONFLICT: (BAD_GROUND, "////", bilingual("không còn phương án nào", "no plan exists")),
    ItemOutcome.OUT_OF_TIME: (CARE_GROUND, "....", bilingual("hết thời gian", "out of time")),
    ItemOutcome.REFUSED: (SUNK, "xx", bilingual("không lập được", "cannot be planned")),
    ItemOutcome.FAILED: (SUNK, "xx", bilingual("lỗi chương trình", "failed")),
}
"""Colour, hatching and words of what became of a point: no colour is the only sign."""

_COLOURS = [SEAT_FILLS[n] for n in (4, 5, 2, 6, 0, 1, 7)]
_MARKERS = "osD^vPX"
_MOST_TICKS = 20
_SHORT = "short."


def sweep(
    swept: "Sweep | Any",  # noqa: ANN401  # a frame of either library
    *,
    aims: Ids = (),
    lang: Lang | None = None,
    ax: "Axes | None" = None,
) -> "Axes":
    """Draw a sweep: over one bound what it costs the aims, over two where plans exist.

    What was not computed is not coloured: each point stands for its own whole number only.

    Args:
        swept: a sweep, which is computed where it is not yet, or the frame that its `to_frame` gave.
        aims: only these aims; by default those whose shortfall changes.
        lang: the language of the words; by default that of ``COCAU_LANG``.
        ax: axes to draw on; by default those of a new figure.

    Raises:
        ImportError: matplotlib is not installed.
        ValueError: there are no rows, no such aim, or not one bound or two.

    Example:
        >>> women = {"women-35-percent.at_least_percent": range(49, 56)}
        >>> ax = cocau.plot.sweep(cocau.sweep(proposal, women))
    """
    rows = _list_rows(swept)
    base = swept.base if isinstance(swept, Sweep) else None
    names = _SweepNames(choose_language(lang), base.rulebook if isinstance(base, SweepBase) else None)
    bounds = [name for name in dict.fromkeys(n for row in rows for n in row) if _is_bound(name)]
    if not rows or len(bounds) not in {1, 2}:
        found = f"{len(rows)} rows, bounds: {', '.join(bounds) or 'none'}"
        raise ValueError(f"a sweep over one bound or two can be drawn; here are {found}")
    with open_axes(ax, 7.4, 5.2) as axes:
        if len(bounds) == 1:
            _draw_curves(axes, rows, bounds[0], _choose_aims(rows, list_ids(aims)), names)
        else:
            _draw_region(axes, rows, bounds, names)
    return axes


@dataclass(frozen=True)
class _SweepNames:
    """Names of bounds and aims: in words, or as columns have them where there is no rulebook."""

    lang: Lang
    book: Rulebook | None

    def name_bound(self, bound: str) -> str:
        """Return the words of a bound for an axis."""
        rule, _, field = bound.partition(".")
        if self.book is None or rule not in self.book.by_id:
            return bound
        words = BOUNDS[field].of(self.lang) if field in BOUNDS else field
        return capitalise_first(f"{words} · {self._name(rule)}")

    def name_aim(self, aim: str) -> str:
        """Return the words of an aim for a legend."""
        return aim if self.book is None or aim not in self.book.by_id else self._name(aim)

    def _name(self, rule: str) -> str:
        return "" if self.book is None else Wording(self.book, self.lang, codes=False).name_rule(rule)


def _list_rows(swept: Any) -> list[FrameRow]:  # noqa: ANN401  # a sweep, or a frame of either library
    """List the rows of a sweep or of a frame; what is empty in a frame is None.

    Raises:
        ValueError: it is neither.
    """
    if isinstance(swept, Sweep):
        swept.run()
        return [swept.rows[number] for number in sorted(swept.rows)]
    if not is_frame(swept):
        raise ValueError(f"a sweep or its frame, not {type(swept).__name__}")
    rows = list_frame_records(swept)
    return [{name: None if _is_nan(value) else value for name, value in row.items()} for row in rows]


def _is_nan(value: object) -> bool:
    return isinstance(value, float) and isnan(value)


def _is_bound(column: str) -> bool:
    return "." in column and not column.startswith(_SHORT)


def _choose_aims(rows: Sequence[FrameRow], wanted: Sequence[str]) -> list[str]:
    """Return the aims to draw: those asked for, those that change, or those that are missed.

    Raises:
        ValueError: the sweep has no such aim.
    """
    columns = dict.fromkeys(name for row in rows for name in row if name.startswith(_SHORT))
    known = [name.removeprefix(_SHORT) for name in columns]
    if unknown := [aim for aim in wanted if aim not in known]:
        raise ValueError(f"no such aim: {', '.join(unknown)}; these are swept: {', '.join(known)}")
    if wanted:
        return list(wanted)
    seen = {aim: {row[_SHORT + aim] for row in rows if row.get(_SHORT + aim) is not None} for aim in known}
    changing = [aim for aim, values in seen.items() if len(values) > 1]
    return changing or [aim for aim, values in seen.items() if any(values)]


def _draw_curves(
    axes: "Axes", rows: Sequence[FrameRow], bound: str, aims: Sequence[str], names: _SweepNames
) -> None:
    """Draw by how many people each aim is missed, on the grounds of what is possible."""
    from matplotlib.ticker import MaxNLocator

    at = _place_values([row.get(bound) for row in rows], evenly=False)
    for row in rows:
        colour, hatch, _ = _GROUNDS[_get_outcome(row)]
        x = at[row.get(bound)]
        axes.axvspan(x - 0.5, x + 0.5, facecolor=colour, hatch=hatch, edgecolor=LINE, linewidth=0, zorder=0)
    for number, aim in enumerate(aims):
        found = [(at[row.get(bound)], row[_SHORT + aim]) for row in rows if row.get(_SHORT + aim) is not None]
        style: dict[str, Any] = {
            "color": _COLOURS[number % len(_COLOURS)],
            "marker": _MARKERS[number % len(_MARKERS)],
        }
        size = 6 + 1.5 * (len(aims) - 1 - number)  # one that lies on another leaves its edge to be seen
        name = wrap(names.name_aim(aim), 88)
        axes.plot(*zip(*sorted(found), strict=True), label=name, linewidth=1.4, markersize=size, **style)
    _name_ticks(axes.xaxis, at, names)
    axes.yaxis.set_major_locator(MaxNLocator(integer=True))
    axes.margins(y=0.12)
    axes.set_ylim(bottom=0)
    axes.set_xlabel(wrap(names.name_bound(bound), 90))
    axes.set_ylabel(say(names.lang, "Số người còn thiếu so với chỉ tiêu", "People short of the target"))
    write_title(axes, say(names.lang, "Giới hạn ảnh hưởng đến các chỉ tiêu", "What the bound costs the aims"))
    put_legend_below(axes, [*axes.get_lines(), *_build_ground_keys(rows, names.lang)], columns=1)


def _draw_region(axes: "Axes", rows: Sequence[FrameRow], bounds: Sequence[str], names: _SweepNames) -> None:
    """Draw which pairs of bounds leave a plan, and how many aims it misses."""
    from matplotlib.patches import Rectangle

    across, up = (_place_values([row.get(bound) for row in rows], evenly=True) for bound in bounds)
    for row in rows:
        colour, hatch, _ = _GROUNDS[_get_outcome(row)]
        x, y = across[row.get(bounds[0])], up[row.get(bounds[1])]
        axes.add_patch(Rectangle((x - 0.5, y - 0.5), 1, 1, facecolor=colour, hatch=hatch, edgecolor=LINE))
        missed = row.get("missed")
        if row["outcome"] == ItemOutcome.SOLVED and missed is not None:
            axes.text(x, y, str(len(missed)), ha="center", va="center", color=INK)  # type: ignore[arg-type]  # a list
    _name_ticks(axes.xaxis, across, names)
    _name_ticks(axes.yaxis, up, names)
    axes.autoscale_view()
    axes.grid(visible=False)
    axes.set_xlabel(wrap(names.name_bound(bounds[0]), 80))
    axes.set_ylabel(wrap(names.name_bound(bounds[1]), 60))
    says = bilingual("Vùng có phương án; số: chỉ tiêu chưa đạt", "Where plans exist; figures: aims missed")
    write_title(axes, says.of(names.lang))
    put_legend_below(axes, _build_ground_keys(rows, names.lang), columns=3)


def _place_values(values: Sequence[object], *, evenly: bool) -> dict[object, float]:
    """Place the values of a bound on an axis, as numbers or evenly; no bound comes first."""
    numbers = sorted({float(str(value)) for value in values if value is not None})
    none = [None] if None in values else []
    if evenly or not numbers:
        return {value: float(place) for place, value in enumerate([*none, *numbers])}
    before = numbers[0] - 1 - (numbers[-1] - numbers[0]) // 10
    return dict.fromkeys(none, before) | {number: number for number in numbers}


def _name_ticks(axis: "Axis", places: Mapping[object, float], names: _SweepNames) -> None:
    """Name the places of values on an axis, as many as there is room for."""
    none = say(names.lang, "bỏ", "none")
    shown = list(places.items())[:: -(-len(places) // _MOST_TICKS)]
    axis.set_ticks([place for _, place in shown], [none if v is None else f"{v:g}" for v, _ in shown])


def _get_outcome(row: FrameRow) -> ItemOutcome:
    return ItemOutcome(str(row["outcome"]))


def _build_ground_keys(rows: Iterable[FrameRow], lang: Lang) -> list[Any]:
    """Build a key for each outcome that the sweep has."""
    from matplotlib.patches import Patch

    seen = {_get_outcome(row) for row in rows}
    return [
        Patch(facecolor=colour, hatch=hatch, edgecolor=EDGE, linewidth=0.6, label=words.of(lang))
        for outcome, (colour, hatch, words) in _GROUNDS.items()
        if outcome in seen
    ]
