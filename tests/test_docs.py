"""The documents against the code: whatever a user can ask for is described, and nothing points nowhere."""

import os
import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
import typer

from cocau.app.cli.main import cocau
from cocau.app.cli.output import EXIT_MEANINGS
from cocau.app.files.tables.columns import COLUMNS
from cocau.app.main import create_app
from cocau.app.openapi import render_endpoints
from cocau.app.problems import ErrorType
from cocau.app.reference import list_plots, render_gallery, render_python_reference, render_reference
from cocau.app.settings import VARIABLE_PREFIX, Settings
from cocau.constraints import kinds  # noqa: F401  # importing registers every kind
from cocau.constraints.model.council import Council
from cocau.constraints.model.draft import CouncilDraft, DraftPlace
from cocau.constraints.model.offers import Offers, Organisation, OrganisationKind, Profile
from cocau.constraints.model.selectors import COUNTED_GROUPS, GROUPS, Among, Selector
from cocau.constraints.procedure.dossier import Appointment, Dossier, OpinionPosition, StepRecord
from cocau.constraints.procedure.gates import StepState
from cocau.constraints.rules.rule import Rule
from cocau.constraints.rules.steps import ProcedureStep, RecordKind
from cocau.constraints.version import VERSION
from cocau.fixtures.schema import (
    AuditCase,
    CaseFile,
    ExpectAudit,
    ExpectGates,
    ExpectPlan,
    GateCase,
    PlanCase,
)
from cocau.solver.proposal import Proposal
from cocau.solver.request import PlanRequest
from cocau.solver.structure_plan import (
    Allocation,
    AllocationRow,
    AllocationTally,
    StructurePlan,
)

ROOT = Path(__file__).parents[1]
DOCUMENTS = sorted(
    [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")], key=lambda path: path.relative_to(ROOT).as_posix()
)
PYPROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
KINDS = Rule.registry

_LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
_HEADING = re.compile(r"^#{1,6} +(.+?) *$", re.MULTILINE)
_FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
_NO_SLUG = re.compile(r"[^\w\- ]")

# What is left by tools, and by nobody's hand.
_LEFT = {"__pycache__", "build", "dist", "htmlcov", "node_modules"}
_OURS = {".ci", ".github"}
# Hosts that may stand in a file: of compose.yaml, schemas, licences and XML names, of this machine, and the reserved ones.
_HOSTS = re.compile(
    r"(127\.0\.0\.1|localhost|testserver|postgres|(.+\.)?example(\.(com|org|net))?|.+\.(test|invalid|example)"
    r"|json-schema\.org|www\.apache\.org|www\.w3\.org|schemas\.(openxmlformats\.org|microsoft\.com)"
    r"|purl\.org|json\.schemastore\.org|github\.com|getbootstrap\.com|(.+\.)?gov\.vn)(:\d+)?"
)
_URL = re.compile(r"[a-z]+://(?:[^\s/@]*@)?([A-Za-z0-9.\-]+(?::\d+)?)")
# Each pattern is written so that it does not find itself.
_INDEX = re.compile(
    r"--(extra-)?index-ur[l]|--find-link[s]|--trusted-hos[t]|\bfile:/[/]|\b(PIP|UV)_[A-Z_]*INDE[X]"
)
_MACHINE = re.compile(r"(?<![\w.])/wor[k]/")


def _text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def _section(document: str, heading: str) -> str:
    """What stands under a heading, up to the next one of its rank."""
    found = re.search(
        rf"^(#+) {re.escape(heading)}$\n(.*?)(?=^#{{1,2}} |\Z)", document, re.MULTILINE | re.DOTALL
    )
    assert found is not None, f"no section {heading!r}"
    return found[2]


def _row(document: str, first_cell: str) -> str | None:
    """The table row whose first cell begins like this."""
    return next((line for line in document.splitlines() if line.startswith(f"| {first_cell}")), None)


def _commands() -> dict[str, Any]:
    commands: dict[str, Any] = typer.main.get_command(cocau).commands  # type: ignore[attr-defined]  # it is a group
    return commands


def _options(command: Any) -> list[str]:
    """The options of a command and of those below it."""
    below = [o for inner in getattr(command, "commands", {}).values() for o in _options(inner)]
    return [*(o for p in command.params for o in p.opts), *below]


# --- commands, kinds, endpoints, exit codes -----------------------------------------------------------------


@pytest.mark.parametrize("name", _commands())
def test_a_command_is_described_with_an_example(name: str) -> None:
    section = _section(_text("docs/cli.md"), f"cocau {name}")
    assert f"$ cocau {name}" in section or f" cocau {name} " in section, "no example"


def test_the_reference_of_commands_is_up_to_date() -> None:
    reference = render_reference()
    assert _text("docs/commands.md") == reference, "./run pages"
    options = {o for name in _commands() for o in _options(_commands()[name]) if o.startswith("-")}
    assert [o for o in options if not re.search(rf"`.*{re.escape(o)}(?![\w-]).*`", reference)] == []


def test_the_reference_of_python_is_up_to_date() -> None:
    assert _text("docs/python.md") == render_python_reference(), "./run pages"


def test_the_gallery_is_up_to_date_and_shows_every_plot() -> None:
    gallery = _text("docs/gallery.md")
    assert gallery == render_gallery(), "./run pages"
    assert gallery.count("](pictures/") == len(list_plots())


def test_no_command_is_described_that_does_not_exist() -> None:
    described = re.findall(r"^## cocau (\S+)$", _text("docs/cli.md"), re.MULTILINE)
    assert described == list(_commands())


def test_the_readme_is_short() -> None:
    assert len(_text("README.md").split()) <= 900


def test_the_documents_written_by_hand_are_at_most_45000_words() -> None:
    names = ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")
    printed = {"benchmarks.md", "commands.md", "endpoints.md", "gallery.md", "python.md"}
    pages = [page for page in (ROOT / "docs").glob("*.md") if page.name not in printed]
    words = {page.name: len(page.read_text(encoding="utf-8").split()) for page in pages}
    words |= {name: len(_text(name).split()) for name in names}
    assert sum(words.values()) <= 45_000, words


def test_the_options_of_cocau_itself_are_described() -> None:
    own = [o for p in typer.main.get_command(cocau).params for o in p.opts]
    assert [o for o in own if f"`{o}" not in _text("docs/cli.md")] == []


def test_every_exit_code_is_explained_as_the_help_does() -> None:
    section = _section(_text("docs/cli.md"), "Exit codes")
    rows = [f"| {int(code)} | {english} |" for code, (_, english) in EXIT_MEANINGS.items()]
    assert [row for row in rows if row not in section.splitlines()] == []


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_a_kind_is_described_with_its_fields_and_bounds(kind: str) -> None:
    row = _row(_section(_text("docs/rules.md"), "Kinds"), f"`{kind}`")
    assert row is not None
    model = KINDS[kind]
    _, _, fields, adjustable, *_ = (cell.strip() for cell in row.split("|"))
    own = set(model.model_fields) - set(Rule.model_fields) - {"kind"}
    assert set(re.findall(r"`(\w+)`", fields)) == own
    assert set(re.findall(r"`(\w+)`", adjustable)) == model.adjustable


def test_no_kind_is_described_that_does_not_exist() -> None:
    rows = re.findall(r"^\| `(\w+)`", _section(_text("docs/rules.md"), "Kinds"), re.MULTILINE)
    assert rows == sorted(KINDS)


def test_the_words_of_rules_are_described() -> None:
    words = [*Among, *Selector.model_fields]
    assert [w for w in words if f"`{w}`" not in _section(_text("docs/rules.md"), "Denominators")] == []


def test_the_table_of_endpoints_is_up_to_date() -> None:
    description = create_app(Settings()).openapi()
    assert _text("docs/endpoints.md") == render_endpoints(description), "./run openapi"
    endpoints = [
        f"`{method.upper()} {path}`" for path, methods in description["paths"].items() for method in methods
    ]
    assert [e for e in endpoints if _row(_text("docs/endpoints.md"), e) is None] == []
    described = _text("docs/http.md")
    assert [page for page in ("/docs", "/redoc", "/openapi.json") if f"`{page}`" not in described] == []


def test_every_error_of_the_service_is_described() -> None:
    described = _text("docs/http.md")
    errors = [f"{fault.status} | `urn:cocau:problem:{fault.slug}`" for fault in ErrorType]
    assert [e for e in errors if _row(described, e) is None] == []


@pytest.mark.parametrize("document", ["docs/http.md", "docs/service.md"])
def test_nothing_of_the_service_is_told_twice(document: str) -> None:
    lines = _text(document).splitlines()
    rows = Counter(
        tuple(re.findall(r"`[^`]+`", line)[:1]) for line in lines if re.match(r"\| .*`(urn:|[A-Z])", line)
    )
    del rows[()]
    assert len(rows) > 10
    assert [row for row, times in rows.items() if times > 1] == []
    assert sum(line.startswith("# ") for line in lines if not line.startswith("# {")) == 1


def test_every_setting_of_the_service_is_described() -> None:
    described = _section(_text("docs/service.md"), "Settings")
    defaults = {VARIABLE_PREFIX + name.upper(): value for name, value in vars(Settings()).items()}
    rows = [f"`{variable}` | {value}" for variable, value in defaults.items()]
    assert [r for r in rows if _row(described, r) is None] == []


# --- files --------------------------------------------------------------------------------------------------


def test_every_column_of_a_pool_is_described_under_its_heading() -> None:
    section = _section(_text("docs/files.md"), "Pool")
    rows = [f"`{c.field}` | {c.heading('vi')}{' *' if c.required else ''} |" for c in COLUMNS.values()]
    assert [r for r in rows if _row(section, r) is None] == []


@pytest.mark.parametrize(
    ("document", "heading", "names"),
    [
        ("docs/files.md", "Council", [*Council.model_fields, *GROUPS]),
        ("docs/files.md", "Draft", [*CouncilDraft.model_fields, *DraftPlace.model_fields]),
        ("docs/files.md", "Proposal", Proposal.model_fields),
        ("docs/rules.md", "Steps", StepState),
        (
            "docs/files.md",
            "Offers",
            [*Offers.model_fields, *Organisation.model_fields, *Profile.model_fields, *OrganisationKind],
        ),
        (
            "docs/files.md",
            "Structure plan",
            [
                *StructurePlan.model_fields,
                *Allocation.model_fields,
                *AllocationRow.model_fields,
                *AllocationTally.model_fields,
                *COUNTED_GROUPS,
            ],
        ),
        ("docs/http.md", "POST /v1/proposals", PlanRequest.model_fields),
    ],
)
def test_every_field_is_described(document: str, heading: str, names: list[str]) -> None:
    text = _text(document) if heading == "Council" else _section(_text(document), heading)
    assert [name for name in names if f"`{name}`" not in text] == []


def test_every_field_of_a_step_and_of_a_dossier_is_described() -> None:
    step = _section(_text("docs/rules.md"), "Steps")
    file = _section(_text("docs/files.md"), "Dossier")
    fields = {*Dossier.model_fields, *StepRecord.model_fields, *Appointment.model_fields, *OpinionPosition}
    told = {step: {*ProcedureStep.model_fields, *RecordKind}, file: fields}
    for section, names in told.items():
        assert [n for n in sorted(names) if not re.search(rf"`{n}`|\b{n}[:,)]|, {n}\b", section)] == []


def test_every_field_of_a_case_is_described() -> None:
    section = _section(_text("docs/files.md"), "Cases")
    models = (CaseFile, AuditCase, PlanCase, GateCase, ExpectAudit, ExpectPlan, ExpectGates)
    names = {name for model in models for name in model.model_fields}
    assert [name for name in sorted(names) if not re.search(rf"`{name}`|\b{name}:", section)] == []


# --- the project --------------------------------------------------------------------------------------------


def test_the_readme_begins_with_the_two_commands() -> None:
    commands = re.findall(r"^\$ (.+)$", _text("README.md"), re.MULTILINE)
    assert commands[:2] == ["./run demo", "./run test"]


def test_one_version_everywhere() -> None:
    assert PYPROJECT["project"]["version"] == VERSION
    assert f"\n## {VERSION}" in _text("CHANGELOG.md")
    assert f"- Version {VERSION}, " in _text("README.md")
    assert f"newTag: {VERSION}\n" in _text("deploy/kubernetes/kustomization.yaml")


def test_the_four_packages_are_linked_layered_and_packed_alike() -> None:
    packages = {path.parent.name for path in ROOT.glob("*/__init__.py")} - {"tests", "bench", "cocau"}
    links = {
        path.name: path.readlink().as_posix() for path in (ROOT / "cocau").iterdir() if path.is_symlink()
    }
    assert links == {name: f"../{name}" for name in packages}
    layers = next(c for c in PYPROJECT["tool"]["importlinter"]["contracts"] if c["id"] == "layers")
    assert set(layers["layers"]) == packages
    wheel = PYPROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]
    assert wheel["sources"] == {name: f"cocau/{name}" for name in packages}


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(path: Path) -> None:
    text = _FENCE.sub("", path.read_text(encoding="utf-8"))
    links = [unquote(link) for link in _LINK.findall(text) if "://" not in link]
    assert [link for link in links if not _leads_somewhere(path, link)] == []


def _leads_somewhere(path: Path, link: str) -> bool:
    name, _, anchor = link.partition("#")
    target = (path.parent / name).resolve() if name else path
    if not target.exists() or not target.is_relative_to(ROOT.resolve()):
        return False
    return not anchor or anchor in _anchors(target)


def _anchors(path: Path) -> set[str]:
    """The anchors that GitHub makes of headings."""
    headings = _HEADING.findall(_FENCE.sub("", path.read_text(encoding="utf-8")))
    return {_NO_SLUG.sub("", heading.lower()).replace(" ", "-") for heading in headings}


def _files() -> Iterator[Path]:
    """Every file of the project that is made by hand."""
    for folder, inner, names in os.walk(ROOT):
        inner[:] = [d for d in inner if d in _OURS or not (d.startswith(".") or d in _LEFT)]
        yield from (Path(folder) / name for name in names if name != ".git")  # a file in a worktree


def _lines() -> Iterator[tuple[str, str]]:
    for path in _files():
        content = path.read_bytes()
        if b"\0" not in content:  # a text
            lines = content.decode(errors="replace").splitlines()
            yield from ((f"{path.relative_to(ROOT)}:{n}", line) for n, line in enumerate(lines, start=1))


def test_no_file_names_a_machine_or_a_package_index() -> None:
    found = [
        place
        for place, line in _lines()
        if _MACHINE.search(line)
        or _INDEX.search(line)
        or any(not _HOSTS.fullmatch(host) for host in _URL.findall(line))
    ]
    assert found == []
