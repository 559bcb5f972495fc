"""The file formats of a paper, those of an annex, each written by a module here."""

from pkgutil import resolve_name
from typing import TYPE_CHECKING

from cocau.app.present.annex.formats import PAGE_FORMATS, AnnexFormat

if TYPE_CHECKING:
    from cocau.app.present.papers.build import PaperType
    from cocau.app.present.papers.model import Paper

_WRITERS = {
    AnnexFormat.XLSX: "xlsx:render_xlsx",
    AnnexFormat.PDF: "pdf:render_pdf",
    AnnexFormat.JSON: "model:render_json",
}


def render_paper(paper: "Paper", paper_format: AnnexFormat, template: bytes | None = None) -> bytes:
    """Render a paper as a file; import only the library that the format needs.

    `template`: the office's own, for a Word document.
    """
    if paper_format is AnnexFormat.DOCX:
        return bytes(resolve_name(f"{__package__}.docx:render_docx")(paper, template))
    return bytes(resolve_name(f"{__package__}.{_WRITERS[paper_format]}")(paper))


def list_formats(paper_type: "PaperType") -> tuple[AnnexFormat, ...]:
    """List the formats of a paper, paper first; a workbook only where there is a table."""
    return tuple(
        form
        for form in PAGE_FORMATS
        if form.is_binary and (paper_type.has_table or form is not AnnexFormat.XLSX)
    )
