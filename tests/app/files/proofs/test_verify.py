"""The verifier for strangers: proves by itself what there is to prove, and refuses each planted error."""

import ast
import hashlib
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cocau.app.files.proofs import verify
from cocau.app.files.proofs.mps import format_mps
from cocau.constraints.rules.quantity import Quantity
from cocau.solver.model.program import STRUCTURAL, NamedRow, Program
from cocau.solver.model.variable_names import list_row_names

NAMES = ["zero", "a", "b", "missed[women]", "missed[young]"]


def _write(folder: Path, **changes: Any) -> Path:
    """Of women and of the young one is missed each: by a sum, and by a split of two."""
    program = Program()
    for upper in (1, 3, 9, 9):
        program.variable(upper)
    program.rows += [
        NamedRow(STRUCTURAL, {1: 1, 2: 1}, 0, 2),
        NamedRow("women", {1: 2, 2: 2, 3: 2}, 5, None),  # 2 people at most: one is missed, by whole numbers
        NamedRow("young", {2: 1, 4: 1}, 3, None),
    ]
    objectives = {"1:women": Quantity({3: 1}), "2:young": Quantity({4: 1})}
    text = format_mps(program, NAMES, list_row_names(program), objectives, "test")
    assert list_row_names(program) == ["structure#1", "women#1", "young#1"]
    found = {
        "format": verify.FORMAT,
        "proposal": "0" * 64,
        "solution": {"b": 2, "missed[women]": 1, "missed[young]": 1},
        "optimum": {
            "1:women": {"rows": {"women#1": 1, "structure#1": -2, "1:women": -2}},
            "2:young": {
                "split": "b",
                "at": 2,
                "below": {"rows": {"young#1": 1, "2:young": -1}},
                "above": {"rows": {"structure#1": -1}},
            },
        },
        "conflicts": [],
        **changes,
    }
    (folder / verify.PROGRAM).write_text(text, encoding="utf-8")
    found["program"] = hashlib.sha256(text.encode()).hexdigest()
    (folder / verify.PROOF).write_text(json.dumps(found), encoding="utf-8")
    return folder


def test_it_shows_an_optimum_by_sums_and_splits_where_nobody_has_cocau(tmp_path: Path) -> None:
    alone = tmp_path / "verify.py"
    alone.write_bytes(Path(verify.__file__).read_bytes())
    folder = _write(tmp_path)
    done = subprocess.run(
        [sys.executable, "-I", "-S", alone, folder], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "1:women = 1: 0 is impossible, by 1 sum(s)" in done.stdout
    assert "2:young = 1: 0 is impossible, by 2 sum(s)" in done.stdout
    assert done.stdout.endswith("PROVEN\n")


def test_it_is_short_and_needs_the_standard_library_only() -> None:
    text = Path(verify.__file__).read_text(encoding="utf-8")
    assert text.count("\n") <= 300
    named = {node.module for node in ast.walk(ast.parse(text)) if isinstance(node, ast.ImportFrom)}
    named |= {
        alias.name
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Import)
        for alias in node.names
    }
    assert {str(name).partition(".")[0] for name in named} <= sys.stdlib_module_names


Change = Callable[[dict[str, Any]], object]

PLANTED: dict[str, tuple[Change, str]] = {
    "a value that is one too high": (
        lambda p: p["solution"].update(b=1, **{"missed[women]": 2, "missed[young]": 2}),
        "no contradiction",
    ),
    "a value that is one too low": (
        lambda p: p["solution"].update({"missed[women]": 0}),
        "breaks the row women#1",
    ),
    "a value beyond a bound": (lambda p: p["solution"].update(b=4), "leaves the bounds of b"),
    "a variable that is none": (lambda p: p["solution"].update(x=1), "no variable"),
    "a wrong sign": (lambda p: p["optimum"]["1:women"]["rows"].update({"women#1": -1}), "no such side"),
    "another wrong sign": (
        lambda p: p["optimum"]["1:women"]["rows"].update({"structure#1": 2}),
        "no contradiction",
    ),
    "a row left out": (lambda p: p["optimum"]["1:women"]["rows"].pop("structure#1"), "no contradiction"),
    "a huge multiplier": (
        lambda p: p["optimum"]["1:women"]["rows"].update({"women#1": 10**30}),
        "no contradiction",
    ),
    "a number too long to read": (
        lambda p: p["optimum"]["1:women"]["rows"].update({"women#1": "9" * 5000}),
        "no whole number",
    ),
    "a multiplier that is no whole number": (
        lambda p: p["optimum"]["1:women"]["rows"].update({"women#1": 1.0}),
        "no whole number",
    ),
    "the lock of another tier": (
        lambda p: p["optimum"]["1:women"]["rows"].update({"2:young": -1}),
        "there is no such row here",
    ),
    "a lock turned around": (
        lambda p: p["optimum"]["1:women"]["rows"].update({"1:women": 2}),
        "no such side",
    ),
    "a row that is none": (lambda p: p["optimum"]["1:women"]["rows"].update({"men#1": 1}), "no such row"),
    "a split at another place": (lambda p: p["optimum"]["2:young"].update(at=1), "no contradiction"),
    "a split of nothing": (lambda p: p["optimum"]["2:young"].update(split="c"), "c"),
    "a proof of another objective": (lambda p: p["optimum"].update({"3:old": {"rows": {}}}), "no objective"),
    "the lock of a tier in a conflict": (
        lambda p: p.update(conflicts=[{"rules": ["young"], "proof": p["optimum"]["1:women"]}]),
        "no such",
    ),
    "another format": (lambda p: p.update(format="other"), "another format"),
}


@pytest.mark.parametrize("planted", PLANTED)
def test_it_refuses(planted: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = _write(tmp_path) / verify.PROOF
    proof = json.loads(path.read_text(encoding="utf-8"))
    plant, said = PLANTED[planted]
    plant(proof)
    path.write_text(json.dumps(proof), encoding="utf-8")
    assert verify.main([str(tmp_path)]) == 2
    assert said in capsys.readouterr().out


def test_it_refuses_a_proof_of_another_program(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = _write(tmp_path) / verify.PROGRAM
    path.write_text(
        path.read_text(encoding="utf-8").replace("UI BOUND a 1", "UI BOUND a 0"), encoding="utf-8"
    )
    assert verify.main([str(tmp_path)]) == 2
    assert "belongs to another" in capsys.readouterr().out


def test_what_has_no_proof_is_said_to_rest_on_engines(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert verify.main([str(_write(tmp_path, optimum={}, conflicts=[{"rules": ["women", "young"]}]))]) == 1
    told = capsys.readouterr().out
    assert told.count("rest") == 3
    assert told.endswith("PROVEN BUT FOR 3\n")


def test_a_conflict_is_shown_by_its_own_rules_only(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    program = Program()
    program.variable(3)
    program.rows += [NamedRow("most", {1: 1}, None, 1), NamedRow("least", {1: 1}, 2, None)]
    text = format_mps(program, ["zero", "b"], list_row_names(program), {}, "test")
    (tmp_path / verify.PROGRAM).write_text(text, encoding="utf-8")
    found = {"format": verify.FORMAT, "program": hashlib.sha256(text.encode()).hexdigest()}
    for rules, code in ((["most", "least"], 0), (["least"], 2)):
        conflict = {"rules": rules, "proof": {"rows": {"most#1": -1, "least#1": 1}}}
        (tmp_path / verify.PROOF).write_text(json.dumps({**found, "conflicts": [conflict]}), encoding="utf-8")
        assert verify.main([str(tmp_path)]) == code
    assert "is of none of its rules" in capsys.readouterr().out
