"""The clash of S2.17 with the cap on full-time deputies is told by whatever answers about such a council."""

import json
from collections.abc import Iterable
from io import BytesIO
from pathlib import Path

import pytest
import yaml
from python_calamine import CalamineWorkbook

from cocau.app.files.readers import read_council, read_offers
from cocau.app.present.proposal.document import render_text
from cocau.app.present.structure import render_structure_text as structure_text
from cocau.app.present.structure_workbook import render_structure_workbook
from cocau.fixtures.run import SHIPPED
from cocau.solver.plan import plan
from cocau.solver.proposal import Proposal
from cocau.solver.structure_plan import StructurePlan, build_structure_plan
from cocau.solver.structure_request import build_structure_request
from tests.app.conftest import Run

COUNCIL = SHIPPED / "councils" / "xa-mau.yaml"
POOL = SHIPPED / "pools" / "xa-mau.yaml"
OFFERS = SHIPPED / "offers" / "xa-mau.yaml"
HEAD = {"vi": "Hai quy định vướng nhau", "en": "Clauses that clash"}
SAID = {  # one full-time deputy before, and a cap of one in a commune
    "vi": "ít nhất 2 người (nhiệm kỳ trước 1); điều thứ hai chỉ cho nhiều nhất 1.",
    "en": "at least 2 people (previous term 1); the second allows 1 at most.",
}
LANGS = pytest.mark.parametrize("lang", ["vi", "en"])


@pytest.fixture(scope="module")
def structure() -> StructurePlan:
    offers = read_offers(OFFERS)
    return build_structure_plan(offers, plan(build_structure_request(read_council(COUNCIL), offers)))


def _told(lines: Iterable[str], lang: str) -> bool:
    whole = " ".join(" ".join(lines).split())
    return HEAD[lang] in whole and SAID[lang] in whole.partition(HEAD[lang])[2]


@LANGS
def test_a_plan_tells_it(proposal: Proposal, lang: str) -> None:
    assert _told(render_text(proposal, lang, 100), lang)


@LANGS
def test_a_conflict_tells_it(conflict: Proposal, lang: str) -> None:
    assert _told(render_text(conflict, lang, 100), lang)


@LANGS
def test_a_structure_tells_it_in_text_and_in_the_notes_of_its_workbook(
    structure: StructurePlan, lang: str
) -> None:
    assert structure.allocation is not None
    assert _told(structure_text(structure, lang, 100), lang)
    book = CalamineWorkbook.from_filelike(
        BytesIO(render_structure_workbook(structure, structure.allocation, lang))
    )
    rows = book.get_sheet_by_index(len(book.sheet_names) - 1).to_python()
    assert _told((str(cell) for row in rows for cell in row), lang)


@LANGS
def test_an_audit_of_a_slate_tells_it_in_text_and_in_json(
    run: Run, proposal: Proposal, tmp_path: Path, lang: str
) -> None:
    assert proposal.slate is not None
    path = tmp_path / "slate.yaml"
    path.write_text(yaml.safe_dump(proposal.slate.model_dump(mode="json")), encoding="utf-8")
    assert _told([run("audit", COUNCIL, POOL, path, "--lang", lang).out], lang)
    (clash,) = json.loads(run("audit", COUNCIL, POOL, path, "--format", "json").out)["clashes"]
    assert (clash["goal"], clash["cap"], clash["before"]) == (2, 1, 1)
