"""`cocau schema` and `cocau template`: the JSON Schema of each kind of file, and an empty pool to fill in."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cocau.app.cli.options import LangOption
from cocau.app.cli.output import handle_errors, print_lines, print_note
from cocau.app.i18n.languages import Lang
from cocau.constraints.errors import InputError, Problem

if TYPE_CHECKING:
    from pydantic import BaseModel


SCHEMA_NAMES = (
    "draft",
    "council",
    "pool",
    "offers",
    "slate",
    "dossier",
    "request",
    "proposal",
    "repairs",
    "structure",
    "scenarios",
    "comparison",
    "outcomes",
    "why",
    "alternatives",
    "front",
    "ranges",
    "prices",
    "conflicts",
    "notice",
    "rulebook",
    "cases",
    "panel",
    "programme",
    "programme-result",
)


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
    import json

    if name not in SCHEMA_NAMES:
        known = ", ".join(SCHEMA_NAMES)
        raise InputError(
            [
                Problem(
                    "unknown_schema",
                    name,
                    f"Không có loại này; các loại: {known}.",
                    f"There is no such schema; schemas: {known}.",
                )
            ]
        )
    body = {"$schema": "https://json-schema.org/draft/2020-12/schema", **_get_model(name).model_json_schema()}
    return json.dumps(body, ensure_ascii=False, indent=1)


def _get_model(name: str) -> "type[BaseModel]":
    from cocau.constraints.model.council import Council
    from cocau.constraints.model.draft import CouncilDraft
    from cocau.constraints.model.offers import Offers
    from cocau.constraints.model.people import Pool
    from cocau.constraints.model.slate import Slate
    from cocau.constraints.procedure.dossier import Dossier
    from cocau.constraints.published.notice import Notice
    from cocau.constraints.rulebook import Layer
    from cocau.fixtures.schema import CaseFile
    from cocau.solver.conflicts.enumerate import ProposalConflicts
    from cocau.solver.explain.alternatives import Alternatives
    from cocau.solver.explain.elections.outcomes import ElectionOutcomes
    from cocau.solver.explain.pareto import ParetoFront
    from cocau.solver.explain.price_report import RulePrices
    from cocau.solver.explain.ranges import GroupRanges
    from cocau.solver.explain.repairs.repair import Repairs
    from cocau.solver.explain.scenario import Scenarios
    from cocau.solver.explain.scenario_comparison import ScenarioComparison
    from cocau.solver.explain.why import WhyAnswers
    from cocau.solver.panel.answer import PanelAnswer
    from cocau.solver.programme.entries import Programme
    from cocau.solver.programme.result import ProgrammeResult
    from cocau.solver.proposal import Proposal
    from cocau.solver.request import PlanRequest
    from cocau.solver.structure_plan import StructurePlan

    models: tuple[type[BaseModel], ...] = (
        CouncilDraft,
        Council,
        Pool,
        Offers,
        Slate,
        Dossier,
        PlanRequest,
        Proposal,
        Repairs,
        StructurePlan,
        Scenarios,
        ScenarioComparison,
        ElectionOutcomes,
        WhyAnswers,
        Alternatives,
        ParetoFront,
        GroupRanges,
        RulePrices,
        ProposalConflicts,
        Notice,
        Layer,
        CaseFile,
        PanelAnswer,
        Programme,
        ProgrammeResult,
    )
    return dict(zip(SCHEMA_NAMES, models, strict=True))[name]


def template(
    file: Annotated[Path, typer.Argument(metavar="TỆP", help="Tệp .xlsx hoặc .csv sẽ được tạo.")],
    force: Annotated[  # typer makes a flag of it
        bool, typer.Option("--force", help="Ghi đè tệp đã có.")
    ] = False,
    lang: LangOption = Lang.VI,
) -> None:
    """Write an empty pool to fill in."""
    with handle_errors(lang):
        from cocau.app.files.writers import write_template

        if file.exists() and not force:
            raise InputError(
                [
                    Problem(
                        "exists",
                        str(file),
                        "Tệp này đã có, có thể đã điền; dùng --force để ghi đè.",
                        "This file exists and may be filled in; --force replaces it.",
                    )
                ]
            )
        write_template(file, lang)
        print_note(f"{'Written' if lang is Lang.EN else 'Đã ghi'}: {file}")
