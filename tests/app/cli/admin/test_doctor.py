"""`cocau doctor`: what is found to be wrong, and that nothing is changed."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, text

from cocau.app.cli.admin import doctor

Run = Callable[..., Any]


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("COCAU_ENV", "COCAU_KEYS", "COCAU_DATABASE", "COCAU_SOLVES", "COCAU_WEBHOOKS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("COCAU_STATE", str(tmp_path / "state"))


def _wrong(result: Any) -> list[str]:
    return [line for line in result.out.splitlines() if line.startswith("WRONG")]


def test_a_new_installation_is_well_and_stays_untouched(run: Run, tmp_path: Path) -> None:
    result = run("doctor", "--lang", "en")
    assert (result.code, _wrong(result)) == (0, [])
    assert "Database: none yet; cocau serve makes it" in result.out
    assert not (tmp_path / "state").exists()
    assert run("doctor").out.startswith("ĐẠT   Chương trình: cocau ")


def test_after_migrate_the_schema_is_named(run: Run) -> None:
    assert run("migrate").code == 0
    assert "OK    Database: reached, schema " in run("doctor", "--lang", "en").out


def test_where_webhooks_may_go_is_told(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "webhooks may go to: nowhere" in run("doctor", "--lang", "en").out
    monkeypatch.setenv("COCAU_WEBHOOKS", "https://nhan.example,http://localhost:9000")
    assert "may go to: https://nhan.example, http://localhost:9000" in run("doctor", "--lang", "en").out


@pytest.mark.parametrize(
    ("variable", "value", "words"),
    [
        ("COCAU_ENV", "production", "Keys: COCAU_KEYS: COCAU_KEYS is missing"),
        ("COCAU_SOLVES", "x", "Settings: COCAU_SOLVES: "),
        ("COCAU_KEYS", "short", "Keys: COCAU_KEYS: "),
        ("COCAU_WEBHOOKS", "http://nhan.example", "Settings: COCAU_WEBHOOKS: "),
        ("COCAU_STATE", "/etc/passwd/none", "State folder: COCAU_STATE: /etc/passwd/none cannot be written"),
        ("COCAU_DATABASE", "nonsense", "Database: COCAU_DATABASE: This is no database URL"),
        (
            "COCAU_DATABASE",
            "postgresql://x@127.0.0.1:1/x",
            "Database: COCAU_DATABASE: The database cannot be reached",
        ),
    ],
)
def test_what_is_wrong_is_told(
    run: Run, monkeypatch: pytest.MonkeyPatch, variable: str, value: str, words: str
) -> None:
    monkeypatch.setenv(variable, value)
    result = run("doctor", "--lang", "en")
    assert result.code == 1
    assert [line for line in _wrong(result) if words in line], result.out


def test_another_schema_is_told_with_what_to_do(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run("migrate").code == 0
    engine = create_engine(f"sqlite:///{tmp_path}/state/cocau.db")
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    engine.dispose()
    (line,) = _wrong(run("doctor", "--lang", "en"))
    assert "made by a later cocau" in line


def test_a_package_that_is_missing_or_old_is_told(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        doctor, "requires", lambda _name: ["pydantic>=99", "no-such-package>=1", "x>=1; extra == 'y'"]
    )
    result = run("doctor", "--format", "json")
    (row,) = [row for row in json.loads(result.out) if not row["passed"]]
    assert result.code == 1
    assert "needed >=99" in row["en"]
    assert "no-such-package>=1 is missing" in row["en"]
    assert "cần >=99" in row["vi"]


def test_without_the_service_the_rest_is_looked_at(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "find_spec", lambda _name: None)
    result = run("doctor", "--lang", "en")
    assert (result.code, _wrong(result)) == (0, [])
    assert "OK    Service: not installed; to have it, run: pip install 'cocau[service]'" in result.out


def test_all_wrong_settings_are_told_at_once_and_in_the_language_asked_for(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COCAU_SOLVES", "x")
    monkeypatch.setenv("COCAU_ENV", "prod")
    result = run("serve")
    assert result.code == 2
    assert "COCAU_ENV: phải là development hoặc production, không phải 'prod'." in result.err
    assert "COCAU_SOLVES: phải là số nguyên từ 0 trở lên, không phải 'x'." in result.err
    assert "must be" not in result.err
