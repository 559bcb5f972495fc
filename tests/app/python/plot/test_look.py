import re
import subprocess
import sys
from pathlib import Path

import pytest

import cocau
from cocau.app.present.blocks import ChartSign
from cocau.app.python.plot import look, questions, sweeps
from cocau.solver.proposal import Proposal

STATIC = Path(__file__).parents[4] / "app" / "web" / "desk" / "static"


def _colours() -> dict[str, str]:
    """Colours of the desk by class and by variable."""
    sheet = (STATIC / "desk.css").read_text(encoding="utf-8")
    return dict(re.findall(r"\.(c-\w+) \{ fill: (#\w+)", sheet) + re.findall(r"--([\w-]+): (#\w+)", sheet))


def test_colours_are_those_of_the_desk() -> None:
    desk = _colours()
    for sign, (colour, _) in questions._BARS.items():
        assert colour == desk[f"c-{sign.value}"]
    for sign in (ChartSign.PLAN, ChartSign.MUST, ChartSign.AIM):
        assert questions._MARKS[sign]["color"] == desk[f"c-{sign.value}"]
    named = {
        name: getattr(look, name.upper().replace("-BG", "_GROUND").replace("-", "_"), None) for name in desk
    }
    assert {name: colour for name, colour in named.items() if colour not in {None, desk[name]}} == {}
    assert {look.INK, look.QUIET, look.LINE, look.ACT, look.GOOD_GROUND} <= set(desk.values())


def test_without_matplotlib_a_plot_names_the_extra(
    proposal: Proposal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    monkeypatch.setitem(sys.modules, "matplotlib.pyplot", None)
    for draw in (cocau.plot.hemicycle, cocau.plot.composition, cocau.plot.constituencies):
        with pytest.raises(ImportError, match=r"pip install 'cocau\[plots\]'"):
            draw(proposal)


def test_matplotlib_is_imported_only_by_drawing() -> None:
    script = "import sys, cocau; cocau.plot.sweep; print('matplotlib' in sys.modules)"
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert ran.stdout == "False\n"


def test_outcomes_of_a_sweep_differ_by_more_than_colour() -> None:
    signs = [(colour, hatch) for colour, hatch, _ in sweeps._GROUNDS.values()]
    assert len({hatch for _, hatch in signs[:3]}) == 3
