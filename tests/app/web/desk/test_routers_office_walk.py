"""The whole way of an office in Chromium, from an empty production installation to signed papers, by mouse and by keys."""

import io
import zipfile
from pathlib import Path

import pytest
from docx import Document
from playwright.sync_api import Browser

from tests.app.web.desk.support.office_walk import (
    Hand,
    Keys,
    Mouse,
    measure_phone,
    start_office,
    walk_whole_way,
)

SIGNED = ("composition", "leadership", "form-22")
MOST_SCREENS = 8


@pytest.mark.long
@pytest.mark.parametrize("hand", [Mouse(), Keys()], ids=["mouse", "keys"])
def test_an_office_comes_from_nothing_to_papers_that_are_signed(
    chromium: Browser, tmp_path: Path, hand: Hand
) -> None:
    with start_office(tmp_path, chromium, hand) as (walk, store):
        papers = walk_whole_way(walk, store)
        for name in SIGNED:
            assert papers[f"{name}.pdf"].startswith(b"%PDF")
            assert zipfile.ZipFile(io.BytesIO(papers[f"{name}.xlsx"])).testzip() is None
            assert Document(io.BytesIO(papers[f"{name}.docx"])).tables
        covering = "\n".join(p.text for p in Document(io.BytesIO(papers["covering.docx"])).paragraphs)
        assert "60 đại biểu, ở 15 đơn vị bầu cử" in covering
        assert "annex.json" in papers
        screens = measure_phone(walk)
        assert max(screens["proposal"], screens["report"]) < MOST_SCREENS, screens
        assert [told for told in walk.wrong if "status of 4" not in told] == []
