"""Plots of answers: ranges, prices of rules, the Pareto front."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from cocau.app.i18n.languages import Lang
from cocau.app.present.blocks import ChartBlock, ChartRow, ChartSign
from cocau.app.present.explanations.prices import render_prices
from cocau.app.present.explanations.ranges import render_ranges
from cocau.app.present.names import Names
from cocau.app.python.answers import NotebookAnswer
from cocau.app.python.plot.look import (
    ACT,
    BAD,
    EDGE,
    INK,
    PLAN,
    QUIET,
    choose_language,
    open_axes,
    put_legend_below,
    wrap,
    write_empty,
    write_title,
)
from cocau.constraints.model.selectors import Among

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from cocau.solver.explain.pareto import ParetoFront
    from cocau.solver.explain.price_report import RulePrices
    from cocau.solver.explain.ranges import GroupRanges

_BARS: dict[ChartSign, tuple[str, float]] = {
    ChartSign.POSSIBLE: ("#5b93cc", 0.26),
    ChartSign.BEST: (ACT, 0.44),
    ChartSign.LEFT: (EDGE, 0.5),
    ChartSign.GAINED: ("#1b6638", 0.5),
    ChartSign.LOST: (BAD, 0.3),
}
"""Colour and height of a bar, the height in rows."""

_MARKS: dict[ChartSign, dict[str, Any]] = {
    ChartSign.PLAN: {"marker": "D", "color": PLAN, "markeredgecolor": INK, "markersize": 7},
    ChartSign.MUST: {"marker": 7, "color": BAD, "markersize": 7},  # a triangle whose tip is below
    ChartSign.AIM: {"marker": 6, "color": "#1b6638", "markersize": 7},
}
_BESIDE = {ChartSign.MUST: -0.22, ChartSign.AIM: 0.22, ChartSign.PLAN: 0}
"""Where in its row a mark stands."""


def ranges(
    answer: "NotebookAnswer[GroupRanges]",
    *,
    among: str = "",
    lang: Lang | None = None,
    ax: "Axes | None" = None,
) -> "Axes":
    """Draw the least and the most people of each group with bounds and the plan.

    Args:
        answer: what `cocau.ranges` answered.
        among: draw what was counted in this set, for example ``deputies``; by default the first.
        lang: the language of the words; by default that of ``COCAU_LANG``.
        ax: axes to draw on; by default those of a new figure.

    Raises:
        ImportError: matplotlib is not installed.
        ValueError: nothing was counted in this set; says in which.

    Example:
        >>> groups = ["women", "under_40", "non_party", "re_elected", "administration", "front"]
        >>> answer = cocau.ranges(proposal, groups, among="deputies")
        >>> ax = cocau.plot.ranges(answer)
    """
    names = _get_names(answer, "ranges", lang)
    sets = list(dict.fromkeys(group.among for group in answer.groups))
    chosen = (sets or [None])[0] if not among else Among(among) if among in sets else None
    if among and chosen is None:
        raise ValueError(f"nothing was counted in {among!r}: {', '.join(sets)}")
    part = tuple(group for group in answer.groups if group.among == chosen)
    shown = answer.value.replace_unvalidated(groups=part)
    chart = _find_chart(render_ranges(names, answer.proposal, shown))
    rows = () if chart is None else chart.rows
    with open_axes(ax, 7.6, 0.42 * len(rows) + 1.7) as axes:
        if chart is None:
            write_empty(axes, names.say("Mọi nhóm chỉ có một số, hoặc không có phương án nào.",
                                        "Every group has one number only, or there is no plan."))  # fmt: skip
            return axes
        axes.set_xlabel(
            names.say(f"Số người · {names.label(chosen or '')}", f"People · {names.label(chosen or '')}")
        )
        write_title(axes, chart.title)
        _draw_chart(axes, chart, [wrap(row.label, 52) for row in rows])
    return axes


def prices(
    answer: "NotebookAnswer[RulePrices]", *, lang: Lang | None = None, ax: "Axes | None" = None
) -> "Axes":
    """Draw what each must costs the aims: how far they are missed with it and without.

    Args:
        answer: what `cocau.prices` answered.
        lang: the language of the words; by default that of ``COCAU_LANG``.
        ax: axes to draw on; by default those of a new figure.

    Raises:
        ImportError: matplotlib is not installed.

    Example:
        >>> ax = cocau.plot.prices(cocau.prices(proposal, "surplus-per-constituency"))
    """
    names = _get_names(answer, "prices", lang)
    chart = _find_chart(render_prices(names, answer.proposal, answer.value))
    labels = [] if chart is None else [_label_price(row) for row in chart.rows]
    lines = max((label.count("\n") + 1 for label in labels), default=0)
    with open_axes(ax, 8.6, (0.19 * lines + 0.15) * len(labels) + 1.5) as axes:
        if chart is None:
            write_empty(axes, names.say("Không quy định nào làm các chỉ tiêu kém đi.",
                                        "No rule costs the aims anything."))  # fmt: skip
            return axes
        axes.set_xlabel(chart.title)
        write_title(
            axes, names.say("Quy định bắt buộc ảnh hưởng đến các chỉ tiêu", "What the rules cost the aims")
        )
        _draw_chart(axes, chart, labels)
    return axes


def _get_names(answer: NotebookAnswer[Any], question: str, lang: Lang | None) -> Names:
    """Return the names to write, once it is an answer to this question.

    Raises:
        ValueError: it is something else.
    """
    given: object = getattr(answer, "value", answer)
    if not getattr(given, "format", "").startswith(f"cocau/{question}/"):
        raise ValueError(f"an answer of cocau.{question}, not {type(given).__name__}")
    return Names.of(answer.proposal, choose_language(lang), codes=False)


def _find_chart(blocks: Any) -> ChartBlock | None:  # noqa: ANN401  # any blocks
    return next((block for block in blocks if isinstance(block, ChartBlock)), None)


def _label_price(row: ChartRow) -> str:
    """Label a price with its rule and what it does to the aims; who changes is left out."""
    return f"{wrap(row.label, 60)}:\n{wrap(row.says.partition('. ')[0].rstrip('.'), 60)}."


def _draw_chart(axes: "Axes", chart: ChartBlock, labels: list[str]) -> None:
    """Draw scales under one another, all from 0 and of one unit."""
    from matplotlib.ticker import MaxNLocator

    for at, row in enumerate(chart.rows):
        for bar in row.bars:
            colour, height = _BARS[bar.sign]
            axes.barh(at, bar.high - bar.low, height, bar.low, color=colour, edgecolor=colour, linewidth=1.5)
        for sign, number in row.marks:
            axes.plot([number], [at + _BESIDE[sign]], linestyle="", zorder=4, clip_on=False, **_MARKS[sign])
    top = max(number for row in chart.rows for number in _list_numbers(row))
    axes.set_yticks(range(len(labels)), labels)
    axes.set_ylim(len(labels) - 0.4, -0.6)
    axes.set_xlim(0, max(top, 1) * 1.04)
    axes.grid(visible=False, axis="y")
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    put_legend_below(axes, [_build_key(sign, words) for sign, words in chart.keys], columns=1)


def _list_numbers(row: ChartRow) -> Iterator[float]:
    yield from (bar.high for bar in row.bars)
    yield from (number for _, number in row.marks)


def _build_key(sign: ChartSign, words: str) -> Any:  # noqa: ANN401  # of matplotlib
    from matplotlib.lines import Line2D

    if sign in _MARKS:
        return Line2D([], [], linestyle="", label=words, **_MARKS[sign])
    colour, height = _BARS[sign]
    return Line2D([], [], color=colour, linewidth=16 * height, label=words, solid_capstyle="butt")


def front(
    answer: "NotebookAnswer[ParetoFront]", *, lang: Lang | None = None, ax: "Axes | None" = None
) -> "Axes":
    """Draw the Pareto front of two aims: what less of the one costs of the other.

    Args:
        answer: what `cocau.front` answered.
        lang: the language of the words; by default that of ``COCAU_LANG``.
        ax: axes to draw on; by default those of a new figure.

    Raises:
        ImportError: matplotlib is not installed.

    Example:
        >>> answer = cocau.front(proposal, ("more-front-deputies", "stay-near-reference"))
        >>> ax = cocau.plot.front(answer)
    """
    names = _get_names(answer, "front", lang)
    with open_axes(ax, 6.4, 5) as axes:
        from matplotlib.ticker import MaxNLocator

        points = [point.short for point in answer.points]
        axes.step(*zip(*points, strict=True), where="post", color=EDGE, linewidth=1.2, zorder=2)
        axes.plot(*zip(*points, strict=True), linestyle="", marker="o", color=ACT, markersize=8, zorder=3,
                  label=names.say("không mức nào tốt hơn cả hai", "none is better in both"))  # fmt: skip
        here = (answer.plan[0].short, answer.plan[1].short)
        style = _MARKS[ChartSign.PLAN] | {"markersize": 10}
        axes.plot([here[0]], [here[1]], linestyle="", zorder=4, label=names.say("phương án này", "this plan"),
                  **style)  # fmt: skip
        for axis, aim in zip((axes.xaxis, axes.yaxis), answer.aims, strict=True):
            axis.set_major_locator(MaxNLocator(integer=True))
            said = names.say(f"Còn thiếu: {names.name_rule(aim)}", f"Short of: {names.name_rule(aim)}")
            axis.set_label_text(wrap(said, 52))
        axes.set_xlim(-0.5, max(short for short, _ in [*points, here]) + 0.5)
        axes.set_ylim(-0.5, max(short for _, short in [*points, here]) + 0.5)
        write_title(axes, names.say("Đánh đổi giữa hai chỉ tiêu", "The trade of two aims"))
        if not answer.complete:
            axes.text(1, 1, names.say("chưa đủ các điểm", "not all points"), transform=axes.transAxes,
                      ha="right", va="top", color=QUIET)  # fmt: skip
        put_legend_below(axes, [*axes.get_lines()[1:]])
    return axes
