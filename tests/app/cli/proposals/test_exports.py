import json
from pathlib import Path

import pytest

from cocau.app.present.annex.build import build_annex
from cocau.app.present.annex.formats import AnnexFormat, render_annex
from cocau.app.present.annex.model import Annex
from cocau.app.present.papers.build import PaperKind, build_paper
from cocau.app.present.papers.formats import PAPER_FORMATS, render_paper
from cocau.app.present.papers.request import PaperRequest
from cocau.solver.proposal import Proposal
from tests.app.conftest import Run
from tests.app.present.papers.conftest import opened, words
from tests.app.present.papers.test_docx import own_template
from tests.counted import build_results


@pytest.mark.parametrize("form", AnnexFormat)
def test_the_ending_of_the_file_says_the_format(
    run: Run, stored: Path, tmp_path: Path, proposal: Proposal, form: AnnexFormat
) -> None:
    path = tmp_path / f"phụ lục.{form}"
    result = run("export", stored, "-o", path)
    assert (result.code, result.out) == (0, "")
    assert path.read_bytes() == render_annex(build_annex(proposal), form)
    assert "Đã ghi" in result.err


def test_the_file_is_what_the_renderer_gives(
    run: Run, stored: Path, tmp_path: Path, proposal: Proposal
) -> None:
    path = tmp_path / "a"
    assert run("export", stored, "--format", "docx", "-o", path, "--lang", "en").code == 0
    assert path.read_bytes() == render_annex(build_annex(proposal, "en"), AnnexFormat.DOCX)


def test_json_is_shown_on_the_screen(run: Run, stored: Path, proposal: Proposal) -> None:
    result = run("export", stored)
    assert Annex.model_validate_json(result.out) == build_annex(proposal)


def test_sensitive_fields_are_left_out_where_asked(run: Run, stored: Path) -> None:
    told = json.loads(run("export", stored, "--without-sensitive").out)
    assert told["left_out"]
    lists = next(s for s in told["sections"] if s["part"] == "lists")["body"][1]
    assert "religion" not in {column["key"] for column in lists["columns"]}


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (("--format", "pdf"), "-o TỆP.pdf"),
        (("-o", "a.csv"), ".csv"),
        (("--format", "pdf", "-o", "a.docx"), "docx"),
        (("--format", "xlsx", "-o", "a.txt"), ".txt"),
    ],
)
def test_what_cannot_be_written_is_told_and_nothing_is(
    run: Run, stored: Path, tmp_path: Path, arguments: tuple[str, ...], word: str
) -> None:
    result = run("export", stored, *(tmp_path / a if a.startswith("a.") else a for a in arguments))
    assert result.code == 2
    assert word in result.err
    assert "json (.txt)" not in result.err
    assert [path.name for path in tmp_path.iterdir()] == ["proposal.json"]


def test_a_proposal_is_not_written_over_and_no_other_file_is_taken(
    run: Run, stored: Path, tmp_path: Path
) -> None:
    before = stored.read_bytes()
    assert run("export", stored, "-o", stored).code == 2
    assert stored.read_bytes() == before
    other = tmp_path / "other.json"
    other.write_text("{}", encoding="utf-8")
    assert run("export", other, "-o", tmp_path / "a.pdf").code == 2


def test_an_altered_proposal_is_remarked_on(run: Run, stored: Path, proposal: Proposal) -> None:
    slate = proposal.slate
    assert slate is not None
    stored.write_text(
        proposal.replace_unvalidated(slate=slate.replace_unvalidated(deputies=slate.deputies[1:])).to_json(),
        encoding="utf-8",
    )
    assert "cocau audit" in run("export", stored).err


def test_a_conflict_has_an_annex_too(run: Run, conflict: Proposal, tmp_path: Path) -> None:
    path = tmp_path / "conflict.json"
    path.write_text(conflict.to_json(), encoding="utf-8")
    assert run("export", path, "-o", tmp_path / "a.pdf").code == 0


@pytest.mark.parametrize("form", [*PAPER_FORMATS, AnnexFormat.JSON])
def test_a_paper_is_what_the_renderer_gives(
    run: Run, stored: Path, tmp_path: Path, proposal: Proposal, form: AnnexFormat
) -> None:
    path = tmp_path / f"bieu.{form}"
    assert run("export", stored, "--paper", "composition", "-o", path).code == 0
    paper = build_paper(PaperKind.COMPOSITION, PaperRequest(proposal))
    assert path.read_bytes() == render_paper(paper, form)


def test_results_and_what_to_compare_with_are_options(
    run: Run, stored: Path, tmp_path: Path, proposal: Proposal
) -> None:
    counts = tmp_path / "ket-qua.json"
    counts.write_text(build_results(proposal).model_dump_json(), encoding="utf-8")
    told = run("export", stored, "--paper", "form-26", "--results", counts)
    assert len(json.loads(told.out)["sheets"][0]["table"]["rows"]) == proposal.request.council.seats
    nobody = run("export", stored, "--paper", "form-26")
    assert (nobody.code, "chưa có người trúng cử" in nobody.err) == (2, True)
    assert run("export", stored, "--paper", "comparison", "--with", stored).code == 0
    missing = run("export", stored, "--paper", "comparison")
    assert (missing.code, "phương án thứ hai" in missing.err) == (2, True)


def test_a_paper_is_never_made_without_its_columns_or_its_table(
    run: Run, stored: Path, tmp_path: Path
) -> None:
    whole = run("export", stored, "--paper", "form-22", "--without-sensitive")
    assert (whole.code, "--without-sensitive" in whole.err) == (2, True)
    letter = run("export", stored, "--paper", "covering", "-o", tmp_path / "a.xlsx")
    assert (letter.code, "bảng tính" in letter.err) == (2, True)


def test_settings_and_a_template_of_the_office_are_files(run: Run, stored: Path, tmp_path: Path) -> None:
    office, template, out = tmp_path / "o.yaml", tmp_path / "t.docx", tmp_path / "a.docx"
    office.write_text("session: XX\nissuers:\n  standing_committee: {signatory: Nguyễn Văn Mẫu}\n", "utf-8")
    template.write_bytes(own_template("van-ban", "{{noi_nhan}}", "{{kinh_gui}}"))
    given = ("export", stored, "--paper", "covering", "-o", out)
    told = run(*given, "--office", office, "--template", template)
    assert (told.code, "{{noi_nhan}}" in told.err) == (0, True)
    assert "Nguyễn Văn Mẫu" in words(opened(out.read_bytes()))
    template.write_bytes(own_template("van-ban", "{{noi_nhan}}", "{{nope}}"))
    refused = run(*given, "--template", template)
    assert (refused.code, "{{nope}}" in refused.err) == (2, True)
    office.write_text("session: XX\nwrong: 1\n", "utf-8")
    assert run(*given, "--office", office).code == 2
