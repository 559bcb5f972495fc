"""The formats of an annex by name: what each is called by browsers, how its files end, and its renderer."""

from collections.abc import Callable
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cocau.app.render.annex.form import Annex


class Form(StrEnum):
    """How an annex is written; the value is also the ending of its files."""

    XLSX = "xlsx"
    DOCX = "docx"
    PDF = "pdf"
    JSON = "json"

    @property
    def media_type(self) -> str:
        """The type by which a browser or a mail program knows it."""
        return _MEDIA[self]


_OFFICE = "application/vnd.openxmlformats-officedocument"
_MEDIA = {
    Form.XLSX: f"{_OFFICE}.spreadsheetml.sheet",
    Form.DOCX: f"{_OFFICE}.wordprocessingml.document",
    Form.PDF: "application/pdf",
    Form.JSON: "application/json",
}


def written(annex: "Annex", form: Form) -> bytes:
    """The file of an annex. Only the library that this format needs is imported."""
    return _RENDERERS[form](annex)


def _xlsx(annex: "Annex") -> bytes:
    from cocau.app.render.annex.xlsx import xlsx

    return xlsx(annex)


def _docx(annex: "Annex") -> bytes:
    from cocau.app.render.annex.docx import docx

    return docx(annex)


def _pdf(annex: "Annex") -> bytes:
    from cocau.app.render.annex.pdf import pdf

    return pdf(annex)


def _json(annex: "Annex") -> bytes:
    from cocau.app.render.annex.json import json

    return json(annex).encode()


_RENDERERS: dict[Form, Callable[["Annex"], bytes]] = {
    Form.XLSX: _xlsx,
    Form.DOCX: _docx,
    Form.PDF: _pdf,
    Form.JSON: _json,
}
