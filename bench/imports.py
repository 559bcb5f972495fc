"""How long a list of ten thousand people takes to read, upload and write, and its memory.

Usage: ``.venv/bin/python bench/imports.py [--people N] [--repeat N]``. Processor seconds, medians; the ratio
is to the bare reading of the same workbook's cells: it is what may be compared between machines.
"""

import argparse
import io
import resource
import statistics
import sys
import time
import tracemalloc
from collections.abc import Callable

from python_calamine import CalamineWorkbook

from cocau.app.files.uploads import read_uploaded_pool
from cocau.app.files.writers import build_pool_file
from cocau.constraints.model.council import CouncilKind
from cocau.fixtures.generators.examples import make_even_council
from cocau.fixtures.generators.people import make_pool


def _cells(content: bytes) -> None:
    with CalamineWorkbook.from_filelike(io.BytesIO(content)) as book:
        book.get_sheet_by_index(0).to_python(skip_empty_area=False)


def _median(do: Callable[[], object], repeat: int) -> float:
    taken = []
    for _ in range(repeat):
        begun = time.process_time()
        do()
        taken.append(time.process_time() - begun)
    return statistics.median(taken)


def _megabytes(do: Callable[[], object]) -> float:
    """The most memory of Python's own that is held at one time."""
    tracemalloc.start()
    do()
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return most / 1_000_000


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=10_000)
    parser.add_argument("--repeat", type=int, default=3)
    options = parser.parse_args()
    pool = make_pool(make_even_council(CouncilKind.PROVINCE, 85, 27, 1), options.people, 1)
    files = {suffix: build_pool_file(pool, suffix) for suffix in (".xlsx", ".csv")}
    files[".json"] = pool.model_dump_json().encode()
    bare = _median(lambda: _cells(files[".xlsx"]), options.repeat)
    lines = [
        f"{options.people:,} people, medians of {options.repeat}",
        "",
        "| work | bytes | processor seconds | of the bare cells | memory |",
        "|---|--:|--:|--:|--:|",
        f"| the cells of the XLSX, bare | {len(files['.xlsx']):,} | {bare:.2f} | 1.0 | |",
    ]
    for suffix, content in files.items():

        def read(suffix: str = suffix, content: bytes = content) -> object:
            return read_uploaded_pool(content, f"p{suffix}", "", options.people)

        taken = _median(read, options.repeat)
        kind = suffix[1:].upper()
        room = f"{_megabytes(read):.0f} MB"
        lines.append(
            f"| {kind} read and checked | {len(content):,} | {taken:.2f} | {taken / bare:.1f} | {room} |"
        )
    for suffix in (".xlsx", ".csv"):
        taken = _median(lambda suffix=suffix: build_pool_file(pool, suffix), 1)  # type: ignore[misc]
        lines.append(f"| {suffix[1:].upper()} written | | {taken:.2f} | {taken / bare:.1f} | |")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    sys.stdout.write("\n".join([*lines, "", f"The whole process at its largest: {peak} MB.", ""]))


if __name__ == "__main__":
    main()
