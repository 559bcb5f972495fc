"""`cocau sweep`: one request at every point of a grid, or of a shard of it, as Parquet."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Annotated

import typer

from cocau.app.cli.batches.shards import (
    ParquetOption,
    PartOption,
    ShardOption,
    build_wrong_ending,
    parse_shard,
)
from cocau.app.cli.inputs import read_pool_aloud
from cocau.app.cli.options import (
    CouncilArgument,
    LangOption,
    PlanSecondsOption,
    RulebookOption,
    build_from_options,
)
from cocau.app.cli.output import ExitCode, check_output_path, handle_errors, print_note, print_written
from cocau.app.cli.plan import PoolArgument
from cocau.app.files.input_files import input_files
from cocau.app.files.locations import relocate_problems
from cocau.app.files.problems import attempt
from cocau.app.files.readers import read_council
from cocau.app.i18n.languages import Lang, say, say_help
from cocau.app.python.sweeps import SweepBase, build_sweep
from cocau.constraints.errors import GivenValue, InputError, Problem
from cocau.solver.plan import check_request, resolve_rulebook
from cocau.solver.request import PlanRequest
from cocau.solver.sweep import ItemOutcome

GridOption = Annotated[
    list[str],
    typer.Option(
        "--grid",
        metavar="QĐ.TRƯỜNG=CÁC-SỐ",
        help=say_help(
            "Các mức của một giới hạn: 35..55, 35..55..5 (bước 5) hoặc 35,40,none; lặp lại được.",
            "Values of a bound: 35..55, 35..55..5 (by fives) or 35,40,none; repeatable.",
        ),
    ),
]


def sweep(  # noqa: PLR0913, PLR0917  # an option each
    council: CouncilArgument,
    pool: PoolArgument,
    grid: GridOption,
    output: ParquetOption,
    shard: ShardOption = "1/1",
    parts: PartOption = None,
    rulebook: RulebookOption = None,
    seconds: PlanSecondsOption = 60,
    lang: LangOption = Lang.VI,
) -> None:
    """Plan a request at every point of a grid of bounds."""
    problems: list[Problem] = []
    with handle_errors(lang), input_files("HỘI-ĐỒNG NGUỒN", council, pool):
        if output.suffix.lower() != ".parquet":
            raise InputError([build_wrong_ending(output)])
        check_output_path(output, (council, pool))
        with relocate_problems(council, pool):
            values = dict(_parse_grid(grid, problems))
            part = parse_shard(shard, problems)
            request = build_from_options(
                PlanRequest,
                problems,
                council=attempt(lambda: read_council(council), problems),
                pool=attempt(lambda: read_pool_aloud(pool, lang), problems),
                rulebook=rulebook or "",
                seconds=seconds,
            )
            book = resolve_rulebook(request)
            check_request(request, book)
        made = build_sweep(SweepBase(request=request, rulebook=book), values, part, output, parts or ())
        made.run()
        print_written(output, lang)
        counts = Counter(ItemOutcome(str(row["outcome"])) for row in made.rows.values())
        told = (f"{say(lang, *_WORDS[outcome])} {count}" for outcome, count in sorted(counts.items()))
        print_note(f"{len(made.rows)}/{len(made)} · {', '.join(told)}")
        raise typer.Exit(ExitCode.DONE if len(made.rows) == len(made) else ExitCode.STOPPED)


_WORDS = {
    ItemOutcome.SOLVED: ("đã lập", "solved"),
    ItemOutcome.CONFLICT: ("xung đột", "in conflict"),
    ItemOutcome.OUT_OF_TIME: ("hết thời gian", "out of time"),
    ItemOutcome.REFUSED: ("không lập được vì dữ liệu", "refused"),
    ItemOutcome.FAILED: ("lỗi của chương trình", "failed"),
}

_RANGE = re.compile(r"(-?\d{1,9})\.\.(-?\d{1,9})(?:\.\.(\d{1,9}))?")
_NUMBER = re.compile(r"-?\d{1,9}")


def _parse_grid(
    texts: Iterable[str], problems: list[Problem]
) -> Iterator[tuple[str, tuple[int | None, ...]]]:
    """Parse ``--grid RULE.FIELD=35..55,none``."""
    for text in texts:
        name, _, written = (part.strip() for part in text.partition("="))
        values = [_parse_values(part.strip()) for part in written.split(",")]
        if name and all(values):
            yield name, tuple(dict.fromkeys(value for part in values for value in part))
        else:
            problems.append(
                Problem(
                    "bad_value",
                    ("--grid", GivenValue(text)),
                    "Phải có dạng QUY-ĐỊNH.TRƯỜNG=35..55, 35..55..5 hoặc 35,40,none.",
                    "Must look like RULE.FIELD=35..55, 35..55..5 or 35,40,none.",
                )
            )


def _parse_values(text: str) -> tuple[int | None, ...]:
    """Parse one value or a range with both ends; nothing if it is neither."""
    if text == "none":
        return (None,)
    if _NUMBER.fullmatch(text):
        return (int(text),)
    if found := _RANGE.fullmatch(text):
        first, last, step = int(found[1]), int(found[2]), int(found[3] or 1)
        return tuple(range(first, last + 1, step)) if step else ()
    return ()
