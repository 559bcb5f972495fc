"""An annex as PDF/A, set by typst from our template. The only module that knows typst."""

import json
from functools import cache
from importlib import resources
from typing import Any, Literal

import typst

from cocau.app.present.annex.layout import (
    format_value,
    get_footer,
    get_page_word,
    insert_breaks,
    list_page_breaks,
)
from cocau.app.present.annex.model import (
    Annex,
    AnnexHead,
    AnnexParagraph,
    AnnexRow,
    AnnexSection,
    AnnexTable,
    RowKind,
)

_PDF_A: Literal["a-2b"] = "a-2b"
_PDF: Literal["1.7"] = "1.7"


def render_pdf(annex: Annex) -> bytes:
    """Render an annex as PDF/A; the same annex gives the same bytes.

    PDF/A forbids a letter that no font of ours has: then, and only then, it is a plain PDF with a box for it.
    """
    return compile_pdf(_read_template(), {"annex": json.dumps(_build_data(annex), ensure_ascii=False)})


def compile_pdf(template: bytes, inputs: dict[str, str]) -> bytes:
    """Compile a typst template to PDF/A; to plain PDF where no font of ours has a letter."""
    try:
        return _compile(template, inputs, _PDF_A)
    except typst.TypstError:
        return _compile(template, inputs, _PDF)


def _compile(template: bytes, inputs: dict[str, str], standard: Literal["a-2b", "1.7"]) -> bytes:
    return typst.compile(
        template,
        format="pdf",
        ignore_system_fonts=True,
        sys_inputs=inputs,
        pdf_standards=[standard],
    )


@cache
def _read_template() -> bytes:
    return resources.files("cocau.app.present.annex").joinpath("annex.typ").read_bytes()


def _build_data(annex: Annex) -> dict[str, Any]:
    """Return what the typst template reads, as texts only."""
    return {
        "lang": annex.lang,
        "title": f"{annex.head.label}: {annex.head.title}, {annex.head.council}",
        "page": get_page_word(annex),
        "foot": insert_breaks(get_footer(annex)),
        "left_out": annex.left_out,
        "head": _build_head(annex.head),
        "sections": [
            _build_section(section, annex.lang, new_page=new_page)
            for section, new_page in zip(annex.sections, list_page_breaks(annex), strict=True)
        ],
    }


def _build_head(head: AnnexHead) -> dict[str, Any]:
    facts = [insert_breaks(fact) for fact in head.facts]
    return head.model_dump(mode="json") | {"council": insert_breaks(head.council), "facts": facts}


def _build_section(section: AnnexSection, lang: str, *, new_page: bool) -> dict[str, Any]:
    return {
        "number": section.number,
        "title": section.title,
        "new-page": new_page,
        "body": [_build_piece(piece, lang) for piece in section.body],
    }


def _build_piece(piece: AnnexParagraph | AnnexTable, lang: str) -> dict[str, Any]:
    if isinstance(piece, AnnexParagraph):
        return piece.model_dump(mode="json") | {"text": insert_breaks(piece.text)}
    columns = [column.model_dump(mode="json") for column in piece.columns]
    return {"sort": "table", "columns": columns, "rows": [_build_row(piece, row, lang) for row in piece.rows]}


def _build_row(table: AnnexTable, row: AnnexRow, lang: str) -> dict[str, Any]:
    texts = [format_value(value, lang) for value in row.values]
    if row.kind is RowKind.GROUP:
        return {"kind": row.kind, "cells": [insert_breaks(texts[0])]}
    widths = (column.width for column in table.columns)
    return {"kind": row.kind, "cells": [insert_breaks(t, w) for t, w in zip(texts, widths, strict=True)]}
