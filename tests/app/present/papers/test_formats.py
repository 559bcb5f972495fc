import pytest

from cocau.app.present.annex.formats import AnnexFormat
from cocau.app.present.papers import formats
from cocau.app.present.papers.build import PaperKind, build_paper
from cocau.app.present.papers.request import PaperRequest
from cocau.constraints.errors import InputError
from cocau.solver.proposal import Proposal


def test_a_format_of_the_annex_alone_is_refused_for_a_paper(
    proposal: Proposal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(formats, "_WRITERS", {AnnexFormat.DOCX: "docx:render_docx"})
    paper = build_paper(PaperKind.COMPOSITION, PaperRequest(proposal))
    with pytest.raises(InputError) as refused:
        formats.render_paper(paper, AnnexFormat.PDF)
    (problem,) = refused.value.problems
    assert (problem.code, "docx" in problem.vi) == ("no_such_format", True)
