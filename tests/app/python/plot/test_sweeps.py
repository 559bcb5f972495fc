from collections.abc import Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import contextmanager
from importlib import import_module

import pytest
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

import cocau
from cocau.app.i18n.languages import Lang
from cocau.app.python import sweeps as computed
from cocau.app.python.plot import sweeps
from cocau.solver.proposal import Proposal
from tests.app.python.examples import count_examples

WOMEN, YOUNG = "women-35-percent.at_least_percent", "under-40-on-list.at_least_percent"


@pytest.fixture(autouse=True)
def _threads(monkeypatch: pytest.MonkeyPatch) -> None:
    """Processes are tried elsewhere."""

    @contextmanager
    def open_threads(given: Executor | None) -> Iterator[Executor]:
        with ThreadPoolExecutor(2) as executor:
            yield given or executor

    monkeypatch.setattr(computed, "_open_executor", open_threads)


def _list_keys(axes: Axes) -> list[str]:
    legend = axes.get_legend()
    return [] if legend is None else [text.get_text() for text in legend.get_texts()]


def test_the_examples_are_true(proposal: Proposal) -> None:
    assert count_examples(sweeps, proposal) == 2


@pytest.fixture(scope="module")
def rows() -> list[dict[str, object]]:
    solved = {"outcome": "solved", "missed": ["a"], "short.a": 2, "short.b": 1}
    return [
        {"number": 0, WOMEN: None, **solved, "short.a": 0},
        {"number": 1, WOMEN: 35, **solved},
        {"number": 2, WOMEN: 36, **solved, "short.a": 3},
        {"number": 3, WOMEN: 40, "outcome": "conflict", "missed": [], "short.a": None, "short.b": None},
    ]


@pytest.mark.parametrize("library", ["pandas", "polars"])
def test_a_frame_is_drawn_as_curves_over_what_is_possible(
    rows: list[dict[str, object]], library: str
) -> None:
    axes = cocau.plot.sweep(import_module(library).DataFrame(rows), lang=Lang.EN)
    (line,) = axes.get_lines()
    assert [*zip(*line.get_data(), strict=True)] == [(34, 0), (35, 2), (36, 3)]
    assert [label.get_text() for label in axes.get_xticklabels()] == ["none", "35", "36", "40"]
    assert _list_keys(axes) == ["a", "a plan exists", "no plan exists"]
    spans = sorted((b.get_x(), b.get_width()) for b in axes.patches)  # type: ignore[attr-defined]
    assert spans == [(33.5, 1), (34.5, 1), (35.5, 1), (39.5, 1)]


def test_aims_that_are_asked_for_are_drawn(rows: list[dict[str, object]]) -> None:
    frame = import_module("polars").DataFrame(rows)
    assert _list_keys(cocau.plot.sweep(frame, aims="b"))[0] == "b"
    with pytest.raises(ValueError, match="no such aim: c; these are swept: a, b"):
        cocau.plot.sweep(frame, aims=["c"])


def test_two_bounds_are_drawn_as_the_region_where_plans_exist(proposal: Proposal) -> None:
    swept = cocau.sweep(proposal, {WOMEN: [35, 90], YOUNG: [10, 95]})
    axes = cocau.plot.sweep(swept, lang=Lang.EN)
    cells = [one for one in axes.patches if isinstance(one, Rectangle)]
    assert len(cells) == len(swept.rows) == 4
    assert [text.get_text() for text in axes.texts] == [
        str(len(row["missed"]))
        for _, row in sorted(swept.rows.items())
        if row["outcome"] == "solved"  # type: ignore[arg-type]
    ]
    assert "no plan exists" in _list_keys(axes)
    assert "Women" in axes.get_xlabel()


def test_what_cannot_be_drawn_is_told(rows: list[dict[str, object]]) -> None:
    frame = import_module("pandas").DataFrame(rows)
    with pytest.raises(ValueError, match="here are 0 rows"):
        cocau.plot.sweep(frame[:0])
    with pytest.raises(ValueError, match="bounds: none"):
        cocau.plot.sweep(frame.drop(columns=WOMEN))
    with pytest.raises(ValueError, match="not list"):
        cocau.plot.sweep(rows)
