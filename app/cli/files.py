"""`cocau schema` and `cocau template`: JSON Schemas of files, and an empty pool."""

import json
from pathlib import Path
from pkgutil import resolve_name
from typing import Annotated

import typer

from cocau.app.cli.options import LangOption
from cocau.app.cli.output import handle_errors, print_lines, print_written
from cocau.app.files.writers import write_template
from cocau.app.i18n.languages import Lang, say_help
from cocau.app.questions import QUESTIONS
from cocau.constraints.errors import FilePlace, InputError, Problem

_ANSWERS = {row.schema: row.answer for row in QUESTIONS.values() if row.schema is not None}

SCHEMAS = {
    "draft": "cocau.constraints.model.draft:CouncilDraft",
    "council": "cocau.constraints.model.council:Council",
    "pool": "cocau.constraints.model.people:Pool",
    "offers": "cocau.constraints.model.offers:Offers",
    "slate": "cocau.constraints.model.slate:Slate",
    "dossier": "cocau.constraints.procedure.dossier:Dossier",
    "term": "cocau.constraints.results.term:CouncilTerm",
    "request": "cocau.solver.request:PlanRequest",
    "proposal": "cocau.solver.proposal:Proposal",
    "repairs": _ANSWERS["repairs"],
    "structure": "cocau.solver.structure_plan:StructurePlan",
    "scenarios": "cocau.solver.explain.scenario:Scenarios",
    "comparison": _ANSWERS["comparison"],
    "outcomes": _ANSWERS["outcomes"],
    **_ANSWERS,
    "notice": "cocau.constraints.published.notice:Notice",
    "rulebook": "cocau.constraints.rulebook:Layer",
    "cases": "cocau.fixtures.schema:CaseFile",
    "panel": "cocau.solver.panel.answer:PanelAnswer",
    "programme": "cocau.solver.programme.entries:Programme",
    "programme-result": "cocau.solver.programme.result:ProgrammeResult",
}
"""The model of each kind of file, in the order in which the kinds are listed."""

SCHEMA_NAMES = (*SCHEMAS,)


def schema(
    name: Annotated[str | None, typer.Argument(metavar="[TÊN]", help=", ".join(SCHEMA_NAMES))] = None,
    lang: LangOption = Lang.VI,
) -> None:
    """Print the JSON Schema of a kind of file, or list the kinds."""
    with handle_errors(lang):
        print_lines([*SCHEMA_NAMES] if name is None else [render_schema(name)])


def render_schema(name: str) -> str:
    """Render one JSON Schema as text.

    Raises:
        InputError: there is no such schema.
    """
    if name not in SCHEMA_NAMES:
        known = ", ".join(SCHEMA_NAMES)
        raise InputError(
            [
                Problem(
                    "unknown_schema",
                    (name,),
                    f"Không có loại này; các loại: {known}.",
                    f"There is no such schema; schemas: {known}.",
                )
            ]
        )
    body = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **resolve_name(SCHEMAS[name]).model_json_schema(),
    }
    return json.dumps(body, ensure_ascii=False, indent=1)


def template(
    file: Annotated[
        Path,
        typer.Argument(
            metavar="TỆP",
            help=say_help("Tệp .xlsx hoặc .csv sẽ được tạo.", "The .xlsx or .csv file to be made."),
        ),
    ],
    force: Annotated[  # typer makes a flag of it
        bool, typer.Option("--force", help=say_help("Ghi đè tệp đã có.", "Replace a file that exists."))
    ] = False,
    lang: LangOption = Lang.VI,
) -> None:
    """Write an empty pool to fill in."""
    with handle_errors(lang):
        if file.exists() and not force:
            raise InputError(
                [
                    Problem(
                        "exists",
                        (FilePlace(str(file)),),
                        "Tệp này đã có, có thể đã điền; dùng --force để ghi đè.",
                        "This file exists and may be filled in; --force replaces it.",
                    )
                ]
            )
        write_template(file, lang)
        print_written(file, lang)
