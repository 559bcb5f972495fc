"""`cocau study`: every council of a programme under every scenario, as Parquet."""

import csv
import hashlib
import io
import pickle
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from pathlib import Path
from time import monotonic
from typing import Annotated, Any

import typer

from cocau.app.cli.batches.programme import ProcessesOption, ProgrammeArgument, show_progress
from cocau.app.cli.batches.shards import (
    ParquetOption,
    PartOption,
    ShardOption,
    build_wrong_ending,
    parse_shard,
)
from cocau.app.cli.options import LangOption, get_day, parse_output_path
from cocau.app.cli.output import (
    ExitCode,
    check_output_path,
    format_blocks,
    handle_errors,
    print_note,
    print_text,
    print_written,
    save,
)
from cocau.app.files.input_files import input_files
from cocau.app.files.programmes import open_programme_folder, read_programme
from cocau.app.files.readers import read_scenarios
from cocau.app.files.text import guard_formula
from cocau.app.i18n.languages import Lang, say, say_help
from cocau.app.jobs.tasks.programmes import BoundRulebooks, ProgrammeMember
from cocau.app.jobs.tasks.studies import (
    STUDY_COLUMNS,
    ScenarioOutcomes,
    build_study_cells,
    list_scenario_problems,
    plan_under_scenario,
    summarise_scenarios,
)
from cocau.app.present.blocks import BlockColumn, TableBlock
from cocau.app.present.frame_rows import FrameRow
from cocau.app.python.sweeps import open_sweep
from cocau.constraints.errors import InputError, Problem
from cocau.constraints.library import load_rulebook
from cocau.constraints.rulebook import Rulebook
from cocau.solver.explain.scenario import Scenario
from cocau.solver.programme.entries import Programme
from cocau.solver.programme.workers import start_workers


@dataclass
class CouncilStudy:
    """One council, the scenarios by their names, and the rulebooks that they need."""

    member: ProgrammeMember
    scenarios: Mapping[str, Scenario]
    rulebooks: dict[str, Rulebook]

    @cached_property
    def _books(self) -> BoundRulebooks:
        return BoundRulebooks(self.rulebooks)

    def plan_point(self, number: int, point: Mapping[str, Any]) -> FrameRow:
        """Plan the council under the scenario of a point, as a study of the service does."""
        started = monotonic()
        row = plan_under_scenario(
            self._books, self.member, self.scenarios[point["scenario"]], lambda _: False
        )
        row = row.replace_unvalidated(number=number, seconds=round(monotonic() - started, 3))
        cells = build_study_cells(row.model_dump(mode="json", exclude_defaults=True))
        return dict(zip(STUDY_COLUMNS, cells, strict=True))


@dataclass
class ProgrammeStudy:
    """The councils of a programme, the scenarios, and the rulebooks of both."""

    programme: Programme
    scenarios: tuple[Scenario, ...]

    @cached_property
    def points(self) -> list[dict[str, str]]:
        """Return every council with every scenario, council by council."""
        pairs = product(self.programme.entries, self.scenarios)
        return [{"council": entry.id, "scenario": scenario.name} for entry, scenario in pairs]

    @cached_property
    def digest(self) -> str:
        """Return the sha256 of all that its rows depend on, but not the time that one may take."""
        parts = [one.model_dump_json(exclude={"seconds"}) for one in self.scenarios]
        parts += [
            one.request.replace_unvalidated(seconds=60).model_dump_json() for one in self.programme.entries
        ]
        parts += [book.digest for _, book in sorted(self._books.items())]
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()

    @cached_property
    def _books(self) -> dict[str, Rulebook]:
        named = {one.request.rulebook for one in self.programme.entries}
        named |= {one.rulebook for one in self.scenarios if one.rulebook is not None}
        own = self.programme.rulebooks
        return {name: own[name] if name in own else load_rulebook(name) for name in sorted(named)}

    def pack(self, point: Mapping[str, Any]) -> bytes:
        """Pickle what plans a point: its council alone, not those of a whole province."""
        request = self.programme.by_id[point["council"]].request
        needed = {request.rulebook, *(one.rulebook for one in self.scenarios if one.rulebook is not None)}
        scenarios = {one.name: one for one in self.scenarios}
        books = {name: self._books[name] for name in sorted(needed)}
        return pickle.dumps(CouncilStudy(ProgrammeMember(request=request), scenarios, books))


ScenariosArgument = Annotated[
    Path,
    typer.Argument(metavar="KỊCH-BẢN", help=say_help("Tệp các kịch bản.", "The file of scenarios.")),
]
TableOption = Annotated[
    Path | None,
    typer.Option(
        "--csv",
        metavar="TỆP",
        parser=parse_output_path,
        help=say_help("Ghi thêm các dòng thành tệp CSV.", "Write the rows as a CSV file too."),
    ),
]


def study(  # noqa: PLR0913, PLR0917  # an option each
    folder: ProgrammeArgument,
    scenarios: ScenariosArgument,
    output: ParquetOption,
    table: TableOption = None,
    shard: ShardOption = "1/1",
    parts: PartOption = None,
    processes: ProcessesOption = None,
    lang: LangOption = Lang.VI,
) -> None:
    """Plan every council of a programme under every scenario."""
    with handle_errors(lang), input_files("CHƯƠNG-TRÌNH KỊCH-BẢN", folder, scenarios):
        if output.suffix.lower() != ".parquet":
            raise InputError([build_wrong_ending(output)])
        for path in (output, table):
            check_output_path(path, (folder, scenarios))
        problems: list[Problem] = []
        part = parse_shard(shard, problems)
        base = _read_study(folder, scenarios, problems, processes, lang)
        made = open_sweep(base, base.points, part, output, parts or ()).run()
        rows = [made.rows[number] for number in sorted(made.rows)]
        print_written(output, lang)
        if table is not None:
            save(_format_csv(rows), table)
            print_written(table, lang)
        print_text(format_blocks([_build_summary(summarise_scenarios(rows), lang)]))
        print_note(f"{len(rows)}/{len(made)}")
        raise typer.Exit(ExitCode.DONE if len(rows) == len(made) else ExitCode.STOPPED)


def _read_study(
    folder: Path, scenarios: Path, problems: list[Problem], processes: int | None, lang: Lang
) -> ProgrammeStudy:
    """Read the councils and the scenarios.

    Raises:
        InputError: `problems`, or everything wrong with the files.
    """
    asked = read_scenarios(scenarios).scenarios
    problems += list_scenario_problems(asked)
    if problems:
        raise InputError(problems)
    with (
        open_programme_folder(folder) as files,
        start_workers(processes) as workers,
        show_progress(lang, workers) as told,
    ):
        return ProgrammeStudy(read_programme(files, get_day(None), told.each), asked)


def _format_csv(rows: Iterable[FrameRow]) -> str:
    """Format rows as the export of a study of the service has them."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(STUDY_COLUMNS)
    for row in rows:
        cells = (row[name] for name in STUDY_COLUMNS)
        writer.writerow([guard_formula(cell) if isinstance(cell, str) else cell for cell in cells])
    return f"\ufeff{text.getvalue()}"


def _build_summary(summaries: Iterable[ScenarioOutcomes], lang: Lang) -> TableBlock:
    """Build the table of what became of the councils under each scenario."""
    heads = (
        say(lang, "Hội đồng", "Councils"),
        say(lang, "Lập được", "Solved"),
        say(lang, "Xung đột", "Conflict"),
        say(lang, "Hết giờ", "Out of time"),
        say(lang, "Không áp dụng", "Refused"),
        say(lang, "Lỗi", "Failed"),
        say(lang, "Yêu cầu chưa đạt", "Aims missed"),
    )
    columns = (
        BlockColumn(say(lang, "Kịch bản", "Scenario"), share=2),
        *(BlockColumn(head, narrow=True, right=True) for head in heads),
    )
    return TableBlock(columns, tuple(_list_cells(one) for one in summaries))


def _list_cells(one: ScenarioOutcomes) -> tuple[str, ...]:
    numbers = (one.councils, one.solved, one.conflict, one.out_of_time, one.refused, one.failed, one.missed)
    return (one.scenario, *map(str, numbers))
