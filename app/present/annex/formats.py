"""The file formats of an annex: one row each with ending, name, media type and writer."""

from enum import StrEnum
from pkgutil import resolve_name
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from cocau.app.present.annex.model import Annex

_OFFICE = "application/vnd.openxmlformats-officedocument"


class AnnexFormat(StrEnum):
    """A file format of an annex; the value is also the file extension."""

    label: str
    """The name of the format on pages."""
    media_type: str
    writer: str
    """The module beside this one and the function in it that writes the format."""

    XLSX = "xlsx", "Excel", f"{_OFFICE}.spreadsheetml.sheet", "xlsx:render_xlsx"
    DOCX = "docx", "Word", f"{_OFFICE}.wordprocessingml.document", "docx:render_docx"
    PDF = "pdf", "PDF", "application/pdf", "pdf:render_pdf"
    JSON = "json", "JSON", "application/json", "model:render_json"

    def __new__(cls, ending: str, label: str, media_type: str, writer: str) -> Self:
        """Make a format of its row."""
        made = str.__new__(cls, ending)
        made._value_ = ending
        made.label, made.media_type, made.writer = label, media_type, writer
        return made

    @property
    def is_binary(self) -> bool:
        """Return whether the format is for programs to open, not text to be printed."""
        return self is not AnnexFormat.JSON and not self.media_type.startswith("text/")


PAGE_FORMATS = (*(form for form in reversed(AnnexFormat) if form is not AnnexFormat.JSON), AnnexFormat.JSON)
"""The formats as pages offer them: paper first, what is for programs last."""


def render_annex(annex: "Annex", annex_format: AnnexFormat) -> bytes:
    """Render an annex as a file; import only the library that the format needs."""
    rendered: bytes = resolve_name(f"{__package__}.{annex_format.writer}")(annex)
    return rendered
