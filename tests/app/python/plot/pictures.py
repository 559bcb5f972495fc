"""`python -m tests.app.python.plot.pictures FOLDER`: the pictures of docs/gallery.md, drawn by the examples."""

import io
import sys
from pathlib import Path
from typing import Any

import matplotlib as mpl
from PIL import Image

import cocau
from cocau.app.reference import list_example_lines, list_plots

COLOURS = 96
"""Enough for flat colours with soft edges, at a third of the size."""


def main(folder: Path) -> None:
    """Draw each plot by its example."""
    mpl.use("agg")
    proposal = cocau.plan("fixtures/councils/xa-mau.yaml", "fixtures/pools/xa-mau.yaml")
    for name, draw in list_plots().items():
        names: dict[str, Any] = {"cocau": cocau, "proposal": proposal}
        exec("\n".join(list_example_lines(draw)), names)  # our own docstrings
        content = io.BytesIO()
        names["ax"].figure.savefig(content, format="png")
        Image.open(content).convert("RGB").quantize(COLOURS).save(folder / f"{name}.png", optimize=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
