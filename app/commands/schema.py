"""`cocau schema`: the JSON Schema of every file and body that cocau reads or writes."""

from typing import TYPE_CHECKING, Annotated

import typer

from cocau.app.commands.options import LangOption
from cocau.app.commands.reporting import reported
from cocau.app.commands.writing import show
from cocau.app.languages import Lang
from cocau.constraints.errors import InputError, Problem

if TYPE_CHECKING:
    from pydantic import BaseModel

NAMES = (
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
    name: Annotated[str | None, typer.Argument(metavar="[TÊN]", help=", ".join(NAMES))] = None,
    lang: LangOption = Lang.VI,
) -> None:
    """In JSON Schema của một loại tệp; không có tên thì liệt kê các loại."""
    with reported(lang):
        show([*NAMES] if name is None else [schema_of(name)])


def schema_of(name: str) -> str:
    """One schema as text.

    Raises:
        InputError: there is no such schema.
    """
    import json

    if name not in NAMES:
        known = ", ".join(NAMES)
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
    body = {"$schema": "https://json-schema.org/draft/2020-12/schema", **_model(name).model_json_schema()}
    return json.dumps(body, ensure_ascii=False, indent=1)


def _model(name: str) -> "type[BaseModel]":
    from cocau.constraints.council import Council
    from cocau.constraints.dossier import Dossier
    from cocau.constraints.draft import Draft
    from cocau.constraints.notice import Notice
    from cocau.constraints.offers import Offers
    from cocau.constraints.people import Pool
    from cocau.constraints.rulebook import Layer
    from cocau.constraints.slate import Slate
    from cocau.fixtures.schema import CaseFile
    from cocau.solver.explain.alternatives import Alternatives
    from cocau.solver.explain.conflicts import Conflicts
    from cocau.solver.explain.front import Front
    from cocau.solver.explain.outcomes import Outcomes
    from cocau.solver.explain.pricing import Prices
    from cocau.solver.explain.ranges import Ranges
    from cocau.solver.explain.repair import Repairs
    from cocau.solver.explain.scenario import Scenarios
    from cocau.solver.explain.scenarios import Comparison
    from cocau.solver.explain.why import Reasons
    from cocau.solver.panel.answer import PanelAnswer
    from cocau.solver.programme.entries import Programme
    from cocau.solver.programme.result import ProgrammeResult
    from cocau.solver.proposal import Proposal
    from cocau.solver.request import PlanRequest
    from cocau.solver.structure import Structure

    models: tuple[type[BaseModel], ...] = (
        Draft,
        Council,
        Pool,
        Offers,
        Slate,
        Dossier,
        PlanRequest,
        Proposal,
        Repairs,
        Structure,
        Scenarios,
        Comparison,
        Outcomes,
        Reasons,
        Alternatives,
        Front,
        Ranges,
        Prices,
        Conflicts,
        Notice,
        Layer,
        CaseFile,
        PanelAnswer,
        Programme,
        ProgrammeResult,
    )
    return dict(zip(NAMES, models, strict=True))[name]
