"""`python -m tests.notebooks`: run the notebooks of docs/notebooks and keep what comes out."""

import os
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient

from tests.patience import PATIENCE

FOLDER = Path(__file__).parents[1] / "docs" / "notebooks"
_OF_THIS_RUN = re.compile(r"0x[0-9a-f]+")


def run_notebook(path: Path) -> Any:  # nbformat has no types
    """Run a notebook in a kernel of its own, in the folder where it stands; an error is raised."""
    notebook = nbformat.read(path, as_version=4)
    where = {"metadata": {"path": str(path.parent)}}
    client = NotebookClient(
        notebook, timeout=PATIENCE, startup_timeout=PATIENCE, kernel_name="python3", resources=where
    )
    with tempfile.TemporaryDirectory() as settings:  # nobody's own
        ran = client.execute(env=os.environ | {"IPYTHONDIR": settings})
    ran.metadata = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}
    for cell in ran.cells:
        cell.metadata = {}
        if cell.cell_type == "code":
            cell.outputs = [one for one in cell.outputs if not _is_progress(one)]
    return ran


def _is_progress(output: Any) -> bool:
    """Return whether an output is what a bar of progress has left."""
    return output.output_type == "display_data" and not any(output.data.get("text/html", "-"))


def list_texts(notebook: Any) -> list[str]:
    """List the texts that came out, cell by cell; of pictures only that there is one."""
    return [_OF_THIS_RUN.sub("0x", text) for cell in notebook.cells for text in _list_cell_texts(cell)]


def _list_cell_texts(cell: Any) -> Iterator[str]:
    for output in cell.get("outputs", ()):
        data = output.get("data", {})
        if "image/png" in data:
            yield "a picture"
        else:
            yield from (text for kind, text in sorted(data.items()) if kind.startswith("text/"))
        yield from (output[name] for name in ("text", "ename", "evalue") if name in output)


if __name__ == "__main__":
    for found in sorted(FOLDER.glob("*.ipynb")):
        nbformat.write(run_notebook(found), found)
