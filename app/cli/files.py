"""`cocau schema`, `template` and `init`: JSON Schemas, an empty pool, a repository."""

import json
import re
from pathlib import Path
from pkgutil import resolve_name
from typing import Annotated

import typer

from cocau.app.cli.options import LangOption
from cocau.app.cli.output import (
    handle_errors,
    make_folder,
    print_lines,
    print_note,
    print_written,
    save,
)
from cocau.app.files.writers import POOL_SCHEMA, YAML_SUFFIXES, write_template
from cocau.app.i18n.languages import Lang, say_help
from cocau.app.i18n.schema_words import BilingualJsonSchema
from cocau.app.questions import QUESTIONS
from cocau.constraints.errors import FilePlace, GivenValue, InputError, Problem
from cocau.constraints.version import VERSION

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


SCHEMA_URN = "urn:cocau:schema:"
"""Before the name of a schema: its `$id`, which stays."""


def render_schema(name: str) -> str:
    """Render one JSON Schema, asked for by its name or its `$id`, as text.

    Raises:
        InputError: there is no such schema.
    """
    name = name.removeprefix(SCHEMA_URN)
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
        "$id": f"{SCHEMA_URN}{name}",
        **resolve_name(SCHEMAS[name]).model_json_schema(schema_generator=BilingualJsonSchema),
    }
    return json.dumps(body, ensure_ascii=False, indent=1)


def template(
    file: Annotated[
        Path,
        typer.Argument(
            metavar="TỆP",
            help=say_help(
                "Tệp .xlsx, .csv hoặc .yaml sẽ được tạo.", "The .xlsx, .csv or .yaml file to be made."
            ),
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
        if file.suffix.lower() in YAML_SUFFIXES:
            print_note(f"cocau schema pool > {file.parent / POOL_SCHEMA}")


STARTER = Path(__file__).parent / "starter"
_FILES = {
    "README.md": "README.md",
    "rules/ours.yaml": "layer.yaml",
    "cases/two-women-among-deputies.yaml": "cases.yaml",
    ".pre-commit-config.yaml": "pre-commit.yaml",
    ".github/workflows/cocau.yaml": "workflow.yaml",
    ".editorconfig": "editorconfig",
    ".vscode/settings.json": "vscode.json",
}
"""What `cocau init` writes, each from a file in `starter`."""
_SCHEMAS_OF_REPOSITORY = ("rulebook", "cases", "council", "pool")

_SOURCE = re.compile(r"[^\s\"'#]+")
_GITHUB = re.compile(r"https://github.com/([^/]+/[^/]+?)(?:\.git)?/?")


def init(
    folder: Annotated[
        Path,
        typer.Argument(
            metavar="THƯ-MỤC", help=say_help("Thư mục sẽ được tạo.", "The folder that is made, or filled.")
        ),
    ],
    source: Annotated[
        str | None,
        typer.Option(
            "--source",
            metavar="ĐỊA-CHỈ",
            help=say_help(
                "Địa chỉ Git lấy cocau cho hook và CI; để trống: dùng cocau đã cài, CI cài từ kho gói.",
                "The Git address that hook and CI take cocau from; none: cocau as installed, CI by pip.",
            ),
        ),
    ] = None,
    lang: LangOption = Lang.VI,
) -> None:
    """Write a repository for rules of one's own."""
    with handle_errors(lang):
        files = build_repository(source)
        if there := [folder / name for name in files if (folder / name).exists()]:
            vi, en = "Tệp này đã có; không tệp nào được ghi.", "This file exists; nothing was written."
            raise InputError([Problem("exists", (FilePlace(str(path)),), vi, en) for path in there])
        for name, text in files.items():
            make_folder((folder / name).parent, str(folder))
            save(text, folder / name, str(folder / name))
        print_written(folder, lang)
        print_note(f"cd {folder} && cocau test --layers rules cases")


def build_repository(source: str | None) -> dict[str, str]:
    """Build the files of a repository for one's own rules, by path.

    Raises:
        InputError: `source` is no address.
    """
    if source is not None and not _SOURCE.fullmatch(source):
        vi, en = "Phải là một địa chỉ Git, không có dấu cách.", "Must be the address of a Git repository."
        raise InputError([Problem("source", ("--source", GivenValue(source)), vi, en)])
    blanks = {"@HOOK@": _build_hook(source), "@STEPS@": _build_steps(source)}
    files = {name: (STARTER / file).read_text(encoding="utf-8") for name, file in _FILES.items()}
    for blank, words in blanks.items():
        files = {name: text.replace(blank, words) for name, text in files.items()}
    return files | {
        f"schemas/{name}.schema.json": f"{render_schema(name)}\n" for name in _SCHEMAS_OF_REPOSITORY
    }


def _build_hook(source: str | None) -> str:
    if source is not None:
        hooks = "[{id: cocau-test, args: [--layers, rules, cases]}]"
        return f"  - repo: {source}\n    rev: v{VERSION}\n    hooks: {hooks}"
    return """  - repo: local
    hooks:
      - id: cocau-test
        name: cocau test
        entry: cocau test --layers rules cases
        language: system
        files: \\.(ya?ml|json|csv|xlsx)$
        pass_filenames: false"""


def _build_steps(source: str | None) -> str:
    if source is not None and (found := _GITHUB.fullmatch(source)):
        return f"      - uses: {found[1]}@v{VERSION}\n        with: {{layers: rules, path: cases}}"
    package = f"cocau=={VERSION}" if source is None else f"cocau @ git+{source}@v{VERSION}"
    return f"""      - uses: actions/setup-python@v6
        with: {{python-version: "3.11"}}
      - run: python -m pip install "{package}"
      - run: cocau test --layers rules --format github cases"""
