"""The notebooks of docs/notebooks run, and what they show is what comes out."""

import nbformat
import pytest

from tests.notebooks import FOLDER, list_texts, run_notebook

NOTEBOOKS = sorted(path.stem for path in FOLDER.glob("*.ipynb"))


@pytest.mark.parametrize(
    "name",
    [pytest.param(name, marks=() if name == "published-tables" else pytest.mark.long) for name in NOTEBOOKS],
)
def test_what_is_kept_is_what_comes_out(name: str) -> None:
    path = FOLDER / f"{name}.ipynb"
    kept = nbformat.read(path, as_version=4)
    assert list_texts(run_notebook(path)) == list_texts(kept), "python -m tests.notebooks"


def test_there_are_three_notebooks_with_what_came_out() -> None:
    assert NOTEBOOKS == ["merger", "published-tables", "women-to-the-limit"]
    for name in NOTEBOOKS:
        assert len(list_texts(nbformat.read(FOLDER / f"{name}.ipynb", as_version=4))) > 3
