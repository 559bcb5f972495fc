"""An annex as PDF/A, set by typst from a template of ours; the only place that knows typst."""

import json
from functools import cache
from importlib import resources
from typing import Any, Literal

import typst

from cocau.app.render.annex.breaking import breakable
from cocau.app.render.annex.form import Annex, Head, Paragraph, Row, RowKind, Section, Table
from cocau.app.render.annex.paper import foot, page_breaks, page_word
from cocau.app.render.annex.shown import shown

_PDF_A: Literal["a-2b"] = "a-2b"
_ANY: Literal["1.7"] = "1.7"


def pdf(annex: Annex) -> bytes:
    """The pages; the same annex is the same bytes.

    PDF/A forbids a letter that no font of ours has: then, and only then, it is a plain PDF with a box for it.
    """
    inputs = {"annex": json.dumps(_data(annex), ensure_ascii=False)}
    try:
        return _set(inputs, _PDF_A)
    except typst.TypstError:
        return _set(inputs, _ANY)


def _set(inputs: dict[str, str], standard: Literal["a-2b", "1.7"]) -> bytes:
    return typst.compile(
        _template(),
        format="pdf",
        ignore_system_fonts=True,
        sys_inputs=inputs,
        pdf_standards=[standard],
    )


@cache
def _template() -> bytes:
    return resources.files("cocau.app.render.annex").joinpath("annex.typ").read_bytes()


def _data(annex: Annex) -> dict[str, Any]:
    """What the template reads: texts only."""
    return {
        "lang": annex.lang,
        "title": f"{annex.head.label}: {annex.head.title}, {annex.head.council}",
        "page": page_word(annex),
        "foot": breakable(foot(annex)),
        "left_out": annex.left_out,
        "head": _head(annex.head),
        "sections": [
            _section(section, annex.lang, new_page=new_page)
            for section, new_page in zip(annex.sections, page_breaks(annex), strict=True)
        ],
    }


def _head(head: Head) -> dict[str, Any]:
    facts = [breakable(fact) for fact in head.facts]
    return head.model_dump(mode="json") | {"council": breakable(head.council), "facts": facts}


def _section(section: Section, lang: str, *, new_page: bool) -> dict[str, Any]:
    return {
        "number": section.number,
        "title": section.title,
        "new-page": new_page,
        "body": [_piece(piece, lang) for piece in section.body],
    }


def _piece(piece: Paragraph | Table, lang: str) -> dict[str, Any]:
    if isinstance(piece, Paragraph):
        return piece.model_dump(mode="json") | {"text": breakable(piece.text)}
    columns = [column.model_dump(mode="json") for column in piece.columns]
    return {"sort": "table", "columns": columns, "rows": [_row(piece, row, lang) for row in piece.rows]}


def _row(table: Table, row: Row, lang: str) -> dict[str, Any]:
    texts = [shown(value, lang) for value in row.values]
    if row.kind is RowKind.GROUP:
        return {"kind": row.kind, "cells": [breakable(texts[0])]}
    widths = (column.width for column in table.columns)
    return {"kind": row.kind, "cells": [breakable(t, w) for t, w in zip(texts, widths, strict=True)]}
