"""`cocau init`, and JSON Schemas by their `$id`."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
import yaml

import cocau
from cocau.app.cli.files import SCHEMA_NAMES, SCHEMA_URN, render_schema
from cocau.constraints.model.people import PERSON_FIELDS
from cocau.constraints.version import VERSION
from tests.published_schemas import check_published_schema

Run = Callable[..., Any]
SOURCE = "https://github.com/example/cocau"


@pytest.fixture
def repository(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    assert run("init", tmp_path / "ours", "--source", SOURCE).code == 0
    monkeypatch.chdir(tmp_path / "ours")
    return tmp_path / "ours"


def test_a_new_repository_passes_its_own_cases(run: Run, repository: Path) -> None:
    result = run("test", "--layers", "rules", "cases", "--lang", "en")
    assert (result.code, result.out) == (0, "3 cases: 3 pass, 0 fail, 0 error, 0 todo\n")
    again = run("test", "--layers", "rules", ".", "--lang", "en")
    assert again.out == result.out


def test_its_files_fit_the_schemas_that_they_name(repository: Path) -> None:
    for path in (*repository.glob("rules/*.yaml"), *repository.glob("cases/*.yaml")):
        text = path.read_text(encoding="utf-8")
        named = text.splitlines()[0].removeprefix("# yaml-language-server: $schema=")
        schema = json.loads((path.parent / named).read_text(encoding="utf-8"))
        value = json.loads(json.dumps(yaml.safe_load(text), default=str))
        assert list(jsonschema_rs.validator_for(schema).iter_errors(value)) == [], path


def test_every_schema_that_the_editor_is_told_of_is_there(repository: Path) -> None:
    settings = json.loads((repository / ".vscode" / "settings.json").read_text(encoding="utf-8"))
    assert {(repository / name).is_file() for name in settings["yaml.schemas"]} == {True}


def test_hook_and_workflow_take_cocau_from_the_address_given(repository: Path) -> None:
    hook = yaml.safe_load((repository / ".pre-commit-config.yaml").read_text(encoding="utf-8"))
    assert [(one["repo"], one["rev"]) for one in hook["repos"]] == [(SOURCE, f"v{VERSION}")]
    workflow = yaml.safe_load((repository / ".github/workflows/cocau.yaml").read_text(encoding="utf-8"))
    check_published_schema("github-workflows", repository / ".github/workflows/cocau.yaml")
    used = [step["uses"] for step in workflow["jobs"]["test"]["steps"]]
    assert used[1:] == [f"example/cocau@v{VERSION}"]


@pytest.mark.parametrize(
    ("source", "package"),
    [
        ((), f"cocau=={VERSION}"),
        (
            ("--source", "https://git.example/cocau.git"),
            f"cocau @ git+https://git.example/cocau.git@v{VERSION}",
        ),
    ],
)
def test_elsewhere_the_workflow_installs_it(
    run: Run, tmp_path: Path, source: tuple[str, ...], package: str
) -> None:
    assert run("init", tmp_path, *source).code == 0
    workflow = yaml.safe_load((tmp_path / ".github/workflows/cocau.yaml").read_text(encoding="utf-8"))
    check_published_schema("github-workflows", tmp_path / ".github/workflows/cocau.yaml")
    steps = [step.get("run") for step in workflow["jobs"]["test"]["steps"]]
    assert f'python -m pip install "{package}"' in steps
    hook = yaml.safe_load((tmp_path / ".pre-commit-config.yaml").read_text(encoding="utf-8"))
    assert hook["repos"][0]["repo"] == (source[1] if source else "local")


def test_nothing_is_written_over_what_is_there(run: Run, repository: Path) -> None:
    (repository / "README.md").unlink()
    result = run("init", repository, "--lang", "en")
    assert result.code == 2
    assert f"{repository}/rules/ours.yaml: This file exists; nothing was written." in result.err
    assert not (repository / "README.md").exists()


def test_a_source_that_is_no_address_is_refused(run: Run, tmp_path: Path) -> None:
    assert run("init", tmp_path / "x", "--source", "a b").code == 2
    assert not (tmp_path / "x").exists()


@pytest.mark.parametrize("name", SCHEMA_NAMES)
def test_a_schema_has_an_id_by_which_it_is_found(run: Run, name: str) -> None:
    out = run("schema", f"{SCHEMA_URN}{name}").out
    assert json.loads(out)["$id"] == f"urn:cocau:schema:{name}"
    assert out == run("schema", name).out


def _list_fields(name: str, model: str) -> dict[str, dict[str, object]]:
    schema = json.loads(render_schema(name))
    fields: dict[str, dict[str, object]] = schema["$defs"].get(model, schema)["properties"]
    return fields


def test_bounds_and_values_are_described_in_both_languages() -> None:
    assert _list_fields("pool", "Person")["born"]["description"] == (f"{_purpose('vi')} · {_purpose('en')}")
    bound = _list_fields("rulebook", "ShareRule")["at_least_percent"]["description"]
    assert bound == "Số phần trăm tối thiểu · Lowest percentage"
    kinds = json.loads(render_schema("council"))["$defs"]["CouncilKind"]["description"]
    assert "ward: Phường · Ward" in kinds.splitlines()


def _purpose(lang: str) -> str:
    declared = PERSON_FIELDS["born"]
    return f"{declared.heading.of(lang)}: {declared.about.of(lang)}"


def test_a_template_in_yaml_names_its_schema_and_has_an_example_that_is_a_person(
    run: Run, tmp_path: Path
) -> None:
    file = tmp_path / "nguon.yaml"
    result = run("template", file)
    assert result.code == 0, result.err
    assert f"cocau schema pool > {tmp_path / 'pool.schema.json'}" in result.out + result.err
    head, says, people, *example = file.read_text(encoding="utf-8").splitlines()
    assert head == "# yaml-language-server: $schema=pool.schema.json"
    assert says.startswith("# Thay [] bằng")
    assert cocau.load_pool(file).people == ()
    written = "\n".join(["people:", *(line.removeprefix("# ") for line in example)])
    file.write_text(written, encoding="utf-8")
    assert people == "people: []"
    assert len(cocau.load_pool(file).people) == 1
