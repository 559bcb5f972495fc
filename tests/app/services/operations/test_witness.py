"""The heads of the audit log noted outside of the database."""

from io import BytesIO
from pathlib import Path
from urllib.request import Request

import pytest

from cocau.app.audit_log.breaks import TamperKind
from cocau.app.audit_log.entries import AuditLogBroken
from cocau.app.audit_log.verification import verify_store
from cocau.app.db.engine import Store
from cocau.app.services.operations.witness import WitnessWriter, describe_head, list_beats, read_witness
from cocau.app.settings import Settings, read_settings
from cocau.constraints.errors import InputError
from tests.app.audit_log.tampering import add, run, unguarded


def test_each_new_head_is_appended_once(store: Store, tmp_path: Path) -> None:
    file = tmp_path / "witness"
    writer = WitnessWriter(store, str(file))
    add(store, 2)
    writer.write_head()
    writer.write_head()
    add(store, 1)
    writer.write_head()
    lines = file.read_text().splitlines()
    assert [line.split()[1] for line in lines] == ["2", "3"]
    assert verify_store(store, read_witness(lines, "witness")).whole


def test_an_older_database_that_was_put_back_is_found(store: Store, tmp_path: Path) -> None:
    file = tmp_path / "witness"
    add(store, 2)
    run(store, "CREATE TABLE older AS SELECT * FROM trail_head")
    add(store, 2)
    WitnessWriter(store, str(file)).write_head()
    unguarded(store)
    run(store, "DELETE FROM trail WHERE seq > 2", "DELETE FROM trail_head")
    run(store, "INSERT INTO trail_head SELECT * FROM older")
    assert verify_store(store).whole
    report = verify_store(store, read_witness(file.read_text().splitlines(), "witness"))
    assert [found.kind for found in report.breaks] == [TamperKind.UNKNOWN_HEAD]


def test_a_forged_head_is_not_witnessed(store: Store, tmp_path: Path) -> None:
    add(store, 2)
    run(store, "UPDATE trail_head SET seq = 1")
    file = tmp_path / "witness"
    with pytest.raises(AuditLogBroken):
        WitnessWriter(store, str(file)).write_head()
    assert not file.exists()


def test_lines_that_are_no_heads_are_told_by_their_numbers(store: Store) -> None:
    add(store, 1)
    with pytest.raises(InputError) as caught:
        read_witness([describe_head(store), "", "x", "2026 1 abc"], "w.txt")
    assert [problem.where for problem in caught.value.problems] == ["w.txt:3", "w.txt:4"]


def test_an_address_is_sent_the_line(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[Request] = []

    def take(request: Request, *, timeout: float) -> BytesIO:
        assert timeout > 0
        sent.append(request)
        return BytesIO()

    monkeypatch.setattr("cocau.app.services.operations.witness.urlopen", take)
    add(store, 1)
    writer = WitnessWriter(store, "https://witness.example/heads")
    writer.write_head()
    writer.write_head()
    (request,) = sent
    assert (request.full_url, request.get_method()) == ("https://witness.example/heads", "POST")
    assert isinstance(request.data, bytes)
    assert verify_store(store, read_witness([request.data.decode()], "sent")).whole


def test_an_address_without_encryption_is_refused() -> None:
    with pytest.raises(ValueError, match="https"):
        read_settings({"COCAU_WITNESS": "http://witness.example"})


def test_a_process_witnesses_only_where_it_is_told_to(store: Store, tmp_path: Path) -> None:
    assert len(list_beats(store, Settings())) == 1
    assert len(list_beats(store, Settings(witness=str(tmp_path / "w")))) == 2
