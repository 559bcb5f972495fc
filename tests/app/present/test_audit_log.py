import pytest

from cocau.app.db.clock import now
from cocau.app.db.models import AuditLogEntry
from cocau.app.i18n.languages import Lang
from cocau.app.present.audit_log import describe_action


@pytest.mark.parametrize(
    ("action", "kind", "vi", "en"),
    [
        ("read", "pool", "Xem danh sách nhân sự", "Looked at a pool of people"),
        ("export", "proposal", "Xuất thành tệp phương án", "Took as a file a proposal"),
        ("explain", "proposal", "Hỏi về một phương án", "Asked about a proposal"),
        ("polish", "shoes", "polish shoes", "polish shoes"),
    ],
)
def test_an_entry_is_told_in_words(action: str, kind: str, vi: str, en: str) -> None:
    entry = AuditLogEntry(
        seq=1, at=now(), actor="x", action=action, kind=kind, subject="y", before="", hash=""
    )
    assert (describe_action(entry, Lang.VI), describe_action(entry, Lang.EN)) == (vi, en)
