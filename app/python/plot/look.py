"""The look of plots: axes in the colours and letters of the desk (its static/desk.css)."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from importlib.resources import as_file, files
from textwrap import fill
from typing import TYPE_CHECKING, Any

from cocau.app.i18n.languages import Lang
from cocau.app.python.answers import get_language

if TYPE_CHECKING:
    from matplotlib.axes import Axes

INK, QUIET, EDGE, LINE = "#1d2127", "#565e68", "#8b8577", "#ddd6c8"
ACT, PLAN, BAD = "#1a4f86", "#f0a500", "#9c1f1b"
GOOD_GROUND, BAD_GROUND, CARE_GROUND, SUNK = "#e6f2ea", "#fbeae8", "#fdf3dc", "#f1ede4"

_LETTERS = "Be Vietnam Pro"
_FONT_FILES = ("BeVietnamPro-Regular.ttf", "BeVietnamPro-Bold.ttf")
_OTHER_SIGNS = "DejaVu Sans"
"""It comes with matplotlib and has the stars and arrows that the desk's letters lack."""

_STYLE: Any = {  # names that matplotlib types one by one
    "axes.axisbelow": True,
    "axes.edgecolor": EDGE,
    "axes.grid": True,
    "axes.labelcolor": QUIET,
    "axes.spines.right": False,
    "axes.spines.top": False,
    "axes.titlelocation": "left",
    "axes.titlesize": 12,
    "axes.titleweight": "bold",
    "figure.dpi": 110,
    "figure.facecolor": "#fff",
    "font.size": 9.5,
    "grid.color": LINE,
    "grid.linewidth": 0.6,
    "legend.frameon": False,
    "text.color": INK,
    "xtick.color": QUIET,
    "ytick.color": QUIET,
    "xtick.labelcolor": INK,
    "ytick.labelcolor": INK,
}


def choose_language(lang: Lang | None) -> Lang:
    """Return the language given, or that of ``COCAU_LANG``."""
    return get_language() if lang is None else Lang(lang)


@contextmanager
def open_axes(given: "Axes | None", width: float, height: float) -> Iterator["Axes"]:
    """Open axes in the look of the desk: those given, or those of a new figure, in inches.

    Raises:
        ImportError: matplotlib is not installed.
    """
    try:
        from matplotlib import pyplot as plt
    except ImportError as error:
        raise ImportError("a plot needs matplotlib: pip install 'cocau[plots]'") from error
    letters = _load_letters()
    with plt.rc_context(_STYLE | {"font.family": letters}):
        axes = plt.subplots(figsize=(width, height), layout="constrained")[1] if given is None else given
        axes.tick_params(labelfontfamily=letters)
        for axis in (axes.xaxis, axes.yaxis):
            axis.label.set_fontfamily(letters)
        yield axes


@cache
def _load_letters() -> list[str]:
    """Make the desk's letters known to matplotlib; return families in the order of choice."""
    from matplotlib.font_manager import fontManager

    for name in _FONT_FILES:
        with as_file(files("fontpkg_be_vietnam_pro") / "files" / name) as path:
            fontManager.addfont(path)
    return [_LETTERS, _OTHER_SIGNS]


def write_title(axes: "Axes", words: str) -> None:
    """Write the title of a plot, on axes of somebody else's too."""
    axes.set_title(words, loc="left", fontfamily=_load_letters())


def wrap(words: str, width: int) -> str:
    """Break words into lines of a label."""
    return fill(words, width, break_long_words=False)


def put_legend_below(axes: "Axes", handles: Iterable[Any], columns: int = 2) -> None:
    """Put a legend below the axes, clear of their ticks and label, which have to be there."""
    from matplotlib.transforms import ScaledTranslation

    figure = axes.get_figure(root=True)
    if figure is None:
        raise ValueError("axes without a figure")
    ticks = axes.xaxis.get_tightbbox(figure.canvas.get_renderer())  # type: ignore[attr-defined]  # of Agg
    room = 0.0 if ticks is None else (axes.bbox.y0 - ticks.y0) / figure.dpi
    below = axes.transAxes + ScaledTranslation(0, -room - 0.08, figure.dpi_scale_trans)
    axes.legend(
        handles=list(handles),
        loc="upper left",
        bbox_to_anchor=(0, 0),
        bbox_transform=below,
        ncols=columns,
        columnspacing=1.4,
        borderaxespad=0,
    )


def write_empty(axes: "Axes", words: str) -> None:
    """Write why there is nothing to draw, in the middle of axes without scales."""
    axes.set_axis_off()
    axes.text(0.5, 0.5, wrap(words, 60), transform=axes.transAxes, ha="center", va="center", color=QUIET)
