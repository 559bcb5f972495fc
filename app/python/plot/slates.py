"""Plots of a slate and its council: hemicycle, composition, people for each seat."""

from typing import TYPE_CHECKING, Any

from cocau.app.i18n.languages import Lang, say
from cocau.app.present.html import get_seat_colours
from cocau.app.present.names import Names
from cocau.app.present.proposal.chamber import WIDTH, ChamberFigure, ColourBy, SeatKind, draw_chamber
from cocau.app.present.proposal.slate_rows import CompositionRow, GroupShare, list_composition
from cocau.app.present.wording import count_noun, format_number
from cocau.app.python.inputs import (
    CouncilSource,
    ProposalSource,
    load_council,
    open_proposal,
    telling_problems,
)
from cocau.app.python.plot.look import (
    ACT,
    EDGE,
    INK,
    LINE,
    QUIET,
    choose_language,
    open_axes,
    put_legend_below,
    wrap,
    write_empty,
    write_title,
)
from cocau.constraints.model.council import Constituency
from cocau.solver.proposal import Proposal

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def hemicycle(
    proposal: ProposalSource,
    by: str = ColourBy.BLOC,
    *,
    lang: Lang | None = None,
    ax: "Axes | None" = None,
) -> "Axes":
    """Draw the intended council as a hemicycle, a mark beside every colour.

    Args:
        proposal: a proposal with a slate, or the path of its JSON.
        by: what seats are coloured by: ``bloc``, ``sex``, ``age``, ``post`` and so on, as on the desk.
        lang: the language of the words; by default that of ``COCAU_LANG``.
        ax: axes to draw on; by default those of a new figure.

    Raises:
        ImportError: matplotlib is not installed.
        ValueError: nothing is coloured by this; says what is.

    Example:
        >>> ax = cocau.plot.hemicycle(proposal)
    """
    told, words = _open(proposal), choose_language(lang)
    if by not in list(ColourBy):
        raise ValueError(f"no colours by {by!r}: {', '.join(ColourBy)}")
    request, slate = told.request, told.slate
    figure = (
        None if slate is None else draw_chamber(request.council, request.pool, slate, ColourBy(by), words)
    )
    rows = 0 if figure is None else (len(figure.legend) + 2) // 2
    with open_axes(ax, 6.4, 3.6 + 0.24 * rows) as axes:
        write_title(axes, request.council.name)
        if figure is None:
            write_empty(axes, _say_no_slate(words))
        else:
            _draw_seats(axes, figure)
            _draw_legend(axes, figure, say(words, "Ghế trống", "Empty seat"))
    return axes


def _open(proposal: ProposalSource) -> Proposal:
    with telling_problems():
        return open_proposal(proposal)


def _say_no_slate(lang: Lang) -> str:
    return say(lang, "Chưa có phương án để vẽ.", "There is no slate to draw.")


def _draw_seats(axes: "Axes", figure: ChamberFigure) -> None:
    axes.set_xlim(0, WIDTH)
    axes.set_ylim(figure.plan.height, 0)
    axes.set_aspect("equal")
    axes.set_axis_off()
    for seat in figure.seats:
        for part in _build_seat(seat.kind, seat.x, seat.y, figure.plan.radius, up=-1):
            axes.add_artist(part)


def _build_seat(kind: SeatKind | None, x: float, y: float, radius: float, *, up: int = 1) -> list[Any]:
    """Build a seat and its mark; `up`: -1 where y grows downwards."""
    from matplotlib.patches import Circle, PathPatch
    from matplotlib.textpath import TextPath
    from matplotlib.transforms import Affine2D

    if kind is None:
        return [Circle((x, y), radius, facecolor="none", edgecolor=EDGE, linestyle=(0, (3, 2)))]
    fill, edge, ink = get_seat_colours(kind)
    circle = Circle((x, y), radius, facecolor=fill, edgecolor=edge or fill, linewidth=1)
    if not kind.mark:
        return [circle]
    mark = TextPath((0, 0), kind.mark, size=radius * (1.05 if len(kind.mark) == 1 else 0.8))
    box = mark.get_extents()
    middle = Affine2D().translate(-(box.x0 + box.x1) / 2, -(box.y0 + box.y1) / 2)
    placed = middle.scale(1, up).translate(x, y).transform_path(mark)
    return [circle, PathPatch(placed, facecolor=ink, edgecolor="none")]


def _draw_legend(axes: "Axes", figure: ChamberFigure, empty: str) -> None:
    """Draw each kind with its seat, words, number and share, in two columns below."""
    from matplotlib.artist import Artist
    from matplotlib.offsetbox import AnchoredOffsetbox, DrawingArea, HPacker, TextArea, VPacker

    entries: list[tuple[SeatKind | None, str]] = [
        (one.kind, f"{one.kind.words}: {one.count} ({one.percent})") for one in figure.legend
    ]
    if figure.empty:
        entries.append((None, f"{empty}: {figure.empty}"))
    rows: list[Artist] = []
    for kind, words in entries:
        area = DrawingArea(14, 14)
        for part in _build_seat(kind, 7, 7, 6):
            area.add_artist(part)
        rows.append(HPacker(children=[area, TextArea(wrap(words, 42))], align="center", pad=0, sep=5))
    half = (len(rows) + 1) // 2
    columns: list[Artist] = [
        VPacker(children=part, pad=0, sep=3) for part in (rows[:half], rows[half:]) if part
    ]
    packed = HPacker(children=columns, align="top", pad=0, sep=18)
    axes.add_artist(
        AnchoredOffsetbox(
            "upper center",
            child=packed,
            frameon=False,
            bbox_to_anchor=(0.5, -0.02),
            bbox_transform=axes.transAxes,
            borderpad=0,
        )
    )


def composition(proposal: ProposalSource, *, lang: Lang | None = None, ax: "Axes | None" = None) -> "Axes":
    """Draw the share of each group in the plan beside that of the previous term.

    Args:
        proposal: a proposal with a slate, or the path of its JSON.
        lang: the language of the words; by default that of ``COCAU_LANG``.
        ax: axes to draw on; by default those of a new figure.

    Raises:
        ImportError: matplotlib is not installed.

    Example:
        >>> ax = cocau.plot.composition(proposal)
    """
    told, words = _open(proposal), choose_language(lang)
    names = Names.of(told, words, codes=False)
    rows = [] if told.slate is None else list(list_composition(names, told.slate))
    with open_axes(ax, 7.2, 0.3 * len(rows) + 1.5) as axes:
        write_title(
            axes, say(words, "Cơ cấu, so với nhiệm kỳ trước", "Composition against the previous term")
        )
        if not rows:
            write_empty(axes, _say_no_slate(words))
            return axes
        for at, row in enumerate(rows):
            _draw_shares(axes, at, row)
        axes.set_yticks(range(len(rows)), [wrap(names.label(row.group), 46) for row in rows])
        axes.set_ylim(len(rows) - 0.4, -0.6)
        axes.set_xlim(left=0)
        axes.xaxis.set_major_formatter("{x:g}%")
        axes.grid(visible=False, axis="y")
        put_legend_below(axes, _build_share_keys(names, rows), columns=3)
    return axes


def _draw_shares(axes: "Axes", at: int, row: CompositionRow) -> None:
    """Draw a group: before, on the lists, in the intended council, and the way between."""
    before, listed, intended = (_get_percent(one) for one in (row.before, row.listed, row.intended))
    if before is not None and intended is not None:
        axes.plot([before, intended], [at, at], color=ACT, linewidth=2, alpha=0.45, zorder=2)
    for value, style in ((before, _BEFORE), (listed, _LISTED), (intended, _INTENDED)):
        if value is not None:
            axes.plot([value], [at], linestyle="", zorder=3, **style)


_BEFORE: dict[str, Any] = {"marker": "o", "color": EDGE, "markerfacecolor": "#fff", "markersize": 10}
_LISTED: dict[str, Any] = {"marker": "|", "color": INK, "markersize": 10}
_INTENDED: dict[str, Any] = {"marker": "o", "color": ACT, "markersize": 8}


def _get_percent(share: GroupShare | None) -> float | None:
    tenths = None if share is None else share.tenths()
    return None if tenths is None else tenths / 10


def _build_share_keys(names: Names, rows: list[CompositionRow]) -> list[Any]:
    from matplotlib.lines import Line2D

    seen = any(_get_percent(row.before) is not None for row in rows)
    keys = [
        (_BEFORE, names.say("Nhiệm kỳ trước", "Previous term")),
        (_LISTED, names.say("Danh sách ứng cử", "Candidate list")),
        (_INTENDED, names.say("Đại biểu dự kiến", "Intended council")),
    ]
    return [Line2D([], [], linestyle="", label=words, **style) for style, words in keys[not seen :]]


def constituencies(
    council: CouncilSource | Proposal, *, lang: Lang | None = None, ax: "Axes | None" = None
) -> "Axes":
    """Draw how many people stand behind each seat, constituency by constituency.

    A scheme, not a map: a council's file has no borders. Tiles stand in the order of the file.

    Args:
        council: a council, a path or an open file, or a proposal.
        lang: the language of the words; by default that of ``COCAU_LANG``.
        ax: axes to draw on; by default those of a new figure.

    Raises:
        ImportError: matplotlib is not installed.

    Example:
        >>> ax = cocau.plot.constituencies("fixtures/councils/ha-tinh.yaml")
    """
    words = choose_language(lang)
    told = council.request.council if isinstance(council, Proposal) else load_council(council)
    units, across = told.constituencies, min(5, len(told.constituencies))
    down = -(-len(units) // across)
    with open_axes(ax, 1.55 * across + 0.9, 1.15 * down + 1.1) as axes:
        write_title(axes, say(words, "Số dân trên một đại biểu", "People for each seat"))
        known = [_get_people_per_seat(unit) for unit in units]
        numbers = [number for number in known if number is not None]
        for at, unit in enumerate(units):
            _draw_tile(axes, (at % across, at // across), unit, numbers, words)
        axes.set_xlim(-0.02, across)
        axes.set_ylim(down, -0.02)
        axes.set_aspect(0.72)
        axes.set_axis_off()
        axes.text(0, -0.02, _say_scheme(told.seats, numbers, words), transform=axes.transAxes, va="top",
                  color=QUIET, fontsize=8.5)  # fmt: skip
    return axes


def _get_people_per_seat(unit: Constituency) -> float | None:
    return None if unit.population is None else unit.population / unit.seats


def _draw_tile(
    axes: "Axes", corner: tuple[int, int], unit: Constituency, numbers: list[float], lang: Lang
) -> None:
    """Draw a constituency as a tile: the more people for each seat, the darker."""
    from matplotlib import colormaps
    from matplotlib.patches import Rectangle

    people = _get_people_per_seat(unit)
    low, high = min(numbers, default=0), max(numbers, default=0)
    share = 0.0 if people is None or high == low else (people - low) / (high - low)
    ground = "#fff" if people is None else colormaps["Blues"](0.08 + 0.72 * share)
    ink = "#fff" if share > 0.75 else INK  # noqa: PLR2004  # where white is easier to read
    x, y = corner
    axes.add_patch(Rectangle((x, y), 0.96, 0.94, facecolor=ground, edgecolor=LINE))
    number = "?" if people is None else format_number(round(people), lang)
    seats = say(lang, f"{unit.seats} đại biểu", count_noun(unit.seats, "seat", "seats"))
    axes.text(x + 0.06, y + 0.1, wrap(unit.name or unit.id, 19), va="top", fontsize=7.5, color=ink)
    axes.text(x + 0.06, y + 0.84, number, va="baseline", fontsize=12, weight="bold", color=ink)
    axes.text(x + 0.9, y + 0.84, seats, va="baseline", ha="right", fontsize=7.5, color=ink)


def _say_scheme(seats: int, numbers: list[float], lang: Lang) -> str:
    scheme = say(
        lang,
        "Sơ đồ, không theo địa giới; thứ tự như trong hồ sơ hội đồng. Màu đậm: nhiều dân hơn.",
        "A scheme without borders, in the order of the council's file. Darker: more people.",
    )
    if len(numbers) < 2:  # noqa: PLR2004  # nothing to compare
        return wrap(scheme, 112)
    low, high = (format_number(round(number), lang) for number in (min(numbers), max(numbers)))
    ends = say(
        lang, f"{seats} đại biểu; từ {low} đến {high} người.", f"{seats} seats; {low} to {high} people."
    )
    return wrap(f"{scheme} {ends}", 112)
