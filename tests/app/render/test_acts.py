import pytest

from cocau.app.languages import Lang
from cocau.app.render.acts import said
from cocau.app.store.moment import now
from cocau.app.store.tables.trail import TrailEntry


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
    entry = TrailEntry(seq=1, at=now(), actor="x", action=action, kind=kind, subject="y", before="", hash="")
    assert (said(entry, Lang.VI), said(entry, Lang.EN)) == (vi, en)
