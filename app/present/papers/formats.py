"""The file formats of a paper, those of an annex, each written by a module here."""

from pkgutil import resolve_name
from typing import TYPE_CHECKING

from cocau.app.present.annex.formats import PAGE_FORMATS, AnnexFormat
from cocau.constraints.errors import GivenValue, InputError, Problem

if TYPE_CHECKING:
    from cocau.app.present.papers.build import PaperType
    from cocau.app.present.papers.model import Paper

_WRITERS = {
    AnnexFormat.DOCX: "docx:render_docx",
    AnnexFormat.XLSX: "xlsx:render_xlsx",
    AnnexFormat.PDF: "pdf:render_pdf",
    AnnexFormat.JSON: "model:render_json",
}
PAPER_FORMATS = tuple(form for form in PAGE_FORMATS if form in _WRITERS and form is not AnnexFormat.JSON)
"""The formats of papers as pages offer them."""


def render_paper(paper: "Paper", paper_format: AnnexFormat, template: bytes | None = None) -> bytes:
    """Render a paper as a file; import only the library that the format needs.

    `template`: the office's own, for a Word document.

    Raises:
        InputError: no paper has this format.
    """
    if paper_format not in _WRITERS:
        raise InputError([_build_no_such_format(paper_format)])
    more = (template,) if paper_format is AnnexFormat.DOCX else ()
    return bytes(resolve_name(f"{__package__}.{_WRITERS[paper_format]}")(paper, *more))


def _build_no_such_format(paper_format: AnnexFormat) -> Problem:
    known = ", ".join(_WRITERS)
    return Problem(
        "no_such_format",
        ("format", GivenValue(paper_format)),
        f"Văn bản không lập được ở dạng này; các dạng: {known}.",
        f"Papers are not made in this format; there are: {known}.",
    )


def list_formats(paper_type: "PaperType") -> tuple[AnnexFormat, ...]:
    """List the formats of a paper, paper first; a workbook only where there is a table."""
    return tuple(form for form in PAPER_FORMATS if paper_type.has_table or form is not AnnexFormat.XLSX)
