"""Hook and action as a repository elsewhere uses them: real pre-commit, and the steps that GitHub would run."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
import yaml

from cocau.app.cli.files import build_repository
from cocau.constraints.version import VERSION

ROOT = Path(__file__).parents[1]
ACTION: dict[str, Any] = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))

pytestmark = pytest.mark.long  # each installs the lock anew


def _call(*command: object, cwd: Path, env: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    """Run a command as in a shell of somebody else's: without what is set for our tests."""
    kept = {n: v for n, v in os.environ.items() if not n.startswith(("COCAU_", "PYTHON", "GIT_", "GITHUB_"))}
    return subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env=kept | (env or {}),
        capture_output=True,
        text=True,
        check=False,
    )


def _git(*arguments: object, cwd: Path) -> str:
    identity = ("-c", "user.name=Outside", "-c", "user.email=outside@example.org")
    done = _call("git", *identity, *arguments, cwd=cwd)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """What `cocau init` writes, with a folder `app` of its own, which must never be imported."""
    folder = tmp_path / "outside"
    for name, text in build_repository(str(ROOT)).items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    for name in ("app", "cocau"):
        (folder / name).mkdir()
        (folder / name / "__init__.py").write_text("raise ImportError\n", encoding="utf-8")
    return folder


def _break(repository: Path) -> None:
    layer = repository / "rules" / "ours.yaml"
    layer.write_text(layer.read_text(encoding="utf-8").replace("among:", "amongst:"), encoding="utf-8")


def test_the_hook_runs_by_real_pre_commit(repository: Path, tmp_path: Path) -> None:
    config = repository / ".pre-commit-config.yaml"
    head = _git("rev-parse", "HEAD", cwd=ROOT)  # a release has a tag; what is tested is what is committed
    text = config.read_text(encoding="utf-8")
    config.write_text(text.replace(f"rev: v{VERSION}", f"rev: {head}"), encoding="utf-8")
    _git("init", "-q", cwd=repository)
    _git("add", "-A", cwd=repository)
    env = {"PRE_COMMIT_HOME": str(tmp_path / "pre-commit")}
    command = (sys.executable, "-m", "pre_commit", "run")
    done = _call(*command, cwd=repository, env=env)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Passed" in done.stdout
    _git("commit", "-qm", "Begin", cwd=repository)
    (repository / "notes.txt").write_text("nothing to do with rules\n", encoding="utf-8")
    _git("add", "-A", cwd=repository)
    assert "(no files to check)Skipped" in _call(*command, cwd=repository, env=env).stdout
    (repository / "pool.csv").write_text("id\n", encoding="utf-8")
    _break(repository)
    _git("add", "-A", cwd=repository)
    done = _call(*command, cwd=repository, env=env)
    assert done.returncode == 1
    assert "rules/ours.yaml:" in done.stdout
    assert "among" in done.stdout


def _evaluate(text: str, known: dict[str, str]) -> str:
    """Fill in expressions as GitHub does; none that is unknown."""
    return re.sub(r"\$\{\{ ([\w.-]+) \}\}", lambda found: known[found[1]], text)


def _read_outputs(file: Path) -> dict[str, str]:
    return dict(line.split("=", 1) for line in file.read_text(encoding="utf-8").splitlines())


def _run_action(inputs: dict[str, str], repository: Path, temp: Path) -> tuple[int, str, dict[str, str], str]:
    """Run the steps of the action: the exit code, the log, the outputs and the summary."""
    known = {f"inputs.{name}": inputs.get(name, row["default"]) for name, row in ACTION["inputs"].items()}
    known |= {"runner.temp": str(temp), "runner.os": "Linux", "runner.arch": "X64"}
    code, log, summary = 0, "", temp / "summary"
    summary.write_text("", encoding="utf-8")
    for number, step in enumerate(ACTION["runs"]["steps"]):
        output = temp / f"output-{number}"
        output.write_text("", encoding="utf-8")
        if step.get("uses", "").startswith("actions/setup-python@"):
            output.write_text(f"python-path={sys.executable}\n", encoding="utf-8")
        elif "run" in step and code == 0:
            env = {name: _evaluate(value, known) for name, value in step.get("env", {}).items()}
            env.pop("PIP_CACHE_DIR", None)  # this machine's own
            env |= {"GITHUB_OUTPUT": str(output), "GITHUB_STEP_SUMMARY": str(summary)}
            env |= {"GITHUB_ACTION_PATH": str(ROOT), "RUNNER_TEMP": str(temp)}
            script = (
                "bash",
                "--noprofile",
                "--norc",
                "-e",
                "-o",
                "pipefail",
                "-c",
                _evaluate(step["run"], known),
            )
            done = _call(*script, cwd=repository, env=env)
            code, log = done.returncode, log + done.stdout + done.stderr
        else:
            assert step["uses"].startswith("actions/cache@"), step
            assert _evaluate(step["with"]["key"], known).rpartition("-")[2].isalnum()
        known |= {f"steps.{step.get('id')}.outputs.{n}": value for n, value in _read_outputs(output).items()}
    outputs = {name: _evaluate(row["value"], known) for name, row in ACTION["outputs"].items()}
    return code, log, outputs, summary.read_text(encoding="utf-8")


def test_the_action_runs_as_github_would_run_it(repository: Path, tmp_path: Path) -> None:
    workflow = {"layers": "rules\n", "path": "cases\n"}
    (tmp_path / "temp").mkdir()
    code, log, outputs, summary = _run_action(workflow, repository, tmp_path / "temp")
    assert (code, summary) == (0, "### cocau: 3 trường hợp: 3 đạt, 0 không đạt, 0 lỗi, 0 để lại sau\n"), log
    suites = ET.parse(outputs["junit"]).getroot()
    assert (suites.tag, suites.get("tests")) == ("testsuites", "3")
    _break(repository)
    code, log, outputs, summary = _run_action(workflow, repository, tmp_path / "temp")
    assert code == 1
    assert "::error file=rules/ours.yaml,line=" in log
    assert "rules/ours.yaml" in summary
    results = json.loads(Path(outputs["sarif"]).read_text(encoding="utf-8"))["runs"][0]["results"]
    places = [one["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for one in results]
    assert set(places) == {"rules/ours.yaml"}


def test_inputs_of_the_action_reach_the_command(tmp_path: Path) -> None:
    """Every input is read by the step that runs the cases."""
    (step,) = (step for step in ACTION["runs"]["steps"] if step.get("id") == "test")
    assert {f"${{{{ inputs.{name} }}}}" for name in ACTION["inputs"]} == set(step["env"].values())
