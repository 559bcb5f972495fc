"""The file formats of an annex: name, media type and renderer of each."""

from collections.abc import Callable
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cocau.app.present.annex.model import Annex


class AnnexFormat(StrEnum):
    """A file format of an annex; the value is also the file extension."""

    XLSX = "xlsx"
    DOCX = "docx"
    PDF = "pdf"
    JSON = "json"

    @property
    def media_type(self) -> str:
        """Return the media type of the format."""
        return _MEDIA_TYPES[self]


_OFFICE = "application/vnd.openxmlformats-officedocument"
_MEDIA_TYPES = {
    AnnexFormat.XLSX: f"{_OFFICE}.spreadsheetml.sheet",
    AnnexFormat.DOCX: f"{_OFFICE}.wordprocessingml.document",
    AnnexFormat.PDF: "application/pdf",
    AnnexFormat.JSON: "application/json",
}


def render_annex(annex: "Annex", format_: AnnexFormat) -> bytes:
    """Render an annex as a file; import only the library that the format needs."""
    return _RENDERERS[format_](annex)


def _render_xlsx(annex: "Annex") -> bytes:
    from cocau.app.present.annex.xlsx import render_xlsx

    return render_xlsx(annex)


def _render_docx(annex: "Annex") -> bytes:
    from cocau.app.present.annex.docx import render_docx

    return render_docx(annex)


def _render_pdf(annex: "Annex") -> bytes:
    from cocau.app.present.annex.pdf import render_pdf

    return render_pdf(annex)


def _render_json(annex: "Annex") -> bytes:
    from cocau.app.present.annex.model import dump_annex

    return dump_annex(annex).encode()


_RENDERERS: dict[AnnexFormat, Callable[["Annex"], bytes]] = {
    AnnexFormat.XLSX: _render_xlsx,
    AnnexFormat.DOCX: _render_docx,
    AnnexFormat.PDF: _render_pdf,
    AnnexFormat.JSON: _render_json,
}
