"""The example province on the command line: planned, re-planned, audited; and everything wrong told at once."""

import json
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cocau.fixtures.generators.province import EXAMPLE

Run = Callable[..., Any]
HERE = ("--processes", 1)


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A part of the example, with one commune that cannot be planned."""
    folder = tmp_path_factory.mktemp("programme") / "tinh"
    shutil.copytree(EXAMPLE, folder)
    for kind in ("councils", "pools"):
        for name in ("huyen-01", "xa-001"):
            (folder / kind / f"{name}.yaml").unlink()
    dossier = folder / "dossiers" / "xa-001.yaml"
    (folder / "dossiers" / "xa-002.yaml").write_text(
        dossier.read_text(encoding="utf-8").replace("council: xa-001", "council: xa-002"), encoding="utf-8"
    )
    dossier.unlink()
    (folder / "changes" / "xa-003.yaml").write_text(
        "overrides: {women-35-percent: {at_least_percent: 100}}\n", encoding="utf-8"
    )
    return folder


@pytest.fixture(scope="module")
def planned(asked: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same, planned by several processes of the command itself."""
    out = tmp_path_factory.mktemp("planned") / "out"
    code = "from cocau.app.cli.main import main; main()"
    words = ["programme", "plan", str(asked), "--out", str(out), "--processes", "2", "--on", "2021-04-01"]
    ended = subprocess.run([sys.executable, "-c", code, *words], check=False, capture_output=True, text=True)
    assert ended.returncode == 3, ended.stderr  # a conflict
    return out


def proposals(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (folder / "proposals").iterdir()}


def test_one_process_plans_the_same_bytes_as_several_and_from_a_zip_file(
    run: Run, asked: Path, planned: Path, tmp_path: Path
) -> None:
    packed = tmp_path / "tinh.zip"
    with zipfile.ZipFile(packed, "w") as package:
        for path in asked.rglob("*.yaml"):
            package.write(path, Path("tinh") / path.relative_to(asked))
    again = tmp_path / "again"
    found = run("programme", "plan", packed, "--out", again, "--on", "2021-04-01", *HERE, "--lang", "en")
    assert found.code == 3, found.err
    for name in ("programme.json", "result.json"):
        assert (again / name).read_bytes() == (planned / name).read_bytes()
    assert proposals(again) == proposals(planned)
    for words in ("4 councils: 3 planned, 1 in conflict.", "women-35-percent", "1 + 3°"):
        assert words in found.out


def test_a_withdrawal_leaves_every_untouched_proposal_byte_for_byte(
    run: Run, planned: Path, tmp_path: Path
) -> None:
    result = json.loads((planned / "result.json").read_text(encoding="utf-8"))
    one = result["standings"][0]
    out = tmp_path / "out"
    found = run("programme", "replan", planned, "--withdraw", one["person"], "--out", out, *HERE)
    assert found.code == 3, found.err
    now = json.loads((out / "result.json").read_text(encoding="utf-8"))
    before, after = proposals(planned), proposals(out)
    assert set(one["councils"]) <= set(now["anew"]) < {c["id"] for c in now["councils"]}
    assert {name.removesuffix(".json") for name in before if before[name] != after[name]} == set(now["anew"])
    assert all(one["person"] not in council["part"]["slate"]["deputies"] for council in _with_slate(now))
    audit = run("programme", "audit", out, *HERE, "--format", "json")
    assert audit.code == 0
    assert json.loads(audit.out)["over"] == []


def _with_slate(result: dict[str, Any]) -> list[dict[str, Any]]:
    return [council for council in result["councils"] if council["part"]["slate"] is not None]


def test_an_audit_sees_a_list_that_was_altered_and_who_is_over_the_limit(
    run: Run, planned: Path, tmp_path: Path
) -> None:
    """The communes' proposals say afterwards that somebody of two lists has filed for the National Assembly."""
    altered = tmp_path / "altered"
    shutil.copytree(planned, altered)
    result = json.loads((altered / "result.json").read_text(encoding="utf-8"))
    one = next(each for each in result["standings"] if len(each["levels"]) == 2 and not each["filed"])
    programme = json.loads((altered / "programme.json").read_text(encoding="utf-8"))
    for entry in programme["entries"]:
        for person in entry["request"]["pool"]["people"]:
            if person["id"] == one["person"]:
                person["stands_elsewhere"] = ["national"]
    (altered / "programme.json").write_text(json.dumps(programme), encoding="utf-8")
    found = run("programme", "audit", altered, *HERE, "--lang", "en")
    assert found.code == 5
    assert f"{one['name']} [{one['person']}]" in found.out
    assert "National Assembly (at most 1 levels)" in " ".join(found.out.split())
    assert "differs from what was planned: programme.json" in found.out


def test_all_faults_of_all_files_are_told_at_once_each_at_its_place(
    run: Run, asked: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "tinh"
    shutil.copytree(asked, folder)
    (folder / "pools" / "tinh.yaml").write_text("people:\n  - {id: a, name: A, sex: x}\n", encoding="utf-8")
    (folder / "changes" / "huyen-02.yaml").write_text(
        "pins: {out: [nobody]}\nseconds: -1\n", encoding="utf-8"
    )
    (folder / "changes" / "xa-003.yaml").write_text("pins: {out: [nobody]}\n", encoding="utf-8")
    (folder / "dossiers" / "xa-002.yaml").write_text(
        "council: xa-002\nrecords: [{step: no-such, by: A, on: 2021-01-01, content: B}]\n", encoding="utf-8"
    )
    (folder / "rulebooks").mkdir()
    (folder / "rulebooks" / "xa-003.yaml").write_text("title: 1\n", encoding="utf-8")
    (folder / "councils" / "lonely.yaml").write_text("id: x\n", encoding="utf-8")
    (folder / "notes.txt").write_text("?", encoding="utf-8")
    found = run("programme", "plan", folder, *HERE, "--lang", "en")
    assert found.code == 2
    told = [line.partition(": ")[0] for line in found.err.splitlines()]
    for where in (
        "tinh.yaml:2",
        "huyen-02.yaml:2",
        "xa-002.yaml:2",
        "rulebooks/xa-003.yaml",
        "councils/lonely.yaml",
        "notes.txt",
    ):
        assert any(place.endswith(where) or where in place for place in told), (where, found.err)


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("../out.yaml", b"id: x", "outside"),
        ("councils/x.yaml", b"0" * 20_000_001, "too_big"),
    ],
)
def test_a_zip_file_that_means_harm_is_refused(
    run: Run, tmp_path: Path, name: str, content: bytes, code: str
) -> None:
    packed = tmp_path / "p.zip"
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr(name, content)
    found = run("programme", "plan", packed, *HERE, "--format", "json")
    assert found.code == 2
    assert code in found.err
    assert [path.name for path in tmp_path.iterdir()] == ["p.zip"]


def test_nothing_is_written_over(run: Run, planned: Path) -> None:
    found = run("programme", "plan", EXAMPLE, "--out", planned, *HERE, "--lang", "en")
    assert (found.code, "must be empty" in found.err) == (2, True)
